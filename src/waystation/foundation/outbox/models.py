"""Tables of the outbox: jobs that wait or failed, recurring jobs, and since when mail has been failing."""

from django.db import models
from django.db.models import Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.outbox import rules
from waystation.foundation.vault import api as vault


class Job(vault.Row):
    """One thing to be done after commit. It is deleted in the transaction that does it; no history stays."""

    data_map = {
        "kind": "Which handler; a name in our code. Gone with the job.",
        "payload": "References and short codes only (checked when written). Gone with the job.",
        "key": "References and short codes by which a later change replaces or cancels it. Gone with the job.",
        "due_at": "The worker holds no key, so it must see when to act; rounded up to the minute. It may tell "
        "when a check-in or a hold ends, not whose or where. Gone with the job.",
        "state": "ready, running or failed.",
        "attempts": "How often it was begun, written before it is: so a mail that may have left is known.",
        "lease": "Random name of one worker's holding of the job; empty unless running.",
        "lease_until": "When another worker may take over; only while running. Tells that the server was up.",
        "error": "Name of the last error's type, nothing of its message.",
        "failed_on": "Day on which it failed for good.",
    }

    kind = models.CharField(max_length=rules.KIND_LENGTH)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=rules.KEY_LENGTH, blank=True, default="")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=rules.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=LENGTH, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=rules.ERROR_LENGTH, blank=True, default="")
    failed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state=rules.RUNNING, lease_until__isnull=False)
                | (~Q(state=rules.RUNNING) & Q(lease="", lease_until__isnull=True)),
                name="job_leased_while_running",
            ),
            # Among ready jobs only: a change that arrives while the old job runs must not be swallowed by it.
            models.UniqueConstraint(
                fields=["key"], condition=Q(state=rules.READY) & ~Q(key=""), name="job_ready_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="job_state_due"),
            models.Index(fields=["key"], name="job_key", condition=~Q(key="")),
        ]


class Recurrence(vault.Row):
    """The period for which a recurring job was last written down."""

    data_map = {
        "kind": "Which recurring job; a name in our code.",
        "period_at": "Start of the last period it was written down for; our own rhythm, tells of nobody.",
    }

    kind = models.CharField(max_length=rules.KIND_LENGTH, unique=True)
    period_at = models.DateTimeField()


class Silence(vault.Row):
    """Mail fails to leave: written at the first failure, deleted when a mail leaves."""

    data_map = {
        "name": "Always mail.",
        "since_at": "Hour of the first failure, so that the desk can warn.",
    }

    name = models.CharField(max_length=8, unique=True)
    since_at = models.DateTimeField()
