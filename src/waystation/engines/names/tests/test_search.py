"""Searching many names at once, kept in memory and saved as bytes for somebody else to seal."""

import pytest

from waystation.engines.names.api import NameIndex
from waystation.engines.names.people import filed_names, invent

PEOPLE = [
    ("hadizhat", ["Магомедова Хадижат Ахмедовна", "Хеда"]),
    ("magomed", ["Магомедов Магомед"]),
    ("sasha", ["Александра Иванова", "Саша"]),
    ("abubakar", ["Исаев Абу-Бакар"]),
    ("mistyped", ["vfujvtljd fckfy"]),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(
        PEOPLE + [(f"crowd {number}", filed_names(person)) for number, person in enumerate(invent(400, 3))]
    )


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("Khadizhat Magomedova", "hadizhat"),
        ("Hadijat Magomedowa", "hadizhat"),
        ("vfujvtljdf [flb;fn", "hadizhat"),
        ("лрфвшярфе ьфпщьувщмф", "hadizhat"),
        ("Магомедоав Хадижат", "hadizhat"),
        ("Хадижат Магомедова Умаровна Ахмедовна", "hadizhat"),
        ("Магомед Магомедов", "magomed"),
        ("Саша Иванова", "sasha"),
        ("Abubakar Issaïev", "abubakar"),
        ("Магомедов Аслан", "mistyped"),
    ],
)
def test_every_spelling_finds_the_person_first(index: NameIndex, query: str, about: str) -> None:
    assert index.search(query)[0].about == about


def test_part_of_a_name_is_enough(index: NameIndex) -> None:
    assert "hadizhat" in {hit.about for hit in index.search("ьфпщьувщмф", limit=50)}


def test_magomed_does_not_bring_every_magomedov(index: NameIndex) -> None:
    found = index.search("Магомед", limit=200)
    assert "magomed" in {hit.about for hit in found}
    assert "hadizhat" not in {hit.about for hit in found}


def test_best_first_and_one_hit_a_person(index: NameIndex) -> None:
    hits = index.search("Магомедова Хадижат", limit=30)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.about for hit in hits}) == len(hits)


def test_saved_and_read_again_it_answers_the_same(index: NameIndex) -> None:
    again = NameIndex.from_bytes(index.to_bytes())
    for query in ("Hadijat Magomedowa", "Саша Иванова", "Ахмед", "zzz"):
        assert again.search(query) == index.search(query)


def test_an_index_of_other_tables_is_not_read() -> None:
    with pytest.raises(ValueError, match="build it again"):
        NameIndex.from_bytes(b"waystation-names-1 00000000\n")


def test_a_person_dropped_is_gone_from_answers_and_bytes() -> None:
    import zlib

    index = NameIndex(PEOPLE)
    index.drop("hadizhat")
    index.drop("nobody")
    assert not [hit for hit in index.search("Магомедова Хадижат") if hit.about == "hadizhat"]
    assert "хадижат".encode() not in zlib.decompress(index.to_bytes().split(b"\n", 1)[1])


def test_new_names_replace_the_old() -> None:
    index = NameIndex(PEOPLE)
    index.put("magomed", ["Дадаев Иса"])
    assert index.search("Issa Dadaev")[0].about == "magomed"
    assert not [hit for hit in index.search("Магомедов Магомед") if hit.about == "magomed"]
    assert len(index) == len(PEOPLE)


def test_nothing_shows_a_name(index: NameIndex) -> None:
    assert repr(index) == f"<NameIndex of {len(index)}>"


def test_a_query_without_letters_is_refused(index: NameIndex) -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        index.search("?!")


def test_nobody_is_found_among_no_names() -> None:
    assert NameIndex().search("Магомедова") == []
