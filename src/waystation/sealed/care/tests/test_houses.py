"""Houses: looked at by two, known to few, their address to fewer."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import HouseAddress, HouseVetting, HouseWorry, SafeHouse
from waystation.testing.cast import renewed
from waystation.testing.houses import a_house, a_proposed_house


def see(cast, actor, house, verdict="good", at=None):
    care.record_visit(actor=actor, house=house.ref, verdict=verdict, text="I went there", at=at)


def test_a_house_opens_only_after_two_people_found_it_safe(house, at) -> None:
    larch = a_proposed_house(house, at)
    see(house, house.noor, larch, at=at)
    see(house, house.noor, larch, at=at + timedelta(hours=1))
    with pytest.raises(Refused, match="Two different people"):
        care.move_house(actor=house.noor, house=larch.ref, move="vet", at=at)
    see(house, house.ruth, larch, at=at)
    assert care.move_house(actor=house.noor, house=larch.ref, move="vet", at=at).state == "vetted"
    with pytest.raises(Refused, match="bed"):
        care.move_house(actor=house.ruth, house=larch.ref, move="open", at=at)
    care.add_bed(actor=house.noor, house=larch.ref, label="Window", note="", at=at)
    with pytest.raises(Refused):
        care.move_house(actor=house.noor, house=larch.ref, move="open", at=at)
    assert care.move_house(actor=house.ruth, house=larch.ref, move="open", at=at).state == "active"


def test_one_persons_doubt_keeps_a_house_closed_until_they_are_content(house, at) -> None:
    larch = a_proposed_house(house, at)
    see(house, house.noor, larch, at=at)
    see(house, house.ruth, larch, at=at)
    see(house, house.olga, larch, "doubtful", at=at)
    with pytest.raises(Refused, match="does not find it safe"):
        care.move_house(actor=house.noor, house=larch.ref, move="vet", at=at)
    see(house, house.olga, larch, at=at + timedelta(days=1))
    assert care.move_house(actor=house.noor, house=larch.ref, move="vet", at=at).state == "vetted"


def test_the_team_knows_the_house_and_only_those_named_know_where_it_is(house, at) -> None:
    larch, _beds = a_house(house, at)
    now = renewed(house)
    for reader in (now.noor, now.ruth, now.dana):
        assert care.open_address(actor=reader, house=larch.ref, at=at).address.startswith("Linden street")
    assert [card.code_name for card in care.list_houses(now.tomas)] == ["Larch"]
    for outsider in (now.tomas, now.idris, now.mira, now.karim, now.pavel, now.lena, now.sami, now.vera):
        with pytest.raises(NotHere):
            care.open_address(actor=outsider, house=larch.ref, at=at)
        place = HouseAddress.objects.select_related("section").get(house=larch.ref)
        with pytest.raises(vault.NotGranted):
            vault.read(outsider.ring, place)


def test_an_address_is_given_to_an_escort_by_name(house, at) -> None:
    larch, _beds = a_house(house, at)
    care.share_address(actor=house.noor, house=larch.ref, colleague=house.pavel.ref, at=at)
    pavel = renewed(house).pavel
    assert care.open_address(actor=pavel, house=larch.ref, at=at).way.startswith("From the yard")
    with pytest.raises(NotHere):
        care.share_address(actor=house.noor, house=larch.ref, colleague=new_ref(), at=at)
    with pytest.raises(NotHere):
        care.share_address(actor=house.tomas, house=larch.ref, colleague=house.pavel.ref, at=at)


def test_a_host_reads_nothing_of_what_was_found_about_them(house, at) -> None:
    larch, _beds = a_house(house, at)
    dana = renewed(house).dana
    for found in HouseVetting.objects.select_related("section").filter(house=larch.ref):
        with pytest.raises(vault.NotGranted):
            vault.read(dana.ring, found)
    with pytest.raises(NotHere):
        care.get_house(dana, larch.ref, at)
    with pytest.raises(NotHere):
        care.move_house(actor=dana, house=larch.ref, move="pause", at=at)


def test_a_host_who_leaves_reads_nothing_new(house, at) -> None:
    larch, _beds = a_house(house, at)
    care.dismiss_host(actor=house.noor, house=larch.ref, at=at)
    care.change_house(
        actor=house.noor,
        house=larch.ref,
        version=SafeHouse.objects.get(ref=larch.ref).version,
        code_name="Larch",
        places=3,
        suits="Other people now",
        at=at,
    )
    dana = renewed(house).dana
    assert care.list_my_houses(dana) == []
    with pytest.raises(vault.NotGranted):
        vault.read(dana.ring, SafeHouse.objects.select_related("section").get(ref=larch.ref))
    with pytest.raises(NotHere):
        care.open_address(actor=dana, house=larch.ref, at=at)


def test_only_somebody_with_a_hosts_account_becomes_host(house, at) -> None:
    larch = a_proposed_house(house, at)
    with pytest.raises(Invalid):
        care.appoint_host(actor=house.noor, house=larch.ref, host=house.idris.ref, at=at)
    with pytest.raises(Invalid):
        care.appoint_host(actor=house.noor, house=larch.ref, host=new_ref(), at=at)


def test_what_a_host_reports_reaches_the_team_and_stays_closed_to_the_host(house, at) -> None:
    larch, _beds = a_house(house, at)
    care.report_worry(actor=house.dana, house=larch.ref, text="A grey car since Tuesday", at=at)
    now = renewed(house)
    assert [worry.text for worry in care.today(now.noor, at).worries] == ["A grey car since Tuesday"]
    assert [worry.house_name for worry in care.today(now.olga, at).worries] == ["Larch"]
    assert not care.today(now.idris, at)
    with pytest.raises(vault.NotGranted):
        vault.read(now.dana.ring, HouseWorry.objects.select_related("section").get())
    care.see_to_worry(actor=now.noor, worry=care.today(now.noor, at).worries[0].ref, at=at)
    assert not care.today(renewed(house).noor, at).worries
    with pytest.raises(NotHere):
        care.report_worry(actor=now.pavel, house=larch.ref, text="Let me in", at=at)


def test_a_stranger_to_the_house_gets_the_same_nothing_as_for_one_that_does_not_exist(house, at) -> None:
    larch, beds = a_house(house, at)
    now = renewed(house)
    for stranger in (now.idris, now.mira, now.karim, now.sami):
        for ref, bed in ((larch.ref, beds[0].ref), (new_ref(), new_ref())):
            for act, asked in (
                (care.move_house, {"house": ref, "move": "pause"}),
                (care.compromise_house, {"house": ref, "reason": "x"}),
                (care.remove_bed, {"bed": bed}),
                (care.open_address, {"house": ref}),
                (care.record_visit, {"house": ref, "verdict": "good", "text": "x"}),
            ):
                with pytest.raises(NotHere):
                    act(actor=stranger, at=at, **asked)
            for read in (care.get_house, care.list_affected):
                with pytest.raises(NotHere):
                    read(stranger, ref, at)
            with pytest.raises(NotHere):
                care.get_bed(stranger, bed)
        assert care.list_houses(stranger) == []


def test_two_who_change_a_house_at_once_are_told(house, at) -> None:
    larch = a_proposed_house(house, at)
    change = {"house": larch.ref, "version": larch.version, "places": 2, "suits": "", "at": at}
    care.change_house(actor=house.noor, code_name="Birch", **change)
    with pytest.raises(ChangedMeanwhile):
        care.change_house(actor=house.ruth, code_name="Aspen", **change)


def test_a_house_belongs_to_a_team_of_ones_own(house, at) -> None:
    with pytest.raises(Invalid):
        care.propose_house(
            actor=house.idris,
            team=house.teams["north"],
            code_name="Alder",
            places=2,
            suits="",
            address="Somewhere",
            contact="",
            way="",
            at=at,
        )
