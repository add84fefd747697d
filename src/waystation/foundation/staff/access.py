"""Gates of the staff room."""

from django.http import HttpRequest

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.staff.cards import Actor
from waystation.foundation.staff.models import Account, Team
from waystation.foundation.staff.rules import SUPERVISOR


def member_to_change(actor: Actor, ref: str) -> Account:
    """Return a colleague's account to a supervisor.

    :raises NotHere: no such colleague, or the actor is not a supervisor.
    """
    found = Account.objects.select_related("section").filter(line=ref).first()
    if found is None or not actor.is_any(SUPERVISOR):
        raise NotHere
    return found


def own_account(actor: Actor) -> Account:
    """Return the actor's own account.

    :raises NotHere: the account was closed.
    """
    return here(Account.objects.select_related("section").filter(line=actor.ref, is_active=True).first())


def team_to_change(actor: Actor, line: str) -> Team:
    """Return a team to one of its members who is a supervisor; only a member holds the key that must be handed on.

    :raises NotHere: no such team, or not the actor's.
    """
    found = Team.objects.select_related("section").filter(line=line).first()
    if found is None or line not in actor.teams or not actor.is_any(SUPERVISOR):
        raise NotHere
    return found


def acting(request: HttpRequest, *roles: str) -> Actor:
    """Return whoever is signed in at the desk, if they have one of the roles where any is named.

    :raises NotHere: anybody else.
    """
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise NotHere
    return allow(actor, *roles) if roles else actor


def allow(actor: Actor, *roles: str) -> Actor:
    """Let those pass who have one of these roles.

    :raises NotHere: anybody else.
    """
    if not actor.is_any(*roles):
        raise NotHere
    return actor
