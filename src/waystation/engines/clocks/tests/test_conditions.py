"""Three values: what is known decides, what is not is asked, and knowing more never takes back a certain answer."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.clocks.conditions import judge
from waystation.engines.clocks.facts import Fact, Wrong, read_facts

KNOWN = {
    "a": Fact("a", "yes_no", "a", "a?", {}),
    "b": Fact("b", "yes_no", "b", "b?", {}),
    "n": Fact("n", "number", "n", "n?", {}),
    "d": Fact("d", "date", "d", "d?", {}),
    "e": Fact("e", "date", "e", "e?", {}),
    "c": Fact("c", "choice", "c", "c?", {"x": "the x", "y": "the y"}),
}
VALUES = {
    "a": True, "b": False, "n": 7, "d": date(2026, 7, 1), "e": date(2026, 9, 1), "c": "x",
}  # fmt: skip
leaves = st.sampled_from(
    [
        {"fact": "a", "is": True},
        {"fact": "b", "is": True},
        {"fact": "n", "at_least": 5},
        {"fact": "n", "at_most": 5},
        {"fact": "d", "before": date(2026, 8, 1)},
        {"fact": "d", "after": date(2026, 7, 1), "unclear_on": date(2026, 7, 1), "unclear": "ask counsel"},
        {"fact": "e", "within": {"months": 2, "of": "d"}},
        {"fact": "e", "beyond": {"days": 61, "of": "d"}},
        {"fact": "c", "in": ["y"]},
    ]
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)
quick = settings(max_examples=150, deadline=None)


@quick
@given(trees, st.sets(st.sampled_from(sorted(VALUES))), st.sets(st.sampled_from(sorted(VALUES))))
def test_knowing_more_never_takes_back_a_certain_answer(tree, few: set[str], more: set[str]) -> None:
    early = judge(tree, {name: VALUES[name] for name in few}, KNOWN)
    late = judge(tree, {name: VALUES[name] for name in few | more}, KNOWN)
    if early.answer != "unknown":
        assert late.answer == early.answer


@quick
@given(trees, st.sets(st.sampled_from(sorted(VALUES))))
def test_unknown_always_says_what_to_ask_or_whom(tree, few: set[str]) -> None:
    found = judge(tree, {name: VALUES[name] for name in few}, KNOWN)
    assert (found.answer == "unknown") == bool(found.ask or found.counsel)
    assert not set(found.ask) & few


@quick
@given(trees, st.sets(st.sampled_from(sorted(VALUES))))
def test_not_not_is_the_same(tree, few: set[str]) -> None:
    facts = {name: VALUES[name] for name in few}
    assert judge({"not": {"not": tree}}, facts, KNOWN).answer == judge(tree, facts, KNOWN).answer


def test_one_no_decides_an_all_and_is_the_reason() -> None:
    found = judge({"all": [{"fact": "n", "at_least": 9}, {"fact": "a", "is": True}]}, {"n": 7}, KNOWN)
    assert (found.answer, found.because, found.ask) == ("no", ("n: 7, less than 9",), ())


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ([], "must be a JSON object"),
        ({"aa": True}, "aa: no programme asks for this fact. Did you mean a?"),
        ({"a": "yes"}, "a: must be true or false, not “yes”"),
        ({"n": -1}, "n: must be a whole number from 0 to 36525, not “-1”"),
        ({"n": True}, "n: must be a whole number"),
        ({"d": "2026-13-01"}, "d: must be a date such as 2026-08-03, not “2026-13-01”"),
        ({"d": "20260701"}, "d: must be a date"),
        ({"d": 20260701}, "d: must be a date"),
        ({"c": "z"}, "c: must be one of x, y, not “z”"),
        ({"c": ["x"]}, "c: must be one of x, y"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_named(raw: object, says: str) -> None:
    with pytest.raises(Wrong) as caught:
        read_facts(raw, KNOWN)
    assert says in str(caught.value)


def test_null_is_not_known() -> None:
    assert read_facts({"a": None}, KNOWN) == {}
