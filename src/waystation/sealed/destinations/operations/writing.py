"""What many deeds write: a move of an application, readers kept in step with the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations.models import Application
from waystation.sealed.destinations.queries import applications as queries
from waystation.sealed.destinations.rules.applications import APPLICATION
from waystation.sealed.destinations.rules.people import BY_ITSELF


def keep_in_step(actor: staff.Actor, row: Application) -> None:
    """Give an application the readers that the identity of its case has now, and take it from all others.

    Called before every writing: whoever lost the case's identity reads nothing that is written after.
    """
    vault.set_readers(actor.ring, row.section, vault.granted_lines(row.identity))


def write_move(
    actor: staff.Actor,
    row: Application,
    move: str,
    at: datetime,
    *,
    reason: str = "",
    follows: Mapping[str, bool] | None = None,
    changes: Mapping[str, str] | None = None,
) -> None:
    """Move an application along its machine and write it; whoever calls records it.

    ``follows`` are the facts of a move that follows from another deed: nobody's role allows it by itself.

    :raises Refused: not possible from here or not for these roles; says what is missing.
    """
    body = vault.read(actor.ring, row)
    if follows is None:
        facts: Mapping[str, Any] = queries.facts_of(actor, row, body, at, reason=reason)
        roles = actor.roles
    else:
        facts, roles = follows, BY_ITSELF
    row.state = APPLICATION.move(move, row.state, roles, facts).target
    done = {"move": move, "at": at.isoformat(), "by": actor.ref, "reason": reason.strip()}
    vault.write(actor.ring, row, {**body, **(changes or {}), "history": [*body["history"], done]})
