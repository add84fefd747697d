"""Linking above some 20,000 records with Splink on DuckDB, an optional extra; the same pairs come back.

Splink compares letters, so names and places are first brought into one Latin spelling. Its own backend for Spark takes the same
settings; that has not been run here.
"""

import logging
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from waystation.engines.estimation.linkage.comparing import born_level, name_level, place_level
from waystation.engines.estimation.linkage.records import Record
from waystation.engines.estimation.linkage.review import LOOKED_AT, Pair
from waystation.engines.estimation.table import TableUnreadable
from waystation.engines.names import api as names

NEEDED = ("splink", "duckdb", "pyarrow")
_EXPLAINED = 20_000
_FEWEST = 0.01
_ONE_SPELLING = 0.8
# Who knows only the year neither confirms the day nor speaks against it; two different days of one year do.
_DAYS = "born_l IS NOT NULL AND born_r IS NOT NULL"
_SLIP = """(damerau_levenshtein(born_l, born_r) = 1
    OR (substr(born_l, 6) = substr(born_r, 6) AND abs(year_l - year_r) <= 3)
    OR (year_l = year_r AND substr(born_l, 6, 2) = substr(born_r, 9) AND substr(born_l, 9) = substr(born_r, 6, 2)))"""
_BORN = (
    ("born_l = born_r", "the same day"),
    (f"{_DAYS} AND {_SLIP}", "nearly the same day"),
    (f"year_l = year_r AND NOT ({_DAYS})", "the same year, a day not known"),
    ("abs(year_l - year_r) <= 1", "a year apart, or other days of one year"),
)


def pairs(records: Sequence[Record], *, seed: int, tell: Callable[[str], None] | None = None) -> list[Pair]:
    """Link with Splink: pairs with a probability of at least one in a hundred.

    :raises TableUnreadable: if it is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise TableUnreadable(
            f"--engine: splink needs {', '.join(missing)}, which is not installed: pip install 'waystation[analysis]'."
        )
    if tell is not None:
        tell(f"splink: {len(records):,} records")
    found = _run(_rows(records), seed)
    explain = len(found) <= _EXPLAINED
    return [_pair(records, one, other, probability, explain=explain) for one, other, probability in found]


def _pair(records: Sequence[Record], one: int, other: int, probability: float, *, explain: bool) -> Pair:
    one, other = sorted((one, other))
    pattern = None
    if explain and probability >= LOOKED_AT:
        mine, theirs = records[one], records[other]
        pattern = (
            name_level(mine.name, theirs.name),
            born_level(mine.born, theirs.born),
            place_level(mine.place, theirs.place),
        )
    return Pair(one, other, probability, pattern)


def _rows(records: Sequence[Record]) -> dict[str, list[Any]]:
    spelt = [sorted(_latin(record.name).split()) for record in records]
    born = [record.born for record in records]
    return {
        "unique_id": list(range(len(records))),
        "name": [" ".join(words) for words in spelt],
        "start": ["".join(word[0] for word in words) for words in spelt],
        "first": [words[0] if words else None for words in spelt],
        "last": [words[-1] if words else None for words in spelt],
        "born": [
            f"{date.year:04}-{date.month:02}-{date.day:02}" if date and date.month and date.day else None
            for date in born
        ],
        "year": [date.year if date else None for date in born],
        "place": [_latin(record.place) or None for record in records],
    }


def _latin(text: str) -> str:
    if not any(map(str.isalpha, text)):
        return ""
    return names.spellings(text)["icao_9303"].lower()


def _run(rows: dict[str, list[Any]], seed: int) -> list[tuple[int, int, float]]:
    # Imported here: a quarter of a gigabyte that nobody needs below twenty thousand records.
    import pyarrow
    from splink import Linker, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    engine = DuckDBAPI(":memory:")
    linker = Linker(engine.register(pyarrow.table(rows)), _settings(), log_level=None)
    # Of two records of one person, so many bear one spelling and both know the day: those alone the rule can find.
    dated = sum(born is not None for born in rows["born"]) / len(rows["born"])
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "born")], recall=max(_ONE_SPELLING * dated**2, _FEWEST)
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=seed)
    # Dates are learned where name and place agree: where the name alone does, one pair in forty is of one person among
    # namesakes, and EM then takes something else for the difference.
    for block in (block_on("born", "start"), block_on("name", "place")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=_FEWEST).as_record_list()
    return [
        (int(row["unique_id_l"]), int(row["unique_id_r"]), float(row["match_probability"])) for row in found
    ]


def _settings() -> Any:
    """What is compared, at which levels, and which pairs are worth comparing."""
    import splink.internals.comparison_level_library as levels
    import splink.internals.comparison_library as compare
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85]),
            compare.CustomComparison(
                output_column_name="born",
                comparison_levels=[
                    levels.NullLevel("year"),
                    *(levels.CustomLevel(sql, label) for sql, label in _BORN),
                    levels.ElseLevel(),
                ],
            ),
            compare.JaroWinklerAtThresholds("place", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("first", "year"),
            block_on("last", "year"),
            block_on("name"),
        ],
    )
