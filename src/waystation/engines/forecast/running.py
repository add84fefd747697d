"""Cohorts run on one core, on several, or on a Dask cluster: the counts are the same to the last person."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import numpy as np

from waystation.engines.forecast.cohort import EVENTS, Cohort, follow, ready_counts
from waystation.engines.forecast.queues import Counts
from waystation.engines.forecast.reading import Unusable

# A block stays in the cache of a core; a span is what one worker is handed at a time.
BLOCK = 16_384
SPAN = 1 << 20
Told = Callable[[str], None]


class Spread(Protocol):
    """Something that applies a function to many tasks and returns the results in order."""

    def __call__(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> list[Any]: ...


@dataclass(frozen=True)
class _Task:
    """Some of the people of one cohort; ``before`` and ``ready`` once the queue is known."""

    cohort: Cohort
    first: int
    last: int
    block: int
    before: Counts | None = None
    ready: Counts | None = None

    def blocks(self) -> Iterable[tuple[int, int]]:
        """The blocks of the span."""
        return (
            (first, min(first + self.block, self.last)) for first in range(self.first, self.last, self.block)
        )


def run(cohorts: Sequence[Cohort], *, spread: Spread, block: int = BLOCK, span: int = SPAN) -> list[Counts]:
    """Follow every cohort; for each the ``EVENTS`` by group (pathway × profile) and month.

    Twice through the people: once to see who is ready when, once more when everybody's place in the queue is known.
    """
    tasks = [
        _Task(cohort, first, min(first + span, cohort.people), block)
        for cohort in cohorts
        for first in range(0, cohort.people, span)
    ]
    whole = all(task.last - task.first == task.cohort.people for task in tasks)
    if whole:
        return spread(_follow_whole, tasks)
    queued = _with_queues(tasks, spread(_count_ready, tasks))
    followed = spread(_follow_span, queued)
    totals = []
    for _, mine in groupby(zip(tasks, followed, strict=True), key=lambda pair: id(pair[0].cohort)):
        totals.append(np.sum([counts for _, counts in mine], axis=0))
    return totals


def _with_queues(tasks: Sequence[_Task], counted: Sequence[Counts]) -> list[_Task]:
    queued = []
    for _, pairs in groupby(zip(tasks, counted, strict=True), key=lambda pair: id(pair[0].cohort)):
        mine = list(pairs)
        ready = np.sum([counts for _, counts in mine], axis=0)
        before = np.zeros_like(ready)
        for task, counts in mine:
            queued.append(_Task(task.cohort, task.first, task.last, task.block, before, ready))
            before = before + counts
    return queued


def _count_ready(task: _Task) -> Counts:
    total = np.zeros((len(task.cohort.lanes), task.cohort.calendar), dtype=np.int64)
    for first, last in task.blocks():
        total += ready_counts(task.cohort, first, last)
    return total


def _follow_span(task: _Task) -> Counts:
    cohort = task.cohort
    total = np.zeros((len(EVENTS), cohort.groups, cohort.window + 1), dtype=np.int64)
    if task.before is None or task.ready is None:
        return total
    before = task.before
    for first, last in task.blocks():
        counts, before = follow(cohort, first, last, before, task.ready)
        total += counts
    return total


def _follow_whole(task: _Task) -> Counts:
    ready = _count_ready(task)
    return _follow_span(_Task(task.cohort, task.first, task.last, task.block, np.zeros_like(ready), ready))


def alone(function: Callable[[Any], Any], tasks: Sequence[Any]) -> list[Any]:
    """One after another, here."""
    return [function(task) for task in tasks]


@contextmanager
def workers(count: int, on: str = "processes") -> Any:
    """Something to run cohorts with: this process, several, or Dask.

    :raises Unusable: when Dask is asked for and not installed.
    """
    if on == "dask":
        with _dask(count) as spread:
            yield spread
    elif count == 1:
        yield alone
    else:
        # Fresh processes: a copy of this one could hold a lock that nobody is left to release.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=context) as pool:
            yield lambda function, tasks: list(
                pool.map(function, tasks, chunksize=max(1, len(tasks) // (4 * count)))
            )


@contextmanager
def _dask(count: int) -> Any:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise Unusable(
            "--on: dask is not installed; install the extra “scale” (pip install 'waystation[scale]')."
        ) from None
    # A cluster somewhere else is reached by its address in DASK_SCHEDULER_ADDRESS, as Dask itself reads it.
    import dask

    address = dask.config.get("scheduler-address", None)
    if address:
        with Client(address) as client:
            yield lambda function, tasks: client.gather(client.map(function, tasks, pure=False))
        return
    with (
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield lambda function, tasks: client.gather(client.map(function, tasks, pure=False))
