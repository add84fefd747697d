"""Two at once, each with their own connection to a real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest, Message
from waystation.sealed.intake.tests.test_thread import ask
from waystation.testing.cast import renewed

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start every act at the same moment; return what each gave, or the error it met."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_form_sent_four_times_at_once_is_one_request(house, at) -> None:
    entropy = vault.new_entropy()
    receipts = at_once(*[lambda: ask(at, entropy=entropy)] * 4)
    assert {receipt.words for receipt in receipts} == {tuple(vault.words_of(entropy, "ru"))}
    assert HelpRequest.objects.count() == 1
    assert Message.objects.count() == 1


def test_of_two_who_claim_at_once_exactly_one_has_it(house, at) -> None:
    for _ in range(3):
        ref = ask(at).request
        both: list[staff.Actor] = [renewed(house).vera, renewed(house).yusuf]
        results = at_once(*(partial(intake.claim, actor=who, request=ref, at=at) for who in both))
        assert sorted(type(result) for result in results if result is not None) == [Refused]
        assert HelpRequest.objects.get(ref=ref).claimed_by in {who.ref for who in both}


def test_asker_and_staff_writing_at_once_lose_nothing(house, at) -> None:
    receipt = ask(at)
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    vera = renewed(house).vera
    results = at_once(
        lambda: intake.write_as_asker(entropy=receipt.entropy, text="Ещё одно.", at=at),
        lambda: intake.answer(actor=vera, request=receipt.request, text="Мы здесь.", at=at),
        lambda: intake.write_as_asker(entropy=receipt.entropy, text="И ещё.", at=at),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert thread.is_whole
    assert {message.text for message in thread.messages} == {"", "Ещё одно.", "И ещё.", "Мы здесь."}


def test_a_withdrawal_is_not_overwritten_by_a_triage_begun_before(house, at) -> None:
    receipt = ask(at)
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    vera = renewed(house).vera
    at_once(
        lambda: intake.withdraw(entropy=receipt.entropy, at=at),
        lambda: intake.triage(actor=vera, request=receipt.request, level="immediate", at=at),
    )
    assert HelpRequest.objects.get(ref=receipt.request).state == "withdrawn"


def _asked_elsewhere(at) -> intake.Receipt:
    try:
        return ask(at)
    finally:
        connection.close()


def test_who_asks_while_the_key_turns_is_read_with_the_new_one(house, at) -> None:
    """The front has chosen the old key, or waits: either way the request is not sealed to a key that is no more."""
    vera = renewed(house).vera
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ask(at)
            intake.rotate_intake_key(actor=vera, at=at)
            late = pool.submit(_asked_elsewhere, at)
            wait([late], timeout=0.7)
        receipt = late.result(timeout=30)
    intake.open_request(actor=renewed(house).yusuf, request=receipt.request, at=at)


def test_the_key_waits_for_who_is_just_asking(house, at) -> None:
    vera = renewed(house).vera
    turn = partial(intake.rotate_intake_key, actor=vera, at=at)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            receipt = ask(at)
            turning = pool.submit(lambda: (turn(), connection.close()))
            wait([turning], timeout=0.7)
            assert not turning.done()
        turning.result(timeout=30)
    intake.open_request(actor=renewed(house).yusuf, request=receipt.request, at=at)
