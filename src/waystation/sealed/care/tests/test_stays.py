"""Stays: a bed wanted, held, confirmed, slept in, left; and what the host may know meanwhile."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import BedNight, Stay
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, a_family, bring_to, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_guest, a_held_bed, a_house, a_wanted_bed


def marks_of(cast, person, at):
    return casework.open_person(actor=cast.noor, person=person.ref, at=at).marks


def tasks_of(cast, case):
    return [task.kind for task in casework.list_tasks(cast.noor, case.ref)]


def test_aslan_is_promised_a_bed_arrives_and_is_asked_how_he_is(house, at) -> None:
    case = a_case(house, at)
    aslan = head_of(house, case)
    bring_to(house, aslan.ref, "in_transit", at)
    casework.lift_mark(actor=house.noor, person=aslan.ref, kind="bed_held", thing=aslan.ref, at=at)
    _larch, beds = a_house(house, at)
    stay = a_held_bed(house, aslan.ref, beds[0], at)
    assert "bed_held" in marks_of(house, aslan, at)
    assert care.confirm_stay(actor=house.noor, stay=stay.ref, at=at).state == "confirmed"
    arrived = care.check_in(actor=renewed(house).dana, stay=stay.ref, at=at)
    assert arrived.state == "checked_in"
    assert arrived.next_check_in_at == at + timedelta(hours=24)
    now = renewed(house)
    assert casework.person(now.noor, aslan.ref).phase == "sheltered"
    assert {"stay_checked_in"} == marks_of(now, aslan, at) & {"stay_checked_in", "bed_held"}
    assert "welfare_check" in tasks_of(now, case)
    left = care.check_out(actor=now.noor, stay=stay.ref, at=at + timedelta(days=3))
    assert (left.state, left.nights) == ("checked_out", 3)
    assert BedNight.objects.filter(stay=stay.ref).count() == 3
    assert "stay_checked_in" not in marks_of(house, aslan, at)


def test_who_comes_by_themselves_is_asked_how_they_are_all_the_same(house, at) -> None:
    case = a_case(house, at)
    _larch, beds = a_house(house, at)
    a_guest(house, head_of(house, case).ref, beds[0], at)
    assert casework.person(house.noor, head_of(house, case).ref).phase == "triaged"
    assert "welfare_check" in tasks_of(house, case)


def test_the_host_opens_logistics_from_confirmation_to_departure_and_nothing_else(house, at) -> None:
    case = a_case(house, at)
    aslan = head_of(house, case)
    _larch, beds = a_house(house, at)
    stay = a_held_bed(house, aslan.ref, beds[0], at)
    row = Stay.objects.select_related("section").get(ref=stay.ref)
    with pytest.raises(vault.NotGranted):  # held is not yet promised: the host knows of nobody
        vault.read(renewed(house).dana.ring, row)
    care.confirm_stay(actor=house.noor, stay=stay.ref, at=at)
    dana = renewed(house).dana
    assert casework.sections_held(dana, case.ref) == {"logistics"}
    (guest,) = care.open_my_houses(actor=dana, at=at)[0].coming
    assert (guest.stay.alias, guest.head_count, guest.languages) == (aslan.alias, 1, "Russian, Chechen")
    assert not hasattr(guest, "name")
    care.check_in(actor=dana, stay=stay.ref, at=at)
    care.check_out(actor=house.noor, stay=stay.ref, at=at)
    dana = renewed(house).dana
    assert care.open_my_houses(actor=dana, at=at)[0].here == []
    with pytest.raises(NotHere):
        casework.case(dana, case.ref)
    with pytest.raises(vault.NotGranted):
        vault.read(dana.ring, Stay.objects.select_related("section").get(ref=stay.ref))


def test_the_host_keeps_reading_while_one_of_a_family_is_still_there(house, at) -> None:
    case, family = a_family(house, at)
    _larch, beds = a_house(house, at)
    khava = a_guest(house, family["khava"].ref, beds[0], at)
    musa = a_guest(house, family["musa"].ref, beds[1], at)
    care.check_out(actor=house.noor, stay=khava.ref, at=at)
    assert casework.sections_held(renewed(house).dana, case.ref) == {"logistics"}
    care.check_out(actor=house.noor, stay=musa.ref, at=at)
    with pytest.raises(NotHere):
        casework.case(renewed(house).dana, case.ref)


def test_a_host_sees_nobody_of_another_house(house, at) -> None:
    case = a_case(house, at)
    _birch, beds = a_house(house, at, name="Birch", has_host=False)
    a_house(house, at)
    stay = a_held_bed(house, head_of(house, case).ref, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=stay.ref, at=at)
    dana = renewed(house).dana
    assert [mine.house.code_name for mine in care.open_my_houses(actor=dana, at=at)] == ["Larch"]
    for act in (care.check_in, care.go_away, care.release_stay, care.check_out):
        with pytest.raises(NotHere):
            act(actor=dana, stay=stay.ref, at=at)
    assert care.list_wanted(dana, at) == []
    assert care.show_tonight(dana, at).due.arrivals == []


def test_a_hold_that_is_over_frees_the_bed_and_says_so(house, at) -> None:
    case = a_case(house, at)
    aslan = head_of(house, case)
    _larch, beds = a_house(house, at)
    stay = a_held_bed(house, aslan.ref, beds[0], at)
    job = {"stay": stay.ref, "to": house.noor.ref}
    care.lapse_hold(job, at)
    assert care.get_stay(house.noor, stay.ref, at).state == "held"  # the day is not over
    later = at + timedelta(days=1)
    assert outbox.run_due({care.LAPSE: care.lapse_hold}, later) >= 1
    care.lapse_hold(job, later)  # twice makes no difference
    assert care.get_stay(house.noor, stay.ref, later).state == "released"
    assert not BedNight.objects.exists()
    assert "bed_held" not in marks_of(house, aslan, later)
    assert [card.alias for card in care.today(house.noor, later).lapsed] == [aslan.alias]
    a_wanted_bed(house, aslan.ref, later)
    assert care.today(house.noor, later).lapsed == []


def test_nobody_loses_a_bed_because_the_worker_was_down(house, at) -> None:
    first, second = a_case(house, at), a_case(house, at, called="Zelim")
    _larch, beds = a_house(house, at, beds=1)
    a_held_bed(house, head_of(house, first).ref, beds[0], at)
    with pytest.raises(Refused, match="taken this bed"):
        a_held_bed(house, head_of(house, second).ref, beds[0], at)
    later = at + timedelta(days=1)
    assert a_held_bed(house, head_of(house, second).ref, beds[0], later).state == "held"


def test_a_hold_that_is_over_cannot_be_confirmed(house, at) -> None:
    _larch, beds = a_house(house, at)
    stay = a_held_bed(house, head_of(house, a_case(house, at)).ref, beds[0], at)
    with pytest.raises(Refused, match="hold is over"):
        care.confirm_stay(actor=house.noor, stay=stay.ref, at=at + timedelta(days=1))


def test_a_family_gets_beds_together_or_not_at_all(house, at) -> None:
    _case, family = a_family(house, at)
    larch, _beds = a_house(house, at, beds=4)
    wanted = [a_wanted_bed(house, member.ref, at).ref for member in family.values()]
    with pytest.raises(Refused, match="not enough free beds"):
        care.hold_beds(actor=house.noor, wanted=wanted, house=larch.ref, until_on=at.date(), at=at)
    assert not BedNight.objects.exists()
    care.add_bed(actor=house.noor, house=larch.ref, label="Sofa", note="", at=at)
    held = care.hold_beds(actor=house.noor, wanted=wanted, house=larch.ref, until_on=at.date(), at=at)
    assert len({card.bed for card in held}) == 5


def test_a_bed_out_of_use_is_not_given_to_anyone(house, at) -> None:
    _larch, beds = a_house(house, at)
    aslan = head_of(house, a_case(house, at))
    days = {"starts_on": at.date() + timedelta(days=2), "ends_on": at.date() + timedelta(days=4)}
    block = care.block_bed(actor=house.noor, bed=beds[0].ref, reason="Leak", at=at, **days)
    with pytest.raises(Refused):
        a_held_bed(house, aslan.ref, beds[0], at)
    care.unblock_bed(actor=house.noor, block=block.ref, at=at)
    a_held_bed(house, aslan.ref, beds[0], at)
    with pytest.raises(Refused):
        care.block_bed(actor=house.noor, bed=beds[0].ref, reason="Leak", at=at, **days)


def test_nights_grow_only_while_the_bed_is_free(house, at) -> None:
    _larch, beds = a_house(house, at, beds=1)
    first, second = head_of(house, a_case(house, at)), head_of(house, a_case(house, at, called="Zelim"))
    guest = a_guest(house, first.ref, beds[0], at, nights=3)
    next_on = at.date() + timedelta(days=5)
    a_wanted = a_wanted_bed(house, second.ref, at, arrives_on=next_on)
    care.hold_bed(actor=house.noor, stay=a_wanted.ref, bed=beds[0].ref, until_on=at.date(), at=at)
    change = {"actor": house.noor, "stay": guest.ref, "arrives_on": at.date(), "at": at}
    assert care.change_nights(leaves_on=next_on, **change).nights == 5
    with pytest.raises(Refused, match="promised to somebody else"):
        care.change_nights(leaves_on=next_on + timedelta(days=1), **change)
    assert care.change_nights(leaves_on=at.date() + timedelta(days=1), **change).nights == 1
    assert BedNight.objects.filter(stay=guest.ref).count() == 1
    with pytest.raises(Invalid):
        care.change_nights(**{**change, "arrives_on": at.date() - timedelta(days=1)}, leaves_on=next_on)


def test_nobody_is_in_two_beds_at_once(house, at) -> None:
    _larch, beds = a_house(house, at)
    aslan = head_of(house, a_case(house, at))
    a_guest(house, aslan.ref, beds[0], at)
    second = a_held_bed(house, aslan.ref, beds[1], at)
    care.confirm_stay(actor=house.noor, stay=second.ref, at=at)
    with pytest.raises(Refused, match="already checked in"):
        care.check_in(actor=house.dana, stay=second.ref, at=at)


def test_who_does_not_come_frees_the_bed_and_is_looked_for(house, at) -> None:
    case = a_case(house, at)
    _larch, beds = a_house(house, at)
    stay = a_held_bed(house, head_of(house, case).ref, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=stay.ref, at=at)
    care.note_no_show(actor=house.noor, stay=stay.ref, at=at)
    assert not BedNight.objects.exists()
    texts = [task.text for task in casework.list_tasks(house.noor, case.ref)]
    assert "They did not come to the house. Find out where they are." in texts
    with pytest.raises(NotHere):
        casework.case(renewed(house).dana, case.ref)


def test_somebody_who_had_to_run_is_looked_for_a_new_bed(house, at) -> None:
    case = a_case(house, at)
    _larch, beds = a_house(house, at)
    guest = a_guest(house, head_of(house, case).ref, beds[0], at)
    wanted = care.move_urgently(actor=house.noor, stay=guest.ref, at=at)
    assert (wanted.state, wanted.arrives_on) == ("wanted", at.date())
    assert [card.ref for card in care.list_wanted(house.noor, at)] == [wanted.ref]


def test_a_guest_goes_out_and_comes_back(house, at) -> None:
    _larch, beds = a_house(house, at)
    guest = a_guest(house, head_of(house, a_case(house, at)).ref, beds[0], at)
    dana = renewed(house).dana
    assert care.go_away(actor=dana, stay=guest.ref, at=at).state == "away"
    assert BedNight.objects.filter(stay=guest.ref).count() == 7
    assert care.come_back(actor=dana, stay=guest.ref, at=at).state == "checked_in"


def test_a_paused_house_takes_no_new_holds_but_those_promised_may_come(house, at) -> None:
    larch, beds = a_house(house, at)
    promised = a_held_bed(house, head_of(house, a_case(house, at)).ref, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=promised.ref, at=at)
    care.move_house(actor=house.noor, house=larch.ref, move="pause", at=at)
    with pytest.raises(Refused, match="open for new guests"):
        a_held_bed(house, head_of(house, a_case(house, at, called="Zelim")).ref, beds[1], at)
    assert care.check_in(actor=house.dana, stay=promised.ref, at=at).state == "checked_in"
    with pytest.raises(Refused, match="People are staying here"):
        care.move_house(actor=house.ruth, house=larch.ref, move="retire", at=at)


def test_a_case_its_team_does_not_know_is_not_put_into_its_house(house, at) -> None:
    souths = a_case(house, at, team="south")
    person = casework.list_persons(house.idris, souths.ref)[0]
    _larch, beds = a_house(house, at)
    stay = care.want_bed(
        actor=house.idris,
        person=person.ref,
        arrives_on=at.date(),
        leaves_on=at.date() + timedelta(days=2),
        at=at,
    )
    with pytest.raises(NotHere):
        care.hold_bed(actor=house.idris, stay=stay.ref, bed=beds[0].ref, until_on=at.date(), at=at)
    with pytest.raises(Refused, match="does not know this case"):
        care.hold_bed(actor=house.ruth, stay=stay.ref, bed=beds[0].ref, until_on=at.date(), at=at)


def test_days_that_make_no_sense_are_said_beside_their_field(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    today = at.date()
    for arrives, leaves, field in ((-1, 3, "arrives_on"), (0, 0, "leaves_on"), (0, 400, "leaves_on")):
        with pytest.raises(Invalid) as wrong:
            care.want_bed(
                actor=house.noor,
                person=aslan.ref,
                arrives_on=today + timedelta(days=arrives),
                leaves_on=today + timedelta(days=leaves),
                at=at,
            )
        assert set(wrong.value.fields) == {field}
