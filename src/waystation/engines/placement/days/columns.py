"""Whole plans as columns: what a plan is worth, and how much of each day's places it uses."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from waystation.engines.placement.days.calendar import HOME, NONE, Calendar
from waystation.engines.placement.fields import Bools, Floats, Ints

LEG, DAY, SHELTER, PROGRAMME, DEPARTURE = range(5)
"""The entries of a plan; the departure of a household without a programme is the day after the last."""

UNLIKELY = 1e-4
"""Chances of lateness below this count as none."""


class Rows:
    """Where the rows of each kind of place begin: one row for each thing of which there is so much a day."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        days = calendar.days
        sizes = (calendar.seats.size, days, days, calendar.beds.size, calendar.quota.size,
                 len(calendar.apart) * len(calendar.beds))  # fmt: skip
        self.seats, self.escorts, self.exits, self.beds, self.quota, self.apart, self.count = (
            int(at) for at in np.concatenate([[0], np.cumsum(sizes)])
        )

    def capacity(self, reserve: Floats | float = 0.0) -> Floats:
        """How much there is in each row, some beds held back."""
        calendar = self.calendar
        pieces = (
            calendar.seats,
            calendar.escorts,
            calendar.exits,
            np.maximum(calendar.beds - reserve, 0.0),
            calendar.quota,
        )
        shared = np.ones(len(calendar.apart) * len(calendar.beds))
        return np.concatenate([*(np.asarray(piece, dtype=np.float64).ravel() for piece in pieces), shared])


@dataclass(frozen=True)
class Delays:
    """What is known of the days until a visa: planned days, and the chance of waiting longer.

    ``kind`` is the row of ``longer`` for each pair, whose entry t is the chance that the visa is not there
    t days after filing; −1 where the planned days are certain. ``remote`` says of each row whether filing
    is on day 0 rather than on the pick-up day.
    """

    planned: Ints
    kind: Ints
    longer: Floats
    remote: Bools


def delays_of(calendar: Calendar, *, expected: bool) -> Delays:
    """The delays of all pairs: their means alone, or with the gamma chance of lateness."""
    planned = np.maximum(np.ceil(calendar.delay - 1e-9), 1.0).astype(np.int64)
    kind = np.full(len(planned), -1)
    some = np.flatnonzero((calendar.shape > 0.0) & (calendar.delay > 0.0))
    if not expected or not len(some):
        return Delays(planned, kind, np.empty((0, calendar.days + 1)), np.empty(0, dtype=np.bool_))
    remote = calendar.remote[calendar.programme]
    every = np.column_stack([calendar.shape, calendar.delay, remote])
    laws, at = np.unique(every[some], axis=0, return_inverse=True)
    kind[some] = at.ravel()
    days = np.arange(calendar.days + 1)
    longer = np.array([gamma.sf(days, shape, scale=mean / shape) for shape, mean, _ in laws])
    return Delays(planned, kind, np.where(longer > UNLIKELY, longer, 0.0), laws[:, 2] > 0.0)


class Columns:
    """Values and uses of plans for one calendar, with delays certain or expected."""

    def __init__(self, calendar: Calendar, *, expected: bool) -> None:
        self.calendar, self.rows = calendar, Rows(calendar)
        self.delays = delays_of(calendar, expected=expected)
        self.persons = calendar.persons.astype(np.float64)
        self.stake = self.persons * calendar.danger
        programmes = len(calendar.quota)
        order = np.argsort(calendar.household, kind="stable")
        self.pairs_of = np.split(
            order, np.searchsorted(calendar.household[order], np.arange(1, calendar.households))
        )
        self._pair = {
            int(h) * programmes + int(p): e
            for e, (h, p) in enumerate(zip(calendar.household, calendar.programme, strict=True))
        }
        self.feuds = [np.flatnonzero((calendar.apart == h).any(axis=1)) for h in range(calendar.households)]

    def lateness(self, household: int, plan: Ints) -> Floats:
        """The chance of still being in the shelter on each night from the departure to the end."""
        _leg, day, _shelter, programme, leave = plan.tolist()
        kind = int(self.delays.kind[self._pair[household * len(self.calendar.quota) + programme]])
        if kind < 0:
            return np.zeros(self.calendar.days - leave)
        filed = 0 if self.calendar.remote[programme] else day
        chance: Floats = self.delays.longer[kind, leave - filed : self.calendar.days - filed]
        return chance

    def gain(self, household: int, plan: Ints) -> float:
        """Harm spared: danger-weighted days at home, in the shelter and beyond, less the risk of the leg."""
        calendar = self.calendar
        leg, day, shelter, programme, leave = plan.tolist()
        if leg == HOME:
            return 0.0
        nights, settled = float(leave - day), 0.0
        if programme != NONE:
            late = self.lateness(household, plan)
            nights += float(late.sum())
            settled = 1.0 - (float(late[-1]) if len(late) else 0.0)
        remains = float(calendar.shelter_danger[shelter])
        spared = (calendar.days - day) - remains * nights + calendar.terminal_days * settled
        return float(self.stake[household] * spared - self.persons[household] * calendar.leg_risk[leg])

    def uses(self, household: int, plan: Ints) -> tuple[Ints, Floats]:
        """The rows a plan uses, and how much of each."""
        calendar, rows, days = self.calendar, self.rows, self.calendar.days
        leg, day, shelter, programme, leave = plan.tolist()
        if leg == HOME:
            return np.empty(0, dtype=np.int64), np.empty(0)
        persons, bed = float(self.persons[household]), rows.beds + shelter * days
        at = [rows.seats + leg * days + day, rows.escorts + day, *range(bed + day, bed + leave)]
        much = [persons, 1.0] + [persons] * (leave - day)
        if programme != NONE:
            months = rows.quota + programme * calendar.quota.shape[1]
            late = self.lateness(household, plan)
            some = np.flatnonzero(late)
            if len(some):
                going = -np.diff(late, prepend=1.0)
                monthly = np.bincount(calendar.month[leave:], weights=persons * going)
                at += (rows.exits + leave + np.arange(len(going))).tolist()
                at += [months + m for m in range(len(monthly))] + (bed + leave + some).tolist()
                much += [*going.tolist(), *monthly.tolist(), *(persons * late[some]).tolist()]
            else:
                at += [rows.exits + leave, months + int(calendar.month[leave])]
                much += [1.0, persons]
        for feud in self.feuds[household].tolist():
            at.append(rows.apart + feud * len(calendar.beds) + shelter)
            much.append(1.0)
        return np.array(at), np.array(much)

    def spread(self, plans: Ints) -> Floats:
        """The standard deviation of how many people stay, by shelter and night.

        Each household stays or has left, by its own law (Poisson binomial, weighted by its persons); the
        variance of a night is shared out over the shelters by their beds.
        """
        calendar = self.calendar
        variance = np.zeros(calendar.days)
        for household in np.flatnonzero(placed(plans) & (plans[:, PROGRAMME] != NONE)).tolist():
            late = self.lateness(household, plans[household])
            variance[calendar.days - len(late) :] += self.persons[household] ** 2 * late * (1.0 - late)
        share = calendar.beds / np.maximum(calendar.beds.sum(axis=0), 1)
        spread: Floats = np.sqrt(share * variance)
        return spread

    def load(self, plans: Ints) -> Floats:
        """How much of every row all plans together use."""
        used = np.zeros(self.rows.count)
        for household in np.flatnonzero(plans[:, LEG] != HOME).tolist():
            at, much = self.uses(household, plans[household])
            np.add.at(used, at, much)
        return used


def nobody(calendar: Calendar) -> Ints:
    """The plans of people who all stay at home."""
    return np.full((calendar.households, 5), HOME, dtype=np.int64)


def placed(plans: Ints) -> Bools:
    """Which households are fetched."""
    fetched: Bools = plans[:, LEG] != HOME
    return fetched
