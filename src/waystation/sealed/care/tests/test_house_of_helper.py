"""Marta, whom two people vetted, offers a house; when somebody worries about her it takes nobody new."""

import threading

import pytest
from django.db import connection, transaction

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox.models import Job
from waystation.sealed.allies import api as allies
from waystation.sealed.care import api as care
from waystation.sealed.care.models import SafeHouse
from waystation.testing import allies as helpers
from waystation.testing.cast import renewed
from waystation.testing.doors import DeskClient
from waystation.testing.houses import a_house


def typed(cast) -> dict[str, object]:
    return {
        "team": cast.teams["north"],
        "code_name": "Linden",
        "places": 3,
        "suits": "A family",
        "address": "Somewhere 1",
        "contact": "",
        "way": "",
    }


def test_a_house_of_a_trusted_helper_opens_and_is_paused_with_her_trust(cast, at):
    marta = helpers.a_trusted_helper(cast, at)
    desk = DeskClient()
    desk.enter(cast.noor)
    page = desk.get(f"/care/houses/of/{marta}/").content.decode()
    assert "+370 600 00000" in page, "what she said is filled in"
    where = desk.post(f"/care/houses/of/{marta}/", typed(cast)).headers["Location"]
    ref = SafeHouse.objects.get(helper=marta).ref
    assert "a trusted helper" in desk.get(where).content.decode()
    for actor in (cast.noor, cast.olga):
        care.record_visit(actor=actor, house=ref, verdict="good", text="Quiet", at=at)
    care.move_house(actor=cast.noor, house=ref, move="vet", at=at)
    care.add_bed(actor=cast.noor, house=ref, label="Sofa", note="", at=at)
    care.move_house(actor=cast.ruth, house=ref, move="open", at=at)
    before = Job.objects.filter(kind="outbox:mail").count()
    allies.raise_concern(actor=cast.idris, ally=marta, text="Asked for names", at=at)
    assert SafeHouse.objects.get(ref=ref).state == "paused"
    assert Job.objects.filter(kind="outbox:mail").count() >= before
    noor = renewed(cast).noor
    with pytest.raises(Refused, match="not trusted now"):
        care.move_house(actor=noor, house=ref, move="resume", at=at)
    assert "It takes nobody new" in desk.get(where).content.decode()
    allies.declare_tie(actor=cast.olga, ally=marta, knows=False, at=at)
    allies.move_ally(actor=cast.olga, ally=marta, move="restore", reason="Explained", at=at)
    care.move_house(actor=noor, house=ref, move="resume", at=at)


def test_who_was_told_how_to_reach_a_helper_stands_in_the_ledger(cast, at):
    marta = helpers.a_trusted_helper(cast, at)
    desk = DeskClient()
    desk.enter(cast.noor)
    desk.get(f"/care/houses/of/{marta}/")
    [entry] = ledger.read_entries(cast.lena.ring, tag="allies:helper:read").entries
    assert (entry.told.actor, entry.told.subject) == (cast.noor.ref, marta)


def test_nobody_makes_a_house_of_somebody_who_is_not_vetted(cast, at):
    waiting = helpers.an_offer(at).ally
    escort = helpers.a_trusted_helper(cast, at, **helpers.ILYA)
    for helper in (waiting, escort):
        with pytest.raises(NotHere):
            care.propose_house(actor=cast.noor, helper=helper, at=at, **typed(cast))


def test_a_house_does_not_open_on_trust_that_is_ending_at_that_moment(transactional_db, house, at):
    marta = helpers.a_trusted_helper(house, at)
    larch, _beds = a_house(house, at, beds=1, has_host=False)
    care.move_house(actor=house.noor, house=larch.ref, move="pause", at=at)
    SafeHouse.objects.filter(ref=larch.ref).update(helper=marta)
    ended = []

    def resume() -> None:
        try:
            care.move_house(actor=house.noor, house=larch.ref, move="resume", at=at)
        except BaseException as error:  # noqa: BLE001 - a thread must not die silently
            ended.append(error)
        finally:
            connection.close()

    opening = threading.Thread(target=resume)
    with transaction.atomic():
        allies.raise_concern(actor=house.idris, ally=marta, text="Asked for names", at=at)
        opening.start()
        opening.join(0.5)  # until it waits for whoever takes the trust away
        assert opening.is_alive()
    opening.join()
    assert [type(error) for error in ended] == [Refused]
    assert SafeHouse.objects.get(ref=larch.ref).state == "paused"
