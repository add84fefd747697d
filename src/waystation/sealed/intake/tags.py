"""What the ledger is told by this room."""

from enum import StrEnum


class Tag(StrEnum):
    """Names of ledger entries: room, thing, what happened to it."""

    ARRIVED = "intake:request:arrived"
    SENT_AGAIN = "intake:request:sent_again"
    WORDS_CONFIRMED = "intake:words:confirmed"
    READ = "intake:request:read"
    CLAIMED = "intake:request:claimed"
    RELEASED = "intake:request:released"
    TAKEN_OVER = "intake:request:taken_over"
    TRIAGED = "intake:request:triaged"
    MOVED = "intake:request:moved"
    LINKED = "intake:request:linked"
    HOSTILE_PROPOSED = "intake:request:hostile_proposed"
    HOSTILE_DROPPED = "intake:request:hostile_dropped"
    KEPT_TO_FEW = "intake:request:kept_to_few"
    ATTEMPTED = "intake:contact:attempted"
    ANSWERED = "intake:message:answered"
    HEARD = "intake:message:heard"
    ATTACHMENT_READ = "intake:attachment:read"
    FORGET_ASKED = "intake:forget:asked"
    FORGET_TAKEN_BACK = "intake:forget:taken_back"
    FORGOTTEN = "intake:request:forgotten"
    KEY_TURNED = "intake:key:turned"
