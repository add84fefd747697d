"""Deeds of the release room: propose counts, decide on them with four eyes."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.figures import api as figures
from waystation.release import budget
from waystation.release.access import proposal_to_change, supervisor
from waystation.release.cards import ProposalCard
from waystation.release.models import Proposal
from waystation.release.queries import card_of
from waystation.release.rules import (
    EPSILONS,
    PROPOSAL,
    UNDONE,
    Measure,
    Statement,
    Verdict,
    judge,
    said_with_noise,
)
from waystation.release.tags import Tag
from waystation.sealed.casework import api as casework
from waystation.sealed.intake import api as intake

IN_SHELTER, ELSEWHERE, ASKED = "brought_out_only", "abroad", "requests"
MEASURES = {
    figures.REQUESTS: Measure(figures.REQUESTS, frozenset({ASKED})),
    figures.BROUGHT_OUT: Measure(figures.BROUGHT_OUT, frozenset({IN_SHELTER, ELSEWHERE})),
    figures.ABROAD: Measure(figures.ABROAD, frozenset({ELSEWHERE})),
}
SAFE_PLACES = frozenset({"sheltered", "arrived"})
ABROAD = frozenset({"arrived"})

COUNTS_CHANGED = _("The counts, or what may be said of them, have changed since. Return this and count anew.")

_DECIDED = {"publish": Tag.PUBLISHED, "return": Tag.RETURNED, "withdraw": Tag.WITHDRAWN}


@transaction.atomic
def propose(
    *, actor: staff.Actor, as_of: date, at: datetime, note: str = "", epsilon: int = 0
) -> ProposalCard:
    """Count as of a day, judge what may be said, and lay it before a second supervisor. Supervisors may.

    The counts are taken from states and rounded days only; no case is opened. They are sealed to the supervisors:
    what is held back is never in clear anywhere.

    With an ``epsilon`` (thousandths, one of ``EPSILONS``) each number is said with noise of that strength. It is drawn here,
    once, and paid for from the budget even if the proposal is returned.

    :raises NotHere: not a supervisor.
    :raises Invalid: a day that has not ended yet, or no such strength.
    :raises Refused: the budget is spent, or the day was said with noise before.
    """
    supervisor(actor)
    if as_of > at.date():
        raise Invalid(as_of=_("Choose a day that has come already."))
    if epsilon and epsilon not in EPSILONS:
        raise Invalid(epsilon=_("Choose one of the strengths."))
    atoms = count(as_of)
    counts = _counts(atoms)
    section = vault.create_section(actor.ring, kind="release", to=[staff.team_line("supervisors")])
    row = Proposal(section=section, as_of=as_of, proposed_by=actor.ref)
    if epsilon:
        budget.spend(actor=actor, proposal=row.ref, thousandths=epsilon * len(MEASURES), at=at)
        verdict = _drawn(counts, as_of, epsilon)
    else:
        verdict = _judged(atoms, as_of)
    body = {
        "counts": counts,
        "shown": dict(verdict.shown),
        "held_back": dict(verdict.held_back),
        "note": note.strip(),
        "epsilon": epsilon,
    }
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.PROPOSED, subject=row.ref, at=at, rows=[row])
    outbox.tell(vault.members(staff.team_line("supervisors")), at=at, but=actor.ref)
    return card_of(actor, row, body)


@transaction.atomic
def decide(*, actor: staff.Actor, ref: str, move: str, at: datetime) -> ProposalCard:
    """Publish, return or withdraw a proposal. Publishing and returning are for another supervisor than the proposer.

    What may be said is judged once more against what is public by now: nobody publishes numbers they have not read.

    :raises NotHere: no such proposal.
    :raises Refused: the proposer alone, it was decided already, or the numbers are others by now.
    """
    row = proposal_to_change(actor, ref)
    facts = {"is_other": row.proposed_by != actor.ref}
    step = PROPOSAL.move(move, row.state, actor.roles, facts)
    body = vault.read(actor.ring, row)
    row.state = step.target
    if step.target == "published":
        _check_still_so(row.as_of, body)
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=_DECIDED[move], subject=row.ref, at=at, rows=[row])
    if step.target == "published":
        figures.publish(
            as_of=row.as_of,
            shown=body["shown"],
            held_back=body["held_back"],
            proposal=row.ref,
            note=body["note"],
            noise=int(body.get("epsilon", 0)),
            at=at,
        )
    return card_of(actor, row, body)


@transaction.atomic
def note_reported(
    *,
    actor: staff.Actor,
    as_of: date,
    measure: str,
    value: int,
    source: str,
    qualifier: str = "",
    at: datetime,
) -> bool:
    """Note a number that others published about this work, with where it stands; say whether it is public now.

    It is, once another supervisor has noted the same. Supervisors may.

    :raises NotHere: not a supervisor.
    :raises Invalid: no such measure, no source, or a day that has not come yet.
    """
    supervisor(actor)
    if as_of > at.date():
        raise Invalid(as_of=_("Choose a day that has come already."))
    is_public = figures.note_reported(
        as_of=as_of, measure=measure, value=value, source=source, qualifier=qualifier, by=actor.ref
    )
    detail = {"measure": measure, "public": is_public}
    ledger.record(actor=actor.ref, tag=Tag.REPORTED, subject=actor.ref, at=at, detail=detail)
    return is_public


def count(as_of: date) -> dict[str, int]:
    """Count each atom as of a day."""
    abroad = casework.count_reached(ABROAD, until=as_of)
    return {
        ASKED: intake.count_received(until=as_of),
        IN_SHELTER: casework.count_reached(SAFE_PLACES, until=as_of) - abroad,
        ELSEWHERE: abroad,
    }


def _counts(atoms: dict[str, int]) -> dict[str, int]:
    return {code: sum(atoms[atom] for atom in measure.atoms) for code, measure in MEASURES.items()}


def _judged(atoms: dict[str, int], as_of: date) -> Verdict:
    """Judge numbers as counted.

    :raises Refused: this day was said with noise already.
    """
    if any(
        one.as_of == as_of and one.figures and one.figures[0].noise for one in figures.list_publications()
    ):
        raise Refused(UNDONE)
    return judge(atoms, list(MEASURES.values()), as_of, _published())


def _drawn(counts: dict[str, int], as_of: date, epsilon: int) -> Verdict:
    """Draw what would be said with noise, and make it fit what was said before."""
    drawn = {code: number + figures.draw(epsilon) for code, number in counts.items()}
    before: dict[str, int] = {}
    for publication in figures.list_publications():
        if publication.as_of <= as_of:
            for one in publication.figures:
                before[one.measure] = max(before.get(one.measure, 0), one.value or 0)
    return said_with_noise(drawn, list(MEASURES.values()), before)


def _check_still_so(as_of: date, body: dict[str, Any]) -> None:
    """Refuse numbers that are others by now; with noise the counts are compared, for nothing is drawn twice."""
    atoms = count(as_of)
    is_same = (
        _counts(atoms) == body["counts"]
        if body.get("epsilon")
        else dict(_judged(atoms, as_of).shown) == body["shown"]
    )
    if not is_same:
        raise Refused(COUNTS_CHANGED)


def _published() -> list[Statement]:
    """Return what was said as counted; a number with noise pins nothing down."""
    return [
        Statement(MEASURES[figure.measure], publication.as_of, figure.value)
        for publication in figures.list_publications()
        for figure in publication.figures
        if figure.value is not None and not figure.noise
    ]
