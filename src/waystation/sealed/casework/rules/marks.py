"""Marks: facts about a person that decide what is possible, placed as data by whoever brings them about.

Later rooms (care, evacuation, destinations) place and lift marks through the api; casework does not know who they are.
"""

from dataclasses import dataclass

from waystation.foundation.kernel.words import gettext_noop as _


@dataclass(frozen=True)
class Kind:
    """What a mark says; ``blocks`` keeps the person from being closed; ``by_hand`` may set it at the desk."""

    label: str
    missing: str
    blocks: str = ""
    by_hand: frozenset[str] = frozenset()


_CASE = frozenset({"coordinator", "supervisor"})
_LAW = frozenset({"legal", "supervisor"})

MARKS: dict[str, Kind] = {
    "contact_safe": Kind(
        _("There is a safe way to reach them"), _("No safe way to reach them is confirmed."), by_hand=_CASE
    ),
    "item_confirmed": Kind(
        _("One independent fact is confirmed"), _("No independent fact is confirmed yet."), by_hand=_CASE
    ),
    "infiltration_checked": Kind(
        _("Checked against infiltration"), _("The check against infiltration is not done."), by_hand=_CASE
    ),
    "custody_noted": Kind(
        _("Custody of the child is noted"),
        _("Who has custody of the child is not noted."),
        by_hand=_CASE | _LAW,
    ),
    "best_interests_noted": Kind(
        _("The child's best interests are noted"),
        _("The child's best interests are not noted."),
        by_hand=_CASE | _LAW,
    ),
    "documents_ready": Kind(
        _("Papers are sufficient"), _("The papers needed are not ready."), by_hand=_CASE | _LAW
    ),
    "money_approved": Kind(
        _("Money is approved"), _("The money is not approved."), by_hand=frozenset({"supervisor"})
    ),
    "plan_approved": Kind(_("Plan is approved"), _("The plan is not approved.")),
    "bed_held": Kind(
        _("A bed is held"),
        _("No bed is held where they are going."),
        blocks=_("A bed is still held for them."),
    ),
    "stay_checked_in": Kind(
        _("Staying in a safe house"),
        _("They are not checked in at a safe house."),
        blocks=_("They are still checked in at a safe house."),
    ),
    "journey_armed": Kind(
        _("The journey is released"),
        _("The decision to go is not taken."),
        blocks=_("A journey is still under way."),
    ),
    "check_in_armed": Kind(_("Check-ins are scheduled"), _("The first check-in is not scheduled.")),
    "application_open": Kind(
        _("An application is under way"), _("No application is further than a proposal.")
    ),
    "slot_reserved": Kind(
        _("A place in a country is reserved"),
        _("No place in a country is reserved."),
        blocks=_("A place in a country is still reserved for them."),
    ),
    "cleared": Kind(
        _("Approved, authorised, and free to leave"),
        _("The approval, a valid authorisation and the exit check are not all there."),
    ),
    "crossing_cleared": Kind(
        _("A lawyer has cleared the crossing"),
        _("Somebody is searching for them: a lawyer has to clear the crossing first."),
        by_hand=frozenset({"legal"}),
    ),
    "onward_booked": Kind(
        _("Onward journey booked, receiver named"),
        _("The onward journey is not booked, or nobody receives them."),
    ),
    "arrival_confirmed": Kind(_("Arrival is confirmed"), _("Nobody has confirmed the arrival.")),
    "claim_lodged": Kind(
        _("Claim lodged or permit pending"), _("No claim is lodged and no permit is pending."), by_hand=_LAW
    ),
    "status_granted": Kind(_("Status granted"), _("No status is granted yet."), by_hand=_LAW),
}

BLOCKING = frozenset(kind for kind, mark in MARKS.items() if mark.blocks)
CHECKLIST: dict[str, frozenset[str]] = {kind: mark.by_hand for kind, mark in MARKS.items() if mark.by_hand}
FOR_CHILDREN = frozenset({"custody_noted", "best_interests_noted"})
