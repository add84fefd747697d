"""Coming back with twelve words, and what can be done there."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import Conversation, HelpRequest, Message
from waystation.sealed.intake.tests.test_front import fields
from waystation.sealed.intake.tests.test_thread import ZELIM, ask


@pytest.fixture
def receipt(house, at) -> intake.Receipt:
    """Zelim has asked."""
    return ask(at)


@pytest.fixture
def inside(front, receipt):
    """Zelim's phone, after the words were entered."""
    assert front.post("/ru/return/", {"words": " ".join(receipt.words)}).status_code == 302
    return front


def _message(front, **typed):
    return front.post(
        "/ru/mailbox/", fields(front.get("/ru/mailbox/").content.decode()) | {"whole": "1"} | typed
    )


def test_the_first_account_is_not_shown_to_whoever_has_the_words(inside) -> None:
    page = inside.get("/ru/mailbox/").content.decode()
    assert ZELIM.happening not in page
    assert ZELIM.contact not in page


def test_a_cry_of_danger_that_waited_for_the_words_is_heard(front, receipt) -> None:
    page = front.post("/en/mailbox/", {"is_danger": "on", "whole": "1"}).content.decode()
    front.post("/en/return/", fields(page) | {"words": " ".join(receipt.words)})
    assert intake.mailbox(entropy=receipt.entropy, at=clock.now()).level == "immediate"


def test_what_waited_and_was_too_long_is_still_there(front, receipt) -> None:
    long = "Come to the bridge. " * 3000
    page = front.post("/en/return/", {"words": " ".join(receipt.words), "text": long}).content.decode()
    assert "too long" in page
    assert long.strip() in page


def test_words_of_another_list_in_capitals_with_numbers_open_it_too(front, receipt) -> None:
    typed = " ".join(
        f"{at}. {word.upper()}," for at, word in enumerate(vault.words_of(receipt.entropy, "tr"), 1)
    )
    assert front.post("/en/return/", {"words": typed}).status_code == 302


def test_a_typing_error_is_pointed_at(front, receipt) -> None:
    words = list(receipt.words)
    words[3] = "ъъъъ"
    page = front.post("/en/return/", {"words": " ".join(words)}).content.decode()
    assert "Look at word 4 again" in page
    assert not front.cookies


def test_words_nobody_has_and_words_erased_get_one_and_the_same_answer(front, house, at, receipt) -> None:
    never = " ".join(vault.words_of(vault.new_entropy(), "en"))
    gone = " ".join(receipt.words)
    intake.forget(person=receipt.request, at=at)
    pages = [front.post("/en/return/", {"words": words}).content.decode() for words in (never, gone)]
    assert pages[0].replace(never, "…") == pages[1].replace(gone, "…")
    assert not front.cookies


def test_the_visit_ends_after_half_an_hour_and_what_was_typed_is_sent_after_the_words(
    inside, receipt, house, at
) -> None:
    page = fields(inside.get("/ru/mailbox/").content.decode())
    with clock.fixed(at + timedelta(minutes=31)):
        assert inside.get("/ru/mailbox/").status_code == 302
        inside.cookies["visit"] = vault.seal_visit(receipt.entropy, at)
        late = inside.post("/ru/mailbox/", page | {"text": "Они у двери.", "whole": "1"})
        assert late.status_code == 200
        inside.post("/ru/return/", fields(late.content.decode()) | {"words": " ".join(receipt.words)})
        assert "Они у двери." in inside.get("/ru/mailbox/").content.decode()


def test_taking_it_back_and_being_forgotten_are_carried_through_the_words_too(inside, receipt, at) -> None:
    words = {"words": " ".join(receipt.words)}
    pages = {
        name: fields(inside.get(f"/ru/mailbox/{name}/").content.decode()) for name in ("forget", "withdraw")
    }
    with clock.fixed(at + timedelta(minutes=31)):
        for name, typed in (("forget", {"go": "forget"}), ("withdraw", {"text": "Уже в безопасности."})):
            inside.cookies["visit"] = vault.seal_visit(receipt.entropy, at)
            held = inside.post(f"/ru/mailbox/{name}/", pages[name] | typed)
            for _ in range(2):
                inside.post("/ru/return/", fields(held.content.decode()) | words)
        box = intake.mailbox(entropy=receipt.entropy, at=clock.now())
    assert box.state == "withdrawn"
    assert box.thread.forget_on
    assert [message.kind for message in box.thread.messages] == ["asked", "forget", "withdrawn"]


def test_a_farewell_too_long_to_be_stored_comes_back_with_every_word(inside, receipt, at) -> None:
    words, farewell = {"words": " ".join(receipt.words)}, "спасибо " * 600
    page = fields(inside.get("/ru/mailbox/withdraw/").content.decode())
    with clock.fixed(at + timedelta(minutes=31)):
        held = inside.post("/ru/mailbox/withdraw/", page | {"text": farewell})
        answer = inside.post("/ru/return/", fields(held.content.decode()) | words)
    assert farewell.strip() in answer.content.decode()
    assert intake.mailbox(entropy=receipt.entropy, at=at).state != "withdrawn"


def test_a_false_cookie_opens_nothing(front, receipt) -> None:
    for false in ("", "x", "AAAA", "é", vault.seal_visit(receipt.entropy, clock.now())[:-4] + "AAAA"):
        front.cookies["visit"] = false
        assert front.get("/ru/mailbox/").status_code == 302


def test_the_cookie_is_for_this_browser_session_and_this_site_only(front, receipt, settings) -> None:
    settings.OVER_HTTPS = True
    front.post("/ru/return/", {"words": " ".join(receipt.words)}, secure=True)
    cookie = front.cookies["__Host-visit"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", True)
    assert (cookie["max-age"], cookie["expires"], cookie["path"], cookie["domain"]) == ("", "", "/", "")


def test_a_message_sent_twice_arrives_once(inside, receipt, at) -> None:
    form = fields(inside.get("/ru/mailbox/").content.decode()) | {"whole": "1", "text": "Я в Аргуне."}
    inside.post("/ru/mailbox/", form)
    inside.post("/ru/mailbox/", form)
    assert len(intake.mailbox(entropy=receipt.entropy, at=at).thread.messages) == 2


def test_danger_said_in_the_mailbox_makes_it_immediate(house, at, front) -> None:
    calm = ask(at, intake.Answers(happening="Думаю уехать."))
    assert calm.level == "standard"
    front.post("/ru/return/", {"words": " ".join(calm.words)})
    _message(front, text="", is_danger="on")
    [row] = intake.list_queue(house.vera, at=at).rows
    assert row.level == "immediate"
    assert Job.objects.get(key=f"intake-clock:{row.ref}").due_at == at + timedelta(hours=1)


def test_an_answer_to_our_question_brings_it_back_to_the_desk(inside, receipt, house, at) -> None:
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    intake.answer(actor=house.vera, request=receipt.request, text="Где вы?", is_last_word=False, at=at)
    assert HelpRequest.objects.get().state == "awaiting_info"
    _message(inside, text="У сестры.")
    assert HelpRequest.objects.get().state == "screening"


@pytest.mark.parametrize("ending", ["sign_post", "lose", "withdraw", "duplicate"])
def test_a_new_message_opens_again_what_was_laid_aside(inside, receipt, house, at, ending) -> None:
    ref = receipt.request
    intake.claim(actor=house.vera, request=ref, at=at)
    if ending == "sign_post":
        intake.sign_post(actor=house.vera, request=ref, reason="не наше", text="Вам помогут там.", at=at)
    elif ending == "withdraw":
        intake.withdraw(entropy=receipt.entropy, at=at)
    elif ending == "duplicate":
        other = ask(at).request
        intake.link_duplicate(actor=house.vera, request=ref, other=other, at=at)
        intake.claim(actor=house.vera, request=other, at=at)
        intake.withdraw_for(actor=house.vera, request=other, reason="то же", at=at)
    else:
        for channel in ("phone", "phone", "mail"):
            intake.log_attempt(actor=house.vera, request=ref, channel=channel, at=at)
        intake.lose_contact(actor=house.vera, request=ref, at=at)
    _message(inside, text="Я снова здесь.")
    [row] = intake.list_queue(house.yusuf, at=at).rows
    assert (row.state, row.claimed_by, row.waiting_since) == ("screening", "", at)


def test_withdrawing_empties_the_queue_and_erases_after_thirty_days(inside, receipt, house, at) -> None:
    page = inside.get("/ru/mailbox/withdraw/").content.decode()
    inside.post("/ru/mailbox/withdraw/", fields(page) | {"text": "Я уже в безопасности."})
    assert intake.list_queue(house.vera, at=at).rows == ()
    _run(at + timedelta(days=29))
    assert HelpRequest.objects.exists()
    _run(at + timedelta(days=31))
    _nothing_left(receipt)


def test_to_be_forgotten_takes_seven_days_and_can_be_taken_back(inside, receipt, house, at) -> None:
    inside.post("/ru/mailbox/forget/", {"go": "forget"})
    assert intake.list_queue(house.vera, at=at).rows[0].forget_on == (at + timedelta(days=7)).date()
    inside.post("/ru/mailbox/forget/", {"go": "keep"})
    _run(at + timedelta(days=8))
    assert HelpRequest.objects.exists()
    with clock.fixed(at + timedelta(minutes=5)):
        inside.post("/ru/mailbox/forget/", {"go": "forget"})
    _run(at + timedelta(days=8))
    _nothing_left(receipt)
    with pytest.raises(NotHere):
        intake.mailbox(entropy=receipt.entropy, at=at)


def test_a_case_is_never_erased_by_its_asker_alone(receipt, house, at) -> None:
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    intake.triage(actor=house.vera, request=receipt.request, level="immediate", has_consent=True, at=at)
    intake.ask_to_be_forgotten(entropy=receipt.entropy, at=at)
    intake.accept(actor=house.vera, request=receipt.request, at=at)
    _run(at + timedelta(days=60))
    assert intake.mailbox(entropy=receipt.entropy, at=at).thread.messages[-1].kind == "forget"


def _run(at) -> None:
    outbox.run_due(dict(intake.HANDLERS), at)


def _nothing_left(receipt) -> None:
    assert not HelpRequest.objects.exists()
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()
