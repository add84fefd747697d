"""The desk: two people and one request, triage in a form, a call taken down, endings."""

import pytest

from waystation.sealed.intake import api as intake
from waystation.sealed.intake.tests.test_thread import ask


def test_vera_works_through_a_request_with_the_keyboard(desk, house, at) -> None:
    receipt = ask(at)
    desk.enter(house.vera)
    queue = desk.get(desk.address("intake:queue")).content.decode()
    assert "Моего друга забрали" in queue
    page = desk.address("intake:request", ref=receipt.request)
    assert desk.post(f"{page}claim/").status_code == 302
    shown = desk.get(page).content.decode()
    assert "+7 928 123-45-67" in shown
    desk.post(f"{page}triage/", {"triage-level": "immediate", "triage-has_consent": "on"})
    desk.post(f"{page}answer/", {"answer-text": "Мы рядом.", "answer-via": "words", "answer-we_wait": "on"})
    card = intake.open_request(actor=house.vera, request=receipt.request, at=at)
    assert (card.state, card.triage.level, card.triage.has_consent) == ("awaiting_info", "immediate", True)
    assert intake.mailbox(entropy=receipt.entropy, at=at).thread.messages[-1].text == "Мы рядом."


def test_a_level_that_differs_needs_a_reason_and_what_was_typed_comes_back(desk, house, at) -> None:
    receipt = ask(at)
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    desk.enter(house.vera)
    page = desk.address("intake:request", ref=receipt.request)
    answer = desk.post(f"{page}triage/", {"triage-level": "standard", "triage-note": "Вторая смена"})
    assert answer.status_code == 200
    assert "Вторая смена" in answer.content.decode()
    assert intake.open_request(actor=house.vera, request=receipt.request, at=at).triage is None


@pytest.mark.parametrize("who", ["noor", "ruth", "idris", "lena", "dana"])
def test_who_is_not_of_the_team_sees_nothing_and_the_same_nothing(desk, house, at, who) -> None:
    receipt = ask(at)
    desk.enter(getattr(house, who))
    assert "Моего" not in desk.get(desk.address("intake:queue")).content.decode()
    there = desk.get(desk.address("intake:request", ref=receipt.request))
    nowhere = desk.get(desk.address("intake:request", ref="2" * 14))
    assert there.status_code == nowhere.status_code == 404
    for deed in (
        "claim",
        "release",
        "triage",
        "answer",
        "heard",
        "attempt",
        "hostile",
        "end/withdraw",
        "take-over",
    ):
        path = f"{desk.address('intake:request', ref=receipt.request)}{deed}/"
        data = {"reason": "x", "answer-text": "x", "answer-via": "words", "triage-level": "high"}
        assert desk.post(path, data).status_code == 404, deed
