"""How it can end for a person: the reasons of the reference (1.6), and what each one demands."""

from waystation.foundation.kernel.words import gettext_noop as _

GRAVE: dict[str, str] = {
    "returned_by_force": _("Returned by force"),
    "disappeared": _("Disappeared"),
    "deceased": _("Died"),
}

# "Does not answer" is not among them: somebody who has gone silent is searched for, not closed.
END_REASONS: dict[str, str] = {
    "settled_with_status": _("Settled with a status"),
    "safe_elsewhere_by_self": _("Reached safety by themselves"),
    "supported_in_place_done": _("Support where they are is complete"),
    "referred_accepted": _("Another organisation has taken over"),
    "transferred": _("Transferred"),
    "refused_out_of_scope": _("Outside what we do"),
    "refused_not_verified": _("Could not be verified"),
    "refused_security": _("Refused for safety"),
    "refused_no_capacity": _("No capacity"),
    "withdrew": _("They withdrew"),
    "returned_by_choice": _("Returned by their own choice"),
    **GRAVE,
    "deported": _("Deported"),
    "imprisoned": _("Imprisoned"),
    "duplicate": _("Entered twice"),
    "entered_in_error": _("Entered in error"),
}

# An ending that explains a silence may be recorded while contact is lost.
ENDS_LOST_CONTACT = frozenset({*GRAVE, "deported", "imprisoned", "duplicate", "entered_in_error"})

_EARLY = frozenset({"requested", "triaged", "verifying"})
_LATE = frozenset({"arrived", "settling", "settled"})


def approval_for_end(end_reason: str) -> str:
    """Return which approval an ending needs: the grave ones have their own."""
    return end_reason if end_reason in GRAVE else "closure"


def fits_phase(end_reason: str, phase: str) -> bool:
    """Say whether an ending can follow from a phase: nobody is refused once on the way, or settled before arriving."""
    if end_reason.startswith("refused_"):
        return phase in _EARLY
    if end_reason == "settled_with_status":
        return phase in _LATE
    if end_reason == "supported_in_place_done":
        return phase == "supported_in_place"
    return True
