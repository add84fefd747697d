"""Tables of published numbers: everything here is public, and nothing here leads back to a person."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault

PUBLIC = "Public."


class Publication(vault.Row):
    """One act of publishing: our counts for one day."""

    data_map: ClassVar[dict[str, str]] = {
        "as_of": PUBLIC,
        "published_on": PUBLIC,
        "note": "Public, in the words of two supervisors.",
        "proposal": "Reference of the proposal it came from, so that nothing is published twice.",
    }

    as_of = models.DateField()
    published_on = models.DateField()
    note = models.TextField(blank=True)
    proposal = models.CharField(max_length=LENGTH, unique=True)


class Figure(vault.Row):
    """One number of a publication, or the sentence that says why it is held back."""

    data_map: ClassVar[dict[str, str]] = {
        "publication": PUBLIC,
        "measure": PUBLIC,
        "value": PUBLIC,
        "held_back": PUBLIC,
        "noise": PUBLIC,
    }

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=40)
    value = models.PositiveIntegerField(null=True)
    held_back = models.CharField(max_length=200, blank=True)
    noise = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "measure"], name="figure_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, held_back="")
                | (models.Q(value__isnull=True) & ~models.Q(held_back="")),
                name="figure_said_or_held_back",
            ),
        ]


class ReportedFigure(vault.Row):
    """A number that others published about this work, with where it stands."""

    data_map: ClassVar[dict[str, str]] = {
        "as_of": PUBLIC,
        "measure": PUBLIC,
        "value": PUBLIC,
        "qualifier": PUBLIC,
        "source": PUBLIC,
        "noted_by": "Line of who noted it; emptied, and the number public, once another has noted the same.",
    }

    as_of = models.DateField()
    measure = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    qualifier = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200)
    noted_by = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["as_of", "measure", "source"], name="reported_once"),
        ]


class Chart(vault.Row):
    """A drawn chart, so that the front only hands out bytes."""

    data_map: ClassVar[dict[str, str]] = {"language": PUBLIC, "svg": PUBLIC}

    language = models.CharField(max_length=8, unique=True)
    svg = models.TextField()
