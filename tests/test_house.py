"""The walls that no other tool checks: sizes, names, ways in, ways back, what printing shows, pages without scripts."""

import ast
import inspect
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from waystation.foundation.vault import api as vault
from waystation.site import catalogues, hall

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LARGEST_STYLES = 40_000
BANNED = {
    "utils",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "services",
    "service",
    "util",
    "helper",
}
# The kernel is the ground everyone stands on: it has no table of contents of its own.
OPEN_ROOMS = {"waystation.foundation.kernel"}
MARK = "Zelimkhan"


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("waystation.")]


def test_no_file_is_longer_than_a_reader_can_hold(house):
    long = {
        str(path.relative_to(house.root)): lines
        for path in house.everything()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_a_screen(house):
    long = [
        f"{path.relative_to(house.root)}:{node.lineno} {node.name}"
        for path, node in house.functions()
        if _length(node) > LONGEST_FUNCTION
    ]
    assert not long


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines that do something: a signature and a docstring are there to be read at leisure."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_has_a_name_that_says_nothing(house):
    assert not [path for path in house.everything() if path.stem in BANNED or path.parent.name in BANNED]


def test_rooms_are_entered_by_their_api(house):
    doors = []
    for importer, imported in house.imports():
        room = house.room_of(imported)
        if room is None or room == house.room_of(importer) or room.module in OPEN_ROOMS:
            continue
        if imported not in {room.module, f"{room.module}.api"}:
            doors.append(f"{importer} → {imported}")
    assert not doors


def test_every_name_an_api_offers_is_explained(house):
    silent = []
    for room in house.rooms:
        if not (room.folder / "api.py").exists():
            continue
        api = import_module(f"{room.module}.api")
        for name in api.__all__:
            thing = getattr(api, name)
            own = inspect.isclass(thing) or inspect.isfunction(thing)
            if own and not (thing.__doc__ and inspect.getdoc(thing)):
                silent.append(f"{room.name}.{name}")
    assert not silent


def test_no_foreign_key_offers_a_way_back():
    ways = [
        f"{model.__name__}.{field.name}"
        for model in _own_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.remote_field is not None and not (field.remote_field.related_name or "").endswith("+")
    ]
    assert not ways


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model.__name__)
def test_printing_a_row_shows_its_reference_only(model):
    row = model()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.primary_key:
            setattr(row, field.attname, MARK[: field.max_length or None])
        elif isinstance(field, models.BinaryField):
            setattr(row, field.attname, MARK.encode())
    shown = f"{row} {row!r} {[row]}"
    assert MARK not in shown
    assert MARK[:4] not in shown
    assert str(row.pk) in shown


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model.__name__)
def test_every_clear_column_is_on_the_data_map(model):
    inherited = {
        field.name
        for base in (vault.Row, vault.SealedRow)
        if issubclass(model, base)
        for field in base._meta.get_fields()
    }
    columns = {field.name for field in model._meta.concrete_fields} - inherited
    on_map = getattr(model, "data_map", {})
    assert columns == set(on_map)
    assert all(reason.strip() for reason in on_map.values())


def test_no_row_is_numbered():
    numbered = [model.__name__ for model in _own_models() if isinstance(model._meta.pk, models.AutoField)]
    assert not numbered


def test_every_sealed_room_with_tables_has_an_eraser(house):
    sealed = {
        room.name
        for room in house.rooms
        if room.wing == "sealed" and any(house.room_of(model.__module__) == room for model in _own_models())
    }
    assert sealed <= {duty.room for duty in hall.ERASERS}


def test_every_room_with_compartments_of_its_own_follows_the_readers_of_a_case(house):
    """A room that knows cases and makes sections would keep what a restricted case takes from its readers (T-32)."""
    makers = {
        room.module
        for room in house.rooms
        if room.wing == "sealed"
        and "casework" in room.card.split("Knows:")[-1]
        and "create_section(" in _text_of(room)
    }
    assert makers
    assert makers == {path.removesuffix(".api.follow_readers") for path in settings.AFTER_READERS}


def _text_of(room) -> str:
    files = [path for path in room.folder.rglob("*.py") if "tests" not in path.parts]
    return "".join(path.read_text("utf-8") for path in files)


def test_nothing_happens_in_signals_or_save(house):
    own = [path for path in house.sources() if "sealed" in path.parts or "outreach" in path.parts]
    assert not [path for path in own if re.search(r"def save\(|ModelForm\b|@receiver", path.read_text())]


def test_style_sheets_are_small_and_know_no_left_or_right(house):
    sheets = {path: path.read_text(encoding="utf-8") for path in house.package.rglob("*.css")}
    assert sheets
    assert sum(len(text.encode()) for text in sheets.values()) < LARGEST_STYLES
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)"
        r"|left|right|top|bottom|float|text-align\s*:\s*(?:left|right))\s*:"
    )
    for path, text in sheets.items():
        # Queries on the screen have no logical form; everything else has.
        declared = re.sub(r"@media[^{]*\{", "{", text)
        found = [match.group() for match in physical.finditer(declared)]
        assert not found, f"{path.name}: {found}"
        assert not re.findall(r"url\(|@import|!important", text), path.name


def test_pages_carry_no_style_and_no_script_of_their_own(house):
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = {
        path.name: match.group()
        for path in house.templates()
        if (match := inline.search(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_pages_ask_nothing_of_other_sites(house):
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    assert not [path for path in house.templates() if outside.search(path.read_text(encoding="utf-8"))]


def test_placeholders_are_named_so_that_translators_can_move_them():
    for message in catalogues.extract():
        for sentence in message.id if isinstance(message.id, tuple) else (message.id,):
            assert not re.search(r"\{\w*\}", sentence), f"braces in: {sentence}"
            assert not re.search(r"%[sd]", sentence), f"a placeholder without a name in: {sentence}"


def test_nobody_is_called_a_victim_or_a_user():
    named = re.compile(r"\b(?:victim|user)s?\b", re.IGNORECASE)
    assert not [message.id for message in catalogues.extract() if named.search(str(message.id))]
