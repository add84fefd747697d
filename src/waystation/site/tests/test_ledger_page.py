"""Lena reads the ledger; nobody else finds that there is such a page."""

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger.models import Entry


def _record(house, at, count=1, **more) -> None:
    with transaction.atomic():
        for number in range(count):
            ledger.record(
                actor=house.vera.ref,
                tag="request:triage:done",
                subject=house.vera.ref,
                at=at,
                detail={"n": number},
                **more,
            )


def test_lena_reads_who_did_what(house, desk, at):
    _record(house, at)
    desk.enter(house.lena)
    page = desk.get(desk.address("ledger")).content.decode()
    assert "request:triage:done" in page
    assert "<time>2017-05-11</time> <time>09:30:00</time>" in page
    assert house.vera.name in page or house.vera.ref in page
    assert f'href="{desk.address("ledger")}"' in page


def test_nobody_else_finds_the_page(house, desk, at):
    _record(house, at)
    for actor in (house.ruth, house.vera, house.sami, house.dana):
        desk.enter(actor)
        answer = desk.get(desk.address("ledger"))
        assert answer.status_code == 404
        assert "request:triage:done" not in answer.content.decode()


def test_lena_turns_the_page_and_narrows_it(house, desk, at):
    _record(house, at, count=60)
    desk.enter(house.lena)
    first = desk.get(desk.address("ledger"), {"tag": "request:triage"})
    assert first.content.decode().count("<code>request:triage:done</code>") == 50
    size = ledger.size_of()
    second = desk.get(desk.address("ledger"), {"tag": "request:triage", "after": size - 50})
    assert second.content.decode().count("<code>request:triage:done</code>") == 10
    nothing = desk.get(desk.address("ledger"), {"tag": "no:such:deed"})
    assert "No entry here" in nothing.content.decode()
    strange = desk.get(desk.address("ledger"), {"tag": "<script>", "after": "-1"})
    assert strange.status_code == 200
    assert "&lt;script&gt;" in strange.content.decode()


def test_an_altered_entry_is_said_to_be_altered(house, desk, at):
    _record(house, at)
    Entry.objects.filter(position=ledger.size_of() - 1).update(commitment=bytes(32))
    desk.enter(house.lena)
    assert "The sealed body was altered" in desk.get(desk.address("ledger")).content.decode()


def test_the_page_asks_few_questions(house, desk, at, django_assert_max_num_queries):
    _record(house, at, count=50)
    ledger.sign_head(at=at)
    desk.enter(house.lena)
    desk.get(desk.address("ledger"))
    with django_assert_max_num_queries(25):
        desk.get(desk.address("ledger"))
