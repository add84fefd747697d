"""Triage levels: how quickly somebody must be answered, and what raises it."""

from collections.abc import Iterable

from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.casework.rules.overlays import OVERLAYS

# Most urgent first; the clocks are those of the reference, part B.
LEVELS: dict[str, str] = {
    "immediate": _("Immediate"),
    "high": _("High"),
    "elevated": _("Elevated"),
    "standard": _("Standard"),
    "monitor": _("Monitor"),
}
URGENCY = {level: rank for rank, level in enumerate(LEVELS)}


def raised_level(level: str, overlays: Iterable[str]) -> str:
    """Return the level with what the open overlays demand: never less urgent than any of them."""
    demanded = [OVERLAYS[kind].raises for kind in overlays if OVERLAYS[kind].raises]
    return min([level, *demanded], key=URGENCY.__getitem__)
