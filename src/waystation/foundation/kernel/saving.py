"""Writing rows whose sentence is spelt once for each table: the framework spells it anew for every row, at ten times the price.

Nothing of ours listens to a row being saved, and no field of ours fills itself in, so nothing is lost on the way.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models, transaction

_PLAIN = frozenset({str, int, bool, bytes, type(None)})  # a database takes these as they are

Fields = tuple[tuple[str, Any], ...]


def insert(rows: Sequence[models.Model], *, conflict: str = "") -> None:
    """Write new rows of one table; ``conflict`` says in SQL what becomes of those that are there already.

    :raises django.db.IntegrityError: one of them is there already, and nothing was said of it.
    """
    if not rows:
        return
    sentence, fields = _inserting(type(rows[0]))
    told = [_values(row, fields) for row in rows]
    sentence = f"{sentence} {conflict}" if conflict else sentence
    with transaction.mark_for_rollback_on_error("default"), connection.cursor() as cursor:
        if len(told) == 1:
            cursor.execute(sentence, told[0])
        else:
            cursor.executemany(sentence, told)
    for row in rows:
        row._state.adding, row._state.db = False, "default"  # noqa: SLF001 - as the framework's own save does


def replace(row: models.Model, *, version: int) -> bool:
    """Write every column of a row that stands in the table in this version; say whether it does."""
    sentence, fields = _replacing(type(row))
    with transaction.mark_for_rollback_on_error("default"), connection.cursor() as cursor:
        cursor.execute(sentence, [*_values(row, fields), row.pk, version])
        return int(cursor.rowcount) == 1


def _values(row: models.Model, fields: Fields) -> list[Any]:
    held = vars(row)
    return [
        value if type(value := held[name]) in _PLAIN else field.get_db_prep_save(value, connection)
        for name, field in fields
    ]


@cache
def _inserting(model: type[models.Model]) -> tuple[str, Fields]:
    fields = _fields(model)
    columns = ", ".join(_quoted(field.column) for _, field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = _quoted(model._meta.db_table)  # noqa: SLF001 - Django's documented way to a table's name
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", fields  # noqa: S608 - our own names


@cache
def _replacing(model: type[models.Model]) -> tuple[str, Fields]:
    fields = tuple(each for each in _fields(model) if not each[1].primary_key)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for _, field in fields)
    table = _quoted(model._meta.db_table)  # noqa: SLF001 - as above
    return f"UPDATE {table} SET {changes} WHERE ref = %s AND version = %s", fields  # noqa: S608 - our own names


def _fields(model: type[models.Model]) -> Fields:
    return tuple((field.attname, field) for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented way to a model's fields


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
