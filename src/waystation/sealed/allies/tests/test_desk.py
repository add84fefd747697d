"""The desk: Hanna and Olga vet by its pages, Noor finds; whoever holds no key finds nothing."""

from html import unescape

import pytest

from waystation.foundation.kernel.references import new_ref
from waystation.sealed.allies import api as allies
from waystation.testing import allies as props
from waystation.testing.doors import DeskClient


@pytest.fixture
def at_desk(cast, at):
    def sit(login: str) -> DeskClient:
        client = DeskClient(raise_request_exception=False)
        client.enter(getattr(cast, login))
        return client

    return sit


def test_two_people_vet_by_the_pages_and_a_coordinator_finds_her(cast, at, at_desk):
    ref = props.an_offer(at).ally
    hanna, olga, noor = at_desk("hanna"), at_desk("olga"), at_desk("noor")
    base = f"/helpers/offers/{ref}/"
    refused = hanna.post(f"{base}check/", {"check-kind": "identity", "check-text": "seen"})
    assert "Say first whether you know" in unescape(refused.content.decode())
    assert "seen</textarea>" in refused.content.decode(), "what was typed stays"
    assert (
        "Марта" in at_desk("hanna").get("/").content.decode()
        or "new offer" in hanna.get("/").content.decode()
    )
    steps = (
        ("tie/", {"knows": "no"}),
        ("move/", {"move": "look"}),
        ("move/", {"move": "check"}),
        ("check/", {"check-kind": "identity", "check-text": "Passport"}),
        ("reference/", {"reference-who": "Ruta", "reference-verdict": "good", "reference-text": "Yes"}),
        ("reference/", {"reference-who": "Jonas", "reference-verdict": "good", "reference-text": "Yes"}),
        ("move/", {"move": "talk"}),
        ("check/", {"check-kind": "conversation", "check-text": "An hour"}),
        ("signs/", {}),
        ("areas/", {"areas-trusted_for": ["host"], "areas-sensitivity": "close"}),
        ("conflict/", {"conflict-who": "Magomed Tsaroev"}),
        ("answer/", {"answer-text": "Thank you"}),
    )
    for where, said in steps:
        assert hanna.post(base + where, said).status_code == 302, where
    first = allies.read_ally(cast.hanna, ref, at=at).references[0].ref
    for verdict in ("doubt", "good"):
        newest = {"reference-ref": first, "reference-who": "Ruta", "reference-verdict": verdict}
        assert (
            hanna.post(f"{base}reference/", newest | {"reference-text": "On second thoughts"}).status_code
            == 302
        )
    assert len(allies.read_ally(cast.hanna, ref, at=at).references) == 4, "earlier words stay"
    asked = hanna.post(f"{base}move/", {"move": "recommend"})
    assert asked.status_code == 200, "the reason is asked for on a page of its own"
    assert hanna.post(f"{base}move/", {"move": "recommend", "reason": "Calm"}).status_code == 302
    alone = hanna.post(f"{base}move/", {"move": "trust", "reason": "I like her"})
    assert "somebody other than who recommended" in alone.content.decode()
    assert "you may be the second person" in olga.get("/").content.decode()
    for where, said in (
        ("tie/", {"knows": "no"}),
        ("signs/", {}),
        ("move/", {"move": "trust", "reason": "Yes"}),
    ):
        assert olga.post(base + where, said).status_code == 302, where
    wish = {"kind": "host", "place": "vilnius", "beds": "3", "without": ["dog"], "from_on": at.date()}
    page = noor.post("/helpers/", wish).content.decode()
    assert "Марта" in page
    assert "beds: 3" in page
    assert "not yet vetted" not in page
    assert "Марта" not in noor.post("/helpers/", wish | {"meets": "Магомед Цароев"}).content.decode()
    helper = noor.get(f"/helpers/{ref}/").content.decode()
    assert "+370" in helper
    assert "Magomed Tsaroev" in helper
    assert "Passport" not in helper
    taken = noor.post(f"/helpers/{ref}/", {"from_on": at.date(), "to_on": at.date(), "note": "Case Heron"})
    assert taken.status_code == 302
    assert "Case Heron" in noor.get("/").content.decode()
    assert "Case Heron" not in at_desk("idris").get(f"/helpers/{ref}/").content.decode()


@pytest.mark.parametrize("login", ["dana", "pavel", "sami", "vera", "noor", "kira", "lena"])
def test_an_offer_that_is_not_ones_own_to_vet_is_as_if_it_did_not_exist(cast, at, at_desk, login):
    ref = props.an_offer(at).ally
    desk = at_desk(login)
    for path in ("", "tie/", "check/", "move/", "concern/", "answer/"):
        answers = [
            desk.post(f"/helpers/offers/{which}/{path}", {"move": "look", "worry-text": "x", "text": "x"})
            for which in (ref, new_ref())
        ]
        if not path:
            answers = [desk.get(f"/helpers/offers/{which}/") for which in (ref, new_ref())]
        assert {answer.status_code for answer in answers} <= {404, 405}, (login, path)
    assert desk.get(f"/helpers/{ref}/").status_code == 404
    assert desk.get("/helpers/offers/").status_code == 404
    found = desk.post("/helpers/", {"kind": "host"})
    assert "Марта" not in found.content.decode()
    assert allies.find_helpers(getattr(cast, login), allies.Wish("host"), today=at.date()).unvetted is None
    assert not allies.count_states(getattr(cast, login))


def test_noor_worries_and_nobody_finds_him_until_a_second_person_clears(cast, at, at_desk):
    ref = props.a_trusted_helper(cast, at)
    noor, hanna, idris = at_desk("noor"), at_desk("hanna"), at_desk("idris")
    noor.post(f"/helpers/{ref}/", {"from_on": at.date(), "to_on": at.date(), "note": "Case Heron"})
    assert noor.post(f"/helpers/{ref}/concern/", {"worry-text": "Asked for names"}).status_code == 302
    assert idris.get(f"/helpers/{ref}/").status_code == 404
    assert "Fell away" in noor.get("/").content.decode()
    assert "Asked for names" in hanna.get(f"/helpers/offers/{ref}/").content.decode()
    done = hanna.post(f"/helpers/offers/{ref}/move/", {"move": "restore", "reason": "A misunderstanding"})
    assert done.status_code == 302
    assert idris.get(f"/helpers/{ref}/").status_code == 200
