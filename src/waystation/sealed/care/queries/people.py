"""What casework says about the people of our rows, never more than the reader holds."""

from collections.abc import Iterable

from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework


def find(actor: staff.Actor, persons: Iterable[str]) -> dict[str, casework.PersonCard]:
    """Return the cards of those of these persons whom the actor may know, by reference."""
    return {card.ref: card for card in casework.find_persons(actor, persons)}


def aliases(actor: staff.Actor, persons: Iterable[str]) -> dict[str, str]:
    """Return their aliases."""
    return {ref: card.alias for ref, card in find(actor, persons).items()}
