"""The house as its tests see it: modules, rooms, imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "waystation"
_WINGS = ("sealed", "outreach", "foundation", "engines")


@dataclass(frozen=True)
class Room:
    """One room: its dotted name and what it is called by the others."""

    module: str

    @property
    def name(self) -> str:
        return self.module.rsplit(".", 1)[1]

    @property
    def wing(self) -> str:
        return self.module.split(".")[1]

    @property
    def folder(self) -> Path:
        return PACKAGE.parent / Path(*self.module.split("."))

    @property
    def card(self) -> str:
        return import_module(self.module).__doc__ or ""


@dataclass(frozen=True)
class House:
    """The whole source tree, read once."""

    root: Path = ROOT
    package: Path = PACKAGE

    @property
    def rooms(self) -> list[Room]:
        return _rooms()

    def room_of(self, module: str) -> Room | None:
        """Return the room a module lies in."""
        return next((room for room in _rooms() if f"{module}.".startswith(f"{room.module}.")), None)

    def sources(self, *, tests: bool = False) -> list[Path]:
        """Return every module of the package, migrations aside."""
        return [
            path
            for path in sorted(PACKAGE.rglob("*.py"))
            if "migrations" not in path.parts and (tests or "tests" not in path.parts)
        ]

    def everything(self) -> list[Path]:
        """Return every Python file of the repository that people write."""
        return [*self.sources(tests=True), *sorted((ROOT / "tests").rglob("*.py")), ROOT / "conftest.py"]

    def templates(self) -> list[Path]:
        return sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)

    def imports(self) -> Iterator[tuple[str, str]]:
        """Yield each import of the package, tests and migrations aside, as importer and imported."""
        graph = _graph()
        for importer in sorted(graph.modules):
            if {"tests", "migrations"} & set(importer.split(".")):
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                yield importer, imported

    def functions(self) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Yield every function of the package, tests aside."""
        for path in self.sources():
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield path, node


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("waystation", cache_dir=None)


@cache
def _rooms() -> list[Room]:
    found = [
        Room(f"waystation.{wing}.{folder.name}")
        for wing in _WINGS
        for folder in sorted((PACKAGE / wing).iterdir() if (PACKAGE / wing).is_dir() else [])
        if (folder / "__init__.py").exists()
    ]
    return [*found, *([Room("waystation.release")] if (PACKAGE / "release" / "__init__.py").exists() else [])]
