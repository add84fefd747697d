"""One person, many spellings: what must meet, what must not."""

import pytest

from waystation.engines.names.api import match
from waystation.engines.names.bench import SETS, compare_pairs

KHADIZHAT = [
    "Магомедова Хадижат",
    "Khadizhat Magomedova",
    "Hadijat Magomedowa",
    "ьфпщьувщмф рфвшофе",
    "vfujvtljdf [flb;fn",
]


@pytest.mark.parametrize("one", KHADIZHAT)
@pytest.mark.parametrize("other", KHADIZHAT[:3])
def test_every_spelling_of_khadizhat_is_one_person(one: str, other: str) -> None:
    assert match(one, other).is_match


def test_magomed_and_magomedov_are_not_the_same() -> None:
    found = match("Магомед", "Магомедов")
    assert not found.is_match
    assert [reason.code for reason in found.reasons] == ["root"]
    assert "are not the same name" in str(found.reasons[0])


def test_a_brother_is_not_taken_for_his_sister() -> None:
    assert not match("Валентин Орлов", "Валентина Орлова").is_match
    assert not match("Алиев Амин", "Алиева Амина").is_match


def test_a_surname_in_its_mans_form_still_finds_her() -> None:
    found = match("Магомедова Хадижат", "Magomedov Khadizhat")
    assert found.is_match
    assert "gender" in {reason.code for reason in found.reasons}


def test_a_patronymic_may_be_missing_but_not_another_mans() -> None:
    assert match("Магомедова Хадижат Ахмедовна", "Хадижат Магомедова").is_match
    assert not match("Магомедов Ахмед Умарович", "Магомедов Ахмед Хасанович").is_match
    assert match("Мамедов Эльдар Рашид оглы", "Эльдар Рашидович Мамедов").is_match


def test_sasha_is_he_or_she_by_the_surname() -> None:
    assert match("Саша Иванова", "Александра Иванова").is_match
    assert not match("Саша Иванова", "Александр Иванов").is_match


def test_one_word_in_common_is_not_a_person() -> None:
    found = match("Магомедова Хадижат", "Магомедова")
    assert not found.is_match
    assert "one_word" in {reason.code for reason in found.reasons}


def test_reasons_name_the_words_and_can_be_translated() -> None:
    found = match("Ваня Иванов", "Иван Иванов")
    reason = found.reasons[0]
    assert (reason.code, reason.about) == ("short", {"one": "ваня", "other": "иван"})
    assert str(reason) == "“ваня” and “иван”: one is a short form of the other"


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        match("…", "Иван")


@pytest.mark.parametrize("name", SETS)
def test_the_hand_made_pairs(name: str) -> None:
    found = compare_pairs(name)
    assert found["precision"] >= 0.96, found["wrong"]
    assert found["recall"] >= 0.98, found["wrong"]


def test_the_hand_made_pairs_are_many_and_none_is_twice() -> None:
    from waystation.engines.names.bench import rows

    pairs = [frozenset(row[2:]) for name in SETS for row in rows(name)]
    assert len(pairs) == len(set(pairs))
    assert len(pairs) >= 300
    assert sum(not row[1] for name in SETS for row in rows(name)) >= 150


@pytest.mark.parametrize(
    ("russian", "elsewhere"),
    [
        ("Хрущёв", "Khrushchev Chruschtschow Khrouchtchev Chruščev Hruşçev Kruschev"),
        ("Чайковский", "Tchaikovsky Tschaikowski Chaykovskiy Czajkowski Čajkovskij Tchaïkovski"),
        ("Солженицын", "Solzhenitsyn Solschenizyn Soljenitsyne Sołżenicyn Solženicyn"),
        ("Жириновский", "Schirinowski Jirinovski Zhirinovsky Żyrynowski"),
        ("Ельцин", "Yeltsin Jelzin Eltsine Elcin Jelcyn Eltsin"),
        ("Щукин", "Shchukin Schukin Chtchoukine Schtschukin Szczukin Ščukin Shukin"),
    ],
)
def test_names_the_whole_world_spells_its_own_way(russian: str, elsewhere: str) -> None:
    assert all(match(russian, spelling).is_match for spelling in elsewhere.split())
