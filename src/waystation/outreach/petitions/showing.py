"""The pictures of one petition, from what is public of it."""

from waystation.outreach.petitions import drawing, queries


def draw_course(petition: str, language: str) -> str | None:
    """Draw how the count grew, None before the first batch. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    queries.get_public(petition, language)
    days = tuple(queries.list_days(petition))
    return drawing.course(days, language) if days else None


def draw_map(petition: str, fewer: str, language: str) -> str:
    """Draw the countries that are shown by number; ``fewer`` is what the others are called. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    shown, _rest = queries.list_countries(petition)
    return drawing.world(tuple(shown), fewer, language)


def draw_counter(petition: str, words: str, language: str) -> str:
    """Draw the number that stands, with a word for it, for other people's pages. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    return drawing.counter(queries.get_public(petition, language).count.standing, words, language)
