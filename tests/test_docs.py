"""The documents and the code point at each other: threats, settings, commands, decisions."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from waystation import cli
from waystation.site import data_map
from waystation.site.installation import Installation

from blueprint import ROOT, House

DOCS = ROOT / "docs"
THREATS = DOCS / "threat-model.md"
SETTINGS = DOCS / "operator" / "settings.md"
# What the process gets from Python, the test run or PostgreSQL's own library, and what belongs to no operator.
NOT_OURS = {"WAYSTATION_PICTURES"}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


def _threats() -> dict[str, str]:
    """Return each row of the threat table by its number."""
    return {
        found.group(1): line
        for line in _text(THREATS).splitlines()
        if (found := re.match(r"\| (T-\d\d) \|", line))
    }


def _named_in_code() -> set[str]:
    files = [*House().everything(), *House().templates()]
    return {number for path in files for number in re.findall(r"\bT-\d\d\b", _text(path))}


def test_every_threat_named_in_the_code_is_in_the_threat_model():
    assert not _named_in_code() - set(_threats())


@pytest.mark.parametrize("number", sorted(_threats()))
def test_every_threat_names_a_test_that_exists(number):
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", _threats()[number])
    assert named, f"{number} names no test"
    for file, test in named:
        assert f"def {test}(" in _text(ROOT / file), f"{number}: no {test} in {file}"


def test_every_threat_says_what_remains():
    for number, row in _threats().items():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5, number
        assert all(cells), number


def test_every_environment_variable_is_documented(house):
    used = {
        name
        for path in house.sources()
        for name in re.findall(r"""["'](WAYSTATION_[A-Z_]+|DATABASE_URL)["']""", _text(path))
    }
    assert used
    assert not {name for name in used - NOT_OURS if f"`{name}`" not in _text(SETTINGS)}


def test_every_line_of_the_installation_file_is_documented():
    assert not [one.name for one in fields(Installation) if f"`{one.name}`" not in _text(SETTINGS)]


def test_every_command_is_documented():
    guide = "".join(_text(path) for path in _pages())
    built = [command.name for command in cli.COMMANDS if _is_built(command.module)]
    assert not [name for name in built if f"waystation {name}" not in guide]


def _is_built(module: str) -> bool:
    return (House().package.parent / f"{module.replace('.', '/')}.py").exists()


def test_every_decision_is_in_the_index():
    index = _text(DOCS / "adr" / "README.md")
    decisions = {path.name for path in (DOCS / "adr").glob("0*.md")}
    assert decisions == set(re.findall(r"\((0\d{3}-[\w-]+\.md)\)", index))


def test_links_between_documents_lead_somewhere():
    lost = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in _pages()
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", _text(page))
        if not (page.parent / target).exists()
    ]
    assert not lost


def test_a_decision_fits_on_a_page():
    assert not [path for path in (DOCS / "adr").glob("0*.md") if len(_text(path).splitlines()) > 80]


def test_the_data_map_is_what_the_tables_say():
    assert _text(DOCS / "data-map.md") == data_map.page(), "run: python -m waystation.site.data_map"
