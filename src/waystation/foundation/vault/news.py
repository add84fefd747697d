"""News for shelves: which cards a holder's pages do not show yet, or should show no longer."""

from collections.abc import Iterable

from waystation.foundation.vault.models import Card, ShelfNews


def tell(cards: Iterable[Card], lines: Iterable[str], *, is_gone: bool) -> None:
    """Note for each line that these cards are news on its shelf, or are to vanish from it."""
    listed = list(lines)
    for card in cards:
        for line in listed:
            ShelfNews.objects.update_or_create(
                line=line, kind=card.kind, subject=card.subject, defaults={"is_gone": is_gone}
            )
