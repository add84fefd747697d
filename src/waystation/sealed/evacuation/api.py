"""The table of contents of evacuation: plans, journeys, escorts, check-ins and their ladder, the silent alarm."""

from waystation.foundation.outbox import api as outbox
from waystation.sealed.evacuation.cards import (
    CasePanel,
    CheckInCard,
    ErrandCard,
    JourneyCard,
    LegCard,
    MailboxPanel,
    PlanCard,
    ReportCard,
    StepCard,
    TodayPanel,
)
from waystation.sealed.evacuation.operations.checks import agree_alarm, move_check_in, set_check_in
from waystation.sealed.evacuation.operations.compromise import follow_compromise
from waystation.sealed.evacuation.operations.escorts import appoint_escort, dismiss_escort
from waystation.sealed.evacuation.operations.following import bring_up_to_date
from waystation.sealed.evacuation.operations.forgetting import forget
from waystation.sealed.evacuation.operations.hearing import check_in_by_receipt, hear_from_mailbox
from waystation.sealed.evacuation.operations.journeys import (
    LAPSE,
    change_journey,
    lapse_go,
    move_journey,
    plan_journey,
)
from waystation.sealed.evacuation.operations.ladder import STEP, on_step
from waystation.sealed.evacuation.operations.legs import add_leg, change_leg, move_leg
from waystation.sealed.evacuation.operations.plans import change_plan, draft_plan, move_plan
from waystation.sealed.evacuation.operations.readers import follow_readers
from waystation.sealed.evacuation.queries.checks import list_due, mailbox_panel
from waystation.sealed.evacuation.queries.journeys import (
    get_errand,
    get_journey,
    get_leg,
    list_errands,
    list_journeys,
    list_reports,
)
from waystation.sealed.evacuation.queries.panels import panel, today
from waystation.sealed.evacuation.queries.plans import get_plan, list_plans
from waystation.sealed.evacuation.rules.checks import GRACE_MINUTES, MOST_GRACE, SAID
from waystation.sealed.evacuation.rules.journeys import KINDS, STOPS
from waystation.sealed.evacuation.rules.plans import FIELDS

HANDLERS: tuple[tuple[str, outbox.Handler], ...] = ((STEP, on_step), (LAPSE, lapse_go))

__all__ = [
    "FIELDS",
    "GRACE_MINUTES",
    "HANDLERS",
    "KINDS",
    "LAPSE",
    "MOST_GRACE",
    "SAID",
    "STEP",
    "STOPS",
    "CasePanel",
    "CheckInCard",
    "ErrandCard",
    "JourneyCard",
    "LegCard",
    "MailboxPanel",
    "PlanCard",
    "ReportCard",
    "StepCard",
    "TodayPanel",
    "add_leg",
    "agree_alarm",
    "appoint_escort",
    "bring_up_to_date",
    "change_journey",
    "change_leg",
    "change_plan",
    "check_in_by_receipt",
    "dismiss_escort",
    "draft_plan",
    "follow_compromise",
    "follow_readers",
    "forget",
    "get_errand",
    "get_journey",
    "get_leg",
    "get_plan",
    "hear_from_mailbox",
    "lapse_go",
    "list_due",
    "list_errands",
    "list_journeys",
    "list_plans",
    "list_reports",
    "mailbox_panel",
    "move_check_in",
    "move_journey",
    "move_leg",
    "move_plan",
    "on_step",
    "panel",
    "plan_journey",
    "set_check_in",
    "today",
]
