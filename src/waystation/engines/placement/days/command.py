"""``waystation plan schedule``, and what ``plan check`` and ``plan generate`` do with calendars of days."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from waystation.engines.placement import files
from waystation.engines.placement.console import Progress, number, show, whole, write
from waystation.engines.placement.days.calendar import CALENDAR_FIELDS, Calendar, calendar_from
from waystation.engines.placement.days.check import check_schedule
from waystation.engines.placement.days.columns import placed
from waystation.engines.placement.days.delays import live_through
from waystation.engines.placement.days.invent import generate_days
from waystation.engines.placement.days.schedule import SECONDS, Schedule, schedule
from waystation.engines.placement.fields import InstanceUnreadable

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def register(deeds: "_SubParsers") -> None:
    """Add ``schedule``."""
    planning = deeds.add_parser("schedule", help="who is fetched when, sleeps where and leaves on which day")
    planning.add_argument("calendar", metavar="CALENDAR", help="JSON, or .npz with the same names")
    planning.add_argument("--out", required=True, metavar="SCHEDULE")
    planning.add_argument("--time", default=str(SECONDS), metavar="S", help="CPU seconds to search (60)")
    planning.add_argument("--seed", default="0", metavar="N")
    planning.add_argument(
        "--delays",
        default="mean",
        metavar="mean|expected",
        help="expected: beds for those whose visa is late",
    )
    planning.add_argument(
        "--reserve", default="0", metavar="Z", help="beds held back, in standard deviations of who stays"
    )
    planning.add_argument(
        "--futures", default="0", metavar="N", help="live through so many drawn delays and count"
    )


def tell(args: argparse.Namespace) -> int:
    """Plan day by day, and write it down."""
    seconds, seed = number("--time", args.time, above=0.0), whole("--seed", args.seed)
    reserve, futures = number("--reserve", args.reserve), whole("--futures", args.futures)
    if args.delays not in ("mean", "expected"):
        message = f"--delays: must be mean or expected, not “{args.delays}”."
        raise InstanceUnreadable(message)
    if reserve and args.delays == "mean":
        message = "--reserve: is for --delays expected only."
        raise InstanceUnreadable(message)
    calendar = calendar_from(files.read_fields(Path(args.calendar), "calendar"))
    found = schedule(
        calendar, seconds=seconds, seed=seed, expected=args.delays == "expected", reserve=reserve, tell=Progress()
    )  # fmt: skip
    fields = schedule_fields(found)
    if futures:
        fields["lived_through"] = live_through(calendar, found.plans, futures=futures, seed=seed)
    files.write_fields(Path(args.out), fields)
    summary = {name: value for name, value in fields.items() if name not in ("plans", "prices", "reserve")}
    summary["fetched"] = int(placed(found.plans).sum())
    if args.json:
        show(summary)
    else:
        _write(found, summary)
    return 0


def schedule_fields(found: Schedule) -> dict[str, Any]:
    """A schedule as the named values of its file."""
    return {
        "plans": found.plans, "value": found.value, "bound": found.bound, "prices": found.prices,
        "baselines": found.baselines, "cpu_seconds": round(found.cpu_seconds, 4), "status": found.status,
        "expected": found.expected, "reserve": found.reserve,
    }  # fmt: skip


def _write(found: Schedule, summary: Mapping[str, Any]) -> None:
    share = f" ({found.value / found.bound:.3%} of what no schedule can exceed)" if found.bound > 0 else ""
    write(f"{summary['fetched']} of {len(found.plans)} households fetched, worth {found.value:.6g}{share}.")
    for name, value in found.baselines.items():
        write(f"  {name.replace('_', ' ')} would be worth {value:.6g}")
    for name, value in summary.get("lived_through", {}).items():
        write(f"  {name.replace('_', ' ')}: {value:.4g}")


def is_calendar(fields: Mapping[str, Any]) -> bool:
    """Whether a file describes days rather than one period."""
    return "beds" in fields or "seats" in fields


def check(fields: Mapping[str, Any], plan: Mapping[str, Any], *, as_json: bool) -> bool:
    """Check a schedule and say what was found; true when it holds."""
    verdict = check_schedule(calendar_from(fields), plan)
    if as_json:
        bound = verdict.bound if np.isfinite(verdict.bound) else None
        show(
            {
                "holds": verdict.holds,
                "problems": list(verdict.problems),
                "value": verdict.value,
                "bound": bound,
            }
        )
    else:
        for problem in verdict.problems:
            write(problem)
        if verdict.holds:
            write(
                f"The schedule holds: worth {verdict.value:.6g}, and none is worth more than {verdict.bound:.6g}."
            )
    return verdict.holds


def generate(args: argparse.Namespace) -> dict[str, int]:
    """Write an invented calendar; returns what is in it."""
    calendar = generate_days(
        households=whole("--households", args.households, least=1),
        days=whole("--days", args.days, least=2),
        shelters=whole("--shelters", args.shelters, least=1),
        programmes=whole("--programmes", args.programmes, least=1),
        legs=whole("--legs", args.legs, least=1),
        seed=whole("--seed", args.seed),
    )
    files.write_fields(Path(args.out), calendar_fields(calendar))
    return {"households": calendar.households, "days": calendar.days, "pairs": len(calendar.household)}


def calendar_fields(calendar: Calendar) -> dict[str, Any]:
    """A calendar as named values."""
    return {name: getattr(calendar, name) for name in CALENDAR_FIELDS}
