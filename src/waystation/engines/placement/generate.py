"""Invented placement problems, the same for the same seed, shaped like the published ones."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.gains import fit_bonus, survival_gain
from waystation.engines.placement.instance import Instance, instance_from

SIZES = np.array([0.46, 0.14, 0.12, 0.11, 0.08, 0.05, 0.03, 0.01])
"""Shares of households of 1, 2, … 8 people: 46 % alone, 2.6 on average, as in the resettlement data."""

RESOURCES = ("people", "households", "special-need places")
FILTERS = (
    "no kin in the country",
    "skills asked for by the programme are missing",
    "turned down by the consulate",
)


@dataclass(frozen=True)
class Kind:
    """One kind of programme: how long it takes, how risky the way is, when work is allowed."""

    name: str
    share: float
    shape: float
    scale: float
    risk: float
    days_to_work: float
    open_to: float


KINDS = (
    Kind("humanitarian visa", 0.25, 2.0, 30.0, 0.01, 60.0, 0.30),
    Kind("asylum after a visitor visa", 0.25, 1.5, 20.0, 0.04, 300.0, 0.25),
    Kind("group programme", 0.15, 3.0, 60.0, 0.0, 0.0, 0.25),
    Kind("family reunion", 0.15, 2.0, 75.0, 0.0, 30.0, 0.08),
    Kind("study or work", 0.20, 2.0, 60.0, 0.01, 0.0, 0.12),
)


@dataclass(frozen=True)
class People:
    """The invented households: persons, special needs, hazard per day, skill, waiting and group."""

    persons: Ints
    special: Ints
    hazard: Floats
    skilled: Bools
    waited_days: Floats
    group: Ints


def people(random: np.random.Generator, n: int) -> People:
    """Draw households with Pareto-tailed hazards: median 4e-4 a day, 99th percentile 1.3e-2, at most 0.12."""
    persons = random.choice(np.arange(1, 9), size=n, p=SIZES)
    hazard = np.minimum(2.16e-4 * (1.0 - random.random(n)) ** -0.89, 0.12)
    return People(
        persons=persons.astype(np.int64),
        special=random.binomial(persons, 0.08).astype(np.int64),
        hazard=hazard,
        skilled=random.random(n) < 0.4,
        waited_days=np.round(random.gamma(2.0, 45.0, n)),
        group=random.choice(4, size=n, p=[0.6, 0.2, 0.15, 0.05]).astype(np.int64),
    )


def kinds_of(random: np.random.Generator, m: int) -> Ints:
    """Draw the kind of each programme; every kind appears once there are five programmes."""
    rest = random.choice(len(KINDS), size=max(m - len(KINDS), 0), p=[kind.share for kind in KINDS])
    return np.concatenate([random.permutation(len(KINDS))[:m], rest]).astype(np.int64)


def quotas(random: np.random.Generator, persons: int, m: int, share: float = 0.4) -> Ints:
    """Zipf-like quotas in people, households and special-need places, ``share`` of all persons together."""
    weight = 1.0 / (random.permutation(m) + 1.0) ** 0.8
    places = np.maximum(np.round(share * persons * weight / weight.sum()), 1.0)
    families = np.ceil(places / 2.53 * random.uniform(0.9, 1.3, m))
    special = np.ceil(places * random.uniform(0.03, 0.10, m))
    return np.column_stack([places, families, special]).astype(np.int64)


def generate(
    *,
    households: int,
    programmes: int,
    seed: int,
    linked: float = 0.05,
    hostile: float = 0.01,
    mandatory: float = 0.0,
    density: float = 0.2,
    sensitivity: bool = False,
) -> Instance:
    """Invent an instance: about ``density`` of all pairs eligible, places for 40 % of the people.

    ``linked`` and ``hostile`` are the shares of households that are in a ``together`` or ``apart`` pair,
    ``mandatory`` the share that must be placed. With ``sensitivity`` each pair also has its gain under half
    and twice the hazard.
    """
    random = np.random.default_rng(seed)
    who = people(random, households)
    kind = kinds_of(random, programmes)
    country = random.permutation(np.arange(programmes) % max(2, round(programmes**0.5 * 1.6))).astype(
        np.int64
    )
    capacity = quotas(random, int(who.persons.sum()), programmes)
    pace = random.uniform(0.7, 1.4, programmes)
    pieces = [_pairs(random, who, kind, pace, rows=rows, density=density) for rows in _chunks(households)]
    household, programme, *gains = (np.concatenate([piece[i] for piece in pieces]) for i in range(5))
    return instance_from(
        {
            "use": np.column_stack([who.persons, np.ones_like(who.persons), who.special]),
            "capacity": capacity,
            "country": country,
            "household": household,
            "programme": programme,
            "gain": gains[0],
            "gain_halved": gains[1] if sensitivity else None,
            "gain_doubled": gains[2] if sensitivity else None,
            "together": _couples(random, households, linked),
            "apart": _couples(random, households, hostile),
            "mandatory": _must(random, households, mandatory, household),
            "group": who.group,
            "waited_days": who.waited_days,
            "hazard": who.hazard,
            "resources": list(RESOURCES),
        }
    )


def _chunks(households: int, size: int = 20_000) -> list[Ints]:
    return [np.arange(first, min(first + size, households)) for first in range(0, households, size)]


def _pairs(
    random: np.random.Generator, who: People, kind: Ints, pace: Floats, *, rows: Ints, density: float
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    table = {
        name: np.array([getattr(one, name) for one in KINDS])[kind]
        for name in ("shape", "scale", "risk", "days_to_work", "open_to")
    }
    chance = np.broadcast_to(table["open_to"], (len(rows), len(kind))).copy()
    chance[:, kind == 4] *= np.where(who.skilled[rows], 2.0, 0.25)[:, None]
    chance *= density / max(float(chance.mean()), 1e-12) if len(rows) and len(kind) else 1.0
    at, programme = np.nonzero(random.random(chance.shape) < chance)
    household = rows[at]
    bonus = fit_bonus(
        persons=who.persons[household],
        fit=random.random(len(household)),
        days_to_work=table["days_to_work"][programme],
    )
    gains = [
        survival_gain(
            persons=who.persons[household],
            hazard=who.hazard[household] * factor,
            delay_shape=table["shape"][programme],
            delay_scale=(table["scale"] * pace)[programme],
            route_risk=table["risk"][programme],
        )
        + bonus
        for factor in (1.0, 0.5, 2.0)
    ]
    return household, programme.astype(np.int64), gains[0], gains[1], gains[2]


def _couples(random: np.random.Generator, households: int, share: float) -> Ints:
    count = int(households * share / 2)
    return random.permutation(households)[: 2 * count].reshape(count, 2).astype(np.int64)


def _must(random: np.random.Generator, households: int, share: float, household: Ints) -> Bools:
    must = np.zeros(households, dtype=np.bool_)
    must[np.unique(household)] = True
    return must & (random.random(households) < share)
