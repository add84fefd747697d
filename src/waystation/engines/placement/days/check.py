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
    expected, reserve = _terms(calendar, fields)
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


def _terms(calendar: Calendar, fields: Mapping[str, Any]) -> tuple[bool, Floats]:
    """Whether delays count with their chances, and how many beds are held back each night."""
    expected = fields.get("expected", False)
    if expected not in (True, False):
        message = "expected: must be true or false."
        raise InstanceUnreadable(message)
    try:
        reserve = np.broadcast_to(
            np.asarray(fields.get("reserve", 0.0), dtype=np.float64), calendar.beds.shape
        )
    except (TypeError, ValueError):
        reserve = np.full(calendar.beds.shape, np.nan)
    if not (np.isfinite(reserve) & (reserve >= 0.0)).all():
        message = "reserve: must be beds held back, one number for each shelter and day, none negative."
        raise InstanceUnreadable(message)
    return bool(expected), reserve


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
    fault = _fault(calendar, household, plan, expected=expected)
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
        pair = np.flatnonzero((calendar.household == household) & (calendar.programme == programme))[0]
        stays = _stays(calendar, int(pair), day, leave, expected=expected)
        leaving = -np.diff(stays, prepend=1.0)
        for t, (still, share) in enumerate(zip(stays.tolist(), leaving.tolist(), strict=True), leave):
            used["beds", shelter, t] += persons * still
            used["exits", t] += share
            used["quota", programme, int(calendar.month[t])] += persons * share
        nights, abroad = nights + float(stays.sum()), 1.0 - float(stays[-1])
    remains = float(calendar.shelter_danger[shelter])
    spared = last - day - remains * nights + calendar.terminal_days * abroad
    return persons * float(calendar.danger[household] * spared - calendar.leg_risk[leg])


def _fault(calendar: Calendar, household: int, plan: list[int], *, expected: bool) -> str:
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
    if _uncertain(calendar, int(pair[0]), expected=expected):
        fine, fault = leave == day + 1 < last, "must be free to leave on the day after its pick-up"
    else:
        fine, fault = ready <= leave < last, f"leaves on day {leave}, before its visa is there"
    return "" if fine else fault


def _uncertain(calendar: Calendar, pair: int, *, expected: bool) -> bool:
    return expected and bool(calendar.shape[pair] > 0.0) and bool(calendar.delay[pair] > 0.0)


def _stays(calendar: Calendar, pair: int, day: int, leave: int, *, expected: bool) -> Floats:
    """The chance on each night from ``leave`` that the visa of people fetched on ``day`` is not there yet."""
    if not _uncertain(calendar, pair, expected=expected):
        return np.zeros(calendar.days - leave)
    filed = 0 if calendar.remote[calendar.programme[pair]] else day
    waited = np.arange(leave, calendar.days) - filed
    shape, mean = float(calendar.shape[pair]), float(calendar.delay[pair])
    chance = np.asarray(gammaincc(shape, waited * shape / mean), dtype=np.float64)
    return np.where(chance > CHANCES, chance, 0.0)


def _count(
    calendar: Calendar, used: Counter[tuple[Any, ...]], reserve: Floats | float, problems: list[str]
) -> None:
    there: dict[str, Any] = {
        "seats": calendar.seats, "escorts": calendar.escorts, "exits": calendar.exits,
        "beds": np.maximum(calendar.beds - reserve, 0.0), "quota": calendar.quota,
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


def schedule_bound(calendar: Calendar, prices: Floats, *, expected: bool, reserve: Floats | float) -> float:
    """Everything there is, times its price, plus the most each household can gain at these prices.

    Every leg, day, shelter, programme and departure that has room for the household alone is tried.
    Mandatory households count what they gain even when that is negative.
    """
    shelters = len(calendar.beds)
    there = (
        calendar.seats,
        calendar.escorts,
        calendar.exits,
        np.maximum(calendar.beds - reserve, 0.0),
        calendar.quota,
    )
    sizes = np.cumsum([much.size for much in there])
    *tables, apart = np.split(prices, sizes)
    total = float(apart.sum())
    total += sum(float((np.ravel(much) * price).sum()) for much, price in zip(there, tables, strict=True))
    shaped = tuple(price.reshape(much.shape) for much, price in zip(there, tables, strict=True))
    feuds = apart.reshape(-1, shelters)
    for household in range(calendar.households):
        persons = int(calendar.persons[household])
        alone = _alone(persons, there, shaped)
        shared = feuds[(calendar.apart == household).any(axis=1)].sum(axis=0)
        most = _most(calendar, household, alone, shared, (shaped, there) if expected else None)
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
    calendar: Calendar,
    household: int,
    tables: tuple[Floats, ...],
    shared: Floats,
    chanced: tuple[tuple[Floats, ...], tuple[Any, ...]] | None,
) -> float:
    """The most one household can gain, day by day and shelter by shelter.

    ``chanced`` holds prices and what there is, for what is used only with some chance.
    """
    seats, escorts, _exits, beds, _quota = tables
    days, persons = calendar.days, float(calendar.persons[household])
    danger, legs = float(calendar.danger[household]), np.flatnonzero(calendar.leg_open[household])
    if not len(legs):
        return -np.inf
    fetch = (seats[legs] + persons * calendar.leg_risk[legs, None]).min(axis=0) + escorts
    pairs = np.flatnonzero(calendar.household == household)
    best = -np.inf
    for shelter in np.flatnonzero(calendar.shelter_open[household]).tolist():
        harm = persons * danger * float(calendar.shelter_danger[shelter])
        home = persons * danger * (days - np.arange(days)) - fetch - shared[shelter]
        for day in np.flatnonzero(np.isfinite(home)).tolist():
            nights = np.append(0.0, np.cumsum(beds[shelter, day:] + harm))
            ways = [float(nights[-1])]
            for pair in pairs.tolist() if day + 1 < days else ():
                if chanced is not None and _uncertain(calendar, pair, expected=True):
                    prices, there = chanced
                    cost = _some_day(calendar, pair, day, shelter=shelter, prices=prices, there=there)
                    ways.append(float(nights[1]) + cost)
                else:
                    ways.append(_leave(calendar, pair, day, nights=nights, tables=tables))
            best = max(best, float(home[day]) - min(ways))
    return best


def _beyond(calendar: Calendar, pair: int) -> float:
    household = calendar.household[pair]
    return float(calendar.persons[household] * calendar.danger[household]) * calendar.terminal_days


def _leave(calendar: Calendar, pair: int, day: int, *, nights: Floats, tables: tuple[Floats, ...]) -> float:
    """The least that leaving by a programme on a day of one's choice costs, the nights in the shelter included."""
    days, exits, quota = calendar.days, tables[2], tables[4][calendar.programme[pair]]
    filed = 0 if calendar.remote[calendar.programme[pair]] else day
    ready = max(day + 1, filed + max(1, int(np.ceil(calendar.delay[pair] - 1e-9))))
    if ready >= days:
        return float(np.inf)
    cost = exits[ready:] + quota[calendar.month[ready:]] + nights[ready - day : -1]
    return float(cost.min()) - _beyond(calendar, pair)


def _some_day(
    calendar: Calendar,
    pair: int,
    day: int,
    *,
    shelter: int,
    prices: tuple[Floats, ...],
    there: tuple[Any, ...],
) -> float:
    """What leaving when the visa comes costs on average, from the day after the pick-up on."""
    household, programme = int(calendar.household[pair]), int(calendar.programme[pair])
    persons = float(calendar.persons[household])
    stays = _stays(calendar, pair, day, day + 1, expected=True)
    leaving = -np.diff(stays, prepend=1.0)
    monthly = persons * np.bincount(calendar.month[day + 1 :], leaving, minlength=calendar.quota.shape[1])
    after = slice(day + 1, None)
    uses = (
        (leaving, there[2][after]),
        (persons * stays, there[3][shelter, after]),
        (monthly, there[4][programme]),
    )
    if any((use > most + TOLERANCE).any() for use, most in uses):
        return float(np.inf)
    harm = persons * float(calendar.danger[household] * calendar.shelter_danger[shelter])
    cost = leaving @ prices[2][after] + stays @ (persons * prices[3][shelter, after] + harm)
    cost += monthly @ prices[4][programme]
    return float(cost) - (1.0 - float(stays[-1])) * _beyond(calendar, pair)
