"""The best plans of many households at given prices, over every leg, day, shelter, programme and departure."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.days.calendar import NONE
from waystation.engines.placement.days.columns import Columns
from waystation.engines.placement.days.waiting import Waiting
from waystation.engines.placement.fields import Floats, Ints

BLOCKED = 1e6
"""The price of a place that is not there: far above any gain, small enough to be added up exactly."""


@dataclass(frozen=True)
class Prices:
    """What households of each size would pay for each place; the first index is the size."""

    legs: Floats
    escorts: Floats
    exits: Floats
    beds: Floats
    quota: Floats
    apart: Floats


@dataclass(frozen=True)
class Table:
    """Reduced values for some households: gain less the price of everything a plan uses.

    ``best`` is by household, shelter and pick-up day. ``fetch`` is the cost of each leg by day, ``onward``
    what follows at best for each pair by shelter and pick-up day, ``ways`` the same for a certain pair
    (numbered by ``certain``) by departure, ``stay`` by shelter for those without a programme.
    """

    who: Ints
    best: Floats
    fetch: Floats
    onward: Floats
    ways: Floats
    certain: Ints
    stay: Floats
    first: Ints


class Pricer:
    """Prices whole tables of plans at once."""

    def __init__(self, columns: Columns) -> None:
        self.columns, calendar = columns, columns.calendar
        self._sizes, self._size = np.unique(calendar.persons, return_inverse=True)
        day = np.arange(calendar.days)
        filed = np.where(calendar.remote[calendar.programme][:, None], 0, day)
        ready = np.maximum(filed + columns.delays.planned[:, None], day + 1)
        self._ready = np.minimum(ready, calendar.days)
        risk = columns.persons[:, None] * calendar.leg_risk
        self._leg_risk = np.where(calendar.leg_open, risk, np.inf)
        self._closed = np.where(calendar.shelter_open, 0.0, np.inf)
        self._spared = columns.stake[:, None, None] * (1.0 - calendar.shelter_danger[:, None]) * day
        self._harm = (
            columns.stake[:, None, None] * calendar.shelter_danger[:, None] * np.arange(calendar.days + 1)
        )
        self._waiting = Waiting(columns)
        self._count = np.array([len(pairs) for pairs in columns.pairs_of])

    def prices(self, row: Floats, left: Floats) -> Prices:
        """Row prices as each size of household meets them; rows with less left than it needs are blocked."""
        rows, calendar = self.columns.rows, self.columns.calendar
        size = self._sizes[:, None].astype(np.float64)
        each = np.where(left < size - 1e-6, BLOCKED, row * size)
        once = np.where(left < 1.0 - 1e-6, BLOCKED, row)
        count = len(size)
        return Prices(
            legs=each[:, : rows.escorts].reshape(count, *calendar.seats.shape),
            escorts=once[rows.escorts : rows.exits],
            exits=once[rows.exits : rows.beds],
            beds=each[:, rows.beds : rows.quota].reshape(count, *calendar.beds.shape),
            quota=each[:, rows.quota : rows.apart].reshape(count, *calendar.quota.shape),
            apart=once[rows.apart :].reshape(-1, len(calendar.beds)),
        )

    def table(self, who: Ints, row: Floats, left: Floats) -> Table:
        """What every plan of some households is worth at these prices, given what is left of each row."""
        columns, calendar = self.columns, self.columns.calendar
        days, size, prices = calendar.days, self._size[who], self.prices(row, left)
        nights = np.zeros((len(self._sizes), len(calendar.beds), days + 1))
        np.cumsum(prices.beds, axis=2, out=nights[:, :, 1:])
        fetch = prices.legs[size] + self._leg_risk[who][:, :, None]
        barred = self._closed[who] + self._feuds(who, prices)
        before = nights[size, :, :-1] - self._spared[who] - barred[:, :, None]
        before -= (fetch.min(axis=1, initial=np.inf) + prices.escorts)[:, None, :]
        after = columns.stake[who][:, None, None] * days - self._harm[who] - nights[size]
        stay, abroad = after[:, :, -1].copy(), (columns.stake[who] * calendar.terminal_days)[:, None, None]
        after += abroad
        pairs, owner, first = self._pairs(who)
        certain = columns.delays.kind[pairs] < 0
        quota = prices.quota[size[owner], calendar.programme[pairs]][:, calendar.month]
        ways = after[owner[certain], :, :-1] - prices.exits - quota[certain, None, :]
        onward = np.empty((len(pairs), len(calendar.beds), days))
        onward[certain] = self._certain(pairs[certain], ways)
        if not certain.all():
            onward[~certain] = self._waiting.onward(pairs[~certain], after[owner[~certain], :, 1:], row, left)
        rest = np.repeat(stay[:, :, None], days, axis=2)
        some = self._count[who] > 0
        if len(pairs):
            best = np.maximum.reduceat(onward, first[some], axis=0)
            rest[some] = np.maximum(rest[some], best)
        return Table(who, before + rest, fetch, onward, ways, np.cumsum(certain) - 1, stay, first)

    def _certain(self, pairs: Ints, ways: Floats) -> Floats:
        """The best of what follows over departures, none before the visa is there."""
        best = np.full((*ways.shape[:2], ways.shape[2] + 1), -np.inf)
        best[:, :, :-1] = np.maximum.accumulate(ways[:, :, ::-1], axis=2)[:, :, ::-1]
        return np.take_along_axis(best, self._ready[pairs][:, None, :], axis=2)

    def _pairs(self, who: Ints) -> tuple[Ints, Ints, Ints]:
        """The pairs of some households, whose each is, and where those of each begin."""
        lengths = self._count[who]
        pairs = np.concatenate([self.columns.pairs_of[h] for h in who.tolist()]) if len(who) else lengths
        return pairs, np.repeat(np.arange(len(who)), lengths), np.cumsum(lengths) - lengths

    def _feuds(self, who: Ints, prices: Prices) -> Floats:
        cost = np.zeros((len(who), len(self.columns.calendar.beds)))
        if len(prices.apart):
            for i, h in enumerate(who.tolist()):
                cost[i] = prices.apart[self.columns.feuds[h]].sum(axis=0)
        return cost

    def plan(self, table: Table, i: int, at: int) -> Ints:
        """The plan behind an entry of a table: its cheapest leg, its programme and departure."""
        calendar = self.columns.calendar
        shelter, day = divmod(at, calendar.days)
        leg = int(table.fetch[i, :, day].argmin())
        pairs = self.columns.pairs_of[int(table.who[i])]
        mine = slice(int(table.first[i]), int(table.first[i]) + len(pairs))
        worth = table.onward[mine, shelter, day]
        if not len(pairs) or worth.max() <= table.stay[i, shelter]:
            return np.array([leg, day, shelter, NONE, calendar.days])
        best, leave = int(worth.argmax()), day + 1
        if self.columns.delays.kind[pairs[best]] < 0:
            ready = int(self._ready[pairs[best], day])
            at_way = int(table.certain[mine.start + best])
            leave = ready + int(table.ways[at_way, shelter, ready:].argmax())
        return np.array([leg, day, shelter, calendar.programme[pairs[best]], leave])

    def good(self, table: Table, floor: Floats, most: int) -> list[tuple[int, Ints]]:
        """Households and their best plans above ``floor``, at most so many, one for a shelter and day, best first."""
        flat = table.best.reshape(len(table.who), -1)
        most = min(most, flat.shape[1])
        if most <= 0 or not len(flat):
            return []
        top = np.argpartition(-flat, most - 1, axis=1)[:, :most]
        worth = np.take_along_axis(flat, top, axis=1)
        order = np.argsort(-worth, axis=1, kind="stable")
        top, worth = np.take_along_axis(top, order, axis=1), np.take_along_axis(worth, order, axis=1)
        found = np.argwhere(worth > floor[:, None])
        return [(int(table.who[i]), self.plan(table, i, int(top[i, k]))) for i, k in found.tolist()]
