"""Two workers of one house never send the same waiting mails: whoever comes second lets it be."""

from threading import Event, Thread

import pytest
from django.db import connection

from waystation.foundation.outbox import api as outbox


@pytest.mark.django_db(transaction=True)
def test_while_one_sends_nobody_else_does_and_afterwards_anybody_may():
    begun, ended, said = Event(), Event(), []

    def send():
        with outbox.only_one("mails") as is_ours:
            said.append(is_ours)
            begun.set()
            ended.wait(10)
        connection.close()

    sender = Thread(target=send)
    sender.start()
    assert begun.wait(10)
    with outbox.only_one("mails") as is_ours:
        assert not is_ours
    with outbox.only_one("other mails") as is_ours:
        assert is_ours
    ended.set()
    sender.join()
    with outbox.only_one("mails") as is_ours:
        assert is_ours
    assert said == [True]


@pytest.mark.django_db(transaction=True)
def test_workers_of_one_house_on_postgresql_are_kept_apart_by_the_database():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one worker")
    other = connection.copy()
    try:
        with outbox.only_one("mails") as is_ours, other.cursor() as cursor:
            assert is_ours
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert cursor.fetchone()[0] == 1
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert cursor.fetchone()[0] == 0
    finally:
        other.close()


def test_a_sender_that_fails_leaves_the_place_to_the_next(db):
    with pytest.raises(ZeroDivisionError), outbox.only_one("mails"):
        raise ZeroDivisionError
    with outbox.only_one("mails") as is_ours:
        assert is_ours
