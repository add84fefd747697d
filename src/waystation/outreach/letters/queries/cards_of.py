"""Cards made from rows of officials."""

from collections.abc import Sequence

from waystation.outreach.letters.cards import OfficeCard, OfficialCard
from waystation.outreach.letters.models import Official


def official_card(row: Official, offices: Sequence[OfficeCard] = ()) -> OfficialCard:
    """Make the card of an official."""
    return OfficialCard(
        ref=row.ref,
        name=row.name,
        title=row.title,
        body=row.body,
        country=row.country,
        region=row.region,
        district=row.district,
        division=row.division,
        party=row.party,
        email=row.email,
        phone=row.phone,
        address=row.address,
        form=row.form,
        website=row.website,
        is_dangerous=row.is_dangerous,
        is_gone=row.is_gone,
        position=row.position,
        offices=tuple(offices),
    )
