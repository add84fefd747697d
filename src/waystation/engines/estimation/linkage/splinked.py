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
    import splink.internals.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    blocks = [block_on("born"), block_on("first", "year"), block_on("last", "year"), block_on("name")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85]),
            compare.DamerauLevenshteinAtThresholds("born", [1, 2]),
            compare.JaroWinklerAtThresholds("place", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[*blocks],
    )
    engine = DuckDBAPI(":memory:")
    linker = Linker(engine.register(pyarrow.table(rows)), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "born")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=seed)
    for block in (block_on("born", "start"), block_on("first", "last")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=_FEWEST).as_record_list()
    return [
        (int(row["unique_id_l"]), int(row["unique_id_r"]), float(row["match_probability"])) for row in found
    ]
