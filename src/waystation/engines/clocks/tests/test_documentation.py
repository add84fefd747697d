"""The examples in the documentation are what happens, and its list of rules is complete."""

import doctest
import io
import re
import shlex
from pathlib import Path

from waystation.engines.clocks.__main__ import main

ROOT = next(folder for folder in Path(__file__).parents if (folder / "docs").exists())
PAGE = ROOT / "docs" / "engines" / "clocks.md"


def test_the_library_example() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8").failed == 0


def test_the_console_example(monkeypatch, capsys) -> None:
    console = re.search(
        r"```console\n\$ echo '(.+?)' \| waystation (.+?)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    assert console
    facts, command, output = console.groups()
    monkeypatch.setattr("sys.argv", shlex.split(command))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(facts.encode())))
    assert main() == 0
    assert capsys.readouterr().out == output


def test_the_number_of_rules_in_the_documentation() -> None:
    rules = [
        file
        for file in (ROOT / "src" / "waystation" / "programmes").glob("*.toml")
        if not file.name.startswith("_")
    ]
    assert f"* {len(rules)} rules, none reviewed" in PAGE.read_text("utf-8")
