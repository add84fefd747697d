"""The ladder: what the worker does when nothing is heard in time. It opens nothing: it sees references and states."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.machine import Transition
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation.models import CheckIn, Journey, Traveller
from waystation.sealed.evacuation.rules import checks, roles
from waystation.sealed.evacuation.tags import Tag

STEP = "evacuation:check-in:step"


def set_up(row: CheckIn, body: Mapping[str, Any]) -> None:
    """Write down every step of the ladder now, each at its time: then nothing has to go well for it to climb."""
    for step, at in checks.steps(datetime.fromisoformat(body["due_at"]), body["grace"]):
        _enqueue(row.ref, step, at)


def take_down(row: CheckIn) -> None:
    """Take the steps back: somebody was heard."""
    for step in checks.STEPS:
        outbox.cancel(key=step_key(row.ref, step))


def stand_down(journey: Journey) -> None:
    """Wait for nobody yet: they have not set out. A check-in that is due already goes on climbing."""
    for row in CheckIn.objects.filter(journey=journey, state=checks.SCHEDULED):
        take_down(row)


def call_off(journey: Journey, at: datetime) -> None:
    """End what is still ahead of a journey that is over; what was missed already is for people to end."""
    for row in CheckIn.objects.select_for_update().filter(journey=journey, state__in=sorted(checks.AHEAD)):
        take_down(row)
        set_state(row, checks.CALLED_OFF)
        staff.record(None, Tag.CHECK_MOVED, row.ref, at, move="call_off")


def tell(row: CheckIn, at: datetime, *, is_alarm: bool) -> None:
    """Ask the worker to tell whoever must know: one job, whatever was said (T-18)."""
    _enqueue(row.ref, checks.ALARM if is_alarm else checks.HEARD, at)


@transaction.atomic
def on_step(payload: Mapping[str, str], at: datetime) -> None:
    """Carry out one step. Late, early, twice or in the wrong order makes no difference: the state is looked at again."""
    ref, step = payload["check"], payload["step"]
    row = CheckIn.objects.select_for_update(of=("self",)).select_related("journey", "section").filter(ref=ref)
    check = row.first()
    if check is None:
        return
    if step in checks.STEPS:
        for move in checks.climb(check.state, step):
            _climb(check, move, at)
    elif step == checks.AGAIN:
        _ask_again(check, at)
    elif step == checks.ALARM:
        _sound(check, "pursued", at)
    else:
        outbox.tell(_near(check), at=at)


def step_key(check: str, step: str) -> str:
    """Name the one job of a step."""
    return f"evacuation:check:{check}:{step}"


def set_state(row: CheckIn, state: str) -> None:
    """Write the state alone: whoever does so may not hold the body."""
    row.state = state
    CheckIn.objects.filter(pk=row.pk).update(state=state)


def _climb(check: CheckIn, move: Transition, at: datetime) -> None:
    set_state(check, move.target)
    staff.record(None, Tag.CHECK_MOVED, check.ref, at, move=move.name)
    if move.target == checks.LEVEL_1:
        outbox.tell(_near(check) or _people(check, roles.COORDINATOR), at=at)
    elif move.target == checks.LEVEL_2:
        outbox.tell(_people(check, roles.COORDINATOR) or _people(check, roles.SUPERVISOR), at=at)
    elif move.target == checks.LEVEL_3:
        _sound(check, "lost_contact", at)


def _sound(check: CheckIn, overlay: str, at: datetime) -> None:
    """The third level: supervisors, lawyers and everyone near are called, what befell them stands on the case."""
    everyone = [_people(check, role) for role in (roles.SUPERVISOR, roles.COORDINATOR, roles.LEGAL)]
    outbox.tell({*_near(check)}.union(*everyone), at=at)
    for person in Traveller.objects.filter(journey=check.journey_id).values_list("person", flat=True):
        try:
            casework.open_overlay(actor=None, person=person, kind=overlay, at=at)
        except (NotHere, Refused):
            continue  # forgotten or ended meanwhile: nobody is searched for
    _enqueue(check.ref, checks.AGAIN, at + checks.AGAIN_AFTER)


def _ask_again(check: CheckIn, at: datetime) -> None:
    """Call the supervisors every hour for as long as nobody has ended an alarm."""
    if check.state != checks.LEVEL_3:
        return
    outbox.tell(_people(check, roles.SUPERVISOR), at=at)
    _enqueue(check.ref, checks.AGAIN, at + checks.AGAIN_AFTER)


def _near(check: CheckIn) -> set[str]:
    """The escort, and the owner of the journey while they may open it: who lost the case could only look in vain."""
    near = {check.journey.escort} | ({check.journey.owner} & _readers(check))
    return {line for line in near if line and staff.roles_of(line)}


def _readers(check: CheckIn) -> set[str]:
    """Everyone who may open a check-in, by name or through a team."""
    lines = vault.granted_lines(check.section)
    return {member for line in lines for member in _members(line)} | lines


def _members(line: str) -> list[str]:
    """Name whoever is in a team; a key that somebody forged silences its team, never the whole alarm (T-33)."""
    try:
        return vault.members(line)
    except vault.KeySwapped:
        return []


def _people(check: CheckIn, role: str) -> set[str]:
    """Those with a role among the people who may open this check-in; supervisors always, so that somebody is called."""
    found = {line for line in _readers(check) if role in staff.roles_of(line)}
    if not found and role == roles.SUPERVISOR:
        return set(staff.lines_with(role))
    return found


def _enqueue(check: str, step: str, at: datetime) -> None:
    outbox.enqueue(STEP, payload={"check": check, "step": step}, due_at=at, key=step_key(check, step))
