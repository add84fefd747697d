"""Noise is drawn once, paid once, approved by two, and refused when the budget is spent."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.outreach.figures import api as figures
from waystation.release import api as release
from waystation.release import operations, rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def counts(monkeypatch) -> dict[str, int]:
    now = {"requests": 80, "safe": 42, "abroad": 2}
    monkeypatch.setattr(operations.intake, "count_received", lambda *, until: now["requests"])
    monkeypatch.setattr(
        operations.casework,
        "count_reached",
        lambda phases, *, until: now["safe" if "sheltered" in phases else "abroad"],
    )
    return now


def _granted(house, at, thousandths=2000):
    asked = release.ask_for_noise(actor=house.ruth, thousandths=thousandths, at=at)
    release.decide_on_noise(actor=house.olga, allowance=asked.ref, move="grant", at=at)


def test_noise_costs_what_it_gives_away_and_is_refused_when_the_budget_is_spent(house, at, counts):
    with pytest.raises(Refused, match="budget is spent"):
        release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=500)
    _granted(house, at)
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=500)
    assert release.get_budget(house.olga).left == 500
    release.decide(actor=house.olga, ref=proposal.ref, move="return", at=at)
    assert release.get_budget(house.olga).left == 500, "nobody draws again until they like it"
    with pytest.raises(Refused):
        release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=250)
    with pytest.raises(Invalid):
        release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=3)


def test_nobody_grants_themselves_what_they_asked_for(house, at):
    asked = release.ask_for_noise(actor=house.ruth, thousandths=1000, at=at)
    with pytest.raises(Refused):
        release.decide_on_noise(actor=house.ruth, allowance=asked.ref, move="grant", at=at)
    for other in (house.noor, house.kira, house.lena):
        with pytest.raises(NotHere):
            release.decide_on_noise(actor=other, allowance=asked.ref, move="grant", at=at)
        with pytest.raises(NotHere):
            release.get_budget(other)
    release.decide_on_noise(actor=house.olga, allowance=asked.ref, move="grant", at=at)
    with pytest.raises(Refused):
        release.decide_on_noise(actor=house.olga, allowance=asked.ref, move="grant", at=at)
    with pytest.raises(Invalid):
        release.ask_for_noise(actor=house.ruth, thousandths=0, at=at)


def test_what_was_drawn_is_what_is_published_and_the_page_says_how_far_it_may_lie(house, front, at, counts):
    _granted(house, at)
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=500)
    said = {line.measure: line.shown for line in proposal.lines}
    release.decide(actor=house.olga, ref=proposal.ref, move="publish", at=at)
    [publication] = figures.list_publications()
    assert {one.measure: one.value for one in publication.figures} == said
    assert all(one.within == 6 for one in publication.figures)
    with pytest.raises(Refused, match="noise already"):
        release.propose(actor=house.ruth, as_of=at.date(), at=at)
    page = front.get("/en/figures/").content.decode()
    assert "± 6" in page


def test_counts_that_changed_meanwhile_are_not_published_with_old_noise(house, at, counts):
    _granted(house, at)
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at, epsilon=500)
    counts["requests"] = 81
    with pytest.raises(Refused, match="changed"):
        release.decide(actor=house.olga, ref=proposal.ref, move="publish", at=at)


def test_ruth_asks_and_olga_grants_at_the_desk(house, desk, at, counts):
    desk.enter(house.ruth)
    assert desk.post("/figures/budget/", {"thousandths": "1500"}).status_code == 302
    [asked] = release.get_budget(house.ruth).allowances
    assert desk.post("/figures/budget/", {"allowance": asked.ref, "move": "grant"}).status_code == 409
    desk.enter(house.olga)
    assert desk.post("/figures/budget/", {"allowance": asked.ref, "move": "grant"}).status_code == 302
    assert "1,500" in desk.get("/figures/budget/").content.decode()
    day = (at - timedelta(days=1)).date().isoformat()
    made = desk.post("/figures/", {"as_of": day, "epsilon": "500", "note": ""})
    assert "within 6 of the count" in desk.get(made.headers["Location"]).content.decode()
    typed = {"as_of": day, "epsilon": "1000", "note": "Counted with three colleagues."}
    spent = desk.post("/figures/", typed).content.decode()
    assert "The noise budget is spent" in spent
    assert "Counted with three colleagues." in spent, "what was typed comes back"


NUMBERS = st.fixed_dictionaries({code: st.integers(-9, 60) for code in operations.MEASURES})


@settings(max_examples=25, deadline=None)
@given(drawn=NUMBERS, before=NUMBERS)
def test_what_is_said_with_noise_never_falls_and_no_part_is_larger_than_its_whole(drawn, before):
    said = {code: max(0, value) for code, value in before.items()}
    verdict = rules.said_with_noise(drawn, list(operations.MEASURES.values()), said)
    for code, value in verdict.shown.items():
        assert value >= max(said[code], rules.SAFE)
    assert verdict.shown.get("abroad", 0) <= verdict.shown.get("brought_out", 0)
    assert set(verdict.shown) | set(verdict.held_back) == set(operations.MEASURES)


def test_ruth_notes_what_others_reported_with_its_source(house, desk, at):
    desk.enter(house.ruth)
    sent = {"as_of": "2017-05-10", "measure": "visas", "value": "9", "source": "BBC", "qualifier": ""}
    for value in ("8", "9"):
        assert desk.post("/figures/reported/", {**sent, "value": value}).status_code == 302
    assert figures.list_reported() == [], "nobody alone makes a number public"
    assert "You noted it." in desk.get("/figures/reported/").content.decode()
    desk.enter(house.olga)
    assert "make it public" in desk.get("/figures/reported/").content.decode()
    desk.post("/figures/reported/", sent)
    assert [(row.value, row.source) for row in figures.list_reported()] == [(9, "BBC")]
    late = desk.post("/figures/reported/", {**sent, "as_of": "2030-01-01"}).content.decode()
    assert "has come already" in late
    desk.enter(house.noor)
    assert desk.get("/figures/reported/").status_code == 404
