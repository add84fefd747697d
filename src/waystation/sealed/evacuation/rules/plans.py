"""The life of a plan: written, proposed, agreed by a second person, and one day superseded."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.evacuation.rules.roles import KEEPERS, PLANNERS, SUPERVISOR

DRAFTED, PROPOSED, APPROVED, RETURNED, SUPERSEDED = (
    "drafted",
    "proposed",
    "approved",
    "returned",
    "superseded",
)
LIVE = frozenset({DRAFTED, PROPOSED, APPROVED, RETURNED})
OPEN_TO_CHANGE = frozenset({DRAFTED, RETURNED})

FIELDS: dict[str, str] = {
    "route": _("Ways out, the preferred one first"),
    "threats": _("What threatens on each way"),
    "contingency": _("If it goes wrong"),
    "go": _("We go only if"),
    "no_go": _("We stop at once if"),
}
NOBODY_CHOSEN = _("Choose for whom the plan is.")
CHANGED_ONLY_AS_DRAFT = _("Only a draft can be changed. Take this plan back, or write a new one.")
_SUPERVISOR = frozenset({SUPERVISOR})

_WRITTEN = Need(
    "written",
    lambda facts: all(facts["fields"].get(name, "").strip() for name in FIELDS),
    _("Every part of the plan must say something, even if it is only “nothing”."),
)
_OTHER_EYES = Need(
    "other_eyes",
    lambda facts: facts["actor"] not in facts["authors"],
    _("Somebody else has to decide: you wrote or proposed this plan."),
)
_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("Say why."))

PLAN = Machine(
    name="plan",
    states={
        DRAFTED: _("Draft"),
        PROPOSED: _("Waiting for a second person"),
        APPROVED: _("Approved"),
        RETURNED: _("Sent back"),
        SUPERSEDED: _("Superseded"),
    },
    start=DRAFTED,
    ends=frozenset({SUPERSEDED}),
    transitions=(
        *(Transition("propose", state, PROPOSED, PLANNERS, _("Propose"), (_WRITTEN,), _("supervisors are told")) for state in (DRAFTED, RETURNED)),
        Transition("approve", PROPOSED, APPROVED, _SUPERVISOR, _("Approve"), (_OTHER_EYES,), _("mark plan_approved; an earlier plan of theirs is superseded")),
        Transition("return", PROPOSED, RETURNED, _SUPERVISOR, _("Send back"), (_OTHER_EYES, _REASON), _("its author is told")),
        Transition("take_back", PROPOSED, DRAFTED, PLANNERS, _("Take back")),
        *(Transition("supersede", state, SUPERSEDED, KEEPERS, _("No longer holds"), (_REASON,), _("mark lifted")) for state in (DRAFTED, PROPOSED, APPROVED, RETURNED)),
    ),
)  # fmt: skip
