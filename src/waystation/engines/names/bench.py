"""How fast and how right: search over many invented people, and the hand-made pairs, kind by kind."""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files

import numpy as np

from waystation.engines.names.index import NameIndex
from waystation.engines.names.matching import match
from waystation.engines.names.people import WAYS, Person, filed_names, invent

SETS = ("pairs-1.tsv", "pairs-2.tsv", "pairs-3.tsv", "pairs-4.tsv", "pairs-5.tsv")
TARGET_MS = 100.0
_LIMIT = 50


def run(
    *,
    people: int = 40_000,
    queries: int = 360,
    seed: int = 1,
    sizes: int = 3,
    strangers: int = 2_000,
    progress: bool = True,
) -> dict[str, object]:
    """Measure; ``sizes`` is how many sizes to show growth over, each half of the next;
    ``strangers`` how many pairs of different people to compare.

    Returns plain values: ``search`` by size, ``found`` by way of writing, ``strangers``, ``pairs``, ``targets``.
    """
    _say(progress, "comparing the hand-made pairs")
    pairs = {name: compare_pairs(name) for name in SETS}
    crowd = invent(people, seed)
    growth = []
    found: dict[str, object] = {}
    for step in reversed(range(sizes)):
        size = people >> step
        _say(progress, f"searching among {size:,} people")
        report, found = _search(crowd[:size], queries, seed)
        growth.append(report)
    _say(progress, "comparing strangers")
    mistaken = _strangers(crowd, seed, strangers)
    return {
        "search": growth,
        "found": found,
        "strangers": mistaken,
        "pairs": pairs,
        "targets": [_target(growth[-1])],
    }


def _say(progress: bool, what: str) -> None:
    if progress:
        print(f"names: {what} …", file=sys.stderr)  # noqa: T201


def _target(report: dict[str, float]) -> dict[str, object]:
    p95 = report["query_cpu_ms_p95"]
    return {"what": "CPU per query, p95, ms", "target": TARGET_MS, "measured": p95, "met": p95 <= TARGET_MS}


def _search(crowd: Sequence[Person], queries: int, seed: int) -> tuple[dict[str, float], dict[str, object]]:
    filed = [(str(number), filed_names(person)) for number, person in enumerate(crowd)]
    started = time.process_time()
    index = NameIndex(filed)
    built = time.process_time() - started
    saved = index.to_bytes()
    started = time.process_time()
    index = NameIndex.from_bytes(saved)
    loaded = time.process_time() - started
    # As a server does once it has loaded: what will not go away need not be looked through again and again.
    gc.collect()
    gc.freeze()
    cpu, wall, tried = _ask(index, crowd, queries, seed)
    gc.unfreeze()
    report: dict[str, float] = {
        "people": len(crowd), "names": sum(len(names) for _, names in filed), "build_cpu_s": round(built, 2),
        "load_cpu_s": round(loaded, 2), "saved_mb": round(len(saved) / 1e6, 2), "queries": queries,
    }  # fmt: skip
    return report | _spread("query_cpu_ms", cpu) | _spread("query_wall_ms", wall), tried


def _ask(
    index: NameIndex, crowd: Sequence[Person], queries: int, seed: int,
) -> tuple[list[float], list[float], dict[str, object]]:  # fmt: skip
    rng = np.random.default_rng([seed, 7])
    cpu, wall = [], []
    tried: dict[str, list[bool]] = defaultdict(list)
    for number in range(queries):
        way = list(WAYS)[number % len(WAYS)]
        person = crowd[int(rng.integers(len(crowd)))]
        query = WAYS[way](person, rng)
        clocks = time.process_time(), time.perf_counter()
        hits = index.search(query, limit=_LIMIT)
        cpu.append(time.process_time() - clocks[0])
        wall.append(time.perf_counter() - clocks[1])
        # Namesakes cannot be told apart by name: finding the name is finding the person.
        tried[way].append(any(_is_namesake(crowd[int(hit.about)], person, way) for hit in hits))
    return cpu, wall, {way: _share(hits) for way, hits in tried.items()}


def _is_namesake(one: Person, other: Person, way: str) -> bool:
    return one.surname == other.surname and (one.given == other.given or way == "surname_only")


def _share(hits: Sequence[bool]) -> dict[str, float]:
    return {"queries": len(hits), "found": sum(hits), "recall": round(sum(hits) / len(hits), 4)}


def _strangers(crowd: Sequence[Person], seed: int, count: int) -> dict[str, object]:
    """How often two different invented people are taken for one: at random, and with one surname."""
    rng = np.random.default_rng([seed, 8])
    by_surname: dict[str, list[Person]] = defaultdict(list)
    for person in crowd:
        by_surname[person.surname].append(person)
    families = [people for people in by_surname.values() if len({person.given for person in people}) > 1]
    found: dict[str, object] = {}
    for kind in ("at_random", "one_surname"):
        wrong = tried = 0
        while tried < count:
            pool = crowd if kind == "at_random" else families[int(rng.integers(len(families)))]
            one, other = (pool[int(place)] for place in rng.integers(len(pool), size=2))
            if one.short != other.short:
                tried += 1
                wrong += match(one.short, filed_names(other)[1]).is_match
        found[kind] = {"pairs": tried, "taken_for_one": wrong}
    return found


def compare_pairs(name: str) -> dict[str, object]:
    """Precision and recall on one hand-made set, and how many of each kind came out right."""
    pairs = rows(name)
    right: dict[str, list[bool]] = defaultdict(list)
    counts = {"true_positive": 0, "false_positive": 0, "true_negative": 0, "false_negative": 0}
    wrong = []
    for kind, is_same, one, other in pairs:
        found = match(one, other)
        is_right = found.is_match == is_same
        right[kind].append(is_right)
        counts[f"{str(is_right).lower()}_{'positive' if found.is_match else 'negative'}"] += 1
        if not is_right:
            wrong.append({"kind": kind, "one": one, "other": other, "score": found.score})
    hits = counts["true_positive"]
    return {
        "pairs": len(pairs),
        **counts,
        "precision": round(hits / max(1, hits + counts["false_positive"]), 4),
        "recall": round(hits / max(1, hits + counts["false_negative"]), 4),
        "right_by_kind": {kind: f"{sum(results)}/{len(results)}" for kind, results in right.items()},
        "wrong": wrong,
    }


def rows(name: str) -> list[tuple[str, bool, str, str]]:
    """One hand-made set: kind, whether it is one person, and the two spellings."""
    text = files("waystation.engines.names").joinpath("lists", name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(kind, same == "yes", one, other) for kind, same, one, other in rows]


def _spread(name: str, seconds: Sequence[float]) -> dict[str, float]:
    values = np.array(seconds) * 1000
    return {
        f"{name}_p50": round(float(np.percentile(values, 50)), 1),
        f"{name}_p95": round(float(np.percentile(values, 95)), 1),
        f"{name}_max": round(float(values.max()), 1),
    }
