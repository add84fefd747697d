"""Whom we talk to and what was said: for the liaison team alone."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import CounterpartCard, TalkCard
from waystation.sealed.destinations.models import Counterpart, Talk
from waystation.sealed.destinations.queries import offers as queries
from waystation.sealed.destinations.rules import applications, offers
from waystation.sealed.destinations.rules.people import TALKERS
from waystation.sealed.destinations.tags import Tag

NAME_NEEDED = _("Write a name or a word you will recognise.")
WORDS_NEEDED = _("Write a few words.")
STILL_TO_COME = _("That moment is still to come.")


@transaction.atomic
def add_counterpart(
    *,
    actor: staff.Actor,
    name: str,
    organisation: str,
    audience: str,
    country: str,
    at: datetime,
    contact: str = "",
    note: str = "",
) -> CounterpartCard:
    """Write down somebody the liaison team talks to; only that team will read who it is.

    :raises NotHere: another role.
    :raises Invalid: no name, or an unknown sort of body.
    """
    if not actor.roles & TALKERS:
        raise NotHere
    body = _body(
        name=name,
        organisation=organisation,
        audience=audience,
        country=country,
        contact=contact,
        note=note,
    )
    section = vault.create_section(actor.ring, kind="counterpart", to=[staff.team_line("liaison")])
    row = Counterpart(section=section)
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.COUNTERPART_ADDED, row.ref, at, row)
    return queries.counterpart_card(row, body)


@transaction.atomic
def change_counterpart(
    *,
    actor: staff.Actor,
    counterpart: str,
    name: str,
    organisation: str,
    audience: str,
    country: str,
    at: datetime,
    contact: str = "",
    note: str = "",
    version: int | None = None,
) -> CounterpartCard:
    """Write anew what is known of a counterpart.

    :raises NotHere: unknown, or not the actor's.
    :raises Invalid: no name, or an unknown sort of body.
    :raises ChangedMeanwhile: somebody else wrote since it was read.
    """
    row = access.counterpart_to_change(actor, counterpart)
    if version is not None and version != row.version:
        raise ChangedMeanwhile
    body = _body(
        name=name,
        organisation=organisation,
        audience=audience,
        country=country,
        contact=contact,
        note=note,
    )
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.COUNTERPART_CHANGED, row.ref, at, row)
    return queries.counterpart_card(row, body)


@transaction.atomic
def open_counterpart(
    *, actor: staff.Actor, counterpart: str, at: datetime
) -> tuple[CounterpartCard, list[TalkCard]]:
    """Open a counterpart with all that was said to them; writes one ledger entry.

    :raises NotHere: unknown, or not the actor's.
    """
    row = access.counterpart_to_read(actor, counterpart)
    card = queries.counterpart_card(row, vault.read(actor.ring, row))
    staff.record(actor, Tag.COUNTERPART_OPENED, row.ref, at)
    return card, queries.list_talks(actor, counterpart=row.ref)


@transaction.atomic
def note_talk(
    *,
    actor: staff.Actor,
    counterpart: str,
    text: str,
    at: datetime,
    talked_at: datetime | None = None,
    offer: str | None = None,
) -> TalkCard:
    """Write down what was said to a counterpart and what they said, about one offer or in general.

    :raises NotHere: the counterpart or the offer is unknown, or not the actor's.
    :raises Invalid: nothing is written, or the moment is still to come.
    """
    row = access.counterpart_to_read(actor, counterpart)
    about = access.offer_to_read(actor, offer) if offer else None
    if not text.strip():
        raise Invalid(text=WORDS_NEEDED)
    when = talked_at or at
    if when > at:
        raise Invalid(talked_at=STILL_TO_COME)
    talk = Talk(counterpart=row, offer=about, section=row.section)
    vault.write(actor.ring, talk, {"text": text.strip(), "at": when.isoformat(), "by": actor.ref})
    staff.record(actor, Tag.TALK_NOTED, talk.ref, at, talk)
    return next(card for card in queries.list_talks(actor, counterpart=row.ref) if card.ref == talk.ref)


def _body(
    *, name: str, organisation: str, audience: str, country: str, contact: str, note: str
) -> vault.Body:
    faults = {}
    if not name.strip():
        faults["name"] = NAME_NEEDED
    if audience not in applications.AUDIENCES:
        faults["audience"] = offers.UNKNOWN_CHOICE
    if faults:
        raise Invalid(**faults)
    return {
        "name": name.strip(),
        "organisation": organisation.strip(),
        "audience": audience,
        "country": country,
        "contact": contact.strip(),
        "note": note.strip(),
    }
