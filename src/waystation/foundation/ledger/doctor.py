"""The doctor's round: reads every entry and every recorded row once, holds no reading key, names what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import DatabaseError

from waystation.foundation.ledger import marks, rowcheck
from waystation.foundation.ledger.cards import Finding
from waystation.foundation.ledger.logcheck import LogCheck
from waystation.foundation.ledger.models import Entry, Head, Tip
from waystation.foundation.ledger.operations import tag_key

MOST_NAMED = 100  # of one sort; after a disaster a list of thousands helps nobody


def doctor() -> list[Finding]:
    """Compare the log with itself, with its signed heads, and every recorded row with its last entry.

    Streams, linear in entries and rows, and may run while people work: a suspicion is looked at again under the
    lock of the tip. Needs the tag key and the public signing key; opens nothing. The last finding is not a wrong
    one: it says how many entries and rows were read, and which tables no entry has ever named.
    """
    findings: list[Finding] = []
    logs = sorted({*_logs(Tip), *_logs(Entry), *_logs(Head)})
    entries = rows = 0
    for log in logs:
        check = LogCheck(log)
        findings.extend(_careful(check.run(), f"the log {log}"))
        entries += check.entries
    recorded = set(_recorded(findings))
    for model in rowcheck.sealed_tables():
        table = rowcheck.RowCheck(model)
        if table.label in recorded:
            findings.extend(_careful(table.run(), table.label))
            rows += table.rows
    findings.extend(_careful(rowcheck.check_counts(), "the ledger's tallies"))
    return [*findings, _summary(entries, rows, recorded)]


def _logs(model: type[Tip] | type[Entry] | type[Head]) -> set[str]:
    return set(model._default_manager.values_list("log", flat=True).distinct())  # noqa: SLF001


def _recorded(findings: list[Finding]) -> Iterator[str]:
    """Name the tables that entries speak of; none where the marks cannot be compared."""
    for tip in Tip.objects.all():
        if tip.tag_key == tag_key():
            yield from rowcheck.present_in(tip) or {}
        else:
            sentence = f"the log {tip.log} was marked with another tag key: rows cannot be compared with it"
            findings.append(Finding("ledger.tip", tip.ref, sentence))


def _careful(found: Iterable[Finding], what: str) -> Iterator[Finding]:
    """Pass on the first hundred findings of each sort, count the rest, and survive a table that cannot be read."""
    seen: Counter[tuple[str, str]] = Counter()
    try:
        for finding in found:
            sort = (finding.table, finding.sentence)
            seen[sort] += 1
            if seen[sort] <= MOST_NAMED:
                yield finding
    except (DatabaseError, ValueError) as error:
        yield Finding("ledger", "", f"{what} cannot be read to its end ({type(error).__name__})")
    for (table, sentence), number in seen.items():
        if number > MOST_NAMED:
            yield Finding(table, "", f"{number - MOST_NAMED} more: {sentence}")


def _summary(entries: int, rows: int, recorded: set[str]) -> Finding:
    unnamed = sorted({marks.label_of(model) for model in rowcheck.sealed_tables()} - recorded)
    outside = f"; no entry ever named a row of {', '.join(unnamed)}" if unnamed else ""
    return Finding("ledger", "", f"{entries} entries and {rows} rows were read{outside}", is_wrong=False)
