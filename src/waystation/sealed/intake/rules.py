"""Pure decisions about requests: the life of one, how urgent it is and what we then promise, who may be forgotten."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

# What may be typed, and how much of it

LONGEST_ACCOUNT = 20_000
LONGEST_TEXT = 4_000
LONGEST_LINE = 400
MOST_FILES = 20
MOST_PEOPLE = 200

DANGERS: Mapping[str, str] = {
    "now": _("Yes, right now"),
    "soon": _("Not this minute, but it may come within days"),
    "no": _("No, not at the moment"),
    "unsure": _("I cannot tell"),
}
SIGNS: Mapping[str, str] = {
    "held": _("Somebody is being held, by police, security forces or family"),
    "found": _("Those we fear know where we are"),
    "searched": _("They are looking for us: calls, visits, a search notice"),
    "date": _("There is a date: a summons, a court, a wedding, conscription, a child to be taken"),
    "hurt": _("Somebody is hurt or ill"),
    "watched": _("I cannot speak or write freely"),
    "papers": _("We have no passports or papers in hand"),
    "money": _("We have no money and nowhere to sleep"),
}
CHANNELS: Mapping[str, str] = {
    "words": _("Here, by the twelve words"),
    "phone": _("Telephone"),
    "messenger": _("Messenger"),
    "mail": _("E-mail"),
    "person": _("Through a person they trust"),
}


# How urgent it is


@dataclass(frozen=True)
class Level:
    """A triage level and the time within which we promise an answer (casework reference 1.5 B)."""

    code: str
    label: str
    promise: timedelta
    when: str


LEVELS: Mapping[str, Level] = {
    level.code: level
    for level in (
        Level("immediate", _("Immediate"), timedelta(hours=1), _("within an hour")),
        Level("high", _("High"), timedelta(hours=24), _("within a day")),
        Level("elevated", _("Elevated"), timedelta(hours=72), _("within three days")),
        Level("standard", _("Standard"), timedelta(days=14), _("within two weeks")),
        Level("monitor", _("Monitor"), timedelta(days=30), _("within a month")),
    )
}
RANKS: Mapping[str, int] = {code: rank for rank, code in enumerate(LEVELS)}


@dataclass(frozen=True)
class Signal:
    """Something in the answers that calls for at least this level, and the words that say why."""

    level: str
    holds: Callable[[Mapping[str, Any]], bool]
    because: str


def _sign(code: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda answers: code in answers.get("signs", ())


SIGNALS: tuple[Signal, ...] = (
    Signal("immediate", lambda answers: answers.get("danger") == "now", _("danger right now")),
    Signal("immediate", _sign("held"), _("somebody is held")),
    Signal("immediate", _sign("found"), _("those they fear know where they are")),
    Signal("high", lambda answers: answers.get("danger") == "soon", _("danger within days")),
    Signal("high", _sign("searched"), _("they are being looked for")),
    Signal("high", _sign("date"), _("there is a date")),
    Signal("high", _sign("hurt"), _("somebody is hurt or ill")),
    Signal(
        "elevated", lambda answers: answers.get("danger") == "unsure", _("they cannot tell how near it is")
    ),
    Signal("elevated", _sign("watched"), _("they cannot speak freely")),
    Signal("elevated", _sign("money"), _("no money and nowhere to sleep")),
    Signal("elevated", lambda answers: bool(answers.get("children")), _("children")),
)


def provisional_level(answers: Mapping[str, Any]) -> str:
    """Return the most urgent level any answer calls for; a person may override it with a reason."""
    called = [signal.level for signal in SIGNALS if signal.holds(answers)]
    return more_urgent(*called, "standard")


def reasons(answers: Mapping[str, Any]) -> list[str]:
    """List why the provisional level is what it is, most urgent first."""
    return [signal.because for signal in SIGNALS if signal.holds(answers)]


def more_urgent(*levels: str) -> str:
    """Return the most urgent of these levels."""
    return min(levels, key=RANKS.__getitem__)


LATE = _("as soon as we can: we are late, and we know it")


def due_at(level: str, waiting_since: datetime) -> datetime:
    """Return when the answer is promised that has been waited for since then."""
    return waiting_since + LEVELS[level].promise


# The life of a request (casework reference 1.5 A)

ASKER, CLOCK = "asker", "clock"
_INTAKE = frozenset({"intake"})
_TWO = frozenset({"intake", "supervisor"})
_ASKER = frozenset({ASKER, "intake"})
_HEARD = frozenset({ASKER, CLOCK, "intake"})

STATES: Mapping[str, str] = {
    "received": _("Received"),
    "screening": _("Being looked at"),
    "awaiting_info": _("Waiting for their answer"),
    "duplicate": _("Same as another"),
    "hostile": _("Not a person in danger"),
    "signposted": _("Pointed to others"),
    "accepted": _("Accepted"),
    "withdrawn": _("Withdrawn"),
    "no_contact": _("No contact"),
}
OPEN = ("received", "screening", "awaiting_info")
WAITED = (*OPEN, "accepted")  # states in which a message that nobody answered starts a clock
# The reference opens again what was pointed to others or out of contact. So do we with what was taken back (whoever
# was made to do it must be heard) and with a duplicate (its words may be the only ones the asker still has).
REOPENABLE = ("signposted", "no_contact", "withdrawn", "duplicate")
# What the intake team must go on reading after its key was turned; a case's request is closed to it for good (T-16).
STILL_READ = (*OPEN, *REOPENABLE, "hostile")

ATTEMPTS_BEFORE_GIVING_UP = 3
CHANNELS_BEFORE_GIVING_UP = 2

DECIDED = _("This request is decided already.")
CLAIMED = Need(
    "claimed", lambda facts: bool(facts.get("is_mine")), _("Take it first, so that nobody answers twice.")
)
_REACHABLE = Need(
    "reachable",
    lambda facts: bool(facts.get("is_reachable")),
    _("A safe way to reach them: confirmed words, or a contact they named."),
)
_TARGET = Need("target", lambda facts: bool(facts.get("has_target")), _("Which request it is the same as."))
_PROPOSED = Need(
    "second person",
    lambda facts: bool(facts.get("is_second_person")),
    _("Two people: a colleague proposes it, and somebody else confirms."),
)
_REASON = Need("reason", lambda facts: bool(facts.get("reason")), _("A reason."))
_TRIAGED = Need("triaged", lambda facts: bool(facts.get("is_triaged")), _("A level, set by a person."))
_CONSENT = Need(
    "consent", lambda facts: bool(facts.get("has_consent")), _("Their yes to our working on this with them.")
)
_ATTEMPTS = Need(
    "attempts",
    lambda facts: (
        facts.get("attempts", 0) >= ATTEMPTS_BEFORE_GIVING_UP
        and facts.get("channels", 0) >= CHANNELS_BEFORE_GIVING_UP
    ),
    _("At least three attempts to reach them, in at least two ways."),
)


def _from_open(
    name: str, target: str, who: frozenset[str], label: str, *needs: Need, effect: str
) -> list[Transition]:
    return [Transition(name, source, target, who, label, needs, effect) for source in OPEN]


MACHINE = Machine(
    name="request",
    states=STATES,
    start="received",
    ends=frozenset({"hostile", "accepted"}),
    transitions=(
        Transition(
            "claim", "received", "screening", _INTAKE, _("Take it"), effect=_("one person's from now on")
        ),
        Transition(
            "await",
            "screening",
            "awaiting_info",
            _INTAKE,
            _("Wait for their answer"),
            (CLAIMED, _REACHABLE),
            _("a reminder after three days"),
        ),
        Transition(
            "hear", "awaiting_info", "screening", _HEARD, _("They have answered"), effect=_("the clock runs")
        ),
        Transition(
            "merge",
            "screening",
            "duplicate",
            _INTAKE,
            _("Same as another"),
            (CLAIMED, _TARGET),
            _("both are linked, both texts are kept"),
        ),
        Transition(
            "quarantine",
            "screening",
            "hostile",
            _TWO,
            _("Not a person in danger"),
            (_PROPOSED, _REASON),
            _("no answer is sent; what identifies it is kept"),
        ),
        Transition(
            "signpost",
            "screening",
            "signposted",
            _INTAKE,
            _("Point to others"),
            (CLAIMED, _REASON),
            _("they are told who else can help"),
        ),
        Transition(
            "accept",
            "screening",
            "accepted",
            _INTAKE,
            _("Accept"),
            (CLAIMED, _TRIAGED, _CONSENT),
            _("a case is opened"),
        ),
        *_from_open(
            "withdraw", "withdrawn", _ASKER, _("Withdrawn by them"), _REASON, effect=_("erased after 30 days")
        ),
        *_from_open("lose", "no_contact", _INTAKE, _("No contact"), _ATTEMPTS, effect=_("kept for a year")),
        *(
            Transition(
                "reopen", source, "screening", _HEARD, _("Open again"), (_REASON,), _("the clock runs")
            )
            for source in REOPENABLE
        ),
    ),
)

# The timers

NUDGE_AFTER = timedelta(days=3)
KEPT_AFTER: Mapping[str, timedelta] = {
    "withdrawn": timedelta(days=30),
    "no_contact": timedelta(days=365),
    "signposted": timedelta(days=365),
}
FORGET_AFTER = timedelta(days=7)  # time for a person who was forced to ask for it, or who thinks better of it
KEY_LIFE = timedelta(days=7)


# Who may have written before

_NUMBER = re.compile(r"\+?\d[\d\s().\-–]{5,}\d")
# An address begins where a word does: tried from every letter, a long word without an @ would hold the desk up (T-22).
_HANDLE = re.compile(r"(?<![\w.])@[\w.]{3,}|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE_TAIL = 10  # 8 928…, +7 928… and 928… are one telephone
_SHORTEST_PHONE = 7


def contact_tokens(*texts: str) -> frozenset[str]:
    """Find what identifies a contact in free text: telephone numbers by their last digits, handles, addresses."""
    found = set()
    for text in texts:
        for match in _NUMBER.finditer(text):
            digits = "".join(letter for letter in match.group() if letter.isdecimal())
            if len(digits) >= _SHORTEST_PHONE:
                found.add(digits[-_PHONE_TAIL:])
        found.update(match.group().casefold() for match in _HANDLE.finditer(text))
    return frozenset(found)


def shared_tokens(tokens: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return, for each thing that shares a contact with another, the others it shares one with."""
    by_token: dict[str, set[str]] = {}
    for ref, some in tokens.items():
        for token in some:
            by_token.setdefault(token, set()).add(ref)
    shared: dict[str, set[str]] = {}
    for refs in by_token.values():
        for ref in refs if len(refs) > 1 else ():
            shared.setdefault(ref, set()).update(refs - {ref})
    return shared
