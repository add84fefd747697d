"""Deeds of the release room: propose counts, decide on them with four eyes."""

from datetime import date, datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.figures import api as figures
from waystation.release.access import proposal_to_change, supervisor
from waystation.release.cards import ProposalCard
from waystation.release.models import Proposal
from waystation.release.queries import card_of
from waystation.release.rules import PROPOSAL, Measure, Statement, judge
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
def propose(*, actor: staff.Actor, as_of: date, at: datetime, note: str = "") -> ProposalCard:
    """Count as of a day, judge what may be said, and lay it before a second supervisor. Supervisors may.

    The counts are taken from states and rounded days only; no case is opened. They are sealed to the supervisors:
    what is held back is never in clear anywhere.

    :raises NotHere: not a supervisor.
    :raises Invalid: a day that has not ended yet.
    """
    supervisor(actor)
    if as_of > at.date():
        raise Invalid(as_of=_("Choose a day that has come already."))
    atoms = count(as_of)
    verdict = judge(atoms, list(MEASURES.values()), as_of, _published())
    section = vault.create_section(actor.ring, kind="release", to=[staff.team_line("supervisors")])
    row = Proposal(section=section, as_of=as_of, proposed_by=actor.ref)
    body = {
        "counts": {code: sum(atoms[atom] for atom in measure.atoms) for code, measure in MEASURES.items()},
        "shown": dict(verdict.shown),
        "held_back": dict(verdict.held_back),
        "note": note.strip(),
    }
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.PROPOSED, subject=row.ref, at=at, rows=[row])
    for line in vault.members(staff.team_line("supervisors")):
        if line != actor.ref:
            outbox.mail(to=line, notice="look", at=at)
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
        verdict = judge(count(row.as_of), list(MEASURES.values()), row.as_of, _published())
        if dict(verdict.shown) != body["shown"]:
            raise Refused(COUNTS_CHANGED)
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=_DECIDED[move], subject=row.ref, at=at, rows=[row])
    if step.target == "published":
        figures.publish(
            as_of=row.as_of,
            shown=body["shown"],
            held_back=body["held_back"],
            proposal=row.ref,
            note=body["note"],
            at=at,
        )
    return card_of(actor, row, body)


def count(as_of: date) -> dict[str, int]:
    """Count each atom as of a day."""
    abroad = casework.count_reached(ABROAD, until=as_of)
    return {
        ASKED: intake.count_received(until=as_of),
        IN_SHELTER: casework.count_reached(SAFE_PLACES, until=as_of) - abroad,
        ELSEWHERE: abroad,
    }


def _published() -> list[Statement]:
    return [
        Statement(MEASURES[figure.measure], publication.as_of, figure.value)
        for publication in figures.list_publications()
        for figure in publication.figures
        if figure.value is not None
    ]
