"""Reading one named field: the array it holds, or the sentence that says what is wrong with it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


TOO_LARGE = 1e15
"""Beyond, floating numbers no longer tell one whole number from the next."""


class InstanceUnreadable(Exception):
    """An instance or a plan cannot be used; the message is one sentence naming the field."""


def agree(name: str, fine: bool, problem: str) -> None:
    """Insist, or name the field and what is wrong with it.

    :raises InstanceUnreadable: when it is not so.
    """
    if not fine:
        message = f"{name}: {problem}."
        raise InstanceUnreadable(message)


def array(fields: Mapping[str, Any], name: str, dimensions: int) -> NDArray[Any]:
    """A field as an array of numbers with so many dimensions."""
    agree(name, name in fields and fields[name] is not None, "is missing")
    try:
        values = np.asarray(fields[name])
    except (ValueError, TypeError, OverflowError):
        values = np.empty(0, dtype=object)
    agree(name, values.dtype.kind in "biuf", "must hold numbers only, in rows of equal length")
    if values.size == 0 and values.ndim < dimensions:
        values = values.reshape((0,) * (dimensions - 1) + (0,) if dimensions == 1 else (len(values), 0))
    agree(name, values.ndim == dimensions, f"must have {dimensions} dimension{'s' * (dimensions > 1)}")
    return values


def whole(fields: Mapping[str, Any], name: str, dimensions: int) -> Ints:
    """A field of whole numbers."""
    values = array(fields, name, dimensions)
    if values.dtype.kind == "f":
        agree(
            name,
            bool(np.isfinite(values).all() and (values == np.floor(values)).all()),
            "must hold whole numbers",
        )
    agree(
        name,
        not values.size or float(np.abs(values).max()) <= TOO_LARGE,
        "holds a number too large to count with",
    )
    return np.ascontiguousarray(values, dtype=np.int64)


def in_range(name: str, values: Ints, low: int, high: int) -> None:
    """Insist that every entry is from ``low`` to below ``high``."""
    wrong = np.flatnonzero((values.ravel() < low) | (values.ravel() >= high))
    if wrong.size:
        agree(
            name,
            False,
            f"entry {int(wrong[0])} is {int(values.ravel()[wrong[0]])}, outside {low} to {high - 1}",
        )


def words(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A field that is a list of words, or nothing."""
    given = fields.get(name)
    if given is None:
        return ()
    words = given.tolist() if isinstance(given, np.ndarray) else given
    agree(
        name,
        isinstance(words, list | tuple) and all(isinstance(word, str) for word in words),
        "must be a list of words",
    )
    return tuple(words)
