"""The noise budget: what numbers said with noise may give away in all, granted by two supervisors, spent once, refused when spent.

Every number drawn for a proposal costs its epsilon, whether it is published or not: nobody draws again until they like
the result. Costs add up over all proposals ever made (sequential composition: Dwork and Roth, 2014, theorem 3.16),
because the counts are of everybody since the beginning; so the budget never comes back with a new year (T-57).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from waystation.foundation.kernel.errors import Invalid, Refused, here
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.release.access import supervisor
from waystation.release.cards import AllowanceCard, BudgetCard
from waystation.release.models import Allowance, Spending
from waystation.release.rules import ALLOWANCE, LARGEST_ALLOWANCE, SPENT
from waystation.release.tags import Tag

BAD_AMOUNT = _("A whole number of thousandths, from 1 to 20,000.")
_DECIDED = {"grant": Tag.BUDGET_GRANTED, "refuse": Tag.BUDGET_REFUSED}


def get_budget(actor: staff.Actor) -> BudgetCard:
    """Return what was granted and spent, and what waits for a decision. Supervisors may.

    :raises NotHere: anybody else.
    """
    supervisor(actor)
    rows = Allowance.objects.order_by("-asked_on", "ref")
    return BudgetCard(_granted(), _spent(), tuple(_card(actor, row) for row in rows))


@transaction.atomic
def ask_for_noise(*, actor: staff.Actor, thousandths: int, at: datetime) -> AllowanceCard:
    """Ask that so much more may be given away, in thousandths of epsilon. Supervisors may; another one decides.

    :raises NotHere: not a supervisor.
    :raises Invalid: no such amount.
    """
    supervisor(actor)
    if not 0 < thousandths <= LARGEST_ALLOWANCE:
        raise Invalid(thousandths=BAD_AMOUNT)
    row = Allowance.objects.create(thousandths=thousandths, asked_by=actor.ref, asked_on=at.date())
    detail = {"thousandths": thousandths}
    ledger.record(actor=actor.ref, tag=Tag.BUDGET_ASKED, subject=row.ref, at=at, detail=detail)
    return _card(actor, row)


@transaction.atomic
def decide_on_noise(*, actor: staff.Actor, allowance: str, move: str, at: datetime) -> AllowanceCard:
    """Grant or refuse what was asked. Granting is for another supervisor than the one who asked.

    :raises NotHere: no such allowance, or not a supervisor.
    :raises Refused: the one who asked alone, or it was decided already.
    """
    supervisor(actor)
    row = here(Allowance.objects.select_for_update().filter(ref=allowance).first())
    step = ALLOWANCE.move(move, row.state, actor.roles, {"is_other": row.asked_by != actor.ref})
    row.state = step.target
    row.save(update_fields=["state"])
    detail = {"thousandths": row.thousandths}
    ledger.record(actor=actor.ref, tag=_DECIDED[move], subject=row.ref, at=at, detail=detail)
    return _card(actor, row)


def spend(*, actor: staff.Actor, proposal: str, thousandths: int, at: datetime) -> None:
    """Take the cost of a proposal's noise from the budget, within its transaction and before anything is drawn.

    :raises Refused: less than that is left.
    """
    # Two who propose at once wait for each other here, or both would spend what is left.
    list(Allowance.objects.select_for_update().filter(state="granted").order_by("ref"))
    if _granted() - _spent() < thousandths:
        raise Refused(SPENT)
    Spending.objects.create(proposal=proposal, thousandths=thousandths, spent_on=at.date())
    detail = {"thousandths": thousandths}
    ledger.record(actor=actor.ref, tag=Tag.BUDGET_SPENT, subject=proposal, at=at, detail=detail)


def _granted() -> int:
    return int(Allowance.objects.filter(state="granted").aggregate(all=Sum("thousandths"))["all"] or 0)


def _spent() -> int:
    return int(Spending.objects.aggregate(all=Sum("thousandths"))["all"] or 0)


def _card(actor: staff.Actor, row: Allowance) -> AllowanceCard:
    offers = ALLOWANCE.offers(row.state, actor.roles, {"is_other": row.asked_by != actor.ref})
    return AllowanceCard(
        row.ref, row.state, ALLOWANCE.states[row.state], row.thousandths, row.asked_on, tuple(offers)
    )
