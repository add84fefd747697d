"""Tables of the vault: public halves of keys, wrapped keys, sealed rows. Nothing here can be read without a ring."""

from typing import Any, ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH, new_ref

VersionName = tuple[str, str, int]


class Row(models.Model):
    """Every table's base: an opaque reference is the key, and printing a row shows the reference only."""

    data_map: ClassVar[dict[str, str]] = {}

    ref = models.CharField(max_length=LENGTH, primary_key=True, default=new_ref, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ref}>"


class Holder(Row):
    """The public half of one generation of a key pair. ``line`` is its lasting name through the generations."""

    data_map = {
        "line": "Opaque name of a key pair; everyone who seals; never erased, says nothing about who it is.",
        "kind": "person, team, receipt, recovery, auditors or mailer: needed to find recovery and auditors.",
        "generation": "Which generation of the pair; needed to seal to the newest.",
        "public": "Public key; made to be public.",
        "is_retired": "Old generations receive nothing new.",
        "pin": "Keyed hash of the row: one that was written past this program is not used. Says nothing of anyone.",
    }

    line = models.CharField(max_length=LENGTH)
    kind = models.CharField(max_length=12)
    generation = models.PositiveSmallIntegerField(default=1)
    public = models.BinaryField()
    is_retired = models.BooleanField(default=False)
    pin = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "generation"], name="holder_generation_once")]
        indexes = [
            # Among hundreds of thousands of receipts, recovery and the auditors are found at once.
            models.Index(fields=["kind"], name="holder_kind"),
        ]

    @property
    def version(self) -> int:
        """Return how often the ledger was told of it: when it was made, and when it retired."""
        return 1 + self.is_retired

    def marked(self) -> tuple[str, int, bytes]:
        """Return what the ledger marks of it."""
        return f"{self.line}.{self.kind}", self.generation, bytes(self.public)


class KeyWrap(Row):
    """One key pair's private half, sealed to another: how a member holds a team's key."""

    data_map = {
        "subject": "Which key pair is handed on.",
        "keeper": "Which key pair may open it; erased when a member leaves.",
        "sealed": "Sealed.",
        "pin": "Keyed hash of the row, as that of a key pair.",
    }

    subject = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="+")
    keeper = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    pin = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "keeper"], name="keywrap_once")]


class Section(Row):
    """One need-to-know compartment with a data key of its own; ``generation`` grows when a grant is taken away."""

    data_map = {
        "kind": "What sort of compartment (identity, story, medical …), so that gates know what they guard.",
        "generation": "Which data key new bodies are sealed under.",
        "is_stale": "Somebody who knew the data key has left: rotate before the next writing.",
    }

    kind = models.CharField(max_length=16)
    generation = models.PositiveSmallIntegerField(default=1)
    is_stale = models.BooleanField(default=False)


class Grant(Row):
    """A section's data key wrapped to one holder, under the outer layer of an epoch. No grant, no reading."""

    data_map = {
        "section": "Which compartment.",
        "holder": "Which key pair may open it (opaque).",
        "line": "The holder's lasting name, so that what a ring holds is one indexed question.",
        "generation": "Which data key of the compartment.",
        "epoch": "Which outer key; old epochs are destroyed so that backups lose what was erased.",
        "sealed": "Sealed.",
        "fast": "Sealed: the same key under a symmetric key of the holder, after first use.",
    }

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=LENGTH, db_index=True)
    generation = models.PositiveSmallIntegerField()
    epoch = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    fast = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "generation", "holder"], name="grant_once"),
        ]
        indexes = [models.Index(fields=["line", "section"], name="grant_line_section")]


class SealedRow(Row):
    """A row whose content is one sealed body: everything that is not a reference, a state or a rounded day."""

    body_data_map: ClassVar[dict[str, str]] = {
        "section": "Which compartment the body belongs to.",
        "generation": "Which data key it is sealed under.",
        "version": "How often it was written; bound into the body, so that an older one cannot be put back.",
        "sealed": "Sealed.",
    }

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(default=b"")

    class Meta:
        abstract = True

    def place(self) -> tuple[Any, ...]:
        """Name the one place this body belongs: table, reference, section, generation, version."""
        return (self._meta.label_lower, self.ref, self.section_id, self.generation, self.version)

    def marked(self) -> tuple[str, int, bytes]:
        """Return what the ledger marks of a version: section, generation, sealed bytes."""
        return self.section_id, self.generation, bytes(self.sealed)

    def version_name(self) -> VersionName:
        """Name this version of the row as the ledger does: table, reference, version."""
        return (self._meta.label_lower, self.ref, self.version)


class SealedFile(SealedRow):
    """A file sealed chunk by chunk beside the database; name, type and key are in the body."""

    data_map = {"size": "Padded size in bytes, for showing progress and freeing space."}

    size = models.BigIntegerField(default=0)


class StagedFile(Row):
    """A file uploaded before it belongs anywhere; only the page that sent it holds its key."""

    data_map = {
        "size": "Padded size in bytes.",
        "staged_on": "Day of the upload; left-overs are destroyed two days later.",
    }

    size = models.BigIntegerField()
    staged_on = models.DateField()


class Card(SealedRow):
    """The small card of one thing that can be searched for: who holds its section finds it."""

    data_map = {
        "subject": "Which thing the card is of.",
        "kind": "What sort of thing (case, person …).",
    }

    subject = models.CharField(max_length=LENGTH)
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "kind"], name="card_once")]


class ShelfPage(Row):
    """Many cards sealed together for one holder, so that a search opens pages rather than cards."""

    data_map = {
        "line": "Whose shelf.",
        "holder": "Which generation of the line's key it is sealed under.",
        "kind": "What sort of cards.",
        "sealed": "Sealed.",
    }

    line = models.CharField(max_length=LENGTH)
    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["line", "kind"], name="shelf_line_kind")]


class ShelfNews(Row):
    """A card that a shelf's pages do not show yet, or should show no longer."""

    data_map = {
        "line": "Whose shelf.",
        "kind": "What sort of card.",
        "subject": "Which thing.",
        "is_gone": "The card is to vanish from the shelf.",
    }

    line = models.CharField(max_length=LENGTH)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=LENGTH)
    is_gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "kind", "subject"], name="shelf_news_once")]
