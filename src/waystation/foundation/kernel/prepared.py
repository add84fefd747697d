"""Questions that every page and every deed asks are put into SQL once; afterwards only their values are filled in.

Putting a question together costs the framework four to six times what it costs to have it answered, and the gates of a
page ask the same few again and again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Answer = TypeVar("Answer")
Value = str | Collection[str]

LONGEST = (
    24  # each length of a list is a question of its own to remember; a longer one is put together every time
)


class _Gap(str):
    """Stands in a question where a value will be: which one, and where in its list."""

    __slots__ = ("name", "place")
    name: str
    place: int

    @classmethod
    def of(cls, name: str, place: int = 0) -> "_Gap":
        # No two are equal, or the framework would take two values of a list for one.
        gap = cls(f"{name} {place}")
        gap.name, gap.place = name, place
        return gap


@dataclass(frozen=True)
class _Spelt:
    """A question as the framework put it for one kind of database, with gaps among its values."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    values: tuple[Any, ...]
    converters: dict[int, Any]  # from what the database keeps to what a row holds, by column

    def answer(self, connection: BaseDatabaseWrapper, given: Mapping[str, tuple[str, ...]]) -> list[Any]:
        """Have the database answer with these values, and the framework make rows of it as ever."""
        compiler = copy(self.compiler)
        compiler.connection = connection
        filled = tuple(
            given[value.name][value.place] if type(value) is _Gap else value for value in self.values
        )
        compiler.as_sql = lambda *_, **__: (self.sql, filled)  # type: ignore[method-assign]
        compiler.get_converters = lambda *_: self.converters  # type: ignore[method-assign]
        query = SimpleNamespace(get_compiler=lambda *_, **__: compiler)
        asked = SimpleNamespace(
            db=connection.alias, model=self.rows.model, query=query, _known_related_objects={}
        )
        made: Iterable[Any] = self.rows._iterable_class(asked)  # type: ignore[assignment, arg-type]  # noqa: SLF001
        return list(made)


class Prepared(Generic[Answer]):
    """A question whose words depend on nothing but how many values stand in each of its lists.

    ``ask`` is called with a gap for each value and hands it on as it is, deciding nothing by it; values are text. The
    question must be such that an empty list means that nothing is found: the database is not asked then.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Answer]]) -> None:
        self._ask = ask
        self._spelt: dict[tuple[Any, ...], _Spelt] = {}

    def __call__(self, **values: Value) -> list[Answer]:
        """Return what the database answers.

        :raises TransactionManagementError: rows are to be locked, and there is no transaction to lock them for.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        shape: list[Any] = [connection.vendor]
        given = {}
        for name, value in values.items():
            given[name] = (value,) if isinstance(value, str) else tuple(value)
            shape.append(0 if isinstance(value, str) else len(value) or None)
        if None in shape:
            return []
        if any(len(listed) > LONGEST for listed in given.values()):
            return list(self._ask(**values))
        spelt = self._spelt.get(tuple(shape))
        if spelt is None:
            spelt = self._spelt[tuple(shape)] = self._spell(values)
        if spelt.rows.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked for the length of a transaction only")
        return spelt.answer(connection, given)

    def first(self, **values: Value) -> Answer | None:
        """Return the first row of the answer, if there is one."""
        return next(iter(self(**values)), None)

    def _spell(self, values: Mapping[str, Value]) -> _Spelt:
        gaps = {
            name: _Gap.of(name)
            if isinstance(value, str)
            else [_Gap.of(name, place) for place in range(len(value))]
            for name, value in values.items()
        }
        rows = self._ask(**gaps)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, filled = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select or ()])
        return _Spelt(rows, compiler, sql, tuple(filled), converters)
