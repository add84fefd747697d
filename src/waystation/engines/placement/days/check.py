"""An independent checker of schedules: walks through every night and counts, and proves the bound again.

It shares no code with the planner, so that a mistake there cannot hide here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaincc

from waystation.engines.placement.days.calendar import Calendar
from waystation.engines.placement.fields import Floats, InstanceUnreadable, Ints

TOLERANCE = 1e-6
LARGEST = 1e9
CHANCES = 1e-4
"""Chances of lateness below this are taken as none, as the format says."""


@dataclass(frozen=True)
class ScheduleVerdict:
    """What is wrong with a schedule (nothing, if it holds), its value and the bound its prices prove."""

    problems: tuple[str, ...]
    value: float
    bound: float

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_schedule(calendar: Calendar, fields: Mapping[str, Any]) -> ScheduleVerdict:
    """Check a schedule against its calendar: every place on every day, delays, apart, mandatory, value, bound.

    :raises InstanceUnreadable: when the schedule has no usable ``plans``.
    """
    plans = _plans(calendar, fields)
    expected, reserve = _terms(fields)
    problems: list[str] = []
    used: Counter[tuple[Any, ...]] = Counter()
    value = sum(
        _follow(calendar, household, plan, used=used, problems=problems, expected=expected)
        for household, plan in enumerate(plans.tolist())
        if plan != [-1] * 5
    )
    _count(calendar, used, reserve, problems)
    homes = plans[:, 0] == -1
    problems += [
        f"mandatory: household {h} is not fetched."
        for h in np.flatnonzero(calendar.mandatory & homes).tolist()
    ]
    problems += [
        f"apart: households {a} and {b} are both in shelter {int(plans[a, 2])}."
        for a, b in calendar.apart.tolist()
        if not homes[a] and not homes[b] and plans[a, 2] == plans[b, 2]
    ]
    bound = np.inf
    if fields.get("prices") is not None:
        bound = schedule_bound(
            calendar, _prices(calendar, fields["prices"]), expected=expected, reserve=reserve
        )
    _claims(fields, value, bound, problems)
    return ScheduleVerdict(tuple(problems), float(value), float(bound))


def _plans(calendar: Calendar, fields: Mapping[str, Any]) -> Ints:
    try:
        plans = np.asarray(fields["plans"], dtype=np.float64)
    except KeyError:
        message = "plans: is missing from the schedule."
        raise InstanceUnreadable(message) from None
    except (TypeError, ValueError):
        message = "plans: must hold numbers only."
        raise InstanceUnreadable(message) from None
    if not plans.size and not calendar.households:
        plans = plans.reshape(0, 5)
    fits = plans.shape == (calendar.households, 5)
    if not fits or not ((plans == np.floor(plans)) & (np.abs(plans) < LARGEST)).all():
        message = f"plans: must hold five whole numbers for each of {calendar.households} households."
        raise InstanceUnreadable(message)
    return plans.astype(np.int64)


def _terms(fields: Mapping[str, Any]) -> tuple[bool, float]:
    expected, reserve = fields.get("expected", False), fields.get("reserve", 0.0)
    if expected not in (True, False):
        message = "expected: must be true or false."
        raise InstanceUnreadable(message)
    if not isinstance(reserve, int | float) or not 0 <= reserve < 1:
        message = "reserve: must be a share of at least 0 and below 1."
        raise InstanceUnreadable(message)
    return bool(expected), float(reserve)


def _prices(calendar: Calendar, given: Any) -> Floats:
    rows = calendar.seats.size + 2 * calendar.days + calendar.beds.size + calendar.quota.size
    rows += len(calendar.apart) * len(calendar.beds)
    try:
        prices = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        prices = np.empty(0)
    if prices.shape != (rows,) or not np.isfinite(prices).all() or (prices < 0).any():
        message = f"prices: must hold {rows} numbers, none negative."
        raise InstanceUnreadable(message)
    return prices


def _follow(
    calendar: Calendar,
    household: int,
    plan: list[int],
    *,
    used: Counter[tuple[Any, ...]],
    problems: list[str],
    expected: bool,
) -> float:
    """Walk through one household's days; returns what its plan is worth."""
    leg, day, shelter, programme, leave = plan
    fault = _fault(calendar, household, plan)
    if fault:
        problems.append(f"plans: household {household} {fault}.")
        return 0.0
    persons, last = int(calendar.persons[household]), calendar.days
    used["seats", leg, day] += persons
    used["escorts", day] += 1
    for night in range(day, leave):
        used["beds", shelter, night] += persons
    nights, abroad = float(leave - day), 0.0
    if programme != -1:
        used["exits", leave] += 1
        used["quota", programme, int(calendar.month[leave])] += persons
        pair = np.flatnonzero((calendar.household == household) & (calendar.programme == programme))[0]
        chance = _late(calendar, int(pair), 0 if calendar.remote[programme] else day, expected=expected)[
            leave:last
        ]
        for night, share in enumerate(chance.tolist(), leave):
            if share:
                used["beds", shelter, night] += persons * share
        nights, abroad = nights + float(chance.sum()), 1.0 - float(chance[-1])
    remains = float(calendar.shelter_danger[shelter])
    spared = last - day - remains * nights + calendar.terminal_days * abroad
    return persons * float(calendar.danger[household] * spared - calendar.leg_risk[leg])


def _fault(calendar: Calendar, household: int, plan: list[int]) -> str:
    leg, day, shelter, programme, leave = plan
    last = calendar.days
    if not (
        0 <= leg < len(calendar.seats) and 0 <= shelter < len(calendar.beds) and 0 <= day < leave <= last
    ):
        return "has a leg, shelter or day that does not exist"
    if not calendar.leg_open[household, leg] or not calendar.shelter_open[household, shelter]:
        return "uses a leg or shelter that is not open to it"
    if programme == -1:
        return "" if leave == last else "leaves its shelter for nowhere"
    pair = np.flatnonzero((calendar.household == household) & (calendar.programme == programme))
    if not len(pair):
        return f"has programme {programme}, which is not open to it"
    ready = (0 if calendar.remote[programme] else day) + max(1, int(np.ceil(calendar.delay[pair[0]] - 1e-9)))
    if leave == last or leave < ready:
        return f"leaves on day {leave}, before its visa is there"
    return ""


def _late(calendar: Calendar, pair: int, filed: int, *, expected: bool) -> Floats:
    """The chance on each night that the visa is not there yet."""
    nights = np.arange(calendar.days) - filed
    shape, mean = float(calendar.shape[pair]), float(calendar.delay[pair])
    if not expected or shape <= 0.0 or mean <= 0.0:
        return np.zeros(calendar.days)
    chance = np.asarray(gammaincc(shape, np.maximum(nights, 0) * shape / mean), dtype=np.float64)
    return np.where(chance > CHANCES, chance, 0.0)


def _count(calendar: Calendar, used: Counter[tuple[Any, ...]], reserve: float, problems: list[str]) -> None:
    there: dict[str, Any] = {
        "seats": calendar.seats, "escorts": calendar.escorts, "exits": calendar.exits,
        "beds": calendar.beds * (1.0 - reserve), "quota": calendar.quota,
    }  # fmt: skip
    for (name, *place), much in sorted(used.items()):
        most = float(there[name][tuple(place)])
        if much > most + TOLERANCE:
            where = " of ".join(map(str, reversed(place)))
            problems.append(f"{name}: {most:g} on {where} but {much:g} are used.")


def _claims(fields: Mapping[str, Any], value: float, bound: float, problems: list[str]) -> None:
    slack = TOLERANCE * max(1.0, abs(value))
    try:
        said = {name: float(fields[name]) for name in ("value", "bound") if fields.get(name) is not None}
    except (TypeError, ValueError):
        message = "value: must be a number, and bound too."
        raise InstanceUnreadable(message) from None
    if abs(said.get("value", value) - value) > slack:
        problems.append(f"value: the schedule says {said['value']:.9g} but its plans are worth {value:.9g}.")
    if said.get("bound", value) < value - slack:
        problems.append(f"bound: {said['bound']:.9g} is below the value {value:.9g}.")
    if np.isfinite(bound) and said.get("bound", bound) < bound - slack:
        problems.append(f"bound: the prices prove only {bound:.9g}, not {said['bound']:.9g}.")
    if bound < value - slack:
        problems.append(f"prices: they prove {bound:.9g}, less than the value {value:.9g}.")


def schedule_bound(calendar: Calendar, prices: Floats, *, expected: bool, reserve: float) -> float:
    """Everything there is, times its price, plus the most each household can gain at these prices.

    Every leg, day, shelter, programme and departure that has room for the household alone is tried.
    Mandatory households count what they gain even when that is negative.
    """
    shelters = len(calendar.beds)
    there = (
        calendar.seats,
        calendar.escorts,
        calendar.exits,
        calendar.beds * (1.0 - reserve),
        calendar.quota,
    )
    sizes = np.cumsum([much.size for much in there])
    *tables, apart = np.split(prices, sizes)
    total = float(apart.sum())
    total += sum(float((np.ravel(much) * price).sum()) for much, price in zip(there, tables, strict=True))
    shaped = tuple(price.reshape(much.shape) for much, price in zip(there, tables, strict=True))
    feuds = apart.reshape(-1, shelters)
    for household in range(calendar.households):
        alone = _alone(int(calendar.persons[household]), there, shaped)
        shared = feuds[(calendar.apart == household).any(axis=1)].sum(axis=0)
        most = _most(calendar, household, alone, shared, shaped[3] if expected else None)
        total += most if calendar.mandatory[household] else max(most, 0.0)
    return total


def _alone(persons: int, there: tuple[Any, ...], tables: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """What one household pays for each place: infinitely much where there is no room for it at all."""
    needs = (persons, 1, 1, persons, persons)
    return tuple(
        np.where(np.asarray(much) >= need - TOLERANCE, price * need, np.inf)
        for much, price, need in zip(there, tables, needs, strict=True)
    )


def _most(
    calendar: Calendar, household: int, tables: tuple[Floats, ...], shared: Floats, late_beds: Floats | None
) -> float:
    """The most one household can gain, day by day and shelter by shelter."""
    seats, escorts, _exits, beds, _quota = tables
    days, persons = calendar.days, float(calendar.persons[household])
    danger, legs = float(calendar.danger[household]), np.flatnonzero(calendar.leg_open[household])
    if not len(legs):
        return -np.inf
    fetch = (seats[legs] + persons * calendar.leg_risk[legs, None]).min(axis=0) + escorts
    best = -np.inf
    for shelter in np.flatnonzero(calendar.shelter_open[household]).tolist():
        harm = persons * danger * float(calendar.shelter_danger[shelter])
        home = persons * danger * (days - np.arange(days)) - fetch - shared[shelter]
        after = None if late_beds is None else persons * late_beds[shelter] + harm
        for day in np.flatnonzero(np.isfinite(home)).tolist():
            nights = np.append(0.0, np.cumsum(beds[shelter, day:] + harm))
            ways = _leave(calendar, household, day, nights=nights, tables=tables, after=after)
            best = max(best, float(home[day]) - min(ways, default=np.inf))
    return best


def _leave(
    calendar: Calendar, household: int, day: int, *, nights: Floats, tables: tuple[Floats, ...], after: Floats | None
) -> list[float]:  # fmt: skip
    """The least each way out costs, the nights in the shelter included; the last: none at all."""
    days, exits, quota = calendar.days, tables[2], tables[4]
    beyond = float(calendar.persons[household] * calendar.danger[household]) * calendar.terminal_days
    found = [float(nights[-1])]
    for pair in np.flatnonzero(calendar.household == household).tolist():
        programme = int(calendar.programme[pair])
        filed = 0 if calendar.remote[programme] else day
        ready = max(day + 1, filed + max(1, int(np.ceil(calendar.delay[pair] - 1e-9))))
        if ready < days:
            cost = (
                exits[ready:] + quota[programme, calendar.month[ready:]] - beyond + nights[ready - day : -1]
            )
            if after is not None:
                late = _late(calendar, pair, filed, expected=True)
                cost = cost + np.cumsum((late * after)[::-1])[::-1][ready:] + late[-1] * beyond
            found.append(float(cost.min()))
    return found
