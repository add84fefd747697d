"""Talking to a terminal: progress, JSON, numbers as options, and a report in words."""

import json
import math
import sys
import time
from typing import Any

from waystation.engines.estimation.report import Report
from waystation.engines.estimation.table import TableUnreadable


class Progress:
    """Lines of progress on the error stream, one a second at most."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, line: str) -> None:
        """Say it, unless something was said less than a second ago."""
        now = time.monotonic()
        if now - self._last >= 1.0:
            self._last = now
            sys.stderr.write(f"estimate: {line}\n")
            sys.stderr.flush()


def whole(name: str, text: str, least: int, most: int) -> int:
    """A whole number between two others.

    :raises TableUnreadable: naming the option.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most):
        raise TableUnreadable(f"{name}: must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def show(value: Any) -> None:
    """Print JSON; what is not finite becomes null."""
    write(json.dumps(_plain(value), ensure_ascii=False, indent=1))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def tell_report(report: Report) -> None:
    """Print a report in words: the verdict first, never one number alone."""
    values = report.values()
    span = values["range"]
    write(f"{span['observed']:,.0f} people observed.")
    if span["at_least"] is not None:
        write(f"At least {span['at_least']:,.0f} by Chao’s lower bound.")
    write(f"Verdict: {report.verdict.word}. {report.verdict.reason}")
    if span["lowest_estimate"] is not None:
        write(
            f"The methods say from {span['lowest_estimate']:,.0f} to {span['highest_estimate']:,.0f}; their 95 % "
            f"intervals reach from {_number(span['lowest_lower95'])} to {_number(span['highest_upper95'])}."
        )
    for row in report.rows:
        if row.dropped:
            # Why a table is refused is said above, and once is enough.
            why = "refused" if str(row.why).startswith("refused: ") else f"dropped: {row.why}"
            write(f"  {row.method:18} {why}")
        else:
            write(
                f"  {row.method:18} {_number(row.estimate):>9}  {_number(row.lower):>9} to {_number(row.upper):>9}  {row.model}"
            )
    for caution in (*values["cautions"], *values["notes"]):
        write(f"  ! {caution}")


def _number(value: float | None) -> str:
    return "no limit" if value is None or not math.isfinite(value) else f"{value:,.0f}"
