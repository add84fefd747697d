"""One placement problem as arrays, and the sentence that says what is wrong with a bad one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from waystation.engines.placement.fields import (
    TOO_LARGE,
    Bools,
    Floats,
    Ints,
    agree,
    array,
    in_range,
    whole,
    words,
)

STAY = -1
"""The choice of a household that is not proposed anywhere."""


@dataclass(frozen=True)
class Instance:
    """Households, programmes and the pairs that passed every hard filter.

    ``use`` is households × resources, ``capacity`` programmes × resources, ``country`` names each
    programme's country by number; ``household``, ``programme`` and ``gain`` list the eligible pairs.
    ``kept`` is the programme a household has already accepted (:data:`STAY` when none).
    ``refused`` lists pairs a filter turned down: household, programme, index into ``filters``.
    ``gain_halved`` and ``gain_doubled`` are the gains if a household's hazard were half or twice as high,
    ``fit`` the last layer's worth of each pair, ``previous`` the last accepted plan (−1 for none).
    """

    use: Ints
    capacity: Ints
    country: Ints
    household: Ints
    programme: Ints
    gain: Floats
    together: Ints
    apart: Ints
    mandatory: Bools
    kept: Ints
    group: Ints
    waited_days: Floats
    hazard: Floats
    refused: Ints
    gain_halved: Floats | None = None
    gain_doubled: Floats | None = None
    fit: Floats | None = None
    previous: Ints | None = None
    filters: tuple[str, ...] = ()
    resources: tuple[str, ...] = field(default=())

    @property
    def households(self) -> int:
        """How many households there are."""
        return int(self.use.shape[0])

    @property
    def programmes(self) -> int:
        """How many programmes there are."""
        return int(self.capacity.shape[0])

    def resource_name(self, k: int) -> str:
        """The word for a resource, or its number when the file gave none."""
        return self.resources[k] if k < len(self.resources) else f"resource {k}"


def instance_from(fields: Mapping[str, Any]) -> Instance:
    """Build a checked instance from the named arrays of a file.

    :raises InstanceUnreadable: naming the first field that cannot be used, and why.
    """
    use, capacity, country = _tables(fields)
    n, m = len(use), len(capacity)
    household, programme, gain = _pairs(fields, n, m)
    mandatory = _per_household(fields, "mandatory", n, False)
    agree("mandatory", bool(np.isin(mandatory, (0, 1)).all()), "must be true or false for each household")
    kept = _per_household(fields, "kept", n, STAY).astype(np.int64)
    in_range("kept", kept, STAY, m)
    _kept_is_eligible(kept, household, programme, m)
    waited, hazard = (_per_household(fields, name, n, 0.0) for name in ("waited_days", "hazard"))
    for name, values in (("waited_days", waited), ("hazard", hazard)):
        agree(name, not n or float(values.min()) >= 0, "has a negative entry")
    halved, doubled, fit = (
        _per_pair(fields, name, len(gain)) for name in ("gain_halved", "gain_doubled", "fit")
    )
    return Instance(
        use=use, capacity=capacity, country=country, household=household, programme=programme, gain=gain,
        together=_links(fields, "together", n), apart=_links(fields, "apart", n),
        mandatory=mandatory.astype(np.bool_), kept=kept,
        group=_per_household(fields, "group", n, 0).astype(np.int64), waited_days=waited, hazard=hazard,
        gain_halved=halved, gain_doubled=doubled, fit=fit, previous=_previous(fields, n, m),
        refused=_refused(fields, n, m), filters=words(fields, "filters"), resources=words(fields, "resources"),
    )  # fmt: skip


def _tables(fields: Mapping[str, Any]) -> tuple[Ints, Ints, Ints]:
    use, capacity = whole(fields, "use", 2), whole(fields, "capacity", 2)
    country = whole(fields, "country", 1)
    if not len(use):
        use = np.zeros((0, capacity.shape[1]), dtype=np.int64)
    if not len(capacity):
        capacity = np.zeros((0, use.shape[1]), dtype=np.int64)
    same = capacity.shape[1] == use.shape[1]
    agree("capacity", same, f"has {capacity.shape[1]} resources but use has {use.shape[1]}")
    agree(
        "country", len(country) == len(capacity), f"has {len(country)} entries for {len(capacity)} programmes"
    )
    for name, table in (("use", use), ("capacity", capacity), ("country", country)):
        agree(name, not table.size or int(table.min()) >= 0, "has a negative entry")
    in_range("country", country, 0, 1_000_000_000)
    return use, capacity, country


def _pairs(fields: Mapping[str, Any], n: int, m: int) -> tuple[Ints, Ints, Floats]:
    household, programme = whole(fields, "household", 1), whole(fields, "programme", 1)
    gain = np.ascontiguousarray(array(fields, "gain", 1), dtype=np.float64)
    agree(
        "programme",
        len(programme) == len(household),
        f"has {len(programme)} entries but household has {len(household)}",
    )
    agree("gain", len(gain) == len(household), f"has {len(gain)} entries but household has {len(household)}")
    agree("gain", bool(np.isfinite(gain).all()), "has an entry that is not a finite number")
    in_range("household", household, 0, n)
    in_range("programme", programme, 0, m)
    keys = np.sort(household * max(m, 1) + programme)
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if twice.size:
        h, p = divmod(int(keys[twice[0]]), m)
        agree("household", False, f"the pair of household {h} and programme {p} is listed twice")
    return household, programme, gain


def _per_household(fields: Mapping[str, Any], name: str, n: int, default: float) -> Floats:
    if fields.get(name) is None:
        return np.full(n, default, dtype=np.float64)
    values = array(fields, name, 1).astype(np.float64)
    agree(name, len(values) == n, f"has {len(values)} entries for {n} households")
    agree(name, bool(np.isfinite(values).all()), "has an entry that is not a finite number")
    if name in ("kept", "group", "previous"):
        agree(name, bool((values == np.floor(values)).all()), "must hold whole numbers")
        large = bool(values.size) and float(np.abs(values).max()) > TOO_LARGE
        agree(name, not large, "holds a number too large to count with")
    return values


def _per_pair(fields: Mapping[str, Any], name: str, pairs: int) -> Floats | None:
    if fields.get(name) is None:
        return None
    values = np.ascontiguousarray(array(fields, name, 1), dtype=np.float64)
    agree(name, len(values) == pairs, f"has {len(values)} entries for {pairs} pairs")
    agree(name, bool(np.isfinite(values).all()), "has an entry that is not a finite number")
    return values


def _previous(fields: Mapping[str, Any], n: int, m: int) -> Ints | None:
    if fields.get("previous") is None:
        return None
    values = _per_household(fields, "previous", n, STAY).astype(np.int64)
    in_range("previous", values, STAY, m)
    return values


def _links(fields: Mapping[str, Any], name: str, n: int) -> Ints:
    if fields.get(name) is None or np.size(fields[name]) == 0:
        return np.empty((0, 2), dtype=np.int64)
    values = whole(fields, name, 2)
    agree(name, values.shape[1] == 2, f"must have two households in each row, not {values.shape[1]}")
    in_range(name, values, 0, n)
    own = np.flatnonzero(values[:, 0] == values[:, 1])
    if own.size:
        agree(name, False, f"row {int(own[0])} names household {int(values[own[0], 0])} twice")
    return np.unique(np.sort(values, axis=1), axis=0)


def _refused(fields: Mapping[str, Any], n: int, m: int) -> Ints:
    if fields.get("refused") is None or np.size(fields["refused"]) == 0:
        return np.empty((0, 3), dtype=np.int64)
    values = whole(fields, "refused", 2)
    agree("refused", values.shape[1] == 3, "must have household, programme and filter in each row")
    in_range("refused", values[:, 0], 0, n)
    in_range("refused", values[:, 1], 0, m)
    in_range("refused", values[:, 2], 0, len(words(fields, "filters")))
    return values


def _kept_is_eligible(kept: Ints, household: Ints, programme: Ints, m: int) -> None:
    held = np.flatnonzero(kept != STAY)
    known = np.isin(held * max(m, 1) + kept[held], household * max(m, 1) + programme)
    if not known.all():
        h = int(held[~known][0])
        agree(
            "kept",
            False,
            f"household {h} is kept in programme {int(kept[h])}, which is not among its eligible pairs",
        )
