"""The example in the documentation is what happens."""

import doctest
import re
import shlex
from pathlib import Path

from waystation.engines.names.__main__ import main

PAGE = (
    next(folder for folder in Path(__file__).parents if (folder / "docs").exists())
    / "docs"
    / "engines"
    / "names.md"
)


def test_the_library_example() -> None:
    assert doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8").failed == 0


def test_the_console_example(monkeypatch, capsys) -> None:
    console = re.search(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert console
    for command, *output in (part.splitlines() for part in console.group(1).split("$ ")[1:]):
        monkeypatch.setattr("sys.argv", ["names", *shlex.split(command)[2:]])
        assert main() == 0
        assert capsys.readouterr().out.splitlines() == output
