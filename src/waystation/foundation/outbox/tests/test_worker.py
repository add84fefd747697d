"""Several workers at once, periods, long jobs, and a graceful end."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job, Recurrence

NOON = datetime(2017, 5, 3, 12, 0, tzinfo=UTC)
NOBODY = outbox.Post(address_of=lambda line: None, sender="desk@example.org", desk_address="")


def enqueue(kind, count=1, **payload):
    with transaction.atomic():
        for _ in range(count):
            outbox.enqueue(kind, payload=payload or {"person": new_ref()}, due_at=NOON)


def until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class Workers:
    """Workers in threads, each with its own stop."""

    def __init__(self, handlers, count=1, **options):
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(
                target=outbox.run_worker,
                args=(handlers, self.stop, lambda: NOON + timedelta(seconds=time.monotonic() % 50)),
                kwargs={"post": NOBODY, "poll": 0.1, **options},
            )
            for _ in range(count)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self.stop.set()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_three_workers_do_each_job_once():
    done: list[str] = []
    enqueue("arrive", 60)
    people = {job.payload["person"] for job in Job.objects.all()}
    with Workers({"arrive": lambda payload, at: done.append(payload["person"])}, 3):
        until(lambda: not Job.objects.exists())
    assert len(done) == 60
    assert set(done) == people


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_what_it_began():
    begun, finish, done = threading.Event(), threading.Event(), []

    def slow(payload, at):
        begun.set()
        finish.wait(20)
        done.append(1)

    enqueue("slow")
    with Workers({"slow": slow}) as workers:
        begun.wait(20)
        workers.stop.set()
        finish.set()
    assert done == [1]
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_one_long_job_does_not_hold_up_the_alarms():
    release, done = threading.Event(), []
    enqueue("long")
    enqueue("alarm", 3)
    handlers = {"long": lambda payload, at: release.wait(20), "alarm": lambda payload, at: done.append(1)}
    with Workers(handlers, threads=2):
        until(lambda: len(done) == 3)
        assert Job.objects.count() == 1
        release.set()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_alone_holds_up_no_alarm_on_either_database():
    release, done = threading.Event(), []
    enqueue("count")
    enqueue("alarm", 3)
    handlers = {
        "count": outbox.Alone(lambda payload, at: release.wait(20)),
        "alarm": lambda payload, at: done.append(1),
    }
    with Workers(handlers):
        until(lambda: len(done) == 3)
        assert Job.objects.count() == 1
        release.set()
        until(lambda: not Job.objects.exists())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite nobody else can write meanwhile")
def test_a_job_at_work_is_not_taken_over_though_its_lease_has_run_out():
    done = []

    def slow(payload, at):
        time.sleep(0.5)
        done.append(1)

    enqueue("slow")
    with Workers({"slow": slow}, 3, lease=timedelta(milliseconds=50)):
        until(lambda: not Job.objects.exists())
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_what_is_due_every_hour_runs_once_an_hour_whatever_the_workers():
    runs = []
    recurring = (outbox.Recurring("sweep", timedelta(hours=1)),)
    handlers = {"sweep": lambda payload, at: runs.append(at)}
    with Workers(handlers, 3, recurring=recurring):
        until(lambda: runs)
        time.sleep(0.4)
    with Workers(handlers, 1, recurring=recurring):  # a restart within the hour
        time.sleep(0.3)
    assert len(runs) == 1
    assert outbox.run_due(handlers, NOON + timedelta(hours=1), recurring=recurring) == 1
    # After five hours without a worker: once, not five times.
    assert outbox.run_due(handlers, NOON + timedelta(hours=6), recurring=recurring) == 1
    assert Recurrence.objects.count() == 1


def test_a_period_that_fails_is_not_forgotten_by_the_next(db):
    recurring = (outbox.Recurring("sweep.night", timedelta(minutes=1)),)
    for minute in range(10):
        outbox.run_due({}, NOON + timedelta(minutes=minute), recurring=recurring)
    job = Job.objects.get()
    assert job.attempts > 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_survives_a_database_that_goes_away():
    done, broken = [], []

    def break_once(payload, at):
        if not broken:
            broken.append(1)
            connection.connection.close()
        done.append(1)

    enqueue("arrive", 2)
    with Workers({"arrive": break_once}):
        until(lambda: done)


def test_the_house_is_told_when_a_worker_breaks(db, monkeypatch):
    stop = threading.Event()
    with pytest.raises(outbox.WorkerBroke):
        outbox.run_worker({}, stop, lambda: "not a time", post=NOBODY)
