"""Each room's card says what it owns and whom it knows; the imports and the tables agree."""

import re

import pytest
from django.apps import apps
from django.db import models

from blueprint import House, Room

# Everyone knows the kernel, so nobody says so.
_UNSPOKEN = {"kernel"}


def _rooms() -> list[Room]:
    return House().rooms


def _line(room: Room, word: str) -> str:
    found = re.search(rf"^{word}: (.+?)\.\s*(?:\n\s*\n|\n[A-Z]\w*:|\Z)", room.card, re.MULTILINE | re.DOTALL)
    assert found, f"the card of {room.name} has no line `{word}: ….`"
    return " ".join(found.group(1).split())


def _known(room: Room) -> set[str]:
    said = _line(room, "Knows")
    return set() if said == "nothing" else {name.strip() for name in said.split(",")}


@pytest.mark.parametrize("room", _rooms(), ids=lambda room: room.name)
def test_a_room_says_what_it_owns(room):
    assert len(_line(room, "Owns")) > len("rows")


@pytest.mark.parametrize("room", _rooms(), ids=lambda room: room.name)
def test_a_room_knows_whom_it_says(house, room):
    imported = {
        known.name
        for importer, target in house.imports()
        if house.room_of(importer) == room and (known := house.room_of(target)) is not None and known != room
    }
    assert imported - _UNSPOKEN == _known(room) - _UNSPOKEN


@pytest.mark.parametrize("room", _rooms(), ids=lambda room: room.name)
def test_a_rooms_tables_point_only_at_rooms_it_knows(house, room):
    """Foreign keys written as strings are invisible to import checks, so the tables are asked."""
    pointed = {
        known.name
        for model in apps.get_models()
        if house.room_of(model.__module__) == room
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and (known := house.room_of(field.remote_field.model.__module__)) is not None
        and known != room
    }
    assert pointed <= _known(room) | _UNSPOKEN
