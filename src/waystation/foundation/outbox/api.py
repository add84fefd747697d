"""The outbox's table of contents."""

from waystation.foundation.outbox.cards import Clock, Handler, Post, Recurring, Trouble
from waystation.foundation.outbox.operations import NotInTransaction, cancel, enqueue, mail, try_again
from waystation.foundation.outbox.queries import behind_since, count_troubles, list_troubles, silent_since
from waystation.foundation.outbox.rules import PayloadTooTelling
from waystation.foundation.outbox.worker import NoHandler, WorkerBroke, run_due, run_worker

__all__ = [
    "Clock",
    "Handler",
    "NoHandler",
    "NotInTransaction",
    "PayloadTooTelling",
    "Post",
    "Recurring",
    "Trouble",
    "WorkerBroke",
    "behind_since",
    "cancel",
    "count_troubles",
    "enqueue",
    "list_troubles",
    "mail",
    "run_due",
    "run_worker",
    "silent_since",
    "try_again",
]
