"""Money for a person: asked for by one, approved by another, paid, and receipted (machine O, reduced)."""

import re
from decimal import Decimal

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.care.rules.houses import COORDINATOR, SUPERVISOR

REQUESTERS = frozenset({COORDINATOR, SUPERVISOR})
APPROVERS = frozenset({SUPERVISOR})

DRAFT, SUBMITTED, APPROVED, PAID, RECEIPTED, REJECTED, CANCELLED = (
    "draft",
    "submitted",
    "approved",
    "paid",
    "receipted",
    "rejected",
    "cancelled",
)
OPEN_REQUESTS = frozenset({DRAFT, SUBMITTED, APPROVED, PAID})
DECISIONS = frozenset({"approve", "reject"})
WITH_ITS_MARK = frozenset({APPROVED, PAID, RECEIPTED})

PURPOSES = {
    "travel": _("Travel"),
    "housing": _("Housing"),
    "food": _("Food and daily needs"),
    "medical": _("Medical help"),
    "papers": _("Papers and fees"),
    "other": _("Something else"),
}
CURRENCIES = ("EUR", "USD", "RUB", "GEL", "AMD", "KZT", "TRY", "GBP", "CAD")
_AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")
LARGEST_CENTS = 100_000_00

AMOUNT_UNCLEAR = _("Write the amount as a number, for example 120 or 120.50.")
AMOUNT_TOO_LARGE = _("One request can be at most 100,000. Split it, so that more people look at it.")

_BY_ANOTHER = Need(
    "by_another",
    lambda facts: facts["actor"] != facts["requester"],
    _("Somebody else than who asked must decide."),
)
_REASON_GIVEN = Need("reason_given", lambda facts: facts["reason_given"], _("Say why."))
_RECEIPT_NAMED = Need(
    "receipt_named", lambda facts: facts["reason_given"], _("Say what the receipt is and where it is kept.")
)

ASSISTANCE = Machine(
    name="assistance",
    states={
        DRAFT: _("Being written"),
        SUBMITTED: _("Waiting for approval"),
        APPROVED: _("Approved"),
        PAID: _("Paid"),
        RECEIPTED: _("Receipt kept"),
        REJECTED: _("Not approved"),
        CANCELLED: _("Not needed any more"),
    },
    start=DRAFT,
    ends=frozenset({RECEIPTED, REJECTED, CANCELLED}),
    transitions=(
        Transition("submit", DRAFT, SUBMITTED, REQUESTERS, _("Ask for approval")),
        Transition(
            "approve", SUBMITTED, APPROVED, APPROVERS, _("Approve"), (_BY_ANOTHER,), "mark money_approved"
        ),
        Transition(
            "reject", SUBMITTED, REJECTED, APPROVERS, _("Do not approve"), (_BY_ANOTHER, _REASON_GIVEN)
        ),
        Transition("pay", APPROVED, PAID, REQUESTERS, _("Has been paid")),
        Transition("receipt", PAID, RECEIPTED, REQUESTERS, _("Receipt is here"), (_RECEIPT_NAMED,)),
        *(
            Transition("cancel", state, CANCELLED, REQUESTERS, _("Call off"), (), "mark lifted")
            for state in (DRAFT, SUBMITTED, APPROVED)
        ),
    ),
)


def cents_of(text: str) -> int:
    """Read an amount typed by hand, with a point or a comma, as hundredths.

    :raises ValueError: not a positive amount with at most two decimals, or too large; the message says which.
    """
    typed = "".join(text.split())
    if _AMOUNT.fullmatch(typed) is None:
        raise ValueError(AMOUNT_UNCLEAR)
    cents = int(Decimal(typed.replace(",", ".")) * 100)
    if cents == 0:
        raise ValueError(AMOUNT_UNCLEAR)
    if cents > LARGEST_CENTS:
        raise ValueError(AMOUNT_TOO_LARGE)
    return cents


def words_of(cents: int, currency: str, *, point: str = ".") -> str:
    """Write hundredths as an amount: ``1 250.50 EUR``, with spaces that do not break."""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{grouped}{point}{rest:02}\u00a0{currency}" if rest else f"{grouped}\u00a0{currency}"
