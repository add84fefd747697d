"""The life of a person, as a table: whoever walks it, some promises hold at every step."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.models import Case, Person, PhaseMove
from waystation.sealed.casework.rules import endings, marks, overlays, phases
from waystation.testing.cases import a_case, a_family, bring_to, head_of, release

ROLES = sorted({role for move in phases.PERSON.transitions for role in move.who})
FACTS = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["immediate", "high", "monitor", ""]),
        "marks": st.frozensets(st.sampled_from(sorted(marks.MARKS))),
        "overlays": st.frozensets(st.sampled_from(sorted(overlays.OVERLAYS)), max_size=3),
        "consents": st.frozensets(st.sampled_from(["verify", "travel"])),
        "is_minor": st.booleans(),
        "has_owner": st.booleans(),
        "follow_ups": st.integers(0, 2),
        "stops_follow_ups": st.booleans(),
        "reason": st.sampled_from(["", "because"]),
        "end_reason": st.sampled_from(["", *endings.END_REASONS]),
        "approved": st.booleans(),
    }
)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(FACTS, st.sampled_from(ROLES), st.integers(0, 9)), max_size=30))
def test_every_walk_of_a_unit_keeps_what_must_hold(steps) -> None:
    unit = ["requested"] * 3
    for number, (facts, role, pick) in enumerate(steps):
        at = number % len(unit)
        told = {**facts, "phase": unit[at]}
        offers = [offer for offer in phases.PERSON.offers(unit[at], frozenset({role}), told) if offer.allowed]
        if not offers:
            continue
        move = phases.PERSON.move(offers[pick % len(offers)].name, unit[at], frozenset({role}), told)
        if move.target in phases.ENDS:
            assert facts["approved"]
            assert not facts["marks"] & marks.BLOCKING
            assert "lost_contact" not in facts["overlays"] or facts["end_reason"] in endings.ENDS_LOST_CONTACT
        if move.target == "accepted":
            assert facts["approved"] or (facts["level"] == "immediate" and role == "supervisor")
        if move.name in {"set_out", "depart"}:
            assert not facts["overlays"] & {"detained", "abducted"}
        unit[at] = move.target
        whole = phases.case_phase(unit)
        still_open = [phase for phase in unit if phase not in phases.ENDS]
        assert (whole in phases.ENDS) == (not still_open)
        assert whole in unit
        order = list(phases.PHASES)
        assert all(order.index(whole) <= order.index(phase) for phase in unit)


EVERYTHING = {
    "level": "immediate",
    "consents": frozenset({"verify"}),
    "overlays": frozenset(),
    "is_minor": True,
    "has_owner": True,
    "follow_ups": 0,
    "stops_follow_ups": True,
    "reason": "because",
    "end_reason": "withdrew",
    "approved": True,
}


@pytest.mark.parametrize("phase", phases.PHASES)
def test_no_phase_is_a_dead_end_and_from_every_one_there_is_a_way_to_the_end(phase) -> None:
    everybody = frozenset(ROLES)
    seen, edge = {phase}, [phase]
    while edge:
        state = edge.pop()
        for held in (frozenset(marks.MARKS), frozenset(marks.MARKS) - marks.BLOCKING):
            facts = {**EVERYTHING, "marks": held, "phase": state}
            for offer in phases.PERSON.offers(state, everybody, facts):
                if offer.allowed and offer.target not in seen:
                    seen.add(offer.target)
                    edge.append(offer.target)
    assert seen >= phases.ENDS
    assert "reopened" in seen


def test_somebody_who_stays_where_they_are_does_not_hold_the_others_back() -> None:
    assert phases.case_phase(["supported_in_place", "sheltered", "departing"]) == "sheltered"
    assert phases.case_phase(["supported_in_place", "closed"]) == "supported_in_place"
    assert phases.case_phase(["closed", "ended"]) == "closed"
    assert phases.case_phase([]) == "requested"


def test_a_child_departs_the_mother_is_sheltered_the_father_detained_and_every_list_says_so(
    house, at
) -> None:
    opened, family = a_family(house, at)
    bring_to(house, family["ramzan"].ref, "departing", at)
    bring_to(house, family["khava"].ref, "sheltered", at)
    bring_to(house, family["musa"].ref, "planning", at)
    casework.open_overlay(
        actor=house.noor, person=family["musa"].ref, kind="detained", at=at, note="Taken at work"
    )
    shown = {
        person.name: (person.phase, person.overlays)
        for person in casework.list_persons(house.noor, opened.ref)
    }
    assert shown["Ramzan"] == ("departing", ())
    assert shown["Khava"] == ("sheltered", ())
    assert shown["Musa"] == ("planning", ("detained",))
    assert shown["Amina"] == ("triaged", ())

    card = casework.case(house.noor, opened.ref)
    assert card.phase == "triaged"  # the two small ones have not been verified
    assert card.level == "immediate"  # because of the father
    row = casework.list_cases(house.noor, casework.CaseFilter(), on=at.date()).rows[0]
    assert row.members == (
        ("triaged", ()),
        ("triaged", ()),
        ("planning", ("detained",)),
        ("sheltered", ()),
        ("departing", ()),
    )
    for filters in (
        casework.CaseFilter(phase="departing"),
        casework.CaseFilter(phase="triaged"),
        casework.CaseFilter(overlay="detained"),
        casework.CaseFilter(level="immediate"),
    ):
        assert casework.count_cases(house.noor, filters, on=at.date()) == 1
    assert casework.count_cases(house.noor, casework.CaseFilter(overlay="pursued"), on=at.date()) == 0
    casework.close_overlay(
        actor=house.noor, person=family["musa"].ref, kind="detained", at=at, note="Released at night"
    )
    assert casework.case(house.noor, opened.ref).level == "high"


def test_the_whole_way_from_a_call_to_settled(house, at) -> None:
    person = head_of(house, a_case(house, at))
    assert bring_to(house, person.ref, "settled", at).phase == "settled"
    walked = list(PhaseMove.objects.filter(person=person.ref).values_list("target", flat=True))
    assert len(walked) == 13
    kinds = [task.kind for task in casework.list_tasks(house.noor, person.case)]
    assert kinds.count("follow_up") == 6
    assert "welfare_check" in kinds


def test_a_button_says_what_is_missing(house, at) -> None:
    person = head_of(house, a_case(house, at))
    bring_to(house, person.ref, "planning", at)
    sheet = casework.open_person(actor=house.ruth, person=person.ref, at=at)
    ready = next(offer for offer in sheet.offers if offer.name == "make_ready")
    assert "No bed is held where they are going." in ready.missing
    assert "The plan is not approved." in ready.missing
    with pytest.raises(Refused, match="No bed is held"):
        casework.move_person(actor=house.ruth, person=person.ref, move="make_ready", at=at)
    # Noor is not the one to say so, but she sees what it waits for.
    noors = casework.open_person(actor=house.noor, person=person.ref, at=at)
    ready = next(offer for offer in noors.offers if offer.name == "make_ready")
    assert "The plan is not approved." in ready.missing
    assert not ready.allowed
    with pytest.raises(Refused):
        casework.move_person(actor=house.noor, person=person.ref, move="make_ready", at=at)


def test_a_child_needs_custody_and_best_interests_noted(house, at) -> None:
    _opened, family = a_family(house, at)
    child = bring_to(house, family["amina"].ref, "planning", at)
    for kind in ("plan_approved", "bed_held", "money_approved", "documents_ready"):
        casework.place_mark(actor=house.noor, person=child.ref, kind=kind, thing=child.ref, at=at)
    with pytest.raises(Refused, match="custody"):
        casework.move_person(actor=house.ruth, person=child.ref, move="make_ready", at=at)


def test_nobody_accepts_alone_and_nobody_approves_their_own(house, at) -> None:
    person = bring_to(house, head_of(house, a_case(house, at)).ref, "verifying", at)
    for kind in ("item_confirmed", "infiltration_checked"):
        casework.place_mark(actor=house.noor, person=person.ref, kind=kind, thing=person.ref, at=at)
    with pytest.raises(Refused):
        casework.move_person(actor=house.ruth, person=person.ref, move="accept", at=at)
    asked = casework.ask_approval(actor=house.ruth, person=person.ref, move="accept", reason="Sure", at=at)
    with pytest.raises(Refused, match="asked for themselves"):
        casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="give", at=at)
    with pytest.raises(Refused):
        casework.decide_approval(actor=house.noor, approval=asked.ref, decision="give", at=at)
    with pytest.raises(Refused):
        casework.ask_approval(actor=house.noor, person=person.ref, move="accept", reason="Too", at=at)
    casework.decide_approval(actor=house.olga, approval=asked.ref, decision="give", at=at)
    assert casework.person(house.noor, person.ref).phase == "accepted"
    with pytest.raises(Refused):
        casework.decide_approval(actor=house.olga, approval=asked.ref, decision="give", at=at)


def test_a_returned_approval_moves_nothing_and_may_be_asked_again(house, at) -> None:
    person = bring_to(house, head_of(house, a_case(house, at)).ref, "verifying", at)
    for kind in ("item_confirmed", "infiltration_checked"):
        casework.place_mark(actor=house.noor, person=person.ref, kind=kind, thing=person.ref, at=at)
    asked = casework.ask_approval(actor=house.noor, person=person.ref, move="accept", reason="Sure", at=at)
    with pytest.raises(Refused, match="Say what has to change"):
        casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="return", at=at)
    casework.decide_approval(
        actor=house.ruth, approval=asked.ref, decision="return", reason="Call again", at=at
    )
    assert casework.person(house.noor, person.ref).phase == "verifying"
    casework.ask_approval(actor=house.noor, person=person.ref, move="accept", reason="Called again", at=at)


def test_an_emergency_is_accepted_at_once_and_verified_within_three_days(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    with pytest.raises(Refused, match="immediate"):
        casework.move_person(
            actor=house.ruth, person=person.ref, move="accept_urgently", reason="Tonight", at=at
        )
    casework.set_level(actor=house.noor, case=opened.ref, level="immediate", reason="At the door", at=at)
    casework.move_person(actor=house.ruth, person=person.ref, move="accept_urgently", reason="Tonight", at=at)
    due = {task.kind: task.due_on for task in casework.list_tasks(house.noor, opened.ref)}
    assert due["verify"] == at.date() + timedelta(days=3)


def end(house, person, reason, at, ask="Confirmed by two people") -> None:
    asked = casework.ask_approval(
        actor=house.noor, person=person, move="end", end_reason=reason, reason=ask, at=at
    )
    casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="give", at=at)


def test_lost_contact_is_an_alarm_and_never_an_ending(house, at) -> None:
    person = bring_to(house, head_of(house, a_case(house, at)).ref, "sheltered", at)
    release(house, person.ref, at)
    casework.open_overlay(actor=None, person=person.ref, kind="lost_contact", at=at)
    for reason in ("withdrew", "returned_by_choice", "transferred"):
        with pytest.raises(Refused, match="searched for"):
            end(house, person.ref, reason, at)
    assert "does_not_answer" not in casework.END_REASONS


@pytest.mark.parametrize("reason", ["returned_by_force", "disappeared", "deceased"])
def test_the_gravest_endings_need_two_people_and_open_a_documentation(house, at, reason) -> None:
    opened = a_case(house, at)
    person = bring_to(house, head_of(house, opened).ref, "sheltered", at)
    release(house, person.ref, at)
    casework.open_overlay(actor=house.noor, person=person.ref, kind="lost_contact", at=at)
    asked = casework.ask_approval(
        actor=house.ruth, person=person.ref, move="end", end_reason=reason, reason="Two sources", at=at
    )
    assert asked.kind == reason
    with pytest.raises(Refused):
        casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="give", at=at)
    casework.decide_approval(actor=house.olga, approval=asked.ref, decision="give", at=at)
    ended = casework.person(house.noor, person.ref)
    assert (ended.phase, ended.end_reason, ended.overlays) == ("ended", reason, ())
    kinds = {task.kind for task in casework.list_tasks(house.noor, opened.ref)}
    assert {"documentation", "lessons_review"} <= kinds


def test_closing_is_refused_while_something_is_held(house, at) -> None:
    person = bring_to(house, head_of(house, a_case(house, at)).ref, "settled", at)
    with pytest.raises(Refused) as refused:
        casework.ask_approval(
            actor=house.noor, person=person.ref, move="close", reason="Well", stops_follow_ups=True, at=at
        )
    assert "A bed is still held for them." in refused.value.missing
    release(house, person.ref, at)
    with pytest.raises(Refused, match="Follow-ups are still open"):
        casework.ask_approval(actor=house.noor, person=person.ref, move="close", reason="Well", at=at)
    asked = casework.ask_approval(
        actor=house.noor, person=person.ref, move="close", reason="Well", stops_follow_ups=True, at=at
    )
    casework.place_mark(actor=house.noor, person=person.ref, kind="bed_held", thing=person.ref, at=at)
    with pytest.raises(Refused, match="A bed is still held"):  # since it was asked, somebody held one again
        casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="give", at=at)
    release(house, person.ref, at)
    casework.decide_approval(actor=house.ruth, approval=asked.ref, decision="give", at=at)
    assert casework.case(house.noor, person.case).closed_on == at.date()
    casework.move_person(actor=house.ruth, person=person.ref, move="reopen", reason="They called", at=at)
    assert casework.case(house.noor, person.case).closed_on is None


def test_a_border_is_not_crossed_by_somebody_who_is_searched_for(house, at) -> None:
    person = bring_to(house, head_of(house, a_case(house, at)).ref, "cleared", at)
    casework.place_mark(actor=house.noor, person=person.ref, kind="onward_booked", thing=person.ref, at=at)
    casework.open_overlay(actor=house.noor, person=person.ref, kind="pursued", at=at)
    with pytest.raises(Refused, match="lawyer"):
        casework.move_person(actor=house.noor, person=person.ref, move="depart", at=at)
    with pytest.raises(Refused):
        casework.check_off(actor=house.noor, person=person.ref, kind="crossing_cleared", is_done=True, at=at)
    casework.check_off(actor=house.karim, person=person.ref, kind="crossing_cleared", is_done=True, at=at)
    casework.move_person(actor=house.noor, person=person.ref, move="depart", at=at)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_walk_through_the_operations_keeps_the_cases_phase_in_step(house, at, data) -> None:
    opened = a_case(house, at)
    casework.add_person(actor=house.noor, case=opened.ref, role="partner", at=at)
    actors = (house.noor, house.ruth, house.karim, house.tomas)
    for _ in range(10):
        person = data.draw(
            st.sampled_from(sorted(each.ref for each in casework.list_persons(house.noor, opened.ref)))
        )
        kind = data.draw(st.sampled_from(sorted(marks.MARKS)))
        casework.place_mark(actor=house.noor, person=person, kind=kind, thing=person, at=at)
        actor = data.draw(st.sampled_from(actors))
        offers = [
            offer.name
            for offer in casework.open_person(actor=actor, person=person, at=at).offers
            if offer.allowed
        ]
        if offers:
            move = data.draw(st.sampled_from(sorted(offers)))
            casework.move_person(actor=actor, person=person, move=move, reason="walk", at=at)
        members = list(Person.objects.filter(case=opened.ref).values_list("phase", flat=True))
        assert Case.objects.get(ref=opened.ref).phase == phases.case_phase(members)
