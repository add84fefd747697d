"""A first contact is never refused, never doubled and never lost, whatever arrives and whatever breaks."""

from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.tests.test_front import fields, words_on
from waystation.sealed.intake.tests.test_thread import ask

SEND = {"page": "check", "go": "send"}


def test_a_double_click_is_one_request_with_the_same_words(front, house, at) -> None:
    form = SEND | {"start": vault.new_entropy().hex(), "happening": "Меня ищут."}
    first, second = front.post("/ru/ask/", form), front.post("/ru/ask/", form)
    assert words_on(first) == words_on(second)
    assert HelpRequest.objects.count() == 1
    [row] = intake.list_queue(house.vera, at=at).rows
    thread = intake.open_request(actor=house.vera, request=row.ref, at=at).thread
    assert len(thread.messages) == 1


def test_the_same_form_with_other_words_adds_them_and_may_only_grow_more_urgent(house, at) -> None:
    entropy = vault.new_entropy()
    first = ask(at, intake.Answers(happening="Меня ищут."), entropy)
    again = ask(at, intake.Answers(happening="Меня нашли.", danger="now"), entropy)
    calmer = ask(at, intake.Answers(happening="Уже легче."), entropy)
    assert first.words == again.words == calmer.words
    card = intake.open_request(actor=house.vera, request=first.request, at=at)
    assert card.level == "immediate"
    assert [message.answers.happening for message in card.thread.messages[1:]] == [
        "Меня нашли.",
        "Уже легче.",
    ]


def test_a_request_whose_words_were_never_asked_back_is_in_the_queue_and_marked(house, at) -> None:
    receipt = ask(at)
    [row] = intake.list_queue(house.vera, at=at).rows
    assert (row.ref, row.is_confirmed) == (receipt.request, False)


def test_only_the_first_question_must_be_answered(front, house, at) -> None:
    empty = front.post("/ru/ask/", SEND | {"start": vault.new_entropy().hex()})
    assert "happening_error" in empty.content.decode()
    assert HelpRequest.objects.count() == 0
    front.post("/ru/ask/", SEND | {"start": vault.new_entropy().hex(), "happening": "Помогите"})
    assert HelpRequest.objects.count() == 1


def test_a_text_that_is_too_long_comes_back_with_a_sentence(front, house, at) -> None:
    text = "а" * (rules.LONGEST_ACCOUNT + 3)
    page = front.post("/en/ask/", {"page": "happening", "go": "next", "happening": text}).content.decode()
    assert "3 letters too long" in page
    assert text in page


def test_back_and_another_language_keep_what_was_typed(front, house, at) -> None:
    typed = {"page": "place", "happening": "Меня ищут.", "place": "Аргун", "danger": "soon"}
    back = front.post("/ru/ask/", typed | {"go": "back"})
    assert fields(back.content.decode())["place"] == ["Аргун"]
    other = front.post("/en/ask/", typed | {"go": "stay"}).content.decode()
    assert 'value="Аргун"' in other
    assert "Where are you, roughly?" in other


@pytest.mark.parametrize(
    "sent",
    [
        b"page=happening&go=next&happening=%00%ff%fe\xed\xa0\x80",
        b"happening=" + b"%00" * 5_000 + b"x&page=check&go=send",
        b"page=../../etc/passwd&go=change:nothing&signs=nothing&danger=%3Cscript%3E",
        b"start=zz&file=../../x.y.z&file=" + b"a" * 2_000 + b"&page=check&go=send&happening=x",
        b"&&&&====;;;;%%%%",
    ],
)
def test_mangled_forms_are_answered_kindly(front, house, at, sent) -> None:
    for kind in ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16"):
        answer = front.generic("POST", "/ru/ask/", sent, content_type=kind)
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x" * 20_000_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 20_000, "application/x-www-form-urlencoded"),
        (b"--x\r\nnothing", "multipart/form-data"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=" + "y" * 300),
    ],
)
def test_what_cannot_be_read_at_all_is_met_with_what_to_do(front, house, at, body, kind) -> None:
    answer = front.post("/ru/ask/", body, content_type=kind)
    assert answer.status_code == 400
    assert 'href="/ru/ask/"' in answer.content.decode()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    form=st.dictionaries(
        st.sampled_from(
            [
                "page",
                "go",
                "start",
                "happening",
                "danger",
                "signs",
                "place",
                "adults",
                "people",
                "contact",
                "file",
            ]
        ),
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["check", "send", "next", "back", "files", "change:place", "7"]),
        ),
    )
)
def test_no_form_at_all_breaks_the_front(front, house, at, form) -> None:
    body = QueryDict(mutable=True)
    body.update({name: value.encode("utf-8", "replace").decode() for name, value in form.items()})
    kind = "application/x-www-form-urlencoded"
    assert front.post("/ru/ask/", body.urlencode(), content_type=kind).status_code == 200


@contextmanager
def _database_says(*troubles: Exception):
    """The database itself refuses: the first statements of each kind fail, as sqlite does when its disk is full."""
    left = list(troubles)

    def refuse(execute, sql, params, many, context):
        if left and sql.startswith("INSERT"):
            raise left.pop(0)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_a_busy_database_is_waited_for(front, house, at) -> None:
    form = SEND | {"start": vault.new_entropy().hex(), "happening": "Меня ищут."}
    with mock.patch("time.sleep"), _database_says(OperationalError("database is locked")):
        assert len(words_on(front.post("/ru/ask/", form))) == 12
    assert HelpRequest.objects.count() == 1


def test_a_full_disk_gives_back_everything_that_was_typed(front, house, at) -> None:
    start = vault.new_entropy().hex()
    typed = {
        "happening": "Меня ищут.\r\nТретий день.",
        "place": "Аргун",
        "signs": ["date", "hurt"],
        "start": start,
    }
    full = [OperationalError("database or disk is full")] * 50
    with mock.patch("time.sleep"), _database_says(*full):
        down = front.post("/ru/ask/", SEND | typed)
    assert down.status_code == 503
    page = down.content.decode()
    kept = fields(page)
    assert (kept["happening"], kept["place"], kept["signs"]) == (
        ["Меня ищут.\r\nТретий день."],
        ["Аргун"],
        ["date", "hurt"],
    )
    assert "Третий день." in page
    assert len(words_on(front.post("/ru/ask/", kept | {"go": "send"}))) == 12
    assert HelpRequest.objects.count() == 1


def test_a_hidden_field_filled_by_a_machine_marks_and_never_refuses(front, house, at) -> None:
    form = SEND | {"start": vault.new_entropy().hex(), "happening": "Помогите", "website": "http://spam"}
    assert len(words_on(front.post("/ru/ask/", form))) == 12
    assert intake.list_queue(house.vera, at=at).rows[0].is_marked
