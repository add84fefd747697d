"""Props of casework: an accepted request with its case, a family of five, and a person brought to any phase.

Everything is done by the real operations with the cast as actors. Used by the tests of casework and of later rooms.
"""

from datetime import datetime, timedelta

from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.intake import api as intake
from waystation.testing.cast import Cast

ASLAN = intake.Answers(
    happening="They took my friend and asked for my name.",
    danger="soon",
    place="A flat near the northern market",
    people="Myself",
    contact="Write to aslan.k at the usual place",
    contact_times="After ten at night",
    not_on_phone="Do not say the word help",
    who_reads="My brother holds my old phone",
)

SECOND = timedelta(seconds=1)

# Each step along the main line: the marks it needs, who makes it, and the move.
_STEPS = (
    (("contact_safe",), "noor", "verify", "verifying"),
    (("item_confirmed", "infiltration_checked"), "noor", "accept", "accepted"),
    ((), "noor", "plan", "planning"),
    (
        (
            "plan_approved",
            "bed_held",
            "money_approved",
            "documents_ready",
            "custody_noted",
            "best_interests_noted",
        ),
        "ruth",
        "make_ready",
        "ready",
    ),
    (("journey_armed", "check_in_armed"), "noor", "set_out", "in_transit"),
    (("stay_checked_in",), "noor", "shelter", "sheltered"),
    (("application_open",), "karim", "go_onward", "onward"),
    (("cleared",), "tomas", "clear", "cleared"),
    (("onward_booked",), "noor", "depart", "departing"),
    (("arrival_confirmed",), "noor", "arrive", "arrived"),
    (("claim_lodged",), "karim", "settle", "settling"),
    (("status_granted",), "karim", "gain_status", "settled"),
)


def an_accepted_request(cast: Cast, at: datetime, answers: intake.Answers = ASLAN) -> intake.Receipt:
    """Have somebody ask for help, and Vera take it, set its level and hear their yes: ready to become a case."""
    receipt = intake.seal_request(
        answers=answers, entropy=vault.new_entropy(), language="ru", attachments=[], at=at
    )
    intake.claim(actor=cast.vera, request=receipt.request, at=at)
    intake.triage(
        actor=cast.vera,
        request=receipt.request,
        level=receipt.level,
        reason="As proposed",
        has_consent=True,
        at=at,
    )
    return receipt


def a_case(
    cast: Cast,
    at: datetime,
    *,
    team: str = "north",
    answers: intake.Answers = ASLAN,
    only: tuple[str, ...] = (),
    called: str = "Aslan",
) -> casework.CaseCard:
    """Open a case for a team, coordinated by Noor or Idris, whose first person has a name."""
    receipt = an_accepted_request(cast, at, answers)
    opened = casework.open_case(
        actor=cast.vera, request=receipt.request, team=cast.teams[team], at=at, only=only
    )
    keeper = cast.noor if team == "north" else cast.idris
    casework.assign(actor=keeper, case=opened.ref, line=keeper.ref, at=at)
    head = casework.list_persons(keeper, opened.ref)[0]
    casework.change_person(
        actor=keeper, person=head.ref, role="head", called=called, languages="Russian, Chechen", at=at
    )
    return casework.case(keeper, opened.ref)


def head_of(cast: Cast, case: casework.CaseCard) -> casework.PersonCard:
    """Return the person a case of team North began with."""
    return casework.list_persons(cast.noor, case.ref)[0]


def a_family(cast: Cast, at: datetime) -> tuple[casework.CaseCard, dict[str, casework.PersonCard]]:
    """Khava with her partner and three children, in one case of team North; everybody is triaged."""
    opened = a_case(cast, at, called="Khava")
    family = {"khava": head_of(cast, opened)}
    for name, role, is_minor in (
        ("musa", "partner", False),
        ("ramzan", "child", False),
        ("amina", "child", True),
        ("ilyas", "child", True),
    ):
        family[name] = casework.add_person(
            actor=cast.noor, case=opened.ref, role=role, is_minor=is_minor, called=name.capitalize(), at=at
        )
    return opened, family


def bring_to(
    cast: Cast, person: str, phase: str, at: datetime, *, without: frozenset[str] = frozenset()
) -> casework.PersonCard:
    """Bring a person of team North along the main line to a later phase, each step by whoever makes it.

    The marks that later rooms would place are placed by hand, but for those in ``without``: a room has placed them.
    """
    now = casework.person(cast.noor, person).phase
    if now == "triaged" and not casework.list_consents(cast.noor, person):
        casework.give_consent(
            actor=cast.noor,
            person=person,
            purpose="verify",
            audiences=["team"],
            identifiability="named",
            at=at,
        )
    reached = [step[-1] for step in _STEPS]
    for marks, who, move, target in _STEPS[reached.index(now) + 1 if now in reached else 0 :]:
        at += SECOND  # one after the other, as their timeline tells it
        for kind in set(marks) - without:
            casework.place_mark(actor=cast.noor, person=person, kind=kind, thing=person, at=at)
        if move == "accept":
            asked = casework.ask_approval(
                actor=cast.noor, person=person, move=move, reason="Confirmed twice", at=at
            )
            at += SECOND
            casework.decide_approval(actor=cast.ruth, approval=asked.ref, decision="give", at=at)
        else:
            casework.move_person(actor=getattr(cast, who), person=person, move=move, at=at)
        if target == phase:
            break
    return casework.person(cast.noor, person)


def release(cast: Cast, person: str, at: datetime) -> None:
    """Lift everything that is held for a person, so that nothing keeps them from being closed."""
    for kind, mark in casework.MARKS.items():
        if mark.blocks:
            casework.lift_mark(actor=cast.noor, person=person, kind=kind, thing=person, at=at)
