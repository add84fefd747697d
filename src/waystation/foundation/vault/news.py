"""News for shelves: which cards a holder's pages do not show yet, or should show no longer."""

from collections.abc import Iterable

from waystation.foundation.kernel import saving
from waystation.foundation.vault.models import Card, ShelfNews


def tell(cards: Iterable[Card], lines: Iterable[str], *, is_gone: bool) -> None:
    """Note for each line that these cards are news on its shelf, or are to vanish from it."""
    listed = sorted(lines)  # always in one order, so that two who write at once never wait for each other
    saving.insert(
        [
            ShelfNews(line=line, kind=card.kind, subject=card.subject, is_gone=is_gone)
            for card in cards
            for line in listed
        ],
        conflict="ON CONFLICT (line, kind, subject) DO UPDATE SET is_gone = excluded.is_gone",
    )
