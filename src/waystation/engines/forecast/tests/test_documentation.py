"""The examples in the documentation are what happens."""

import doctest
import re
import shlex
from pathlib import Path

from waystation.engines.forecast.__main__ import main
from waystation.engines.forecast.command import example

PAGE = (
    next(folder for folder in Path(__file__).parents if (folder / "docs").exists())
    / "docs"
    / "engines"
    / "forecast.md"
)


def test_the_library_example() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8").failed == 0


def test_the_console_example(monkeypatch, capsys) -> None:
    console = re.search(r"```console\n\$ (.*?) > my.toml\n```", PAGE.read_text(encoding="utf-8"))
    assert console
    monkeypatch.setattr("sys.argv", ["forecast", *shlex.split(console.group(1))[2:]])
    assert main() == 0
    assert capsys.readouterr().out == example("spectrum")
