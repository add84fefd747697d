"""One day-by-day problem as arrays, and the sentence that says what is wrong with a bad one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from waystation.engines.placement.fields import Bools, Floats, Ints, agree, array, in_range, whole

HOME = -1
"""Every entry of the plan of a household that stays at home."""

NONE = -1
"""The programme of a household that is sheltered to the end of the horizon without one."""


@dataclass(frozen=True)
class Calendar:
    """Households, and what there is for them on each day.

    ``persons`` and ``danger`` (harm expected for one person in a day at home) are by household.
    ``seats`` is legs × days, ``leg_open`` households × legs, ``leg_risk`` the chance of harm to a person on
    a leg. ``escorts`` counts pick-ups a day, ``exits`` departures a day, ``beds`` is shelters × days and
    ``shelter_danger`` the share of the danger at home that remains in each. ``quota`` is programmes ×
    months and ``month`` names the month of each day. The pairs ``household``, ``programme`` have a
    ``delay`` in days from filing to visa, on average, and its gamma ``shape`` (0: always the same);
    filing happens on day 0 where ``remote`` and on the pick-up day elsewhere. Whoever is not abroad at the
    end counts ``terminal_days`` more of danger. ``apart`` households never share a shelter.
    """

    persons: Ints
    danger: Floats
    seats: Ints
    leg_open: Bools
    leg_risk: Floats
    escorts: Ints
    exits: Ints
    beds: Ints
    shelter_open: Bools
    shelter_danger: Floats
    quota: Ints
    month: Ints
    remote: Bools
    household: Ints
    programme: Ints
    delay: Floats
    shape: Floats
    mandatory: Bools
    apart: Ints
    terminal_days: float

    @property
    def households(self) -> int:
        """How many households there are."""
        return len(self.persons)

    @property
    def days(self) -> int:
        """How many days the horizon has."""
        return len(self.month)


def calendar_from(fields: Mapping[str, Any]) -> Calendar:
    """Build a checked calendar from the named arrays of a file.

    :raises InstanceUnreadable: naming the first field that cannot be used, and why.
    """
    month, seats, beds, quota = _horizon(fields)
    days, legs, shelters = len(month), len(seats), len(beds)
    persons = _counts(fields, "persons", 1)
    n = len(persons)
    household, programme, delay, shape = _pairs(fields, n, len(quota))
    return Calendar(
        persons=persons,
        danger=_numbers(fields, "danger", (n,)),
        seats=seats,
        leg_open=_flags(fields, "leg_open", (n, legs), True),
        leg_risk=_numbers(fields, "leg_risk", (legs,), 0.0, most=1.0),
        escorts=_per_day(fields, "escorts", days),
        exits=_per_day(fields, "exits", days),
        beds=beds,
        shelter_open=_flags(fields, "shelter_open", (n, shelters), True),
        shelter_danger=_numbers(fields, "shelter_danger", (shelters,), 0.15, most=1.0),
        quota=quota,
        month=month,
        remote=_flags(fields, "remote", (len(quota),), False),
        household=household,
        programme=programme,
        delay=delay,
        shape=shape,
        mandatory=_flags(fields, "mandatory", (n,), False),
        apart=_links(fields, n),
        terminal_days=float(_numbers(fields, "terminal_days", (), 0.0)),
    )


def _horizon(fields: Mapping[str, Any]) -> tuple[Ints, Ints, Ints, Ints]:
    seats, beds = _counts(fields, "seats", 2), _counts(fields, "beds", 2)
    quota = _counts(fields, "quota", 2)
    days = seats.shape[1] if len(seats) else beds.shape[1]
    agree("beds", not len(beds) or beds.shape[1] == days, f"has {beds.shape[1]} days but seats has {days}")
    month = _per_day(fields, "month", days) if fields.get("month") is not None else np.arange(days) // 30
    months = quota.shape[1] if len(quota) else int(month.max(initial=0)) + 1
    in_range("month", month, 0, months)
    return month, seats, beds, quota


def _counts(fields: Mapping[str, Any], name: str, dimensions: int) -> Ints:
    values = whole(fields, name, dimensions)
    agree(name, not values.size or int(values.min()) >= 0, "has a negative entry")
    return values


def _per_day(fields: Mapping[str, Any], name: str, days: int) -> Ints:
    values = _counts(fields, name, 1)
    agree(name, len(values) == days, f"has {len(values)} entries for {days} days")
    return values


def _numbers(
    fields: Mapping[str, Any],
    name: str,
    shape: tuple[int, ...],
    default: float | None = None,
    *,
    most: float = np.inf,
) -> Floats:
    if fields.get(name) is None and default is not None:
        return np.full(shape, default, dtype=np.float64)
    single = isinstance(fields.get(name), int | float) and default is not None
    values = array(fields, name, 0 if single else len(shape)).astype(np.float64)
    if single:
        values = np.broadcast_to(values, shape).copy()
    agree(name, values.shape == shape, f"must have the shape {_shape(shape)}, not {_shape(values.shape)}")
    agree(name, bool(np.isfinite(values).all()), "has an entry that is not a finite number")
    fine = not values.size or (float(values.min()) >= 0.0 and float(values.max()) <= most)
    agree(name, fine, "has a negative entry" if most == np.inf else f"must lie between 0 and {most:g}")
    return values


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "a single number"


def _flags(fields: Mapping[str, Any], name: str, shape: tuple[int, ...], default: bool) -> Bools:
    values = _numbers(fields, name, shape, float(default))
    agree(name, bool(np.isin(values, (0.0, 1.0)).all()), "must hold true or false only")
    return values.astype(np.bool_)


def _pairs(fields: Mapping[str, Any], n: int, programmes: int) -> tuple[Ints, Ints, Floats, Floats]:
    household, programme = whole(fields, "household", 1), whole(fields, "programme", 1)
    count = len(household)
    agree("programme", len(programme) == count, f"has {len(programme)} entries but household has {count}")
    in_range("household", household, 0, n)
    in_range("programme", programme, 0, programmes)
    keys = np.sort(household * max(programmes, 1) + programme)
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if twice.size:
        h, p = divmod(int(keys[twice[0]]), programmes)
        agree("household", False, f"the pair of household {h} and programme {p} is listed twice")
    delay = _numbers(fields, "delay", (count,))
    return household, programme, delay, _numbers(fields, "shape", (count,), 0.0)


def _links(fields: Mapping[str, Any], n: int) -> Ints:
    if fields.get("apart") is None or np.size(fields["apart"]) == 0:
        return np.empty((0, 2), dtype=np.int64)
    values = whole(fields, "apart", 2)
    agree("apart", values.shape[1] == 2, f"must have two households in each row, not {values.shape[1]}")
    in_range("apart", values, 0, n)
    own = np.flatnonzero(values[:, 0] == values[:, 1])
    agree("apart", not own.size, "names a household twice in one row")
    return np.unique(np.sort(values, axis=1), axis=0)


CALENDAR_FIELDS = (
    "persons", "danger", "seats", "leg_open", "leg_risk", "escorts", "exits", "beds", "shelter_open",
    "shelter_danger", "quota", "month", "remote", "household", "programme", "delay", "shape", "mandatory",
    "apart", "terminal_days",
)  # fmt: skip
