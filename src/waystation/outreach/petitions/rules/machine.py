"""The life of a petition, as a table."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

DRAFT, REVIEW, READY, OPEN, PAUSED, CLOSED, SETTLED, ARCHIVED, DROPPED = (
    "draft",
    "review",
    "ready",
    "open",
    "paused",
    "closed",
    "settled",
    "archived",
    "dropped",
)

# Signing is possible; a confirmation by mail is possible (whoever signed in time may confirm for a while); to be seen.
SIGNABLE = frozenset({OPEN})
CONFIRMABLE = frozenset({OPEN, PAUSED, CLOSED})
PUBLIC = frozenset({OPEN, PAUSED, CLOSED, SETTLED, ARCHIVED})
CHANGEABLE = frozenset({DRAFT})
TAGS_DEAD = frozenset({SETTLED, ARCHIVED, DROPPED})

CAMPAIGNER, SUPERVISOR, WORKER = "campaigner", "supervisor", "worker"
_CAMPAIGNER = frozenset({CAMPAIGNER})
_EITHER = frozenset({CAMPAIGNER, SUPERVISOR})
_IN_TIME = _EITHER | {WORKER}  # thirty days after closing it happens by itself

_WHOLE = Need(
    "whole",
    lambda facts: bool(facts["is_whole"]),
    _("Title, addressee and demand in every language this house speaks."),
)
_GOAL = Need("goal", lambda facts: bool(facts["has_goal"]), _("At least one milestone to work towards."))
_KEY = Need(
    "key", lambda facts: bool(facts["has_key"]), _("The campaign's key, whose private half is not here.")
)
_OTHER = Need(
    "another", lambda facts: bool(facts["is_other"]), _("Somebody else than the author must decide.")
)
_WAITED = Need(
    "waited",
    lambda facts: bool(facts["grace_is_over"]),
    _("Three days after closing, in which whoever signed in time may still confirm."),
)

_AUDITED = Need(
    "audited",
    lambda facts: bool(facts["may_erase"]),
    _("The audit that was announced is published first; thirty days after closing it holds nothing back."),
)

PETITION = Machine(
    name="petition",
    states={
        DRAFT: _("draft"),
        REVIEW: _("waits for a second person"),
        READY: _("approved"),
        OPEN: _("open for signing"),
        PAUSED: _("paused"),
        CLOSED: _("closed, last confirmations"),
        SETTLED: _("settled"),
        ARCHIVED: _("archived"),
        DROPPED: _("dropped"),
    },
    start=DRAFT,
    ends=frozenset({ARCHIVED, DROPPED}),
    transitions=(
        Transition("submit", DRAFT, REVIEW, _CAMPAIGNER, _("Lay before a second person"), (_WHOLE, _GOAL)),
        Transition(
            "approve", REVIEW, READY, _EITHER, _("Approve"), (_OTHER,), _("The text is fixed by its hash.")
        ),
        Transition("send_back", REVIEW, DRAFT, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_back", REVIEW, DRAFT, _CAMPAIGNER, _("Take back")),
        Transition("rework", READY, DRAFT, _CAMPAIGNER, _("Change the text"), (), _("The hash is void.")),
        Transition(
            "open", READY, OPEN, _EITHER, _("Open for signing"), (_KEY,), _("Tags can be made from now on.")
        ),
        Transition("pause", OPEN, PAUSED, _EITHER, _("Pause"), (), _("Nobody can sign for now.")),
        Transition("reopen", PAUSED, OPEN, _EITHER, _("Go on")),
        Transition(
            "close",
            OPEN,
            CLOSED,
            _EITHER,
            _("Close"),
            (),
            _("Who signed in time may confirm for three days."),
        ),
        Transition("close", PAUSED, CLOSED, _EITHER, _("Close")),
        Transition(
            "settle",
            CLOSED,
            SETTLED,
            _IN_TIME,
            _("Settle"),
            (_WAITED,),
            _(
                "Everything confirmed is counted; every tag is dead for good. Whoever kept the mail can still take back."
            ),
        ),
        Transition(
            "archive",
            SETTLED,
            ARCHIVED,
            _IN_TIME,
            _("Archive"),
            (_AUDITED,),
            _("What was sealed is erased here."),
        ),
        Transition("drop", DRAFT, DROPPED, _CAMPAIGNER, _("Drop")),
        Transition("drop", READY, DROPPED, _EITHER, _("Drop")),
    ),
)
