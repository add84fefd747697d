"""Invented people on invented lists with invented slips, from a seed: for benches and tests."""

import numpy as np

from waystation.engines.estimation.linkage.records import Born, Record

_SURNAMES = ["Магомедов", "Алиев", "Исаев", "Хасанов", "Дудаев", "Ахмадов", "Умаров", "Гайрбеков", "Сулейманов", "Байсаров", "Вахаев", "Темирханов", "Эльмурзаев", "Джабраилов", "Успанов", "Закриев", "Мусаев", "Абдулаев", "Идрисов", "Юсупов", "Садулаев", "Бисултанов", "Тайсумов", "Ибрагимов", "Хамидов", "Арсанов", "Болотханов", "Витаев", "Гериев", "Даудов"]  # fmt: skip
_GIVEN = ["Зелим", "Аслан", "Иса", "Муса", "Рамзан", "Беслан", "Тимур", "Адам", "Хамзат", "Саид", "Умар", "Ислам", "Апти", "Руслан", "Лом-Али", "Висхан", "Шамиль", "Магомед", "Али", "Якуб", "Илес", "Юнус", "Бекхан", "Алихан", "Сулим", "Асхаб", "Турпал", "Халид", "Мовсар", "Абубакар"]  # fmt: skip
_PLACES = [
    "Грозный",
    "Аргун",
    "Шали",
    "Гудермес",
    "Урус-Мартан",
    "Ведено",
    "Шатой",
    "Наурская",
    "Курчалой",
    "Ачхой-Мартан",
]
_SPELLING = {
    "ж": "zh",
    "х": "kh",
    "ш": "sh",
    "ч": "ch",
    "ю": "yu",
    "я": "ya",
    "ц": "ts",
    "щ": "shch",
    "э": "e",
}
_PLAIN = dict(zip("абвгдезийклмнопрстуфыьъё", [*"abvgdeziyklmnoprstufy", "", "", "e"], strict=True))


def lists(
    people: int, reach: tuple[float, ...], seed: int
) -> tuple[tuple[str, ...], list[Record], list[int]]:
    """Lists that each reach a share of so many people; last, who each record really is."""
    rng = np.random.default_rng([seed, 23])
    known = [_person(rng) for _ in range(people)]
    records: list[Record] = []
    truth: list[int] = []
    for source, share in enumerate(reach):
        for who in np.flatnonzero(rng.random(people) < share):
            name, born, place = known[who]
            records.append(Record(f"L{source}:{who}", source, *_slipped(name, born, place, rng)))
            truth.append(int(who))
    return tuple(f"L{source}" for source in range(len(reach))), records, truth


def _person(rng: np.random.Generator) -> tuple[str, Born, str]:
    name = f"{_SURNAMES[rng.integers(len(_SURNAMES))]} {_GIVEN[rng.integers(len(_GIVEN))]}"
    born = Born(int(rng.integers(1950, 2000)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    return name, born, _PLACES[rng.integers(len(_PLACES))]


def _slipped(name: str, born: Born, place: str, rng: np.random.Generator) -> tuple[str, Born | None, str]:
    if rng.random() < 0.3:
        name = "".join(_latin(letter) for letter in name)
    if rng.random() < 0.15:
        name = " ".join(name.split()[::-1])
    if rng.random() < 0.1:
        spot = int(rng.integers(1, len(name) - 1))
        name = name[:spot] + name[spot + 1 :]
    dice = rng.random()
    told: Born | None = born
    if dice < 0.08:
        told = None
    elif dice < 0.2:
        told = Born(born.year, unsure=True)
    elif dice < 0.26:
        told = Born(born.year + int(rng.choice([-1, 1])), born.month, born.day)
    return name, told, "" if rng.random() < 0.2 else place


def _latin(letter: str) -> str:
    low = letter.lower()
    found: str = _SPELLING.get(low, _PLAIN.get(low, low))
    return found.capitalize() if letter != low else found
