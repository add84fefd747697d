"""Tables of the room: a request, its conversation, the messages in it, and the days on which the key was turned."""

from typing import Any

from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import rules


class Conversation(vault.SealedRow):
    """The head of a conversation: how many messages, the last one's hash, since when an answer is waited for.

    It lies in a section of its own, granted to the intake team, the receipt and later the case's team.
    """

    data_map = {
        "receipt": "Opaque name of the receipt's key pair, derived from the twelve words by a hash; finds the "
        "mailbox, and makes a second sending of the same form one request. Erased with the request.",
        "anchor": "Sealed under the twelve words: what the genuine conversation must contain (T-17).",
    }

    receipt = models.CharField(max_length=LENGTH, unique=True)
    anchor = models.BinaryField()


# Spelt as the index over open requests spells it: SQLite takes such an index only where it reads the very same words.
_OPEN_STATES = ", ".join(f"'{state}'" for state in rules.OPEN)
_IS_OPEN = RawSQL(  # noqa: S611 - our own codes
    f'"intake_helprequest"."state" IN ({_OPEN_STATES})',
    (),
    output_field=models.BooleanField(),
)


class RequestQuerySet(QuerySet["HelpRequest"]):
    """Questions the queue asks, in the order in which a night shift thinks."""

    def open(self) -> "RequestQuerySet":
        """Those somebody has still to decide on."""
        return self.filter(_IS_OPEN)

    def ranked(self) -> "RequestQuerySet":
        """With ``rank``: 0 for the most urgent level."""
        return self.annotate(
            rank=Case(*(When(level=code, then=Value(rank)) for code, rank in rules.RANKS.items()))
        )

    def with_keys(self) -> "RequestQuerySet":
        """With the rows that are needed to open them."""
        return self.select_related("section", "conversation__section")


class HelpRequest(vault.SealedRow):
    """A call for help. Everything said in it is sealed to the intake team."""

    data_map = {
        "conversation": "Its conversation; opaque.",
        "state": "Where it stands, so that the queue need not open every row. Intake, worker.",
        "level": "How urgent, so that the queue and the worker's clock can sort. Says nothing of why.",
        "received_on": "Day it came in: order of the queue, retention, counts. The time is sealed.",
        "claimed_by": "Which key pair works on it, so that two people never do; opaque. Empty when nobody does.",
    }

    conversation = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, default=rules.MACHINE.start)
    level = models.CharField(max_length=12)
    received_on = models.DateField()
    claimed_by = models.CharField(max_length=LENGTH, blank=True, default="")

    objects: Any = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(rules.STATES)), name="request_state_known"),
            models.CheckConstraint(condition=Q(level__in=list(rules.LEVELS)), name="request_level_known"),
        ]
        indexes = [
            models.Index(
                fields=["level", "received_on", "ref"],
                name="request_open",
                condition=Q(state__in=list(rules.OPEN)),
            ),
            models.Index(fields=["state", "-received_on", "-ref"], name="request_by_state"),
            models.Index(fields=["claimed_by"], name="request_claimed", condition=~Q(claimed_by="")),
        ]


class Message(vault.SealedRow):
    """One message of a conversation; its number, its author and the hash of the one before are in the body."""


class KeyTurn(vault.Row):
    """A day on which the intake team's key was turned."""

    data_map = {
        "turned_on": "Day of the turning, so that the next one can be asked for. Says nothing of anyone."
    }

    turned_on = models.DateField()
