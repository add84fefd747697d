"""Officials from Popolo JSON: persons, memberships, posts, organisations and areas, as parliaments' open data give them."""

import json
from typing import Any

from waystation.outreach.letters.formats.lines import BadLine, OfficialLine, Read, flat
from waystation.outreach.letters.rules import places, record

_KEPT = {"email", "phone", "voice", "address", "url", "form"}


def read_popolo(text: str) -> Read:
    """Read a Popolo document; a person without a membership in an organisation is named and refused.

    Persons have no line of their own in JSON: what is wrong is named by the person's number in the list.
    """
    read = Read()
    try:
        document = json.loads(text)
        persons = document["persons"]
    except json.JSONDecodeError as exc:
        read.bad.append(BadLine(exc.lineno, "this cannot be read as JSON."))
        return read
    except (KeyError, TypeError, RecursionError):
        read.bad.append(BadLine(1, "a Popolo document with a list of persons was expected."))
        return read
    try:
        known = _Known(document)
    except (TypeError, KeyError, AttributeError):
        read.bad.append(
            BadLine(1, "memberships, organizations, posts and areas must be lists of things with ids.")
        )
        return read
    for number, person in enumerate(persons, 1):
        try:
            read.take(_official(number, person, known))
        except (KeyError, TypeError, AttributeError, ValueError):
            read.bad.append(
                BadLine(number, "this person has no id, no name, or no membership in an organisation.")
            )
    read.refuse_twins()
    return read


class _Known:
    """What persons point at, by id."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.organizations = {one["id"]: one for one in document.get("organizations", ())}
        self.posts = {one["id"]: one for one in document.get("posts", ())}
        self.areas = {one["id"]: one for one in document.get("areas", ())}
        self.memberships: dict[str, dict[str, Any]] = {}
        for one in document.get("memberships", ()):
            if not one.get("end_date"):
                self.memberships.setdefault(one["person_id"], one)


def _official(number: int, person: dict[str, Any], known: _Known) -> OfficialLine:
    membership = known.memberships[person["id"]]
    post = known.posts.get(membership.get("post_id"), {})
    body = known.organizations[membership.get("organization_id") or post["organization_id"]]
    area = known.areas.get(membership.get("area_id") or post.get("area_id"), {})
    contacts = _contacts(person)
    country = flat(area.get("country") or body.get("country") or person.get("country")).upper()
    region, district = flat(area.get("region")), flat(area.get("name"))
    identifier = flat(area.get("identifier") or area.get("id"))
    is_open = identifier.startswith(f"{places.ROOT}/")
    return OfficialLine(
        line=number,
        key=flat(person["id"]),
        name=flat(person["name"]),
        country=country,
        body=flat(body["name"]),
        division=identifier if is_open else places.division(country, region, district),
        region=region or district,
        district=district if region else "",
        title=flat(membership.get("role") or post.get("role") or post.get("label")),
        party=flat(known.organizations.get(membership.get("on_behalf_of_id"), {}).get("name")),
        email=flat(person.get("email") or contacts.get("email")),
        phone=contacts.get("voice") or contacts.get("phone", ""),
        address=contacts.get("address", ""),
        form=contacts.get("form", ""),
        website=flat(next((link["url"] for link in person.get("links", ())), "")),
        is_dangerous=country in record.DANGEROUS_COUNTRIES,
    )


def _contacts(person: dict[str, Any]) -> dict[str, str]:
    rows = person.get("contact_details", ())
    return {row["type"]: flat(row["value"]) for row in rows if row["type"] in _KEPT}
