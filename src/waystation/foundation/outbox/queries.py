"""What can be asked of the outbox: what failed, whether mail leaves, whether anybody is at work."""

from datetime import datetime

from django.db.models import Min

from waystation.foundation.kernel import clock
from waystation.foundation.outbox import rules
from waystation.foundation.outbox.cards import Trouble
from waystation.foundation.outbox.mailing import MAIL
from waystation.foundation.outbox.models import Job, Silence


def list_troubles() -> list[Trouble]:
    """List the jobs that failed for good, oldest first; for supervisors and the doctor."""
    failed = Job.objects.filter(state=rules.FAILED).order_by("failed_on", "ref")
    return [
        Trouble(job.ref, job.kind, job.attempts, job.error, job.failed_on)
        for job in failed
        if job.failed_on is not None
    ]


def count_troubles() -> int:
    """Count the jobs that failed for good."""
    return Job.objects.filter(state=rules.FAILED).count()


def silent_since(at: datetime | None = None) -> datetime | None:
    """Return since when notices wait and none leaves, or None while all is well.

    Either sending fails (then the hour of the first failure since a mail last left), or nobody sends (then when the
    oldest notice should have left).
    """
    notices = Job.objects.filter(kind=MAIL)
    untouched = notices.filter(attempts=0, state=rules.READY, due_at__lte=at or clock.now())
    times = [untouched.aggregate(oldest=Min("due_at"))["oldest"]]
    if notices.exists():
        times.append(Silence.objects.values_list("since_at", flat=True).first())
    return min((time for time in times if time is not None), default=None)


def behind_since(at: datetime | None = None) -> datetime | None:
    """Return when the oldest job that nobody has taken was due, or None: some minutes ago means no worker runs."""
    waiting = Job.objects.filter(state=rules.READY, due_at__lte=at or clock.now())
    oldest: datetime | None = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return oldest
