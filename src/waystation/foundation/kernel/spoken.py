"""What was written in several languages, said in the reader's own."""

from collections.abc import Mapping

from django.utils.translation import get_language


def to_reader(words: Mapping[str, str]) -> str:
    """Return the words in the reader's language, or in the first that has any; empty where nobody has written yet."""
    return words.get(get_language() or "") or next(filter(None, words.values()), "")
