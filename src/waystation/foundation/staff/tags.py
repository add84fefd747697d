"""What the staff room writes into the ledger."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the staff room."""

    HOUSE_FOUNDED = "staff:house:founded"
    MEMBER_ADDED = "staff:member:added"
    MEMBER_CHANGED = "staff:member:changed"
    MEMBER_CLOSED = "staff:member:closed"
    PASSPHRASE_CHANGED = "staff:passphrase:changed"
    TEAM_CREATED = "staff:team:created"
    TEAM_JOINED = "staff:team:joined"
    TEAM_LEFT = "staff:team:left"
    KEY_REFUSED = "staff:key:refused"
    KEY_ROTATED = "staff:key:rotated"
    KEYS_ADOPTED = "staff:keys:adopted"
    SIGNED_IN = "staff:session:opened"
    LOCKED_ONE = "staff:session:locked"
    LOCKED_ALL = "staff:house:locked"
    RECOVERY_USED = "staff:recovery:used"
