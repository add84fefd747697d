"""A sentence that is missing, doubtful or broken in a translation is found before anybody meets it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from waystation.site import catalogues

_PLURALS = "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : n%10==0 ? 2 : 3);"


def _wanted() -> Catalog:
    wanted = Catalog()
    wanted.add("Leave now")
    wanted.add("%(name)s is safe")
    wanted.add(("%(count)s day", "%(count)s days"))
    return wanted


def _file(folder: Path, *entries: str) -> Path:
    path = folder / "ru" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    header = f'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Plural-Forms: {_PLURALS}\\n"\n'
    path.write_text("\n".join([header, *entries]), encoding="utf-8")
    return path


GOOD = (
    'msgid "Leave now"\nmsgstr "Уйти сейчас"\n',
    'msgid "%(name)s is safe"\nmsgstr "%(name)s в безопасности"\n',
    """msgid "%(count)s day"
msgid_plural "%(count)s days"
msgstr[0] "один день"
msgstr[1] "%(count)s дня"
msgstr[2] "%(count)s дней"
msgstr[3] "%(count)s дня"
""",
)


def test_a_whole_catalogue_has_no_problems(tmp_path):
    assert catalogues.problems(_file(tmp_path, *GOOD), _wanted()) == []


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (("", GOOD[1], GOOD[2]), "missing: Leave now"),
        (("#, fuzzy\n" + GOOD[0], GOOD[1], GOOD[2]), "fuzzy: Leave now"),
        ((GOOD[0], GOOD[1].replace("%(name)s в", "Кто-то в"), GOOD[2]), "leaves a placeholder out"),
        ((GOOD[0], GOOD[1].replace("%(name)s в", "%(nom)s в"), GOOD[2]), "does not have"),
        ((GOOD[0], GOOD[1], GOOD[2].replace("%(count)s дней", "")), "missing: %(count)s day"),
    ],
)
def test_a_fault_is_named(tmp_path, entry, problem):
    assert any(problem in found for found in catalogues.problems(_file(tmp_path, *entry), _wanted()))


def test_sentences_are_found_in_python_and_in_pages():
    found = catalogues.extract()
    assert "Ask for help" in found
    assert "Leave now" in found
    assert "This is not possible from where things stand now." in found
    several = found.get("%(shown)s on this page")
    assert several is not None
    assert several.pluralizable


def test_translations_of_a_room_are_taken_and_stay(tmp_path):
    path = _file(tmp_path, 'msgid "Leave now"\nmsgstr ""\n')
    other = tmp_path / "room.po"
    other.write_text(f'msgid ""\nmsgstr "Language: ru\\n"\n\n{GOOD[0]}', encoding="utf-8")
    assert catalogues.take(path, [other]) == 1
    assert catalogues.take(path, [other]) == 0
    assert catalogues.read(path).get("Leave now").string == "Уйти сейчас"
