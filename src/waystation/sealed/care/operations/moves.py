"""Writing one move of a stay: its state in clear, who and when in the sealed body."""

from datetime import date, datetime

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care.models import Stay
from waystation.sealed.care.queries import stays as queries
from waystation.sealed.care.rules import nights, stays


def write_move(
    actor: staff.Actor, row: Stay, move: str, at: datetime, *, held_until_on: date | None = None
) -> None:
    """Move a stay along its machine and write it; whoever calls records it. Only a hold has a last day.

    :raises Refused: not possible from here, or something is missing.
    """
    row.state = stays.STAY.move(move, row.state, actor.roles, queries.facts_of(row, at.date())).target
    row.held_until_on = held_until_on
    body = vault.read(actor.ring, row)
    if move == "check_in":
        body["next_check_in_at"] = (at + nights.WELFARE_CHECK_AFTER).isoformat()
    done = {"move": move, "at": at.isoformat(), "by": actor.ref}
    vault.write(actor.ring, row, body | {"history": [*body["history"], done]})
