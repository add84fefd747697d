"""How good, how fast and how large: each engine of placement on invented instances, from a seed upwards."""

import resource
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from waystation.engines.placement.check import check
from waystation.engines.placement.command import plan_fields
from waystation.engines.placement.days.check import check_schedule
from waystation.engines.placement.days.command import schedule_fields
from waystation.engines.placement.days.delays import live_through
from waystation.engines.placement.days.invent import generate_days
from waystation.engines.placement.days.schedule import schedule
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import Instance
from waystation.engines.placement.resolve import Resolver
from waystation.engines.placement.solve import Plan, solve
from waystation.engines.placement.weeks.simulate import hindsight, live
from waystation.engines.placement.weeks.year import generate_year
from waystation.engines.placement.why import Reasons

SIZES = {
    "100x10": (100, 10),
    "1000x20": (1_000, 20),
    "10000x100": (10_000, 100),
    "100000x200": (100_000, 200),
}
QUESTIONS = 100
ALL = (*SIZES, "whynot", "days", "delays", "year")
EXTENTS = {
    "small": ("100x10", "1000x20", "year"),
    "middle": ("100x10", "1000x20", "10000x100", "whynot", "year"),
    "whole": ALL,
}
"""What is measured: about one, two and six minutes of CPU."""


def run(
    *,
    seed: int = 1,
    more_seeds: int = 0,
    size: str = "whole",
    parts: Sequence[str] = (),
    seconds: float = 60.0,
) -> dict[str, object]:
    """Measure the parts, or those of one of :data:`EXTENTS`, on a seed and so many after it.

    Returns plain values: ``rows`` and ``targets``.

    Memory is the largest this process has used so far, so sizes run from small to large.
    """
    rows: dict[str, object] = {}
    targets: list[dict[str, object]] = []
    for name in (part for part in ALL if part in (parts or EXTENTS[size])):
        found = []
        for one in range(seed, seed + more_seeds + 1):
            sys.stderr.write(f"placement: {name}, seed {one} …\n")
            found.append({"seed": one, **_ROWS[name](one, seconds)})
        rows[name] = found
        targets += [_target(name, found, *goal) for goal in _GOALS[name]]
    return {"rows": rows, "targets": targets}


def _target(
    part: str, found: list[dict[str, float]], field: str, over: str, limit: float
) -> dict[str, object]:
    """One goal: the worst over the seeds, or their mean, against its limit."""
    values = [row[field] for row in found]
    measured = {"mean": float(np.mean(values)), "least": min(values), "most": max(values)}[
        over.partition(",")[0]
    ]
    met = measured >= limit if over.endswith("at least") else measured <= limit
    return {"part": part, "what": f"{field}, {over}", "target": limit, "measured": measured, "met": met}


def _megabytes() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0)


def _one_period(size: str) -> Callable[[int, float], dict[str, float]]:
    def measure(seed: int, _seconds: float) -> dict[str, float]:
        households, programmes = SIZES[size]
        instance = generate(households=households, programmes=programmes, seed=seed)
        plan = solve(instance, seed=seed)
        return {"pairs": len(instance.gain), **_quality(instance, plan), "megabytes": _megabytes()}

    return measure


def _quality(instance: Instance, plan: Plan) -> dict[str, float]:
    return {
        "share_of_bound": plan.value / plan.bound,
        "cpu_seconds": round(plan.cpu_seconds, 3),
        "proven": float(plan.status == "optimal"),
        "problems": len(check(instance, plan_fields(plan)).problems),
        **{name: value / plan.bound for name, value in plan.baselines.items()},
    }


def _why_not(seed: int, _seconds: float) -> dict[str, float]:
    instance = generate(households=10_000, programmes=100, seed=seed)
    plan = solve(instance, seconds=8.0, seed=seed)
    reasons = Reasons(instance, plan.choice, plan.prices)
    resolver = Resolver(reasons.problem, reasons.standing)
    asked = np.random.default_rng([seed, 6]).choice(len(reasons.problem.gain), QUESTIONS, replace=False)
    quick, exact, above = [], [], 0
    for pair in asked.tolist():
        household, programme = int(reasons.problem.household[pair]), int(reasons.problem.programme[pair])
        begun = time.process_time()
        answer = reasons.why_not(household, programme)
        reasons.proposal(household)
        quick.append(time.process_time() - begun)
        begun = time.process_time()
        solved = resolver.loss(pair)
        exact.append(time.process_time() - begun)
        above += answer.loss > solved.at_most + 1e-9
    return {
        "price_ms_p95": round(float(np.percentile(quick, 95)) * 1e3, 2),
        "exact_ms_p50": round(float(np.percentile(exact, 50)) * 1e3, 1),
        "exact_ms_p95": round(float(np.percentile(exact, 95)) * 1e3, 1),
        "price_bound_above_exact": float(above),
    }


def _days(seed: int, seconds: float) -> dict[str, float]:
    calendar = generate_days(households=300, seed=seed)
    found = schedule(calendar, seconds=seconds, seed=seed)
    return {
        "share_of_bound": found.value / found.bound,
        "cpu_seconds": round(found.cpu_seconds, 1),
        "problems": len(check_schedule(calendar, schedule_fields(found)).problems),
        **{name: value / found.bound for name, value in found.baselines.items()},
    }


def _delays(seed: int, seconds: float) -> dict[str, float]:
    """What expected occupancy with a reserve gives up, and what it saves, against planning on means.

    The plan on means is lived through as planned and, for the loss, in the better of two ways: so, or with
    everybody leaving as soon as the visa is there, which is what the careful plan does.
    """
    calendar = generate_days(households=300, seed=seed)
    mean = schedule(calendar, seconds=seconds, seed=seed)
    careful = schedule(calendar, seconds=seconds, seed=seed, expected=True, reserve=RESERVE)
    plain, quick = (
        live_through(calendar, mean.plans, futures=200, seed=seed, soon=soon) for soon in (False, True)
    )
    kept = live_through(calendar, careful.plans, futures=200, seed=seed)
    return {
        "without_a_bed_on_means": plain["person_nights_without_a_bed"],
        "without_a_bed_on_means_leaving_at_once": quick["person_nights_without_a_bed"],
        "without_a_bed": kept["person_nights_without_a_bed"],
        "value_given_up": 1.0 - kept["value"] / max(plain["value"], quick["value"]),
        "late_departures": kept["late_departures"],
    }


RESERVE = 1.4
"""The beds held back in the bench of delays, in standard deviations of how many people stay."""


def _year(seed: int, _seconds: float) -> dict[str, float]:
    year = generate_year(households=2_000, programmes=20, seed=seed)
    bound = hindsight(year)
    urgent, myopic, priced = (live(year, rule, seed=seed) for rule in ("urgency_first", "myopic", "prices"))
    return {
        "urgency_first": urgent.value / bound,
        "myopic": myopic.value / bound,
        "prices": priced.value / bound,
        "points_above_urgency": 100 * (priced.value - urgent.value) / bound,
        "wait_against_urgency": priced.mean_wait_days / max(urgent.mean_wait_days, 1e-9),
        "cpu_seconds": round(priced.cpu_seconds, 1),
    }


_ROWS: dict[str, Callable[[int, float], dict[str, float]]] = {
    **{size: _one_period(size) for size in SIZES},
    "whynot": _why_not,
    "days": _days,
    "delays": _delays,
    "year": _year,
}

_GOALS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "100x10": (("proven", "least, at least", 1.0), ("cpu_seconds", "most, at most", 0.1)),
    "1000x20": (("proven", "least, at least", 1.0), ("cpu_seconds", "most, at most", 2.0)),
    "10000x100": (
        ("share_of_bound", "least, at least", 0.999),
        ("cpu_seconds", "most, at most", 25.0),
        ("megabytes", "most, at most", 512.0),
    ),
    "100000x200": (
        ("share_of_bound", "least, at least", 0.9998),
        ("cpu_seconds", "most, at most", 60.0),
        ("megabytes", "most, at most", 1536.0),
    ),
    "whynot": (("exact_ms_p95", "most, at most", 100.0), ("price_bound_above_exact", "most, at most", 0.0)),
    "days": (("share_of_bound", "mean, at least", 0.993), ("share_of_bound", "least, at least", 0.990)),
    "delays": (("without_a_bed", "most, at most", 0.01), ("value_given_up", "most, at most", 0.03)),
    "year": (
        ("points_above_urgency", "least, at least", 8.0),
        ("wait_against_urgency", "most, at most", 0.6),
    ),
}
