"""The programme files: every vector holds, every rule has a source, and what nobody knows is asked."""

from datetime import date

import pytest

from waystation.engines.clocks.api import Law, check, compare_days, evaluate, load_law, read_facts

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


def told(law: Law, programme: str, clock: str, on: date = ON, **facts: object):
    (result,) = evaluate(law, read_facts(facts, law.facts), on, [programme])
    return next(one for one in result.clocks if one.id == clock)


def answer(law: Law, programme: str, on: date = ON, **facts: object) -> str:
    (result,) = evaluate(law, read_facts(facts, law.facts), on, [programme])
    return result.answer


def test_every_vector_holds_and_every_rule_has_a_source_and_a_review_to_come(law: Law) -> None:
    assert [problem for problem in check(law, ON) if not problem.is_warning] == []


def test_no_rule_is_presented_as_reviewed_when_nobody_did(law: Law) -> None:
    assert {programme.reviewer for programme in law.programmes.values()} == {""}


def test_the_last_day_on_a_sunday_moves_to_monday(law: Law) -> None:
    found = told(law, "us.asylum.one_year", "file_by", us_last_arrival_on="2025-11-22")
    assert found.date == date(2026, 11, 23)
    assert "2026-11-22 is a Sunday: moved to 2026-11-23" in found.because
    assert found.is_near


def test_a_work_permit_with_two_stops_comes_on_the_right_day(law: Law) -> None:
    stops = [
        {"from": "2026-02-01", "to": "2026-02-21", "cause": "rescheduled_interview"},
        {"from": "2026-05-04", "to": "2026-05-14", "cause": "continuance"},
    ]
    found = told(
        law, "us.ead.apply", "grant_at", asylum_application_complete="2026-01-10", applicant_delays=stops
    )
    assert found.date == date(2026, 8, 8)
    assert "stopped: the applicant asked the judge for more time (2026-05-04 to 2026-05-14)" in found.because


def test_a_delay_of_the_agency_stops_nothing_and_is_said(law: Law) -> None:
    stops = [{"from": "2026-02-01", "to": "2026-03-01", "cause": "agency"}]
    found = told(
        law, "us.ead.apply", "apply_at", asylum_application_complete="2026-01-10", applicant_delays=stops
    )
    assert found.date == date(2026, 6, 9)
    assert (
        "does not stop the clock: the agency or the court caused it (2026-02-01 to 2026-03-01)"
        in found.because
    )


def test_a_clock_that_stands_has_no_day_and_says_how_much_is_left(law: Law) -> None:
    stops = [{"from": "2026-03-11", "cause": "missed_interview"}]
    found = told(
        law, "us.ead.apply", "apply_at", asylum_application_complete="2026-01-10", applicant_delays=stops
    )
    assert (found.state, found.date, found.days_left) == ("stopped", None, 91)


def test_a_date_that_rests_on_an_assumption_says_so_and_asks(law: Law) -> None:
    found = told(law, "eu.ammr.times", "take_charge_by", registered_on="2026-08-03")
    assert (found.answer, found.date) == ("unknown", date(2026, 10, 3))
    assert "eurodac_or_vis_hit_on" in found.ask
    sure = told(
        law,
        "eu.ammr.times",
        "take_charge_by",
        registered_on="2026-08-03",
        no_eurodac_or_vis_hit=True,
        detained=False,
    )
    assert (sure.answer, sure.date, sure.assuming) == ("yes", date(2026, 10, 3), ())


def test_a_hit_shortens_the_time(law: Law) -> None:
    found = told(
        law, "eu.ammr.times", "take_charge_by", registered_on="2026-08-03", eurodac_or_vis_hit_on="2026-08-05"
    )
    assert found.date == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("registered", "dublin", "new"), [("2026-06-30", "unknown", "no"), ("2026-07-02", "no", "unknown")]
)
def test_the_day_of_registration_decides_the_regulation(
    law: Law, registered: str, dublin: str, new: str
) -> None:
    assert answer(law, "eu.dublin.criteria", registered_on=registered) == dublin
    assert answer(law, "eu.ammr.criteria", registered_on=registered) == new


def test_the_first_of_july_is_a_question_for_counsel(law: Law) -> None:
    (result,) = evaluate(law, read_facts({"registered_on": "2026-07-01"}, law.facts), ON, ["eu.switch"])
    assert result.answer == "unknown"
    assert result.ask == ()
    (dublin,) = evaluate(law, read_facts({"registered_on": "2026-07-01"}, law.facts), ON, ["eu.dublin.times"])
    assert "Ask counsel" in dublin.counsel[0] or "ask counsel" in dublin.counsel[0]


def test_a_suspended_programme_serves_nobody_and_says_what_it_would_have_said(law: Law) -> None:
    facts = read_facts({"outside_own_country": True, "us_referral": "ngo"}, law.facts)
    (result,) = evaluate(law, facts, ON, ["us.refugee.p1"])
    assert (result.answer, result.would, result.standing) == ("no", "yes", "suspended")
    assert [hold.id for hold in result.held_by] == ["us.refugee.suspended"]


def test_a_proposal_is_a_what_if(law: Law) -> None:
    (result,) = evaluate(
        law, read_facts({"asylum_application_complete": "2026-01-10"}, law.facts), ON, ["us.ead.reform"]
    )
    assert result.is_what_if
    assert "never a deadline" in result.because[0]


def test_only_rules_that_look_at_a_fact_given_are_judged(law: Law) -> None:
    results = evaluate(law, read_facts({"ca_first_entry_on": "2026-02-01"}, law.facts), ON)
    assert {result.programme.id for result in results} == {"ca.claim"}


def test_every_result_has_its_sources_and_its_version(law: Law) -> None:
    for result in evaluate(law, {}, ON, law.programmes):
        assert result.citations
        assert result.version.startswith(result.programme.checked_on.isoformat())


def test_with_no_facts_nothing_is_claimed_of_a_person(law: Law) -> None:
    """The only certain answers are about the rules themselves: they have ended, or are suspended."""
    for result in evaluate(law, {}, ON, law.programmes):
        if result.answer == "yes":
            pytest.fail(result.programme.id)
        if result.answer == "no":
            assert result.standing in {"ended", "suspended"} or result.programme.id in {
                "us.status",
                "us.asylum.hold",
            }


def test_what_changed_in_the_summer_of_2026(law: Law) -> None:
    changes = {
        change.programme.id: change for change in compare_days(law, date(2026, 6, 1), date(2026, 8, 1))
    }
    assert (changes["eu.ammr.times"].before, changes["eu.ammr.times"].after) == ("not_yet", "in_force")
    assert changes["eu.reception.2013"].after == "ended"
    assert "registered_on" in changes["eu.switch"].facts
    assert "us.ead.apply" not in changes


def test_a_hold_touches_the_facts_of_the_rules_it_marks(law: Law) -> None:
    changes = {
        change.programme.id: change for change in compare_days(law, date(2025, 1, 1), date(2025, 3, 1))
    }
    assert "us_lautenberg_category" in changes["us.refugee.suspended"].facts
    assert changes["us.refugee.p1"].after == "suspended"


def test_nothing_changes_between_a_day_and_itself(law: Law) -> None:
    assert compare_days(law, ON, ON) == []


def test_a_review_not_done_in_time_fails_the_check(law: Law) -> None:
    late = [problem.what for problem in check(law, date(2028, 1, 1)) if problem.programme == "us.ead.apply"]
    assert late == ["its review was due on 2027-01-21"]
