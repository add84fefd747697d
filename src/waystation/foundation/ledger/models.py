"""Tables of the ledger. A log has an order and nothing else in clear: no time, no actor, no subject, no deed."""

from django.db import models
from django.db.models import Q

from waystation.foundation.ledger.formats import Kind
from waystation.foundation.vault import api as vault

LOG_LENGTH = 24


class Tip(vault.Row):
    """The right edge of one log: locked by whoever appends, so that entries have one order."""

    data_map = {
        "log": "Name of the log; a word in our code.",
        "size": "How many entries there are; the same as counting them.",
        "peaks": "Hashes of complete subtrees, from which the tree head follows.",
        "present": "How many recorded rows each table should have; the same as counting them.",
        "tag_key": "Which tag key the marks were made with: a keyed hash of nothing.",
    }

    log = models.CharField(max_length=LOG_LENGTH, unique=True)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    present = models.TextField(default="{}")
    tag_key = models.CharField(max_length=32)


class Entry(vault.Row):
    """One entry of a log. Its reference follows from its leaf hash."""

    data_map = {
        "log": "Name of the log; a word in our code.",
        "position": "A log has an order; it says in which order things were done, not when, what or by whom.",
        "commitment": "Salted hash of what the entry tells; the salt is sealed. In a public log, the published leaf.",
        "body_hash": "Hash of the sealed body; empty in a public log.",
        "sealed": "Sealed to the auditors; empty in a public log.",
        "subtrees": "Hashes of the subtrees this entry completes, leaf first, so that proofs need few rows.",
    }

    log = models.CharField(max_length=LOG_LENGTH)
    position = models.PositiveBigIntegerField()
    commitment = models.BinaryField()
    body_hash = models.BinaryField()
    sealed = models.BinaryField()
    subtrees = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "position"], name="entry_position_once")]


class Mark(vault.Row):
    """What an entry says of one row. Its reference follows from its tag, so a row's version is marked once."""

    data_map = {
        "entry": "Which entry says it.",
        "place": "Its order within the entry.",
        "kind": "Whether a row was made, changed or erased, so that rows can be counted against entries.",
        "tag": "Keyed hash of table, reference and version; leads nobody without the tag key to the row.",
        "digest": "Keyed hash of the sealed row; likewise.",
    }

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    kind = models.PositiveSmallIntegerField()
    tag = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="mark_kind_known"
            ),
        ]


class Head(vault.Row):
    """A signed tree head: what the organisation answers for. Its reference follows from its signature."""

    data_map = {
        "log": "Name of the log; a word in our code.",
        "size": "How many entries the head covers; published.",
        "root": "Tree head; published.",
        "signed_on": "Day of signing; published.",
        "public_key": "Public key; made to be public.",
        "signature": "Signature; published.",
    }

    log = models.CharField(max_length=LOG_LENGTH)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    signed_on = models.DateField()
    public_key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size", "signed_on"], name="head_once_a_day")]


class Cosignature(vault.Row):
    """A partner's signature under a head. Which partner: whoever knows the public key knows."""

    data_map = {
        "head": "Which head.",
        "public_key": "Public key; made to be public.",
        "signature": "Signature; published.",
    }

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField()
    signature = models.BinaryField()
