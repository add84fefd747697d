"""Living through a schedule with drawn delays: who is late, and how many nights somebody has no bed."""

import numpy as np

from waystation.engines.placement.days.calendar import HOME, NONE, Calendar
from waystation.engines.placement.days.columns import DAY, DEPARTURE, LEG, PROGRAMME, SHELTER
from waystation.engines.placement.fields import Floats, Ints


def live_through(calendar: Calendar, plans: Ints, *, futures: int, seed: int) -> dict[str, float]:
    """Average over futures in which each visa takes its gamma-distributed time.

    Whoever is late keeps the bed; when a shelter is full, those who come later have none that night.
    Returns the mean value, the share of departures that are late, and the share of person-nights without a
    bed. Nobody is moved elsewhere and no pick-up is put off, so a desk that does so does better.
    """
    random = np.random.default_rng([seed, 3])
    fetched = np.flatnonzero(plans[:, LEG] != HOME)
    pair = _pairs(calendar, plans, fetched)
    value, late, short, nights = 0.0, 0, 0.0, 0.0
    going = plans[fetched, PROGRAMME] != NONE
    for _ in range(futures):
        leaves = _departures(calendar, plans, fetched, pair, random)
        value += _worth(calendar, plans, fetched, leaves)
        late += int((going & (leaves > plans[fetched, DEPARTURE])).sum())
        without, total = _nights(calendar, plans, fetched, leaves)
        short, nights = short + without, nights + total
    return {
        "value": value / futures,
        "late_departures": late / max(int(going.sum()) * futures, 1),
        "person_nights_without_a_bed": short / max(nights, 1.0),
    }


def _pairs(calendar: Calendar, plans: Ints, fetched: Ints) -> Ints:
    programmes = max(len(calendar.quota), 1)
    keys = calendar.household * programmes + calendar.programme
    order = np.argsort(keys)
    wanted = fetched * programmes + np.maximum(plans[fetched, PROGRAMME], 0)
    at = np.minimum(np.searchsorted(keys[order], wanted), max(len(keys) - 1, 0))
    found: Ints = order[at] if len(keys) else np.zeros(len(fetched), dtype=np.int64)
    return found


def _departures(
    calendar: Calendar, plans: Ints, fetched: Ints, pair: Ints, random: np.random.Generator
) -> Ints:
    """The day each household leaves: as planned, or when the visa is there; the last day and one for never."""
    mine = plans[fetched]
    if not len(calendar.household):
        return mine[:, DEPARTURE]
    shape, mean = calendar.shape[pair], calendar.delay[pair]
    drawn = random.gamma(np.where(shape > 0, shape, 1.0)) * mean / np.where(shape > 0, shape, 1.0)
    wait = np.where(shape > 0, np.ceil(drawn), np.ceil(mean))
    filed = np.where(calendar.remote[calendar.programme[pair]], 0, mine[:, DAY])
    ready = np.where(mine[:, PROGRAMME] == NONE, 0, filed + wait)
    leaves: Ints = np.minimum(np.maximum(mine[:, DEPARTURE], ready), calendar.days).astype(np.int64)
    return leaves


def _worth(calendar: Calendar, plans: Ints, fetched: Ints, leaves: Ints) -> float:
    mine, days = plans[fetched], calendar.days
    persons = calendar.persons[fetched].astype(np.float64)
    settled = (mine[:, PROGRAMME] != NONE) & (leaves < days)
    spared = (days - mine[:, DAY]) - calendar.shelter_danger[mine[:, SHELTER]] * (leaves - mine[:, DAY])
    spared = spared + calendar.terminal_days * settled
    worth: Floats = persons * (calendar.danger[fetched] * spared - calendar.leg_risk[mine[:, LEG]])
    return float(worth.sum())


def _nights(calendar: Calendar, plans: Ints, fetched: Ints, leaves: Ints) -> tuple[float, float]:
    """Person-nights without a bed, and all person-nights: who came first keeps the bed."""
    without, total = 0.0, 0.0
    order = np.argsort(plans[fetched, DAY], kind="stable")
    mine, persons = plans[fetched][order], calendar.persons[fetched][order]
    until = leaves[order]
    for shelter in range(len(calendar.beds)):
        here = mine[:, SHELTER] == shelter
        for day in range(calendar.days):
            there = here & (mine[:, DAY] <= day) & (until > day)
            if there.any():
                sleeping = np.cumsum(persons[there])
                over = np.minimum(np.maximum(sleeping - calendar.beds[shelter, day], 0), persons[there])
                without, total = without + float(over.sum()), total + float(sleeping[-1])
    return without, total
