"""The life of a piece of writing and of a mail edition, as tables."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

DRAFT, REVIEW, PUBLISHED, REWRITING, RECHECK, WITHDRAWN, DROPPED = (
    "draft",
    "review",
    "published",
    "rewriting",
    "recheck",
    "withdrawn",
    "dropped",
)
READY, SENDING, PAUSED, SENT = "ready", "sending", "paused", "sent"

# Stands on the public pages, in its last approved words.
PUBLIC = frozenset({PUBLISHED, REWRITING, RECHECK})
CHANGEABLE = frozenset({DRAFT, REWRITING})

CAMPAIGNER, SUPERVISOR = "campaigner", "supervisor"
_CAMPAIGNER = frozenset({CAMPAIGNER})
_EITHER = frozenset({CAMPAIGNER, SUPERVISOR})

_WHOLE = Need(
    "whole", lambda facts: bool(facts["is_whole"]), _("A title and its text in at least one language.")
)
_OTHER = Need(
    "another", lambda facts: bool(facts["is_other"]), _("Somebody else than whoever wrote it must decide.")
)
_TOLD = Need(
    "told",
    lambda facts: bool(facts["is_told"]),
    _("What was corrected, said in every language that has words."),
)
_FILLED = Need("filled", lambda facts: bool(facts["is_filled"]), _("At least one published entry."))
_NAMED = Need(
    "named", lambda facts: bool(facts["is_named"]), _("A subject in every language this house speaks.")
)

PIECE = Machine(
    name="piece",
    states={
        DRAFT: _("draft"),
        REVIEW: _("waits for a second person"),
        PUBLISHED: _("published"),
        REWRITING: _("published, a correction is being written"),
        RECHECK: _("published, the correction waits for a second person"),
        WITHDRAWN: _("taken back"),
        DROPPED: _("dropped"),
    },
    start=DRAFT,
    ends=frozenset({DROPPED}),
    transitions=(
        Transition("submit", DRAFT, REVIEW, _CAMPAIGNER, _("Lay before a second person"), (_WHOLE,)),
        Transition(
            "approve", REVIEW, PUBLISHED, _EITHER, _("Publish"), (_OTHER,), _("Everybody can read it.")
        ),
        Transition("send_back", REVIEW, DRAFT, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_up", REVIEW, DRAFT, _CAMPAIGNER, _("Go on writing")),
        Transition("drop", DRAFT, DROPPED, _CAMPAIGNER, _("Drop")),
        Transition(
            "correct", PUBLISHED, REWRITING, _CAMPAIGNER, _("Correct"), (), _("The published words stand.")
        ),
        Transition(
            "submit", REWRITING, RECHECK, _CAMPAIGNER, _("Lay before a second person"), (_WHOLE, _TOLD)
        ),
        Transition(
            "approve",
            RECHECK,
            PUBLISHED,
            _EITHER,
            _("Publish the correction"),
            (_OTHER,),
            _("It says what changed."),
        ),
        Transition("send_back", RECHECK, REWRITING, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_up", RECHECK, REWRITING, _CAMPAIGNER, _("Go on writing")),
        Transition("leave", REWRITING, PUBLISHED, _CAMPAIGNER, _("Leave it as it stands")),
        Transition(
            "withdraw",
            PUBLISHED,
            WITHDRAWN,
            _EITHER,
            _("Take back"),
            (),
            _("Its page says that it was taken back."),
        ),
        Transition("withdraw", REWRITING, WITHDRAWN, _EITHER, _("Take back")),
        Transition("withdraw", RECHECK, WITHDRAWN, _EITHER, _("Take back")),
        Transition("rework", WITHDRAWN, DRAFT, _CAMPAIGNER, _("Write it anew")),
    ),
)

EDITION = Machine(
    name="edition",
    states={
        DRAFT: _("draft"),
        REVIEW: _("waits for a second person"),
        READY: _("approved, not sent yet"),
        SENDING: _("being sent"),
        PAUSED: _("paused"),
        SENT: _("sent"),
        DROPPED: _("dropped"),
    },
    start=DRAFT,
    ends=frozenset({SENT, DROPPED}),
    transitions=(
        Transition("submit", DRAFT, REVIEW, _CAMPAIGNER, _("Lay before a second person"), (_NAMED, _FILLED)),
        Transition(
            "approve",
            REVIEW,
            READY,
            _EITHER,
            _("Approve"),
            (_OTHER, _FILLED),
            _("The words are fixed as they are now."),
        ),
        Transition("send_back", REVIEW, DRAFT, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_up", REVIEW, DRAFT, _CAMPAIGNER, _("Go on writing")),
        Transition(
            "rework", READY, DRAFT, _CAMPAIGNER, _("Change the words"), (), _("It must be approved anew.")
        ),
        Transition("send", READY, SENDING, _EITHER, _("Send"), (), _("One mail for each confirmed address.")),
        Transition("pause", SENDING, PAUSED, _EITHER, _("Pause")),
        Transition("go_on", PAUSED, SENDING, _EITHER, _("Go on sending")),
        Transition(
            "finish", SENDING, SENT, frozenset({"worker"}), _("Finish"), (), _("Nothing waits any more.")
        ),
        Transition(
            "stop", PAUSED, SENT, _EITHER, _("Send no more"), (), _("Who has not got it yet will not get it.")
        ),
        Transition("drop", DRAFT, DROPPED, _CAMPAIGNER, _("Drop")),
        Transition("drop", READY, DROPPED, _EITHER, _("Drop")),
    ),
)
