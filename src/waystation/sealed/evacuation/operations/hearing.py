"""What the holder of the twelve words says on the way. An alarm and an all is well are the same work and the same page."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.models import CheckIn, Report
from waystation.sealed.evacuation.operations import ladder
from waystation.sealed.evacuation.operations.writing import report_body
from waystation.sealed.evacuation.queries.checks import in_time, unanswered
from waystation.sealed.evacuation.rules import checks, journeys, roles
from waystation.sealed.evacuation.rules.alarms import is_alarm
from waystation.sealed.evacuation.tags import Tag
from waystation.sealed.intake import api as intake

_HOLDER = frozenset({roles.HOLDER})
_MOVES = {checks.SAFE: "answer", checks.LATE: "postpone"}


def hear_from_mailbox(said: Mapping[str, str], entropy: bytes, once: str, at: datetime) -> bool:
    """Hear what the form “I am safe” says, ``what`` and ``word``; say whether it came to anybody.

    Where no journey is there to hear it, a cry for help and a line of words go into the conversation: nothing that
    somebody on the way sends is dropped (T-31).
    """
    what, word = said["what"], said["word"].strip()
    try:
        check_in_by_receipt(entropy=entropy, what=what, text=word, once=once, at=at)
    except Invalid:
        return False
    except NotHere:
        is_danger = what == checks.HELP
        if not is_danger and not word:
            return False
        intake.write_as_asker(entropy=entropy, text=word, is_danger=is_danger, once=once, at=at)
    return True


@transaction.atomic
def check_in_by_receipt(*, entropy: bytes, what: str, text: str = "", once: str = "", at: datetime) -> None:
    """Hear from the holder of the twelve words: ``safe``, ``late`` or ``help``, and a line of their own.

    With the agreed word in the line, whatever they chose, everyone is called at the third level. Nothing that they or
    anyone beside them can see differs then: the same rows are written, the same jobs, the same answer (T-18).
    ``once`` makes a second arrival of the form harmless. A journey that ended while they typed still hears it.

    :raises NotHere: these words open no journey with a check-in.
    :raises Invalid: none of the three.
    """
    watched = access.watch_of(entropy)
    journey = watched.watch.journey
    access.lock(journey.ref)
    journey.refresh_from_db(fields=["state"])
    if what not in checks.SAID:
        raise Invalid(what=journeys.NO_SUCH_KIND)
    if once and Report.objects.filter(ref=once).exists():
        return
    text = text.strip()[: checks.LONGEST_WORD]
    told = vault.read(watched.ring, watched.watch)
    is_silent = is_alarm(told["salt"], told["digest"], text)
    row = _which(watched, journey.ref)
    # The worker may have climbed meanwhile: what it wrote must not be written over.
    row.refresh_from_db(fields=["state"], from_queryset=CheckIn.objects.select_for_update())
    said = _report(watched, told["readers"], what=what, text=text, once=once, at=at, is_silent=is_silent)
    move = "alarm" if is_silent or what == checks.HELP else _MOVES[what]
    ledger.record(
        actor=watched.receipt,
        tag=Tag.CHECK_MOVED,
        subject=row.ref,
        at=at,
        rows=[said, _answer(watched.ring, row, move, what, at)],
        detail={"move": move},
    )


def _which(watched: access.Watched, journey: str) -> CheckIn:
    """Return the check-in that is meant: the first they have not answered, else the last of all.

    :raises NotHere: none was ever set.
    """
    mine = unanswered(watched.ring, journey)
    if mine:
        return mine[0][0]
    rows = CheckIn.objects.select_related("section", "journey").filter(journey=journey)
    everything = in_time(vault.read_held(watched.ring, rows))
    if not everything:
        raise NotHere
    return everything[-1][0]


def _answer(ring: vault.Ring, row: CheckIn, move: str, what: str, at: datetime) -> CheckIn:
    """Move the check-in and write it. Nothing but the state may depend on whether an alarm was heard (T-18)."""
    body, was = vault.read(ring, row), row.state
    due_at = datetime.fromisoformat(body["due_at"])
    # Word from them hours before the agreed time is noted, and leaves the agreed time as it is.
    is_early = due_at - at > checks.EARLY
    if move == "alarm" or not is_early:
        row.state = _target(was, move)
    if not is_early and what == checks.LATE:
        later = max(at, due_at) + checks.LATE_GIVES
        body |= {"due_at": later.isoformat()}
        row.due_on = later.date()
    elif not is_early:
        body |= {"heard_at": at.isoformat()}
    vault.write(ring, row, body)
    # One that was missed goes on climbing when they say that they are late: a person ends it.
    if not is_early and (what != checks.LATE or was in checks.AHEAD):
        ladder.take_down(row)
    if not is_early and what == checks.LATE and was in checks.AHEAD:
        ladder.set_up(row, body)
    ladder.tell(row, at, is_alarm=move == "alarm")
    return row


def _target(state: str, move: str) -> str:
    """Where the holder's word leads from a state; what cannot move any more stays and the word is noted."""
    for step in checks.CHECK_IN.from_state(state):
        if step.name == move and step.who & _HOLDER:
            return step.target
    return state


def _report(
    watched: access.Watched,
    readers: list[str],
    *,
    what: str,
    text: str,
    once: str,
    at: datetime,
    is_silent: bool,
) -> Report:
    """Seal what was said so that only those who watch can open it: not even the twelve words read it back.

    ``readers`` are those the check-ins were made for, sealed; of them only who still holds the check-ins (T-32). Where
    somebody's key was swapped the others are told all the same: a cry for help waits for no repair (T-33).
    """
    still = vault.granted_lines(watched.watch.section)
    told = vault.genuine(line for line in readers if line in still)
    section = vault.create_section(watched.ring, kind="report", to=told)
    row = Report(journey=watched.watch.journey, section=section, said_on=at.date())
    if once:
        row.ref = once
    body = report_body("", "check_in", what, at, text=text, is_silent=is_silent)
    vault.write(watched.ring, row, body)
    return row
