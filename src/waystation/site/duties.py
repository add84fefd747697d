"""What the house itself does every day, whatever its rooms do: sign the ledger's head, sweep ended sessions."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff

DAY = timedelta(days=1)
SIGN_HEAD = outbox.Recurring("house:sign-head", DAY)
SWEEP_SESSIONS = outbox.Recurring("house:sweep-sessions", DAY)


def sign_head(_payload: Mapping[str, str], at: datetime) -> None:
    """Sign the ledger as it stands, so that whoever keeps the head notices a log that was cut later."""
    ledger.sign_head(at=at)


def sweep_sessions(_payload: Mapping[str, str], _at: datetime) -> None:
    """Erase sessions whose day has passed."""
    staff.sweep_sessions()


HANDLERS = ((SIGN_HEAD.kind, sign_head), (SWEEP_SESSIONS.kind, sweep_sessions))
RECURRING = (SIGN_HEAD, SWEEP_SESSIONS)
