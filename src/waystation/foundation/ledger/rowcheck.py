"""Rows against the log: each recorded row is the newest version that an entry marks, and none is missing."""

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.ledger import formats, marks
from waystation.foundation.ledger.cards import Finding
from waystation.foundation.ledger.formats import Kind
from waystation.foundation.ledger.marks import Recorded
from waystation.foundation.ledger.models import Cosignature, Entry, Head, Mark, Tip
from waystation.foundation.vault import api as vault

_STORED = ("ref", "section", "generation", "version", "sealed")
NOT_RECORDED = "no entry of the ledger speaks of it in this version: written outside Waystation"
EDITED = "differs from what its entry in the ledger marks: edited outside Waystation"
PUT_BACK = "was put back to an older version: the ledger knows a later one"
COME_BACK = "is here again although the ledger marks it as erased"


def sealed_tables() -> list[type[Recorded]]:
    """Return every table of sealed rows in the house, and that of public keys."""
    return [model for model in apps.get_models() if issubclass(model, Recorded)]


class RowCheck:
    """A round through one table; ``rows`` counts what was read."""

    def __init__(self, model: type[Recorded]) -> None:
        self.label = marks.label_of(model)
        self.rows = 0
        self._model = model

    def run(self) -> Iterator[Finding]:
        """Yield the rows that are not what the ledger says they are."""
        chunk = list(self._all()[: marks.CHUNK])
        while chunk:
            self.rows += len(chunk)
            for row, trouble in self._compare(chunk):
                if trouble:
                    yield from self._look_again(row.ref)
            chunk = list(self._all().filter(ref__gt=chunk[-1].ref)[: marks.CHUNK])

    def _all(self) -> QuerySet[Recorded]:
        rows = self._model._default_manager.order_by("ref")  # noqa: SLF001 - Django's documented name
        return rows.only(*_STORED) if issubclass(self._model, vault.SealedRow) else rows

    def _look_again(self, ref: str) -> Iterator[Finding]:
        """Read a doubtful row once more while nobody can append: it may have been written in between."""
        with transaction.atomic():
            list(Tip.objects.select_for_update().order_by("log"))
            for row, trouble in self._compare(list(self._all().filter(ref=ref))):
                if trouble:
                    yield Finding(self.label, row.ref, trouble)

    def _compare(self, rows: list[Recorded]) -> Iterator[tuple[Recorded, str]]:
        now = {row.ref: marks.row_tag(self.label, row.ref, row.version) for row in rows}
        later = {row.ref: marks.row_tag(self.label, row.ref, row.version + 1) for row in rows}
        seen = marks.known((*now.values(), *later.values()))
        for row in rows:
            tag = now[row.ref]
            following = seen.get(later[row.ref])
            if following is not None:
                yield row, COME_BACK if following[0] is Kind.ERASED else PUT_BACK
            elif tag not in seen:
                yield row, NOT_RECORDED
            elif seen[tag][1] != marks.row_digest(tag, row):
                yield row, EDITED
            else:
                yield row, ""


def present_in(tip: Tip) -> dict[str, int] | None:
    """Return how many rows of each table a tip expects, or None where its text was altered."""
    return formats.read_counts(tip.present)


def check_counts() -> Iterator[Finding]:
    """Yield tables with rows too few or too many, and what lies beyond the tips; nobody appends meanwhile."""
    with transaction.atomic():
        yield from _check_counts()


def _check_counts() -> Iterator[Finding]:
    tips = list(Tip.objects.select_for_update().order_by("log"))
    expected: Counter[str] = Counter()
    for tip in tips:
        counts = present_in(tip)
        if counts is None:
            yield Finding("ledger.tip", tip.ref, "the tally of rows was altered")
        expected.update(counts or {})
        for entry in Entry.objects.filter(log=tip.log, position__gte=tip.size).only("ref"):
            yield Finding("ledger.entry", entry.ref, f"the entry lies beyond the tip of the log {tip.log}")
    yield from _check_tables(expected)
    for cosignature in Cosignature.objects.exclude(head__in=Head.objects.all()):
        yield Finding("ledger.cosignature", cosignature.ref, "the head it stood under is gone")
    for mark in Mark.objects.exclude(entry__in=Entry.objects.all()):
        yield Finding("ledger.mark", mark.ref, "the entry it stood in is gone")


def _check_tables(expected: Counter[str]) -> Iterator[Finding]:
    models = {marks.label_of(model): model for model in sealed_tables()}
    for label, number in sorted(expected.items()):
        found = models[label]._default_manager.count() if label in models else 0  # noqa: SLF001
        if found < number:
            yield Finding(label, "", f"{number - found} of {number} rows were deleted behind the ledger")
        if found > number:
            yield Finding(label, "", f"{found - number} rows more than the ledger's {number}")
    marked = _marked(Kind.CREATED) - _marked(Kind.ERASED)
    if marked != sum(expected.values()):
        yield Finding(
            "ledger.tip",
            "",
            f"the tallies say {sum(expected.values())} rows, the entries {marked}: one was altered",
        )


def _marked(kind: Kind) -> int:
    return Mark.objects.filter(kind=kind).count()
