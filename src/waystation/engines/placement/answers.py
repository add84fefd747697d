"""``waystation plan whynot``: why a household is proposed where it is, and why not elsewhere."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from waystation.engines.placement import files
from waystation.engines.placement.console import read_plan, show, whole, write
from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.instance import STAY, Instance
from waystation.engines.placement.resolve import Resolver
from waystation.engines.placement.why import Proposal, Quota, Reasons, WhyNot

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def register(deeds: "_SubParsers") -> None:
    """Add ``whynot``."""
    asking = deeds.add_parser("whynot", help="why a household is where it is, and why not elsewhere")
    asking.add_argument("instance", metavar="INSTANCE")
    asking.add_argument("plan", metavar="PLAN")
    asking.add_argument("--household", required=True, metavar="H", help="by number, from 0")
    asking.add_argument("--programme", metavar="P", help="ask about this one (all that come close)")
    asking.add_argument("--exact", action="store_true", help="solve again instead of reading the prices only")


def tell(args: argparse.Namespace) -> int:
    """Answer from the prices of the plan; exactly when asked."""
    instance = files.read_instance(Path(args.instance))
    household = _below("--household", args.household, instance.households)
    programme = None if args.programme is None else _below("--programme", args.programme, instance.programmes)
    fields, choice = read_plan(Path(args.plan), instance)
    reasons = Reasons(instance, choice, _prices(fields, instance))
    proposal = reasons.proposal(household)
    if programme is None:
        others = list(reasons.changes_needed(household))
    elif programme == int(choice[household]):
        others = []
    else:
        others = [reasons.why_not(household, programme)]
    exact = _exactly(reasons, others) if args.exact else {}
    if args.json:
        show(
            {
                "proposal": asdict(proposal),
                "why_not": [{**asdict(one), **exact.get(one.programme, {})} for one in others],
            }
        )
        return 0
    _write_proposal(instance, proposal)
    for one in others:
        _write_why_not(instance, one, exact.get(one.programme))
    return 0


def _below(name: str, text: str, limit: int) -> int:
    value = whole(name, text)
    if value >= limit:
        message = f"{name}: must be below {limit}, not {value}."
        raise InstanceUnreadable(message)
    return value


def _prices(fields: dict[str, Any], instance: Instance) -> Any:
    try:
        prices = np.asarray(fields.get("prices"), dtype=np.float64)
    except (TypeError, ValueError):
        prices = np.empty(0)
    if not instance.capacity.size and not prices.size:
        prices = np.zeros(instance.capacity.shape)
    if prices.shape != instance.capacity.shape or not np.isfinite(prices).all() or (prices < 0).any():
        message = "prices: the plan must hold one price, not negative, for each programme and resource."
        raise InstanceUnreadable(message)
    return prices


def _exactly(reasons: Reasons, others: list[WhyNot]) -> dict[int, dict[str, float]]:
    possible = [one for one in others if not one.impossible]
    if not possible:
        return {}
    resolver = Resolver(reasons.problem, reasons.standing)
    found = {}
    for one in possible:
        exact = resolver.loss(reasons.pair(one.household, one.programme))
        found[one.programme] = {"exact_at_least": exact.at_least, "exact_at_most": exact.at_most}
    return found


def _write_proposal(instance: Instance, proposal: Proposal) -> None:
    where = _where(proposal.programme)
    if proposal.programme == STAY:
        write(f"Household {proposal.household} is left waiting.")
        return
    write(
        f"Household {proposal.household} is proposed {where}: gain {proposal.gain:.4g}, its places would be worth "
        f"{proposal.price:.4g} to others; next best is {_where(proposal.runner_up)}, {proposal.margin:.4g} less."
    )
    _write_binding(instance, proposal.binding)
    for change in proposal.flips:
        write(f"  with its hazard {change}, another choice would be its best")
    for want in proposal.also_wanted_by:
        write(f"  household {want.household} would need {want.short_by:.4g} more to be there instead")


def _where(programme: int) -> str:
    return "waiting" if programme == STAY else f"in programme {programme}"


def _write_why_not(instance: Instance, one: WhyNot, exact: dict[str, float] | None) -> None:
    if one.impossible:
        write(f"In programme {one.programme}: impossible, {one.impossible}.")
        return
    write(
        f"In programme {one.programme}: every such plan is worth at most {one.worth_at_most:.6g}, {one.loss:.4g} below the "
        f"bound; {one.ahead} other households come closer."
    )
    if exact is not None:
        write(f"  solved again: {exact['exact_at_least']:.4g} below the bound")
    _write_binding(instance, one.binding)


def _write_binding(instance: Instance, binding: tuple[Quota, ...]) -> None:
    for quota in binding:
        write(
            f"  {instance.resource_name(quota.resource)}: one more would be worth {quota.price:.4g}; {quota.left} left"
        )
