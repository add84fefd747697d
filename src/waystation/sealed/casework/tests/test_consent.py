"""Consent gates the act: purpose, audience, how recognisable, from when to when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.rules.consents import AUDIENCES, IDENTIFIABILITY, Scope
from waystation.testing.cases import a_case, head_of


def give(house, person, at, **words) -> casework.ConsentCard:
    told = {
        "purpose": "onward_application",
        "audiences": ["governments"],
        "identifiability": "named",
        **words,
    }
    return casework.give_consent(actor=house.noor, person=person.ref, at=at, **told)


def covers(house, person, audience="governments", on=None, at=None, **more) -> bool:
    return casework.consent_covers(
        house.noor, person.ref, "onward_application", audience, on or at.date(), **more
    )


def test_nothing_is_shared_without_a_consent_that_names_purpose_and_audience(house, at) -> None:
    person = head_of(house, a_case(house, at))
    assert not covers(house, person, at=at)
    give(house, person, at, excluded=["public"], audiences=["governments", "public"])
    assert covers(house, person, at=at)
    assert not covers(house, person, "partners", at=at)
    assert not covers(house, person, "public", at=at)
    assert not casework.consent_covers(house.noor, person.ref, "publication", "governments", at.date())
    assert not covers(house, person, on=at.date() - timedelta(days=1))
    with pytest.raises(NotHere):
        casework.consent_covers(house.idris, person.ref, "onward_application", "governments", at.date())


def test_a_consent_under_a_code_name_does_not_cover_a_name_and_one_with_an_end_ends(house, at) -> None:
    person = head_of(house, a_case(house, at))
    give(house, person, at, identifiability="alias", until=at.date() + timedelta(days=3))
    assert not covers(house, person, at=at)
    assert covers(house, person, at=at, identifiability="alias")
    assert covers(house, person, at=at, identifiability="unrecognisable")
    assert not covers(house, person, on=at.date() + timedelta(days=4), identifiability="alias")


def test_one_single_counterpart_can_be_named(house, at) -> None:
    person = head_of(house, a_case(house, at))
    give(house, person, at, audiences=["abcdefghjkmnpq"])
    assert covers(house, person, "abcdefghjkmnpq", at=at)
    assert not covers(house, person, "governments", at=at)


def test_consent_narrows_and_never_widens_by_the_way(house, at) -> None:
    person = head_of(house, a_case(house, at))
    wide = give(house, person, at, audiences=["governments", "partners"])
    with pytest.raises(Refused, match="more than before"):
        casework.narrow_consent(
            actor=house.noor,
            consent=wide.ref,
            audiences=["governments", "public"],
            identifiability="named",
            at=at,
        )
    casework.narrow_consent(
        actor=house.noor, consent=wide.ref, audiences=["governments"], identifiability="alias", at=at
    )
    assert not covers(house, person, "partners", at=at)
    assert not covers(house, person, at=at)
    assert covers(house, person, at=at, identifiability="alias")
    states = sorted(card.state for card in casework.list_consents(house.noor, person.ref))
    assert states == ["given", "given", "narrowed"]  # with the first one, to verify
    with pytest.raises(Refused):
        casework.withdraw_consent(actor=house.noor, consent=wide.ref, at=at)


def test_withdrawing_opens_the_task_of_telling_everyone(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    given = give(house, person, at)
    casework.withdraw_consent(actor=house.noor, consent=given.ref, note="Changed my mind", at=at)
    assert not covers(house, person, at=at)
    assert [task.kind for task in casework.list_tasks(house.noor, opened.ref)] == ["tell_recipients"]


def test_the_overlay_freezes_every_sharing(house, at) -> None:
    person = head_of(house, a_case(house, at))
    give(house, person, at)
    casework.open_overlay(actor=house.noor, person=person.ref, kind="consent_withdrawn", at=at)
    assert not covers(house, person, at=at)


def test_a_host_neither_reads_nor_writes_consent(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    give(house, person, at)
    casework.grant_section(actor=house.noor, case=opened.ref, kind="logistics", line=house.dana.ref, at=at)
    assert casework.list_consents(house.dana, person.ref) == []
    assert not casework.consent_covers(house.dana, person.ref, "onward_application", "governments", at.date())
    with pytest.raises(Refused):
        casework.give_consent(
            actor=house.dana,
            person=person.ref,
            purpose="shelter",
            audiences=["hosts"],
            identifiability="alias",
            at=at,
        )


def test_a_consent_that_reaches_nobody_is_sent_back(house, at) -> None:
    person = head_of(house, a_case(house, at))
    for wrong in (
        {"audiences": []},
        {"audiences": ["public"], "excluded": ["public"]},
        {"purpose": "curiosity"},
        {"identifiability": "face"},
    ):
        with pytest.raises(Invalid):
            give(house, person, at, **wrong)


DAY = date(2017, 5, 11)
scopes = st.builds(
    Scope,
    purpose=st.just("travel"),
    audiences=st.frozensets(st.sampled_from(sorted(AUDIENCES)), min_size=1),
    identifiability=st.sampled_from(list(IDENTIFIABILITY)),
    given_on=st.just(DAY),
    until=st.none() | st.integers(0, 3).map(lambda days: DAY + timedelta(days=days)),
    excluded=st.frozensets(st.sampled_from(sorted(AUDIENCES)), max_size=2),
)


@given(narrow=scopes, wide=scopes)
def test_what_is_narrower_covers_nothing_the_wider_did_not(narrow, wide) -> None:
    covered = lambda scope: {  # noqa: E731
        (audience, degree, days)
        for audience in AUDIENCES
        for degree in IDENTIFIABILITY
        for days in range(6)
        if scope.covers("travel", audience, degree, DAY + timedelta(days=days))
    }
    if narrow.is_narrower(wide):
        assert covered(narrow) <= covered(wide)
