"""Overlays: what has befallen a person, beside the phase; several at once, each with an owner and a day for the next step."""

from dataclasses import dataclass

from waystation.foundation.kernel.words import gettext_noop as _


@dataclass(frozen=True)
class Kind:
    """An overlay's label, its one sign in the journey strip, the level it demands, and the days until the next step."""

    label: str
    sign: str
    raises: str
    due_days: int


OVERLAYS: dict[str, Kind] = {
    "lost_contact": Kind(_("Lost contact"), "?", "high", 1),
    "detained": Kind(_("Detained"), "▦", "immediate", 1),
    "abducted": Kind(_("Abducted"), "▲", "immediate", 0),
    "pursued": Kind(_("Pursued"), "◉", "immediate", 1),
    "hospitalised": Kind(_("In hospital"), "✚", "elevated", 2),
    "on_hold": Kind(_("On hold"), "‖", "", 14),
    "consent_withdrawn": Kind(_("Consent withdrawn"), "⊘", "", 3),
    "compromised": Kind(_("Compromised"), "!", "immediate", 0),
}

NOT_AT_LIBERTY = frozenset({"detained", "abducted"})
