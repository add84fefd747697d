"""Whatever may be known of a person on whatever day: an answer, never a crash; and no rule that was studied is left out."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.clocks.api import Wrong, compare_days, evaluate, load_law, read_facts
from waystation.engines.clocks.facts import FIRST_DAY, LAST_DAY, Fact

LAW = load_law()
DAYS = st.dates(FIRST_DAY, LAST_DAY) | st.dates(date(2024, 1, 1), date(2028, 1, 1))
COUNTRIES = st.sampled_from(["RU", "LT", "DE", "US", "XX"])

# What was studied, country by country, and the files that hold it.
STUDIED = {
    "us.asylum.one_year", "us.asylum.one_year.exceptions", "us.ead.apply", "us.ead.reform", "us.ead.2020",
    "us.fee.asylum", "us.fee.ead", "us.asylum.hold", "us.refugee.suspended", "us.refugee.ceiling_2026",
    "us.refugee.p1", "us.refugee.p2", "us.refugee.p3", "us.refugee.p4", "us.refugee.lautenberg",
    "us.refugee.p2_lgbt", "us.status", "us.family",
    "eu.switch", "eu.pact", "eu.dublin.criteria", "eu.dublin.times", "eu.ammr.times", "eu.ammr.criteria",
    "eu.ammr.stay", "eu.reception.2013", "eu.reception.2024", "eu.visa.limited",
    "de.humanitarian", "lt.humanitarian", "fr.visa.asylum", "fr.work", "nl.risk_group", "nl.work",
    "ca.resettlement", "ca.rainbow", "ca.sponsors", "ca.claim", "uk.work", "uk.leave.core", "ar.asylum", "ru.exit",
}  # fmt: skip


@st.composite
def stops(draw, fact: Fact):
    found = []
    for _ in range(draw(st.integers(0, 3))):
        since = draw(DAYS)
        one = {"from": since.isoformat(), "cause": draw(st.sampled_from(sorted(fact.choices)))}
        if draw(st.booleans()):
            one["to"] = min(LAST_DAY, since + timedelta(draw(st.integers(0, 900)))).isoformat()
        found.append(one)
    return found


def values(fact: Fact):
    kinds = {
        "date": DAYS.map(date.isoformat),
        "yes_no": st.booleans(),
        "number": st.integers(0, 36_525),
        "country": COUNTRIES,
        "countries": st.lists(COUNTRIES, max_size=2),
        "stops": stops(fact),
    }
    return st.sampled_from(sorted(fact.choices)) if fact.kind == "choice" else kinds[fact.kind]


@given(
    raw=st.fixed_dictionaries({}, optional={name: values(fact) for name, fact in LAW.facts.items()}), on=DAYS
)
@settings(max_examples=40, deadline=None)
def test_any_facts_on_any_day_are_answered(raw, on) -> None:
    if "applicant_delays" in raw:
        raw.pop("applicant_delay_days", None)
    for result in evaluate(LAW, read_facts(raw, LAW.facts), on):
        assert result.answer in {"yes", "no", "unknown"}


@given(days=st.tuples(DAYS, DAYS).map(sorted))
@settings(max_examples=20, deadline=None)
def test_any_two_days_can_be_compared(days) -> None:
    for change in compare_days(LAW, *days):
        assert change.before != change.after or change.programme.id in LAW.programmes


@given(
    name=st.sampled_from(sorted(LAW.facts)),
    value=st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.booleans()
    | st.lists(st.integers() | st.dictionaries(st.text(max_size=5), st.integers()), max_size=2),
)
@settings(max_examples=40, deadline=None)
def test_any_value_is_read_or_refused_by_its_name(name, value) -> None:
    with suppress(Wrong):
        assert name in read_facts({name: value}, LAW.facts)
        return
    with pytest.raises(Wrong, match=f"^{name}"):
        read_facts({name: value}, LAW.facts)


def test_every_rule_that_was_studied_has_a_file() -> None:
    assert set(LAW.programmes) >= STUDIED


@pytest.mark.parametrize("end", [FIRST_DAY, LAST_DAY])
def test_the_ends_of_the_calendar_are_counted_too(end) -> None:
    facts = {name: end.isoformat() for name, fact in LAW.facts.items() if fact.kind == "date"}
    assert evaluate(LAW, read_facts(facts, LAW.facts), end, LAW.programmes)
