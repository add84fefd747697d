"""Arabic-script letters to sounds; short vowels are not written, so one reading guesses them."""

import re

_LETTERS = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ئ": "", "ؤ": "u", "ء": "", "ع": "",
    "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "J", "چ": "C", "ح": "h", "خ": "h", "د": "d", "ذ": "z",
    "ر": "r", "ز": "z", "ژ": "Z", "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g",
    "ف": "f", "ڤ": "v", "ق": "k", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "ة": "a", "و": "u", "ي": "i", "ی": "i", "ۀ": "a", "ں": "n",
}  # fmt: skip
_BETWEEN_CONSONANTS = re.compile("(?<=[bptsJChdrzZSgfvklmn])(?=[bptsJChdrzZSgfvklmn])")


def readings(word: str) -> tuple[str, ...]:
    """As written, with a vowel guessed between consonants, and with و as a consonant."""
    if word.startswith("ع"):
        word = "ا" + word[1:]
    plain = "".join(_LETTERS.get(letter, "") for letter in word)
    as_consonant = "".join("v" if letter == "و" else _LETTERS.get(letter, "") for letter in word)
    found = [
        plain,
        _BETWEEN_CONSONANTS.sub("a", plain),
        as_consonant,
        _BETWEEN_CONSONANTS.sub("a", as_consonant),
    ]
    return tuple(dict.fromkeys(found))
