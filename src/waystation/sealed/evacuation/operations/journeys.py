"""Journeys: planned, released by a decision to go, held back, cancelled; the clock ends a decision that is too old."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import JourneyCard
from waystation.sealed.evacuation.models import Journey, Leg, Planned, Traveller, Watch
from waystation.sealed.evacuation.operations import ladder
from waystation.sealed.evacuation.operations.escorts import release_escort
from waystation.sealed.evacuation.operations.writing import refresh_brief, watchers_of, write_report
from waystation.sealed.evacuation.queries.checks import unanswered
from waystation.sealed.evacuation.queries.journeys import facts_of, get_journey
from waystation.sealed.evacuation.rules import checks, journeys, roles
from waystation.sealed.evacuation.tags import Tag
from waystation.sealed.intake import api as intake

LAPSE = "evacuation:go:lapse"


@transaction.atomic
def plan_journey(
    *, actor: staff.Actor, plan: str, persons: Collection[str], kind: str, at: datetime
) -> JourneyCard:
    """Begin a journey for some people of a plan. Whoever holds the twelve words may from now on know its check-ins.

    :raises NotHere: the plan is unknown, or not held.
    :raises Invalid: nobody of the plan was chosen, or no such kind.
    :raises Refused: one of them is on another journey.
    """
    planned = access.plan_to_change(actor, plan)
    body = vault.read(actor.ring, planned)
    people = {ref: alias for ref, alias in body["people"].items() if ref in set(persons)}
    _check(planned.ref, people, kind)
    row = Journey(
        case=planned.case, plan=planned, section=planned.section, starts_on=at.date(), owner=actor.ref
    )
    told = {
        "alias": body["alias"],
        "people": people,
        "kind": kind,
        "receiver": "",
        "phrase": "",
        "alarm": "",
        "go_until": "",
    }
    vault.write(actor.ring, row, told)
    Traveller.objects.bulk_create([Traveller(journey=row, person=person) for person in people])
    watch = _open_watch(actor, row, told)
    staff.record(actor, Tag.JOURNEY_PLANNED, row.ref, at, row, watch)
    return get_journey(actor, row.ref, at)


@transaction.atomic
def change_journey(
    *, actor: staff.Actor, journey: str, receiver: str, phrase: str, at: datetime
) -> JourneyCard:
    """Write down who receives them at the end, and the phrase by which an arrival abroad is known to be real.

    :raises NotHere: unknown, or not held.
    :raises Refused: the journey is over.
    """
    row = access.journey_to_change(actor, journey)
    if row.state not in journeys.OPEN:
        raise Refused(journeys.IS_OVER)
    body = vault.read(actor.ring, row) | {"receiver": receiver.strip(), "phrase": phrase.strip()}
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.JOURNEY_CHANGED, row.ref, at, row)
    return get_journey(actor, row.ref, at)


@transaction.atomic
def move_journey(
    *, actor: staff.Actor, journey: str, move: str, at: datetime, reason: str = ""
) -> JourneyCard:
    """Decide: go, do not go, the way was looked at again, cancel. For coordinators and supervisors.

    Go arms the check-ins and places ``journey_armed`` and ``check_in_armed`` for twelve hours; then the clock ends it.

    :raises NotHere: unknown, or not held.
    :raises Refused: not from here, or something is missing.
    """
    row = access.journey_to_keep(actor, journey)
    if move not in journeys.BY_HAND:
        raise NotHere
    was, body = row.state, vault.read(actor.ring, row)
    facts = _facts(actor, row, body, reason.strip(), at)
    row.state = journeys.JOURNEY.move(move, row.state, actor.roles, facts).target
    body["go_until"] = (at + journeys.GO_LASTS).isoformat() if move == "go" else ""
    row.is_doubtful = row.is_doubtful and move != "clear_doubt"
    vault.write(actor.ring, row, body)
    said = write_report(actor, row, "journey", move, at, text=reason.strip())
    staff.record(actor, Tag.JOURNEY_MOVED, row.ref, at, row, said, move=move)
    refresh_brief(actor, row, at, go_until=body["go_until"])
    if move == "go":
        _arm(actor, row, at)
    elif was == journeys.ARMED:
        disarm(row, at)
    if row.state == journeys.CANCELLED:
        ladder.call_off(row, at)
        release_escort(actor, row, at)
    outbox.tell([row.owner, row.escort], at=at, but=actor.ref)
    return get_journey(actor, row.ref, at)


@transaction.atomic
def lapse_go(payload: Mapping[str, str], at: datetime) -> None:
    """End a decision to go that is twelve hours old. A job: it opens nothing, and looks at the facts again."""
    row = Journey.objects.select_for_update().filter(ref=payload["journey"], state=journeys.ARMED).first()
    if row is None:
        return
    clock = frozenset({roles.CLOCK})
    row.state = journeys.JOURNEY.move("lapse", row.state, clock, {}).target
    Journey.objects.filter(pk=row.pk).update(state=row.state)
    staff.record(None, Tag.JOURNEY_MOVED, row.ref, at, move="lapse")
    disarm(row, at)
    outbox.tell([row.owner, row.escort], at=at)


def disarm(row: Journey, at: datetime) -> None:
    """Lift what a decision to go had placed: nobody has set out, so nobody is waited for."""
    outbox.cancel(key=lapse_key(row.ref))
    ladder.stand_down(row)
    lift_marks(row, at)


def lift_marks(row: Journey, at: datetime) -> None:
    """Lift the marks of a journey for everyone on it."""
    for person in Traveller.objects.filter(journey=row).values_list("person", flat=True):
        for kind in ("journey_armed", "check_in_armed"):
            casework.lift_mark(actor=None, person=person, kind=kind, thing=row.ref, at=at)


def lapse_key(journey: str) -> str:
    """Name the one job that ends a decision to go."""
    return f"{LAPSE}:{journey}"


def _arm(actor: staff.Actor, row: Journey, at: datetime) -> None:
    outbox.enqueue(LAPSE, payload={"journey": row.ref}, due_at=at + journeys.GO_LASTS, key=lapse_key(row.ref))
    for person in Traveller.objects.filter(journey=row).values_list("person", flat=True):
        for kind in ("journey_armed", "check_in_armed"):
            casework.place_mark(actor=actor, person=person, kind=kind, thing=row.ref, at=at)
    for check, body in unanswered(actor.ring, row.ref):
        ladder.set_up(check, body)


def _facts(
    actor: staff.Actor, row: Journey, body: Mapping[str, Any], reason: str, at: datetime
) -> dict[str, Any]:
    ahead = [
        told
        for check, told in unanswered(actor.ring, row.ref)
        if check.state in checks.AHEAD and datetime.fromisoformat(told["due_at"]) > at
    ]
    legs = Leg.objects.filter(journey=row).values_list("state", flat=True)
    return facts_of(row, body, legs, has_check_in=bool(ahead), reason=reason, at=at)


def _check(plan: str, people: Mapping[str, str], kind: str) -> None:
    if kind not in journeys.KINDS:
        raise Invalid(kind=journeys.NO_SUCH_KIND)
    if not people:
        raise Invalid(persons=journeys.NOBODY_CHOSEN)
    if Planned.objects.filter(plan=plan, person__in=list(people)).count() < len(people):
        raise Refused(journeys.NOT_IN_PLAN)
    others = Traveller.objects.filter(person__in=list(people), journey__state__in=sorted(journeys.OPEN))
    if others.exists():
        raise Refused(journeys.ALREADY_TRAVELLING)


def _open_watch(actor: staff.Actor, row: Journey, told: Mapping[str, Any]) -> Watch:
    """Make the compartment of the check-ins: for whoever reads the way, the case's lawyers, and the twelve words."""
    request = casework.case(actor, row.case).request
    watchers = watchers_of(casework.list_readers(actor, row.case, to_seal=True))
    receipt = _receipt_of(actor, request)
    section = vault.create_section(
        actor.ring, kind="check_in", to=sorted(watchers | ({receipt} if receipt else set()))
    )
    watch = Watch(journey=row, section=section, request=request)
    body = {
        "alias": told["alias"],
        "readers": sorted(watchers),
        "salt": vault.new_secret(),
        "digest": "",
    }
    vault.write(actor.ring, watch, body)
    return watch


def _receipt_of(actor: staff.Actor, request: str) -> str:
    """Return the line of the twelve words of a request, empty where the conversation is not the actor's to read."""
    try:
        conversation = intake.conversation(actor, request)
    except NotHere:
        return ""
    lines = vault.granted_lines(conversation)
    return next((line for line in sorted(lines) if intake.find_request_of_receipt(line) == request), "")
