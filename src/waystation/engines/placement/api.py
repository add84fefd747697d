"""What the placement engine offers: read, solve, check and invent placement problems, and price a place."""

from waystation.engines.placement.check import Verdict, check, price_bound
from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.gains import fit_bonus, survival_gain
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import STAY, Instance, instance_from
from waystation.engines.placement.mandatory import Conflict
from waystation.engines.placement.solve import Plan, solve

__all__ = [
    "STAY",
    "Conflict",
    "Instance",
    "InstanceUnreadable",
    "Plan",
    "Verdict",
    "check",
    "fit_bonus",
    "generate",
    "instance_from",
    "price_bound",
    "solve",
    "survival_gain",
]
