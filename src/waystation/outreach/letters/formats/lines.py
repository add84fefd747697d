"""What a file of officials says, one value for each line, and what is wrong with a line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from waystation.outreach.letters.rules import letter

_LONGEST = {
    "key": 80,
    "body": 120,
    "division": 160,
    "region": 80,
    "district": 80,
    "name": 160,
    "title": 120,
    "party": 80,
    "phone": 60,
    "address": 300,
    "form": 300,
    "website": 300,
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_WEB = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class OfficialLine:
    """One official; ``key`` names them within their source for good."""

    line: int
    key: str
    name: str
    country: str
    body: str
    division: str
    region: str = ""
    district: str = ""
    title: str = ""
    party: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    form: str = ""
    website: str = ""
    is_dangerous: bool = False

    def problem(self) -> str:
        """Return a sentence about what is wrong; empty if nothing is."""
        for name in ("key", "name", "body"):
            if not getattr(self, name):
                return f"there is no {name}."
        if not _COUNTRY.fullmatch(self.country):
            return "the country must be two capital letters, such as US."
        for name, most in _LONGEST.items():
            if len(getattr(self, name)) > most:
                return f"the {name} is longer than {most} letters."
        return ""

    def doubtful(self) -> list[str]:
        """Return the ways to reach them that are spelt so that they lead nowhere; one can do without."""
        found = [
            name for name in ("form", "website") if not _WEB.fullmatch(getattr(self, name) or "http://-")
        ]
        return found + ["email"] * bool(self.email and not letter.is_contact(self.email))


@dataclass(frozen=True)
class OfficeLine:
    """One local office of an official known by ``official``."""

    line: int
    official: str
    key: str
    city: str
    address: str = ""
    phone: str = ""

    def problem(self) -> str:
        """Return a sentence about what is wrong; empty if nothing is."""
        if not (self.official and self.key and self.city):
            return "an office needs the legislator's id, an id of its own and a city."
        if len(self.city) > _LONGEST["region"] or len(self.address) > _LONGEST["address"]:
            return "the city or the address is too long."
        return ""


@dataclass(frozen=True)
class AreaLine:
    """A postal code and one constituency it lies in."""

    country: str
    code: str
    division: str


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be taken, by its number in the file, and why."""

    line: int
    why: str


@dataclass
class Read:
    """Everything a file says."""

    officials: list[OfficialLine] = field(default_factory=list)
    offices: list[OfficeLine] = field(default_factory=list)
    areas: list[AreaLine] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    notes: list[BadLine] = field(default_factory=list)

    def take(self, found: OfficialLine | OfficeLine) -> None:
        """Keep a line, or what is wrong with it; a way to reach somebody that leads nowhere is left out, and named."""
        why = found.problem()
        if why:
            self.bad.append(BadLine(found.line, why))
        elif isinstance(found, OfficialLine):
            lost = found.doubtful()
            self.notes += [BadLine(found.line, f"the {name} is misspelt and was left out.") for name in lost]
            blank: dict[str, Any] = dict.fromkeys(lost, "")
            self.officials.append(replace(found, **blank))
        else:
            self.offices.append(found)

    def refuse_twins(self) -> None:
        """Name every line whose key stood on an earlier line already."""
        rows: Sequence[tuple[int, str]] = [
            *((one.line, one.key) for one in self.officials),
            *((one.line, f"office {one.official} {one.key}") for one in self.offices),
        ]
        first: dict[str, int] = {}
        for line, key in rows:
            if first.setdefault(key, line) != line:
                self.bad.append(BadLine(line, f"the same key stands on line {first[key]} already."))


def flat(value: object) -> str:
    """Return a value of a file as one line of text."""
    return " ".join(str(value).split()) if value is not None else ""
