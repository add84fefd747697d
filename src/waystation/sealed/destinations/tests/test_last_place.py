"""Several people take the last place at the same moment: exactly one succeeds, on whichever database the tests run on."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.kernel.errors import Refused
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.models import Application, Slot
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.countries import an_application, an_offer

RACERS = 4


def race(acts) -> list[str]:
    """Let each act run in a thread with a connection of its own, all beginning together; say how each ended."""
    start, ended = threading.Barrier(len(acts)), []

    def run(act) -> None:
        try:
            start.wait()
            act()
        except (Refused, IntegrityError) as no:
            ended.append(type(no).__name__)
        except BaseException as broken:  # noqa: BLE001 - a thread must not die silently
            ended.append(repr(broken))
        else:
            ended.append("got it")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


@pytest.fixture
def last_place(transactional_db, house, at):
    offer = an_offer(house, at, places=1)
    names = ("Aslan", "Zelim", "Malika", "Amal")[:RACERS]
    made = []
    for name in names:
        case = a_case(house, at, called=name)
        made.append(an_application(house, case.ref, [head_of(house, case).ref], offer.ref, at))
    return offer, made


def test_four_people_reserve_the_last_place_at_once_and_one_has_it(last_place, house, at) -> None:
    offer, made = last_place

    def reserve(application, actor):
        ref, until = application.ref, at.date()
        return lambda: destinations.reserve_slots(actor=actor, application=ref, until_on=until, at=at)

    ended = race([reserve(one, renewed(house).tomas) for one in made])
    assert sorted(ended) == ["Refused"] * (RACERS - 1) + ["got it"]
    [slot] = Slot.objects.all()
    assert slot.state == "reserved"
    [card] = [one for one in destinations.list_offers(house.ruth) if one.ref == offer.ref]
    assert (card.state, card.places.free, card.places.held) == ("exhausted", 0, 1)


def test_a_place_is_reserved_and_taken_away_at_once_and_one_of_both_happens(last_place, house, at) -> None:
    offer, made = last_place
    first, second = renewed(house).tomas, renewed(house).ruth
    reserve = {"application": made[0].ref, "until_on": at.date(), "at": at}
    ended = race(
        [
            lambda: destinations.reserve_slots(actor=first, **reserve),
            lambda: destinations.remove_places(actor=second, offer=offer.ref, count=1, at=at),
        ]
    )
    assert sorted(ended) == ["Refused", "got it"]
    assert [slot.state for slot in Slot.objects.all()] in ([], ["reserved"])


def test_the_database_itself_gives_one_row_to_one_application(last_place, house, at) -> None:
    """Without any of our checks and locks: four connections write the bare row."""
    _offer, made = last_place
    [slot] = Slot.objects.all()
    persons = [one.covered[0].ref for one in made]
    counts = []

    def write(application, person):
        def act() -> None:
            with transaction.atomic():
                counts.append(
                    Slot.objects.filter(ref=slot.ref, state="free").update(
                        state="reserved", application=application, person=person, until_on=at.date()
                    )
                )

        return act

    rows = [Application.objects.get(ref=one.ref) for one in made]
    ended = race([write(row, person) for row, person in zip(rows, persons, strict=True)])
    assert ended == ["got it"] * RACERS
    assert sorted(counts) == [0] * (RACERS - 1) + [1]


def test_the_database_refuses_a_place_that_is_held_by_nobody(last_place) -> None:
    for wrong in (
        {"state": "reserved"},
        {"state": "committed"},
        {"person": "someone"},
        {"state": "given_twice"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slot.objects.update(**wrong)
