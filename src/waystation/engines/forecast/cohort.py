"""A cohort followed person by person in whole months: from asking to safety, to a permit, to work, or to a refusal."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from waystation.engines.forecast.delays import GRAIN, Delay, outcomes, share_in_grains
from waystation.engines.forecast.queues import Counts, in_order, served_by
from waystation.engines.forecast.streams import Grains, grains

Months = NDArray[np.int16]
# What is counted for each group, by the month after asking in which it happens; the last bin is "not within the window".
EVENTS = ("turned_away", "safe", "permitted", "settled", "ended", "worked", "idle")


@dataclass(frozen=True, slots=True)
class Lane:
    """One pathway with the values of one draw."""

    name: str
    share: float
    admitted: float
    prepare: Delay
    travel: Delay
    permit: Delay
    upheld: float
    decision: Delay
    quota_milli: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """People of one skill and language: how many they are, how long they search, how many find work at all."""

    name: str
    share: float
    search: Delay
    ever: float


@dataclass(frozen=True)
class Cohort:
    """Everything that decides what happens to everyone: the same cohort gives the same counts anywhere."""

    seed: int
    draw: int
    people: int
    months: int
    window: int
    lanes: tuple[Lane, ...]
    profiles: tuple[Profile, ...]
    lost_a_month: float

    @property
    def groups(self) -> int:
        """Pathway and profile together."""
        return len(self.lanes) * len(self.profiles)

    @property
    def calendar(self) -> int:
        """How many months of the calendar anything can happen in."""
        return self.months + self.window + 1

    @cached_property
    def lane_of(self) -> NDArray[np.uint8]:
        """Which pathway each of 65,536 equally likely people takes."""
        return _shared([lane.share for lane in self.lanes])

    @cached_property
    def profile_of(self) -> NDArray[np.uint8]:
        """Which profile each of 65,536 equally likely people has."""
        return _shared([profile.share for profile in self.profiles])

    @cached_property
    def admitted_below(self) -> NDArray[np.int32]:
        """Below which number a person is admitted, by pathway."""
        return np.array([share_in_grains(lane.admitted) for lane in self.lanes], dtype=np.int32)

    @cached_property
    def has_quota(self) -> NDArray[np.bool_]:
        """Whether a place must be waited for, by pathway."""
        return np.array([lane.quota_milli is not None for lane in self.lanes])

    @cached_property
    def tables(self) -> dict[str, NDArray[np.uint8]]:
        """Each delay as a table, pathway after pathway (or profile after profile)."""
        window, lanes = self.window, self.lanes
        return {
            "prepare": np.concatenate([outcomes(lane.prepare, window) for lane in lanes]),
            "travel": np.concatenate([outcomes(lane.travel, window) for lane in lanes]),
            "permit": np.concatenate([outcomes(lane.permit, window) for lane in lanes]),
            # From arrival to a refusal; the window stands for a claim that is upheld.
            "lost": np.concatenate([outcomes(lane.decision, window, 1.0 - lane.upheld) for lane in lanes]),
            "search": np.concatenate([outcomes(one.search, window, one.ever) for one in self.profiles]),
        }


def _shared(shares: list[float]) -> NDArray[np.uint8]:
    edges = np.rint(np.cumsum(shares) / sum(shares) * GRAIN).astype(np.int64)
    return np.repeat(np.arange(len(shares), dtype=np.uint8), np.diff(edges, prepend=0))


@dataclass(frozen=True)
class _Asking:
    """The part of a block that is known before any queue."""

    chance: Grains
    lane: NDArray[np.intp] | None
    is_admitted: NDArray[np.bool_]
    prepare: Months
    asked: Months

    def waiting(self, cohort: Cohort) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Who needs a place, and the key of the queue they stand in: pathway and month of being ready."""
        if not cohort.has_quota.any():
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        ready = (self.asked + self.prepare).astype(np.intp)
        if self.lane is None:
            places = np.flatnonzero(self.is_admitted)
            return places, ready[places]
        places = np.flatnonzero(self.is_admitted & cohort.has_quota[self.lane])
        return places, self.lane[places] * cohort.calendar + ready[places]


def _asking(cohort: Cohort, first: int, last: int) -> _Asking:
    chance = grains(cohort.seed, cohort.draw, 0, first, last)
    lane = cohort.lane_of[chance[:, 1]].astype(np.intp) if len(cohort.lanes) > 1 else None
    return _Asking(
        chance=chance,
        lane=lane,
        is_admitted=chance[:, 2] < cohort.admitted_below[0 if lane is None else lane],
        prepare=_looked_up(cohort.tables["prepare"], lane, chance[:, 3]),
        asked=_asked(cohort, first, last),
    )


def _asked(cohort: Cohort, first: int, last: int) -> Months:
    """People ask one after another, evenly over the months, in the order of their numbers: i · months // people."""
    begins = -(-np.arange(cohort.months + 1, dtype=np.int64) * cohort.people // cohort.months)
    inside = np.clip(begins, first, last)
    return np.repeat(np.arange(cohort.months, dtype=np.int16), inside[1:] - inside[:-1])


def _looked_up(table: NDArray[np.uint8], row: NDArray[np.intp] | None, place: NDArray[np.uint16]) -> Months:
    return table[place if row is None else row * GRAIN + place].astype(np.int16)


def ready_counts(cohort: Cohort, first: int, last: int) -> Counts:
    """How many people of a block are ready for a place, by pathway and month."""
    keys = _asking(cohort, first, last).waiting(cohort)[1]
    counts = np.bincount(keys, minlength=len(cohort.lanes) * cohort.calendar).astype(np.int64)
    return counts.reshape(len(cohort.lanes), cohort.calendar)


def places_given(cohort: Cohort, ready: Counts) -> Counts:
    """How many have been given a place by the end of each month, by pathway."""
    return np.array(
        [served_by(counts, lane.quota_milli) for lane, counts in zip(cohort.lanes, ready, strict=True)]
    )


def follow(cohort: Cohort, first: int, last: int, before: Counts, ready: Counts) -> tuple[Counts, Counts]:
    """Follow the people of a block to the end of their window: ``EVENTS`` by group and month.

    ``before`` counts those ready in earlier blocks, ``ready`` everybody: a person's place in the queue follows.
    Returned beside the events: ``before`` with this block added.
    """
    people = _asking(cohort, first, last)
    wait, before = _waited(cohort, people, before, ready)
    chance = grains(cohort.seed, cohort.draw, 1, first, last)
    window, tables = np.int16(cohort.window), cohort.tables
    permit = _looked_up(tables["permit"], people.lane, chance[:, 0])
    arrived = people.prepare + wait + _looked_up(tables["travel"], people.lane, chance[:, 3])
    turned = np.where(people.is_admitted, window, people.prepare)
    safe = np.where(people.is_admitted, np.minimum(arrived, window), window)
    ended = np.minimum(safe + _looked_up(tables["lost"], people.lane, chance[:, 2]), window)
    allowed = safe + permit
    profile = cohort.profile_of[people.chance[:, 0]].astype(np.intp)
    first_job = allowed + _search(cohort, profile, chance[:, 1], permit)
    permitted = np.minimum(allowed, ended)
    settled = np.minimum(first_job, ended)
    worked = np.where(first_job < ended, first_job, window)
    group = profile if people.lane is None else people.lane * len(cohort.profiles) + profile
    events = (turned, safe, permitted, settled, ended, worked, settled - safe)
    return _counted(cohort, group, events), before


def _search(cohort: Cohort, profile: NDArray[np.intp], chance: NDArray[np.uint16], permit: Months) -> Months:
    """Months of search; each month of not being allowed to work moves a person back in the order of finding work.

    So the share at work falls by ``lost_a_month`` for each, as measured by Hainmueller and others (2016).
    """
    lost = np.int32(share_in_grains(cohort.lost_a_month))
    place = np.minimum(chance + permit * lost, GRAIN - 1)
    return cohort.tables["search"][profile * GRAIN + place].astype(np.int16)


def _waited(cohort: Cohort, people: _Asking, before: Counts, ready: Counts) -> tuple[Months, Counts]:
    wait = np.zeros(len(people.prepare), dtype=np.int16)
    places, keys = people.waiting(cohort)
    if not len(places):
        return wait, before
    order, here = in_order(keys, before.size)
    # In the order of the queues all that belongs to a month lies together: it is repeated, not looked up for each person.
    earlier = (np.cumsum(ready, axis=1) - ready + before).ravel()
    number = np.arange(len(keys)) + np.repeat(earlier - np.cumsum(here) + here, here)
    given = places_given(cohort, ready)
    edges = [0, *np.cumsum(here.reshape(before.shape).sum(axis=1)).tolist()]
    served = np.empty(len(keys), dtype=np.int64)
    for lane, mine in enumerate(map(slice, edges[:-1], edges[1:])):
        # Numbers rise along the queue, so each month takes the next stretch of it.
        stretches = np.searchsorted(number[mine], given[lane], side="left")
        served[mine] = np.repeat(
            np.arange(cohort.calendar + 1), np.diff(stretches, prepend=0, append=len(number[mine]))
        )
    months = np.tile(np.arange(cohort.calendar), len(cohort.lanes))
    waited = np.minimum(served - np.repeat(months, here), cohort.window)
    wait[places[order]] = waited.astype(np.int16)
    return wait, before + here.reshape(before.shape)


def _counted(cohort: Cohort, group: NDArray[np.intp], events: tuple[Months, ...]) -> Counts:
    width = cohort.window + 1
    base = group * width
    size = cohort.groups * width
    counts = [np.bincount(base + event, minlength=size).reshape(cohort.groups, width) for event in events]
    return np.array(counts, dtype=np.int64)
