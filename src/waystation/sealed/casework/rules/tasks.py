"""Tasks: their life as a table, their kinds, and which of them follow from a move."""

from datetime import date, timedelta

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

KINDS: dict[str, str] = {
    "general": _("Task"),
    "next_step": _("Next step"),
    "verify": _("Verify: accepted without it"),
    "welfare_check": _("Ask how they are after the first night"),
    "follow_up": _("Follow up after the arrival"),
    "incident": _("Write down what happened"),
    "legal": _("Legal steps after the refusal at the border"),
    "documentation": _("Document it for those who investigate"),
    "lessons_review": _("Review what can be learnt"),
    "tell_recipients": _("Consent withdrawn: tell everyone who received something"),
}

STATES: dict[str, str] = {
    "open": _("Open"),
    "in_progress": _("In progress"),
    "done": _("Done"),
    "not_executable": _("Not possible"),
    "cancelled": _("Cancelled"),
}

_ANYONE = frozenset({"reader"})  # whoever holds the section may work on its tasks
_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("A reason is needed."))


def _from_both(name: str, target: str, label: str, *needs: Need) -> tuple[Transition, ...]:
    return tuple(
        Transition(name, source, target, _ANYONE, label, needs) for source in ("open", "in_progress")
    )


TASK = Machine(
    name="task",
    states=STATES,
    start="open",
    ends=frozenset({"done", "not_executable", "cancelled"}),
    transitions=(
        Transition("begin", "open", "in_progress", _ANYONE, _("Begin")),
        *_from_both("finish", "done", _("Done")),
        *_from_both("give_up", "not_executable", _("Not possible"), _REASON),
        *_from_both("cancel", "cancelled", _("Cancel"), _REASON),
    ),
)
WORKER = _ANYONE
LIVE = ("open", "in_progress")

FOLLOW_UP_DAYS = (1, 7, 30, 90, 180, 365)
EFFECTS: dict[str, tuple[tuple[str, int], ...]] = {
    "verify_later": (("verify", 3),),
    "welfare_check": (("welfare_check", 1),),
    "incident": (("incident", 1),),
    "refused_border": (("incident", 1), ("legal", 1)),
    "follow_ups": tuple(("follow_up", days) for days in FOLLOW_UP_DAYS),
}
GRAVE_TASKS = (("documentation", 3), ("lessons_review", 14))


def tasks_after(effect: str, on: date, *, is_grave: bool) -> list[tuple[str, date]]:
    """Return the kinds and days of the tasks that a move opens."""
    follow = GRAVE_TASKS if is_grave else EFFECTS.get(effect, ())
    return [(kind, on + timedelta(days=days)) for kind, days in follow]
