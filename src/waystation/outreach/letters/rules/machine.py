"""The life of a letter campaign and of a statement, as tables."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

DRAFT, REVIEW, READY, OPEN, PAUSED, CLOSED, ARCHIVED, DROPPED = (
    "draft",
    "review",
    "ready",
    "open",
    "paused",
    "closed",
    "archived",
    "dropped",
)
WRITABLE = frozenset({OPEN})
PUBLIC = frozenset({OPEN, PAUSED, CLOSED, ARCHIVED})
CHANGEABLE = frozenset({DRAFT})

CAMPAIGNER, SUPERVISOR = "campaigner", "supervisor"
_CAMPAIGNER = frozenset({CAMPAIGNER})
_EITHER = frozenset({CAMPAIGNER, SUPERVISOR})

_WHOLE = Need(
    "whole",
    lambda facts: bool(facts["is_whole"]),
    _("Title, summary, letter and telephone script in every language this house speaks."),
)
_ADDRESSEES = Need(
    "addressees",
    lambda facts: bool(facts["has_addressees"]),
    _("At least one official whom this campaign writes to."),
)
_OTHER = Need(
    "another", lambda facts: bool(facts["is_other"]), _("Somebody else than the author must decide.")
)

CAMPAIGN = Machine(
    name="letter campaign",
    states={
        DRAFT: _("draft"),
        REVIEW: _("waits for a second person"),
        READY: _("approved"),
        OPEN: _("open for writing"),
        PAUSED: _("paused"),
        CLOSED: _("closed"),
        ARCHIVED: _("archived"),
        DROPPED: _("dropped"),
    },
    start=DRAFT,
    ends=frozenset({ARCHIVED, DROPPED}),
    transitions=(
        Transition(
            "submit", DRAFT, REVIEW, _CAMPAIGNER, _("Lay before a second person"), (_WHOLE, _ADDRESSEES)
        ),
        Transition("approve", REVIEW, READY, _EITHER, _("Approve"), (_OTHER,), _("The text is fixed.")),
        Transition("send_back", REVIEW, DRAFT, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_back", REVIEW, DRAFT, _CAMPAIGNER, _("Take back")),
        Transition("rework", READY, DRAFT, _CAMPAIGNER, _("Change the text")),
        Transition("open", READY, OPEN, _EITHER, _("Open for writing"), (_ADDRESSEES,)),
        Transition("pause", OPEN, PAUSED, _EITHER, _("Pause"), (), _("Nobody can write for now.")),
        Transition("reopen", PAUSED, OPEN, _EITHER, _("Go on")),
        Transition("close", OPEN, CLOSED, _EITHER, _("Close")),
        Transition("close", PAUSED, CLOSED, _EITHER, _("Close")),
        Transition("archive", CLOSED, ARCHIVED, _EITHER, _("Archive")),
        Transition("drop", DRAFT, DROPPED, _CAMPAIGNER, _("Drop")),
        Transition("drop", READY, DROPPED, _EITHER, _("Drop")),
    ),
)

NOTED, SHOWN, WITHDRAWN = "noted", "shown", "withdrawn"

STATEMENT = Machine(
    name="statement",
    states={NOTED: _("waits for a second person"), SHOWN: _("public"), WITHDRAWN: _("withdrawn")},
    start=NOTED,
    ends=frozenset({WITHDRAWN}),
    transitions=(
        Transition(
            "show", NOTED, SHOWN, _EITHER, _("Make public"), (_OTHER,), _("It stands on the public page.")
        ),
        Transition("withdraw", NOTED, WITHDRAWN, _EITHER, _("Withdraw")),
        Transition("withdraw", SHOWN, WITHDRAWN, _EITHER, _("Withdraw")),
    ),
)
