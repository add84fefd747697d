"""“I am safe” as it is posted from a telephone: nothing that was pressed is lost, and nothing is heard twice."""

import re
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.db import OperationalError, connection

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import CheckIn, Report
from waystation.sealed.intake import api as intake
from waystation.testing.journeys import WORD, a_case_with_words, a_released_journey

DEED = {"deed": "check-in"}


@pytest.fixture
def way(house, at):
    """The words Aslan has, and a released journey of his."""
    case, receipt = a_case_with_words(house, at)
    return receipt.entropy, a_released_journey(house, case.ref, at)


def state_of(journey):
    return CheckIn.objects.get(journey=journey.ref).state


def hidden(answer) -> dict[str, str]:
    """The hidden fields of the form that carries the deed, as a browser would send them back."""
    (form,) = [form for form in answer.content.decode().split("<form") if 'value="check-in"' in form]
    tags = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0])
    return {name: unescape(value) for name, value in tags}


def press(front, entropy, what, word, at, *, after=timedelta(0)):
    """Open the mailbox, and press a button of its form some time later."""
    with clock.fixed(at):
        front.cookies[vault.visit_cookie()] = vault.seal_visit(entropy, at)
        form = hidden(front.get("/ru/mailbox/"))
    with clock.fixed(at + after):
        return front.post("/ru/mailbox/", form | {"what": what, "word": word})


@pytest.mark.parametrize(("word", "state"), [("", "ok"), (WORD, "level_3")])
def test_what_was_pressed_after_the_visit_ended_is_heard_once_the_words_are_entered(
    way, at, front, word, state
) -> None:
    entropy, journey = way
    opened_at, later = at + timedelta(hours=1, minutes=40), timedelta(minutes=35)
    held = press(front, entropy, "safe", word, opened_at, after=later)
    assert (held.status_code, state_of(journey)) == (200, "scheduled")
    right = {"words": " ".join(vault.words_of(entropy, "ru"))}
    with clock.fixed(opened_at + later):
        wrong = front.post("/ru/return/", hidden(held) | {"words": "не те слова"})
        for _ in range(2):
            assert front.post("/ru/return/", hidden(wrong) | right).url == "/ru/mailbox/?sent=all"
    assert state_of(journey) == state
    assert sum(len(row.sealed) > 0 for row in Report.objects.filter(ref=hidden(wrong)["once"])) == 1
    assert len(intake.mailbox(entropy=entropy, at=at).thread.messages) == 1


def test_the_page_that_holds_it_looks_alike_with_and_without_the_alarm_word(way, at, front) -> None:
    entropy, _journey = way
    pages = []
    for word in ("хорошая погода", WORD):
        held = press(front, entropy, "safe", word, at, after=timedelta(minutes=31)).content.decode()
        pages.append(re.sub(r'value="[2-9a-z]{14}"', "", held).replace(word, "…"))
    assert pages[0] == pages[1]


def test_help_called_for_when_the_journey_is_over_is_heard_all_the_same(house, way, at, front) -> None:
    entropy, journey = way
    with clock.fixed(at):
        front.cookies[vault.visit_cookie()] = vault.seal_visit(entropy, at)
        form = hidden(front.get("/ru/mailbox/"))
    evacuation.move_journey(actor=house.noor, journey=journey.ref, move="cancel", reason="Rain", at=at)
    assert front.post("/ru/mailbox/", form | {"what": "help"}).url == "/ru/mailbox/?sent=all"
    assert state_of(journey) == "level_3"


def test_help_that_no_journey_hears_is_a_message_of_danger(house, at, front) -> None:
    _case, receipt = a_case_with_words(house, at)
    front.cookies[vault.visit_cookie()] = vault.seal_visit(receipt.entropy, at)
    once = new_ref()
    for _ in range(2):
        sent = DEED | {"what": "help", "word": "At the mill", "once": once}
        assert front.post("/en/mailbox/", sent).url == "/en/mailbox/?sent=all"
    box = intake.mailbox(entropy=receipt.entropy, at=at)
    assert (box.level, box.thread.messages[-1].text) == ("immediate", "At the mill")
    assert len(box.thread.messages) == 2


def test_what_cannot_be_stored_just_now_is_held_by_a_page_with_one_button(way, at, front) -> None:
    entropy, journey = way
    when = at + timedelta(hours=2)

    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with mock.patch("time.sleep"), connection.execute_wrapper(refuse):
        held = press(front, entropy, "safe", WORD, when)
    assert held.status_code == 503
    assert state_of(journey) == "scheduled"
    with clock.fixed(when):
        assert front.post("/ru/mailbox/", hidden(held)).url == "/ru/mailbox/?sent=all"
    assert state_of(journey) == "level_3"
