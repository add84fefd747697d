"""The best plan of one household at given prices, over every leg, day, shelter, programme and departure."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.days.calendar import NONE
from waystation.engines.placement.days.columns import Columns
from waystation.engines.placement.fields import Bools, Floats, Ints

BLOCKED = 1e6
"""The price of a place that is not there: far above any gain, small enough to be added up exactly."""


@dataclass(frozen=True)
class Prices:
    """What one household would pay for each place, by kind; ``late`` for beds after the planned departure."""

    legs: Floats
    escorts: Floats
    exits: Floats
    beds: Floats
    quota: Floats
    apart: Floats
    late: Floats


class Pricer:
    """Tables of reduced values: gain less the price of everything a plan uses."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._open: dict[tuple[int, bool], Floats] = {}
        days = columns.calendar.days
        self._after = np.where(np.arange(days + 1)[None, :] > np.arange(days)[:, None], 0.0, -np.inf)

    def prices(self, household: int, row: Floats, left: Floats) -> Prices:
        """Row prices as this household meets them; rows with less left than it needs are blocked."""
        columns = self.columns
        rows, calendar, persons = columns.rows, columns.calendar, columns.persons[household]
        cost = row * persons
        cost[rows.escorts : rows.beds] = row[rows.escorts : rows.beds]
        cost[rows.apart :] = row[rows.apart :]
        late = cost[rows.beds : rows.quota].reshape(calendar.beds.shape).copy()
        cost[: rows.escorts][left[: rows.escorts] < persons - 1e-6] = BLOCKED
        cost[rows.escorts : rows.beds][left[rows.escorts : rows.beds] < 1.0 - 1e-6] = BLOCKED
        cost[rows.beds : rows.apart][left[rows.beds : rows.apart] < persons - 1e-6] = BLOCKED
        cost[rows.apart :][left[rows.apart :] < 1.0 - 1e-6] = BLOCKED
        feuds = columns.feuds[household]
        shared = cost[rows.apart :].reshape(-1, len(calendar.beds))[feuds].sum(axis=0)
        return Prices(
            legs=cost[: rows.escorts].reshape(calendar.seats.shape),
            escorts=cost[rows.escorts : rows.exits],
            exits=cost[rows.exits : rows.beds],
            beds=cost[rows.beds : rows.quota].reshape(calendar.beds.shape),
            quota=cost[rows.quota : rows.apart].reshape(calendar.quota.shape),
            apart=shared,
            late=late,
        )

    def values(self, household: int, prices: Prices) -> Floats:
        """The best reduced value for each shelter, pick-up day and departure (the last: no programme)."""
        calendar = self.columns.calendar
        days, stake = calendar.days, self.columns.stake[household]
        remains = calendar.shelter_danger[:, None]
        nights = np.zeros((len(calendar.beds), days + 1))
        np.cumsum(prices.beds, axis=1, out=nights[:, 1:])
        first = nights[:, :-1] - stake * (1.0 - remains) * np.arange(days) - self._fetch(household, prices)
        first -= np.where(calendar.shelter_open[household], prices.apart, np.inf)[:, None]
        last = stake * (days + calendar.terminal_days) - stake * remains * np.arange(days + 1) - nights
        last[:, :-1] -= prices.exits
        last[:, -1] -= stake * calendar.terminal_days
        middle = self._after.copy()[None]
        middle[..., :-1] = -np.inf
        for pair in self.columns.pairs_of[household].tolist():
            middle = np.maximum(middle, self.way(pair, prices))
        table: Floats = first[:, :, None] + last[:, None, :] + middle
        return table

    def _fetch(self, household: int, prices: Prices) -> Floats:
        """The cheapest way to be fetched on each day."""
        calendar = self.columns.calendar
        legs = np.flatnonzero(calendar.leg_open[household])
        if not len(legs):
            return np.full(calendar.days, np.inf)
        risk = self.columns.persons[household] * calendar.leg_risk[legs]
        fetch: Floats = (prices.legs[legs] + risk[:, None]).min(axis=0) + prices.escorts
        return fetch

    def way(self, pair: int, prices: Prices) -> Floats:
        """What a programme takes away by pick-up day and departure: quota, lateness, and days not possible."""
        columns = self.columns
        calendar, delays = columns.calendar, columns.delays
        programme = int(calendar.programme[pair])
        quota = np.append(prices.quota[programme, calendar.month], np.inf)
        remote = bool(calendar.remote[programme])
        open_on = self._open_on(int(delays.planned[pair]), remote) - quota
        kind = int(delays.kind[pair])
        if kind < 0:
            return np.asarray(open_on[None])
        late = self._late(int(calendar.household[pair]), delays.longer[kind], prices, remote)
        return np.asarray(open_on[None] - late)

    def _open_on(self, planned: int, remote: bool) -> Floats:
        if (planned, remote) not in self._open:
            days = self.columns.calendar.days
            ready = planned + (0 if remote else np.arange(days)[:, None])
            possible = (np.arange(days + 1)[None, :] >= ready) & np.isfinite(self._after)
            possible[:, -1] = False
            self._open[planned, remote] = np.where(possible, 0.0, -np.inf)
        return self._open[planned, remote]

    def _late(self, household: int, longer: Floats, prices: Prices, remote: bool) -> Floats:
        """Expected harm and bed prices of the nights after the planned departure."""
        calendar = self.columns.calendar
        days, stake = calendar.days, self.columns.stake[household]
        lag = (
            np.arange(days)[None, :]
            - (np.zeros(days, dtype=np.int64) if remote else np.arange(days))[:, None]
        )
        chance = longer[np.maximum(lag, 0)]
        night = prices.late + stake * calendar.shelter_danger[:, None]
        after = np.zeros((len(calendar.beds), days, days + 1))
        after[:, :, :-1] = np.cumsum((night[:, None, :] * chance[None])[:, :, ::-1], axis=2)[:, :, ::-1]
        missed: Floats = after + (stake * calendar.terminal_days * chance[:, -1])[None, :, None]
        return missed

    def plan(self, household: int, prices: Prices, at: int, shape: tuple[int, ...]) -> Ints:
        """The plan behind one entry of a table: its cheapest leg and its programme."""
        shelter, day, leave = (int(i) for i in np.unravel_index(at, shape))
        calendar = self.columns.calendar
        legs = np.flatnonzero(calendar.leg_open[household])
        cost = prices.legs[legs, day] + self.columns.persons[household] * calendar.leg_risk[legs]
        programme = NONE
        if leave < calendar.days:
            ways = self.columns.pairs_of[household]
            here = [self.way(pair, prices) for pair in ways.tolist()]
            best = [float(way[min(shelter, len(way) - 1), day, leave]) for way in here]
            programme = int(calendar.programme[ways[int(np.argmax(best))]])
        return np.array([legs[int(np.argmin(cost))], day, shelter, programme, leave])

    def best(self, household: int, prices: Prices) -> tuple[float, Ints]:
        """The largest reduced value and its plan."""
        table = self.values(household, prices)
        at = int(np.argmax(table))
        return float(table.ravel()[at]), self.plan(household, prices, at, table.shape)


def several(table: Floats, floor: float, most: int) -> Ints:
    """The places of the best entries above ``floor``, at most so many, best first."""
    flat = table.ravel()
    good: Bools = flat > floor
    at = np.flatnonzero(good)
    if len(at) > most:
        at = at[np.argpartition(-flat[at], most)[:most]]
    return at[np.argsort(-flat[at], kind="stable")]
