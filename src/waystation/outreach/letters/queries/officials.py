"""Who decides, and for whom: by postal code, by region, by country and body. Look-ups are answered from memory."""

from collections.abc import Iterable, Sequence

from waystation.outreach.letters.access import public_campaign, reach
from waystation.outreach.letters.cards import CampaignCard, FoundCard, OfficeCard, OfficialCard, PlaceCard
from waystation.outreach.letters.models import Office, Official
from waystation.outreach.letters.queries import atlas
from waystation.outreach.letters.queries.cards_of import official_card
from waystation.outreach.letters.rules import finding, places

PAGE = 25
FEW = 6


def find(*, campaign: CampaignCard, code: str = "", region: str = "") -> FoundCard:
    """Return whom somebody with this postal code, or in this region, writes to. Nothing of the question is kept.

    A code that lies in several constituencies gives all of them, with which are certain. For anybody who sees the campaign.
    """
    book = atlas.current()
    if region:
        officials = [one for one in book.in_country(campaign.country) if one.region in {"", region}]
        officials = [one for one in officials if _is_meant(campaign, one)]
        return FoundCard(bool(officials), _places(officials, [one.division for one in officials]))
    leaves = book.divisions(campaign.country, places.normal_code(campaign.country, code))
    if not leaves:
        return FoundCard(is_known=False)
    every = {name for leaf in leaves for name in places.above(leaf)}
    officials = [one for name in every for one in book.officials.get(name, ()) if _is_meant(campaign, one)]
    return FoundCard(True, _places(officials, leaves))


def _is_meant(campaign: CampaignCard, one: OfficialCard) -> bool:
    """Say of one official what ``access.reach`` says of all."""
    if campaign.official:
        return one.ref == campaign.official
    return one.country == campaign.country and campaign.body in {"", one.body}


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


def has_codes(country: str) -> bool:
    """Say whether a country's postal codes are known here."""
    return country in atlas.current().coded


def list_regions(campaign: CampaignCard) -> list[str]:
    """List the regions in which a campaign has somebody to write to. For anybody who sees the campaign."""
    meant = (one for one in atlas.current().in_country(campaign.country) if _is_meant(campaign, one))
    return sorted({one.region for one in meant} - {""})


def list_bodies() -> list[tuple[str, str]]:
    """List countries with their bodies, as far as officials are known."""
    return sorted({(one.country, one.body) for who in atlas.current().officials.values() for one in who})


def list_officials(
    *, country: str = "", body: str = "", position: str = "", after: int = 0
) -> tuple[list[OfficialCard], bool]:
    """Return one page of officials by body and name, and whether there are more. For anybody: officials are public."""
    rows = Official.objects.filter(is_gone=False)
    wanted = {"country": country, "body": body, "position": position}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    page = list(rows.order_by("country", "body", "region", "name", "ref")[after : after + PAGE + 1])
    return [official_card(row) for row in page[:PAGE]], len(page) > PAGE
