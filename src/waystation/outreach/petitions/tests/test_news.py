"""Updates to those who asked: by one button, opened elsewhere, at most once, and away with one press."""

import json
import re
import smtplib
from datetime import timedelta

import feedparser
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions import command
from waystation.outreach.petitions.models import Bundle, Reader, Signature, Update
from waystation.outreach.petitions.tests.test_stolen import everything_stored
from waystation.testing import petitions as props

LINK = re.compile(r"/(?:en|ru)/petitions/link/([0-9a-f]{32})/")
STOP = re.compile(r"/(?:en|ru)/petitions/news/([0-9a-f]{32})/")
SEND = "django.core.mail.EmailMessage.send"


@pytest.fixture
def asked(cast, at):
    """A petition that five people signed who want updates, one of them in Russian, and one who does not."""
    pair = vault.new_key_pair()
    ref = props.an_open_petition(cast, at, pair=pair)
    props.signed(ref, range(1), at)
    props.asked_for_news(ref, range(1, 6), at, russian=1)
    mail.outbox[:] = []
    return ref, pair


def approved(cast, ref, at):
    made = petitions.begin_update(actor=cast.kira, petition=ref, at=at)
    told = {"en": "They answered", "ru": "Нам ответили"}
    about = {"petition": ref, "update": made.ref, "at": at}
    petitions.write_update(actor=cast.kira, subjects=told, words=told, **about)
    petitions.move_update(actor=cast.kira, move="submit", **about)
    with pytest.raises(Refused):
        petitions.move_update(actor=cast.kira, move="approve", **about)
    petitions.move_update(actor=cast.ruth, move="approve", **about)
    return about


def bundles(cast, about, pair):
    return props.addressed(pair, actor=cast.kira, **about)


@pytest.fixture
def sending(cast, at, asked):
    ref, pair = asked
    about = approved(cast, ref, at)
    with pytest.raises(Refused):
        petitions.move_update(actor=cast.kira, move="send", **about)
    [file] = bundles(cast, about, pair)
    assert petitions.lay_bundles(actor=cast.kira, sent=[file[:700], file[700:]], **about) == 5
    assert petitions.lay_bundles(actor=cast.kira, sent=[file], **about) == 0, (
        "the same file lays nothing twice"
    )
    petitions.lay_bundles(actor=cast.kira, sent=bundles(cast, about, pair), **about)
    assert Bundle.objects.count() == 10, "opened twice, sealed twice: still one mail each"
    petitions.move_update(actor=cast.kira, move="send", **about)
    return about


def run(about, at):
    petitions.send_update({"update": about["update"]}, at)


def card_of(cast, about):
    return petitions.get_update(cast.kira, about["petition"], about["update"])


def test_malika_asks_confirms_with_the_same_button_and_stops_with_one_press(cast, at, front):
    ref = props.an_open_petition(cast, at)
    front.post(f"/en/petitions/{ref}/sign/", props.form(1, consent_news="on"))
    assert not Reader.objects.exists()
    petitions.send_waiting({}, at)
    assert Reader.objects.get().state == "pending"
    path = LINK.search(mail.outbox[-1].body).group()
    assert "The same button confirms that" in front.get(path).content.decode()
    page = front.post(path, {"go": "confirm"}).content.decode()
    assert Reader.objects.get().state == "confirmed"
    stop = STOP.search(page).group()
    assert "Do you want no more mail?" in front.get(stop).content.decode()
    assert Reader.objects.exists(), "opening a link must stop nothing"
    for _twice in range(2):
        answer = front.post(stop, {"List-Unsubscribe": "One-Click"}, HTTP_ORIGIN="https://mail.example")
        assert "You get no more mail" in answer.content.decode()
    assert not Reader.objects.exists()
    assert Signature.objects.count() == 1, "the signature stays"


def test_who_signed_before_is_asked_anew_and_nobody_asks_for_another(cast, at, front):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(1, 2), at)
    later = at + timedelta(days=1)
    petitions.sign(petition=ref, typed=props.typed(1, consent_news="on"), language="en", at=later)
    petitions.send_waiting({}, later)
    path = LINK.search(mail.outbox[-1].body).group()
    assert Reader.objects.get().state == "pending", "whoever typed the address may be anybody"
    assert "I want no mail" in front.post(path, {"go": "news"}).content.decode()
    assert Reader.objects.get().state == "confirmed"
    front.post(path, {"go": "withdraw"})
    assert not Reader.objects.exists()
    petitions.sign(petition=ref, typed=props.typed(2, consent_news="on"), language="en", at=later)
    petitions.send_waiting({}, later)
    petitions.sweep({}, later + timedelta(days=4))
    assert not Reader.objects.exists(), "unconfirmed wishes die like unconfirmed signatures"


def test_everybody_who_asked_gets_one_mail_and_may_stop(cast, at, front, asked, sending):
    petitions.stop_news(token=petitions.news_token(props.link_of(asked[0], props.typed(5))), at=at)
    run(sending, at)
    told = {one.to[0]: one for one in mail.outbox}
    assert sorted(told) == [f"signer{n}@example.org" for n in range(1, 5)]
    assert len(mail.outbox) == 4
    assert "Нам ответили" in told["signer1@example.org"].subject + told["signer1@example.org"].body
    card = card_of(cast, sending)
    assert (card.state, card.gone, card.uncertain, card.waiting) == ("sent", 4, 0, 0)
    assert not Bundle.objects.exists()
    headers = told["signer2@example.org"].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    front.post(STOP.search(headers["List-Unsubscribe"]).group(), {"List-Unsubscribe": "One-Click"})
    assert Reader.objects.count() == 3
    assert "They answered" in front.get(f"/en/petitions/{asked[0]}/").content.decode()


def test_who_leaves_no_address_reads_what_happened_as_a_feed(cast, at, front):
    ref = props.an_open_petition(cast, at)
    path = f"/ru/petitions/{ref}/feed.atom"
    assert not feedparser.parse(front.get(path).content).entries, "a draft is nobody's business"
    approved(cast, ref, at)
    answer = front.get(path)
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version, feed.feed.language) == (False, "atom10", "ru")
    assert [(one.title, one.link) for one in feed.entries] == [
        ("Нам ответили", f"http://testserver/ru/petitions/{ref}/")
    ]
    assert front.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "feed.atom" in front.get(f"/ru/petitions/{ref}/").content.decode()
    assert front.get(f"/en/petitions/{'2' * 14}/feed.atom").status_code == 404


def test_a_run_that_dies_doubles_nobody(cast, at, sending, monkeypatch):
    """As after kill -9: what was being handed over is uncertain, everything else leaves once."""
    taken = []

    class Killed(BaseException):
        pass

    def dies(self, **_):
        taken.append(self.to[0])
        if len(taken) == 2:
            raise Killed
        if len(taken) == 4:
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (450, b"")})

    monkeypatch.setattr(SEND, dies)
    with pytest.raises(Killed):
        run(sending, at)
    run(sending, at)
    card = card_of(cast, sending)
    assert (card.state, card.gone, card.uncertain) == ("sending", 4, 1)
    run(sending, at + timedelta(minutes=15))
    card = card_of(cast, sending)
    assert sorted(set(taken)) == [f"signer{n}@example.org" for n in range(1, 6)]
    assert len(taken) == 6, "only who was refused for now is tried again"
    assert (card.state, card.gone, card.uncertain) == ("sent", 4, 1)


def test_a_thief_finds_no_reader_and_what_is_not_sent_is_erased(cast, at, asked, sending):
    stored = everything_stored()
    for mark in (
        "signer1@",
        "example.org",
        petitions.news_token(props.link_of(asked[0], props.typed(1))).hex(),
    ):
        for spelt in (mark.encode(), mark.encode("utf-16-le"), mark.encode().hex().encode()):
            assert spelt not in stored, mark
    refs = set(Signature.objects.values_list("ref", flat=True))
    assert not refs & set(Reader.objects.values_list("ref", flat=True)), "no row leads from one to the other"
    petitions.sweep({}, at + timedelta(days=4))
    assert not Bundle.objects.exists()
    run(sending, at + timedelta(days=4))
    assert mail.outbox == []
    petitions.move_petition(actor=cast.kira, petition=asked[0], move="close", at=at)
    petitions.sweep({}, at + timedelta(days=181))
    assert not Reader.objects.exists()


def test_what_stays_of_a_file_that_breaks_off_stands_in_the_trail(cast, at, asked, monkeypatch):
    ref, pair = asked
    about = approved(cast, ref, at)
    [file] = bundles(cast, about, pair)
    monkeypatch.setattr("waystation.outreach.petitions.operations.bundles.AT_ONCE", 2)
    with pytest.raises(Invalid):
        petitions.lay_bundles(actor=cast.kira, sent=[file + b'{"sealed": 1}\n'], **about)
    [entry] = ledger.read_entries(cast.lena.ring, tag="petition:readers:laid_out", limit=2).entries
    assert Bundle.objects.count() == 4
    assert entry.told.detail == {"number": 4}


def test_bundles_fit_one_update_only_and_only_while_it_waits(cast, at, asked):
    ref, pair = asked
    first, second = approved(cast, ref, at), approved(cast, ref, at)
    [file] = bundles(cast, first, pair)
    for wrong in (file, b"{}", b"nothing\n", b"[" * 9_000, file.splitlines()[0] + b'\n{"sealed": "x"}'):
        with pytest.raises(Invalid):
            petitions.lay_bundles(actor=cast.kira, sent=[wrong], **second)
    swapped = file.replace(first["update"].encode(), second["update"].encode())
    petitions.lay_bundles(actor=cast.kira, sent=[swapped], **second)
    petitions.move_update(actor=cast.kira, move="send", **second)
    run(second, at)
    assert mail.outbox == [], "sealed for one update, it opens for no other"
    with pytest.raises(Refused):
        petitions.lay_bundles(actor=cast.kira, sent=[swapped], **second)
    with pytest.raises(NotHere):
        petitions.export_readers(actor=cast.vera, **first)
    with pytest.raises(vault.Unopenable):
        bundles(cast, first, vault.new_key_pair())


def test_a_milestone_writes_its_own_draft_once(cast, at):
    ref = props.an_open_petition(cast, at)
    about = {"petition": ref, "at": at}
    paper = {"country": "DE", "scan_hash": "ab" * 32, "received_on": at.date()}
    sheet = petitions.enter_sheets(actor=cast.kira, count=99, **paper, **about)
    petitions.count_sheets(actor=cast.ruth, sheet=sheet, count=99, **about)
    props.signed(ref, range(1), at)
    petitions.count_petition(petition=ref, at=at, is_last=True)
    [drafted] = petitions.list_updates(cast.kira, ref)
    assert (drafted.state, drafted.goal, drafted.subjects["en"]) == ("draft", 100, "100 have signed")
    props.signed(ref, range(1, 2), at)
    petitions.count_petition(petition=ref, at=at, is_last=True)
    assert Update.objects.count() == 1
    about["update"] = drafted.ref
    petitions.move_update(actor=cast.kira, move="submit", **about)
    with pytest.raises(Refused):
        petitions.move_update(actor=cast.kira, move="approve", **about)
    assert petitions.list_news(ref, "en") == []


def test_where_signing_is_dangerous_the_mail_only_says_look(cast, at):
    ref = props.an_open_petition(cast, at, is_dangerous=True)
    about = approved(cast, ref, at)
    assert "answered" not in json.dumps(Update.objects.get(ref=about["update"]).letters)
    assert petitions.list_news(ref, "en")[0].words == "They answered"


def test_an_update_from_the_desk_to_the_key_holder_and_back(cast, at, asked, desk, tmp_path):
    ref, pair = asked
    desk.enter(cast.kira)
    answer = desk.post(f"/petitions/{ref}/updates/")
    words = {f"{part}_{language}": "Answered" for part in ("subject", "words") for language in ("en", "ru")}
    update = desk.send(answer.headers["Location"], words).headers["Location"]
    desk.post(update, {"move": "submit"})
    desk.enter(cast.olga)
    assert desk.post(update, {"move": "approve"}).status_code == 409, "nothing was read"
    desk.send(update, {"move": "approve"})
    assert "Fetch the sealed addresses" in desk.get(update).content.decode()
    (tmp_path / "readers.jsonl").write_bytes(b"".join(desk.get(f"{update}readers.jsonl").streaming_content))
    (tmp_path / "key").write_text(pair.private.hex())
    told = [
        "address",
        str(tmp_path / "readers.jsonl"),
        str(tmp_path / "out.jsonl"),
        "--key",
        str(tmp_path / "key"),
    ]
    assert command.run(parsed(told)) == 0
    assert "signer" not in (tmp_path / "out.jsonl").read_text()
    wrong = SimpleUploadedFile("x", b"nothing")
    page = desk.post(f"{update}addresses/", {"file": wrong}).content.decode()
    assert "is not what" in page
    file = SimpleUploadedFile("x", (tmp_path / "out.jsonl").read_bytes())
    assert desk.post(f"{update}addresses/", {"file": file}).status_code == 302
    desk.post(update, {"move": "send"})
    run({"update": update.rstrip("/").rpartition("/")[2]}, at)
    assert len(mail.outbox) == 5
    assert "All updates" in desk.get(update).content.decode()
    assert "5 people asked" in desk.get(f"/petitions/{ref}/updates/").content.decode()


def parsed(arguments):
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.register(parser.add_subparsers())
    return parser.parse_args(["campaign", *arguments])
