"""The case follows the journey: each traveller's phase, as far as whoever acts may move it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import JourneyCard
from waystation.sealed.evacuation.models import Journey, Traveller
from waystation.sealed.evacuation.operations.journeys import lift_marks
from waystation.sealed.evacuation.queries.journeys import get_journey
from waystation.sealed.evacuation.rules import checks, journeys, phases

THEY_TURNED_BACK = _("They turned back on the way.")


@transaction.atomic
def bring_up_to_date(*, actor: staff.Actor, journey: str, at: datetime, phrase: str = "") -> JourneyCard:
    """Write into the case what an escort said while nobody who may was there. For coordinators.

    An arrival abroad counts when the person or the receiver said the phrase that was agreed, where there is one.

    :raises NotHere: unknown, or not held.
    :raises Refused: somebody cannot be moved yet; says what is missing.
    """
    row = access.journey_to_keep(actor, journey)
    missing = follow(actor, row, at, phrase=phrase)
    if missing:
        raise Refused(*missing)
    return get_journey(actor, row.ref, at)


def follow(actor: staff.Actor, row: Journey, at: datetime, *, phrase: str = "") -> list[str]:
    """Move every traveller as far as the journey has come; return what was missing. What is left waits as owed."""
    body = vault.read(actor.ring, row)
    moves = phases.moves_for(row.state, body["kind"])
    missing: list[str] = []
    if phases.needs_phrase(moves) and checks.fold(phrase) != checks.fold(body["phrase"]):
        moves, missing = moves[:-1], [journeys.PHRASE_NEEDED]
    for person in Traveller.objects.filter(journey=row).values_list("person", flat=True):
        for phase_move in moves:
            missing += _move(actor, row, person, phase_move, at)
    is_over = row.state not in journeys.OPEN
    row.is_owed = bool(missing)
    Journey.objects.filter(pk=row.pk).update(is_owed=row.is_owed)
    if is_over and not missing:
        lift_marks(row, at)
    return list(dict.fromkeys(missing))


def _move(actor: staff.Actor, row: Journey, person: str, move: phases.Follow, at: datetime) -> list[str]:
    try:
        if casework.person(actor, person).phase not in move.sources:
            return []
        with transaction.atomic():
            if move.needs_stay and _has_checked_in(actor, row, person, at):
                return []
            if move.mark:
                casework.place_mark(actor=actor, person=person, kind=move.mark, thing=row.ref, at=at)
            reason = gettext(THEY_TURNED_BACK) if row.state == journeys.TURNED_BACK else ""
            casework.move_person(actor=actor, person=person, move=move.name, at=at, reason=reason)
    except Refused as refused:
        return list(refused.missing)
    except NotHere:
        return []
    return []


def _has_checked_in(actor: staff.Actor, row: Journey, person: str, at: datetime) -> bool:
    """Check them in where a bed was confirmed for them; care then moves the person. Without one, the move says so."""
    stays = [stay for stay in care.list_stays_of(actor, row.case, at) if stay.person == person]
    for stay in stays:
        if stay.state == "confirmed":
            care.check_in(actor=actor, stay=stay.ref, at=at)
            return True
    return False
