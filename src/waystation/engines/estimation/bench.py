"""How fast, and whether still right: Kosovo’s 113 models, and growth with lists, redraws and records."""

import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from waystation.engines.estimation.bootstrap import bca
from waystation.engines.estimation.decomposable import average
from waystation.engines.estimation.latent import sample
from waystation.engines.estimation.linkage.invented import lists
from waystation.engines.estimation.linkage.linking import link
from waystation.engines.estimation.loglinear import survey
from waystation.engines.estimation.stepwise import choose
from waystation.engines.estimation.table import Table

# Killings in Kosovo, spring 1999, on the lists EXH, ABA, OSCE, HRW (Ball et al. 2002), by bit set of lists.
_KOSOVO = (0, 1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27)
TARGET_CPU_S = 0.1
PUBLISHED = 10_356.5


def kosovo() -> Table:
    """The table that the target names."""
    return Table(("EXH", "ABA", "OSCE", "HRW"), np.array(_KOSOVO, dtype=np.int64))


def run(*, seed: int = 1, progress: bool = True) -> dict[str, Any]:
    """Measure: ``kosovo``, ``lists`` and ``linkage`` over three sizes each, ``targets``."""
    _say(progress, "Kosovo")
    table = kosovo()
    survey(table)
    seconds, found = _timed(lambda: survey(table))
    best = found.best(found.bic)
    estimate = float(found.totals[best]) if best is not None else float("nan")
    growth = []
    for number in (4, 5, 6):
        _say(progress, f"{number} lists")
        growth.append(_of_lists(number, seed))
    linked = []
    for people in (125, 250, 500):
        _say(progress, f"linking lists of {people} people")
        linked.append(_of_people(people, seed))
    return {
        "kosovo": {"models": len(found.models), "cpu_s": round(seconds, 4), "estimate": round(estimate, 4)},
        "lists": growth,
        "linkage": linked,
        "lcmcr_cpu_ms_a_step_4_chains": round(
            _timed(lambda: sample(table, seeds=(1, 2, 3, 4), burn_in=100, steps=900))[0], 4
        ),
        "targets": [
            {
                "what": "Kosovo, all 113 models, CPU s", "target": TARGET_CPU_S, "measured": round(seconds, 4),
                "met": seconds <= TARGET_CPU_S and abs(estimate - PUBLISHED) < 0.05,
            }
        ],
    }  # fmt: skip


def invented(number: int, people: int, seed: int) -> Table:
    """Independent lists that reach from 10 to 30 % of so many people."""
    rng = np.random.default_rng([seed, number])
    on = rng.random((people, number)) < rng.uniform(0.1, 0.3, number)
    counts = np.bincount(on @ (1 << np.arange(number)), minlength=1 << number)
    counts[0] = 0
    return Table(tuple(f"L{place + 1}" for place in range(number)), counts.astype(np.int64))


def _of_lists(number: int, seed: int) -> dict[str, Any]:
    table = invented(number, 5_000, seed)
    models, found = _timed(lambda: survey(table))
    graphs, _ = _timed(lambda: average(table))
    chosen = choose(table)
    unseen = chosen.unseen if chosen is not None else 0.0
    redrawn, _ = _timed(lambda: bca(table, estimate=table.observed + unseen, redraws=1_000, seed=seed))
    return {
        "lists": number, "models": len(found.models), "models_cpu_s": round(models, 3),
        "dga_cpu_s": round(graphs, 3), "bootstrap_1000_cpu_s": round(redrawn, 3),
    }  # fmt: skip


def _of_people(people: int, seed: int) -> dict[str, Any]:
    names, records, truth = lists(people, (0.5, 0.4, 0.35), seed)
    seconds, linkage = _timed(lambda: link(names, records, seed=seed))
    person = linkage.people()
    found, true = _together(person), _together(truth)
    right = len(found & true)
    return {
        "records": len(records), "cpu_s": round(seconds, 3),
        "precision": round(right / max(1, len(found)), 4), "recall": round(right / max(1, len(true)), 4),
    }  # fmt: skip


def _together(labels: Sequence[int]) -> set[tuple[int, int]]:
    members: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        members.setdefault(label, []).append(place)
    return {pair for places in members.values() for pair in combinations(places, 2)}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def _say(progress: bool, what: str) -> None:
    if progress:
        print(f"estimation: {what} …", file=sys.stderr)  # noqa: T201
