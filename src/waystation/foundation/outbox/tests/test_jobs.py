"""Jobs are written with the business change, replaced, taken back, tried again, and leave no history."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox import rules
from waystation.foundation.outbox.models import Job

NOON = datetime(2017, 5, 3, 12, 0, 31, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


class Journal:
    """A handler that remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []

    def __call__(self, payload, at) -> None:
        self.seen.append(dict(payload))


def refuse(payload, at) -> None:
    raise LookupError("Magomed's telephone is 79280000000")


def test_a_check_in_missed_is_noticed_when_it_is_due_and_not_before(db):
    journal, journey = Journal(), new_ref()
    outbox.enqueue("check-in", payload={"journey": journey}, due_at=LATER)
    outbox.run_due({"check-in": journal}, NOON)
    assert journal.seen == []
    outbox.run_due({"check-in": journal}, LATER + timedelta(minutes=1))
    assert journal.seen == [{"journey": journey}]


def test_what_is_done_leaves_no_trace(db):
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    assert outbox.run_due({"check-in": Journal()}, LATER) == 1
    assert not Job.objects.exists()


def test_a_row_tells_the_minute_and_not_the_second(db):
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    assert Job.objects.get().due_at == datetime(2017, 5, 3, 12, 1, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_never_happened_sends_nothing():
    with transaction.atomic():
        outbox.enqueue("check-in", payload={}, due_at=NOON)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_cannot_be_written_outside_the_business_transaction():
    with pytest.raises(outbox.NotInTransaction):
        outbox.enqueue("check-in", payload={}, due_at=NOON)
    with pytest.raises(outbox.NotInTransaction):
        outbox.cancel(key="check-in")


def test_a_stay_that_is_prolonged_ends_once_and_at_the_later_time(db):
    journal, stay = Journal(), new_ref()
    first = outbox.enqueue("stay-ends", payload={"stay": stay}, due_at=NOON, key=f"stay:{stay}")
    again = outbox.enqueue("stay-ends", payload={"stay": stay}, due_at=LATER, key=f"stay:{stay}")
    assert first == again
    outbox.run_due({"stay-ends": journal}, NOON + timedelta(minutes=2))
    assert journal.seen == []
    outbox.run_due({"stay-ends": journal}, LATER + timedelta(minutes=2))
    assert journal.seen == [{"stay": stay}]


def test_a_check_in_that_arrived_takes_the_alarm_back(db):
    journal, journey = Journal(), new_ref()
    outbox.enqueue("alarm", payload={"journey": journey}, due_at=NOON, key=f"alarm:{journey}")
    assert outbox.cancel(key=f"alarm:{journey}")
    assert not outbox.cancel(key=f"alarm:{journey}")
    assert not outbox.cancel(key="")
    outbox.run_due({"alarm": journal}, LATER)
    assert journal.seen == []


def test_a_ladder_climbs_by_writing_its_next_rung_under_its_own_key(db):
    rungs = []

    def climb(payload, at):
        rungs.append(payload["rung"])
        outbox.cancel(key="ladder")
        if payload["rung"] != "3":
            following = str(int(payload["rung"]) + 1)
            outbox.enqueue("ladder", payload={"rung": following}, due_at=at, key="ladder")

    outbox.enqueue("ladder", payload={"rung": "1"}, due_at=NOON, key="ladder")
    for minutes in range(1, 9):
        outbox.run_due({"ladder": climb}, NOON + timedelta(minutes=minutes))
    assert rungs == ["1", "2", "3"]


def test_a_failure_waits_longer_each_time_and_is_kept_in_the_end(db):
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    at, waits = NOON, []
    while not outbox.count_troubles():
        due = Job.objects.get().due_at
        waits.append(due - at)
        at = due
        assert outbox.run_due({"check-in": refuse}, at) == 1
    assert waits[1:4] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=1)
    assert timedelta(days=2) < at - NOON < timedelta(days=4)
    (trouble,) = outbox.list_troubles()
    assert (trouble.kind, trouble.error, trouble.failed_on) == ("check-in", "LookupError", at.date())


def test_an_error_is_kept_by_its_kind_and_never_by_its_words(db, caplog):
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    outbox.run_due({"check-in": refuse}, LATER)
    assert Job.objects.get().error == "LookupError"
    assert "7928" not in str(Job.objects.values())


def test_a_failed_effect_is_undone_with_its_transaction(db):
    def half(payload, at):
        outbox.enqueue("mail-host", payload={}, due_at=at)
        raise LookupError

    outbox.enqueue("check-in", payload={}, due_at=NOON)
    outbox.run_due({"check-in": half}, LATER)
    assert [job.kind for job in Job.objects.all()] == ["check-in"]


def test_a_job_that_nobody_knows_waits_for_a_program_that_does(db):
    outbox.enqueue("from-next-version", payload={}, due_at=NOON)
    outbox.run_due({}, LATER)
    assert Job.objects.get().error == "NoHandler"
    journal = Journal()
    outbox.run_due({"from-next-version": journal}, LATER + timedelta(minutes=5))
    assert len(journal.seen) == 1


def test_a_supervisor_has_a_failed_job_tried_again(db):
    outbox.enqueue("check-in", payload={"journey": new_ref()}, due_at=NOON, key="check-in")
    Job.objects.update(attempts=rules.MOST_ATTEMPTS - 1)
    outbox.run_due({"check-in": refuse}, LATER)
    (trouble,) = outbox.list_troubles()
    outbox.try_again(trouble.ref, at=LATER)
    assert outbox.list_troubles() == []
    journal = Journal()
    outbox.run_due({"check-in": journal}, LATER + timedelta(minutes=1))
    assert len(journal.seen) == 1
    with pytest.raises(NotHere):
        outbox.try_again(trouble.ref, at=LATER)


def test_a_newer_job_under_the_same_key_replaces_one_that_failed(db):
    def overtaken(payload, at):
        raise LookupError

    outbox.enqueue("stay-ends", payload={"step": "old"}, due_at=NOON, key="stay")
    Job.objects.update(state=rules.RUNNING, lease="x", lease_until=LATER, attempts=1)
    outbox.enqueue("stay-ends", payload={"step": "new"}, due_at=LATER + timedelta(hours=2), key="stay")
    outbox.run_due({"stay-ends": overtaken}, LATER)
    assert [job.payload for job in Job.objects.all()] == [{"step": "new"}]


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_ends(db):
    journal = Journal()
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    Job.objects.update(state=rules.RUNNING, lease="x", lease_until=LATER, attempts=1)
    outbox.run_due({"check-in": journal}, LATER - timedelta(seconds=1))
    assert journal.seen == []
    outbox.run_due({"check-in": journal}, LATER)
    assert len(journal.seen) == 1


def test_a_job_that_kills_its_workers_lets_the_others_pass(db):
    journal = Journal()
    outbox.enqueue("poison", payload={}, due_at=NOON)
    Job.objects.update(state=rules.RUNNING, lease="x", lease_until=NOON, attempts=3)
    outbox.enqueue("check-in", payload={}, due_at=NOON + timedelta(minutes=1))
    outbox.run_due({"poison": journal, "check-in": journal}, NOON + timedelta(minutes=2))
    assert len(journal.seen) == 1
    assert Job.objects.get().error == "WorkerDied"
    assert Job.objects.get().due_at > NOON + timedelta(minutes=5)


def test_somebody_overdue_shows_that_no_worker_runs(db):
    assert outbox.behind_since(NOON) is None
    outbox.enqueue("check-in", payload={}, due_at=NOON)
    assert outbox.behind_since(NOON) is None
    assert outbox.behind_since(LATER) == rules.up_to_the_minute(NOON)


@pytest.mark.parametrize(
    "value",
    ["Ахмед", "Ahmed", "a b", "", "me@example.org", "79281234567", "55.75", "x" * 33, "10.0.0.1", None, 7],
)
def test_a_job_can_carry_no_name_no_place_no_contact(db, value):
    with pytest.raises(outbox.PayloadTooTelling):
        outbox.enqueue("check-in", payload={"person": value}, due_at=NOON)
    with pytest.raises(outbox.PayloadTooTelling):
        outbox.enqueue("check-in", payload={"Ахмед": new_ref()}, due_at=NOON)
    if value:
        with pytest.raises(outbox.PayloadTooTelling):
            outbox.enqueue("check-in", payload={}, due_at=NOON, key=f"check-in:{value}x x")


def test_a_job_needs_a_plain_kind_and_a_time_with_its_zone(db):
    with pytest.raises(ValueError, match="kind"):
        outbox.enqueue("Check In", payload={}, due_at=NOON)
    with pytest.raises(ValueError, match="zone"):
        outbox.enqueue("check-in", payload={}, due_at=datetime(2017, 5, 3, 12, 0))  # noqa: DTZ001


def test_printing_a_job_shows_its_reference_only(db):
    ref = outbox.enqueue("check-in", payload={"person": new_ref()}, due_at=NOON)
    job = Job.objects.get()
    assert (str(job), repr(job)) == (ref, f"<Job {ref}>")


moments = st.timedeltas(timedelta(0), timedelta(days=36500)).map(
    lambda since: datetime(1990, 1, 1, tzinfo=UTC) + since
)


@given(moments)
def test_a_due_time_is_never_early_and_at_most_a_minute_late(at):
    rounded = rules.up_to_the_minute(at)
    assert timedelta(0) <= rounded - at < timedelta(minutes=1)
    assert (rounded.second, rounded.microsecond) == (0, 0)


@given(moments, st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=40)))
def test_every_moment_lies_in_exactly_one_period(at, every):
    start = rules.period_start(at, every)
    assert start <= at < start + every
    assert rules.period_start(start, every) == start
