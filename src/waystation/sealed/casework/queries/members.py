"""The people of a case with what is open about them: read once, used by cards, facts and pages alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.cards import OverlayCard, PersonCard
from waystation.sealed.casework.models import Overlay, Person, PersonSheet
from waystation.sealed.casework.rules.persons import ROLES, name_of

SheetKey = tuple[str, str]

_SHEETS = Prepared(lambda persons: PersonSheet.objects.select_related("section").filter(person__in=persons))
_SHEETS_OF_CASE = Prepared(
    lambda case: PersonSheet.objects.select_related("section", "person").filter(person__case=case)
)
_OVERLAYS = Prepared(
    lambda persons: Overlay.objects.filter(person__in=persons, closed_on=None).order_by("opened_on", "kind")
)


@dataclass(frozen=True, repr=False)
class Members:
    """Rows of persons whose gate has been passed, their sheets as far as held, their open overlays."""

    rows: tuple[Person, ...]
    sheets: Mapping[SheetKey, PersonSheet]
    bodies: Mapping[SheetKey, dict[str, Any]]
    overlays: tuple[Overlay, ...]

    @property
    def refs(self) -> list[str]:
        """The references of the persons."""
        return [row.ref for row in self.rows]

    def known(self, ref: str) -> Mapping[str, Any]:
        """Return what both sheets know of a person, from whichever is held; empty where none is."""
        return self.bodies.get((ref, "identity")) or self.bodies.get((ref, "logistics")) or {}

    def kinds_open(self, ref: str) -> tuple[str, ...]:
        """Return the kinds of a person's open overlays, the oldest first."""
        return tuple(overlay.kind for overlay in self.overlays if overlay.person_id == ref)

    def overlay_cards(self) -> tuple[OverlayCard, ...]:
        """Return the open overlays, the soonest due first."""
        return tuple(
            OverlayCard(row.ref, row.person_id, row.kind, row.opened_on, row.due_on, row.owner)
            for row in sorted(self.overlays, key=lambda row: (row.due_on, row.kind))
        )

    def cards(self) -> list[PersonCard]:
        """Return everyone's card, the one we speak with first."""
        order = list(ROLES)
        cards = [self._card(row) for row in self.rows]
        return sorted(cards, key=lambda card: (order.index(card.role), card.alias, card.ref))

    def _card(self, row: Person) -> PersonCard:
        identity, known = self.bodies.get((row.ref, "identity")), self.known(row.ref)
        return PersonCard(
            ref=row.ref,
            case=row.case_id,
            unit=row.unit_id,
            alias=known.get("alias", ""),
            name=None if identity is None else name_of(identity),
            phase=row.phase,
            end_reason=row.end_reason,
            overlays=self.kinds_open(row.ref),
            is_minor=known.get("is_minor"),
            role=known.get("role", "other"),
        )


def members_of(actor: staff.Actor, rows: Iterable[Person]) -> Members:
    """Read what is open about these people, with as many questions for five as for one."""
    listed = tuple(rows)
    return _read(actor, listed, _SHEETS(persons=[row.ref for row in listed]))


def members_of_case(actor: staff.Actor, held: HeldCase) -> Members:
    """Read everyone of a case whose gate has been passed; everyone has sheets, so one question brings both."""
    sheets = _SHEETS_OF_CASE(case=held.row.ref)
    rows = {sheet.person_id: sheet.person for sheet in sheets}
    return _read(actor, tuple(rows.values()), sheets)


def _read(actor: staff.Actor, rows: tuple[Person, ...], sheets: Iterable[PersonSheet]) -> Members:
    opened = vault.read_held(actor.ring, sheets)
    overlays = _OVERLAYS(persons=[row.ref for row in rows])
    return Members(
        rows=rows,
        sheets={(sheet.person_id, sheet.kind): sheet for sheet, _body in opened},
        bodies={(sheet.person_id, sheet.kind): body for sheet, body in opened},
        overlays=tuple(overlays),
    )
