"""The life of a check-in (machine I of the reference): nothing heard in time climbs a ladder until a person ends it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.evacuation.rules.roles import CLOCK, COORDINATOR, ESCORT, HOLDER, KEEPERS, SUPERVISOR

SCHEDULED, DUE, MISSED, LEVEL_1, LEVEL_2, LEVEL_3 = (
    "scheduled",
    "due",
    "missed",
    "level_1",
    "level_2",
    "level_3",
)
OK, LATE_OK, RESOLVED, INCIDENT, CALLED_OFF = "ok", "late_ok", "resolved_safe", "incident", "called_off"

LADDER = (SCHEDULED, DUE, MISSED, LEVEL_1, LEVEL_2, LEVEL_3)
AHEAD = frozenset({SCHEDULED, DUE})
RAISED = frozenset({MISSED, LEVEL_1, LEVEL_2, LEVEL_3})
OPEN = frozenset(LADDER)
ENDS = frozenset({OK, LATE_OK, RESOLVED, INCIDENT, CALLED_OFF})

GRACE_MINUTES = 30
MOST_GRACE = 240
# Minutes after the grace has passed: the escort and the owner at once, then the coordinators, then everyone.
TO_LEVEL_2, TO_LEVEL_3 = timedelta(minutes=20), timedelta(minutes=40)
AGAIN_AFTER = timedelta(hours=1)
LATE_GIVES = timedelta(hours=1)
EARLY = timedelta(hours=1)  # word that comes earlier than this before the agreed time does not stand for it

# Steps of the ladder as jobs name them, and the state each leads to.
STEPS: dict[str, str] = {"due": DUE, "one": LEVEL_1, "two": LEVEL_2, "three": LEVEL_3}
AGAIN, HEARD, ALARM = "again", "heard", "alarm"

SAFE, LATE, HELP, DURESS = "safe", "late", "help", "duress"
SAID: dict[str, str] = {SAFE: _("I am safe"), LATE: _("I am late"), HELP: _("I need help")}
LONGEST_WORD = 200
_WORDS_LOOKED_AT = 32

IN_THE_PAST = _("This time has passed already.")
WORD_TOO_SHORT = _("Choose a word of at least four letters that nobody says by chance.")
SHORTEST_WORD = 4

_ANYONE = frozenset({HOLDER, ESCORT, *KEEPERS})
_THOSE_THERE = frozenset({ESCORT, *KEEPERS})
_SAID_HOW = Need("reason", lambda facts: bool(facts["reason"]), _("Say how you know."))


def _from(
    name: str,
    states: Iterable[str],
    target: str,
    who: frozenset[str],
    label: str,
    *needs: Need,
    effect: str = "",
) -> tuple[Transition, ...]:
    return tuple(Transition(name, state, target, who, label, needs, effect) for state in states)


_CLOCK = frozenset({CLOCK})
CHECK_IN = Machine(
    name="check_in",
    states={
        SCHEDULED: _("Ahead"),
        DUE: _("Due now"),
        MISSED: _("Missed"),
        LEVEL_1: _("Missed: escort and owner called"),
        LEVEL_2: _("Missed: coordinators called"),
        LEVEL_3: _("Alarm: supervisors and lawyers called"),
        OK: _("Safe"),
        LATE_OK: _("Safe, later than agreed"),
        RESOLVED: _("Found safe"),
        INCIDENT: _("Something happened"),
        CALLED_OFF: _("Not needed any more"),
    },
    start=SCHEDULED,
    ends=ENDS,
    transitions=(
        *_from("fall_due", [SCHEDULED], DUE, _CLOCK, _("The time has come")),
        *_from("miss", [DUE], MISSED, _CLOCK, _("Nothing was heard in time")),
        *_from("raise", [MISSED], LEVEL_1, _CLOCK, _("Call the escort and the owner")),
        *_from("raise", [LEVEL_1], LEVEL_2, _CLOCK, _("Call the coordinators")),
        *_from("raise", [LEVEL_2], LEVEL_3, _CLOCK, _("Call supervisors and lawyers"), effect=_("overlay lost_contact")),
        *_from("answer", [SCHEDULED, DUE], OK, _ANYONE, _("They are safe")),
        *_from("answer", [MISSED, LEVEL_1, LEVEL_2], LATE_OK, _ANYONE, _("They are safe")),
        *_from("postpone", [SCHEDULED, DUE], SCHEDULED, _ANYONE, _("They are late: an hour more")),
        *_from("alarm", [*LADDER[:-1], *sorted(ENDS)], LEVEL_3, _ANYONE, _("They are in danger"), effect=_("everyone is called, silently")),
        *_from("resolve", [MISSED, LEVEL_1, LEVEL_2], RESOLVED, _THOSE_THERE, _("They were found safe"), _SAID_HOW),
        *_from("resolve", [LEVEL_3], RESOLVED, frozenset({SUPERVISOR}), _("They were found safe"), _SAID_HOW),
        *_from("find_incident", [MISSED, LEVEL_1, LEVEL_2, LEVEL_3], INCIDENT, KEEPERS, _("Something happened to them"), _SAID_HOW),
        *_from("call_off", [SCHEDULED, DUE], CALLED_OFF, frozenset({COORDINATOR, SUPERVISOR, ESCORT}), _("Not needed any more"), _SAID_HOW),
    ),
)  # fmt: skip


def steps(due_at: datetime, grace: int) -> list[tuple[str, datetime]]:
    """Return every step of the ladder and when it comes, so that the worker needs no key to climb."""
    missed_at = due_at + timedelta(minutes=grace)
    return [
        ("due", due_at),
        ("one", missed_at),
        ("two", missed_at + TO_LEVEL_2),
        ("three", missed_at + TO_LEVEL_3),
    ]


def climb(state: str, step: str) -> list[Transition]:
    """Return the moves that lead up to a step; none from an ended state or from one that is as high already."""
    target, moves = STEPS[step], []
    while state in LADDER and LADDER.index(state) < LADDER.index(target):
        (move,) = [
            move
            for move in CHECK_IN.from_state(state)
            if move.who == _CLOCK and LADDER.index(move.target) == LADDER.index(state) + 1
        ]
        moves.append(move)
        state = move.target
    return moves


def fold(word: str) -> str:
    """Return a word as it is compared: case, spaces and signs do not matter."""
    return "".join(letter for letter in word.casefold().replace("ё", "е") if letter.isalnum())


def candidates(text: str) -> list[str]:
    """Return what could be the alarm word in a line: the whole line and each word, always the same number of them."""
    words = [text, *text.split()][: _WORDS_LOOKED_AT + 1]
    return [fold(word) for word in words] + [""] * (_WORDS_LOOKED_AT + 1 - len(words))
