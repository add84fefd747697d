"""Two policies compared over many draws of what is not known, and what the answer hangs on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from waystation.engines.forecast.cohort import Cohort
from waystation.engines.forecast.outcomes import DIFFERENCES, MEASURES, Outcome, measure
from waystation.engines.forecast.parameters import Parameter, Values
from waystation.engines.forecast.queues import Counts
from waystation.engines.forecast.running import BLOCK, SPAN, Spread, alone, run
from waystation.engines.forecast.scenario import Policy, Scenario

# Measures whose difference is followed through the sensitivities.
ASKED_OF = ("months_unprotected", "months_at_work", "net_state")
# Draws kept apart from the uncertain ones: the best values, and one parameter moved at a time.
_STILL = 1_000_000
_STEADY = 4_000
_HALVINGS = 7
_WORTH_SPREADING = 5_000
# For how many of the heaviest hinges the turning point is looked for.
_TURNED = 6
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Range:
    """The middle of the draws, and between what nine in ten lie."""

    value: float
    low90: float
    high90: float


@dataclass(frozen=True)
class Hinge:
    """One parameter: the difference with it low and high and all else at its best value; rank correlation over the draws."""

    parameter: Parameter
    at_low: Mapping[str, float]
    at_high: Mapping[str, float]
    correlation: Mapping[str, float]
    turns_at: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """One policy over all draws."""

    policy: Policy
    measures: Mapping[str, Range]
    by_profile: Mapping[str, Mapping[str, Range]]
    states: NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """The answer: both sides, their difference (alternative less baseline), and the hinges, heaviest first."""

    scenario: Scenario
    baseline: Side
    alternative: Side
    difference: Mapping[str, Range]
    profile_difference: Mapping[str, Mapping[str, Range]]
    better: Mapping[str, float]
    hinges: Sequence[Hinge]
    fingerprint: str

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.baseline, self.alternative


def compare(
    scenario: Scenario,
    *,
    spread: Spread = alone,
    block: int = BLOCK,
    span: int = SPAN,
    tell: Told | None = None,
) -> Comparison:
    """Draw what is not known, follow the same people under both policies, and take the differences person for person."""
    say = tell or (lambda _line: None)
    say(f"{scenario.draws} draws × {scenario.people:,} people × 2 policies")
    book = _both(scenario)
    values = [
        [{**policy.book.draw(scenario.seed, number)} for number in range(scenario.draws)]
        for policy in scenario.policies
    ]
    runner = _Runner(scenario, spread, block, span)
    outcomes = [runner(policy, drawn) for policy, drawn in zip(scenario.policies, values, strict=True)]
    say("one parameter at a time")
    pairs = [
        {name: other.measures[name] - one.measures[name] for name in DIFFERENCES}
        for one, other in zip(*outcomes, strict=True)
    ]
    hinges = _hinges(scenario, book, values, pairs, runner)
    sides = [_side(policy, mine) for policy, mine in zip(scenario.policies, outcomes, strict=True)]
    return Comparison(
        scenario=scenario,
        baseline=sides[0],
        alternative=sides[1],
        difference={name: _range([pair[name] for pair in pairs]) for name in DIFFERENCES},
        profile_difference=_profile_differences(*outcomes),
        better={name: float(np.mean([pair[name] > 0 for pair in pairs])) for name in DIFFERENCES},
        hinges=hinges,
        fingerprint=runner.fingerprint(),
    )


class _Runner:
    """Runs cohorts of a scenario and remembers a fingerprint of every count."""

    def __init__(self, scenario: Scenario, spread: Spread, block: int, span: int) -> None:
        self._scenario = scenario
        self._spread = spread
        self._block = block
        self._span = span
        self._seen = hashlib.sha256()
        self._still: dict[Cohort, Counts] = {}

    def __call__(self, policy: Policy, values: Sequence[Values]) -> list[Outcome]:
        """The outcome of each draw."""
        cohorts = [self._scenario.cohort(policy, drawn, number) for number, drawn in enumerate(values)]
        return [
            measure(self._scenario, policy, drawn, cohort, counts)
            for drawn, cohort, counts in zip(values, cohorts, self._run(cohorts), strict=True)
        ]

    def still(self, policy: Policy, values: Values, draws: Sequence[int]) -> Outcome:
        """One outcome of the same values over several cohorts together.

        A parameter that is money moves nobody: people who have been followed under the same rules are remembered.
        """
        cohorts = [self._scenario.cohort(policy, values, number) for number in draws]
        unknown = [one for one in cohorts if one not in self._still]
        self._still.update(zip(unknown, self._run(unknown), strict=True))
        everybody = replace(cohorts[0], people=cohorts[0].people * len(cohorts))
        counts = np.sum([self._still[one] for one in cohorts], axis=0)
        return measure(self._scenario, policy, values, everybody, counts)

    def _run(self, cohorts: Sequence[Cohort]) -> list[Counts]:
        if not cohorts:
            return []
        # A handful of small cohorts is followed here sooner than it is handed out.
        many = sum(one.people for one in cohorts)
        spread = self._spread if many >= _WORTH_SPREADING else alone
        counted = run(cohorts, spread=spread, block=self._block, span=self._span)
        for counts in counted:
            self._seen.update(counts.astype("<i8").tobytes())
        return counted

    def fingerprint(self) -> str:
        """Two runs that agree in this agree in every count."""
        return self._seen.hexdigest()[:16]


def _both(scenario: Scenario) -> dict[str, Parameter]:
    """Every parameter either side rests on; what the alternative changes stands as the alternative has it."""
    return {one.name: one for policy in scenario.policies for one in policy.rests_on()}


def _range(values: Sequence[float]) -> Range:
    # Whole draws, nothing between two: an infinite month (never within the window) must not be averaged.
    low, middle, high = np.percentile(values, [5, 50, 95], method="closest_observation")
    return Range(float(middle), float(low), float(high))


def _side(policy: Policy, outcomes: Sequence[Outcome]) -> Side:
    profiles = outcomes[0].by_profile
    return Side(
        policy=policy,
        measures={name: _range([one.measures[name] for one in outcomes]) for name in MEASURES},
        by_profile={
            profile: {
                name: _range([one.by_profile[profile][name] for one in outcomes])
                for name in profiles[profile]
            }
            for profile in profiles
        },
        states=np.array([one.states for one in outcomes]),
    )


def _profile_differences(
    baseline: Sequence[Outcome], alternative: Sequence[Outcome]
) -> dict[str, dict[str, Range]]:
    return {
        profile: {
            name: _range(
                [
                    other.by_profile[profile][name] - one.by_profile[profile][name]
                    for one, other in zip(baseline, alternative, strict=True)
                ]
            )
            for name in ("months_at_work", "wages", "taxes")
        }
        for profile in baseline[0].by_profile
    }


def _hinges(
    scenario: Scenario,
    book: Mapping[str, Parameter],
    values: Sequence[Sequence[Values]],
    pairs: Sequence[Mapping[str, float]],
    runner: _Runner,
) -> list[Hinge]:
    at = _StillRunner(scenario, runner)
    hinges = [
        Hinge(
            parameter=one,
            at_low=at(one, "low"),
            at_high=at(one, "high"),
            correlation={
                name: _spearman([side[one.name] for side in values[1]], [pair[name] for pair in pairs])
                for name in ASKED_OF
            },
        )
        for one in book.values()
        if one.is_uncertain
    ]
    hinges.sort(key=lambda hinge: -abs(hinge.at_high["net_state"] - hinge.at_low["net_state"]))
    return [
        replace(hinge, turns_at=at.turnings(hinge)) if place < _TURNED else hinge
        for place, hinge in enumerate(hinges)
    ]


class _StillRunner:
    """The difference with everything at its best value, one parameter moved."""

    def __init__(self, scenario: Scenario, runner: _Runner) -> None:
        self._runner = runner
        self._policies = scenario.policies
        # Small cohorts are followed several times, so that chance does not hide the parameter.
        repeats = min(4, -(-_STEADY // scenario.people))
        self._draws = range(_STILL, _STILL + repeats)

    def __call__(self, one: Parameter, end: str | float) -> dict[str, float]:
        """The difference of each measure asked of."""
        sides = []
        for policy in self._policies:
            values = policy.book.central()
            mine = policy.book.parameters[one.name]
            if isinstance(end, str):
                values[one.name] = getattr(mine, end)
            elif mine.is_uncertain:
                values[one.name] = end
            sides.append(self._runner.still(policy, values, self._draws).measures)
        return {name: sides[1][name] - sides[0][name] for name in ASKED_OF}

    def turnings(self, hinge: Hinge) -> dict[str, float]:
        """Where each difference that changes its sign between the bounds does so."""
        return {
            name: self._turning(hinge.parameter, name)
            for name in ASKED_OF
            if hinge.at_low[name] * hinge.at_high[name] < 0
        }

    def _turning(self, one: Parameter, name: str) -> float:
        low, high = one.low, one.high
        is_up = self(one, high)[name] > 0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            if (self(one, middle)[name] > 0) == is_up:
                high = middle
            else:
                low = middle
        return (low + high) / 2.0


def _spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Rank correlation (Spearman 1904), ties at their mean rank; 0 where either side does not vary."""
    first, second = _ranked(one), _ranked(other)
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _ranked(values: Sequence[float]) -> NDArray[np.float64]:
    _, places, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2.0
    ranks: NDArray[np.float64] = middle[places]
    return ranks


def with_run(scenario: Scenario, *, seed: int | None, draws: int | None) -> Scenario:
    """The scenario with another seed or number of draws."""
    return replace(
        scenario,
        seed=scenario.seed if seed is None else seed,
        draws=scenario.draws if draws is None else draws,
    )
