"""``waystation plan``: solve, check, explain, schedule, simulate and invent placement problems."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waystation.engines.placement import answers, files
from waystation.engines.placement.check import check
from waystation.engines.placement.console import Progress, number, show, whole, write
from waystation.engines.placement.days import command as days
from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import Instance, instance_from
from waystation.engines.placement.layers import Terms
from waystation.engines.placement.solve import Plan, solve
from waystation.engines.placement.weeks import command as weeks

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

FOUND_WRONG = 1
NOT_UNDERSTOOD = 2


def register(subparsers: "_SubParsers") -> None:
    """Add ``plan`` and its deeds to the command line."""
    plan = subparsers.add_parser("plan", help="who goes where, when, and why")
    deeds = plan.add_subparsers(dest="plan_command", required=True, metavar="|".join(_DEEDS))
    solving = deeds.add_parser("solve", help="place households in programmes")
    solving.add_argument("instance", metavar="INSTANCE", help="JSON, or .npz with the same names")
    solving.add_argument(
        "--out", required=True, metavar="PLAN", help="where the plan is written (JSON or .npz)"
    )
    solving.add_argument("--time", metavar="S", help="CPU seconds to search (20; 55 above a million pairs)")
    solving.add_argument("--seed", default="0", metavar="N", help="another seed searches in another order")
    solving.add_argument("--ceiling", metavar="DAYS", help="whoever has waited longer comes first")
    solving.add_argument("--floor", metavar="SHARE", help="of the average, for every group (0.95, say)")
    solving.add_argument(
        "--give",
        default="0.01",
        metavar="SHARE",
        help="of the harm averted that fairness, few changes and fit may cost",
    )
    checking = deeds.add_parser("check", help="an independent check of a plan against its instance")
    checking.add_argument("instance", metavar="INSTANCE")
    checking.add_argument("plan", metavar="PLAN")
    answers.register(deeds)
    days.register(deeds)
    weeks.register(deeds)
    _register_generate(deeds)
    for parser in deeds.choices.values():
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=run)


def _register_generate(deeds: "_SubParsers") -> None:
    inventing = deeds.add_parser("generate", help="an invented instance, the same for the same seed")
    inventing.add_argument("--households", default="100", metavar="N")
    inventing.add_argument("--programmes", default="10", metavar="M")
    inventing.add_argument(
        "--mandatory", default="0", metavar="SHARE", help="share of households that must be placed"
    )
    inventing.add_argument(
        "--sensitivity", action="store_true", help="gains under half and twice the hazard too"
    )
    inventing.add_argument("--days", default="0", metavar="T", help="a calendar of so many days instead")
    inventing.add_argument("--shelters", default="8", metavar="J", help="with --days")
    inventing.add_argument("--legs", default="6", metavar="R", help="with --days")
    inventing.add_argument("--year", action="store_true", help="a year of arrivals, and one before it")
    inventing.add_argument("--seed", default="1", metavar="N")
    inventing.add_argument("--out", required=True, metavar="INSTANCE")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 if a plan does not hold, 2 with one sentence if the input cannot be used."""
    try:
        return _DEEDS[args.plan_command](args)
    except InstanceUnreadable as wrong:
        sys.stderr.write(f"{wrong}\n")
        return NOT_UNDERSTOOD


def _solve(args: argparse.Namespace) -> int:
    seconds = None if args.time is None else number("--time", args.time, above=0.0)
    seed = whole("--seed", args.seed)
    out = Path(args.out)
    given = files.read_fields(Path(args.instance), "instance")
    instance = instance_from(given)
    for name in sorted(set(given) - set(files.KNOWN)):
        sys.stderr.write(f"{name}: not a field of an instance; left out of account.\n")
    plan = solve(instance, seconds=seconds, seed=seed, terms=_terms(args, instance), tell=Progress())
    fields = plan_fields(plan)
    files.write_fields(out, fields)
    if plan.conflict is not None:
        if args.json:
            show({"status": plan.status, "conflict": fields["conflict"]})
        raise InstanceUnreadable(plan.conflict.sentence)
    summary = {name: fields[name] for name in ("status", "value", "bound", "baselines", "cpu_seconds")}
    if plan.layers:
        summary["layers"] = fields["layers"]
    summary["placed"] = int((plan.choice >= 0).sum())
    if args.json:
        show(summary)
    else:
        _tell_plan(plan, summary["placed"])
    return 0


def _terms(args: argparse.Namespace, instance: Instance) -> Terms | None:
    """The later layers that were asked for, or that the instance gives reason for."""
    ceiling, floor = (
        None if text is None else number(name, text)
        for name, text in (("--ceiling", args.ceiling), ("--floor", args.floor))
    )
    give = number("--give", args.give)
    for name, share in (("--floor", floor), ("--give", give)):
        if share is not None and share > 1.0:
            message = f"{name}: must be a share between 0 and 1."
            raise InstanceUnreadable(message)
    asked = (
        ceiling is not None or floor is not None or instance.previous is not None or instance.fit is not None
    )
    return Terms(ceiling_days=ceiling, floor=floor, give=give) if asked else None


def plan_fields(plan: Plan) -> dict[str, Any]:
    """A plan as the named values of its file."""
    fields: dict[str, Any] = {
        "choice": plan.choice,
        "value": plan.value,
        "bound": plan.bound,
        "prices": plan.prices,
        "baselines": plan.baselines,
        "cpu_seconds": round(plan.cpu_seconds, 4),
        "status": plan.status,
    }
    if plan.layers:
        fields["layers"] = [asdict(layer) for layer in plan.layers]
    if plan.conflict is not None:
        fields["conflict"] = {
            "households": list(plan.conflict.households),
            "sentence": plan.conflict.sentence,
            "quotas": [list(quota) for quota in plan.conflict.quotas],
        }
    return fields


def _tell_plan(plan: Plan, placed: int) -> None:
    share = f" ({plan.value / plan.bound:.3%} of what no plan can exceed)" if plan.bound > 0 else ""
    write(f"{placed} of {len(plan.choice)} households placed, worth {plan.value:.6g}{share}, {plan.status}.")
    for name, value in plan.baselines.items():
        write(f"  {name.replace('_', ' ')} would be worth {value:.6g}")
    for layer in plan.layers:
        write(f"  {layer.name}: {layer.before:.6g}, now {layer.after:.6g}; price {layer.price:.4g}")


def _check(args: argparse.Namespace) -> int:
    given = files.read_fields(Path(args.instance), "instance")
    fields = {
        name: files.unpacked(value) for name, value in files.read_fields(Path(args.plan), "plan").items()
    }
    if days.is_calendar(given):
        return 0 if days.check(given, fields, as_json=args.json) else FOUND_WRONG
    instance = instance_from(given)
    verdict = check(instance, fields)
    if args.json:
        show(
            {
                "holds": verdict.holds,
                "problems": list(verdict.problems),
                "value": verdict.value,
                "bound": verdict.bound if verdict.bound < float("inf") else None,
            }
        )
    else:
        for problem in verdict.problems:
            write(problem)
        if verdict.holds:
            write(
                f"The plan holds: worth {verdict.value:.6g}, and no plan is worth more than {verdict.bound:.6g}."
            )
    return 0 if verdict.holds else FOUND_WRONG


def _generate(args: argparse.Namespace) -> int:
    if whole("--days", args.days):
        found = days.generate(args)
        if args.json:
            show(found)
        else:
            write("{households} households, {days} days, {pairs} pairs.".format(**found))
        return 0
    if args.year:
        found = weeks.generate(args)
        if args.json:
            show(found)
        else:
            write("{households} households arrive, {programmes} programmes, {pairs} pairs.".format(**found))
        return 0
    share = number("--mandatory", args.mandatory)
    if share > 1.0:
        message = "--mandatory: must be a share between 0 and 1."
        raise InstanceUnreadable(message)
    instance = generate(
        households=whole("--households", args.households, least=1),
        programmes=whole("--programmes", args.programmes, least=1),
        seed=whole("--seed", args.seed),
        mandatory=share,
        sensitivity=args.sensitivity,
    )
    files.write_fields(Path(args.out), files.instance_fields(instance))
    found = {
        "households": instance.households,
        "programmes": instance.programmes,
        "pairs": len(instance.gain),
    }
    if args.json:
        show(found)
    else:
        write("{households} households, {programmes} programmes, {pairs} pairs.".format(**found))
    return 0


_DEEDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "solve": _solve,
    "check": _check,
    "whynot": answers.tell,
    "schedule": days.tell,
    "simulate": weeks.tell,
    "generate": _generate,
}
