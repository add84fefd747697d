"""Invented day-by-day problems, the same for the same seed."""

import numpy as np

from waystation.engines.placement.days.calendar import Calendar, calendar_from
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.generate import people

DELAYS = ((2.0, 14.0, True), (1.5, 10.0, False), (3.0, 24.0, True), (2.0, 30.0, True), (2.0, 20.0, False))
"""Gamma shape, mean days from filing to visa, and whether papers are filed from home, by kind of programme."""

OPEN_TO = (0.30, 0.25, 0.25, 0.08, 0.12)


def generate_days(
    *, households: int, days: int = 60, shelters: int = 8, programmes: int = 12, legs: int = 6, seed: int,
) -> Calendar:  # fmt: skip
    """Invent a calendar in which beds, seats, exits and quotas are all short somewhere.

    Quotas are for about 60 % of all people, beds for about 1 person in 5 at any time; a leg runs every few
    days from one region, and each region has two legs.
    """
    random = np.random.default_rng([seed, 2])
    who = people(random, households)
    total = int(who.persons.sum())
    region = random.integers(0, max(legs // 2, 1), households)
    kind = random.integers(0, len(DELAYS), programmes)
    household, programme = _eligible(random, who.skilled.astype(np.float64), kind)
    table = np.array([entry[:2] for entry in DELAYS])[kind]
    pace = random.uniform(0.7, 1.4, programmes)
    months = (days + 29) // 30
    return calendar_from(
        {
            "persons": who.persons,
            "danger": who.hazard,
            "seats": _seats(random, legs, days, total),
            "leg_open": (np.arange(legs) % max(legs // 2, 1))[None, :] == region[:, None],
            "leg_risk": random.uniform(0.0, 0.004, legs),
            "escorts": np.full(days, max(1, round(households * 1.2 / days))),
            "exits": np.full(days, max(1, round(households * 1.0 / days))),
            "beds": np.repeat(_beds(random, shelters, total)[:, None], days, axis=1),
            "shelter_open": random.random((households, shelters)) < 0.9,
            "shelter_danger": 0.15,
            "quota": _quotas(random, programmes, months, total),
            "month": np.arange(days) // 30,
            "remote": np.array([entry[2] for entry in DELAYS])[kind],
            "household": household,
            "programme": programme,
            "delay": np.maximum(
                np.round(table[programme, 1] * pace[programme] * random.choice([0.8, 1.0, 1.25], len(household))),
                1.0,
            ),
            "shape": table[programme, 0],
            "terminal_days": 60.0,
        }
    )  # fmt: skip


def _eligible(random: np.random.Generator, skilled: Floats, kind: Ints) -> tuple[Ints, Ints]:
    chance = np.broadcast_to(np.array(OPEN_TO)[kind], (len(skilled), len(kind))).copy()
    chance[:, kind == 4] *= np.where(skilled > 0, 2.0, 0.25)[:, None]
    chance *= 0.45 / max(float(chance.mean()), 1e-12) if chance.size else 1.0
    household, programme = np.nonzero(random.random(chance.shape) < chance)
    return household.astype(np.int64), programme.astype(np.int64)


def _seats(random: np.random.Generator, legs: int, days: int, total: int) -> Ints:
    runs = random.random((legs, days)) < 0.4
    each = max(4, round(1.1 * total / max(legs * days * 0.4, 1)))
    seats: Ints = np.where(runs, random.integers(max(each - 3, 3), each + 4, (legs, days)), 0)
    return seats


def _beds(random: np.random.Generator, shelters: int, total: int) -> Ints:
    weight = random.uniform(0.5, 1.5, shelters)
    beds: Ints = np.maximum(np.round(total / 5 * weight / weight.sum()), 4).astype(np.int64)
    return beds


def _quotas(random: np.random.Generator, programmes: int, months: int, total: int) -> Ints:
    weight = 1.0 / (random.permutation(programmes) + 1.0) ** 0.8
    each = 0.6 * total * weight / weight.sum() / max(months, 1)
    quotas: Ints = np.maximum(np.round(each[:, None] * np.ones(months)), 1).astype(np.int64)
    return quotas
