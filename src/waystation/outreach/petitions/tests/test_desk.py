"""The campaign's desk: one writes, another approves, and what looks wrong is set aside, counted in public, undoable."""

import base64
from dataclasses import replace

import pytest
from django.utils import translation

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.models import Signature
from waystation.outreach.petitions.rules import signing
from waystation.testing import petitions as props


def test_kira_writes_at_the_desk_and_cannot_approve_alone(cast, at, desk):
    desk.enter(cast.kira)
    public = base64.b64encode(vault.new_key_pair().public).decode()
    assert desk.post("/petitions/keys/", {"name": "Spring", "public": public}).status_code == 302
    [key] = petitions.list_keys(cast.kira)
    ref = desk.post("/petitions/", {"is_dangerous": "on"}).headers["Location"].split("/")[2]
    assert "Not written yet." in desk.get(f"/petitions/{ref}/").content.decode()
    for language, words in props.WORDS.items():
        assert desk.send(f"/petitions/{ref}/text/{language}/", words).status_code == 302
        late = desk.post(f"/petitions/{ref}/text/{language}/", {**words, "demand": "Typed late."})
        assert late.status_code == 409
        assert "Typed late." in late.content.decode()
    wrong = desk.send(f"/petitions/{ref}/goals/", {"goals": "many", "key": key.ref})
    assert "whole numbers" in wrong.content.decode()
    assert desk.send(f"/petitions/{ref}/goals/", {"goals": "100, 500", "key": key.ref}).status_code == 302
    desk.post(f"/petitions/{ref}/", {"move": "submit"})
    with pytest.raises(Refused):
        petitions.move_petition(actor=cast.kira, petition=ref, move="approve", at=at)
    desk.enter(cast.olga)
    assert desk.post(f"/petitions/{ref}/", {"move": "approve"}).status_code == 409, "nothing was read"
    desk.send(f"/petitions/{ref}/", {"move": "approve"})
    desk.post(f"/petitions/{ref}/", {"move": "open"})
    page = desk.get(f"/petitions/{ref}/").content.decode()
    assert petitions.get_public(ref, "en").text_hash in page
    with translation.override("ru"):
        assert petitions.get_for_desk(cast.olga, ref, at).title == props.WORDS["ru"]["title"]
        [line] = petitions.list_for_desk(cast.olga).petitions
        assert line.title == props.WORDS["ru"]["title"], "whoever reads Russian reads the Russian title"
    assert "Kira Wolf" in page
    with pytest.raises(Refused):
        petitions.write_text(actor=cast.kira, petition=ref, language="en", at=at, **props.WORDS["en"])


def test_nobody_approves_other_words_than_those_on_their_page(cast, at, desk):
    key = props.a_key(cast, at)
    about = {"actor": cast.kira, "at": at}
    ref = petitions.draft_petition(is_dangerous=False, **about).ref
    for language, told in props.WORDS.items():
        petitions.write_text(petition=ref, language=language, **told, **about)
    petitions.choose_key(petition=ref, key=key.ref, goals=(100,), is_dangerous=False, **about)
    petitions.move_petition(petition=ref, move="submit", **about)
    desk.enter(cast.olga)
    version = petitions.get_for_desk(cast.olga, ref, at).version
    assert version in desk.get(f"/petitions/{ref}/").content.decode()
    petitions.move_petition(petition=ref, move="take_back", **about)
    petitions.write_text(petition=ref, language="en", **props.HOMES["en"], **about)
    petitions.move_petition(petition=ref, move="submit", **about)
    assert desk.post(f"/petitions/{ref}/", {"move": "approve", "version": version}).status_code == 409
    assert petitions.get_for_desk(cast.olga, ref, at).state == "review"
    version = petitions.get_for_desk(cast.olga, ref, at).version
    assert desk.post(f"/petitions/{ref}/", {"move": "approve", "version": version}).status_code == 302


def test_nobody_else_sees_the_campaigns_desk(cast, at, desk):
    ref = props.an_open_petition(cast, at)
    for actor in (cast.noor, cast.vera, cast.lena, cast.dana):
        desk.enter(actor)
        assert desk.get(f"/petitions/{ref}/").status_code == 404
        assert desk.get("/petitions/").status_code == 404
        with pytest.raises(NotHere):
            petitions.list_for_desk(actor)


def test_what_is_no_campaign_key_is_refused_with_a_sentence(cast, at, desk):
    desk.enter(cast.kira)
    for public in ("?", base64.b64encode(b"short").decode()):
        page = desk.post("/petitions/keys/", {"name": "Spring", "public": public})
        assert "not the public half" in page.content.decode()


def test_addresses_to_throw_away_wait_to_be_looked_at_and_can_be_let_in(cast, at, desk):
    ref = props.an_open_petition(cast, at)
    for number in range(60):
        someone = props.typed(number, contact=f"x{number}@mailinator.com")
        petitions.sign(petition=ref, typed=someone, language="en", at=at)
        petitions.confirm(token=props.link_of(ref, someone), at=at)
    assert petitions.count_petition(petition=ref, at=at) == 0
    desk.enter(cast.kira)
    assert "an address to throw away" in desk.get(f"/petitions/{ref}/").content.decode()
    [group] = petitions.count_waiting(cast.kira, ref).aside
    sent = {"go": "let_in", "suspicion": group.suspicion, "group": group.group}
    assert desk.post(f"/petitions/{ref}/sift/", sent).status_code == 302
    assert petitions.count_petition(petition=ref, at=at) == 60


def test_a_struck_group_is_taken_out_in_public_and_can_come_back(cast, at):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(120), at)
    petitions.count_petition(petition=ref, at=at)
    group = bytes(Signature.objects.values_list("grouping", flat=True).first()).hex()
    about = {"actor": cast.kira, "petition": ref, "suspicion": signing.BURST, "group": group, "at": at}
    assert petitions.strike(**about) == 120
    petitions.count_petition(petition=ref, at=at)
    count = petitions.get_public(ref, "en").count
    assert (count.standing, count.struck) == (0, 120)
    assert petitions.take_strike_back(**about) == 120
    petitions.count_petition(petition=ref, at=at)
    count = petitions.get_public(ref, "en").count
    assert (count.standing, count.struck) == (120, 0)


def test_what_was_struck_stands_at_the_desk_with_a_button_that_takes_it_back(cast, at, desk):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(51), at)
    petitions.count_petition(petition=ref, at=at)
    group = bytes(Signature.objects.values_list("grouping", flat=True).first()).hex()
    petitions.strike(actor=cast.kira, petition=ref, suspicion=signing.BURST, group=group, at=at)
    desk.enter(cast.kira)
    assert "Let them count again" in desk.get(f"/petitions/{ref}/").content.decode()
    sent = {"go": "undo", "suspicion": signing.BURST, "group": group}
    assert desk.post(f"/petitions/{ref}/sift/", sent).status_code == 302
    assert petitions.count_waiting(cast.kira, ref).struck == ()
    petitions.count_petition(petition=ref, at=at)
    assert petitions.get_public(ref, "en").count.standing == 51


def test_striking_a_flood_leaves_everybody_else_with_a_large_provider_alone(cast, at):
    ref = props.an_open_petition(cast, at)
    for number in range(60):
        someone = props.typed(number, contact=f"signer{number}@gmail.com")
        flood = signing.FLOOD if number < 3 else signing.NONE
        petitions.sign(petition=ref, typed=someone, language="en", at=at, suspicion=flood)
        petitions.confirm(token=props.link_of(ref, someone), at=at)
    assert petitions.count_petition(petition=ref, at=at) == 57
    [group] = petitions.count_waiting(cast.kira, ref).aside
    assert (group.count, group.group) == (3, "")
    about = {"actor": cast.kira, "petition": ref, "suspicion": signing.FLOOD, "group": "", "at": at}
    assert petitions.let_in(**about) == 3
    assert petitions.strike(**about) == 3
    assert Signature.objects.filter(state="counted").count() == 57


def test_who_rewrites_a_colleagues_draft_does_not_approve_it(cast, at):
    key = props.a_key(cast, at)
    both = replace(cast.olga, roles=frozenset({"campaigner", "supervisor"}))
    ref = petitions.draft_petition(actor=cast.kira, is_dangerous=False, at=at).ref
    petitions.choose_key(actor=cast.kira, petition=ref, key=key.ref, goals=(100,), is_dangerous=False, at=at)
    for language, words in props.WORDS.items():
        petitions.write_text(actor=both, petition=ref, language=language, at=at, **words)
    petitions.move_petition(actor=both, petition=ref, move="submit", at=at)
    with pytest.raises(Refused):
        petitions.move_petition(actor=both, petition=ref, move="approve", at=at)
    assert petitions.move_petition(actor=cast.kira, petition=ref, move="approve", at=at).state == "ready"
