"""Visas that come when they come: what plans use on average, what that costs, and where there is room for it."""

import numpy as np

from waystation.engines.placement.days.columns import Columns
from waystation.engines.placement.fields import Bools, Floats, Ints

SLACK = 1e-6


class Waiting:
    """Prices plans of people who leave as soon as their visa is there.

    For each law of delay, by pick-up day and day: the chance of still staying that night (the night of the
    pick-up is certain and not counted), and of leaving on that day; ``_monthly`` adds the latter up.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns, calendar, delays = columns, columns.calendar, columns.delays
        day, t = np.arange(calendar.days)[:, None], np.arange(calendar.days)[None, :]
        waited = t - np.where(delays.remote[:, None, None], 0, day)
        law = np.arange(len(delays.longer))[:, None, None]
        self._stays = np.where(t > day, delays.longer[law, np.maximum(waited, 0)], 0.0)
        before = np.roll(self._stays, 1, axis=2)
        before[:, day[:-1, 0], day[1:, 0]] = 1.0
        self._leaves = np.where(t > day, before - self._stays, 0.0)
        months = np.arange(calendar.quota.shape[1])
        self._monthly = self._leaves @ (calendar.month[:, None] == months).astype(np.float64)
        self._apiece = 1.0 / np.maximum(self._stays, 1e-300)

    def onward(self, pairs: Ints, after: Floats, row: Floats, left: Floats) -> Floats:
        """What follows by pair, shelter and pick-up day; none where what is left has no room for it.

        ``after`` is what follows a departure on the day after the pick-up, the exit and the quota aside.
        """
        calendar, rows, columns = self.columns.calendar, self.columns.rows, self.columns
        who = calendar.household[pairs]
        used, law = np.unique(columns.delays.kind[pairs], return_inverse=True)
        stays, leaves, monthly = self._stays[used], self._leaves[used], self._monthly[used]
        persons, stake = columns.persons[who][:, None, None], columns.stake[who][:, None, None]
        nights = (stays @ row[rows.beds : rows.quota].reshape(calendar.beds.shape).T).swapaxes(1, 2)
        harm = (stake * calendar.shelter_danger[:, None]) * stays.sum(axis=2)[law][:, None, :]
        quota = row[rows.quota : rows.apart].reshape(calendar.quota.shape)[calendar.programme[pairs]]
        out = (leaves @ row[rows.exits : rows.beds])[law]
        out += persons[:, 0] * (monthly[law] @ quota[:, :, None])[:, :, 0]
        out += stake[:, 0] * calendar.terminal_days * (1.0 - leaves.sum(axis=2)[law])
        worth = after - persons * nights[law] - harm - out[:, None, :]
        return np.where(self._fits(pairs, used, law, left), worth, -np.inf)

    def _fits(self, pairs: Ints, used: Ints, law: Ints, left: Floats) -> Bools:
        """Whether there is room for all that a plan uses on average, the night of the pick-up aside."""
        calendar, rows = self.columns.calendar, self.columns.rows
        persons = self.columns.persons[calendar.household[pairs]][:, None, None]
        exits: Bools = np.all(self._leaves[used] <= left[rows.exits : rows.beds] + SLACK, axis=2)
        exits[:, -1] = False
        beds = left[rows.beds : rows.quota].reshape(calendar.beds.shape) + SLACK
        most = np.stack([(self._apiece[used] * there).min(axis=2) for there in beds], axis=1)
        quota = left[rows.quota : rows.apart].reshape(calendar.quota.shape)[calendar.programme[pairs]]
        within = (persons * self._monthly[used][law] <= quota[:, None, :] + SLACK).all(axis=2)
        fits: Bools = (persons <= most[law]) & (exits[law] & within)[:, None, :]
        return fits
