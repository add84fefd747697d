"""A house is known to those who search: closed at once, and everyone it touches is warned in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import Affected
from waystation.sealed.care.models import HouseVetting, SafeHouse, Stay
from waystation.sealed.care.operations.booking import want
from waystation.sealed.care.operations.hosting import take_case_from
from waystation.sealed.care.operations.houses import take_keys
from waystation.sealed.care.operations.stays import give_back
from waystation.sealed.care.queries import compromise as queries
from waystation.sealed.care.rules import houses
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework

REASON_NEEDED = _("Say what happened: those who follow up must know.")
TASKS = {
    queries.THERE: _("Their house is known to those who search. Bring them out and find another bed."),
    queries.COMING: _("The house they were going to is known to those who search. Nobody may go there: find another bed."),
    queries.PAST: _("A house they stayed in is known to those who search. Warn them, and look at what they left there."),
}  # fmt: skip


@transaction.atomic
def compromise_house(*, actor: staff.Actor, house: str, reason: str, at: datetime) -> Sequence[Affected]:
    """Close a house for ever because it is known, and warn everyone it touches: all of it or nothing.

    Nobody may come any more: holds and confirmed stays are given back and wanted anew. The host, who may have been
    taken, loses the house, its address and its guests' needs at once, all of them with new keys (T-35). Everyone there now, coming, or
    there in the last 30 days gets the overlay ``compromised`` and a task due today. Then whoever is named in
    ``settings.AFTER_COMPROMISE`` follows with what is theirs (escorts, routes), in the same transaction.
    For those who keep the house. Returns everyone affected.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Invalid: no reason.
    :raises Refused: the house is not in use.
    """
    row = access.house_to_keep(actor, house)
    if not reason.strip():
        raise Invalid(reason=REASON_NEEDED)
    row.state = houses.HOUSE.move("compromise", row.state, actor.roles, {}).target
    affected = queries.list_affected(actor, house, at)
    host = _close(actor, row, reason, at)
    for one in affected:
        _see_to(actor, one, host, at)
    for path in settings.AFTER_COMPROMISE:
        import_string(path)(actor=actor, house=house, persons=[one.person for one in affected], at=at)
    _call(actor, affected, at)
    return affected


@transaction.atomic
def warn_the_rest(*, actor: staff.Actor, house: str, at: datetime) -> Sequence[Affected]:
    """Warn whoever could not be warned by the one who closed the house, because their case is of another team.

    :raises NotHere: unknown, not the actor's to keep, or not compromised.
    """
    row = access.house_to_keep(actor, house)
    if row.state != houses.COMPROMISED:
        raise NotHere
    affected = queries.list_affected(actor, house, at)
    host = vault.read(actor.ring, row).get("was_host", "")
    for one in affected:
        _see_to(actor, one, host, at)
    return affected


def _see_to(actor: staff.Actor, one: Affected, host: str, at: datetime) -> None:
    if one.is_within_reach and host:
        take_case_from(actor, Stay.objects.get(ref=one.stay), host, at)
    if one.how == queries.COMING:
        _turn_round(actor, one, at)
    _warn(actor, one, at)


def _close(actor: staff.Actor, row: SafeHouse, reason: str, at: datetime) -> str:
    """Close the house and take it from its host; return who that was, empty where there was none."""
    body = vault.read(actor.ring, row)
    host: str = body["host"] or ""
    if host:
        take_keys(actor, row, body)
    vault.write(actor.ring, row, body | {"was_host": host})
    found = HouseVetting(house=row, section=row.vetting)
    told = {"by": actor.ref, "verdict": houses.DOUBTFUL, "text": reason, "at": at.isoformat()}
    vault.write(actor.ring, found, told)
    ledger.record(
        actor=actor.ref,
        tag=Tag.HOUSE_COMPROMISED,
        subject=row.ref,
        at=at,
        rows=[row, found],
        detail={"host": host},
    )
    return host


def _turn_round(actor: staff.Actor, one: Affected, at: datetime) -> None:
    """Give back the bed of somebody on the way and want another; who cannot be reached is left to a supervisor."""
    if not one.is_within_reach:
        return
    row = access.stay_to_change(actor, one.stay)
    arrives_on = max(row.arrives_on, at.date())
    leaves_on = max(row.leaves_on, arrives_on + timedelta(days=1))
    give_back(actor, row, "release", at)
    wanted = want(
        actor,
        case=row.case,
        person=row.person,
        arrives_on=arrives_on,
        leaves_on=leaves_on,
        note=vault.read(actor.ring, row)["note"],
        at=at,
    )
    ledger.record(actor=actor.ref, tag=Tag.STAY_WANTED, subject=wanted.ref, at=at, rows=[wanted])


def _call(actor: staff.Actor, affected: Sequence[Affected], at: datetime) -> None:
    """Call every supervisor, and the readers of each case that could not be warned from here."""
    lines = set(staff.lines_with("supervisor"))
    unreached = [one.stay for one in affected if not one.is_within_reach]
    for stay in Stay.objects.select_related("section").filter(ref__in=unreached):
        for line in vault.granted_lines(stay.section):
            lines |= {line, *vault.members(line)}
    outbox.tell([line for line in lines if staff.roles_of(line)], at=at, but=actor.ref)


def _warn(actor: staff.Actor, one: Affected, at: datetime) -> None:
    if not one.is_within_reach or one.is_warned:
        return
    casework.open_overlay(
        actor=actor, person=one.person, kind="compromised", at=at, note=gettext(TASKS[one.how])
    )
    casework.add_task(
        actor=actor,
        case=one.case,
        person=one.person,
        text=gettext(TASKS[one.how]),
        due_on=at.date(),
        at=at,
    )
