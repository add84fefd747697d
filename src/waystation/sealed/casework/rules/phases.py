"""The life of a person within a travelling unit, as one table; the case's phase follows from it.

Source of the table: the organisation's reference, part C (18 transitions and the skips it allows). Two steps back
are ours: a plan that falls through before departure, and a clearance that lapses; without them ``ready`` and
``cleared`` could only be left forwards.
"""

from collections.abc import Iterable

from waystation.foundation.kernel.machine import Facts, Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.casework.rules.endings import (
    ENDS_LOST_CONTACT,
    GRAVE,
    approval_for_end,
    fits_phase,
)
from waystation.sealed.casework.rules.marks import BLOCKING, MARKS
from waystation.sealed.casework.rules.overlays import NOT_AT_LIBERTY

PHASES: dict[str, str] = {
    "requested": _("Asked for help"),
    "triaged": _("Triaged"),
    "verifying": _("Being verified"),
    "accepted": _("Accepted"),
    "reopened": _("Reopened"),
    "planning": _("Planning"),
    "ready": _("Ready to go"),
    "in_transit": _("On the way"),
    "sheltered": _("Sheltered"),
    "onward": _("Applying onward"),
    "cleared": _("Cleared to leave"),
    "departing": _("Leaving"),
    "arrived": _("Arrived"),
    "settling": _("Settling"),
    "settled": _("Settled"),
    "supported_in_place": _("Supported where they are"),
    "closed": _("Closed"),
    "ended": _("Ended"),
}
ENDS = frozenset({"closed", "ended"})
OPEN = tuple(phase for phase in PHASES if phase not in ENDS)

# The columns of the journey strip; the side exits stand in the column of the last main phase they follow.
STRIP = tuple(phase for phase in PHASES if phase not in {"reopened", "supported_in_place", "ended"})


def _mark(kind: str) -> Need:
    return Need(kind, lambda facts: kind in facts["marks"], MARKS[kind].missing)


def _second_person(facts: Facts) -> bool:
    return bool(facts["approved"])


def _not_lost(facts: Facts) -> bool:
    return "lost_contact" not in facts["overlays"] or facts["end_reason"] in ENDS_LOST_CONTACT


def _crossing_is_cleared(facts: Facts) -> bool:
    return "pursued" not in facts["overlays"] or "crossing_cleared" in facts["marks"]


def _child_is_cared_for(kind: str) -> Need:
    return Need(kind, lambda facts: not facts["is_minor"] or kind in facts["marks"], MARKS[kind].missing)


def _not_blocked(kind: str) -> Need:
    return Need(f"no_{kind}", lambda facts: kind not in facts["marks"], MARKS[kind].blocks)


APPROVED = Need("approved", _second_person, _("A second person has to agree; nobody approves their own."))
REASON = Need("reason", lambda facts: bool(facts["reason"]), _("A reason is needed."))
AT_LIBERTY = Need(
    "at_liberty",
    lambda facts: not facts["overlays"] & NOT_AT_LIBERTY,
    _("They are detained or abducted: close that first, when they are free."),
)
CROSSING = Need("crossing_cleared", _crossing_is_cleared, MARKS["crossing_cleared"].missing)
LEVEL = Need("level", lambda facts: bool(facts["level"]), _("The triage level is not set."))
IMMEDIATE = Need(
    "immediate", lambda facts: facts["level"] == "immediate", _("Only where the danger is immediate.")
)
CONSENT_TO_VERIFY = Need(
    "consent", lambda facts: "verify" in facts["consents"], _("They have not consented to verification.")
)
OWNER = Need(
    "owner", lambda facts: bool(facts["has_owner"]), _("Nobody is assigned to coordinate this case.")
)
FOLLOWED_UP = Need(
    "follow_ups",
    lambda facts: not facts["follow_ups"] or facts["stops_follow_ups"],
    _("Follow-ups are still open, and they have not agreed to stop."),
)
NOT_LOST = Need("not_lost", _not_lost, _("Contact is lost: they are searched for, never closed."))
END_REASON = Need("end_reason", lambda facts: bool(facts["end_reason"]), _("Choose how it ended."))
END_FITS = Need(
    "end_fits",
    lambda facts: fits_phase(facts["end_reason"], facts["phase"]),
    _("It cannot have ended in this way from where things stand."),
)
NOTHING_HELD = tuple(_not_blocked(kind) for kind in sorted(BLOCKING))
MINORS = (_child_is_cared_for("custody_noted"), _child_is_cared_for("best_interests_noted"))


def _who(*roles: str) -> frozenset[str]:
    return frozenset(roles)


def _move(
    name: str,
    sources: str,
    target: str,
    who: frozenset[str],
    label: str,
    *needs: Need,
    effect: str = "",
) -> tuple[Transition, ...]:
    return tuple(Transition(name, source, target, who, label, needs, effect) for source in sources.split())


_CO, _SV = _who("coordinator"), _who("supervisor")
_LAW = _who("legal")

PERSON = Machine(
    name="person",
    states=PHASES,
    start="requested",
    ends=ENDS,
    transitions=(
        *_move(
            "triage",
            "requested",
            "triaged",
            _who("intake", "coordinator", "supervisor"),
            _("Triage is done"),
            LEVEL,
        ),
        *_move(
            "verify",
            "triaged reopened",
            "verifying",
            _CO,
            _("Begin to verify"),
            CONSENT_TO_VERIFY,
            _mark("contact_safe"),
        ),
        *_move(
            "accept",
            "verifying",
            "accepted",
            _SV,
            _("Verified: accept"),
            _mark("item_confirmed"),
            _mark("infiltration_checked"),
            APPROVED,
        ),
        *_move(
            "accept_urgently",
            "triaged",
            "accepted",
            _SV,
            _("Accept at once, verify within 72 hours"),
            IMMEDIATE,
            REASON,
            effect="verify_later",
        ),
        *_move("plan", "accepted supported_in_place reopened", "planning", _CO, _("Begin to plan"), OWNER),
        *_move(
            "support_in_place",
            "accepted reopened",
            "supported_in_place",
            _CO,
            _("They choose to stay: support them there"),
            REASON,
        ),
        *_move(
            "make_ready",
            "planning",
            "ready",
            _SV,
            _("Ready to go"),
            _mark("plan_approved"),
            _mark("bed_held"),
            _mark("money_approved"),
            _mark("documents_ready"),
            *MINORS,
        ),
        *_move("step_back", "ready", "planning", _CO | _SV, _("Back to planning"), REASON),
        *_move(
            "set_out",
            "ready",
            "in_transit",
            _who("coordinator", "escort"),
            _("They have set out"),
            _mark("journey_armed"),
            _mark("check_in_armed"),
            AT_LIBERTY,
        ),
        *_move(
            "shelter",
            "in_transit",
            "sheltered",
            _who("host", "escort", "coordinator"),
            _("They are in the house"),
            _mark("stay_checked_in"),
            effect="welfare_check",
        ),
        *_move("turn_back", "in_transit", "planning", _CO, _("They turned back"), REASON, effect="incident"),
        *_move(
            "go_onward",
            "sheltered planning reopened",
            "onward",
            _who("legal", "liaison"),
            _("Applications are under way"),
            _mark("application_open"),
        ),
        *_move(
            "clear",
            "onward",
            "cleared",
            _who("liaison"),
            _("Cleared to leave"),
            _mark("cleared"),
            *MINORS[:1],
        ),
        *_move("lapse", "cleared", "onward", _who("liaison", "legal"), _("The clearance lapsed"), REASON),
        *_move(
            "depart",
            "cleared",
            "departing",
            _CO,
            _("They are leaving"),
            _mark("onward_booked"),
            AT_LIBERTY,
            CROSSING,
        ),
        *_move(
            "arrive",
            "departing in_transit",
            "arrived",
            _who("escort", "coordinator", "liaison"),
            _("They have arrived"),
            _mark("arrival_confirmed"),
            effect="follow_ups",
        ),
        *_move(
            "refuse_border",
            "departing",
            "sheltered",
            _CO,
            _("Refused at the border"),
            REASON,
            effect="refused_border",
        ),
        *_move("settle", "arrived reopened", "settling", _LAW, _("Claim lodged"), _mark("claim_lodged")),
        *_move(
            "gain_status", "settling arrived", "settled", _LAW, _("Status granted"), _mark("status_granted")
        ),
        *_move(
            "close",
            "settled",
            "closed",
            _SV,
            _("Close"),
            REASON,
            FOLLOWED_UP,
            NOT_LOST,
            *NOTHING_HELD,
            APPROVED,
        ),
        *_move(
            "end",
            " ".join(OPEN),
            "ended",
            _SV,
            _("It has ended"),
            END_REASON,
            END_FITS,
            REASON,
            NOT_LOST,
            *NOTHING_HELD,
            APPROVED,
            effect="ended",
        ),
        *_move("reopen", "closed ended", "reopened", _SV, _("Reopen"), REASON),
    ),
)

EVERY_ROLE = frozenset(role for move in PERSON.transitions for role in move.who)
ANOTHERS = _("A colleague with another role takes this step.")

# Moves that nobody does alone: who may ask for them, and what kind of approval they need.
ASKERS = frozenset({"coordinator", "supervisor", "legal"})
APPROVALS: dict[str, str] = {"accept": "verification", "close": "closure", "end": "closure"}
APPROVAL_KINDS: dict[str, str] = {
    "verification": _("Verification"),
    "closure": _("Closure"),
    **GRAVE,
}
REASONED = frozenset(
    move.name for move in PERSON.transitions if any(need.name == "reason" for need in move.needs)
)


def approval_kind(move: str, end_reason: str = "") -> str:
    """Return which approval a move needs, empty where one person is enough."""
    if move not in APPROVALS:
        return ""
    return approval_for_end(end_reason) if move == "end" else APPROVALS[move]


def case_phase(phases: Iterable[str]) -> str:
    """Derive the case's phase: that of the least advanced open member (reference, part E).

    Somebody supported where they are does not hold the others back: the case shows that phase only when nobody
    is on the main line. With nobody open the case is closed, or ended when nobody was closed.
    """
    listed = list(phases)
    order = list(PHASES)
    return min(listed, key=order.index) if listed else PERSON.start


MOVES: dict[str, str] = {move.name: move.label for move in PERSON.transitions}
