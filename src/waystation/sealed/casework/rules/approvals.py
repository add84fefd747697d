"""Four eyes: an approval is asked for by one person and given or returned by another."""

from waystation.foundation.kernel.machine import Facts, Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _


def _is_somebody_else(facts: Facts) -> bool:
    return bool(facts["asked_by"] != facts["actor"])


SOMEBODY_ELSE = Need("somebody_else", _is_somebody_else, _("Nobody approves what they asked for themselves."))
_COMMENT = Need("reason", lambda facts: bool(facts["reason"]), _("Say what has to change first."))
_DECIDERS = frozenset({"supervisor"})

APPROVAL = Machine(
    name="approval",
    states={"asked": _("Asked"), "given": _("Approved"), "returned": _("Returned")},
    start="asked",
    ends=frozenset({"given", "returned"}),
    transitions=(
        Transition("give", "asked", "given", _DECIDERS, _("Approve"), (SOMEBODY_ELSE,)),
        Transition("return", "asked", "returned", _DECIDERS, _("Return"), (SOMEBODY_ELSE, _COMMENT)),
    ),
)
