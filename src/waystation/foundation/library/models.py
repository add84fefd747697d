"""Tables of the library. What stands here is public; who looked for what, and for whom, stands nowhere."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.library.rules.bills import BILL
from waystation.foundation.library.rules.clippings import CLIPPING
from waystation.foundation.library.rules.conditions import CONDITION
from waystation.foundation.vault import api as vault

PUBLIC = "A public fact about a public source."
LINE = "Line of who wrote it, so that a second person can be asked for."
SOURCE_STATES = ("active", "paused")


class Source(vault.Row):
    """A feed that is looked at again and again."""

    data_map: ClassVar[dict[str, str]] = {
        "address": "Where the feed is. That the house reads it tells what it works on, as its public pages do.",
        "title": PUBLIC,
        "language": PUBLIC,
        "tags": "What its entries are tagged with at first.",
        "every_hours": "How often it is looked at.",
        "state": "active or paused.",
        "polled_on": "Day it was last looked at.",
        "trouble": "A code of what went wrong then, if anything.",
        "added_by": LINE,
    }

    address = models.CharField(max_length=2000)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=8, blank=True)
    tags = models.JSONField(default=list)
    every_hours = models.PositiveSmallIntegerField(default=24)
    state = models.CharField(max_length=8, default="active")
    polled_on = models.DateField(null=True)
    trouble = models.CharField(max_length=16, blank=True)
    added_by = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=SOURCE_STATES), name="source_state_known")
        ]


class Clipping(vault.Row):
    """One public text: what it says in short, where it stood, and the hash of its archived copy."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Whether it was fetched.",
        "source": "Which feed it came from, if any.",
        "address": "Where it was asked for. That the house read it tells what it works on.",
        "canonical": "The address it calls its own.",
        "address_hash": "Hash of that address, to find it again quickly.",
        "title": PUBLIC,
        "excerpt": "A few sentences, ours or the page's.",
        "publisher": PUBLIC,
        "language": PUBLIC,
        "published_on": PUBLIC,
        "clipped_on": "Day of access, for citations.",
        "filed_on": "The day it is listed under.",
        "text": "The text of a public page, for citing paragraphs; shown at the desk only.",
        "searchable": "Title, excerpt and publisher in small letters, for searching.",
        "content_hash": "Hash of the text, by which duplicates are found.",
        "sketch": "A sketch of the text, by which near duplicates are found.",
        "archive_hash": "SHA-256 of the archived copy; printed in dossiers.",
        "archive_size": "Its size in bytes.",
        "trouble": "A code of why it could not be fetched, if so.",
        "same_as": "Which other clipping has the same text.",
        "is_our_word": "Whether one of us has said what it says in short; then the page no longer does.",
        "added_by": LINE,
    }

    state = models.CharField(max_length=12, default=CLIPPING.start)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, related_name="+", null=True)
    address = models.CharField(max_length=2000, blank=True)
    canonical = models.CharField(max_length=2000, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True)
    publisher = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=8, blank=True)
    published_on = models.DateField(null=True)
    clipped_on = models.DateField()
    filed_on = models.DateField()
    text = models.TextField(blank=True)
    searchable = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True, db_index=True)
    sketch = models.BinaryField(default=b"")
    archive_hash = models.CharField(max_length=64, blank=True)
    archive_size = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=16, blank=True)
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    is_our_word = models.BooleanField(default=False)
    added_by = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(CLIPPING.states)), name="clipping_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "-filed_on", "-ref"], name="clipping_listed")]


class ClippingTag(vault.Row):
    """One tag of a clipping."""

    data_map: ClassVar[dict[str, str]] = {"clipping": "Which clipping.", "tag": PUBLIC}

    clipping = models.ForeignKey(Clipping, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clipping", "tag"], name="clipping_tag_once")]


class Bill(vault.Row):
    """A bill, or the law it became, with the stage it is in."""

    data_map: ClassVar[dict[str, str]] = {
        "place": PUBLIC,
        "number": PUBLIC,
        "title": PUBLIC,
        "about": "What it would do, in our words.",
        "stage": PUBLIC,
        "stage_on": "Since when it is in that stage.",
        "tags": "Which subjects it touches.",
        "added_by": LINE,
    }

    place = models.CharField(max_length=40)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    about = models.TextField(blank=True)
    stage = models.CharField(max_length=12, default=BILL.start)
    stage_on = models.DateField()
    tags = models.JSONField(default=list)
    added_by = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=list(BILL.states)), name="bill_stage_known")
        ]


class BillStep(vault.Row):
    """One step of a bill, with the day it happened and the source that says so."""

    data_map: ClassVar[dict[str, str]] = {
        "bill": "Which bill.",
        "from_stage": PUBLIC,
        "to_stage": PUBLIC,
        "on": PUBLIC,
        "noted_on": "Day it was noted here.",
        "clipping": "Which source says so, if one was clipped.",
        "note": "What else is to be known of it.",
        "noted_by": LINE,
    }

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="+")
    from_stage = models.CharField(max_length=12, blank=True)
    to_stage = models.CharField(max_length=12)
    on = models.DateField()
    noted_on = models.DateField()
    clipping = models.ForeignKey(Clipping, on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=500, blank=True)
    noted_by = models.CharField(max_length=LENGTH)


class Notice(vault.Row):
    """That a bill entered a stage, for those whom it concerns; who they are is not known here."""

    data_map: ClassVar[dict[str, str]] = {
        "bill": "Which bill.",
        "step": "Which step.",
        "tags": "Place and subjects, by which each room finds whom it concerns.",
        "raised_on": "Day it was raised; old ones are shown no more.",
    }

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="+")
    step = models.OneToOneField(BillStep, on_delete=models.CASCADE, related_name="+")
    tags = models.JSONField(default=list)
    raised_on = models.DateField(db_index=True)


class Condition(vault.Row):
    """What is known of a country: what happens there, by whom, when, as its sources say; of nobody in particular."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Whether a second person has checked it.",
        "place": PUBLIC,
        "actor": PUBLIC,
        "kind": PUBLIC,
        "from_on": PUBLIC,
        "to_on": PUBLIC,
        "statements": "What is known, in our words, by language; of public facts only.",
        "version": "How often it was written, so that nobody overwrites somebody else's change.",
        "author": LINE,
        "checked_by": LINE,
        "checked_on": "Day it was checked.",
    }

    state = models.CharField(max_length=12, default=CONDITION.start)
    place = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    statements = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    author = models.CharField(max_length=LENGTH)
    checked_by = models.CharField(max_length=LENGTH, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(CONDITION.states)), name="condition_state_known"
            )
        ]


class Citation(vault.Row):
    """Where a source says what an entry states."""

    data_map: ClassVar[dict[str, str]] = {
        "condition": "Which entry.",
        "clipping": "Which source.",
        "spot": "Which page or paragraph of it.",
    }

    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="+")
    clipping = models.ForeignKey(Clipping, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["condition", "clipping", "spot"], name="citation_once")
        ]
