"""State machines as data: one table of transitions drives buttons, refusals, documents and property tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.kernel.errors import Refused

Facts = Mapping[str, Any]
Guard = Callable[[Facts], bool]


@dataclass(frozen=True)
class Need:
    """One condition of a transition: a predicate on plain facts, and the sentence shown while it fails."""

    name: str
    holds: Guard
    missing: str


@dataclass(frozen=True)
class Transition:
    """One legal move: from a state to another, who may, what must hold, what follows (in words)."""

    name: str
    source: str
    target: str
    who: frozenset[str]
    label: str
    needs: tuple[Need, ...] = ()
    effect: str = ""


@dataclass(frozen=True)
class Offer:
    """A transition as a page shows it: a button, or the sentences that say what is missing."""

    name: str
    label: str
    target: str
    missing: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """True when nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class Machine:
    """The whole life of one kind of thing; ``states`` maps each state code to its label."""

    name: str
    states: Mapping[str, str]
    start: str
    ends: frozenset[str]
    transitions: tuple[Transition, ...]
    _by_name: dict[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the table and refuse one that names an unknown state or the same move twice."""
        index: dict[tuple[str, str], Transition] = {}
        for move in self.transitions:
            if {move.source, move.target} - set(self.states) or (move.name, move.source) in index:
                raise ValueError(f"{self.name}: {move.name} from {move.source} does not fit the table")
            index[move.name, move.source] = move
        object.__setattr__(self, "_by_name", index)

    def from_state(self, state: str) -> Iterator[Transition]:
        """Yield the moves that leave a state, in table order."""
        return (move for move in self.transitions if move.source == state)

    def offers(self, state: str, roles: frozenset[str], facts: Facts) -> list[Offer]:
        """List the moves these roles may see from a state, each with what it still lacks."""
        return [
            Offer(move.name, move.label, move.target, _missing(move, facts))
            for move in self.from_state(state)
            if move.who & roles
        ]

    def move(self, name: str, state: str, roles: frozenset[str], facts: Facts) -> Transition:
        """Return the transition if it is legal now.

        :raises Refused: it does not leave this state, is not for these roles, or a need is not met.
        """
        move = self._by_name.get((name, state))
        if move is None or not move.who & roles:
            raise Refused(NOT_POSSIBLE_NOW)
        missing = _missing(move, facts)
        if missing:
            raise Refused(*missing)
        return move


def _missing(move: Transition, facts: Facts) -> tuple[str, ...]:
    return tuple(need.missing for need in move.needs if not need.holds(facts))


def _(message: str) -> str:
    return message


NOT_POSSIBLE_NOW = _("This is not possible from where things stand now.")
