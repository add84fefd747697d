"""Who decides, and for whom: by postal code, by region, by country and body. Every look-up is an indexed query here."""

from collections.abc import Iterable, Sequence

from waystation.outreach.letters.access import public_campaign, reach
from waystation.outreach.letters.cards import FoundCard, OfficeCard, OfficialCard, PlaceCard
from waystation.outreach.letters.models import Office, Official, PostalArea
from waystation.outreach.letters.rules import finding, places

PAGE = 50
FEW = 6


def find(*, campaign: str, code: str = "", region: str = "") -> FoundCard:
    """Return whom somebody with this postal code, or in this region, writes to. Nothing of the question is kept.

    A code that lies in several constituencies gives all of them, with which are certain. For anybody.

    :raises NotHere: no such campaign, or it was never open.
    """
    row = public_campaign(campaign)
    within = reach(row)
    country = row.country
    if region:
        officials = [official_card(one) for one in within.filter(region__in=["", region])]
        return FoundCard(bool(officials), _places(officials, [one.division for one in officials]))
    spelt = places.normal_code(country, code)
    leaves = list(
        PostalArea.objects.filter(country=country, code=spelt).values_list("division", flat=True)
        if spelt
        else []
    )
    if not leaves:
        return FoundCard(is_known=False)
    every = {name for leaf in leaves for name in places.above(leaf)}
    officials = [official_card(one) for one in within.filter(division__in=every)]
    return FoundCard(True, _places(officials, leaves))


def _places(officials: Iterable[OfficialCard], leaves: Sequence[str]) -> tuple[PlaceCard, ...]:
    by_division: dict[str, list[OfficialCard]] = {}
    for one in officials:
        by_division.setdefault(one.division, []).append(one)
    return tuple(
        PlaceCard(
            name, who[0].place or who[0].country, is_certain, tuple(sorted(who, key=lambda one: one.name))
        )
        for name, is_certain, who in finding.group(by_division, leaves)
    )


def chosen(*, campaign: str, officials: Sequence[str]) -> list[OfficialCard]:
    """Return those of these officials whom the campaign writes to, with their offices. For anybody.

    :raises NotHere: no such campaign, or it was never open.
    """
    rows = reach(public_campaign(campaign)).filter(ref__in=officials)
    return get_officials(rows)


def list_few(campaign: str) -> list[OfficialCard]:
    """Return everybody a campaign writes to if they are few, so that nobody need say where they live; else nobody. For anybody.

    :raises NotHere: no such campaign, or it was never open.
    """
    rows = list(reach(public_campaign(campaign))[: FEW + 1])
    return get_officials(rows) if len(rows) <= FEW else []


def get_officials(rows: Iterable[Official]) -> list[OfficialCard]:
    """Return cards with offices, by name."""
    found = sorted(rows, key=lambda row: (row.division.count("/"), row.name))
    offices: dict[str, list[OfficeCard]] = {}
    for one in Office.objects.filter(official__in=found).order_by("city"):
        offices.setdefault(one.official_id, []).append(OfficeCard(one.city, one.address, one.phone))
    return [official_card(row, offices.get(row.ref, ())) for row in found]


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


def has_codes(country: str) -> bool:
    """Say whether a country's postal codes are known here."""
    return PostalArea.objects.filter(country=country).exists()


def list_regions(campaign: str) -> list[str]:
    """List the regions in which a campaign has somebody to write to. For anybody.

    :raises NotHere: no such campaign, or it was never open.
    """
    found = reach(public_campaign(campaign)).exclude(region="").values_list("region", flat=True)
    return sorted(set(found))


def list_bodies() -> list[tuple[str, str]]:
    """List countries with their bodies, as far as officials are known."""
    return sorted(set(Official.objects.filter(is_gone=False).values_list("country", "body")))


def list_officials(
    *, country: str = "", body: str = "", position: str = "", after: int = 0
) -> tuple[list[OfficialCard], bool]:
    """Return one page of officials by body and name, and whether there are more. For anybody: officials are public."""
    rows = Official.objects.filter(is_gone=False)
    wanted = {"country": country, "body": body, "position": position}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    page = list(rows.order_by("country", "body", "region", "name", "ref")[after : after + PAGE + 1])
    return [official_card(row) for row in page[:PAGE]], len(page) > PAGE
