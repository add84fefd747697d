"""The examples in the documentation are what happens."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from waystation.engines.placement.__main__ import main

PAGE = (
    next(folder for folder in Path(__file__).parents if (folder / "docs").exists())
    / "docs"
    / "engines"
    / "placement.md"
)


def test_the_library_example() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize(
    "console", re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
)
def test_the_console_examples(monkeypatch, capsys, tmp_path, console) -> None:
    monkeypatch.chdir(tmp_path)
    for command, *output in (part.splitlines() for part in console.split("$ ")[1:]):
        monkeypatch.setattr("sys.argv", ["plan", *shlex.split(command)[2:]])
        assert main() == 0
        assert capsys.readouterr().out.splitlines() == output
