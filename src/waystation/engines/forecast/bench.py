"""How fast: applicants a second on one core at three sizes, and whether one worker and several count alike."""

import os
import sys
import time
import tomllib
from collections.abc import Sequence

import numpy as np

from waystation.engines.forecast import running
from waystation.engines.forecast.cohort import Cohort
from waystation.engines.forecast.command import example
from waystation.engines.forecast.running import alone, workers
from waystation.engines.forecast.scenario import Scenario, understand

TARGET = 5.0


def run(
    *, people: int = 8_000_000, sizes: int = 3, seed: int = 1, progress: bool = True
) -> dict[str, object]:
    """Measure; ``sizes`` is how many sizes to show growth over, each half of the next."""
    growth = []
    for step in reversed(range(sizes)):
        many = people >> step
        _say(progress, f"{many:,} applicants under each policy on one core")
        growth.append(_one_core(many, seed))
    _say(progress, "one worker and several")
    slowest = min(growth[-1]["policies"].values())  # type: ignore[attr-defined]
    return {
        "growth": growth,
        "workers": _several(people >> 2, seed),
        "targets": [
            {
                "what": "million applicants a second on one core, CPU, the slower policy",
                "target": TARGET,
                "measured": slowest,
                "met": slowest >= TARGET,
            }
        ],
    }


def _say(progress: bool, what: str) -> None:
    if progress:
        sys.stderr.write(f"forecast: {what} …\n")


def _cohorts(people: int, seed: int) -> dict[str, Cohort]:
    scenario: Scenario = understand(
        tomllib.loads(example("spectrum")) | {"people": people, "months": 36, "seed": seed}
    )
    cohorts = {}
    for policy in scenario.policies:
        values = policy.book.central()
        # As many places as are asked for, less a tenth: the queue is long and never empty.
        values["group.quota"] = people / 40
        cohorts[policy.key] = scenario.cohort(policy, values, 0)
    return cohorts


def _one_core(people: int, seed: int) -> dict[str, object]:
    rates = {}
    for name, cohort in _cohorts(people, seed).items():
        began = time.process_time()
        running.run([cohort], spread=alone)
        rates[name] = round(people / (time.process_time() - began) / 1e6, 2)
    return {"applicants": people, "policies": rates}


def _several(people: int, seed: int) -> dict[str, object]:
    cohorts = list(_cohorts(people, seed).values())
    count = max(2, os.cpu_count() or 2)
    began = time.perf_counter()
    one = running.run(cohorts, spread=alone, span=people // 8)
    between = time.perf_counter()
    with workers(count) as spread:
        many = running.run(cohorts, spread=spread, span=people // 8)
    ended = time.perf_counter()
    whole = running.run(cohorts, spread=alone, block=50_000, span=people)
    return {
        "workers": count,
        "applicants": people * len(cohorts),
        "wall_s_one": round(between - began, 2),
        "wall_s_several": round(ended - between, 2),
        "identical": _alike(one, many) and _alike(one, whole),
    }


def _alike(one: Sequence[object], other: Sequence[object]) -> bool:
    return all(np.array_equal(first, second) for first, second in zip(one, other, strict=True))  # type: ignore[arg-type]
