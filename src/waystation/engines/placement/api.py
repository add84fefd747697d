"""What the placement engine offers: read, solve, check and invent placement problems, and price a place."""

from waystation.engines.placement.check import Verdict, check, price_bound
from waystation.engines.placement.days.calendar import Calendar, calendar_from
from waystation.engines.placement.days.check import ScheduleVerdict, check_schedule, schedule_bound
from waystation.engines.placement.days.delays import live_through
from waystation.engines.placement.days.invent import generate_days
from waystation.engines.placement.days.schedule import Schedule, schedule
from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.gains import fit_bonus, survival_gain
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import STAY, Instance, instance_from
from waystation.engines.placement.layers import Layer, Terms
from waystation.engines.placement.mandatory import Conflict
from waystation.engines.placement.solve import Plan, solve

__all__ = [
    "STAY",
    "Calendar",
    "Conflict",
    "Instance",
    "InstanceUnreadable",
    "Layer",
    "Plan",
    "Schedule",
    "ScheduleVerdict",
    "Terms",
    "Verdict",
    "calendar_from",
    "check",
    "check_schedule",
    "fit_bonus",
    "generate",
    "generate_days",
    "instance_from",
    "live_through",
    "price_bound",
    "schedule",
    "schedule_bound",
    "solve",
    "survival_gain",
]
