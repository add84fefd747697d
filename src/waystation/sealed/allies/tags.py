"""What the ledger is told by this room."""

from enum import StrEnum


class Tag(StrEnum):
    """Names of ledger entries: room, thing, what happened to it."""

    OFFERED = "allies:offer:arrived"
    OFFERED_AGAIN = "allies:offer:sent_again"
    WORDS_CONFIRMED = "allies:words:confirmed"
    READ = "allies:offer:read"
    HEARD = "allies:message:heard"
    ANSWERED = "allies:message:answered"
    DECLARED = "allies:tie:declared"
    NOTED = "allies:vetting:noted"
    MOVED = "allies:offer:moved"
    TRUSTED = "allies:trust:given"
    TRUST_CLOSED = "allies:trust:closed"
    CONCERN_RAISED = "allies:concern:raised"
    CONCERN_CLEARED = "allies:concern:cleared"
    HELPER_READ = "allies:helper:read"
    BOOKED = "allies:booking:made"
    BOOKING_MOVED = "allies:booking:moved"
    FORGET_ASKED = "allies:forget:asked"
    FORGET_TAKEN_BACK = "allies:forget:taken_back"
    FORGOTTEN = "allies:offer:forgotten"
