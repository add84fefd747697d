"""Writing jobs down, taking them back, trying failed ones again: always inside the business transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel import clock, saving
from waystation.foundation.kernel.errors import here
from waystation.foundation.kernel.references import is_ref
from waystation.foundation.outbox import claiming, rules
from waystation.foundation.outbox.mailing import MAIL, NOTICES
from waystation.foundation.outbox.models import Job

# Between an update that found nothing and an insert that met something, the other job came or went.
_TRIES = 5
_UNLESS_THERE = "ON CONFLICT DO NOTHING"


class NotInTransaction(RuntimeError):
    """A job was to be written outside a transaction: it could then outlive a change that never happened."""


def enqueue(kind: str, *, payload: Mapping[str, str], due_at: datetime, key: str | None = None) -> str:
    """Write a job down; it is carried out after commit, when ``due_at`` (rounded up to the minute) has come.

    A job that waits under the same key is replaced, payload and time: the latest word holds. A job under that
    key which is running already is left alone, and this one runs after it. Returns the job's reference.

    The handler runs in one transaction with the job's completion. It may run late and should look at the facts
    again, for they may have changed since.

    :raises NotInTransaction: no transaction is open.
    :raises PayloadTooTelling: the payload or the key holds more than references and short codes.
    """
    job = _new_job(kind, payload, due_at, key or "")
    for _try in range(_TRIES if job.key else 0):
        waiting = Job.objects.filter(key=job.key, state=rules.READY)
        if waiting.update(kind=kind, payload=job.payload, due_at=job.due_at, attempts=0, error=""):
            found = waiting.values_list("ref", flat=True).first()
            if found is not None:
                return found
        if _inserted(job):
            return job.ref
    saving.insert([job])
    return job.ref


def enqueue_once(kind: str, *, payload: Mapping[str, str], due_at: datetime, key: str) -> None:
    """Write a job down unless one waits under the same key already; that one stays as it is.

    :raises NotInTransaction: no transaction is open.
    :raises PayloadTooTelling: the payload or the key holds more than references and short codes.
    """
    saving.insert([_new_job(kind, payload, due_at, key)], conflict=_UNLESS_THERE)


def mail(*, to: str, notice: str = "look", at: datetime | None = None) -> None:
    """Write down a notice to a line; several to one line that wait together leave as one mail.

    The mail says only that there is something to look at. The address is looked up when it leaves, by the work
    process, which alone can open addresses. ``at`` is now unless given.

    :raises NotInTransaction: no transaction is open.
    :raises ValueError: there is no such notice, or ``to`` is not a line.
    """
    if notice not in NOTICES or not is_ref(to):
        raise ValueError("mail needs a line and a known notice")
    enqueue_once(
        MAIL, payload={"to": to, "notice": notice}, due_at=at or clock.now(), key=f"{MAIL}:{to}:{notice}"
    )


def tell(lines: Iterable[str], *, at: datetime, but: str = "") -> None:
    """Ask people to look; nobody is told of what they did themselves, so ``but`` is whoever did it.

    :raises NotInTransaction: no transaction is open.
    :raises ValueError: one of them is no line.
    """
    for line in sorted(set(lines) - {"", but}):
        mail(to=line, at=at)


def cancel(*, key: str) -> bool:
    """Take back the jobs under a key, failed ones too; say whether there was any.

    A job whose handler is at work at this moment is past cancelling: its handler looks at the facts itself. It is
    stepped over rather than waited for, because it may in turn be waiting for the rows of this transaction.

    :raises NotInTransaction: no transaction is open.
    """
    _in_transaction()
    if not key:
        return False
    refs = list(claiming.unlocked(Job.objects.filter(key=key)).values_list("ref", flat=True))
    deleted, _rows = Job.objects.filter(ref__in=refs).delete()
    return deleted > 0


def try_again(ref: str, *, at: datetime) -> None:
    """Make a job that failed for good wait for the worker once more, for a supervisor or the command line.

    :raises NotHere: no failed job has this reference.
    """
    with transaction.atomic():
        job = here(claiming.unlocked(Job.objects.filter(ref=ref, state=rules.FAILED)).first())
        job.delete()
        # Where a newer job waits under the same key, that one says the latest already.
        _inserted(Job(kind=job.kind, payload=job.payload, key=job.key, due_at=rules.up_to_the_minute(at)))


def _new_job(kind: str, payload: Mapping[str, str], due_at: datetime, key: str) -> Job:
    _in_transaction()
    rules.check_kind(kind)
    rules.check_payload(payload)
    if key:
        rules.check_key(key)
    return Job(kind=kind, payload=dict(payload), key=key, due_at=rules.up_to_the_minute(due_at))


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("open the business transaction first")


def _inserted(job: Job) -> bool:
    saving.insert([job], conflict=_UNLESS_THERE)
    return Job.objects.filter(ref=job.ref).exists()
