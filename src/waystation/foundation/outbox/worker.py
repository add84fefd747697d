"""The worker: takes jobs when they are due and carries them out, each effect exactly once, each mail at least once."""

import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction

from waystation.foundation.outbox import claiming, mailing, rules
from waystation.foundation.outbox.cards import Alone, Claimed, Clock, Handler, Post, Recurring
from waystation.foundation.outbox.models import Recurrence
from waystation.foundation.outbox.operations import enqueue_once

_log = logging.getLogger(__name__)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_BEATS_PER_LEASE = 4
LONGEST_POLL = 2.0


class NoHandler(Exception):
    """No handler was given for this kind of job."""


class WorkerBroke(RuntimeError):
    """A thread of the worker ended on its own; the process should end too and be started again."""


def run_worker(
    handlers: Mapping[str, Handler],
    stop: threading.Event,
    clock: Clock,
    *,
    post: Post,
    recurring: Sequence[Recurring] = (),
    threads: int = 1,
    poll: float = LONGEST_POLL,
    lease: timedelta = rules.LEASE,
) -> None:
    """Carry out jobs until ``stop`` is set; what is being done then is finished first.

    Several workers may run at once. With more than one thread a long job does not hold up the others; on SQLite,
    which has one writer at a time, one thread is right. What runs outside a transaction (:class:`Alone`) may take long
    on either, so it has a thread to itself: no count of signatures comes before somebody's alarm.

    :raises WorkerBroke: a thread ended through a fault of the outbox itself.
    """
    apart = frozenset(kind for kind, handler in handlers.items() if isinstance(handler, Alone))
    works = [_Work(handlers, clock, post, recurring, lease, without=apart)] * threads
    if apart:
        works.append(_Work(handlers, clock, None, (), lease, only=apart))
    over = threading.Event()
    runners = [threading.Thread(target=_loop, args=(work, stop, over, poll)) for work in works]
    heart = threading.Thread(target=_beat, args=(works, over))
    for thread in (*runners, heart):
        thread.start()
    while not stop.is_set() and not over.is_set():
        stop.wait(poll / 4)
    broke = over.is_set()
    for runner in runners:
        runner.join()
    over.set()
    heart.join()
    if broke:
        raise WorkerBroke


def run_due(
    handlers: Mapping[str, Handler],
    at: datetime,
    *,
    post: Post | None = None,
    recurring: Sequence[Recurring] = (),
) -> int:
    """Carry out, here and now, everything due at a moment; return how many jobs were begun.

    For tests, for the demonstration's history and for the command line; without ``post`` mail stays waiting.
    """
    work = _Work(handlers, lambda: at, post, recurring, rules.LEASE)
    begun = 0
    while work.turn():
        begun += 1
    return begun


class _Work:
    """What the threads of a worker share that take the same kinds of jobs."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        clock: Clock,
        post: Post | None,
        recurring: Sequence[Recurring],
        lease: timedelta,
        *,
        only: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.only = only
        self.without = without if post else without | {mailing.MAIL}
        self.handlers = handlers
        self.clock = clock
        self.post = post
        self.recurring = recurring
        self.lease = lease
        self.outside: set[str] = set()

    def turn(self) -> bool:
        """Write down recurring jobs whose period has come, then carry out one job; say whether there was one."""
        at = self.clock()
        for each in self.recurring:
            _write_down(each, at)
        claimed = claiming.claim(at, self.lease, only=self.only, without=self.without)
        if claimed is None:
            return False
        try:
            if claimed.kind == mailing.MAIL and self.post:
                self._deliver(claimed, self.post)
            else:
                self._carry_out(claimed)
        except claiming.LeaseLost:
            _log.warning("job %s was taken over or cancelled", claimed.ref)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker goes on
            self._put_back(claimed, error)
        return True

    def pause(self, longest: float) -> float:
        """Return how many seconds to sleep: until the next job is due, at most ``longest``."""
        at = self.clock()
        due = claiming.next_due(at)
        return longest if due is None else min(longest, (due - at).total_seconds())

    def _carry_out(self, claimed: Claimed) -> None:
        handler = self.handlers.get(claimed.kind)
        if handler is None:
            raise NoHandler
        if isinstance(handler, Alone):
            self._carry_out_alone(claimed, handler)
            return
        with transaction.atomic():
            # First the row, then the effect: if the holding is over nothing is begun, and a handler may write or
            # cancel a job under its own key.
            claiming.finish(claimed)
            handler(claimed.payload, self.clock())

    def _carry_out_alone(self, claimed: Claimed, handler: Alone) -> None:
        self.outside.add(claimed.token)
        try:
            handler(claimed.payload, self.clock())
        finally:
            self.outside.discard(claimed.token)
        claiming.finish(claimed)

    def _deliver(self, claimed: Claimed, post: Post) -> None:
        """Send outside a transaction, since no rollback fetches a mail back; the attempt is on record already."""
        self.outside.add(claimed.token)
        try:
            mailing.send(post, claimed.payload["to"], claimed.payload["notice"], self.clock())
        finally:
            self.outside.discard(claimed.token)
        mailing.note_success()
        claiming.finish(claimed)

    def _put_back(self, claimed: Claimed, error: Exception) -> None:
        _log.warning("job %s was not done at attempt %s", claimed.ref, claimed.attempts, exc_info=error)
        with transaction.atomic():
            if claimed.kind == mailing.MAIL:
                mailing.note_failure(self.clock())
            claiming.put_back(claimed, type(error).__name__, self.clock())


def _write_down(each: Recurring, at: datetime) -> None:
    """Enqueue a recurring job if this worker is the first to see its period; an older run still waiting is enough."""
    start = rules.period_start(at, each.every)
    if Recurrence.objects.filter(kind=each.kind, period_at__gte=start).exists():
        return
    with transaction.atomic():
        Recurrence.objects.bulk_create(
            [Recurrence(kind=each.kind, period_at=_LONG_AGO)], ignore_conflicts=True
        )
        if Recurrence.objects.filter(kind=each.kind, period_at__lt=start).update(period_at=start):
            enqueue_once(each.kind, payload={}, due_at=start, key=f"every:{each.kind}".replace(".", ":"))


def _loop(work: _Work, stop: threading.Event, over: threading.Event, poll: float) -> None:
    try:
        while not stop.is_set() and not over.is_set():
            try:
                close_old_connections()
                pause = 0.0 if work.turn() else work.pause(poll)
            except DatabaseError:
                _log.exception("the database did not answer; trying again")
                connection.close()
                pause = poll
            stop.wait(pause)
    except BaseException:  # noqa: BLE001 - raised again, as WorkerBroke, where the process can end
        _log.exception("a thread of the worker broke")
        over.set()
    finally:
        connection.close()


def _beat(works: Sequence[_Work], over: threading.Event) -> None:
    """Prolong the holding of what is being done outside a transaction.

    A handler inside one needs no heartbeat: its job's row is locked (PostgreSQL), or nobody else can write (SQLite).
    """
    while not over.wait(works[0].lease.total_seconds() / _BEATS_PER_LEASE):
        held = [(work, token) for work in dict.fromkeys(works) for token in tuple(work.outside)]
        for work, token in held:
            try:
                claiming.keep(token, work.clock() + work.lease)
            except DatabaseError:
                _log.warning("a heartbeat was missed")
                connection.close()
    connection.close()
