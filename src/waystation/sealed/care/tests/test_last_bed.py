"""Two people take the last bed at the same moment: exactly one succeeds, on whichever database the tests run on."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.kernel.errors import Refused
from waystation.sealed.care import api as care
from waystation.sealed.care.models import BedNight, Stay
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_house, a_wanted_bed

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
def last_bed(transactional_db, house, at):
    larch, beds = a_house(house, at, beds=1, has_host=False)
    names = ("Aslan", "Zelim", "Malika", "Amal")[:RACERS]
    wanted = [a_wanted_bed(house, head_of(house, a_case(house, at, called=name)).ref, at) for name in names]
    return larch, beds[0], wanted


def test_four_coordinators_take_the_last_bed_at_once_and_one_has_it(last_bed, house, at) -> None:
    _larch, bed, wanted = last_bed

    def hold(stay, actor):
        return lambda: care.hold_bed(actor=actor, stay=stay.ref, bed=bed.ref, until_on=at.date(), at=at)

    actors = [renewed(house).noor for _stay in wanted]
    ended = race([hold(stay, actor) for stay, actor in zip(wanted, actors, strict=True)])
    assert sorted(ended) == ["Refused"] * (RACERS - 1) + ["got it"]
    assert Stay.objects.filter(state="held").count() == 1
    assert BedNight.objects.count() == 7
    assert len(set(BedNight.objects.values_list("stay", flat=True))) == 1


def test_two_families_take_the_last_house_at_once_and_one_has_it(last_bed, house, at) -> None:
    larch, _bed, wanted = last_bed
    care.add_bed(actor=house.noor, house=larch.ref, label="Sofa", note="", at=at)
    families = [wanted[:2], wanted[2:]]

    def hold(family, actor):
        refs = [stay.ref for stay in family]
        return lambda: care.hold_beds(actor=actor, wanted=refs, house=larch.ref, until_on=at.date(), at=at)

    ended = race([hold(family, renewed(house).noor) for family in families])
    assert sorted(ended) == ["Refused", "got it"]
    assert Stay.objects.filter(state="held").count() == 2


def test_a_hold_and_a_block_meet_on_one_night_and_one_has_it(last_bed, house, at) -> None:
    _larch, bed, wanted = last_bed
    last = at.date() + timedelta(days=6)
    first, second = renewed(house).noor, renewed(house).ruth
    hold = {"stay": wanted[0].ref, "bed": bed.ref, "until_on": at.date(), "at": at}
    block = {"bed": bed.ref, "starts_on": last, "ends_on": last + timedelta(days=3), "reason": "", "at": at}
    ended = race([lambda: care.hold_bed(actor=first, **hold), lambda: care.block_bed(actor=second, **block)])
    assert sorted(ended) == ["Refused", "got it"]
    nights = list(BedNight.objects.values_list("night", flat=True))
    assert len(nights) == len(set(nights))
    assert len(nights) in {3, 7}


def test_the_database_itself_refuses_a_second_row_for_a_bed_and_night(last_bed, house, at) -> None:
    """Without any of our checks and locks: four connections write the bare row."""
    _larch, bed, wanted = last_bed

    def write(stay):
        def act() -> None:
            with transaction.atomic():
                BedNight.objects.create(bed_id=bed.ref, night=at.date(), stay_id=stay.ref)

        return act

    ended = race([write(stay) for stay in wanted])
    assert sorted(ended) == ["IntegrityError"] * (RACERS - 1) + ["got it"]
