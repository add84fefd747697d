"""The life of a request: whatever walk it takes, it obeys the table, is never lost, and its clock tells the truth."""

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.outbox.models import Job
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.tests.test_thread import ask

DEEDS = {
    "claim": lambda who, ref, at, _: intake.claim(actor=who, request=ref, at=at),
    "release": lambda who, ref, at, _: intake.release_claim(actor=who, request=ref, at=at),
    "take over": lambda who, ref, at, _: intake.take_over(actor=who, request=ref, reason="shift", at=at),
    "triage": lambda who, ref, at, _: intake.triage(
        actor=who, request=ref, level="high", reason="seen", has_consent=True, at=at
    ),
    "answer": lambda who, ref, at, _: intake.answer(actor=who, request=ref, text="yes", at=at),
    "answer and wait": lambda who, ref, at, _: intake.answer(
        actor=who, request=ref, text="when?", is_last_word=False, at=at
    ),
    "attempt": lambda who, ref, at, _: intake.log_attempt(actor=who, request=ref, channel="phone", at=at),
    "attempt by mail": lambda who, ref, at, _: intake.log_attempt(
        actor=who, request=ref, channel="mail", at=at
    ),
    "lose": lambda who, ref, at, _: intake.lose_contact(actor=who, request=ref, at=at),
    "sign post": lambda who, ref, at, _: intake.sign_post(
        actor=who, request=ref, reason="elsewhere", text="Call them.", at=at
    ),
    "propose hostile": lambda who, ref, at, _: intake.propose_hostile(
        actor=who, request=ref, reason="asks for addresses", at=at
    ),
    "confirm hostile": lambda who, ref, at, _: intake.confirm_hostile(actor=who, request=ref, at=at),
    "withdraw for": lambda who, ref, at, _: intake.withdraw_for(
        actor=who, request=ref, reason="said so", at=at
    ),
    "reopen": lambda who, ref, at, _: intake.reopen(actor=who, request=ref, reason="called", at=at),
    "accept": lambda who, ref, at, _: intake.accept(actor=who, request=ref, at=at),
    "write": lambda _, ref, at, words: intake.write_as_asker(entropy=words, text="more", at=at),
    "withdraw": lambda _, ref, at, words: intake.withdraw(entropy=words, at=at),
}


def test_every_state_leads_somewhere_or_is_an_end() -> None:
    for state in rules.STATES:
        leads_on = any(rules.MACHINE.from_state(state))
        assert leads_on != (state in rules.MACHINE.ends), state


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    walk=st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(["vera", "yusuf"]), st.integers(0, 50)),
        max_size=12,
    )
)
def test_every_walk_keeps_its_promises(house, at, walk) -> None:
    receipt = ask(at)
    legal = {(move.source, move.target) for move in rules.MACHINE.transitions}
    written = 1
    for name, who, hours in walk:
        at += timedelta(hours=hours)
        before = HelpRequest.objects.get(ref=receipt.request)
        try:
            DEEDS[name](getattr(house, who), receipt.request, at, receipt.entropy)
        except Refused:
            assert HelpRequest.objects.get(ref=receipt.request).state == before.state
            continue
        now = HelpRequest.objects.get(ref=receipt.request)
        assert now.state == before.state or (before.state, now.state) in legal, name
        written += name in {"answer", "answer and wait", "sign post", "write"}
        written += name == "withdraw" and before.state != "withdrawn"
        _holds_together(house, receipt, now, at, written)
    HelpRequest.objects.filter(ref=receipt.request).update(state="accepted")


def _holds_together(house, receipt, now: HelpRequest, at, written: int) -> None:
    assert bool(now.claimed_by) <= (now.state in rules.OPEN)
    assert now.state != "received" or not now.claimed_by
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert thread.is_whole
    assert len(thread.messages) == written
    if now.state in rules.OPEN:
        assert receipt.request in {row.ref for row in intake.list_queue(house.vera, at=at, limit=500).rows}
    clock = Job.objects.filter(key=f"intake-clock:{now.ref}").first()
    assert (clock is not None) == (thread.waiting_since is not None and now.state in rules.WAITED)
    if clock is not None:
        assert clock.due_at == rules.due_at(now.level, thread.waiting_since)


levels = st.sampled_from(list(rules.LEVELS))
answers = st.fixed_dictionaries(
    {},
    optional={
        "danger": st.sampled_from(list(rules.DANGERS)),
        "signs": st.lists(st.sampled_from(list(rules.SIGNS)), unique=True),
        "children": st.integers(0, 5),
    },
)


@given(said=answers, more=answers)
def test_saying_more_never_makes_it_less_urgent(said, more) -> None:
    both = {**said, **more, "signs": [*said.get("signs", []), *more.get("signs", [])]}
    both["danger"] = min(
        (one.get("danger", "") for one in (said, more)),
        key=lambda code: rules.RANKS[rules.provisional_level({"danger": code})],
    )
    both["children"] = max(one.get("children", 0) for one in (said, more))
    assert rules.more_urgent(rules.provisional_level(said), rules.provisional_level(both)) == (
        rules.provisional_level(both)
    )


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"danger": "now"}, "immediate"),
        ({"signs": ["held"]}, "immediate"),
        ({"signs": ["found", "money"]}, "immediate"),
        ({"signs": ["date"]}, "high"),
        ({"children": 3}, "elevated"),
        ({"danger": "no"}, "standard"),
        ({}, "standard"),
    ],
)
def test_the_proposal_follows_from_what_was_said(said, level) -> None:
    assert rules.provisional_level(said) == level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+7 928 123-45-67", "звоните 8(928)1234567 вечером"),
        ("Пишите @Zelim_A", "telegram: @zelim_a"),
        ("amal@example.org", "Amal@Example.org или никак"),
    ],
)
def test_one_contact_in_two_spellings_is_one(one, other) -> None:
    assert rules.contact_tokens(one) == rules.contact_tokens(other) != frozenset()


def test_a_long_word_does_not_hold_the_desk_up() -> None:
    began = time.process_time()
    rules.contact_tokens("a" * rules.LONGEST_ACCOUNT, "1 (" * rules.LONGEST_TEXT, "a@" * rules.LONGEST_TEXT)
    assert time.process_time() - began < 0.5  # two seconds a text when every letter was tried as a beginning


def test_different_contacts_are_not_one() -> None:
    assert not rules.contact_tokens("+7 928 123-45-67") & rules.contact_tokens("+7 928 123-45-68")
    assert not rules.contact_tokens("мне 25 лет, дом 14, квартира 7")
