"""Check-ins: what is due tonight, for whoever watches."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import CheckInCard, MailboxPanel
from waystation.sealed.evacuation.models import CheckIn
from waystation.sealed.evacuation.rules import checks, journeys, roles

SOON = timedelta(minutes=30)
_TYPED_LATER = "typed later"


def list_due(actor: staff.Actor, at: datetime, *, within: timedelta = SOON) -> list[CheckInCard]:
    """List the check-ins of watched journeys that are raised, due, or due within a while: the highest level first.

    For coordinators, supervisors and lawyers, as far as they hold them; nothing for others.
    """
    if not actor.roles & roles.WATCHERS:
        return []
    reached = CheckIn.objects.select_related("section", "journey").filter(
        section__in=vault.within_reach(actor.ring)
    )
    rows = reached.filter(
        state__in=sorted(checks.OPEN),
        due_on__lte=(at + within).date(),
        journey__state__in=sorted(journeys.WATCHED),
    )
    raised = reached.filter(state__in=sorted(checks.RAISED))
    opened = vault.read_held(actor.ring, {row.ref: row for row in (*rows, *raised)}.values())
    watched = access.watched_cases(actor, {row.journey.case for row, _body in opened}) if opened else ()
    cards = [check_card(actor.roles, row, body) for row, body in opened if row.journey.case in watched]
    due = [card for card in cards if card.is_raised or card.due_at <= at + within]
    return sorted(due, key=lambda card: (-checks.LADDER.index(card.state), card.due_at, card.ref))


def mailbox_panel(entropy: bytes, at: datetime) -> MailboxPanel | None:  # noqa: ARG001 - every panel is asked alike
    """Return what the holder of the words sees of a journey that is watched, or None.

    It looks at what they themselves said and never at the ladder: an alarm leaves no trace here (T-18).
    """
    try:
        watched = access.watch_of(entropy)
    except NotHere:
        return None
    if watched.watch.journey.state not in journeys.WATCHED:
        return None
    body = vault.read(watched.ring, watched.watch)
    mine = unanswered(watched.ring, watched.watch.journey_id)
    return MailboxPanel(
        next_at=due_at(mine[0][1]) if mine else None, has_word=bool(body["digest"]), once=new_ref()
    )


def unanswered(ring: vault.Ring, journey: str) -> list[tuple[CheckIn, dict[str, Any]]]:
    """Return the check-ins nobody answered for their holder yet, the earliest first."""
    rows = CheckIn.objects.select_related("section").filter(journey=journey).exclude(state__in=checks.ENDS)
    return in_time(pair for pair in vault.read_held(ring, rows) if not pair[1]["heard_at"])


def in_time(
    pairs: Iterable[tuple[CheckIn, dict[str, Any]]],
) -> list[tuple[CheckIn, dict[str, Any]]]:
    """Put opened check-ins in the order of their time."""
    return sorted(pairs, key=lambda pair: (pair[1]["due_at"], pair[0].ref))


def due_at(body: Mapping[str, Any]) -> datetime:
    """Return when a check-in is due."""
    return datetime.fromisoformat(body["due_at"])


def check_card(held: frozenset[str], row: CheckIn, body: Mapping[str, Any]) -> CheckInCard:
    """Return the card of a check-in whose gate has been passed, for these roles."""
    return CheckInCard(
        ref=row.ref,
        state=row.state,
        journey=row.journey_id,
        alias=body["alias"],
        due_at=due_at(body),
        grace=body["grace"],
        offers=tuple(checks.CHECK_IN.offers(row.state, held, {"reason": _TYPED_LATER})),
    )
