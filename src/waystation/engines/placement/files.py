"""Instances and plans on disk: JSON, or NumPy archives with the same names for large ones."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from waystation.engines.placement.fields import InstanceUnreadable
from waystation.engines.placement.instance import Instance, instance_from

REQUIRED = ("use", "capacity", "country", "household", "programme", "gain")
OPTIONAL = (
    "together",
    "apart",
    "mandatory",
    "kept",
    "group",
    "waited_days",
    "hazard",
    "refused",
    "filters",
    "resources",
    "gain_halved",
    "gain_doubled",
    "fit",
    "previous",
)
KNOWN = (*REQUIRED, *OPTIONAL, "arrives")
"""The fields of an instance, and the one that makes it a year."""


def read_fields(path: Path, what: str) -> dict[str, Any]:
    """The named values of a JSON or npz file.

    :raises InstanceUnreadable: when the file cannot be read or holds something else.
    """
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{what}: there is no file {path.name}."
        raise InstanceUnreadable(message) from None
    except (OSError, ValueError, zipfile.BadZipFile, EOFError, RecursionError) as problem:
        message = f"{what}: {path.name} is not readable JSON or npz ({type(problem).__name__})."
        raise InstanceUnreadable(message) from None
    if not isinstance(fields, dict):
        message = f"{what}: {path.name} must hold one object with named fields."
        raise InstanceUnreadable(message)
    return fields


def read_instance(path: Path) -> Instance:
    """A checked instance from a file.

    :raises InstanceUnreadable: naming the field that cannot be used.
    """
    return instance_from(read_fields(path, "instance"))


def write_fields(path: Path, fields: Mapping[str, Any]) -> None:
    """Write named values as JSON, or as npz where the name ends so (words and lists of words included).

    :raises InstanceUnreadable: when the place cannot be written to.
    """
    try:
        if path.suffix == ".npz":
            np.savez_compressed(path, **{name: _packed(value) for name, value in fields.items()})
        else:
            path.write_text(
                json.dumps({name: plain(value) for name, value in fields.items()}), encoding="utf-8"
            )
    except OSError as problem:
        message = f"out: cannot write {path.name} ({problem.strerror})."
        raise InstanceUnreadable(message) from None


def instance_fields(instance: Instance) -> dict[str, Any]:
    """An instance as named values; optional fields that say nothing are left out."""
    fields = {name: getattr(instance, name) for name in (*REQUIRED, *OPTIONAL)}
    return {name: value for name, value in fields.items() if name in REQUIRED or _says_something(name, value)}


def _says_something(name: str, value: Any) -> bool:
    if value is None or len(value) == 0:
        return False
    if name in ("kept", "previous"):
        return bool((value != -1).any())
    return True if isinstance(value, tuple) or value.ndim > 1 else bool(value.any())


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _packed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, tuple) and all(isinstance(word, str) for word in value):
        return np.array(value, dtype=np.str_)
    if isinstance(value, Mapping | list | tuple):
        return np.array(json.dumps(plain(value)))
    return np.array(value)


def unpacked(value: Any) -> Any:
    """The reverse of packing: a mapping that was stored as JSON text inside an archive."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, str) and value[:1] in "{[":
        return json.loads(value)
    return value
