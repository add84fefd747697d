"""Campaigns and their counts in the vocabulary of the Open Supporter Data Interface (OSDI 1.2), for other programs."""

from typing import Any

from waystation.outreach.letters import queries
from waystation.outreach.letters.rules import record

# OSDI's types of outreach; what has no word there keeps ours.
_TYPES = {
    record.MAIL: "email",
    record.RELAY: "email",
    record.FORM: "web form",
    record.POST: "postal mail",
    record.CALL: "phone",
}


def export_osdi(campaign: str, language: str, address: str) -> dict[str, Any]:
    """Return a campaign as an OSDI advocacy campaign, with outreach counts by official: only what the page shows too. For anybody.

    Every number is "at least so many"; who is not listed was reached fewer than five times, or not at all.

    :raises NotHere: there is none, or it was never open.
    """
    card = queries.get_public(campaign, language)
    reached = queries.list_reached(campaign)
    return {
        "identifiers": [f"waystation:{card.ref}"],
        "origin_system": "Waystation",
        "title": card.text.title,
        "description": card.text.summary,
        "browser_url": address,
        "created_date": card.opened_on.isoformat() if card.opened_on else None,
        "type": sorted({_TYPES[channel] for channel in card.said}),
        "total_outreaches": card.total,
        "waystation:counts": "at least; in steps of five, once a day",
        "templates": [
            {"type": "email", "subject": card.letter.subject, "body": card.letter.body},
            {"type": "phone", "body": card.letter.script},
        ],
        "targets": [
            {
                "identifiers": [f"waystation:{official.ref}"],
                "name": official.name,
                "title": official.title,
                "organization": official.body,
                "ocdid": official.division,
                "waystation:position": official.position,
                "waystation:outreaches": {
                    f"{channel} ({_TYPES[channel]})": number for channel, number in sorted(numbers.items())
                },
            }
            for official, numbers in reached
        ],
        "_links": {"self": {"href": f"{address}osdi.json"}},
    }
