"""Makes many of few for the benches: everything that belongs to a case or request, copied under fresh references.

Bodies are opened with the recovery key and sealed anew in their new place under fresh data keys, grants are wrapped
anew to those who open anything in the bench, a message names the copy of the message before it: a copy is what the
operations would have made. Only the ledger and the outbox are left alone, a copy's receipt opens nothing, and the grants
of whoever reads nothing in the bench (recovery, the other teams) lie in their place under our layer but are hollow.
"""

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.base import ModelState

from waystation.foundation.kernel import saving
from waystation.foundation.kernel.references import LENGTH, PATTERN, new_ref
from waystation.foundation.vault import api as vault
from waystation.testing.cast import Cast, renewed

ROOMS = {"vault", "intake", "casework"}
# Keys of teams are shared; shelves are bound by searching, as they are in life.
SHARED = {"vault.keywrap", "vault.shelfpage", "vault.stagedfile"}
HOLDER, SECTION, GRANT, CARD, MESSAGE = (
    "vault.holder",
    "vault.section",
    "vault.grant",
    "vault.card",
    "intake.message",
)
CONVERSATION = "intake.conversation"
BATCH = 40
_NAMED = re.compile(rf"[0-9a-f]{{64}}|{PATTERN.pattern}")
BIND_EVERY = 10_000
# Keys: a shelf leaves fewer than 256 cards of each kind unbound, and each hangs by some ten of them.
MAY_BE_UNBOUND = 20_000
# What says who, not what it belongs to.
NOT_A_TIE = {"holder_id", "line", "team", "owner", "claimed_by", "asked_by", "decided_by", "ref"}

Rows = dict[str, list[Any]]
Root = tuple[list[str], list[str]]


@dataclass
class Template:
    """Everything that belongs to one thing: rows by table, their bodies, who holds each section, who is named in it."""

    rows: Rows
    bodies: dict[str, str]
    holders: dict[str, list[Any]]
    called: list[str]
    refs: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


class Copier:
    """Copies templates in bulk, and binds the shelves of the cast in the end."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._fresh: list[tuple[str, int, bytes]] = []
        self._recovery = vault.ring_from(cast.shares[:3])
        self._readers = cast.noor.ring.lines() | cast.vera.ring.lines()
        self._tables = {
            model._meta.label_lower: model  # noqa: SLF001 - the framework's own way to a table's name
            for model in apps.get_models()
            if model._meta.app_label in ROOMS and model._meta.label_lower not in SHARED  # noqa: SLF001
        }

    def learn(self, roots: Sequence[Root]) -> list[Template]:
        """Read everything that hangs by these roots, each with the names that stand in it."""
        return [self._template(refs, called) for refs, called in roots]

    def multiply(self, templates: Sequence[Template], wanted: int, name: Callable[[int, int], str]) -> None:
        """Copy templates in turns, ``wanted`` times; ``name(number, place)`` says what each name becomes."""
        for start in range(0, wanted, BATCH):
            made = self._rows()
            for number in range(start, min(start + BATCH, wanted)):
                template = templates[number % len(templates)]
                called = [name(number, place) for place in range(len(template.called))]
                for label, rows in self._copy(template, called).items():
                    made[label] += rows
            with transaction.atomic():
                for label in _in_order(made):
                    saving.insert(made[label])
            if start // BIND_EVERY != (start + BATCH) // BIND_EVERY or start + BATCH >= wanted:
                self._bind()

    def _bind(self) -> None:
        """Search for nothing as each of those who search: what is new since is bound into their shelves.

        Their rings are told the keys just made, which they could open one by one; what is not theirs lies on no
        shelf of theirs.
        """
        cast = renewed(self._cast)
        for actor in (cast.vera, cast.noor, cast.ruth, cast.karim, cast.tomas):
            for known in self._fresh:
                actor.ring.keep(*known)
            vault.search(actor.ring, kinds=["person", "case", "request"], query="\N{SNOWMAN}")
        del self._fresh[:-MAY_BE_UNBOUND]

    def _template(self, roots: list[str], called: list[str]) -> Template:
        known, rows = set(roots), self._found(set(roots))
        while True:
            listed = [row for rows_of_table in rows.values() for row in rows_of_table]
            refs = known | {row.pk for row in listed} | {ref for row in listed for ref in _down(row)}
            if refs == known:
                break
            known, rows = refs, self._found(refs)
        bodies = {
            row.pk: json.dumps(vault.read(self._recovery, row), ensure_ascii=False)
            for listed in rows.values()
            for row in listed
            if isinstance(row, vault.SealedRow)
        }
        template = Template(rows, bodies, self._holders(rows), called)
        receipts = [row.receipt for row in rows.get(CONVERSATION, [])]
        template.refs = [row.pk for listed in rows.values() for row in listed] + receipts
        template.marks = {row.pk: _mark(row) for row in rows.get(MESSAGE, [])}
        rows.get(MESSAGE, []).sort(key=lambda row: json.loads(bodies[row.pk])["number"])
        return template

    def _found(self, known: set[str]) -> Rows:
        found = {label: list(self._belonging(label, known)) for label in self._tables}
        return {label: rows for label, rows in found.items() if rows}

    def _belonging(self, label: str, known: set[str]) -> models.QuerySet[Any]:
        model = self._tables[label]
        if label == HOLDER:
            return model._default_manager.filter(kind=vault.RECEIPT, line__in=known)  # noqa: SLF001
        wanted = models.Q(pk__in=known)
        for column in _columns(model):
            if column.attname not in NOT_A_TIE:
                wanted |= models.Q(**{f"{column.attname}__in": known})
        return model._default_manager.filter(wanted)  # noqa: SLF001

    @staticmethod
    def _rows() -> Rows:
        return defaultdict(list)

    @staticmethod
    def _holders(rows: Rows) -> dict[str, list[Any]]:
        held: dict[str, list[Any]] = defaultdict(list)
        for grant in rows.get(GRANT, []):
            held[grant.section_id].append(grant.holder)
        return held

    def _copy(self, template: Template, called: list[str]) -> Rows:
        fresh = {ref: new_ref() for ref in template.refs}
        ring, made = vault.new_ring(), self._rows()
        for section in template.rows.get(SECTION, []):
            copy = _moved(section, fresh)
            made[SECTION].append(copy)
            made[GRANT] += self._granted(ring, template, section, copy, fresh)
        sections = {copy.pk: copy for copy in made[SECTION]}
        for label in _in_order(template.rows):
            if label in {SECTION, GRANT}:
                continue
            for row in template.rows[label]:
                copy = _moved(row, fresh)
                if label == HOLDER:
                    vault.pin(copy)
                if isinstance(copy, vault.SealedRow):
                    body = _called(template.bodies[row.pk], fresh, template.called, called)
                    copy.section = sections[copy.section_id]
                    vault.seal(ring, copy, json.loads(body), version=copy.version)
                    if label == MESSAGE:
                        fresh[template.marks[row.pk]] = _mark(copy)
                made[label].append(copy)
        return made

    def _granted(
        self, ring: vault.Ring, template: Template, section: Any, copy: Any, fresh: dict[str, str]
    ) -> Iterator[Any]:
        for generation in range(1, section.generation + 1):
            key = secrets.token_bytes(32)
            ring.keep(copy.pk, generation, key)
            self._fresh.append((copy.pk, generation, key))
            for holder in template.holders[section.pk]:
                if holder.line in self._readers:
                    yield vault.make_grant(copy, key, holder, generation)
                    continue
                grant = vault.make_hollow_grant(copy, holder, generation)
                grant.holder_id = fresh.get(grant.holder_id, grant.holder_id)
                grant.line = fresh.get(grant.line, grant.line)
                yield grant


def _down(row: Any) -> Iterator[str]:
    """Yield what a row hangs by: its section, its conversation, its receipt."""
    for name in ("section_id", "identity_id", "conversation_id", "receipt", "request"):
        if getattr(row, name, ""):
            yield getattr(row, name)


def _columns(model: type[models.Model]) -> list[Any]:
    """Return the columns that hold references; codes and words are longer or shorter than one."""
    return [
        each
        for each in model._meta.concrete_fields  # noqa: SLF001
        if isinstance(each, models.ForeignKey) or getattr(each, "max_length", 0) == LENGTH
    ]


def _moved(row: Any, fresh: dict[str, str]) -> Any:
    """Return a copy of a row in which every reference that was copied is the copy's.

    Not made by its class, which looks at every field of a million rows; what it was related to is not copied along.
    """
    copy = object.__new__(type(row))
    copy.__dict__ = {
        name: fresh.get(value, value) if type(value) is str else value for name, value in vars(row).items()
    }
    copy._state = ModelState()  # where the framework keeps what a row is related to
    return copy


def _called(body: str, fresh: dict[str, str], old: list[str], new: list[str]) -> str:
    """Return a body in which references, marks of messages and names are the copy's."""
    moved = _NAMED.sub(lambda found: fresh.get(found[0], found[0]), body)
    names = {
        **dict(zip(old, new, strict=True)),
        **dict(zip(map(vault.fold, old), map(vault.fold, new), strict=True)),
    }
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], moved)


def _mark(message: Any) -> str:
    """Return by what the next message and the head name this one (intake's own chain)."""
    return vault.digest(b"intake-message", message.ref.encode(), bytes(message.sealed)).hex()


def _in_order(rows: Rows) -> list[str]:
    """Order tables so that what is named comes before what names it: messages first, then their head."""
    first = [
        HOLDER,
        SECTION,
        MESSAGE,
        CONVERSATION,
        "casework.case",
        "casework.travelunit",
        "casework.person",
    ]
    known = [label for label in first if label in rows]
    return known + sorted(label for label in rows if label not in first)
