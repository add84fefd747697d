"""Reads of the staff room: who is acting, who colleagues are, which teams there are."""

from collections import Counter
from dataclasses import replace

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import rules
from waystation.foundation.staff.cards import Actor, Colleague, TeamCard
from waystation.foundation.staff.models import Account, KeyDue, Team
from waystation.foundation.vault import api as vault

_ROLES = Prepared(
    lambda line: Account.objects.filter(line=line, is_active=True).values_list("roles", flat=True)
)
_ALL_ROLES = Prepared(lambda: Account.objects.filter(is_active=True).values_list("line", "roles"))
_TEAM_LINES = Prepared(lambda kind: Team.objects.filter(kind=kind).values_list("line", flat=True)[:2])


def actor_of(account: Account, private: bytes, name: str = "") -> Actor:
    """Return the actor for an unlocked account."""
    ring = vault.Ring(vault.newest(account.line).ref, private)
    return Actor(
        ref=account.line,
        roles=frozenset(account.roles),
        teams=ring.lines() - {account.line},
        ring=ring,
        name=name or _own_name(ring, account),
    )


def renew(actor: Actor) -> Actor:
    """Return the actor with a ring that has opened nothing yet."""
    ring = vault.Ring(actor.ring.holder, actor.ring.own_private())
    return replace(actor, ring=ring, teams=ring.lines() - {actor.ref})


def has_house() -> bool:
    """Say whether the house was founded."""
    return Account.objects.exists()


def unlock(login: str, passphrase: str) -> Actor:
    """Return the actor for a login and passphrase, without a session: the command line and the cast.

    :raises vault.WrongPassphrase: they do not fit, or there is no such account.
    """
    account = Account.objects.filter(username=login_tag(login), is_active=True).first()
    if account is None:
        vault.pretend(passphrase)
        raise vault.WrongPassphrase
    return actor_of(account, vault.unlock(passphrase, account.lock, account.line))


def login_tag(login: str) -> str:
    """Return the keyed hash under which a login is stored."""
    return vault.lookup_tag("login", " ".join(login.casefold().split()))


def team_line(kind: str) -> str:
    """Return the line of the one team of a kind.

    :raises NotHere: there is none yet, or several (casework).
    """
    found = _TEAM_LINES(kind=kind)
    if len(found) != 1:
        raise NotHere
    return found[0]


def list_teams(actor: Actor, kind: str | None = None) -> list[TeamCard]:
    """List the teams with their members, for those who hold the directory; nothing for others."""
    teams = Team.objects.select_related("section")
    if kind is not None:
        teams = teams.filter(kind=kind)
    opened = vault.read_held(actor.ring, teams)
    cards = [
        TeamCard(
            team.line,
            team.kind,
            _name(team.kind, body["name"]),
            tuple(vault.members(team.line)),
            team.line in actor.teams,
        )
        for team, body in opened
    ]
    return sorted(cards, key=lambda card: (list(rules.TEAM_KINDS).index(card.kind), card.name))


def _name(kind: str, written: str) -> str:
    # What there is from the first day is called in the reader's language; casework teams as whoever made them said.
    return _(rules.TEAM_KINDS[kind]) if kind in rules.ALWAYS else written


def list_colleagues(actor: Actor, role: str | None = None) -> list[Colleague]:
    """List the members of staff by name, for those who hold the directory; nothing for others."""
    opened = vault.read_held(actor.ring, Account.objects.select_related("section"))
    cards = [
        Colleague(account.line, body["name"], tuple(account.roles), account.is_active)
        for account, body in opened
        if role is None or role in account.roles
    ]
    return sorted(cards, key=lambda card: card.name.casefold())


def names_of(actor: Actor, lines: set[str]) -> dict[str, str]:
    """Return the names of those members of staff whose names the actor may know."""
    if not any(lines):
        return {}
    opened = vault.read_held(actor.ring, Account.objects.select_related("section").filter(line__in=lines))
    return {account.line: body["name"] for account, body in opened}


def roles_of(line: str) -> frozenset[str]:
    """Return the roles of an active member of staff; none for anybody else."""
    return frozenset(role for roles in _ROLES(line=line) for role in roles)


def lines_with(role: str) -> list[str]:
    """Return the lines of the active members of staff who have a role."""
    return [line for line, roles in _ALL_ROLES() if role in roles]


def address_of(line: str) -> tuple[str, str] | None:
    """Return a member's mail address and language, for the worker only: it alone holds the mailer's key."""
    account = Account.objects.filter(line=line, is_active=True).first()
    if account is None or account.address is None:
        return None
    opened = vault.open_for_mailer(bytes(account.address), purpose="address", about=line)
    return opened.decode(), account.language


def count_key_work(actor: Actor) -> int:
    """Count the key work that waits for a member of the actor's teams."""
    return KeyDue.objects.filter(team__in=actor.teams).count()


def key_work_owed() -> dict[str, int]:
    """Count the key work that waits, by the line of the team whose member must do it."""
    return dict(Counter(KeyDue.objects.values_list("team", flat=True)))


def has_second_factor(line: str) -> bool:
    """Say whether a member of staff has a passkey or a code generator (recovery codes alone do not count)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user__line=line, type__in=kinds).exists())


def _own_name(ring: vault.Ring, account: Account) -> str:
    opened = vault.read_held(ring, [account])
    return str(opened[0][1]["name"]) if opened else ""
