"""A small scenario and small cohorts that the tests turn and change."""

import tomllib
from functools import lru_cache
from typing import Any

from waystation.engines.forecast.cohort import Cohort, Lane, Profile
from waystation.engines.forecast.command import example
from waystation.engines.forecast.comparing import Comparison, compare
from waystation.engines.forecast.delays import Delay
from waystation.engines.forecast.scenario import Scenario, understand


def table(**changes: Any) -> dict[str, Any]:
    """The example of Spectrum, made small."""
    return tomllib.loads(example("spectrum")) | {"people": 300, "draws": 20, "followed": 36} | changes


def scenario(**changes: Any) -> Scenario:
    return understand(table(**changes))


@lru_cache(maxsize=1)
def answer() -> Comparison:
    """The small scenario compared, once for all tests of a process."""
    return compare(scenario())


def lane(name: str = "group", **changes: Any) -> Lane:
    values = {
        "share": 1.0,
        "admitted": 0.9,
        "prepare": Delay(5.0, "lognormal", 0.4),
        "travel": Delay(1.0, "exponential"),
        "permit": Delay(4.0, "uniform", 0.5),
        "upheld": 0.8,
        "decision": Delay(12.0, "lognormal", 0.5),
    }
    return Lane(name, **(values | changes))


def cohort(*lanes: Lane, **changes: Any) -> Cohort:
    values = {"seed": 5, "draw": 0, "people": 3_000, "months": 12, "window": 48, "lost_a_month": 0.004}
    profiles = (
        Profile("degree_fluent", 0.6, Delay(3.5, "exponential"), 0.85),
        Profile("school_basic", 0.4, Delay(6.0, "exponential"), 0.7),
    )
    return Cohort(lanes=lanes or (lane(quota_milli=150_000),), profiles=profiles, **(values | changes))
