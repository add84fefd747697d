"""The ways between the pages of this room, for those whom they concern."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.staff import api as staff

_BEDS = ("coordinator", "supervisor", "planner")


@dataclass(frozen=True)
class Tab:
    """One of the ways, and whether it is the one we are on."""

    label: str
    href: str
    is_current: bool


def tabs(actor: staff.Actor, current: str) -> list[Tab]:
    """Return the ways this actor may go; none when there is only one."""
    ways = [
        (_("Beds tonight"), "care:tonight", (*_BEDS, "host")),
        (_("Houses"), "care:house-list", ("coordinator", "supervisor")),
        (
            _("Medical and psychological help"),
            "care:help",
            ("coordinator", "supervisor", "psychologist", "doctor"),
        ),
        (_("Money"), "care:money-list", ("coordinator", "supervisor")),
    ]
    open_ways = [
        Tab(label, reverse(name), name == current) for label, name, roles in ways if actor.is_any(*roles)
    ]
    return open_ways if len(open_ways) > 1 else []
