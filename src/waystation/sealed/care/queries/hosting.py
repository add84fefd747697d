"""A host's own houses and who is there or coming, as far as the host's keys open it."""

from datetime import datetime

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care.cards import HouseCard, StayCard
from waystation.sealed.care.models import SafeHouse, Stay
from waystation.sealed.care.queries.houses import house_card
from waystation.sealed.care.queries.stays import stay_cards, with_keys
from waystation.sealed.care.rules import houses, stays


def list_my_houses(actor: staff.Actor) -> list[HouseCard]:
    """List the houses whose host the actor is; for others nothing."""
    if houses.HOST not in actor.roles:
        return []
    rows = SafeHouse.objects.select_related("section").filter(
        state__in=houses.ON_THE_GRID, section__in=vault.within_reach(actor.ring)
    )
    cards = [house_card(row, body) for row, body in vault.read_held(actor.ring, rows)]
    return sorted((card for card in cards if card.host == actor.ref), key=lambda card: card.code_name)


def list_guests(actor: staff.Actor, house: str, at: datetime) -> list[StayCard]:
    """List who is in a house of the actor's or about to come, by day of arrival."""
    rows = Stay.objects.filter(bed__house=house, state__in=stays.HOST_KNOWS).order_by("arrives_on", "ref")
    return stay_cards(actor, with_keys(rows), at)
