"""The stages of a bill and of the law it may become, as a table; and whom a change of stage concerns."""

from collections.abc import Iterable

from waystation.foundation.kernel.machine import Machine, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.library.rules.words import PLACE, SUBJECT, touches, words_of

FILED, COMMITTEE, FIRST, SECOND, THIRD, UPPER, PASSED, SIGNED, IN_FORCE = (
    "filed",
    "committee",
    "first",
    "second",
    "third",
    "upper",
    "passed",
    "signed",
    "in_force",
)
REJECTED, WITHDRAWN, STRUCK_DOWN, REPEALED = "rejected", "withdrawn", "struck_down", "repealed"

CAMPAIGNER, LEGAL, LIAISON, SUPERVISOR = "campaigner", "legal", "liaison", "supervisor"
WRITERS = frozenset({CAMPAIGNER, LEGAL, LIAISON, SUPERVISOR})

_ROAD = (FILED, COMMITTEE, FIRST, SECOND, THIRD, UPPER, PASSED, SIGNED, IN_FORCE)
_BEFORE_SIGNING = _ROAD[: _ROAD.index(SIGNED)]
_READINGS = _ROAD[_ROAD.index(FIRST) : _ROAD.index(SIGNED)]
ENDS = frozenset({REJECTED, WITHDRAWN, STRUCK_DOWN, REPEALED})
# A stage in which the law binds somebody already, or will on a known day: these notices stand first.
BINDING = frozenset({SIGNED, IN_FORCE})

STAGES = {
    FILED: _("filed"),
    COMMITTEE: _("in committee"),
    FIRST: _("first reading"),
    SECOND: _("second reading"),
    THIRD: _("third reading"),
    UPPER: _("in the upper house"),
    PASSED: _("passed"),
    SIGNED: _("signed"),
    IN_FORCE: _("in force"),
    REJECTED: _("rejected"),
    WITHDRAWN: _("withdrawn"),
    STRUCK_DOWN: _("struck down"),
    REPEALED: _("repealed"),
}


def _moves() -> Iterable[Transition]:
    # Parliaments skip readings and newspapers miss them: every later stage can follow.
    for at, source in enumerate(_ROAD):
        for target in _ROAD[at + 1 :]:
            yield Transition(target, source, target, WRITERS, STAGES[target])
    for source in _READINGS:
        yield Transition(COMMITTEE, source, COMMITTEE, WRITERS, _("back to committee"))
    for source in _BEFORE_SIGNING:
        yield Transition(REJECTED, source, REJECTED, WRITERS, STAGES[REJECTED])
        yield Transition(WITHDRAWN, source, WITHDRAWN, WRITERS, STAGES[WITHDRAWN])
    for source in (SIGNED, IN_FORCE):
        yield Transition(STRUCK_DOWN, source, STRUCK_DOWN, WRITERS, STAGES[STRUCK_DOWN])
        yield Transition(REPEALED, source, REPEALED, WRITERS, STAGES[REPEALED])


BILL = Machine(name="bill", states=STAGES, start=FILED, ends=ENDS, transitions=tuple(_moves()))


def concerns(notice: Iterable[str], *, place: str, tags: frozenset[str] = frozenset()) -> bool:
    """Say whether a notice with these tags concerns somebody whose danger lies in a place.

    A law of a country concerns everybody in its regions; a law of a region concerns whoever may live there. Where both
    name subjects, one of them must be shared; where either names none, nobody is left out.
    """
    told = frozenset(notice)
    if not any(touches(each, place) for each in words_of(told, PLACE)):
        return False
    ours, theirs = set(words_of(told, SUBJECT)), set(words_of(tags, SUBJECT))
    return not ours or not theirs or not ours.isdisjoint(theirs)
