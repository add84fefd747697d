"""Officials and postal codes from tables: a simple CSV of our own, and the Census Bureau's ZIP areas by district."""

import csv
import io
from collections.abc import Iterator

from waystation.outreach.letters.formats.lines import AreaLine, BadLine, OfficialLine, Read, flat
from waystation.outreach.letters.rules import places, record

NEEDED = ("key", "name", "country", "body")
OPTIONAL = (
    "division",
    "region",
    "district",
    "title",
    "party",
    "email",
    "phone",
    "address",
    "form",
    "website",
    "dangerous",
)
CODE_NEEDED, CODE_OPTIONAL = ("country", "code"), ("division", "region", "district")
_YES = frozenset({"1", "yes", "true", "x"})
_ZCCD = ("state_abbr", "zcta", "cd")


def read_table(text: str) -> Read:
    """Read a CSV whose first line names the columns: key, name, country, body; the rest may be missing."""
    read = Read()
    for line, row in _rows(text, read, NEEDED, frozenset(NEEDED + OPTIONAL)):
        said = {name: flat(value) for name, value in row.items()}
        country, region, district = said["country"], said.get("region", ""), said.get("district", "")
        dangerous = said.pop("dangerous", "").lower() in _YES or country in record.DANGEROUS_COUNTRIES
        said["division"] = said.get("division") or places.division(country, region, district)
        read.take(OfficialLine(line=line, is_dangerous=dangerous, **said))
    read.refuse_twins()
    return read


def read_zccd(text: str) -> Read:
    """Read ``zccd.csv`` of us-zipcodes-congress: one line for each ZIP area and congressional district it touches."""
    read = Read()
    seen: set[AreaLine] = set()
    for line, row in _rows(text, read, _ZCCD, None):
        code, district = places.normal_code("US", row["zcta"]), row["cd"].strip()
        if not code:
            read.bad.append(BadLine(line, "the ZIP must have five digits."))
        elif not district.isdecimal():
            read.bad.append(BadLine(line, "the district must be a number."))
        elif len(row["state_abbr"].strip()) != len("WA"):
            read.bad.append(BadLine(line, "the state must be two letters."))
        else:
            seen.add(AreaLine("US", code, places.us_division(row["state_abbr"].strip(), int(district))))
    read.areas = sorted(seen, key=lambda area: (area.code, area.division))
    return read


def read_codes(text: str) -> Read:
    """Read postal codes of any country: country, code, and either a division or a region with or without a district."""
    read = Read()
    seen: set[AreaLine] = set()
    for line, row in _rows(text, read, CODE_NEEDED, frozenset(CODE_NEEDED + CODE_OPTIONAL)):
        said = {name: flat(value) for name, value in row.items()}
        country, region, district = said["country"], said.get("region", ""), said.get("district", "")
        code = places.normal_code(country, said["code"])
        if not code:
            read.bad.append(BadLine(line, "this is no postal code."))
        elif len(country) != len("AA") or not country.isupper():
            read.bad.append(BadLine(line, "the country must be two capital letters, such as US."))
        elif not said.get("division") and not region:
            read.bad.append(BadLine(line, "say in which division, or in which region, the code lies."))
        else:
            lies_in = said.get("division") or places.division(country, region, district)
            seen.add(AreaLine(country, code, lies_in))
    read.areas = sorted(seen, key=lambda area: (area.country, area.code, area.division))
    return read


def _rows(
    text: str, read: Read, needed: tuple[str, ...], allowed: frozenset[str] | None
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    try:
        columns = reader.fieldnames or ()
        lost = [name for name in needed if name not in columns]
        strange = [name for name in columns if allowed is not None and name not in allowed]
        if lost:
            read.bad.append(BadLine(1, f"the first line must name the column {lost[0]}."))
            return
        if strange:
            read.bad.append(BadLine(1, f"no column is called {strange[0]!r} here."))
            return
        for row in reader:
            if None in row or None in row.values():
                read.bad.append(BadLine(reader.line_num, "there are more or fewer values than columns."))
            else:
                yield reader.line_num, row
    except csv.Error:
        read.bad.append(
            BadLine(reader.line_num, "this cannot be read as CSV: look for an open quotation mark.")
        )
