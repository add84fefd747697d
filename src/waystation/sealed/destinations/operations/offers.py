"""Offers: written down, opened, paused, closed; places added and taken away."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import OfferCard
from waystation.sealed.destinations.models import Offer, OfferNotice, Slot
from waystation.sealed.destinations.operations.lapsing import EXPIRE, expire_key, settle
from waystation.sealed.destinations.queries import applications as application_queries
from waystation.sealed.destinations.queries import offers as queries
from waystation.sealed.destinations.rules import applications, offers
from waystation.sealed.destinations.rules.people import KEEPERS
from waystation.sealed.destinations.tags import Tag

COUNTRY_NEEDED = _("Choose a country.")
LOOK_FOR_ANOTHER_WAY = _("The offer this application leaned on is closed. Look for another way.")


@transaction.atomic
def draft_offer(
    *,
    actor: staff.Actor,
    country: str,
    pathway: str,
    at: datetime,
    conditions: str = "",
    secrecy: str = "not_public",
    audience: str = "governments",
    counterpart: str = "",
    valid_until_on: date | None = None,
    places: int | None = None,
) -> OfferCard:
    """Write down what a country offers; liaison and supervisors will read it, coordinators only the pathway.

    ``places`` None means that nobody counts them.

    :raises NotHere: another role, or an unknown counterpart.
    :raises Invalid: something does not fit.
    """
    if not actor.roles & KEEPERS:
        raise NotHere
    if counterpart:
        access.counterpart_to_read(actor, counterpart)
    body = _body(
        country=country,
        pathway=pathway,
        conditions=conditions,
        secrecy=secrecy,
        audience=audience,
        counterpart=counterpart,
    )
    faults = {}
    if valid_until_on is not None and valid_until_on < at.date():
        faults["valid_until_on"] = offers.UNTIL_IS_PAST
    if places is not None and not 0 <= places <= offers.MOST_PLACES:
        faults["places"] = offers.TOO_MANY_PLACES
    if faults:
        raise Invalid(**faults)
    to = [staff.team_line("liaison"), staff.team_line("supervisors")]
    row = Offer(
        section=vault.create_section(actor.ring, kind="offer", to=to),
        valid_until_on=valid_until_on,
        is_limited=places is not None,
    )
    vault.write(actor.ring, row, body)
    teams = [team.line for team in staff.list_teams(actor, "casework")]
    notice = OfferNotice(
        offer=row, section=vault.create_section(actor.ring, kind="offer_notice", to=[*to, *teams])
    )
    vault.write(actor.ring, notice, {"pathway": pathway})
    Slot.objects.bulk_create(Slot(offer=row) for _number in range(places or 0))
    staff.record(actor, Tag.OFFER_DRAFTED, row.ref, at, row, notice)
    _expire_later(row)
    return queries.offer_cards(actor, [row])[0]


@transaction.atomic
def change_offer(
    *,
    actor: staff.Actor,
    offer: str,
    at: datetime,
    version: int | None = None,
    valid_until_on: date | None = None,
    conditions: str = "",
    secrecy: str = "not_public",
    audience: str = "governments",
    counterpart: str = "",
) -> OfferCard:
    """Write an offer anew: conditions, secrecy, counterpart, last day. Country and pathway stay what they were.

    :raises NotHere: unknown, or not the actor's.
    :raises Invalid: something does not fit.
    :raises ChangedMeanwhile: somebody else wrote since it was read.
    """
    row = access.offer_to_keep(actor, offer)
    if version is not None and version != row.version:
        raise ChangedMeanwhile
    before = vault.read(actor.ring, row)
    body = _body(
        country=before["country"],
        pathway=before["pathway"],
        conditions=conditions,
        secrecy=secrecy,
        audience=audience,
        counterpart=counterpart,
    )
    if body["counterpart"] not in {"", before["counterpart"]}:
        access.counterpart_to_read(actor, body["counterpart"])
    if valid_until_on is not None and valid_until_on < at.date():
        raise Invalid(valid_until_on=offers.UNTIL_IS_PAST)
    row.valid_until_on = valid_until_on
    vault.write(actor.ring, row, body | {"history": before["history"]})
    notice = OfferNotice.objects.select_related("section").get(offer=row)
    _let_new_teams_read(actor, notice)
    staff.record(actor, Tag.OFFER_CHANGED, row.ref, at, row)
    _expire_later(row)
    return queries.offer_cards(actor, [row])[0]


@transaction.atomic
def add_places(*, actor: staff.Actor, offer: str, count: int, at: datetime) -> OfferCard:
    """Write down that a country agreed to more people.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: places of this offer are not counted, or it is closed.
    :raises Invalid: too many at a time.
    """
    row = _counted(actor, offer)
    if not 1 <= count <= offers.MOST_PLACES:
        raise Invalid(count=offers.TOO_MANY_PLACES)
    Slot.objects.bulk_create(Slot(offer=row) for _number in range(count))
    staff.record(actor, Tag.PLACES_CHANGED, row.ref, at, added=count)
    settle(row.ref, at)
    return _reread(actor, offer)


@transaction.atomic
def remove_places(*, actor: staff.Actor, offer: str, count: int, at: datetime) -> OfferCard:
    """Write down that a country takes fewer people: only free places go, never one that somebody holds.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not that many are free, or places of this offer are not counted.
    """
    row = _counted(actor, offer)
    free = list(
        Slot.objects.filter(offer=row, state=offers.FREE)
        .order_by("ref")
        .values_list("ref", flat=True)[: max(count, 0)]
    )
    gone, _by_table = Slot.objects.filter(ref__in=free, state=offers.FREE).delete()
    if count < 1 or gone != count:
        raise Refused(offers.NOT_THAT_MANY_FREE)
    staff.record(actor, Tag.PLACES_CHANGED, row.ref, at, removed=count)
    settle(row.ref, at)
    return _reread(actor, offer)


@transaction.atomic
def move_offer(*, actor: staff.Actor, offer: str, move: str, at: datetime, reason: str = "") -> OfferCard:
    """Open, pause, reopen or close an offer (``rules.offers.OFFER``).

    Closing opens a task in every case whose application leaned on it and was not approved yet.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not from here, or something is missing.
    """
    leaning = []
    if move == "close":
        leaning = application_queries.list_applications(actor, offer=offer, states=applications.LIVE)
    row = access.offer_to_keep(actor, offer)
    places = queries.places_of([row.ref])[row.ref]
    facts = queries.facts_of(row, places, at.date(), reason=reason)
    row.state = offers.OFFER.move(move, row.state, actor.roles, facts).target
    done = {"move": move, "at": at.isoformat(), "by": actor.ref, "reason": reason.strip()}
    body = vault.read(actor.ring, row)
    vault.write(actor.ring, row, body | {"history": [*body["history"], done]})
    staff.record(actor, Tag.OFFER_MOVED, row.ref, at, row, move=move)
    settle(row.ref, at)
    for card in leaning:
        if card.state not in applications.APPROVED:
            casework.add_task(
                actor=actor,
                case=card.case,
                text=gettext(LOOK_FOR_ANOTHER_WAY),
                due_on=at.date(),
                section="identity",
                at=at,
            )
    return _reread(actor, offer)


def _body(
    *, country: str, pathway: str, conditions: str, secrecy: str, audience: str, counterpart: str
) -> vault.Body:
    faults = {}
    if not country:
        faults["country"] = COUNTRY_NEEDED
    choices: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "pathway": (pathway, offers.PATHWAYS),
        "secrecy": (secrecy, offers.SECRECY),
        "audience": (audience, applications.AUDIENCES),
    }
    faults |= {name: offers.UNKNOWN_CHOICE for name, (code, known) in choices.items() if code not in known}
    if faults:
        raise Invalid(**faults)
    return {
        "country": country,
        "pathway": pathway,
        "conditions": conditions.strip(),
        "secrecy": secrecy,
        "audience": audience,
        "counterpart": counterpart,
        "history": [],
    }


def _let_new_teams_read(actor: staff.Actor, notice: OfferNotice) -> None:
    """Teams that came after the offer was written down learn of its places too."""
    for team in staff.list_teams(actor, "casework"):
        vault.grant(actor.ring, notice.section, to=team.line)


def _counted(actor: staff.Actor, offer: str) -> Offer:
    row = access.offer_to_keep(actor, offer)
    if not row.is_limited:
        raise Refused(offers.NOT_LIMITED)
    if row.state == offers.CLOSED:
        raise Refused(offers.OFFER_NOT_OPEN)
    return row


def _reread(actor: staff.Actor, offer: str) -> OfferCard:
    return queries.offer_cards(actor, [access.offer_to_read(actor, offer)])[0]


def _expire_later(row: Offer) -> None:
    if row.valid_until_on is None:
        outbox.cancel(key=expire_key(row.ref))
    else:
        outbox.enqueue(
            EXPIRE,
            payload={"offer": row.ref},
            due_at=offers.ends_at(row.valid_until_on),
            key=expire_key(row.ref),
        )
