"""Living through a schedule with drawn delays: who is late, and how many nights somebody has no bed."""

import numpy as np

from waystation.engines.placement.days.calendar import HOME, NONE, Calendar
from waystation.engines.placement.days.columns import DAY, DEPARTURE, LEG, PROGRAMME, SHELTER
from waystation.engines.placement.fields import Bools, Floats, Ints


def live_through(
    calendar: Calendar, plans: Ints, *, futures: int, seed: int, soon: bool = False
) -> dict[str, float]:
    """Average over futures in which each visa takes its gamma-distributed time.

    Nobody leaves before the planned departure (with ``soon``: before the day after the pick-up) or before
    the visa is there; then those wait longest go first, as many a day as there are exits. Whoever is late
    keeps the bed; when a shelter is full, those who come later have none that night. Returns the mean value,
    the share of departures later than planned and than the mean delay, and the share of person-nights
    without a bed. Nobody is moved elsewhere and no pick-up is put off, so a desk that does so does better.
    Quotas are taken as booked.
    """
    random = np.random.default_rng([seed, 3])
    fetched = np.flatnonzero(plans[:, LEG] != HOME)
    pair, mine = _pairs(calendar, plans, fetched), plans[fetched]
    value, late, short, nights = 0.0, 0, 0.0, 0.0
    going: Bools = mine[:, PROGRAMME] != NONE
    earliest = np.where(going & soon, mine[:, DAY] + 1, mine[:, DEPARTURE])
    promised = np.maximum(earliest, _visas(calendar, mine, pair, None))
    for _ in range(futures):
        ready = np.maximum(earliest, _visas(calendar, mine, pair, random))
        leaves = _through_exits(calendar, ready, mine[:, DEPARTURE], going)
        value += _worth(calendar, plans, fetched, leaves)
        late += int((going & (leaves > promised)).sum())
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


def _visas(calendar: Calendar, mine: Ints, pair: Ints, random: np.random.Generator | None) -> Ints:
    """The day on which each visa is there: drawn, or by the mean delay; 0 for those without a programme."""
    if not len(calendar.household):
        return np.zeros(len(mine), dtype=np.int64)
    shape, wait = calendar.shape[pair], calendar.delay[pair]
    if random is not None:
        drawn = random.gamma(np.where(shape > 0, shape, 1.0)) / np.where(shape > 0, shape, 1.0)
        wait = np.where(shape > 0, drawn, 1.0) * wait
    filed = np.where(calendar.remote[calendar.programme[pair]], 0, mine[:, DAY])
    return np.where(mine[:, PROGRAMME] == NONE, 0, filed + np.ceil(wait - 1e-9)).astype(np.int64)


def _through_exits(calendar: Calendar, ready: Ints, planned: Ints, going: Bools) -> Ints:
    """The day each household leaves, so many a day; the last day and one for never."""
    leaves = np.full(len(ready), calendar.days)
    waiting = np.flatnonzero(going)[np.lexsort((planned[going], ready[going]))]
    for day in range(calendar.days):
        there = waiting[: np.searchsorted(ready[waiting], day, side="right")][: int(calendar.exits[day])]
        leaves[there] = day
        waiting = waiting[len(there) :]
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
    persons, mine = calendar.persons[fetched], plans[fetched]
    change = np.zeros((len(calendar.beds), calendar.days + 1), dtype=np.int64)
    np.add.at(change, (mine[:, SHELTER], mine[:, DAY]), persons)
    np.add.at(change, (mine[:, SHELTER], leaves), -persons)
    sleeping = np.cumsum(change, axis=1)[:, :-1]
    return float(np.maximum(sleeping - calendar.beds, 0).sum()), float(sleeping.sum())
