"""The members of the United States Congress and their offices, from ``unitedstates/congress-legislators`` (YAML, CC0)."""

from collections.abc import Callable, Iterator
from typing import Any

import yaml

from waystation.outreach.letters.formats.lines import BadLine, OfficeLine, OfficialLine, Read, flat
from waystation.outreach.letters.rules import places

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # with libyaml a fifth of the time
_TITLES = {"sen": "Senator", "rep": "Representative"}
_BODIES = {"sen": "United States Senate", "rep": "United States House of Representatives"}


def read_legislators(text: str) -> Read:
    """Read ``legislators-current.yaml``: each member's last term says where they sit now."""
    return _read(text, _member)


def read_offices(text: str) -> Read:
    """Read ``legislators-district-offices.yaml``."""
    return _read(text, _offices)


def _read(text: str, take: Callable[[Read, int, dict[str, Any]], None]) -> Read:
    read = Read()
    try:
        for line, entry in _entries(text):
            try:
                take(read, line, entry)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError) as exc:
                read.bad.append(BadLine(line, _missing(exc)))
    except (yaml.YAMLError, ValueError) as exc:
        mark = getattr(exc, "problem_mark", None)
        read.bad.append(BadLine(mark.line + 1 if mark else 1, "this cannot be read as YAML."))
    read.refuse_twins()
    return read


def _missing(exc: Exception) -> str:
    if isinstance(exc, KeyError):
        return f"there is no {exc.args[0]}."
    return "this is not the shape of an entry of congress-legislators."


def _entries(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each entry with the number of its first line; built one at a time, so that one bad entry spoils no other."""
    root = yaml.compose(text, Loader=_LOADER)
    if not isinstance(root, yaml.SequenceNode):
        raise ValueError("a list of members was expected")
    for node in root.value:
        yield node.start_mark.line + 1, yaml.constructor.SafeConstructor().construct_document(node)


def _member(read: Read, line: int, entry: dict[str, Any]) -> None:
    term, names = entry["terms"][-1], entry["name"]
    kind, state = term["type"], flat(term["state"])
    district = int(term["district"]) if kind == "rep" else None
    read.take(
        OfficialLine(
            line=line,
            key=flat(entry["id"]["bioguide"]),
            name=flat(names.get("official_full")) or f"{flat(names['first'])} {flat(names['last'])}",
            country="US",
            body=_BODIES[kind],
            division=places.us_division(state, district),
            region=state,
            district=str(district) if district else "",
            title=_TITLES[kind],
            party=flat(term.get("party")),
            phone=flat(term.get("phone")),
            address=flat(term.get("address")),
            form=flat(term.get("contact_form")),
            website=flat(term.get("url")),
        )
    )


def _offices(read: Read, line: int, entry: dict[str, Any]) -> None:
    official = flat(entry["id"]["bioguide"])
    for office in entry["offices"]:
        parts = (office.get(name) for name in ("address", "building", "suite", "city"))
        where = ", ".join(flat(part) for part in parts if part)
        read.take(
            OfficeLine(
                line=line,
                official=official,
                key=flat(office["id"]),
                city=flat(office.get("city")),
                address=f"{where}, {flat(office.get('state'))} {flat(office.get('zip'))}".strip(" ,"),
                phone=flat(office.get("phone")),
            )
        )
