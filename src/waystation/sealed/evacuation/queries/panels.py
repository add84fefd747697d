"""What evacuation shows on the case page and on Today."""

from datetime import datetime

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation.cards import CasePanel, TodayPanel
from waystation.sealed.evacuation.queries.checks import list_due
from waystation.sealed.evacuation.queries.journeys import list_errands, list_journeys
from waystation.sealed.evacuation.queries.plans import list_plans
from waystation.sealed.evacuation.rules import checks, journeys, plans, roles


def panel(actor: staff.Actor, case: str, at: datetime) -> CasePanel | None:
    """Return the plans and journeys of a case to those who plan and hold its way; None for others."""
    if not actor.roles & roles.PLANNERS:
        return None
    try:
        held = casework.sections_held(actor, case)
    except NotHere:
        return None
    if "route" not in held:
        return None
    return CasePanel(
        case=case,
        plans=list_plans(actor, case=case, states=plans.PLAN.states),
        journeys=list_journeys(actor, at, case=case, states=journeys.JOURNEY.states),
        may_plan=True,
    )


def today(actor: staff.Actor, at: datetime) -> TodayPanel:
    """Return what is due for this actor now: missed check-ins first, then what waits for them."""
    if roles.ESCORT in actor.roles:
        errands = list_errands(actor)
        waiting = [check for errand in errands for check in errand.check_ins if check.is_open]
        return TodayPanel(
            raised=[check for check in waiting if check.is_raised],
            due=[check for check in waiting if check.state == checks.DUE],
            errands=errands,
        )
    due = list_due(actor, at)
    waiting_for_care = list_journeys(actor, at, states=journeys.JOURNEY.states, needs_care=True)
    proposed = list_plans(actor, states=[plans.PROPOSED]) if roles.SUPERVISOR in actor.roles else []
    return TodayPanel(
        raised=[check for check in due if check.is_raised],
        due=[check for check in due if not check.is_raised],
        plans=[plan for plan in proposed if actor.ref not in plan.authors],
        owed=[journey for journey in waiting_for_care if journey.is_owed],
        doubtful=[journey for journey in waiting_for_care if journey.is_doubtful],
    )
