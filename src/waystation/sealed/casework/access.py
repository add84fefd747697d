"""Gates of casework: the only way to a row. Unknown and forbidden are one and the same answer (T-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from waystation.foundation.kernel.errors import ChangedMeanwhile, NotHere, Refused
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models import Approval, Case, CaseSheet, Consent, Person, Task
from waystation.sealed.casework.rules.sections import FIRST_CHOICE

SomeRow = TypeVar("SomeRow", bound=Model)

NOT_HELD = _("You do not hold the section this belongs to.")
NOT_YOURS = _("Only a coordinator or a supervisor who reads the identity section may do this.")
KEEPERS = frozenset({"coordinator", "supervisor"})

# One question, and none about sections out of reach: every room of a case's page passes this gate.
_SHEETS = Prepared(
    lambda case, lines, holders: CaseSheet.objects.select_related("case", "section").filter(
        case=case, section__in=vault.within_reach_of(lines, holders)
    )
)
_LOCKED_CASE = Prepared(lambda ref: Case.objects.select_for_update().filter(ref=ref))
# The person is read under the lock of their case, or their phase might have moved while we waited for it.
_LOCKED_CASE_OF = Prepared(
    lambda person: Case.objects.select_for_update().filter(
        ref__in=Person.objects.filter(ref=person).values("case")
    )
)
_PERSON = Prepared(lambda ref: Person.objects.select_related("identity").filter(ref=ref))
_TASK = Prepared(lambda ref: Task.objects.select_related("section").filter(ref=ref))
_APPROVAL = Prepared(lambda ref: Approval.objects.select_related("section").filter(ref=ref))
_CONSENT = Prepared(lambda ref: Consent.objects.select_related("section").filter(ref=ref))


@dataclass(frozen=True, repr=False)
class HeldCase:
    """A case together with the sheets of the sections the actor holds, by kind: never one that they do not."""

    row: Case
    sheets: dict[str, CaseSheet]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of section held."""
        return frozenset(self.sheets)

    def section(self, kind: str) -> vault.Section:
        """Return one section.

        :raises NotHere: it is not held, or there is none of that kind.
        """
        if kind not in self.sheets:
            raise NotHere
        return self.sheets[kind].section

    def section_to_write(self, *kinds: str) -> vault.Section:
        """Return the first of these sections that is held.

        :raises Refused: none is.
        """
        for kind in kinds or FIRST_CHOICE:
            if kind in self.sheets:
                return self.sheets[kind].section
        raise Refused(NOT_HELD)


def case_to_read(actor: staff.Actor, ref: str) -> HeldCase:
    """Return a case of which the actor holds at least one section.

    :raises NotHere: no such case for this actor.
    """
    rows = _SHEETS(case=ref, lines=actor.ring.lines(), holders=actor.ring.holders())
    opened = vault.held(actor.ring, (sheet.section for sheet in rows))
    held = {sheet.kind: sheet for sheet in rows if sheet.section_id in opened}
    if not held:
        raise NotHere
    return HeldCase(next(iter(held.values())).case, held)


def case_to_change(actor: staff.Actor, ref: str) -> HeldCase:
    """Return the same, its row locked until the transaction ends.

    :raises NotHere: no such case for this actor.
    """
    row = _one(_LOCKED_CASE(ref=ref))
    return HeldCase(row, case_to_read(actor, ref).sheets)


def case_to_keep(actor: staff.Actor, ref: str) -> HeldCase:
    """Return a case to whoever steers it: a coordinator or supervisor who holds its identity section.

    :raises NotHere: no such case for this actor.
    :raises Refused: it is there, but not theirs to steer.
    """
    held = case_to_change(actor, ref)
    if "identity" not in held.sheets or not actor.roles & KEEPERS:
        raise Refused(NOT_YOURS)
    return held


def person_to_read(actor: staff.Actor, ref: str) -> tuple[Person, HeldCase]:
    """Return a person with their case.

    :raises NotHere: no such person for this actor.
    """
    person = _one(_PERSON(ref=ref))
    return person, case_to_read(actor, person.case_id)


def person_to_change(actor: staff.Actor, ref: str) -> tuple[Person, HeldCase]:
    """Return the same, their case locked until the transaction ends.

    :raises NotHere: no such person for this actor.
    """
    row = _one(_LOCKED_CASE_OF(person=ref))
    held = HeldCase(row, case_to_read(actor, row.ref).sheets)
    return _one(_PERSON(ref=ref)), held


def task_to_read(actor: staff.Actor, ref: str) -> tuple[Task, HeldCase]:
    """Return a task whose section the actor holds.

    :raises NotHere: no such task for this actor.
    """
    task = _one(_TASK(ref=ref))
    return task, _with_section(case_to_read(actor, task.case_id), task.section_id)


def task_to_change(actor: staff.Actor, ref: str) -> tuple[Task, HeldCase]:
    """Return the same, its case locked.

    :raises NotHere: no such task for this actor.
    """
    task = _one(_TASK(ref=ref))
    held = _with_section(case_to_change(actor, task.case_id), task.section_id)
    return _one(_TASK(ref=ref)), held


def approval_to_change(actor: staff.Actor, ref: str) -> tuple[Approval, HeldCase]:
    """Return an approval whose section the actor holds, its case locked.

    :raises NotHere: no such approval for this actor.
    """
    approval = _one(_APPROVAL(ref=ref))
    held = _with_section(case_to_change(actor, approval.case_id), approval.section_id)
    return _one(_APPROVAL(ref=ref)), held


def consent_to_change(actor: staff.Actor, ref: str) -> tuple[Consent, Person, HeldCase]:
    """Return a consent of somebody whose identity the actor holds, the case locked.

    :raises NotHere: no such consent for this actor.
    """
    found = _one(_CONSENT(ref=ref))
    person, held = person_to_change(actor, found.person_id)
    if not vault.holds(actor.ring, person.identity):
        raise NotHere
    return _one(_CONSENT(ref=ref)), person, held


def entry_sections(held: HeldCase, persons: Iterable[Person]) -> set[str]:
    """Return the references of every section of a case in which the actor may read."""
    sections = {sheet.section_id for sheet in held.sheets.values()}
    if "identity" in held.sheets:
        sections |= {person.identity_id for person in persons}
    return sections


def same_version(row: vault.SealedRow, version: int | None) -> None:
    """Refuse to write over what somebody else wrote since the page was read.

    :raises ChangedMeanwhile: the row has another version than the one that was read.
    """
    if version is not None and row.version != version:
        raise ChangedMeanwhile


def _with_section(held: HeldCase, section: str) -> HeldCase:
    if section not in {sheet.section_id for sheet in held.sheets.values()}:
        raise NotHere
    return held


def _one(rows: list[SomeRow]) -> SomeRow:
    if not rows:
        raise NotHere
    return rows[0]
