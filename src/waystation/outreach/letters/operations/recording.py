"""What came back: statements noted by one person and made public by another, promises kept or broken."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.letters.access import at_the_desk, public_official, statement_to_change
from waystation.outreach.letters.cards import StatementCard
from waystation.outreach.letters.models import Official, Statement, Tally
from waystation.outreach.letters.operations.counting import add_one
from waystation.outreach.letters.operations.importing import is_new
from waystation.outreach.letters.queries import statement_card
from waystation.outreach.letters.rules import machine, record
from waystation.outreach.letters.tags import Tag

LONGEST_WORDS, LONGEST_SOURCE = 4_000, 300
TOO_MANY_BACK = _("So many letters of this campaign did not go there through our relay.")
NOT_A_PROMISE = _("Only a public promise can be kept or broken.")


@transaction.atomic
def note_statement(
    *,
    actor: staff.Actor,
    official: str,
    kind: str,
    position: str,
    said_on: date,
    source: str,
    words: str,
    language: str,
    due_on: date | None,
    at: datetime,
) -> StatementCard:
    """Note what an official said or did; it is public once somebody else has looked. Campaigners and supervisors may.

    :raises NotHere: no such official, or not for this actor.
    :raises Invalid: no such kind or position, no source, no words, or a day to come.
    """
    at_the_desk(actor)
    row = public_official(official)
    wrong = {}
    if kind not in record.KINDS:
        wrong["kind"] = _("Choose what it was.")
    if position not in record.POSITIONS:
        wrong["position"] = _("Choose where they stand.")
    if said_on > at.date():
        wrong["said_on"] = _("Choose a day that has come already.")
    if not words.strip() or len(words) > LONGEST_WORDS:
        wrong["words"] = _("Say in a few sentences what was said or done.")
    if not source.strip() or len(source) > LONGEST_SOURCE:
        wrong["source"] = _("Say where this can be read or who heard it.")
    if language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose one of the languages.")
    if wrong:
        raise Invalid(**wrong)
    made = Statement.objects.create(
        official=row,
        kind=kind,
        position=position,
        said_on=said_on,
        source=source.strip(),
        words=words.replace("\r\n", "\n").strip(),
        language=language,
        due_on=due_on if kind == record.PROMISE else None,
        author=actor.ref,
    )
    detail = {"statement": made.ref, "kind": kind, "position": position}
    ledger.record(actor=actor.ref, tag=Tag.STATEMENT_NOTED, subject=row.ref, at=at, detail=detail)
    return statement_card(made, at.date(), actor)


@transaction.atomic
def move_statement(*, actor: staff.Actor, statement: str, move: str, at: datetime) -> StatementCard:
    """Make a statement public or withdraw it; where the official stands follows from the newest public one.

    :raises NotHere: no such statement, or not for this actor.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = statement_to_change(actor, statement)
    facts = {"is_other": actor.ref != row.author}
    row.state = machine.STATEMENT.move(move, row.state, actor.roles, facts).target
    row.save(update_fields=["state"])
    _stand(row.official_id)
    is_new("statements", at.date())
    detail = {"statement": row.ref, "to": row.state}
    ledger.record(actor=actor.ref, tag=Tag.STATEMENT_MOVED, subject=row.official_id, at=at, detail=detail)
    return statement_card(row, at.date(), actor)


def _stand(official: str) -> None:
    # Of two statements moved at once the second waits here, and then reads the first.
    Official.objects.select_for_update().get(ref=official)
    told = Statement.objects.filter(official=official, state=machine.SHOWN).exclude(position=record.UNKNOWN)
    newest = told.order_by("-said_on", "ref").first()
    Official.objects.filter(ref=official).update(position=newest.position if newest else record.UNKNOWN)


@transaction.atomic
def settle_promise(*, actor: staff.Actor, statement: str, outcome: str, at: datetime) -> StatementCard:
    """Say of a public promise whether it was kept; it is public once somebody else says the same. Campaigners and supervisors may.

    So is a correction. Whoever says what stands already takes back what was said against it.

    :raises NotHere: no such statement, or not for this actor.
    :raises Refused: it is no public promise, or there is no such outcome.
    """
    row = statement_to_change(actor, statement)
    if row.kind != record.PROMISE or row.state != machine.SHOWN or outcome not in record.OUTCOMES:
        raise Refused(NOT_A_PROMISE)
    is_agreed = row.weighed == outcome and row.weighed_by != actor.ref
    if is_agreed or outcome == row.outcome:
        row.outcome, row.weighed, row.weighed_by = outcome, "", ""
    else:
        row.weighed, row.weighed_by = outcome, actor.ref
    row.save(update_fields=["outcome", "weighed", "weighed_by"])
    detail = {"statement": row.ref, "outcome": outcome, "public": row.outcome == outcome}
    ledger.record(actor=actor.ref, tag=Tag.PROMISE_SETTLED, subject=row.official_id, at=at, detail=detail)
    return statement_card(row, at.date(), actor)


@transaction.atomic
def note_came_back(*, actor: staff.Actor, official: str, campaign: str, number: int, at: datetime) -> None:
    """Note how many letters of a campaign our mailbox got back from an official. Campaigners and supervisors may.

    Their server took them, and sent them back later: nobody but us has seen it.

    :raises NotHere: no such official, or not for this actor.
    :raises Invalid: more than went there through our relay, or no number.
    """
    at_the_desk(actor)
    row = public_official(official)
    told = Tally.objects.filter(campaign=campaign, official=row)
    sent = told.filter(channel=record.RELAY).values_list("count", flat=True).first() or 0
    back = told.filter(channel=record.CAME_BACK).values_list("count", flat=True).first() or 0
    if not 0 < number <= sent - back:
        raise Invalid(number=TOO_MANY_BACK)
    add_one(campaign, row.ref, record.CAME_BACK, number=number)
    detail = {"campaign": campaign, "number": number}
    ledger.record(actor=actor.ref, tag=Tag.CAME_BACK, subject=row.ref, at=at, detail=detail)
