"""The examples in the documentation are what happens."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from waystation.engines.estimation.__main__ import main
from waystation.engines.estimation.tests.published import as_csv

PAGE = (
    next(folder for folder in Path(__file__).parents if (folder / "docs").exists())
    / "docs"
    / "engines"
    / "estimation.md"
)


def test_the_library_example() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize(
    "console", re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
)
def test_the_console_examples(monkeypatch, capsys, tmp_path, console) -> None:
    """What is printed begins as the page shows it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kosovo.csv").write_text(as_csv("kosovo"), encoding="utf-8")
    for command, *output in (part.splitlines() for part in console.split("$ ")[1:]):
        monkeypatch.setattr("sys.argv", ["estimate", *shlex.split(command)[2:]])
        assert main() == 0
        assert capsys.readouterr().out.splitlines()[: len(output)] == output
