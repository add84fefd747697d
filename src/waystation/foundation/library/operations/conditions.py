"""Entries on a country: written by one, with sources and where they say it; checked by another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.library.access import clipping_to_read, condition_to_change, writer
from waystation.foundation.library.cards import ConditionCard
from waystation.foundation.library.models import Citation, Condition
from waystation.foundation.library.queries.conditions import condition_card, facts_of
from waystation.foundation.library.rules import clippings as clipped
from waystation.foundation.library.rules import conditions as rules
from waystation.foundation.library.rules import words
from waystation.foundation.library.tags import Tag
from waystation.foundation.staff import api as staff

LONGEST = 4000

NOT_A_PLACE = _("Choose a country.")
NOT_KNOWN = _("Choose one of the list.")
NEEDS_WORDS = _("Say in a few sentences what is known, in at least one language.")
TOO_LONG = _("A statement is a few sentences: 4000 letters at most.")
ENDS_FIRST = _("It ends before it begins.")
NOT_YET = _("What is known has happened: choose today or an earlier day.")
NEEDS_SPOT = _("Say where in the source it stands: a page or a paragraph.")
NO_DRAFT = _("It can be changed only as a draft.")
NOT_STANDING = _("This source was not clipped, or it is joined to another: cite that one.")


@dataclass(frozen=True)
class Known:
    """What an entry says: where, who, what, when, in which words by language."""

    place: str
    by: str
    kind: str
    from_on: date
    to_on: date | None
    statements: Mapping[str, str]


@transaction.atomic
def write_condition(
    *, actor: staff.Actor, known: Known, condition: str = "", version: int = 0, at: datetime
) -> ConditionCard:
    """Write an entry on a country, or a draft anew. Campaigners, legal officers, liaisons and supervisors may.

    ``version`` is the one that was read before a draft is written anew. The same draft sent twice is one.

    :raises NotHere: no such entry, or somebody else.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: somebody else wrote it since.
    :raises Invalid: what is said does not fit.
    """
    writer(actor)
    _check(known, at.date())
    said = {
        "place": known.place,
        "actor": known.by,
        "kind": known.kind,
        "from_on": known.from_on,
        "to_on": known.to_on,
        "statements": {code: text.strip() for code, text in known.statements.items() if text.strip()},
        "author": actor.ref,
    }
    twice = None if condition else Condition.objects.filter(state=rules.DRAFT, **said).first()
    if twice is not None:
        return condition_card(actor, twice)
    row = _draft(actor, condition) if condition else Condition(version=0)
    if condition and row.version != version:
        raise ChangedMeanwhile
    for field, value in said.items():
        setattr(row, field, value)
    row.version += 1
    row.save(force_insert=not condition)
    ledger.record(actor=actor.ref, tag=Tag.CONDITION_WRITTEN, subject=row.ref, at=at)
    return condition_card(actor, row)


@transaction.atomic
def cite(*, actor: staff.Actor, condition: str, clipping: str, spot: str, at: datetime) -> ConditionCard:
    """Add a source to a draft, with the page or paragraph; the same one twice is one. The writing roles may.

    :raises NotHere: no such entry or clipping, or somebody else.
    :raises Refused: it is no draft any more.
    :raises Invalid: the source does not stand, or no spot is named.
    """
    row = _draft(actor, condition)
    source = clipping_to_read(actor, clipping)
    if source.state != clipped.CLIPPED:
        raise Invalid(clipping=NOT_STANDING)
    if not spot.strip():
        raise Invalid(spot=NEEDS_SPOT)
    Citation.objects.get_or_create(condition=row, clipping=source, spot=spot.strip()[:80])
    _is_now_by(actor, row, at)
    return condition_card(actor, row)


@transaction.atomic
def strike_citation(*, actor: staff.Actor, condition: str, citation: str, at: datetime) -> ConditionCard:
    """Take a source out of a draft. The writing roles may.

    :raises NotHere: no such entry, or somebody else.
    :raises Refused: it is no draft any more.
    """
    row = _draft(actor, condition)
    Citation.objects.filter(condition=row, ref=citation).delete()
    _is_now_by(actor, row, at)
    return condition_card(actor, row)


@transaction.atomic
def move_condition(
    *, actor: staff.Actor, condition: str, move: str, at: datetime, read: str | None = None
) -> ConditionCard:
    """Lay an entry before a second person, check it, send it back, change it, withdraw it. The writing roles may.

    :raises NotHere: no such entry, or somebody else.
    :raises ChangedMeanwhile: other words wait to be checked than the version the checker has ``read``.
    :raises Refused: not possible now, with what is missing.
    """
    row = condition_to_change(actor, condition)
    if move == "check":
        versions.only(read, str(row.version))
    row.state = rules.CONDITION.move(move, row.state, actor.roles, facts_of(actor, row)).target
    is_checked = row.state == rules.CHECKED
    row.checked_by, row.checked_on = (actor.ref, at.date()) if is_checked else ("", None)
    row.save(update_fields=["state", "checked_by", "checked_on"])
    detail = {"move": move, "to": row.state}
    ledger.record(actor=actor.ref, tag=Tag.CONDITION_MOVED, subject=row.ref, at=at, detail=detail)
    return condition_card(actor, row)


def _draft(actor: staff.Actor, ref: str) -> Condition:
    row = condition_to_change(actor, ref)
    if row.state not in rules.CHANGEABLE:
        raise Refused(NO_DRAFT)
    return row


def _is_now_by(actor: staff.Actor, row: Condition, at: datetime) -> None:
    """Whoever changed it last has written it, and must not check it alone."""
    row.author, row.version = actor.ref, row.version + 1
    row.save(update_fields=["author", "version"])
    ledger.record(actor=actor.ref, tag=Tag.CONDITION_WRITTEN, subject=row.ref, at=at)


def _check(known: Known, today: date) -> None:
    wrong = {}
    spoken = dict(settings.LANGUAGES)
    said = {code: text for code, text in known.statements.items() if text.strip()}
    if not words.is_place(known.place):
        wrong["country"] = NOT_A_PLACE
    if known.by not in words.ACTORS:
        wrong["by"] = NOT_KNOWN
    if known.kind not in words.KINDS:
        wrong["kind"] = NOT_KNOWN
    if known.from_on > today or (known.to_on or today) > today:
        wrong["from_on"] = NOT_YET
    if known.to_on is not None and known.to_on < known.from_on:
        wrong["to_on"] = ENDS_FIRST
    if not said or set(said) - set(spoken):
        wrong[f"statement_{next(iter(spoken))}"] = NEEDS_WORDS
    wrong |= {f"statement_{code}": TOO_LONG for code, text in said.items() if len(text) > LONGEST}
    if wrong:
        raise Invalid(**wrong)
