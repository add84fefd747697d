"""Check-ins as staff and escorts set, hear and end them; the alarm word that was agreed beforehand."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.models import CheckIn, Journey, Leg, Watch
from waystation.sealed.evacuation.operations import ladder
from waystation.sealed.evacuation.operations.writing import refresh_brief, write_report
from waystation.sealed.evacuation.rules import checks, journeys, roles
from waystation.sealed.evacuation.rules.alarms import digest_of
from waystation.sealed.evacuation.tags import Tag

THEY_ARRIVED = _("They arrived.")


@transaction.atomic
def set_check_in(
    *, actor: staff.Actor, journey: str, due_at: datetime, grace: int, at: datetime, leg: str = ""
) -> str:
    """Agree on a moment at which somebody wants to hear from them; return its reference. Minutes of grace come on top.

    :raises NotHere: unknown, or not held.
    :raises Refused: the journey is over.
    :raises Invalid: the time has passed.
    """
    row = access.journey_to_change(actor, journey)
    if row.state not in journeys.OPEN:
        raise Refused(journeys.IS_OVER)
    if due_at <= at:
        raise Invalid(due_at=checks.IN_THE_PAST)
    watch = Watch.objects.select_related("section").get(journey=row)
    found = Leg.objects.filter(ref=leg, journey=row).first()
    check = CheckIn(journey=row, leg=found, section=watch.section, due_on=due_at.date())
    body = {
        "alias": vault.read(actor.ring, row)["alias"],
        "due_at": due_at.isoformat(),
        "grace": max(0, min(grace, checks.MOST_GRACE)),
        "heard_at": "",
    }
    vault.write(actor.ring, check, body)
    staff.record(actor, Tag.CHECK_SET, check.ref, at, check)
    if row.state in journeys.WATCHED:
        ladder.set_up(check, body)
    refresh_brief(actor, row, at)
    return check.ref


@transaction.atomic
def move_check_in(*, actor: staff.Actor, check_in: str, move: str, at: datetime, text: str = "") -> None:
    """Note what was heard, or how a missed check-in ended, by those who watch or go along.

    ``alarm`` calls everyone at once and silently. From the third level only a supervisor finds that they are safe.

    :raises NotHere: unknown, not theirs, or a move that only the clock makes.
    :raises Refused: not from here, not for these roles, or nobody says how they know.
    """
    row = access.check_to_move(actor, check_in)
    step = checks.CHECK_IN.move(move, row.state, actor.roles, {"reason": text.strip()})
    ladder.set_state(row, step.target)
    said = write_report(
        actor, row.journey, "check_in", move, at, text=text.strip(), is_silent=move == "alarm"
    )
    staff.record(actor, Tag.CHECK_MOVED, row.ref, at, said, move=move)
    if move == "postpone":
        _postpone(actor, row, at)
    else:
        ladder.take_down(row)
        ladder.tell(row, at, is_alarm=move == "alarm")


@transaction.atomic
def agree_alarm(*, actor: staff.Actor, journey: str, word: str, at: datetime) -> None:
    """Write down the word by which they say, whatever else they say, that they are not free.

    Who holds the way reads the word; the front compares a digest of it that only the twelve words open (T-18).

    :raises NotHere: unknown, or not held.
    :raises Invalid: a word so short that it is said by chance.
    """
    row = access.journey_to_change(actor, journey)
    folded = checks.fold(word)
    if len(folded) < checks.SHORTEST_WORD:
        raise Invalid(word=checks.WORD_TOO_SHORT)
    vault.write(actor.ring, row, vault.read(actor.ring, row) | {"alarm": word.strip()})
    watch = Watch.objects.select_related("section").get(journey=row)
    body = vault.read(actor.ring, watch)
    vault.write(actor.ring, watch, body | {"digest": digest_of(body["salt"], folded)})
    staff.record(actor, Tag.ALARM_AGREED, row.ref, at, row, watch)


def end_raised(actor: staff.Actor, journey: Journey, at: datetime) -> None:
    """End what was missed on a journey whose people stand at the door; the third level waits for a supervisor."""
    raised = CheckIn.objects.select_for_update(of=("self",)).filter(
        journey=journey, state__in=sorted(checks.RAISED - {checks.LEVEL_3})
    )
    if journey.state != journeys.ARRIVED:
        return
    for row in raised:
        step = checks.CHECK_IN.move("resolve", row.state, actor.roles, {"reason": gettext(THEY_ARRIVED)})
        ladder.set_state(row, step.target)
        ladder.take_down(row)
        staff.record(actor, Tag.CHECK_MOVED, row.ref, at, move="resolve")


def _postpone(actor: staff.Actor, row: CheckIn, at: datetime) -> None:
    """Give them an hour more; who cannot write the new time into the body still moves the steps."""
    due_at = at + checks.LATE_GIVES
    ladder.take_down(row)
    if vault.holds(actor.ring, row.section):
        row.due_on = due_at.date()
        body = vault.read(actor.ring, row) | {"due_at": due_at.isoformat()}
        vault.write(actor.ring, row, body)
        staff.record(actor, Tag.CHECK_SET, row.ref, at, row)
        ladder.set_up(row, body)
        if actor.roles & roles.PLANNERS and vault.holds(actor.ring, row.journey.section):
            refresh_brief(actor, row.journey, at)
        return
    ladder.set_up(row, {"due_at": due_at.isoformat(), "grace": checks.GRACE_MINUTES})
