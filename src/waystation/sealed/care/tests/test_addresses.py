"""Where a house is: nobody alone leads guests elsewhere, and what was given by name can be taken back."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import HouseAddress
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_guest, a_held_bed, a_house, a_proposed_house

ELSEWHERE = {"address": "Police street 1", "contact": "Ring once", "way": "By the front"}


@pytest.fixture
def larch(house, at):
    """An open house with Aslan in it."""
    card, beds = a_house(house, at)
    person = head_of(house, a_case(house, at)).ref
    return card, beds, a_guest(house, person, beds[0], at)


def move_house_to(cast, actor, house, at, **told):
    version = care.open_address(actor=actor, house=house.ref, at=at).version
    care.change_address(actor=actor, house=house.ref, version=version, at=at, **(ELSEWHERE | told))


def test_a_changed_address_is_not_offered_until_somebody_else_has_looked(house, desk, larch, at) -> None:
    card, beds, _stay = larch
    desk.enter(house.noor)
    here = f"/care/houses/{card.ref}/"
    assert desk.post(f"{here}address/change/", {**ELSEWHERE, "version": "1"}).status_code == 302
    zelim = head_of(house, a_case(house, at, called="Zelim")).ref
    with pytest.raises(Refused, match="open for new guests"):
        a_held_bed(house, zelim, beds[1], at)
    with pytest.raises(Refused, match="other than who wrote it"):
        care.move_house(actor=house.noor, house=card.ref, move="resume", at=at)
    page = desk.post(f"{here}address/confirm/", follow=True).content.decode()
    assert "somebody else must look at it" in page
    assert care.get_house(house.noor, card.ref, at).house.state == "paused"

    desk.enter(house.ruth)
    assert "Police street 1" in (page := desk.get(f"{here}address/").content.decode())
    assert "Noor Haddad wrote this address" in page
    desk.post(f"{here}address/confirm/")
    assert care.get_house(renewed(house).ruth, card.ref, at).house.state == "active"
    assert a_held_bed(house, zelim, beds[1], at).state == "held"
    with pytest.raises(Refused):
        care.confirm_address(actor=renewed(house).olga, house=card.ref, at=at)


def test_who_stays_there_or_goes_there_is_told_that_nobody_has_looked_yet(house, desk, larch, at) -> None:
    card, _beds, stay = larch
    care.share_address(actor=house.noor, house=card.ref, colleague=house.pavel.ref, at=at)
    move_house_to(house, house.noor, card, at)
    doubt = "nobody else has looked at it yet"
    for reader, address in (
        ("noor", f"/care/stays/{stay.ref}/"),
        ("noor", f"/care/houses/{card.ref}/"),
        ("pavel", f"/care/houses/{card.ref}/address/"),
    ):
        desk.enter(getattr(renewed(house), reader))
        assert doubt in desk.get(address).content.decode()
    care.confirm_address(actor=renewed(house).ruth, house=card.ref, at=at)
    assert doubt not in desk.get(f"/care/houses/{card.ref}/address/").content.decode()


def test_two_changes_wait_for_a_third_pair_of_eyes_and_a_paused_house_stays_paused(house, larch, at) -> None:
    card, _beds, _stay = larch
    move_house_to(house, house.noor, card, at)
    move_house_to(house, house.ruth, card, at, address="Somewhere else")
    with pytest.raises(Refused):
        care.confirm_address(actor=house.ruth, house=card.ref, at=at)
    care.confirm_address(actor=renewed(house).noor, house=card.ref, at=at)
    assert care.get_house(house.noor, card.ref, at).house.state == "active"
    care.move_house(actor=house.noor, house=card.ref, move="pause", at=at)
    move_house_to(house, house.noor, card, at)
    care.confirm_address(actor=renewed(house).ruth, house=card.ref, at=at)
    assert care.get_house(house.noor, card.ref, at).house.state == "paused"
    assert care.move_house(actor=house.noor, house=card.ref, move="resume", at=at).state == "active"


def test_what_was_found_at_another_address_does_not_vet_a_house(house, at) -> None:
    card = a_proposed_house(house, at)
    for visitor in (house.noor, house.ruth):
        care.record_visit(actor=visitor, house=card.ref, verdict="good", text="Quiet", at=at)
    move_house_to(house, house.noor, card, at)
    with pytest.raises(Refused, match="Two different people"):
        care.move_house(actor=house.noor, house=card.ref, move="vet", at=at)
    for visitor in (house.noor, house.ruth):
        later = at + timedelta(hours=1)
        care.record_visit(actor=visitor, house=card.ref, verdict="good", text="Quiet", at=later)
    assert care.move_house(actor=house.noor, house=card.ref, move="vet", at=at).state == "vetted"


def test_an_address_given_by_name_is_taken_back_by_a_button_and_sealed_anew(house, desk, larch, at) -> None:
    card, _beds, _stay = larch
    care.share_address(actor=house.noor, house=card.ref, colleague=house.pavel.ref, at=at)
    knew = renewed(house).pavel
    assert care.open_address(actor=knew, house=card.ref, at=at)
    desk.enter(house.noor)
    here = f"/care/houses/{card.ref}/address/"
    assert "Take it back" in desk.get(here).content.decode()
    desk.post(f"{here}back/", {"colleague": house.pavel.ref})
    assert "Take it back" not in desk.get(here).content.decode()
    place = HouseAddress.objects.select_related("section").get(house=card.ref)
    for ring in (knew.ring, renewed(house).pavel.ring):
        with pytest.raises(vault.NotGranted):
            vault.read(ring, place)
    with pytest.raises(NotHere):
        care.open_address(actor=renewed(house).pavel, house=card.ref, at=at)
    assert care.open_address(actor=renewed(house).dana, house=card.ref, at=at)


def test_a_host_is_not_cut_off_by_the_back_door_and_strangers_take_nothing_back(house, larch, at) -> None:
    card, _beds, _stay = larch
    with pytest.raises(Refused, match="the host of the house"):
        care.take_address_back(actor=house.noor, house=card.ref, colleague=house.dana.ref, at=at)
    for actor, colleague in (
        (house.noor, new_ref()),
        (house.noor, house.idris.ref),
        (house.idris, house.noor.ref),
    ):
        with pytest.raises(NotHere):
            care.take_address_back(actor=actor, house=card.ref, colleague=colleague, at=at)
