"""Updates to those who asked: their life as a table, how long anybody may be written to, how a reader's line is spelt."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.foundation.kernel import macs
from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

PENDING, CONFIRMED = "pending", "confirmed"
READER_STATES = (PENDING, CONFIRMED)
WAITING, LEAVING = "waiting", "leaving"
BUNDLE_STATES = (WAITING, LEAVING)
DRAFT, REVIEW, PUBLISHED, SENDING, PAUSED, SENT, DROPPED = (
    "draft",
    "review",
    "published",
    "sending",
    "paused",
    "sent",
    "dropped",
)
ON_THE_PAGE = frozenset({PUBLISHED, SENDING, PAUSED, SENT})

KEPT_AFTER_CLOSING = timedelta(days=180)  # a delivery and its answer fall into it
BUNDLES_LIE_FOR = timedelta(days=3)
MOST_REFUSALS = 3
LONGEST_SUBJECT, LONGEST_WORDS = 120, 2_000
TOKEN_BYTES = 16

_CAMPAIGNER, _EITHER = frozenset({"campaigner"}), frozenset({"campaigner", "supervisor"})
_NAMED = Need("named", lambda facts: bool(facts["is_named"]), _("A subject and words in every language."))
_OTHER = Need(
    "another", lambda facts: bool(facts["is_other"]), _("Somebody else than the author must decide.")
)
_LAID = Need(
    "laid", lambda facts: bool(facts["is_laid"]), _("The addresses, from whoever holds the campaign's key.")
)

UPDATE = Machine(
    name="update",
    states={
        DRAFT: _("draft"),
        REVIEW: _("waits for a second person"),
        PUBLISHED: _("on the petition's page"),
        SENDING: _("being sent"),
        PAUSED: _("paused"),
        SENT: _("sent"),
        DROPPED: _("dropped"),
    },
    start=DRAFT,
    ends=frozenset({SENT, DROPPED}),
    transitions=(
        Transition("submit", DRAFT, REVIEW, _CAMPAIGNER, _("Lay before a second person"), (_NAMED,)),
        Transition(
            "approve", REVIEW, PUBLISHED, _EITHER, _("Approve"), (_OTHER,), _("It stands on the page now.")
        ),
        Transition("send_back", REVIEW, DRAFT, _EITHER, _("Send back"), (_OTHER,)),
        Transition("take_up", REVIEW, DRAFT, _CAMPAIGNER, _("Go on writing")),
        Transition(
            "send",
            PUBLISHED,
            SENDING,
            _EITHER,
            _("Send"),
            (_LAID,),
            _("One mail for each who asked, and at most one."),
        ),
        Transition("pause", SENDING, PAUSED, _EITHER, _("Pause")),
        Transition("go_on", PAUSED, SENDING, _EITHER, _("Go on sending")),
        Transition(
            "finish", SENDING, SENT, frozenset({"worker"}), _("Finish"), (), _("Nothing waits any more.")
        ),
        Transition(
            "stop", PAUSED, SENT, _EITHER, _("Send no more"), (), _("Who has not got it yet will not get it.")
        ),
        Transition("drop", DRAFT, DROPPED, _CAMPAIGNER, _("Drop")),
        Transition("take_down", PUBLISHED, DROPPED, _EITHER, _("Take off the page")),
    ),
)


@dataclass(frozen=True, repr=False)
class Addressed:
    """One who asked: where to, in which language, and the secret of their link to stop."""

    address: str
    language: str
    token: bytes

    def spell(self) -> bytes:
        """Return it as it is sealed."""
        return json.dumps([self.address, self.language, self.token.hex()], ensure_ascii=False).encode()


def unspell(told: bytes) -> Addressed:
    """Return what :meth:`Addressed.spell` said.

    :raises ValueError: it is nothing of the kind.
    """
    address, language, token = json.loads(told)
    return Addressed(str(address), str(language), bytes.fromhex(str(token)))


def token_from(link: bytes) -> bytes:
    """Return the secret of the link to stop: it follows from the mailed link of the signature, and does not lead back.

    So a mail that is passed on lets nobody take the signature back, and no table need join the two.
    """
    return macs.mac(macs.keyed(link), b"waystation petition news v1")[:TOKEN_BYTES]


def is_over(closed_on: date | None, today: date) -> bool:
    """Say whether nobody may be written to any more, and every address has to be gone."""
    return closed_on is not None and today > closed_on + KEPT_AFTER_CLOSING
