"""Whatever happens in whatever order: nobody approves their own, a missed check-in never ends silently, no dead ends."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox.models import Job
from waystation.foundation.staff import api as staff
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import CheckIn, Journey
from waystation.sealed.evacuation.rules import checks, journeys, plans, roles
from waystation.sealed.evacuation.rules.alarms import digest_of, is_alarm
from waystation.testing.journeys import PLAN, WORD, a_case_with_words, a_released_journey, work_until

MACHINES = [plans.PLAN, journeys.JOURNEY, journeys.LEG, checks.CHECK_IN]
WHO = ("noor", "ruth", "olga", "tomas", "pavel", "idris", "dana")


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_no_state_is_a_dead_end_but_the_ends(machine) -> None:
    for state in machine.states:
        if state not in machine.ends:
            seen, front = {state}, [state]
            while front:
                here = front.pop()
                for move in machine.from_state(here):
                    if move.target not in seen:
                        seen.add(move.target)
                        front.append(move.target)
            assert seen & machine.ends, state


def test_no_clock_ever_ends_a_check_in() -> None:
    for move in checks.CHECK_IN.transitions:
        if roles.CLOCK in move.who:
            assert move.target in checks.LADDER
            assert checks.LADDER.index(move.target) == checks.LADDER.index(move.source) + 1
        if move.source in checks.RAISED and move.target in checks.ENDS:
            assert roles.CLOCK not in move.who


@given(st.sampled_from(sorted(checks.CHECK_IN.states)), st.lists(st.sampled_from(sorted(checks.STEPS))))
@settings(deadline=None)
def test_steps_in_any_order_climb_as_high_as_the_highest(state, steps) -> None:
    reached = state
    for step in steps:
        for move in checks.climb(reached, step):
            assert move.source == reached
            reached = move.target
    if state in checks.LADDER:
        heights = [checks.LADDER.index(checks.STEPS[step]) for step in steps]
        assert checks.LADDER.index(reached) == max([checks.LADDER.index(state), *heights])
    else:
        assert reached == state


@given(st.text(max_size=200), st.text(max_size=60))
@settings(deadline=None)
def test_the_alarm_word_is_found_in_any_line_and_never_without_one(before, after) -> None:
    digest = digest_of("salt", checks.fold(WORD))
    few = " ".join(before.split()[:20])
    assert is_alarm("salt", digest, f"{few} {WORD.upper()}! {after}")
    assert not is_alarm("salt", "", f"{before} {WORD} {after}")
    plain = before.replace(WORD, "")
    if checks.fold(WORD) not in checks.candidates(plain):
        assert not is_alarm("salt", digest, plain)


def test_nobody_ever_approves_what_they_wrote_or_proposed(house, at) -> None:
    case, _receipt = a_case_with_words(house, at)
    person = evacuation_people(house, case)
    deed = st.tuples(
        st.sampled_from(WHO), st.sampled_from(["propose", "approve", "return", "take_back", "change"])
    )

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["noor", "ruth", "tomas"]), st.lists(deed, min_size=3, max_size=14))
    def play(author, deeds) -> None:
        with transaction.atomic():
            plan = evacuation.draft_plan(
                actor=getattr(house, author), case=case.ref, persons=[person], fields=PLAN, at=at
            )
            for who, what in deeds:
                actor = staff.renew(getattr(house, who))
                try:
                    if what == "change":
                        evacuation.change_plan(actor=actor, plan=plan.ref, fields=PLAN, at=at)
                    else:
                        evacuation.move_plan(actor=actor, plan=plan.ref, move=what, reason="Because", at=at)
                except (Refused, NotHere):
                    continue
            card = evacuation.get_plan(house.noor, plan.ref)
            approvals = [step.by for step in card.history if step.move == "approve"]
            assert not set(approvals) & set(card.authors)
            assert set(approvals) <= {house.ruth.ref, house.olga.ref}
            transaction.set_rollback(True)

    play()


def evacuation_people(house, case):
    from waystation.testing.cases import head_of

    return head_of(house, case).ref


def test_a_missed_check_in_climbs_or_a_person_ended_it(house, at) -> None:
    case, receipt = a_case_with_words(house, at)
    made = a_released_journey(house, case.ref, at)
    check, leg = made.check_ins[0].ref, made.legs[0].ref
    said = [("say", what) for what in ("safe", "late", "help", "word")]
    moved = [("check", move.name) for move in checks.CHECK_IN.transitions]
    legs = [("leg", move) for move in ("depart", "divert", "arrive", "turn_back", "miss")]
    decided = [("journey", move) for move in journeys.BY_HAND]
    deed = st.tuples(
        st.sampled_from([*said, *moved, *legs, *decided]), st.sampled_from(WHO), st.integers(0, 50)
    )

    def do(what, who, when) -> None:
        kind, name = what
        actor = staff.renew(getattr(house, who))
        if kind == "say":
            text, name = (WORD, "safe") if name == "word" else ("", name)
            evacuation.check_in_by_receipt(entropy=receipt.entropy, what=name, text=text, at=when)
        elif kind == "check":
            evacuation.move_check_in(actor=actor, check_in=check, move=name, text="I saw them", at=when)
        elif kind == "leg":
            evacuation.move_leg(actor=actor, leg=leg, move=name, at=when)
        else:
            evacuation.move_journey(actor=actor, journey=made.ref, move=name, reason="Because", at=when)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(deed, max_size=6))
    def play(deeds) -> None:
        with transaction.atomic():
            now = at
            for what, who, minutes in deeds:
                now += timedelta(minutes=minutes)
                work_until(now)
                before = CheckIn.objects.get(ref=check).state
                try:
                    with transaction.atomic():
                        do(what, who, now)
                except (Refused, Invalid, NotHere):
                    continue
                after = CheckIn.objects.get(ref=check).state
                if before == checks.LEVEL_3 and after in checks.ENDS:
                    assert who in {"ruth", "olga", "noor"}
                    assert after != checks.RESOLVED or who != "noor"
            work_until(now + timedelta(hours=12))
            row, journey = CheckIn.objects.get(ref=check), Journey.objects.get(ref=made.ref)
            is_waited_for = journey.state in journeys.WATCHED or row.state in checks.RAISED
            if row.state in checks.OPEN and is_waited_for:
                assert row.state == checks.LEVEL_3
                assert Job.objects.filter(payload__check=check, payload__step="again").exists()
            transaction.set_rollback(True)

    play()
