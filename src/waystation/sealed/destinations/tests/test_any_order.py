"""Whatever people do, in whatever order: no place given twice, nobody uses two applications, no state is a dead end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.machine import Machine
from waystation.foundation.outbox import api as outbox
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.models import Applicant, Application, Slot
from waystation.sealed.destinations.rules import applications, clocks, leaving, offers
from waystation.testing.cases import a_case, bring_to, head_of
from waystation.testing.countries import (
    a_departure,
    an_application,
    an_offer,
    bring_abroad,
    bring_application_to,
    clear,
)

MACHINES = (
    offers.OFFER,
    offers.SLOT,
    applications.APPLICATION,
    leaving.AUTHORISATION,
    leaving.DEPARTURE,
    clocks.CLOCK,
)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_can_be_reached_and_none_is_a_dead_end(machine: Machine) -> None:
    reached, left = {machine.start}, [machine.start]
    while left:
        for move in machine.from_state(left.pop()):
            if move.target not in reached:
                reached.add(move.target)
                left.append(move.target)
    assert reached == set(machine.states)
    stuck = {state for state in machine.states if not list(machine.from_state(state))}
    assert stuck == set(machine.ends)


def test_every_state_of_an_application_stands_in_one_column() -> None:
    columns = [state for _name, _label, states in applications.COLUMNS for state in states]
    assert sorted(columns) == sorted(applications.STATES)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "release", "move", "night", "more", "less", "leave", "arrive"]),
        st.integers(0, 2),
        st.sampled_from(sorted({move.name for move in applications.APPLICATION.transitions})),
    ),
    min_size=8,
    max_size=24,
)


def test_no_order_of_deeds_gives_a_place_twice_or_uses_two_applications(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "sheltered", at)
    offer = an_offer(house, at, places=2)
    other = an_offer(house, at, country="NL", places=1)
    second = a_case(house, at, called="Zelim")
    made = [
        an_application(house, case.ref, [person], offer.ref, at),
        an_application(house, case.ref, [person], other.ref, at),
        an_application(house, second.ref, [head_of(house, second).ref], offer.ref, at),
    ]
    for one in made[:2]:
        bring_application_to(house, one.ref, "approved", at)

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def play(steps) -> None:
        with transaction.atomic():
            agreed, now = 3, at
            for deed, number, name in steps:
                try:
                    with transaction.atomic():
                        agreed, now = _do(
                            house, deed, made[number], name, now=now, agreed=agreed, offer=offer
                        )
                except (Refused, Invalid, NotHere):
                    pass
                assert Slot.objects.count() == agreed
                taken = Slot.objects.exclude(state="free").values_list("application", "person")
                assert len(taken) == len(set(taken)) <= agreed
                used = list(Applicant.objects.filter(state="used").values_list("person", flat=True))
                assert len(used) == len(set(used))
                over = Application.objects.filter(state__in=applications.ENDS)
                assert not Slot.objects.filter(application__in=over, state__in=offers.HELD).exists()
            transaction.set_rollback(True)

    play()


def _do(house, deed, application, name, *, now, agreed, offer):
    ref = application.ref
    person = application.covered[0].ref
    if deed == "reserve":
        until = now.date() + timedelta(days=1)
        destinations.reserve_slots(actor=house.tomas, application=ref, until_on=until, at=now)
    elif deed == "release":
        destinations.release_slots(actor=house.ruth, application=ref, at=now)
    elif deed == "move":
        for actor in (house.tomas, house.karim, house.noor, house.ruth):
            try:
                destinations.move_application(actor=actor, application=ref, move=name, reason="So", at=now)
                break
            except Refused:
                continue
    elif deed == "night":
        now += timedelta(days=2)
        outbox.run_due(dict(destinations.HANDLERS), now)
    elif deed == "more":
        destinations.add_places(actor=house.tomas, offer=offer.ref, count=1, at=now)
        agreed += 1
    elif deed == "less":
        destinations.remove_places(actor=house.tomas, offer=offer.ref, count=1, at=now)
        agreed -= 1
    elif deed == "leave":
        clear(house, ref, person, now)
        a_departure(house, ref, person, now)
    else:
        bring_abroad(house, ref, person, now)
    return agreed, now


def test_the_database_refuses_a_second_used_application_for_one_person(house, at) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    for country in ("LT", "NL"):
        an_application(house, case.ref, [person], an_offer(house, at, country=country).ref, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(person=person).update(state="used")
