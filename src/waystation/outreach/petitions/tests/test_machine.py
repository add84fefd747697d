"""The life of a petition, walked at random: nobody decides alone, nothing is a dead end, texts stay fixed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel import mailboxes
from waystation.foundation.kernel.errors import Refused
from waystation.outreach.petitions.rules import counts, leaves, machine
from waystation.outreach.petitions.rules.machine import PETITION

ROLES = st.sampled_from([frozenset({"campaigner"}), frozenset({"supervisor"}), frozenset({"intake"})])
FACTS = st.fixed_dictionaries(
    {
        name: st.booleans()
        for name in ("is_whole", "has_goal", "has_key", "is_other", "grace_is_over", "may_erase")
    }
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.tuples(ROLES, FACTS, st.integers(0, 9)), max_size=40))
def test_every_walk_keeps_its_promises(steps):
    state, approved = PETITION.start, False
    for roles, facts, choice in steps:
        offers = PETITION.offers(state, roles, facts)
        if not offers:
            continue
        offer = offers[choice % len(offers)]
        if not offer.allowed:
            with pytest.raises(Refused):
                PETITION.move(offer.name, state, roles, facts)
            continue
        step = PETITION.move(offer.name, state, roles, facts)
        assert "intake" not in roles
        if offer.name == "approve":
            assert facts["is_other"]
            approved = True
        if step.target == machine.DRAFT:
            approved = False
        if step.target in machine.PUBLIC:
            assert approved, "nothing is public that a second person has not read"
        if step.target == machine.SETTLED:
            assert facts["grace_is_over"]
        if step.target == machine.ARCHIVED:
            assert facts["may_erase"], "nothing is erased under an audit that is under way"
        state = step.target


def test_no_state_is_a_dead_end_but_the_ends():
    for state in PETITION.states:
        assert (not list(PETITION.from_state(state))) == (state in PETITION.ends)


LOCAL = st.from_regex(r"[a-z][a-z0-9]{0,10}", fullmatch=True)


@settings(max_examples=100, deadline=None)
@given(local=LOCAL, tag=LOCAL, domain=st.sampled_from(["gmail.com", "example.org", "ya.ru", "Почта.рф"]))
def test_one_mailbox_has_one_spelling(local, tag, domain):
    plain, tagged = (
        mailboxes.split(f"{local}@{domain}"),
        mailboxes.split(f" {local.upper()}+{tag}@{domain.upper()} "),
    )
    assert plain
    assert tagged
    assert mailboxes.canonical(*plain) == mailboxes.canonical(*tagged)
    again = mailboxes.split(mailboxes.canonical(*plain))
    assert mailboxes.canonical(*again) == mailboxes.canonical(*plain)


def test_providers_under_several_names_are_one():
    def one(typed):
        return mailboxes.canonical(*mailboxes.split(typed))

    assert one("a.b.c@googlemail.com") == one("abc+x@gmail.com")
    assert one("i-van@yandex.com") == one("i.van@ya.ru")
    assert one("a.b@example.org") != one("ab@example.org")


@pytest.mark.parametrize(
    "typed", ["", "a", "a@b", "a b@c.de", "a@b..de", "a@-b.de", "a@1.2", "a@b.de\n<x", "@c.de"]
)
def test_what_is_no_address_is_none(typed):
    assert mailboxes.split(typed) is None


@settings(max_examples=100, deadline=None)
@given(table=st.dictionaries(st.from_regex(r"[A-Z]{2}", fullmatch=True), st.integers(0, 400), max_size=12))
def test_no_small_country_is_ever_shown_and_nothing_is_invented(table):
    shown, rest = counts.shown_countries(table)
    assert all(number >= counts.SMALL_COUNTRY and number % 10 == 0 for _code, number in shown)
    assert all(number <= table[code] for code, number in shown)
    assert sum(number for _code, number in shown) + rest <= sum(table.values())
    assert rest % 10 == 0


@given(count=st.integers(0, 10**9), goals=st.lists(st.integers(1, 10**6), max_size=4))
def test_there_is_always_a_next_milestone(count, goals):
    assert counts.next_goal(goals, count) > count


def test_the_hash_covers_every_language_and_the_petition():
    texts = {"en": {"title": "a"}, "ru": {"title": "б"}}
    assert leaves.text_hash("x", texts) != leaves.text_hash("y", texts)
    assert leaves.text_hash("x", texts) != leaves.text_hash("x", {**texts, "ru": {"title": "в"}})
