"""Counts leave the house only when a second supervisor says so, and only those that expose nobody."""

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.outreach.figures import api as figures
from waystation.release import api as release
from waystation.release import operations
from waystation.release.models import Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def counts(monkeypatch) -> dict[str, int]:
    """What the sealed rooms would count: set here, because raising eighty requests is the demonstration's work."""
    now = {"requests": 80, "safe": 42, "abroad": 9}
    monkeypatch.setattr(operations.intake, "count_received", lambda *, until: now["requests"])
    monkeypatch.setattr(
        operations.casework,
        "count_reached",
        lambda phases, *, until: now["safe" if "sheltered" in phases else "abroad"],
    )
    return now


def test_ruth_proposes_olga_publishes_and_the_public_reads(house, front, at, counts) -> None:
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at)
    assert figures.list_publications() == []
    with pytest.raises(Refused):
        release.decide(actor=house.ruth, ref=proposal.ref, move="publish", at=at)
    release.decide(actor=house.olga, ref=proposal.ref, move="publish", at=at)
    page = front.get(front.address("figures:published")).content.decode()
    assert "80" in page
    assert "42" in page


def test_a_decision_is_made_once(house, at, counts) -> None:
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at)
    release.decide(actor=house.olga, ref=proposal.ref, move="return", at=at)
    with pytest.raises(Refused):
        release.decide(actor=house.olga, ref=proposal.ref, move="publish", at=at)
    assert figures.list_publications() == []


def test_what_is_held_back_lies_nowhere_in_clear(house, at, counts) -> None:
    counts.update(safe=4319, abroad=3)
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at)
    row = Proposal.objects.get(ref=proposal.ref)
    assert b"4319" not in bytes(row.sealed)
    published = release.decide(actor=house.olga, ref=proposal.ref, move="publish", at=at)
    held = {line.measure: line.held_back for line in published.lines}
    assert held["abroad"]


def test_a_day_that_has_not_come_cannot_be_counted(house, at, counts) -> None:
    from datetime import timedelta

    with pytest.raises(Invalid):
        release.propose(actor=house.ruth, as_of=at.date() + timedelta(1), at=at)


def test_nobody_but_supervisors_gets_near(house, desk, at, counts) -> None:
    proposal = release.propose(actor=house.ruth, as_of=at.date(), at=at)
    for other in (house.noor, house.lena, house.dana, house.vera):
        with pytest.raises(NotHere):
            release.get_proposal(other, proposal.ref)
        assert release.list_proposals(other) == []
        desk.enter(other)
        assert desk.get(desk.address("release:proposal", ref=proposal.ref)).status_code == 404
        assert desk.get(desk.address("release:figures")).status_code == 404


def test_the_pages_propose_and_decide(house, desk, at, counts) -> None:
    desk.enter(house.ruth)
    answer = desk.post(desk.address("release:figures"), {"as_of": at.date().isoformat(), "note": ""})
    assert answer.status_code == 302
    assert desk.post(answer.headers["Location"], {"move": "publish"}).status_code == 409
    desk.enter(house.olga)
    assert "Counts as of" in desk.get("/").content.decode()
    assert desk.post(answer.headers["Location"], {"move": "publish"}).status_code == 302
    assert len(figures.list_publications()) == 1
