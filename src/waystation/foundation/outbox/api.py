"""The outbox's table of contents."""

from waystation.foundation.outbox.cards import Alone, Clock, Handler, Post, Recurring, Trouble
from waystation.foundation.outbox.handing import Handed, hand_over, only_one
from waystation.foundation.outbox.mailing import quiet_mail
from waystation.foundation.outbox.operations import (
    NotInTransaction,
    cancel,
    enqueue,
    enqueue_once,
    mail,
    tell,
    try_again,
)
from waystation.foundation.outbox.parcels import LONGEST_RUN, Fate, fate_of, send_parcels, stoppable
from waystation.foundation.outbox.queries import behind_since, count_troubles, list_troubles, silent_since
from waystation.foundation.outbox.rules import PayloadTooTelling
from waystation.foundation.outbox.worker import NoHandler, WorkerBroke, run_due, run_worker

__all__ = [
    "LONGEST_RUN",
    "Alone",
    "Clock",
    "Fate",
    "Handed",
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
    "enqueue_once",
    "fate_of",
    "hand_over",
    "list_troubles",
    "mail",
    "only_one",
    "quiet_mail",
    "run_due",
    "run_worker",
    "send_parcels",
    "silent_since",
    "stoppable",
    "tell",
    "try_again",
]
