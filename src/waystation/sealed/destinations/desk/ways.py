"""The ways between the pages of this room, for those whom they concern."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff

ON_THE_CASE = ("coordinator", "supervisor", "liaison", "legal")
KEEPERS = ("liaison", "supervisor")


@dataclass(frozen=True)
class Tab:
    """One of the ways, and whether it is the one we are on."""

    label: str
    href: str
    is_current: bool


def tabs(actor: staff.Actor, current: str) -> list[Tab]:
    """Return the ways this actor may go."""
    ways = [
        (_("Offers"), "destinations:offer-list", ("coordinator", *KEEPERS)),
        (_("Applications"), "destinations:board", ON_THE_CASE),
        (_("Counterparts"), "destinations:counterparts", ("liaison",)),
    ]
    return [Tab(label, reverse(name), name == current) for label, name, roles in ways if actor.is_any(*roles)]


def only(actor: staff.Actor, *roles: str) -> staff.Actor:
    """Return the actor if they have one of these roles.

    :raises NotHere: they have not.
    """
    if not actor.is_any(*roles):
        raise NotHere
    return actor
