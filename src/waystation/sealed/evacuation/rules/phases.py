"""Which move of a person's phase follows from a journey: a table, so that it can be read and walked."""

from dataclasses import dataclass

from waystation.sealed.evacuation.rules import journeys


@dataclass(frozen=True)
class Follow:
    """A move of the person's phase machine, from which phases it follows, the mark it needs first, and
    whether arriving at the house is what moves them."""

    name: str
    sources: frozenset[str]
    mark: str = ""
    needs_stay: bool = False


_SET_OUT = Follow("set_out", frozenset({"ready"}))
_DEPART = Follow("depart", frozenset({"cleared"}), "onward_booked")
_SHELTER = Follow("shelter", frozenset({"in_transit"}), needs_stay=True)
_ARRIVE = Follow("arrive", frozenset({"departing", "in_transit"}), "arrival_confirmed")
_TURN_BACK = Follow("turn_back", frozenset({"in_transit"}))
_REFUSED = Follow("refuse_border", frozenset({"departing"}))

_BY_STATE: dict[tuple[str, str], tuple[Follow, ...]] = {
    (journeys.UNDER_WAY, journeys.HOUSE): (_SET_OUT,),
    (journeys.UNDER_WAY, journeys.ONWARD): (_SET_OUT, _DEPART),
    (journeys.ARRIVED, journeys.HOUSE): (_SET_OUT, _SHELTER),
    (journeys.ARRIVED, journeys.ONWARD): (_SET_OUT, _DEPART, _ARRIVE),
    (journeys.TURNED_BACK, journeys.HOUSE): (_SET_OUT, _TURN_BACK),
    (journeys.TURNED_BACK, journeys.ONWARD): (_SET_OUT, _DEPART, _TURN_BACK, _REFUSED),
}


def moves_for(state: str, kind: str) -> tuple[Follow, ...]:
    """Return the moves that must have happened by the time a journey is in a state, in order."""
    return _BY_STATE.get((state, kind), ())


def needs_phrase(moves: tuple[Follow, ...]) -> bool:
    """Say whether the last of these moves is an arrival abroad, which the agreed phrase must confirm."""
    return moves[-1:] == (_ARRIVE,)
