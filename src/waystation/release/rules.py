"""Disclosure control: which counts may be said so that nobody can work out a small group from them.

The counts of one day are sums over *atoms*, the finest groups (one stage, or one stage in one country). What an
outsider knows are the sums published so far. A group of one to four people, and a change of one to four people
between two publications, must stay hidden: not only unsaid, but not to be worked out by adding and subtracting. That
is audited exactly: for each hidden small number, the least and greatest value that fit everything published are found
by linear programming, and they must lie at least ``SAFE`` apart (Fischetti and Salazar, Management Science 47, 2001,
for the audit of suppressed tables).
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

if TYPE_CHECKING:
    from scipy.sparse import coo_array

SAFE = 5

TOO_FEW = _("Fewer than five people, or nobody: a number so small could point at somebody.")
SMALL_CHANGE = _(
    "It changed by fewer than five, or not at all, since it was last said: the earlier number stands."
)
WORKED_OUT = _("Together with other published numbers a small group could be worked out from it.")


@dataclass(frozen=True)
class Measure:
    """A published number: its code, the atoms it sums, and whether it can only grow with time."""

    code: str
    atoms: frozenset[str]
    only_grows: bool = True


@dataclass(frozen=True)
class Statement:
    """One number as it was or would be published: which measure, for which day, what value."""

    measure: Measure
    on: date
    value: int


@dataclass(frozen=True)
class Verdict:
    """What may be said: values by measure code, and for each held back the sentence that says why."""

    shown: Mapping[str, int]
    held_back: Mapping[str, str] = field(default_factory=dict)


def judge(
    counts: Mapping[str, int], measures: Sequence[Measure], on: date, published: Sequence[Statement]
) -> Verdict:
    """Decide which measures of a day may be published, given everything published before.

    ``counts`` maps each atom to the number of people in it. Held back first: small numbers and small changes; then,
    as long as a small number could be worked out, the smallest number still shown.
    """
    said = {measure.code: Statement(measure, on, _sum(counts, measure)) for measure in measures}
    held: dict[str, str] = {}
    for code, statement in list(said.items()):
        reason = _plain_reason(statement, published)
        if reason:
            held[code] = reason
            del said[code]
    while said and _leaks(counts, on, [*published, *said.values()], measures):
        code = min(said, key=lambda name: (said[name].value, name))
        held[code] = WORKED_OUT
        del said[code]
    return Verdict({code: statement.value for code, statement in said.items()}, held)


def _plain_reason(statement: Statement, published: Iterable[Statement]) -> str:
    if statement.value < SAFE:
        return TOO_FEW
    earlier = [old for old in published if old.measure.code == statement.measure.code]
    # No change is held back like a small one: otherwise holding back would itself say "one to four" (T-19).
    if any(abs(statement.value - old.value) < SAFE for old in earlier):
        return SMALL_CHANGE
    return ""


def is_small(number: int) -> bool:
    """Say whether a number of people is small enough to point at somebody; nobody at all is not."""
    return 0 < number < SAFE


def _sum(counts: Mapping[str, int], measure: Measure) -> int:
    return sum(counts.get(atom, 0) for atom in measure.atoms)


def _leaks(
    counts: Mapping[str, int], on: date, said: Sequence[Statement], measures: Sequence[Measure]
) -> bool:
    """Say whether any small group of this day can be bounded within fewer than ``SAFE``."""
    knowledge = _Knowledge(said, on, frozenset(atom for measure in measures for atom in measure.atoms))
    return any(
        is_small(sum(counts.get(atom, 0) for atom in group)) and knowledge.spread(group) < SAFE
        for group in _groups(measures)
    )


def _groups(measures: Sequence[Measure]) -> set[frozenset[str]]:
    """Return the groups somebody may try to work out: atoms, measures, and what one measure has beyond another."""
    groups = {frozenset({atom}) for measure in measures for atom in measure.atoms}
    groups |= {measure.atoms for measure in measures}
    groups |= {one.atoms - other.atoms for one in measures for other in measures if other.atoms < one.atoms}
    return {group for group in groups if group}


class _Knowledge:
    """What an outsider knows, as linear equations and inequalities over the atoms of each day."""

    def __init__(self, said: Sequence[Statement], on: date, atoms: frozenset[str]) -> None:
        self.on = on
        every = atoms | {atom for statement in said for atom in statement.measure.atoms}
        days = sorted({statement.on for statement in said} | {on})
        self.place = {key: at for at, key in enumerate((day, atom) for day in days for atom in sorted(every))}
        self.equal = self._matrix([[(self.place[s.on, atom], 1) for atom in s.measure.atoms] for s in said])
        self.values = [statement.value for statement in said]
        self.grows = self._matrix(self._growth(said, days))

    def spread(self, group: frozenset[str]) -> float:
        """Return how far apart the least and the greatest possible size of a group on this day lie."""
        aim = [0.0] * len(self.place)
        for atom in group:
            aim[self.place[self.on, atom]] = 1.0
        least, greatest = self._best(aim), self._best([-value for value in aim])
        return float("inf") if greatest is None or least is None else -greatest - least

    def _best(self, aim: list[float]) -> float | None:
        # Here and not above: it takes longer to import than the rest of the house, and only a proposal needs it.
        from scipy.optimize import linprog

        found = linprog(
            aim,
            A_eq=self.equal,
            b_eq=self.values or None,
            A_ub=self.grows,
            b_ub=None if self.grows is None else [0.0] * self.grows.shape[0],
            bounds=(0, None),
            method="highs",
        )
        return float(found.fun) if found.status == 0 else None

    def _growth(self, said: Sequence[Statement], days: list[date]) -> list[list[tuple[int, int]]]:
        growing = {s.measure.code: s.measure for s in said if s.measure.only_grows}.values()
        return [
            [(self.place[before, atom], 1) for atom in measure.atoms]
            + [(self.place[after, atom], -1) for atom in measure.atoms]
            for measure in growing
            for before, after in itertools.pairwise(days)
        ]

    def _matrix(self, rows: list[list[tuple[int, int]]]) -> "coo_array | None":
        if not rows:
            return None
        from scipy.sparse import coo_array

        cells = [(at, column, value) for at, row in enumerate(rows) for column, value in row]
        lines, columns, values = zip(*cells, strict=True)
        return coo_array((values, (lines, columns)), shape=(len(rows), len(self.place)))


_SUPERVISOR = frozenset({"supervisor"})
_OTHER = Need(
    "another",
    lambda facts: bool(facts["is_other"]),
    _("Somebody else than the one who proposed it must decide."),
)

PROPOSAL = Machine(
    name="proposal of figures",
    states={
        "proposed": _("waits for a second person"),
        "published": _("published"),
        "returned": _("returned"),
        "withdrawn": _("withdrawn"),
    },
    start="proposed",
    ends=frozenset({"published", "returned", "withdrawn"}),
    transitions=(
        Transition(
            "publish",
            "proposed",
            "published",
            _SUPERVISOR,
            _("Publish"),
            (_OTHER,),
            _("Stands on the public page."),
        ),
        Transition(
            "return", "proposed", "returned", _SUPERVISOR, _("Return"), (_OTHER,), _("Nothing is published.")
        ),
        Transition(
            "withdraw", "proposed", "withdrawn", _SUPERVISOR, _("Withdraw"), (), _("Nothing is published.")
        ),
    ),
)

# How much each number of a proposal may give away, in thousandths of epsilon: nothing chosen says them as they are.
EPSILONS = {1000: _("Little noise"), 500: _("Some noise"), 250: _("Much noise")}
LARGEST_ALLOWANCE = 20_000
SPENT = _("The noise budget is spent: what is left is less than these numbers would give away.")
UNDONE = _("This day was said with noise already: saying it exactly would take the noise off.")

ALLOWANCE = Machine(
    name="noise allowance",
    states={"asked": _("waits for a second person"), "granted": _("granted"), "refused": _("refused")},
    start="asked",
    ends=frozenset({"granted", "refused"}),
    transitions=(
        Transition("grant", "asked", "granted", _SUPERVISOR, _("Grant"), (_OTHER,), _("It may be spent.")),
        Transition("refuse", "asked", "refused", _SUPERVISOR, _("Refuse"), (), _("Nothing changes.")),
    ),
)


def said_with_noise(
    drawn: Mapping[str, int], measures: Sequence[Measure], before: Mapping[str, int]
) -> Verdict:
    """Make drawn numbers fit to be said: none below nought, none below one said before of what only grows, no part
    larger than what it is part of; small ones are held back by what was drawn, never by the true number.

    All of it follows from numbers that may be known, so nothing more is given away (post-processing).
    """
    fit = {measure.code: max(0, drawn[measure.code]) for measure in measures}
    for measure in measures:
        if measure.only_grows:
            fit[measure.code] = max(fit[measure.code], before.get(measure.code, 0))
    for part in measures:
        for whole in measures:
            if part.atoms < whole.atoms:
                fit[whole.code] = max(fit[whole.code], fit[part.code])
    shown = {code: value for code, value in fit.items() if value >= SAFE}
    return Verdict(shown, {code: TOO_FEW for code in fit if code not in shown})
