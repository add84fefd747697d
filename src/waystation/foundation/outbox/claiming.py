"""Who holds a job: claiming, keeping, finishing and giving it back. Every step is conditional on the holding."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, Min, Model, Q, QuerySet

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import rules
from waystation.foundation.outbox.cards import Claimed
from waystation.foundation.outbox.models import Job

AnyRow = TypeVar("AnyRow", bound=Model)
WORKER_DIED = "WorkerDied"


class LeaseLost(Exception):
    """Somebody else holds the job by now, or it was cancelled: whatever was begun is rolled back."""


def unlocked(rows: QuerySet[AnyRow]) -> QuerySet[AnyRow]:
    """Lock the rows that nobody else has locked; where the database has one writer at a time, all of them."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def claim(
    at: datetime, lease: timedelta, *, only: Collection[str] = (), without: Collection[str] = ()
) -> Claimed | None:
    """Take the job that has been due longest, or one whose worker died; None when there is nothing to take.

    ``only`` names the kinds to be taken, where not all are; ``without`` names kinds to be left waiting.

    A claim is a short transaction of its own. PostgreSQL: ``FOR UPDATE SKIP LOCKED``, so workers do not queue up
    and a job whose handler is at work is never taken, however old its lease. SQLite: ``BEGIN IMMEDIATE`` lets one
    claim at a time through. On both the update is conditional on what was read.
    """
    rows = _to_take(at).exclude(kind__in=without)
    if only:
        rows = rows.filter(kind__in=only)
    if not rows.exists():  # a glance that takes no write lock
        return None
    with transaction.atomic():
        return _claim_first(rows, at, lease)


def _to_take(at: datetime) -> QuerySet[Job]:
    ready = Q(state=rules.READY, due_at__lte=at)
    abandoned = Q(state=rules.RUNNING, lease_until__lte=at)
    return Job.objects.filter(ready | abandoned).order_by("due_at", "ref")


def _claim_first(rows: QuerySet[Job], at: datetime, lease: timedelta) -> Claimed | None:
    job = unlocked(rows).first()
    if job is None:
        return None
    claimed = Claimed(job.ref, new_ref(), job.kind, job.payload, job.attempts + 1)
    if job.state == rules.RUNNING and job.attempts > rules.CRASHES_FORGIVEN:
        # It may be the job itself that kills workers: let the others pass.
        put_back(Claimed(job.ref, job.lease, job.kind, job.payload, job.attempts), WORKER_DIED, at)
        return _claim_first(rows, at, lease)
    taken = Job.objects.filter(ref=job.ref, state=job.state, lease=job.lease, attempts=job.attempts).update(
        state=rules.RUNNING, lease=claimed.token, lease_until=at + lease, attempts=F("attempts") + 1
    )
    return claimed if taken else None


def keep(token: str, until: datetime) -> None:
    """Hold a job for longer while it is being worked on outside a transaction."""
    with transaction.atomic():
        refs = list(unlocked(Job.objects.filter(lease=token)).values_list("ref", flat=True))
        Job.objects.filter(ref__in=refs, lease=token).update(lease_until=until)


def finish(claimed: Claimed) -> None:
    """Delete the job, in the transaction that carries its effect; from here on its row is locked.

    :raises LeaseLost: the holding is over.
    """
    deleted, _rows = Job.objects.filter(ref=claimed.ref, lease=claimed.token).delete()
    if not deleted:
        raise LeaseLost


def put_back(claimed: Claimed, error: str, at: datetime) -> None:
    """Make a failed job wait, or keep it as failed for good; where a newer one says the same, drop it."""
    with transaction.atomic():
        job = unlocked(Job.objects.filter(ref=claimed.ref, lease=claimed.token)).first()
        if job is None:
            return
        job.lease, job.lease_until, job.error = "", None, error[: rules.ERROR_LENGTH]
        twins = Job.objects.filter(key=job.key).exclude(ref=job.ref) if job.key else Job.objects.none()
        if job.attempts >= rules.MOST_ATTEMPTS:
            twins.filter(state=rules.FAILED).delete()
            job.state, job.failed_on = rules.FAILED, at.date()
        elif twins.filter(state=rules.READY).exists():
            job.delete()
            return
        else:
            job.state, job.due_at = rules.READY, rules.up_to_the_minute(at + rules.back_off(job.attempts))
        job.save(force_update=True)


def next_due(after: datetime) -> datetime | None:
    """Return when there is next something to take after a moment, or None."""
    ready = Job.objects.filter(state=rules.READY, due_at__gt=after).aggregate(at=Min("due_at"))
    running = Job.objects.filter(state=rules.RUNNING, lease_until__gt=after).aggregate(at=Min("lease_until"))
    return min((found["at"] for found in (ready, running) if found["at"] is not None), default=None)
