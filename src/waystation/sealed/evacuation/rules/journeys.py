"""The lives of a journey and of its legs (machine H of the reference), and how long a decision to go holds."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.evacuation.rules.roles import CLOCK, KEEPERS, ON_THE_WAY, PLANNERS

GO_LASTS = timedelta(hours=12)  # reference, part C, row 6

PLANNED, ARMED, UNDER_WAY, ARRIVED, TURNED_BACK, CANCELLED = (
    "planned",
    "armed",
    "under_way",
    "arrived",
    "turned_back",
    "cancelled",
)
BOOKED, CONFIRMED, DEPARTED, DIVERTED, MISSED = "booked", "confirmed", "departed", "diverted", "missed"
OPEN = frozenset({PLANNED, ARMED, UNDER_WAY})
WATCHED = frozenset({ARMED, UNDER_WAY})
AHEAD = frozenset({PLANNED, BOOKED, CONFIRMED})

HOUSE, ONWARD = "house", "onward"
KINDS: dict[str, str] = {HOUSE: _("To a safe house"), ONWARD: _("Out of the country")}
STOPS: dict[str, str] = {
    "origin": _("From"),
    "target": _("To"),
    "transport": _("How"),
    "meeting": _("Where the escort meets them"),
    "note": _("Note"),
}

NOBODY_CHOSEN = _("Choose who travels.")
NO_SUCH_KIND = _("Choose one of the list.")
NOT_IN_PLAN = _("Somebody here is not in the plan.")
WRONG_ORDER = _("They cannot arrive before they leave.")
ALREADY_TRAVELLING = _("Somebody here is on another journey that is not over.")
IS_OVER = _("This journey is over.")
NOT_AN_ESCORT = _("Choose somebody who is an escort.")
PHRASE_NEEDED = _("Type the phrase that was agreed: it says that the arrival is real.")
GO_FIRST = _("The decision to go is not taken, or is older than twelve hours.")

_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("Say why."))
_PLAN_AGREED = Need("plan_agreed", lambda facts: facts["is_plan_agreed"], _("The plan is not approved."))
_LEGS_CONFIRMED = Need(
    "legs_confirmed",
    lambda facts: facts["legs_ahead"] and facts["legs_ahead"] <= {CONFIRMED},
    _("Every leg must be confirmed."),
)
_WATCHED = Need(
    "watched", lambda facts: facts["has_check_in"], _("At least one check-in must lie ahead of them.")
)
_NOT_DOUBTED = Need(
    "not_doubted",
    lambda facts: not facts["is_doubtful"],
    _("A house on the way became known. Look at the way again first."),
)
_RECEIVED = Need(
    "received",
    lambda facts: facts["kind"] != ONWARD or facts["receiver"],
    _("Nobody is named who receives them."),
)
_GO_STANDS = Need("go_stands", lambda facts: facts["go_stands"], GO_FIRST)

_GO_NEEDS = (_PLAN_AGREED, _LEGS_CONFIRMED, _WATCHED, _RECEIVED, _NOT_DOUBTED)

JOURNEY = Machine(
    name="journey",
    states={
        PLANNED: _("Planned"),
        ARMED: _("Go"),
        UNDER_WAY: _("On the way"),
        ARRIVED: _("Arrived"),
        TURNED_BACK: _("Turned back"),
        CANCELLED: _("Cancelled"),
    },
    start=PLANNED,
    ends=frozenset({ARRIVED, TURNED_BACK, CANCELLED}),
    transitions=(
        Transition("go", PLANNED, ARMED, KEEPERS, _("Go: they may set out within twelve hours"), _GO_NEEDS, _("check-ins watched; marks journey_armed, check_in_armed")),
        Transition("go", ARMED, ARMED, KEEPERS, _("Decide again: go"), _GO_NEEDS, _("twelve hours begin anew")),
        Transition("no_go", ARMED, PLANNED, KEEPERS, _("Do not go"), (_REASON,), _("marks lifted, check-ins not watched")),
        Transition("clear_doubt", PLANNED, PLANNED, KEEPERS, _("The way was looked at again"), (_REASON,)),
        Transition("lapse", ARMED, PLANNED, frozenset({CLOCK}), _("The decision is too old"), (), _("marks lifted")),
        Transition("set_out", ARMED, UNDER_WAY, ON_THE_WAY, _("They have set out"), (_GO_STANDS,)),
        Transition("arrive", UNDER_WAY, ARRIVED, ON_THE_WAY, _("They have arrived"), (), _("check-ins end; the escort knows nothing more")),
        Transition("turn_back", UNDER_WAY, TURNED_BACK, ON_THE_WAY, _("They turned back")),
        *(Transition("cancel", state, CANCELLED, KEEPERS, _("Cancel the journey"), (_REASON,)) for state in (PLANNED, ARMED)),
    ),
)  # fmt: skip
# The moves a page's button may ask for; the others follow from a leg or from the clock.
BY_HAND = ("go", "no_go", "clear_doubt", "cancel")

_UNDER_WAY_OR_ARMED = Need("go", lambda facts: facts["go_stands"], GO_FIRST)

LEG = Machine(
    name="leg",
    states={
        PLANNED: _("Planned"),
        BOOKED: _("Booked"),
        CONFIRMED: _("Confirmed"),
        DEPARTED: _("On the way"),
        ARRIVED: _("Arrived"),
        DIVERTED: _("Took another way"),
        TURNED_BACK: _("Turned back"),
        MISSED: _("Missed"),
        CANCELLED: _("Cancelled"),
    },
    start=PLANNED,
    ends=frozenset({ARRIVED, DIVERTED, TURNED_BACK, MISSED, CANCELLED}),
    transitions=(
        Transition("book", PLANNED, BOOKED, PLANNERS, _("Booked")),
        Transition("confirm", BOOKED, CONFIRMED, PLANNERS, _("Confirmed")),
        Transition("depart", CONFIRMED, DEPARTED, ON_THE_WAY, _("They have left"), (_UNDER_WAY_OR_ARMED,), _("the first leg: the journey is under way")),
        Transition("arrive", DEPARTED, ARRIVED, ON_THE_WAY, _("They are there"), (), _("the last leg: the journey has arrived")),
        Transition("divert", DEPARTED, DIVERTED, ON_THE_WAY, _("They took another way"), (), _("the owner is told")),
        Transition("turn_back", DEPARTED, TURNED_BACK, ON_THE_WAY, _("They turned back"), (), _("the journey has turned back")),
        *(Transition("miss", state, MISSED, ON_THE_WAY, _("They missed it"), (), _("the owner is told")) for state in (CONFIRMED, DEPARTED)),
        *(Transition("cancel", state, CANCELLED, PLANNERS, _("Cancel this leg")) for state in (PLANNED, BOOKED, CONFIRMED)),
    ),
)  # fmt: skip


def go_stands(state: str, until: datetime | None, at: datetime) -> bool:
    """Say whether they may set out: under way already, or a decision that is not too old."""
    return state == UNDER_WAY or (state == ARMED and until is not None and at <= until)


def is_last(states: Iterable[str]) -> bool:
    """Say whether nothing lies ahead any more, given the states of the other legs."""
    return not (AHEAD | {DEPARTED}) & set(states)
