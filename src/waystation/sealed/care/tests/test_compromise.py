"""A house is known: closed at once, everyone it touches warned, in one transaction or not at all."""

from datetime import timedelta

import pytest
from django.test import override_settings

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import HouseAddress, SafeHouse, Stay
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_guest, a_held_bed, a_house

ROUTE_BREAKS = "the escorts' room broke"


def followed(*, actor, house, persons, at) -> None:
    """Stand in for a later room: leave a mark that it was called, in the same transaction."""
    for person in persons:
        casework.add_task(
            actor=actor,
            case=casework.person(actor, person).case,
            person=person,
            text="Change the route",
            due_on=at.date(),
            at=at,
        )


def broken(*, actor, house, persons, at) -> None:
    raise RuntimeError(ROUTE_BREAKS)


@pytest.fixture
def larch(house, at):
    """Aslan stays there, Zelim is promised a bed, Amal left ten days ago, Malika two months ago."""
    card, beds = a_house(house, at, beds=3)
    people = {
        name: head_of(house, a_case(house, at, called=name)) for name in ("Aslan", "Zelim", "Amal", "Malika")
    }
    for name, days in (("Malika", 60), ("Amal", 10)):
        before = at - timedelta(days=days + 2)
        guest = a_guest(house, people[name].ref, beds[0], before, nights=2)
        care.check_out(actor=house.noor, stay=guest.ref, at=at - timedelta(days=days))
    a_guest(house, people["Aslan"].ref, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=a_held_bed(house, people["Zelim"].ref, beds[1], at).ref, at=at)
    return card, people


def open_overlays(cast, people):
    return {
        name
        for name, person in people.items()
        if "compromised" in casework.person(cast.noor, person.ref).overlays
    }


def test_everyone_there_coming_or_there_lately_is_warned_and_nobody_else(house, larch, at) -> None:
    card, people = larch
    told = care.compromise_house(actor=house.noor, house=card.ref, reason="Two men at the door", at=at)
    assert [(one.alias, one.how) for one in told] == [
        (people["Aslan"].alias, "there"),
        (people["Zelim"].alias, "coming"),
        (people["Amal"].alias, "past"),
    ]
    assert open_overlays(house, people) == {"Aslan", "Zelim", "Amal"}
    for name in ("Aslan", "Zelim", "Amal"):
        tasks = casework.list_tasks(house.noor, people[name].case)
        assert any(task.person == people[name].ref and task.due_on == at.date() for task in tasks)


def test_nobody_goes_to_the_house_any_more_and_who_was_going_is_given_another_bed(house, larch, at) -> None:
    card, people = larch
    care.compromise_house(actor=house.noor, house=card.ref, reason="Two men at the door", at=at)
    assert [stay.alias for stay in care.list_wanted(house.noor, at)] == [people["Zelim"].alias]
    there = Stay.objects.get(state="checked_in")
    assert care.go_away(actor=house.noor, stay=there.ref, at=at).state == "away"
    with pytest.raises(Refused, match="Nobody may go to this house"):
        care.come_back(actor=house.noor, stay=there.ref, at=at)
    assert care.move_urgently(actor=house.noor, stay=there.ref, at=at).state == "wanted"
    bed = care.get_house(house.noor, card.ref, at).beds[0]
    with pytest.raises(Refused):
        a_held_bed(house, people["Malika"].ref, bed, at)
    with pytest.raises(NotHere):
        casework.case(renewed(house).dana, people["Zelim"].case)


def test_the_host_of_a_known_house_loses_it_its_address_and_its_guests_at_once(house, larch, at) -> None:
    card, people = larch
    knew = renewed(house).dana
    assert care.open_my_houses(actor=knew, at=at)
    place = HouseAddress.objects.select_related("section").get(house=card.ref)
    before = SafeHouse.objects.select_related("section").get(ref=card.ref)
    assert vault.holds(knew.ring, place.section)
    care.compromise_house(actor=house.noor, house=card.ref, reason="Two men at the door", at=at)
    row = SafeHouse.objects.select_related("section").get(ref=card.ref)
    place.refresh_from_db()
    assert row.section.generation > before.section.generation
    for ring in (knew.ring, renewed(house).dana.ring):
        with pytest.raises(vault.NotGranted):
            vault.read(ring, row)
    dana = renewed(house).dana
    assert not vault.holds(dana.ring, place.section)
    assert care.list_my_houses(dana) == []
    for name in ("Aslan", "Zelim"):
        with pytest.raises(NotHere):
            casework.case(dana, people[name].case)
    assert care.get_house(house.noor, card.ref, at).house.host is None


@override_settings(AFTER_COMPROMISE=[f"{__name__}.followed"])
def test_later_rooms_follow_in_the_same_transaction(house, larch, at) -> None:
    card, people = larch
    care.compromise_house(actor=house.noor, house=card.ref, reason="Two men at the door", at=at)
    texts = [task.text for task in casework.list_tasks(house.noor, people["Amal"].case)]
    assert "Change the route" in texts


@override_settings(AFTER_COMPROMISE=[f"{__name__}.broken"])
def test_where_one_part_fails_nothing_is_half_done(house, larch, at) -> None:
    card, people = larch
    with pytest.raises(RuntimeError, match=ROUTE_BREAKS):
        care.compromise_house(actor=house.noor, house=card.ref, reason="Two men at the door", at=at)
    assert SafeHouse.objects.get(ref=card.ref).state == "active"
    assert open_overlays(house, people) == set()
    assert Stay.objects.filter(state="confirmed").count() == 1


def test_a_reason_is_needed_and_a_second_time_is_refused(house, larch, at) -> None:
    card, _people = larch
    with pytest.raises(Invalid):
        care.compromise_house(actor=house.noor, house=card.ref, reason=" ", at=at)
    care.compromise_house(actor=house.noor, house=card.ref, reason="Two men", at=at)
    with pytest.raises(Refused):
        care.compromise_house(actor=house.ruth, house=card.ref, reason="Two men", at=at)
    with pytest.raises(NotHere):
        care.compromise_house(actor=house.dana, house=card.ref, reason="Two men", at=at)


def test_who_is_out_of_reach_is_left_to_those_who_can_reach_them(house, at) -> None:
    """A case kept to named people: Ruth, who is not named, closes the house; Olga, who is, warns its guest."""
    kept = a_case(house, at, only=(house.noor.ref, house.olga.ref), called="Malika")
    card, beds = a_house(house, at)
    malika = head_of(house, kept)
    care.confirm_stay(actor=house.noor, stay=a_held_bed(house, malika.ref, beds[0], at).ref, at=at)
    (one,) = care.compromise_house(actor=house.ruth, house=card.ref, reason="Two men", at=at)
    assert (one.alias, one.is_within_reach) == ("", False)
    now = renewed(house)
    assert casework.person(now.olga, malika.ref).overlays == ()
    assert casework.case(now.dana, kept.ref)
    care.warn_the_rest(actor=now.olga, house=card.ref, at=at)
    assert casework.person(now.olga, malika.ref).overlays == ("compromised",)
    assert [stay.state for stay in care.list_stays_of(now.olga, kept.ref, at)] == ["wanted", "released"]
    with pytest.raises(NotHere):
        casework.case(renewed(house).dana, kept.ref)
