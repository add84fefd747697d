"""Forgetting: a person leaves no trace in this room, their places go back, their family keeps what is theirs."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import NotHere
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.models import (
    Applicant,
    Application,
    Authorisation,
    Departure,
    ExitCheck,
    LegalClock,
    Slot,
)
from waystation.testing.cases import a_case, a_family, bring_to, head_of
from waystation.testing.countries import a_departure, an_application, an_offer, bring_application_to, clear


def test_a_person_who_is_forgotten_leaves_nothing_and_their_place_is_free(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "sheltered", at)
    application = an_application(house, case.ref, [person], an_offer(house, at).ref, at)
    bring_application_to(house, application.ref, "approved", at)
    destinations.start_clock(
        actor=house.karim,
        application=application.ref,
        person=person,
        kind="other",
        started_on=at.date(),
        at=at,
    )
    clear(house, application.ref, person, at)
    a_departure(house, application.ref, person, at)
    destinations.forget(person=person, at=at)
    destinations.forget(person=person, at=at)
    for model in (Application, Applicant, Authorisation, ExitCheck, Departure, LegalClock):
        assert not model.objects.exists()
    assert set(Slot.objects.values_list("state", "person")) == {("free", "")}
    casework.forget_person(person=person, at=at)
    with pytest.raises(NotHere):
        destinations.get_application(house.noor, application.ref, at)


def test_the_family_keeps_its_application_when_one_of_them_is_forgotten(house, at) -> None:
    case, family = a_family(house, at)
    refs = [person.ref for person in family.values()]
    application = an_application(house, case.ref, refs, an_offer(house, at, places=5).ref, at)
    until = at.date() + timedelta(days=3)
    destinations.reserve_slots(actor=house.tomas, application=application.ref, until_on=until, at=at)
    destinations.forget(person=family["ramzan"].ref, at=at)
    casework.forget_person(person=family["ramzan"].ref, at=at)
    page = destinations.get_application(house.noor, application.ref, at)
    assert len(page.travellers) == 4
    assert Slot.objects.filter(state="free").count() == 1
