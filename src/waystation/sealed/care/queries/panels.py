"""What care shows on the case page and on Today."""

from datetime import datetime, timedelta

from waystation.foundation.staff import api as staff
from waystation.sealed.care.cards import CasePanel, TodayPanel
from waystation.sealed.care.queries import help as help_queries
from waystation.sealed.care.queries import hosting, houses, stays
from waystation.sealed.care.queries import money as money_queries
from waystation.sealed.care.queries import tonight as tonight_queries
from waystation.sealed.care.rules import help as help_rules
from waystation.sealed.care.rules import houses as house_rules
from waystation.sealed.care.rules import money as money_rules
from waystation.sealed.care.rules import stays as stay_rules


def panel(actor: staff.Actor, case: str, at: datetime) -> CasePanel | None:
    """Return the stays, referrals and money of a case, as far as the actor holds them; None for other roles."""
    may_book = bool(actor.roles & stay_rules.ASKERS)
    is_medical = bool(actor.roles & help_rules.HEALERS)
    if not may_book and not is_medical:
        return None
    return CasePanel(
        case=case,
        stays=stays.list_stays_of(actor, case, at) if may_book else [],
        referrals=help_queries.list_referrals_of(actor, case, at),
        money=money_queries.list_money(actor, states=money_rules.ASSISTANCE.states, case=case),
        may_book=may_book,
        may_refer=bool(actor.roles & help_rules.REFERRERS),
    )


def today(actor: staff.Actor, at: datetime) -> TodayPanel:
    """Return what care has due for this actor: nothing that can wait, and nothing they do not hold."""
    if house_rules.HOST in actor.roles:
        mine = hosting.list_my_houses(actor)
        guests = [card for house in mine for card in hosting.list_guests(actor, house.ref, at)]
        awaited = [
            card for card in guests if card.state in stay_rules.COMING and card.arrives_on <= at.date()
        ]
        return TodayPanel(arrivals=awaited, guests=[card for card in guests if card not in awaited])
    if actor.roles & help_rules.HEALERS:
        soon = at + timedelta(days=1)
        planned = help_queries.list_planned(actor, at)
        return TodayPanel(
            referrals=help_queries.list_referrals(actor, at, states=[help_rules.SENT]),
            appointments=[card for card in planned if card.starts_at <= soon],
        )
    if actor.roles & house_rules.KEEPERS:
        return _for_keepers(actor, at)
    return TodayPanel()


def _for_keepers(actor: staff.Actor, at: datetime) -> TodayPanel:
    due = tonight_queries.what_is_due(actor, at)
    tomorrow = at.date() + timedelta(days=1)
    waiting = [money_rules.SUBMITTED] if house_rules.SUPERVISOR in actor.roles else []
    return TodayPanel(
        arrivals=due.arrivals,
        holds=[
            card for card in due.holds if card.held_until_on is not None and card.held_until_on <= tomorrow
        ],
        overstays=due.overstays,
        lapsed=due.lapsed,
        wanted=[card for card in due.wanted if card.arrives_on <= tomorrow],
        money=[
            card for card in money_queries.list_money(actor, states=waiting) if card.requester != actor.ref
        ],
        worries=houses.list_worries(actor),
    )
