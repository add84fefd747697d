"""Offering help at the front door, in Russian, without scripts."""

import re
from html import unescape
from unittest import mock

import pytest
from django.db import OperationalError

from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.models import Ally
from waystation.testing import allies as props

TYPED = {
    "kind": "host",
    "beds": "3",
    "pets": ["cat"],
    "place": "Вильнюс",
    "from_on": "2017-05-12",
    "languages": ["rus", "lit"],
    "called": "Марта",
}


def fields(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        found.setdefault(name.group(1), []).append(unescape(value.group(1)))
    return found


def test_a_host_offers_three_beds_in_russian_page_by_page(front, cast, at):
    page = front.get("/ru/offer/").content.decode()
    for said in (
        {"kind": "host"},
        {"beds": "3", "pets": ["cat"]},
        {"place": "Вильнюс", "languages": ["rus"]},
    ):
        page = front.post("/ru/offer/", fields(page) | said | {"go": "next"}).content.decode()
    page = front.post("/ru/offer/", fields(page) | {"called": "Марта", "go": "next"}).content.decode()
    assert "Марта" in page
    answer = front.post("/ru/offer/", fields(page) | {"go": "send"})
    words = re.findall(r"<li>([а-я]+)</li>", answer.content.decode())
    assert len(words) == 12
    ally = Ally.objects.get()
    card = allies.read_ally(cast.hanna, ally.ref, at=at)
    assert card.answers == {
        "kind": "host",
        "beds": 3,
        "pets": ["cat"],
        "place": "Вильнюс",
        "languages": ["rus"],
        "called": "Марта",
    }
    assert card.language == "ru"
    back = front.post("/ru/return/", {"words": " ".join(words)})
    assert back.headers["Location"] == "/ru/offer/messages/", (
        "the same way back as for those who ask for help"
    )
    assert front.get("/ru/offer/messages/").status_code == 200


def test_the_same_form_twice_is_one_offer_with_the_same_words(front, cast, at):
    form = TYPED | {"start": "ab" * 16, "page": "check", "go": "send"}
    first, again = (front.post("/en/offer/", form).content.decode() for _ in range(2))
    assert first == again
    front.post("/en/offer/", form | {"beds": "2"})
    assert Ally.objects.count() == 1
    messages = allies.read_ally(cast.hanna, Ally.objects.get().ref, at=at).thread.messages
    assert messages[-1].answers["beds"] == 2, "what was changed is added, never swallowed"


def test_one_form_sent_over_and_over_does_not_grow_for_ever(front, cast, monkeypatch):
    monkeypatch.setattr("waystation.sealed.allies.threads.MOST_MESSAGES", 2)
    form = TYPED | {"start": "ab" * 16, "page": "check", "go": "send"}
    sent = [front.post("/en/offer/", form | {"beds": beds}) for beds in "234"]
    assert [answer.status_code for answer in sent] == [200, 200, 503]
    assert "4" in fields(sent[-1].content.decode())["beds"], "what was typed is still on the page"


def test_what_cannot_be_stored_stays_on_the_page(front, cast):
    form = TYPED | {"start": "ab" * 16, "page": "check", "go": "send"}
    with (
        mock.patch("time.sleep"),
        mock.patch(
            "waystation.sealed.allies.operations.offering.ledger.record", side_effect=OperationalError
        ),
    ):
        answer = front.post("/en/offer/", form)
    assert answer.status_code == 503
    held = fields(answer.content.decode())
    assert held["place"] == ["Вильнюс"]
    assert held["languages"] == ["rus", "lit"]
    assert not Ally.objects.exists()
    assert "words" in front.post("/en/offer/", held | {"go": "send"}).content.decode()
    assert Ally.objects.count() == 1


def test_what_is_wrong_comes_back_with_what_was_typed(front, cast):
    answer = front.post(
        "/en/offer/",
        {"page": "where", "kind": "host", "from_on": "tomorrow", "to_on": "2017-05-01", "go": "next"},
    )
    page = answer.content.decode()
    assert 'value="tomorrow"' in page
    assert "Write the day like" in page
    turned = front.post(
        "/en/offer/",
        {"page": "where", "kind": "host", "from_on": "2017-05-09", "to_on": "2017-05-01", "go": "next"},
    )
    assert "before the first" in turned.content.decode()
    assert (
        "Choose what you would like to offer"
        in front.post("/en/offer/", {"page": "kind", "go": "next"}).content.decode()
    )


@pytest.fixture
def marta(front, at, cast):
    receipt = props.an_offer(at)
    front.cookies[vault.visit_cookie()] = vault.seal_visit(receipt.entropy, at)
    return receipt


def test_marta_reads_writes_withdraws_and_is_erased(front, cast, at, marta):
    allies.answer(actor=cast.hanna, ally=marta.ally, text="Когда можем поговорить?", at=at)
    page = front.get("/ru/offer/messages/").content.decode()
    assert "Когда можем поговорить?" in page
    assert "Проверка" not in page, "where the vetting stands is not told"
    sent = fields(page) | {"text": "В субботу"}
    for _ in range(2):
        front.post("/ru/offer/messages/", sent)
    card = allies.read_ally(cast.hanna, marta.ally, at=at)
    assert [message.text for message in card.thread.messages].count("В субботу") == 1
    assert card.row.is_waiting
    front.post("/ru/offer/messages/withdraw/", {"text": "Переезжаю", "once": "a" * 14})
    assert allies.read_ally(cast.hanna, marta.ally, at=at).row.state == "withdrawn"
    front.post("/ru/offer/messages/forget/", {"go": "forget"})
    assert allies.read_mailbox(marta.entropy).thread.forget_on
    front.post("/ru/offer/messages/forget/", {"go": "keep"})
    assert allies.read_mailbox(marta.entropy).thread.forget_on is None


def test_what_is_typed_into_an_old_page_is_sent_after_the_words(front, cast, at, marta):
    front.cookies.clear()
    page = front.post("/ru/offer/messages/", {"text": "Я приеду"}).content.decode()
    held = fields(page)
    assert held["text"] == ["Я приеду"]
    front.post("/ru/offer/return/", held | {"words": " ".join(marta.words)})
    assert allies.read_mailbox(marta.entropy).thread.messages[-1].text == "Я приеду"


def test_words_that_open_nothing_and_words_that_were_erased_look_the_same(front, cast, at, marta):
    allies.forget(person=marta.ally, at=at)
    front.cookies.clear()
    never = vault.words_of(vault.new_entropy(), "ru")
    for path in ("/en/return/", "/en/offer/return/"):
        pages = [
            re.sub(
                r"<textarea.*?</textarea>",
                "",
                front.post(path, {"words": " ".join(words)}).content.decode(),
                flags=re.DOTALL,
            )
            for words in (marta.words, never)
        ]
        assert pages[0] == pages[1]
        assert "We find nothing under these words" in pages[0]
