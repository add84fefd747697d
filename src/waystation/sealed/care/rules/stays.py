"""The life of a stay (machine J): wanted, held with an expiry, confirmed, there or away, and gone."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.care.rules.houses import COORDINATOR, HOST, SUPERVISOR, TAKES_ARRIVALS, TAKES_HOLDS

ESCORT, PLANNER, CLOCK = "escort", "planner", "clock"
BOOKERS = frozenset({COORDINATOR, SUPERVISOR})
ASKERS = frozenset({COORDINATOR, SUPERVISOR, PLANNER})
AT_THE_DOOR = frozenset({HOST, ESCORT, COORDINATOR})
INSIDE = frozenset({HOST, COORDINATOR, SUPERVISOR})

WANTED, HELD, CONFIRMED, CHECKED_IN, AWAY, CHECKED_OUT, RELEASED, NO_SHOW, MOVED_URGENTLY = (
    "wanted",
    "held",
    "confirmed",
    "checked_in",
    "away",
    "checked_out",
    "released",
    "no_show",
    "moved_urgently",
)
COMING = frozenset({HELD, CONFIRMED})
THERE = frozenset({CHECKED_IN, AWAY})
IN_A_BED = COMING | THERE
LIVE = IN_A_BED | {WANTED}
HOST_KNOWS = frozenset({CONFIRMED}) | THERE

# Offered beside a name in a list; the rest stand on the page of the stay.
LIKELY = frozenset({"confirm", "check_in", "go_away", "come_back", "check_out", "no_show"})

BED_TAKEN = _("Somebody else has taken this bed for one of these nights.")
NOT_ENOUGH_BEDS = _("This house has not enough free beds for these nights.")
ALREADY_THERE = _("This person is already checked in somewhere. Check them out there first.")
CASE_OF_ANOTHER_TEAM = _("The team that keeps this house does not know this case.")
NOBODY_CHOSEN = _("Choose for whom.")
IS_OVER = _("This stay is over.")
HAS_ARRIVED = _("The day of arrival cannot be changed any more.")
BED_NOT_FREE_LONGER = _("The bed is promised to somebody else on one of the added nights.")

_HOUSE_TAKES = Need(
    "house_takes", lambda facts: facts["house"] in TAKES_HOLDS, _("The house must be open for new guests.")
)
_HOUSE_STANDS = Need(
    "house_stands",
    lambda facts: facts["house"] in TAKES_ARRIVALS,
    _("Nobody may go to this house any more."),
)
_HOLD_STANDS = Need(
    "hold_stands", lambda facts: not facts["lapsed"], _("The hold is over. Hold the bed anew.")
)
_DAY_HAS_COME = Need(
    "day_has_come", lambda facts: facts["day_has_come"], _("The first night is later than today.")
)
_HOLD_IS_OVER = Need("hold_is_over", lambda facts: facts["lapsed"], _("The hold still stands."))


STAY = Machine(
    name="stay",
    states={
        WANTED: _("Bed wanted"),
        HELD: _("Bed held"),
        CONFIRMED: _("Confirmed"),
        CHECKED_IN: _("There"),
        AWAY: _("Away for now"),
        CHECKED_OUT: _("Left"),
        RELEASED: _("Given back"),
        NO_SHOW: _("Did not come"),
        MOVED_URGENTLY: _("Moved urgently"),
    },
    start=WANTED,
    ends=frozenset({CHECKED_OUT, RELEASED, NO_SHOW, MOVED_URGENTLY}),
    transitions=(
        Transition(
            "hold",
            WANTED,
            HELD,
            BOOKERS,
            _("Hold a bed"),
            (_HOUSE_TAKES,),
            "the bed is kept until a day; mark bed_held",
        ),
        Transition(
            "confirm",
            HELD,
            CONFIRMED,
            BOOKERS,
            _("Confirm"),
            (_HOLD_STANDS, _HOUSE_TAKES),
            "the host may read logistics",
        ),
        Transition(
            "check_in",
            CONFIRMED,
            CHECKED_IN,
            AT_THE_DOOR,
            _("Has arrived"),
            (_DAY_HAS_COME, _HOUSE_STANDS),
            "person sheltered; welfare check after a day",
        ),
        Transition("go_away", CHECKED_IN, AWAY, INSIDE, _("Is away")),
        Transition("come_back", AWAY, CHECKED_IN, INSIDE, _("Is back"), (_HOUSE_STANDS,)),
        *(
            Transition(
                "check_out",
                state,
                CHECKED_OUT,
                BOOKERS,
                _("Has left"),
                (),
                "nights freed; the host loses logistics",
            )
            for state in (CHECKED_IN, AWAY)
        ),
        *(
            Transition(
                "move_urgently",
                state,
                MOVED_URGENTLY,
                BOOKERS,
                _("Moved urgently"),
                (),
                "a new bed is wanted from today",
            )
            for state in (CHECKED_IN, AWAY)
        ),
        *(
            Transition("release", state, RELEASED, BOOKERS, _("Give the bed back"), (), "nights freed")
            for state in (WANTED, HELD, CONFIRMED)
        ),
        *(
            Transition(
                "no_show",
                state,
                NO_SHOW,
                BOOKERS,
                _("Did not come"),
                (_DAY_HAS_COME,),
                "nights freed; task to find out",
            )
            for state in (HELD, CONFIRMED)
        ),
        Transition(
            "lapse",
            HELD,
            RELEASED,
            frozenset({CLOCK}),
            _("The hold is over"),
            (_HOLD_IS_OVER,),
            "nights freed; whoever held it is told to look",
        ),
    ),
)
