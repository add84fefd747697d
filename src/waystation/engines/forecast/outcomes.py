"""What the counts mean: months, shares and money for one person who asks, under one policy and one draw."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waystation.engines.forecast.cohort import EVENTS, Cohort
from waystation.engines.forecast.parameters import CURRENCIES, Parameter, Values
from waystation.engines.forecast.queues import Counts
from waystation.engines.forecast.scenario import Policy, Scenario

# Where a person is in a month after asking; everybody is in exactly one.
STATES = ("waiting", "turned_away", "without_permit", "searching", "at_work", "refused")
MEASURES = (
    "months_to_safety",
    "months_to_work",
    "arrived",
    "protected_at_end",
    "months_unprotected",
    "months_at_work",
    "months_without_support",
    "wages",
    "taxes",
    "cost_state",
    "net_state",
    "cost_organisation",
    "cost_sponsors",
)
_PROTECTED, _UNPROTECTED = (2, 3, 4), (0, 1, 5)
# Medians have no difference where one of them lies beyond the window.
DIFFERENCES = MEASURES[2:]
MONEY = frozenset(MEASURES[7:])
Curve = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """One policy in one draw: measures of a person, by profile too, and where people are month by month."""

    measures: Mapping[str, float]
    by_profile: Mapping[str, Mapping[str, float]]
    states: Curve


def states(cohort: Cohort, counts: Counts) -> NDArray[np.int64]:
    """People in each of ``STATES`` at the end of each month after asking; every column sums to everybody."""
    happened = dict(zip(EVENTS, counts.sum(axis=1).cumsum(axis=1)[:, : cohort.window], strict=True))
    safe, permitted, settled, ended = (happened[name] for name in ("safe", "permitted", "settled", "ended"))
    turned = happened["turned_away"]
    waiting = cohort.people - safe - turned
    return np.array([waiting, turned, safe - permitted, permitted - settled, settled - ended, ended])


def measure(scenario: Scenario, policy: Policy, values: Values, cohort: Cohort, counts: Counts) -> Outcome:
    """Turn counts into measures. Money of other currencies is changed at the rates among the values."""
    shape = (len(EVENTS), len(cohort.lanes), len(cohort.profiles), cohort.window + 1)
    of = dict(zip(EVENTS, counts.reshape(shape), strict=True))
    people = cohort.people
    where = states(cohort, counts)
    in_months = where.sum(axis=1) / people
    money = _Money(scenario.currency, policy, values)
    worked = _months(of["ended"]) - _months(of["settled"])
    idle_by_lane = of["idle"].sum(axis=1)
    arrived = of["safe"][..., :-1].sum(axis=(1, 2))
    paid, supported = money.support(idle_by_lane)
    without = (idle_by_lane @ np.arange(cohort.window + 1)).sum() - supported
    wages = np.array([money.wage(profile.name) for profile in cohort.profiles])
    rates = np.array([money.tax_rate(profile.name) for profile in cohort.profiles])
    earned = worked.sum(axis=0) * wages
    state, sponsors = money.by_payer(paid)
    state += money.each("handling") @ arrived
    measures = {
        "months_to_safety": _median(of["safe"], people),
        "months_to_work": _median(of["worked"], people),
        "arrived": float(arrived.sum()) / people,
        "protected_at_end": float(where[list(_PROTECTED), -1].sum()) / people,
        "months_unprotected": float(where[list(_UNPROTECTED)].sum()) / people,
        "months_at_work": float(in_months[4]),
        "months_without_support": float(without) / people,
        "wages": float(earned.sum()) / people,
        "taxes": float(earned @ rates) / people,
        "cost_state": float(state) / people,
        "net_state": float(earned @ rates - state) / people,
        "cost_organisation": money.organisation(cohort, float(in_months[0]), float(without) / people),
        "cost_sponsors": float(sponsors) / people,
    }
    profiles = _by_profile(cohort, of, worked.sum(axis=0), wages, rates)
    return Outcome(measures, profiles, where / people)


def _months(event: NDArray[np.int64]) -> NDArray[np.int64]:
    return event @ np.arange(event.shape[-1])


def _median(event: NDArray[np.int64], people: int) -> float:
    """The month by which half of all who asked have got there; infinite if fewer do within the window."""
    there = event.sum(axis=(0, 1))[:-1].cumsum()
    half = int(np.searchsorted(there, people / 2))
    return float(half) if half < len(there) else float("inf")


def _by_profile(
    cohort: Cohort, of: Mapping[str, NDArray[np.int64]], worked: NDArray[np.int64], wages: Curve, rates: Curve
) -> dict[str, dict[str, float]]:
    many = np.maximum(of["safe"].sum(axis=(0, 2)), 1)
    return {
        profile.name: {
            "share": float(of["safe"].sum(axis=(0, 2))[place]) / cohort.people,
            "months_at_work": float(worked[place] / many[place]),
            "wages": float(worked[place] / many[place] * wages[place]),
            "taxes": float(worked[place] / many[place] * wages[place] * rates[place]),
        }
        for place, profile in enumerate(cohort.profiles)
    }


class _Money:
    """Amounts of one policy and draw, in the scenario's currency."""

    def __init__(self, currency: str, policy: Policy, values: Values) -> None:
        self._currency = currency
        self._policy = policy
        self._values = values
        self._lanes = list(policy.pathways)

    def _amount(self, name: str) -> float:
        one: Parameter = self._policy.book.parameters[name]
        return self._values[name] * self._rate(one.unit[:3]) / self._rate(self._currency)

    def _rate(self, unit: str) -> float:
        return self._values[f"exchange.{unit}"] if unit in CURRENCIES[1:] else 1.0

    def each(self, part: str) -> Curve:
        """An amount for each pathway."""
        return np.array([self._amount(f"{lane}.{part}") for lane in self._lanes])

    def support(self, idle: NDArray[np.int64]) -> tuple[Curve, float]:
        """What support costs by pathway, and how many months it covers."""
        spans = np.arange(idle.shape[-1])
        limits = np.array([self._values[f"{lane}.support"] for lane in self._lanes])
        months = (idle * np.minimum(spans[None, :], limits[:, None])).sum(axis=1)
        return months * self.each("support_cost"), float(months.sum())

    def by_payer(self, paid: Curve) -> tuple[float, float]:
        """What the State pays of the support, and what sponsors pay."""
        shares = np.array([self._values[f"{lane}.support_state"] for lane in self._lanes])
        return float(paid @ shares), float(paid @ (1.0 - shares))

    def wage(self, profile: str) -> float:
        """A newcomer's wage a month."""
        skill, language = profile.split("_")
        factor = self._values["wage.newcomer"] * (self._values["wage.basic"] if language == "basic" else 1.0)
        return self._amount(f"wage.{skill}") * factor

    def tax_rate(self, profile: str) -> float:
        """Taxes of every level as a share of the wage."""
        income = self._values[f"tax.income_{profile.split('_', maxsplit=1)[0]}"]
        return self._values["tax.payroll"] + income + self._values["tax.local"]

    def organisation(self, cohort: Cohort, waiting: float, without: float) -> float:
        """What the organisation spends on a person: case work, those who wait, those without support."""
        shares = np.array([lane.share for lane in cohort.lanes])
        own = float(self.each("organisation") @ (shares / shares.sum()))
        kept = self._amount("waiting.month") * self._values["waiting.covered"] * waiting
        helped = self._amount("living.month") * self._values["living.covered"] * without
        return own + kept + helped
