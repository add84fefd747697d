"""Noor looks for a vetted host with three beds in Vilnius from Friday, no dogs; two book at once and one has the days."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.models import BookedDay, Booking
from waystation.sealed.allies.queries.places import SameTown
from waystation.testing import allies as props
from waystation.testing.cast import renewed

FRIDAY = date(2017, 5, 12)


def looking(**wish) -> allies.Wish:
    return allies.Wish(**{"kind": "host", **wish})


def test_the_desk_finds_a_vetted_host_with_three_beds_in_a_city_from_friday_and_no_dogs(cast, at):
    marta = props.a_trusted_helper(cast, at)
    unasked = props.a_trusted_helper(cast, at, called="Ona", place="Vilnius, Žvėrynas", pets=None, beds=4)
    others = {
        "two beds": {"beds": 2},
        "a dog": {"pets": ["dog"]},
        "elsewhere": {"place": "Рига"},
        "later": {"from_on": "2017-06-01"},
    }
    for name, answers in others.items():
        props.a_trusted_helper(cast, at, called=name, **answers)
    waiting = props.an_offer(at, called="Waiting", place="Wilno").ally
    wish = looking(place="Vilnius", beds=3, from_on=FRIDAY, without=("dog",))
    found = allies.find_helpers(cast.noor, wish, today=at.date())
    assert [one.ref for one in found.suggestions] == [marta, unasked], "what is known comes first"
    said = {point.sentence for point in found.suggestions[0].why}
    assert {"no dog", "beds: %(number)s", "from %(day)s", "in %(place)s"} <= said
    assert [point.sentence for point in found.suggestions[1].not_known] == ["dogs: not asked"]
    assert found.unvetted is None
    seen = allies.find_helpers(cast.hanna, wish, today=at.date())
    assert seen.unvetted == 1
    assert waiting not in {one.ref for one in seen.suggestions}
    allies.book(actor=cast.noor, ally=marta, from_on=FRIDAY, to_on=FRIDAY, note="Heron", at=at)
    assert [one.ref for one in allies.find_helpers(cast.idris, wish, today=at.date()).suggestions] == [
        unasked
    ]
    assert [card.ref for card in allies.found(actor=cast.noor, query="марта", at=at)] == [marta]
    assert allies.found(actor=cast.vera, query="марта", at=at) is None


def test_a_town_is_one_town_in_every_alphabet():
    same = SameTown()
    for one, other in (
        ("Vilnius", "Вильнюс"),
        ("vilnius", "Wilno"),
        ("Moscow", "Москва"),
        ("Питер", "Санкт-Петербург"),
        ("Минводы", "Минводы, край"),
        ("Каунас", "Kaunas (centre)"),
    ):
        assert same(one, other), (one, other)
    for one, other in (("Берлин", "Дублин"), ("Рига", "Прага"), ("Минск", "Пинск")):
        assert not same(one, other), (one, other)


def test_days_are_promised_once_and_free_again_when_nobody_answers(cast, at):
    ref = props.a_trusted_helper(cast, at)
    once = new_ref()
    made = [
        allies.book(
            actor=cast.noor,
            ally=ref,
            from_on=FRIDAY,
            to_on=FRIDAY + timedelta(9),
            note="Heron",
            once=once,
            at=at,
        )
        for _ in range(2)
    ]
    assert made[0].ref == made[1].ref
    with pytest.raises(Refused):
        allies.book(
            actor=cast.idris,
            ally=ref,
            from_on=FRIDAY + timedelta(9),
            to_on=FRIDAY + timedelta(12),
            note="x",
            at=at,
        )
    with pytest.raises(Invalid):
        allies.book(
            actor=cast.idris, ally=ref, from_on=at.date() - timedelta(9), to_on=FRIDAY, note="x", at=at
        )
    dict(allies.HANDLERS)["allies:lapse"]({"booking": made[0].ref}, at + timedelta(days=3))
    assert not BookedDay.objects.exists()
    assert allies.today(actor=cast.noor, at=at).fallen[0].note == "Heron"
    second = allies.book(actor=cast.idris, ally=ref, from_on=FRIDAY, to_on=FRIDAY, note="x", at=at)
    allies.move_booking(actor=cast.idris, booking=second.ref, move="agree", at=at)
    dict(allies.HANDLERS)["allies:lapse"]({"booking": second.ref}, at + timedelta(days=3))
    assert Booking.objects.get(ref=second.ref).state == "agreed"


def test_a_lawyer_takes_as_many_at_once_as_she_said(cast, at):
    ref = props.a_trusted_helper(cast, at, kind="lawyer", beds=None, pets=None, capacity=2)
    for _ in range(2):
        allies.book(actor=cast.noor, ally=ref, from_on=FRIDAY, to_on=FRIDAY, note="x", at=at)
    with pytest.raises(Refused):
        allies.book(actor=cast.idris, ally=ref, from_on=FRIDAY, to_on=FRIDAY, note="x", at=at)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_book_at_once_and_one_has_the_days(cast, at):
    ref = props.a_trusted_helper(cast, at)
    start, ended = threading.Barrier(2), []

    def run(actor):
        try:
            start.wait()
            allies.book(actor=actor, ally=ref, from_on=FRIDAY, to_on=FRIDAY + timedelta(2), note="x", at=at)
        except Refused:
            ended.append("no")
        except BaseException as broken:  # noqa: BLE001 - a thread must not die silently
            ended.append(repr(broken))
        else:
            ended.append("yes")
        finally:
            connection.close()

    fresh = renewed(cast)
    threads = [threading.Thread(target=run, args=[actor]) for actor in (fresh.noor, fresh.idris)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["no", "yes"]
    assert BookedDay.objects.count() == 3
    assert Booking.objects.count() == 1
