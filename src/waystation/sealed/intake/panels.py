"""What the room brings to shared pages: to Today what is due for this actor, to a case its conversation."""

from dataclasses import dataclass, field
from datetime import date, datetime

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.staff import api as staff
from waystation.sealed.intake import access, queries, queue, rules
from waystation.sealed.intake.cards import QueueRow, Thread
from waystation.sealed.intake.models import HelpRequest, KeyTurn

_MOST_SHOWN = 12


@dataclass(frozen=True, repr=False)
class Today:
    """What waits for this member of the intake team: answers owed, second opinions, the turning of the key."""

    owed: tuple[QueueRow, ...] = ()
    has_more: bool = False
    opinions: tuple[QueueRow, ...] = ()
    key_due_on: date | None = None
    now: datetime | None = None


@dataclass(frozen=True, repr=False)
class Panel:
    """The conversation of a case's request."""

    request: str
    thread: Thread = field(repr=False)
    names: dict[str, str] = field(repr=False)
    once: str = field(default_factory=new_ref)


def today(*, actor: staff.Actor, at: datetime) -> Today | None:
    """Return what is due for the actor, or None when nothing is, or the actor is not of the intake team."""
    if not access.is_of_team(actor):
        return None
    owed = queue.list_owed(actor, limit=_MOST_SHOWN, at=at)
    opinions = queue.list_opinions(actor, at=at)
    due_on = key_due_on(at.date())
    if not owed and not opinions and due_on is None:
        return None
    return Today(tuple(owed[:_MOST_SHOWN]), len(owed) > _MOST_SHOWN, tuple(opinions), due_on, at)


def key_due_on(today: date) -> date | None:
    """Return since when the intake key should have been turned, or None while it is young enough."""
    turned_on = KeyTurn.objects.order_by("-turned_on").values_list("turned_on", flat=True).first()
    since = turned_on
    if since is None:
        since = HelpRequest.objects.order_by("received_on").values_list("received_on", flat=True).first()
    if since is None or since + rules.KEY_LIFE > today:
        return None
    return since + rules.KEY_LIFE


def panel(*, actor: staff.Actor, request: str, at: datetime) -> Panel | None:  # noqa: ARG001 - every panel is asked alike
    """Return the conversation of a request for the page of its case, or None where the actor does not hold it."""
    try:
        thread = queries.read_conversation(actor, request)
    except NotHere:
        return None
    return Panel(request, thread, staff.names_of(actor, {message.author for message in thread.messages}))
