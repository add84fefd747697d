"""Deeds of the staff room: founding the house, adding and closing accounts, teams, locks, recovery."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused, here
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import rules
from waystation.foundation.staff.access import member_to_change, own_account, team_to_change
from waystation.foundation.staff.cards import Actor
from waystation.foundation.staff.models import Account, KeyDue, StaffSession, Team
from waystation.foundation.staff.queries import actor_of, login_tag, team_line
from waystation.foundation.staff.tags import Tag
from waystation.foundation.vault import api as vault

LOGIN_TAKEN = _("Somebody has this login already. Choose another.")
LOGIN_EMPTY = _("Type a login.")
PASSPHRASE_WEAK = _(
    "Choose at least 14 characters that do not repeat: four or five words are easy to remember."
)
PASSPHRASE_WRONG = _("This is not the present passphrase.")
ROLES_CONFLICT = _(
    "These roles may not be held by one person: who audits or runs the machine does nothing else."
)
ROLES_EMPTY = _("Choose at least one role.")
MAY_NOT_JOIN = _("Somebody with these roles may not hold this team's key.")
KEY_DUE = "key-due"
LAST_MEMBER = _("Nobody else is in this team: add somebody first, or what it holds could not be read.")


@dataclass(frozen=True)
class Founding:
    """What founding the house gives, once: the first supervisor and the recovery shares to hand out."""

    actor: Actor
    shares: tuple[str, ...]


@transaction.atomic
def found_house(
    *, login: str, passphrase: str, name: str, needed: int, people: int, at: datetime, language: str = "en"
) -> Founding:
    """Make recovery, the mailer, the first teams and the first supervisor of an installation that has none.

    :raises Refused: the house was founded already.
    :raises Invalid: a weak passphrase or an empty login.
    :raises ValueError: the numbers of the recovery shares make no sense.
    """
    if Account.objects.exists():
        raise Refused(_("This installation has its first supervisor already."))
    _check_login(login, passphrase)
    shares = vault.create_recovery(needed=needed, people=people)
    vault.adopt_mailer()
    holder, pair = vault.create_holder(vault.PERSON)
    ring = vault.Ring(holder.ref, pair.private)
    lines = {
        kind: vault.create_team(
            [holder.line], kind=vault.AUDITORS if kind == rules.AUDITORS else vault.TEAM
        ).line
        for kind in rules.ALWAYS
    }
    directory = vault.create_section(ring, kind="directory", to=[lines[rules.EVERYONE]])
    teams = [Team(line=line, kind=kind, section=directory) for kind, line in lines.items()]
    for team in teams:
        vault.write(ring, team, {"name": rules.TEAM_KINDS[team.kind]})
    account = _write_account(
        ring,
        directory=directory,
        line=holder.line,
        private=pair.private,
        login=login,
        passphrase=passphrase,
        roles=[rules.SUPERVISOR],
        name=name,
        language=language,
    )
    ledger.record(
        actor=holder.line,
        tag=Tag.HOUSE_FOUNDED,
        subject=holder.line,
        at=at,
        rows=[*teams, account, *vault.key_rows()],
    )
    return Founding(actor_of(account, pair.private), tuple(shares))


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    login: str,
    passphrase: str,
    name: str,
    roles: Iterable[str],
    teams: Iterable[str],
    at: datetime,
    address: str = "",
    language: str = "en",
    must_change: bool = True,
) -> str:
    """Add a member of staff and return their line. Supervisors may.

    The passphrase is a first one that must be changed. Hosts and escorts never join the office's directory. The key
    of a team the supervisor is not in is handed on by its next member who comes to the desk.

    :raises Refused: not a supervisor, or a team that does not exist.
    :raises Invalid: a login that is taken or empty, a weak passphrase.
    """
    if not actor.is_any(rules.SUPERVISOR):
        raise Refused(_("Only supervisors add members of staff."))
    chosen = frozenset(roles)
    _check_roles(chosen)
    _check_login(login, passphrase)
    joined = _teams_to_join(chosen, teams)
    holder, pair = vault.create_holder(vault.PERSON)
    directory = Team.objects.select_related("section").get(kind=rules.EVERYONE).section
    account = _write_account(
        actor.ring,
        directory=directory,
        line=holder.line,
        private=pair.private,
        login=login,
        passphrase=passphrase,
        roles=sorted(chosen),
        name=name,
        language=language,
        must_change=must_change,
        address=address,
    )
    for team in joined:
        _hand_or_ask(actor, team, holder.line, chosen, at)
    ledger.record(
        actor=actor.ref,
        tag=Tag.MEMBER_ADDED,
        subject=holder.line,
        at=at,
        rows=[account, *vault.key_rows(holder.line)],
        detail={"roles": sorted(chosen), "teams": sorted(team.line for team in joined)},
    )
    return holder.line


@transaction.atomic
def create_team(*, actor: Actor, name: str, at: datetime) -> str:
    """Create a casework team, the actor its first member, and return its line. Supervisors may."""
    if not actor.is_any(rules.SUPERVISOR):
        raise Refused(_("Only supervisors create teams."))
    if not name.strip():
        raise Invalid(name=_("Give the team a name."))
    line = vault.create_team([actor.ref]).line
    directory = Team.objects.select_related("section").get(kind=rules.EVERYONE).section
    team = Team(line=line, kind=rules.CASEWORK, section=directory)
    vault.write(actor.ring, team, {"name": name.strip()})
    actor.ring.forget_lines()
    ledger.record(
        actor=actor.ref, tag=Tag.TEAM_CREATED, subject=line, at=at, rows=[team, *vault.key_rows(line)]
    )
    return line


@transaction.atomic
def join_team(*, actor: Actor, team: str, member: str, at: datetime) -> None:
    """Bring a colleague into a team. Supervisors may; where they are not in it, a member hands the key on."""
    account = member_to_change(actor, member)
    found = here(Team.objects.filter(line=team).first())
    _hand_or_ask(actor, found, member, frozenset(account.roles), at)
    ledger.record(actor=actor.ref, tag=Tag.TEAM_JOINED, subject=team, at=at, detail={"member": member})


@transaction.atomic
def leave_team(*, actor: Actor, team: str, member: str, at: datetime) -> None:
    """Take somebody out of a team: its key rotates, and what is written after is sealed under keys they never had.

    :raises Refused: nobody else is in the team.
    """
    team_to_change(actor, team)
    if not set(vault.members(team)) - {member}:
        raise Refused(LAST_MEMBER)
    keys = _rotate(actor, team, without=[member])
    ledger.record(
        actor=actor.ref, tag=Tag.TEAM_LEFT, subject=team, at=at, rows=keys, detail={"member": member}
    )


@transaction.atomic
def close_member(*, actor: Actor, member: str, at: datetime) -> None:
    """Close an account: sessions end at once, team keys are taken back and rotated.

    Keys of teams the actor is not in are rotated by the next member who comes to the desk; they receive a mail.

    :raises Refused: one's own account.
    """
    account = member_to_change(actor, member)
    if member == actor.ref:
        raise Refused(_("Nobody closes their own account: ask another supervisor."))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    StaffSession.objects.filter(account=account).delete()
    KeyDue.objects.filter(member=member).delete()
    vault.close_line(member)
    keys: list[vault.Holder] = []
    for line in vault.take_keys_back(member):
        vault.mark_stale(line)
        if line in actor.teams:
            keys += _rotate(actor, line, without=[member])
        else:
            KeyDue.objects.get_or_create(team=line, member="")
            outbox.tell(vault.members(line), at=at)
    ledger.record(actor=actor.ref, tag=Tag.MEMBER_CLOSED, subject=member, at=at, rows=keys)


@transaction.atomic
def do_key_work(*, actor: Actor, at: datetime) -> int:
    """Do the key work that waits for a member of the actor's teams; return how much was done. Any member may."""
    waiting = list(KeyDue.objects.select_for_update().filter(team__in=actor.teams))
    for due in waiting:
        if due.member and not vault.is_vouched(
            actor.ring,
            team_line(rules.EVERYONE),
            bytes(due.seal),
            purpose=KEY_DUE,
            about=due.team,
            member=due.member,
        ):
            ledger.record(
                actor=actor.ref, tag=Tag.KEY_REFUSED, subject=due.team, at=at, detail={"member": due.member}
            )  # T-10: nobody of the office asked for this
        elif due.member:
            vault.join(actor.ring, team=due.team, member=due.member)
            ledger.record(
                actor=actor.ref, tag=Tag.TEAM_JOINED, subject=due.team, at=at, detail={"member": due.member}
            )
        else:
            keys = _rotate(actor, due.team, without=[])
            ledger.record(actor=actor.ref, tag=Tag.KEY_ROTATED, subject=due.team, at=at, rows=keys)
        due.delete()
    return len(waiting)


@transaction.atomic
def rotate_team(*, actor: Actor, team: str, at: datetime) -> None:
    """Give a team a new key pair, all present members staying: after somebody left, or on a schedule."""
    team_to_change(actor, team)
    keys = _rotate(actor, team, without=[])
    ledger.record(actor=actor.ref, tag=Tag.KEY_ROTATED, subject=team, at=at, rows=keys)


@transaction.atomic
def change_passphrase(*, actor: Actor, present: str, new: str, at: datetime) -> None:
    """Change one's own passphrase; the key pair stays, only its lock is made anew.

    :raises Invalid: the present one is wrong, or the new one weak.
    """
    account = own_account(actor)
    try:
        private = vault.unlock(present, account.lock, account.line)
    except vault.WrongPassphrase:
        raise Invalid(present=PASSPHRASE_WRONG) from None
    if rules.is_weak(new):
        raise Invalid(new=PASSPHRASE_WEAK)
    made = vault.lock(new, private, account.line)
    Account.objects.filter(pk=account.pk).update(
        salt=made.salt, verifier=made.verifier, locked=made.sealed, must_change=False
    )
    ledger.record(actor=actor.ref, tag=Tag.PASSPHRASE_CHANGED, subject=actor.ref, at=at)


@transaction.atomic
def lock_mine(*, actor: Actor, at: datetime) -> None:
    """End every session of the actor, on every machine."""
    StaffSession.objects.filter(account__line=actor.ref).delete()
    ledger.record(actor=actor.ref, tag=Tag.LOCKED_ONE, subject=actor.ref, at=at)


@transaction.atomic
def lock_everyone(*, actor: Actor, at: datetime) -> int:
    """End every session in the house at once; every member of staff may, no question asked (T-08)."""
    ended, _rows = StaffSession.objects.all().delete()
    ledger.record(actor=actor.ref, tag=Tag.LOCKED_ALL, subject=actor.ref, at=at)
    outbox.tell(Account.objects.filter(is_active=True).values_list("line", flat=True), at=at)
    return ended


def round_factor_times(*, at: datetime) -> None:
    """Round the exact times the accounts library notes on second factors to the day (T-04)."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    Authenticator.objects.filter(created_at__gt=day).update(created_at=day)
    Authenticator.objects.filter(last_used_at__gt=day).update(last_used_at=day)
    for spare in Authenticator.objects.filter(data__viewed_at__gt=day.timestamp()):
        spare.data["viewed_at"] = day.timestamp()
        spare.save(update_fields=["data"])


def note_sign_in(*, line: str, at: datetime) -> None:
    """Note in the ledger that somebody signed in."""
    ledger.record(actor=line, tag=Tag.SIGNED_IN, subject=line, at=at)


def _rotate(actor: Actor, team: str, *, without: Iterable[str]) -> list[vault.Holder]:
    vault.rotate_line(actor.ring, line=team, without=without)
    vault.mark_stale(team)
    vault.rebind(actor.ring, team)
    return vault.key_rows(team)


def _hand_or_ask(actor: Actor, team: Team, member: str, roles: frozenset[str], at: datetime) -> None:
    if not rules.may_join(team.kind, roles):
        raise Refused(MAY_NOT_JOIN)
    if team.line in actor.teams:
        vault.join(actor.ring, team=team.line, member=member)
        return
    office = team_line(rules.EVERYONE)
    seal = vault.vouch(actor.ring, office, purpose=KEY_DUE, about=team.line, member=member)
    KeyDue.objects.update_or_create(team=team.line, member=member, defaults={"seal": seal})
    outbox.tell(vault.members(team.line), at=at)


def _check_login(login: str, passphrase: str) -> None:
    if not login.strip():
        raise Invalid(login=LOGIN_EMPTY)
    if rules.is_weak(passphrase):
        raise Invalid(passphrase=PASSPHRASE_WEAK)
    if Account.objects.filter(username=login_tag(login)).exists():
        raise Invalid(login=LOGIN_TAKEN)


def _check_roles(roles: frozenset[str]) -> None:
    if not roles or roles - set(rules.ROLES):
        raise Invalid(roles=ROLES_EMPTY)
    if rules.conflicts(roles):
        raise Invalid(roles=ROLES_CONFLICT)


def _teams_to_join(roles: frozenset[str], teams: Iterable[str]) -> list[Team]:
    wanted = set(teams)
    if not roles & (rules.OUTSIDE | {rules.ADMINISTRATOR}):
        wanted.add(team_line(rules.EVERYONE))
    found = list(Team.objects.filter(line__in=wanted))
    if len(found) != len(wanted):
        raise NotHere
    return found


def _write_account(
    ring: vault.Ring,
    *,
    directory: vault.Section,
    line: str,
    private: bytes,
    login: str,
    passphrase: str,
    roles: list[str],
    name: str,
    language: str,
    must_change: bool = False,
    address: str = "",
) -> Account:
    made = vault.lock(passphrase, private, line)
    sealed: bytes | None = None
    if address:
        mailer: Any = vault.line_of_kind(vault.MAILER)
        sealed = vault.seal_to_line(mailer, address.encode(), purpose="address", about=line)
    account = Account(
        username=login_tag(login),
        line=line,
        section=directory,
        roles=roles,
        language=language,
        must_change=must_change,
        salt=made.salt,
        verifier=made.verifier,
        locked=made.sealed,
        address=sealed,
    )
    vault.write(ring, account, {"name": name.strip(), "login": login.strip()})
    return account
