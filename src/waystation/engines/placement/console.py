"""Talking to a terminal: progress, JSON, and options that must be numbers."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from waystation.engines.placement import files
from waystation.engines.placement.fields import InstanceUnreadable, Ints
from waystation.engines.placement.instance import Instance


class Progress:
    """Lines of progress on the error stream, one a second at most."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, line: str) -> None:
        """Say it, unless something was said less than a second ago."""
        now = time.monotonic()
        if now - self._last >= 1.0:
            self._last = now
            sys.stderr.write(f"plan: {line}\n")
            sys.stderr.flush()


def number(name: str, text: str, above: float = -1e-12) -> float:
    """A finite number above a limit.

    :raises InstanceUnreadable: naming the option.
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not above < value < float("inf"):
        message = f"{name}: must be a number {'above 0' if above >= 0 else 'of at least 0'}, not “{text}”."
        raise InstanceUnreadable(message)
    return value


def whole(name: str, text: str, least: int = 0) -> int:
    """A whole number of at least ``least``.

    :raises InstanceUnreadable: naming the option.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 18 or int(text) < least:
        message = f"{name}: must be a whole number of at least {least}, not “{text}”."
        raise InstanceUnreadable(message)
    return int(text)


def show(value: Any) -> None:
    """Print JSON."""
    write(json.dumps(files.plain(value), ensure_ascii=False, indent=1))


def write(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def read_plan(path: Path, instance: Instance) -> tuple[dict[str, Any], Ints]:
    """A plan file's fields and its choice.

    :raises InstanceUnreadable: when it has no choice for each household of the instance.
    """
    fields = {name: files.unpacked(value) for name, value in files.read_fields(path, "plan").items()}
    choice = np.asarray(fields.get("choice", []))
    fits = choice.shape == (instance.households,) and choice.dtype.kind in "iu"
    if not fits or (choice.size and not -1 <= choice.min() <= choice.max() < instance.programmes):
        message = "choice: must hold a programme or -1 for each household of the instance."
        raise InstanceUnreadable(message)
    return fields, choice.astype(np.int64)
