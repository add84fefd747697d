"""From a plan to an arrival: two people agree, the escort knows what they need, the case follows the journey."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import ChangedMeanwhile, NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import Brief, Journey, Leg
from waystation.testing.cases import a_case, bring_to, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_held_bed, a_house
from waystation.testing.journeys import PLAN, a_journey, a_released_journey, an_agreed_plan, work_until


def marks_of(cast, person, at):
    return casework.open_person(actor=cast.noor, person=person, at=at).marks


def test_nobody_approves_their_own_plan(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    plan = evacuation.draft_plan(actor=house.ruth, case=case.ref, persons=[person], fields=PLAN, at=at)
    evacuation.move_plan(actor=house.noor, plan=plan.ref, move="propose", at=at)
    with pytest.raises(Refused, match="Somebody else"):
        evacuation.move_plan(actor=house.ruth, plan=plan.ref, move="approve", at=at)
    with pytest.raises(Refused):
        evacuation.move_plan(actor=house.noor, plan=plan.ref, move="approve", at=at)
    evacuation.move_plan(actor=house.olga, plan=plan.ref, move="approve", at=at)
    assert "plan_approved" in marks_of(house, person, at)


def test_nobody_agrees_to_a_plan_they_have_not_read(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    plan = evacuation.draft_plan(actor=house.noor, case=case.ref, persons=[person], fields=PLAN, at=at)
    read = evacuation.move_plan(actor=house.noor, plan=plan.ref, move="propose", at=at)
    evacuation.move_plan(actor=house.noor, plan=plan.ref, move="take_back", at=at)
    evacuation.change_plan(actor=house.noor, plan=plan.ref, fields=PLAN | {"route": "Another way"}, at=at)
    evacuation.move_plan(actor=house.noor, plan=plan.ref, move="propose", at=at)
    with pytest.raises(ChangedMeanwhile):
        evacuation.move_plan(actor=house.olga, plan=plan.ref, move="approve", version=read.version, at=at)


def test_a_new_plan_takes_the_place_of_the_old_one(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    first = an_agreed_plan(house, case.ref, at)
    second = an_agreed_plan(house, case.ref, at)
    assert evacuation.get_plan(house.noor, first.ref).state == "superseded"
    assert second.number == 2
    assert "plan_approved" in marks_of(house, person, at)
    evacuation.move_plan(
        actor=house.noor, plan=second.ref, move="supersede", reason="The road is closed", at=at
    )
    assert "plan_approved" not in marks_of(house, person, at)


def test_a_go_lasts_twelve_hours_and_not_longer(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    made = a_released_journey(house, case.ref, at, has_escort=False)
    assert {"journey_armed", "check_in_armed"} <= marks_of(house, person, at)
    late = at + timedelta(hours=12, minutes=1)
    with pytest.raises(Refused, match="older than twelve hours"):
        evacuation.move_leg(actor=house.noor, leg=made.legs[0].ref, move="depart", at=late)
    # the clock ends it even where nobody looks
    Journey.objects.filter(ref=made.ref).update(state="armed")
    evacuation.lapse_go({"journey": made.ref}, late)
    assert not {"journey_armed", "check_in_armed"} & marks_of(house, person, late)
    assert evacuation.get_journey(house.noor, made.ref, late).state == "planned"


def test_nobody_goes_before_all_is_ready(house, at) -> None:
    case = a_case(house, at)
    plan = an_agreed_plan(house, case.ref, at)
    made = evacuation.plan_journey(
        actor=house.noor, plan=plan.ref, persons=list(plan.people), kind="onward", at=at
    )
    with pytest.raises(Refused) as refused:
        evacuation.move_journey(actor=house.noor, journey=made.ref, move="go", at=at)
    assert len(refused.value.missing) == 3


def test_pavel_knows_what_he_needs_and_nothing_when_it_is_over(house, at) -> None:
    case = a_case(house, at)
    made = a_released_journey(house, case.ref, at)
    pavel = renewed(house).pavel
    errand = evacuation.get_errand(pavel, made.ref)
    assert errand.alias == case.alias
    assert errand.head_count == 1
    assert errand.legs[0].stops == {"meeting": "Under the clock"}
    assert len(errand.check_ins) == 1
    row, brief = Journey.objects.get(ref=made.ref), Brief.objects.get(journey=made.ref)
    leg = Leg.objects.get(journey=made.ref)
    for sealed in (row, leg):
        with pytest.raises(vault.NotGranted):
            vault.read(pavel.ring, sealed)
    with pytest.raises(NotHere):
        casework.case(pavel, case.ref)
    later = at + timedelta(hours=1)
    evacuation.move_leg(actor=pavel, leg=leg.ref, move="depart", at=later)
    evacuation.move_leg(actor=pavel, leg=leg.ref, move="arrive", at=later + timedelta(hours=3))
    pavel = renewed(house).pavel
    brief.refresh_from_db()
    with pytest.raises(vault.NotGranted):
        vault.read(pavel.ring, brief)
    with pytest.raises(NotHere):
        evacuation.get_errand(pavel, made.ref)
    assert evacuation.list_errands(pavel) == []


def test_the_case_follows_when_noor_says_so(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "ready", at)
    made = a_released_journey(house, case.ref, at)
    leg = made.legs[0].ref
    evacuation.move_leg(actor=house.noor, leg=leg, move="depart", at=at + timedelta(hours=1))
    assert casework.person(house.noor, person).phase == "in_transit"
    evacuation.move_leg(actor=house.noor, leg=leg, move="turn_back", at=at + timedelta(hours=2))
    assert casework.person(house.noor, person).phase == "planning"
    assert evacuation.get_journey(house.noor, made.ref, at).state == "turned_back"


def test_arriving_at_the_house_checks_them_in_and_shelters_them(house, at) -> None:
    _larch, beds = a_house(house, at)
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "ready", at)
    stay = a_held_bed(house, person, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=stay.ref, at=at)
    made = a_released_journey(house, case.ref, at)
    leg = made.legs[0].ref
    evacuation.move_leg(actor=house.noor, leg=leg, move="depart", at=at + timedelta(hours=1))
    evacuation.move_leg(actor=house.noor, leg=leg, move="arrive", at=at + timedelta(hours=4))
    assert care.get_stay(house.noor, stay.ref, at).state == "checked_in"
    assert casework.person(house.noor, person).phase == "sheltered"
    over = evacuation.get_journey(house.noor, made.ref, at)
    assert (over.state, over.is_owed, over.escort) == ("arrived", False, "")
    things = casework.open_person(actor=house.noor, person=person, at=at)
    assert "stay_checked_in" in things.marks


def test_a_compromised_house_stops_the_journey_to_it_in_the_same_moment(house, at) -> None:
    larch, beds = a_house(house, at)
    case = a_case(house, at)
    person = head_of(house, case).ref
    a_held_bed(house, person, beds[0], at)
    made = a_released_journey(house, case.ref, at)
    care.compromise_house(actor=house.noor, house=larch.ref, reason="Two men at the door", at=at)
    card = evacuation.get_journey(house.noor, made.ref, at)
    assert (card.state, card.is_doubtful) == ("planned", True)
    assert [one.ref for one in evacuation.today(house.noor, at).doubtful] == [made.ref]


def test_what_pavel_says_waits_for_noor_to_bring_into_the_case(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "ready", at)
    made = a_released_journey(house, case.ref, at)
    leg = made.legs[0].ref
    evacuation.move_leg(actor=house.pavel, leg=leg, move="depart", at=at + timedelta(hours=1))
    assert casework.person(house.noor, person).phase == "ready"
    assert [one.ref for one in evacuation.today(house.noor, at).owed] == [made.ref]
    evacuation.bring_up_to_date(actor=house.noor, journey=made.ref, at=at)
    assert casework.person(house.noor, person).phase == "in_transit"


def test_an_arrival_abroad_needs_the_phrase(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "cleared", at)
    made = a_released_journey(house, case.ref, at, kind="onward")
    leg = made.legs[0].ref
    evacuation.move_leg(actor=house.noor, leg=leg, move="depart", at=at + timedelta(hours=1))
    assert casework.person(house.noor, person).phase == "departing"
    evacuation.move_leg(actor=house.noor, leg=leg, move="arrive", at=at + timedelta(hours=4))
    assert casework.person(house.noor, person).phase == "departing"
    with pytest.raises(Refused, match="phrase"):
        evacuation.bring_up_to_date(actor=house.noor, journey=made.ref, phrase="red herons", at=at)
    evacuation.bring_up_to_date(actor=house.noor, journey=made.ref, phrase="blue  Herons!", at=at)
    assert casework.person(house.noor, person).phase == "arrived"


def test_idris_and_dana_see_nothing(house, at) -> None:
    case = a_case(house, at)
    made = a_released_journey(house, case.ref, at)
    work_until(at + timedelta(hours=4))
    now = renewed(house)
    for stranger in (now.idris, now.dana, now.vera, now.mira, now.lena, now.sami):
        assert evacuation.list_journeys(stranger, at) == []
        assert evacuation.list_plans(stranger) == []
        assert evacuation.list_due(stranger, at) == []
        assert evacuation.panel(stranger, case.ref, at) is None
        assert not evacuation.today(stranger, at)
        for look in (
            lambda who: evacuation.get_journey(who, made.ref, at),
            lambda who: evacuation.get_plan(who, made.plan),
            lambda who: evacuation.get_errand(who, made.ref),
            lambda who: evacuation.move_leg(actor=who, leg=made.legs[0].ref, move="depart", at=at),
            lambda who: evacuation.move_check_in(
                actor=who, check_in=made.check_ins[0].ref, move="answer", at=at
            ),
        ):
            with pytest.raises(NotHere):
                look(stranger)


def test_a_house_that_became_known_stops_whoever_is_on_the_way_to_it(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    made = a_released_journey(house, case.ref, at)
    stopped = evacuation.follow_compromise(actor=house.idris, house=case.ref, persons=[person], at=at)
    assert stopped == [made.ref]
    card = evacuation.get_journey(house.noor, made.ref, at)
    assert (card.state, card.is_doubtful) == ("planned", True)
    with pytest.raises(Refused, match="became known"):
        evacuation.move_journey(actor=house.noor, journey=made.ref, move="go", at=at)
    evacuation.move_journey(
        actor=house.noor, journey=made.ref, move="clear_doubt", reason="Another house", at=at
    )
    assert evacuation.move_journey(actor=house.noor, journey=made.ref, move="go", at=at).state == "armed"


def test_forgetting_leaves_no_trace_of_a_journey(house, at) -> None:
    case = a_case(house, at)
    made = a_journey(house, case.ref, at)
    sections = {row.section_id for row in Brief.objects.all()}
    evacuation.forget(person=head_of(house, case).ref, at=at)
    assert not Journey.objects.filter(ref=made.ref).exists()
    assert not vault.held(house.noor.ring, vault.Section.objects.filter(ref__in=sections))
    with pytest.raises(NotHere):
        evacuation.get_plan(house.noor, made.plan)
