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

    def capacity(self, reserve: float = 0.0) -> Floats:
        """How much there is in each row, a share of the beds held back."""
        calendar = self.calendar
        pieces = (
            calendar.seats,
            calendar.escorts,
            calendar.exits,
            calendar.beds * (1.0 - reserve),
            calendar.quota,
        )
        shared = np.ones(len(calendar.apart) * len(calendar.beds))
        return np.concatenate([*(np.asarray(piece, dtype=np.float64).ravel() for piece in pieces), shared])


@dataclass(frozen=True)
class Delays:
    """What is known of the days until a visa: planned days, and the chance of waiting longer.

    ``kind`` is the row of ``longer`` for each pair, whose entry t is the chance that the visa is not there
    t days after filing; −1 where the planned days are certain.
    """

    planned: Ints
    kind: Ints
    longer: Floats

    @property
    def certain(self) -> bool:
        """Whether every delay is taken as planned."""
        return len(self.longer) == 0


def delays_of(calendar: Calendar, *, expected: bool) -> Delays:
    """The delays of all pairs: their means alone, or with the gamma chance of lateness."""
    planned = np.maximum(np.ceil(calendar.delay - 1e-9), 1.0).astype(np.int64)
    kind = np.full(len(planned), -1)
    some = np.flatnonzero((calendar.shape > 0.0) & (calendar.delay > 0.0))
    if not expected or not len(some):
        return Delays(planned, kind, np.empty((0, calendar.days + 1)))
    laws, at = np.unique(np.column_stack([calendar.shape, calendar.delay])[some], axis=0, return_inverse=True)
    kind[some] = at.ravel()
    days = np.arange(calendar.days + 1)
    longer = np.array([gamma.sf(days, shape, scale=mean / shape) for shape, mean in laws])
    return Delays(planned, kind, np.where(longer > UNLIKELY, longer, 0.0))


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

    def pair(self, household: int, programme: int) -> int:
        """The number of a pair, or −1 when it is not open."""
        return self._pair.get(household * len(self.calendar.quota) + programme, -1)

    def lateness(self, pair: int, filed: int, departure: int) -> Floats:
        """The chance of still being in the shelter on each night from the departure to the end."""
        kind = int(self.delays.kind[pair]) if pair >= 0 else -1
        if kind < 0:
            return np.zeros(self.calendar.days - departure)
        chance: Floats = self.delays.longer[kind, departure - filed : self.calendar.days - filed]
        return chance

    def filed(self, plan: Ints) -> int:
        """The day on which papers are filed."""
        return 0 if self.calendar.remote[plan[PROGRAMME]] else int(plan[DAY])

    def gain(self, household: int, plan: Ints) -> float:
        """Harm spared: danger-weighted days at home, in the shelter and beyond, less the risk of the leg."""
        calendar = self.calendar
        if plan[LEG] == HOME:
            return 0.0
        days, remains = calendar.days, float(calendar.shelter_danger[plan[SHELTER]])
        nights, settled = float(plan[DEPARTURE] - plan[DAY]), 0.0
        if plan[PROGRAMME] != NONE:
            late = self.lateness(
                self.pair(household, int(plan[PROGRAMME])), self.filed(plan), int(plan[DEPARTURE])
            )
            nights += float(late.sum())
            settled = 1.0 - (float(late[-1]) if len(late) else 0.0)
        spared = (days - plan[DAY]) - remains * nights + calendar.terminal_days * settled
        risk = self.persons[household] * calendar.leg_risk[plan[LEG]]
        return float(self.stake[household] * spared - risk)

    def uses(self, household: int, plan: Ints) -> tuple[Ints, Floats]:
        """The rows a plan uses, and how much of each."""
        calendar, rows, days = self.calendar, self.rows, self.calendar.days
        if plan[LEG] == HOME:
            return np.empty(0, dtype=np.int64), np.empty(0)
        persons, leave = self.persons[household], int(plan[DEPARTURE])
        bed = rows.beds + int(plan[SHELTER]) * days
        at = [rows.seats + int(plan[LEG]) * days + int(plan[DAY]), rows.escorts + int(plan[DAY])]
        much = [persons, 1.0]
        nights, stay = np.arange(int(plan[DAY]), leave), np.full(leave - int(plan[DAY]), persons)
        if plan[PROGRAMME] != NONE:
            months = calendar.quota.shape[1]
            at += [
                rows.exits + leave,
                rows.quota + int(plan[PROGRAMME]) * months + int(calendar.month[leave]),
            ]
            much += [1.0, persons]
            late = self.lateness(self.pair(household, int(plan[PROGRAMME])), self.filed(plan), leave)
            more = np.flatnonzero(late)
            nights, stay = np.append(nights, leave + more), np.append(stay, persons * late[more])
        feuds = rows.apart + self.feuds[household] * len(calendar.beds) + int(plan[SHELTER])
        return (
            np.concatenate([np.array(at), bed + nights, feuds]),
            np.concatenate([np.array(much), stay, np.ones(len(feuds))]),
        )

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
