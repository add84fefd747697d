"""From a country's offer to an arrival: the whole way, and what each step asks for."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.models import Slot
from waystation.testing.cases import a_case, a_family, bring_to, head_of
from waystation.testing.cast import renewed
from waystation.testing.countries import (
    CLEAR,
    PHRASE,
    a_counterpart,
    a_departure,
    an_application,
    an_offer,
    bring_abroad,
    bring_application_to,
    clear,
    consent,
)


@pytest.fixture
def aslan(house, at):
    """Aslan is in the safe house, and Lithuania has two places."""
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "sheltered", at)
    for kind in ("bed_held", "application_open", "cleared"):
        casework.lift_mark(actor=house.noor, person=person, kind=kind, thing=person, at=at)
    offer = an_offer(house, at)
    return case, person, offer, an_application(house, case.ref, [person], offer.ref, at)


def marks_of(cast, person, at):
    return casework.open_person(actor=cast.noor, person=person, at=at).marks


def phase_of(cast, person):
    return casework.person(cast.noor, person).phase


def places_of(cast, offer):
    return next(card.places for card in destinations.list_offers(cast.tomas) if card.ref == offer.ref)


def move(cast, who, application, name, at, **more):
    return destinations.move_application(
        actor=getattr(cast, who), application=application.ref, move=name, at=at, **more
    )


def test_aslan_is_given_a_place_leaves_arrives_and_is_asked_how_he_is_for_a_year(house, aslan, at) -> None:
    case, person, offer, application = aslan
    until = at.date() + timedelta(days=5)
    held = destinations.reserve_slots(actor=house.tomas, application=application.ref, until_on=until, at=at)
    assert (held.covered[0].slot, held.held_until_on) == ("reserved", until)
    assert "slot_reserved" in marks_of(house, person, at)
    move(house, "tomas", application, "find_eligible", at)
    assert phase_of(house, person) == "onward"
    consent(house, [person], at)
    for who, name in (("noor", "agree"), ("karim", "prepare"), ("karim", "ask_review"), ("ruth", "submit")):
        move(house, who, application, name, at)
    assert places_of(house, offer).committed == 1
    for name in ("acknowledge", "await_decision", "approve"):
        move(house, "tomas", application, name, at)
    clear(house, application.ref, person, at)
    assert phase_of(house, person) == "cleared"
    departure = a_departure(house, application.ref, person, at)
    assert {"cleared", "onward_booked"} <= marks_of(house, person, at)
    destinations.depart(actor=house.noor, departure=departure.ref, at=at)
    assert phase_of(house, person) == "departing"
    arrived = destinations.confirm_arrival(
        actor=house.tomas,
        departure=departure.ref,
        said_by="receiver",
        phrase="blue kettle second shelf",
        at=at,
    )
    assert arrived.state == "arrived"
    assert phase_of(house, person) == "arrived"
    assert places_of(house, offer).consumed == 1
    page = destinations.get_application(house.noor, application.ref, at)
    assert page.card.state == "used"
    assert [paper.state for paper in page.travellers[0].papers] == ["used"]
    assert marks_of(house, person, at).isdisjoint(
        {"slot_reserved", "application_open", "cleared", "onward_booked"}
    )
    days = [
        (task.due_on - at.date()).days
        for task in casework.list_tasks(house.noor, case.ref)
        if task.kind == "follow_up"
    ]
    assert sorted(days) == [1, 7, 30, 90, 180, 365]
    for kind, phase in (("claim_lodged", "settling"), ("granted", "settled")):
        destinations.record_status(
            actor=house.karim, application=application.ref, person=person, kind=kind, on=at.date(), at=at
        )
        assert phase_of(house, person) == phase


def test_nothing_is_sent_without_consent_place_and_a_second_pair_of_eyes(house, aslan, at) -> None:
    _case, person, _offer, application = aslan
    move(house, "tomas", application, "find_eligible", at)
    with pytest.raises(Refused, match="live consent"):
        move(house, "noor", application, "agree", at)
    consent(house, [person], at)
    move(house, "noor", application, "agree", at)
    move(house, "karim", application, "prepare", at)
    move(house, "karim", application, "ask_review", at)
    with pytest.raises(Refused) as refused:
        move(house, "karim", application, "submit", at)
    assert [word.split()[0] for word in refused.value.missing] == ["Nobody", "A"]
    until = at.date() + timedelta(days=2)
    destinations.reserve_slots(actor=house.tomas, application=application.ref, until_on=until, at=at)
    onward = next(
        one for one in casework.list_consents(house.noor, person) if one.purpose == "onward_application"
    )
    casework.withdraw_consent(actor=house.noor, consent=onward.ref, at=at)
    with pytest.raises(Refused, match="live consent"):
        move(house, "ruth", application, "submit", at)


def test_a_reservation_that_is_over_frees_the_place_though_nobody_is_there(house, aslan, at) -> None:
    _case, person, offer, application = aslan
    destinations.reserve_slots(actor=house.tomas, application=application.ref, until_on=at.date(), at=at)
    job = {"application": application.ref, "to": house.tomas.ref}
    destinations.lapse_places(job, at)
    assert places_of(house, offer).reserved == 1
    later = at + timedelta(days=1)
    assert outbox.run_due(dict(destinations.HANDLERS), later) >= 1
    destinations.lapse_places(job, later)
    assert places_of(house, offer).free == 2
    assert "slot_reserved" not in marks_of(house, person, later)


def test_a_sent_application_keeps_its_place_until_it_is_decided(house, aslan, at) -> None:
    _case, person, offer, application = aslan
    bring_application_to(house, application.ref, "submitted", at)
    much_later = at + timedelta(days=300)
    outbox.run_due(dict(destinations.HANDLERS), much_later)
    assert places_of(house, offer).committed == 1
    with pytest.raises(Refused, match="reason"):
        move(house, "noor", application, "withdraw", at)
    move(house, "noor", application, "withdraw", at, reason="They want to stay")
    assert places_of(house, offer).free == 2
    assert marks_of(house, person, at).isdisjoint({"slot_reserved", "application_open"})


def test_the_last_place_exhausts_an_offer_and_one_given_back_opens_it(house, aslan, at) -> None:
    _case, _person, _offer, _application = aslan
    case, family = a_family(house, at)
    offer = an_offer(house, at, country="NL", places=5)
    everybody = [person.ref for person in family.values()]
    together = an_application(house, case.ref, everybody, offer.ref, at)
    until = at.date() + timedelta(days=3)
    destinations.remove_places(actor=house.tomas, offer=offer.ref, count=1, at=at)
    with pytest.raises(Refused, match="not enough free places"):
        destinations.reserve_slots(actor=house.tomas, application=together.ref, until_on=until, at=at)
    assert places_of(house, offer).free == 4  # a family is not torn apart
    destinations.add_places(actor=house.tomas, offer=offer.ref, count=1, at=at)
    destinations.reserve_slots(actor=house.tomas, application=together.ref, until_on=until, at=at)
    assert [card.state for card in destinations.list_offers(house.ruth) if card.ref == offer.ref] == [
        "exhausted"
    ]
    with pytest.raises(Refused, match="Not that many"):
        destinations.remove_places(actor=house.tomas, offer=offer.ref, count=1, at=at)
    destinations.release_slots(actor=house.tomas, application=together.ref, at=at)
    assert [card.state for card in destinations.list_offers(house.ruth) if card.ref == offer.ref] == ["open"]


def test_an_offer_ends_on_its_last_day_and_closing_it_opens_a_task_in_each_case(house, aslan, at) -> None:
    case, _person, offer, application = aslan
    short = an_offer(house, at, country="FR", valid_until_on=at.date() + timedelta(days=1))
    outbox.run_due(dict(destinations.HANDLERS), at + timedelta(days=2))
    assert {card.ref: card.state for card in destinations.list_offers(house.tomas)}[short.ref] == "expired"
    move(house, "tomas", application, "find_eligible", at)
    destinations.move_offer(actor=house.tomas, offer=offer.ref, move="close", reason="They stopped", at=at)
    texts = [task.text for task in casework.list_tasks(house.noor, case.ref)]
    assert "The offer this application leaned on is closed. Look for another way." in texts
    with pytest.raises(Refused, match="not open"):
        destinations.reserve_slots(actor=house.tomas, application=application.ref, until_on=at.date(), at=at)


def test_when_one_application_is_used_the_others_make_room_and_each_counterpart_is_told(
    house, aslan, at
) -> None:
    case, person, _offer, used = aslan
    beside = an_application(house, case.ref, [person], an_offer(house, at, country="NL").ref, at)
    bring_application_to(house, beside.ref, "submitted", at)
    bring_application_to(house, used.ref, "approved", at)
    bring_abroad(house, used.ref, person, at)
    states = {card.ref: card.state for card in destinations.list_applications(house.tomas, case=case.ref)}
    assert states == {used.ref: "used", beside.ref: "superseded"}
    assert sorted(Slot.objects.values_list("state", flat=True)) == ["consumed", "free", "free", "free"]
    texts = [task.text for task in casework.list_tasks(house.tomas, case.ref)]
    assert any("Tell the counterpart" in text and "Humanitarian visa" in text for text in texts)


def test_two_of_five_arrive_and_the_three_who_wait_keep_their_other_application(house, at) -> None:
    case, family = a_family(house, at)
    refs = [person.ref for person in family.values()]
    khava = family["khava"].ref
    bring_to(house, khava, "sheltered", at)
    casework.lift_mark(actor=house.noor, person=khava, kind="bed_held", thing=khava, at=at)
    first = an_application(house, case.ref, [khava], an_offer(house, at).ref, at)
    everybody = an_application(house, case.ref, refs, an_offer(house, at, country="NL", places=5).ref, at)
    bring_application_to(house, everybody.ref, "submitted", at)
    bring_application_to(house, first.ref, "approved", at)
    bring_abroad(house, first.ref, khava, at)
    card = destinations.get_application(house.tomas, everybody.ref, at).card
    assert card.state == "submitted"
    assert khava not in {one.ref for one in card.covered}
    assert len(card.covered) == 4
    assert Slot.objects.filter(state="committed").count() == 4


def test_refused_at_the_border_is_safe_again_with_a_lawyer_to_look(house, aslan, at) -> None:
    case, person, offer, application = aslan
    bring_application_to(house, application.ref, "approved", at)
    clear(house, application.ref, person, at)
    departure = a_departure(house, application.ref, person, at)
    destinations.depart(actor=house.noor, departure=departure.ref, at=at)
    with pytest.raises(Refused, match="on the way"):
        move(house, "noor", application, "withdraw", at, reason="Changed")
    with pytest.raises(Refused, match="reason"):
        destinations.turn_back(actor=house.noor, departure=departure.ref, reason="", at=at)
    destinations.turn_back(actor=house.noor, departure=departure.ref, reason="Taken off the plane", at=at)
    assert phase_of(house, person) == "sheltered"
    assert {"legal", "incident"} <= {task.kind for task in casework.list_tasks(house.noor, case.ref)}
    assert places_of(house, offer).committed == 1
    [traveller] = destinations.get_application(house.noor, application.ref, at).travellers
    assert traveller.missing == ("A lawyer has not done the exit check.",)
    assert "cleared" not in marks_of(house, person, at)


def test_nobody_arrives_on_the_wrong_words(house, aslan, at) -> None:
    _case, person, _offer, application = aslan
    bring_application_to(house, application.ref, "approved", at)
    clear(house, application.ref, person, at)
    departure = a_departure(house, application.ref, person, at)
    assert departure.phrase == PHRASE
    left = destinations.depart(actor=house.noor, departure=departure.ref, at=at)
    assert left.phrase == ""
    with pytest.raises(Refused, match="not the words"):
        destinations.confirm_arrival(
            actor=house.noor, departure=departure.ref, said_by="person", phrase="Red kettle", at=at
        )
    assert phase_of(house, person) == "departing"


def test_a_search_notice_keeps_somebody_from_being_cleared(house, aslan, at) -> None:
    _case, person, _offer, application = aslan
    bring_application_to(house, application.ref, "approved", at)
    with pytest.raises(Refused) as refused:
        destinations.clear_person(actor=house.tomas, application=application.ref, person=person, at=at)
    assert len(refused.value.missing) == 2
    found = CLEAR | {"search_notice": "found"}
    check = {"actor": house.karim, "application": application.ref, "person": person, "at": at}
    with pytest.raises(Invalid):
        destinations.check_exit(results={"travel_ban": "clear"}, **check)
    destinations.check_exit(results=found, **check)
    [traveller] = destinations.get_application(house.noor, application.ref, at).travellers
    assert "The exit check found something that stands in the way." in traveller.missing
    with pytest.raises(NotHere):  # only a lawyer answers these questions
        destinations.check_exit(results=CLEAR, **(check | {"actor": house.tomas}))


def test_a_child_is_not_cleared_without_an_answer_about_the_other_parent(house, at) -> None:
    case, family = a_family(house, at)
    amina = family["amina"].ref
    application = an_application(house, case.ref, [amina], an_offer(house, at).ref, at)
    bring_application_to(house, application.ref, "approved", at)
    check = {"actor": house.karim, "application": application.ref, "person": amina, "at": at}
    destinations.check_exit(results=CLEAR | {"minor_consent": "not_needed"}, **check)
    [traveller] = destinations.get_application(house.noor, application.ref, at).travellers
    assert "The exit check says nothing about the consent a child needs." in traveller.missing


def test_papers_that_run_out_take_the_clearance_along(house, aslan, at) -> None:
    _case, person, _offer, application = aslan
    bring_application_to(house, application.ref, "approved", at)
    clear(house, application.ref, person, at)
    late = at + timedelta(days=61)
    outbox.run_due(dict(destinations.HANDLERS), late)
    page = destinations.get_application(house.noor, application.ref, late)
    assert page.card.state == "lapsed"
    assert "cleared" not in marks_of(house, person, late)
    assert page.travellers[0].missing == ("No paper to travel is valid on that day.",)


def test_nobody_is_booked_for_a_day_their_visa_does_not_cover(house, aslan, at) -> None:
    _case, person, _offer, application = aslan
    bring_application_to(house, application.ref, "approved", at)
    clear(house, application.ref, person, at)
    with pytest.raises(Refused, match="valid on that day"):
        a_departure(house, application.ref, person, at, days=61)
    booked = a_departure(house, application.ref, person, at, days=3)
    with pytest.raises(Refused, match="already booked"):
        a_departure(house, application.ref, person, at, days=3)
    destinations.cancel_departure(actor=house.noor, departure=booked.ref, reason="Strike", at=at)
    a_departure(house, application.ref, person, at, days=4)


def test_a_counterpart_that_somebody_left_out_is_never_told(house, aslan, at) -> None:
    case, person, _offer, _application = aslan
    jonas = a_counterpart(house, at)
    offer = an_offer(house, at, country="DE", counterpart=jonas.ref)
    application = an_application(house, case.ref, [person], offer.ref, at)
    move(house, "tomas", application, "find_eligible", at)
    casework.give_consent(
        actor=renewed(house).noor,
        person=person,
        purpose="onward_application",
        audiences=["governments"],
        excluded=[jonas.ref],
        identifiability="named",
        at=at,
    )
    with pytest.raises(Refused, match="live consent"):
        move(house, "noor", application, "agree", at)
