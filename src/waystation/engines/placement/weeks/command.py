"""``waystation plan simulate``: a year of weekly decisions, each rule against what hindsight could do."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from waystation.engines.placement import files
from waystation.engines.placement.console import Progress, show, whole, write
from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.weeks.simulate import RULES, hindsight, live
from waystation.engines.placement.weeks.year import generate_year, year_from

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def register(deeds: "_SubParsers") -> None:
    """Add ``simulate``."""
    living = deeds.add_parser("simulate", help="a year of weekly decisions under each rule")
    living.add_argument("year", metavar="YEAR", help="an instance with `arrives`, JSON or .npz")
    living.add_argument("--rules", default=",".join(RULES), metavar="A,B", help=", ".join(RULES))
    living.add_argument("--seed", default="0", metavar="N", help="another seed draws other futures")
    living.add_argument("--out", metavar="FILE", help="where to write who was placed when")


def tell(args: argparse.Namespace) -> int:
    """Live through the year under each rule and compare."""
    seed, rules = whole("--seed", args.seed), args.rules.split(",")
    unknown = [rule for rule in rules if rule not in RULES]
    if unknown:
        message = f"--rules: there is no rule “{unknown[0]}”, only {', '.join(RULES)}."
        raise InstanceUnreadable(message)
    year = year_from(files.read_fields(Path(args.year), "year"))
    bound = hindsight(year)
    lives = [live(year, rule, seed=seed, tell=Progress()) for rule in rules]
    table = {
        one.rule: {
            "value": one.value, "share_of_hindsight": one.value / bound if bound > 0 else None,
            "mean_wait_days": one.mean_wait_days, "placed": one.placed, "changes": one.changes,
            "held_back": one.held_back, "cpu_seconds": round(one.cpu_seconds, 2),
        }
        for one in lives
    }  # fmt: skip
    fields: dict[str, Any] = {"hindsight_bound": bound, "rules": table}
    if args.out:
        placed = {one.rule: {"programme": one.programme, "day": one.day} for one in lives}
        files.write_fields(Path(args.out), {**fields, "lives": placed})
    if args.json:
        show(fields)
        return 0
    write(f"{int(year.this_year.sum())} households arrive; nobody could avert more than {bound:.6g}.")
    for one in lives:
        share = one.value / bound if bound > 0 else np.nan
        write(
            f"  {one.rule.replace('_', ' '):14} {share:7.2%}   {one.placed} placed after "
            f"{one.mean_wait_days:.0f} days on average, {one.changes} moved"
        )
    return 0


def generate(args: argparse.Namespace) -> dict[str, int]:
    """Write an invented year; returns what is in it."""
    year = generate_year(
        households=whole("--households", args.households, least=1),
        programmes=whole("--programmes", args.programmes, least=1),
        seed=whole("--seed", args.seed),
    )
    files.write_fields(Path(args.out), {**files.instance_fields(year.instance), "arrives": year.arrives})
    return {"households": int(year.this_year.sum()), "programmes": year.instance.programmes,
            "pairs": len(year.instance.gain)}  # fmt: skip
