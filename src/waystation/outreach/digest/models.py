"""Tables of the digest. What is published is public; of whoever reads by mail, only days and counts stand in clear."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.outreach.digest.rules.machine import EDITION, PIECE
from waystation.outreach.digest.rules.subscribing import MAILS, PARCELS, STATES
from waystation.outreach.digest.rules.writing import KINDS, LONGEST_CHANGE, LONGEST_EXCERPT, LONGEST_TITLE

PUBLIC = "Public."
PUBLIC_ONCE_APPROVED = (
    "Public once a second person approved it; until then a draft that names nobody in danger."
)


class Topic(vault.Row):
    """A tag of the digest, such as "asylum", with its name in each language."""

    data_map: ClassVar[dict[str, str]] = {"code": PUBLIC, "names": PUBLIC}

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)


class Piece(vault.Row):
    """One piece of writing: an entry of the digest, a question with its answer, or a way to give."""

    data_map: ClassVar[dict[str, str]] = {
        "kind": PUBLIC,
        "state": "Where it stands; public once it was published.",
        "author": "Line of who changed the words last, who must not decide alone.",
        "place": "Its place in the order of questions or ways; public.",
        "details": PUBLIC,
        "draft_details": PUBLIC_ONCE_APPROVED,
        "published_on": PUBLIC,
        "changed_on": PUBLIC,
    }

    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=PIECE.start)
    author = models.CharField(max_length=LENGTH)
    place = models.PositiveIntegerField(default=100)
    details = models.JSONField(default=dict)
    draft_details = models.JSONField(default=dict)
    published_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(PIECE.states)), name="piece_state_known"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="piece_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "-published_on", "ref"], name="piece_newest_first")]


class PieceText(vault.Row):
    """The words of a piece in one language: those being written, or those that stand on the public page."""

    data_map: ClassVar[dict[str, str]] = {
        "piece": "Whose words.",
        "language": PUBLIC_ONCE_APPROVED,
        "is_standing": "Whether these are the published words.",
        "title": PUBLIC_ONCE_APPROVED,
        "excerpt": PUBLIC_ONCE_APPROVED,
        "body": PUBLIC_ONCE_APPROVED,
        "changed": "What a correction under way changes; public with it.",
    }

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    is_standing = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    excerpt = models.CharField(max_length=LONGEST_EXCERPT, blank=True)
    body = models.TextField(blank=True)
    changed = models.CharField(max_length=LONGEST_CHANGE, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["piece", "language", "is_standing"], name="piece_text_once")
        ]


class PieceTopic(vault.Row):
    """A published piece stands under a topic."""

    data_map: ClassVar[dict[str, str]] = {"piece": PUBLIC, "topic": PUBLIC}

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["piece", "topic"], name="piece_topic_once")]


class Correction(vault.Row):
    """What was corrected in a published piece, and on which day."""

    data_map: ClassVar[dict[str, str]] = dict.fromkeys(("piece", "language", "corrected_on", "note"), PUBLIC)

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    corrected_on = models.DateField()
    note = models.CharField(max_length=LONGEST_CHANGE)


class Edition(vault.Row):
    """One mail edition: which entries, in which order, and how far its sending has come."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Where it stands.",
        "author": "Line of who changed it last, who must not decide alone.",
        "begun_on": "The day on which it was begun.",
        "sent_on": "The day on which its sending began.",
        "entries": "References of the entries it tells of.",
        "subjects": "Public once sent.",
        "openings": "Public once sent.",
        "letters": "The mails as approved, by language, without anybody's link in them.",
        "gone": "How many mails the server took.",
        "refused": "How many mailboxes there are no more; no address is kept of it.",
        "uncertain": "How many were under way when the worker died; no address is kept of it.",
    }

    state = models.CharField(max_length=12, default=EDITION.start)
    author = models.CharField(max_length=LENGTH)
    begun_on = models.DateField()
    sent_on = models.DateField(null=True)
    entries = models.JSONField(default=list)
    subjects = models.JSONField(default=dict)
    openings = models.JSONField(default=dict)
    letters = models.JSONField(default=dict)
    gone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(EDITION.states)), name="edition_state_known"
            ),
        ]


class Subscriber(vault.Row):
    """Somebody who wants the edition by mail. The reference is a keyed hash of the address, the address is sealed."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Unconfirmed addresses die after three days.",
        "since_on": "The day it was last asked for; the three days are counted from it.",
        "waits": "A code of which mail is to leave: please confirm, or you are on the list already.",
        "mailed_on": "At most one mail about subscribing a day leaves for one address.",
        "last_on": "The day of the last edition, for those who want one a month.",
        "refusals": "How often in a row the mailbox was not there; erased with the row after the third.",
        "sealed": "Address, language and rhythm, sealed to the mailer, whose key only the worker can read.",
    }

    state = models.CharField(max_length=12)
    since_on = models.DateField()
    waits = models.CharField(max_length=8, blank=True)
    mailed_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="subscriber_state_known"),
            models.CheckConstraint(condition=models.Q(waits__in=MAILS), name="subscriber_mail_known"),
        ]
        indexes = [
            models.Index(fields=["ref"], condition=~models.Q(waits=""), name="subscriber_waits"),
        ]


class Parcel(vault.Row):
    """One edition for one subscriber, until it has left: erased as it leaves."""

    data_map: ClassVar[dict[str, str]] = {
        "edition": "Which edition.",
        "subscriber": "For whom; a keyed hash. Erased when the mail has left.",
        "state": "Waiting, or being handed to the mail server at this moment.",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=PARCELS[0])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PARCELS), name="parcel_state_known"),
            models.UniqueConstraint(fields=["edition", "subscriber"], name="parcel_once"),
        ]
