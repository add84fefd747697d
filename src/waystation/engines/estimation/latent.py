"""Latent classes without a fixed number of them, by Gibbs sampling (Manrique-Vallier 2016, Biometrics 72).

People fall into classes, within a class lists are independent, and the shares of classes are a Dirichlet process cut at ten
(Sethuraman's stick-breaking; Ishwaran and James 2001, JASA 96). All chains go side by side, each with its own seed.

On sparse tables the chains do not leave the mode they fall into, so where they start and how many there are is part of the
answer. As in the author's own package LCMCR every class starts at the share that each list has of all observed, with the
concentration held low for the first steps, and no more than twenty unseen are believed for each person observed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.engines.estimation.table import Floats, Ints, Table

CLASSES = 10
MOST_UNSEEN = 20  # for each person observed
_PRIOR = 0.25  # shape and rate of the concentration
_FIRST_FOCUS = 0.3 / CLASSES
_WARMING = 500
_REDRAWN = 100
_EVERY = 10
_ALMOST = 1e-12
_APART = 1.10
_MIXED = 1.10


@dataclass(frozen=True)
class Sampled:
    """Median and central 95 % of all chains together; the median of each seed; whether the chains agree."""

    median: float
    lower: float
    upper: float
    seed_medians: tuple[float, ...]
    rhat: float
    steps: int

    @property
    def is_mixed(self) -> bool:
        """Seeds within 10 % of each other, and no more between chains than within them."""
        return max(self.seed_medians) <= _APART * min(self.seed_medians) and self.rhat <= _MIXED


def sample(
    table: Table, *, seeds: tuple[int, ...], burn_in: int = 4_000, steps: int = 16_000,
    tell: Callable[[str], None] | None = None,
) -> Sampled:  # fmt: skip
    """Run a chain for each seed: ``burn_in`` steps thrown away, then ``steps``, every tenth kept."""
    chains = _Chains(table, seeds)
    kept: list[Ints] = []
    for step in range(burn_in + steps):
        unseen = chains.move()
        if step >= burn_in and (step - burn_in) % _EVERY == 0:
            kept.append(unseen)
        if tell is not None and step % 500 == 0:
            tell(f"lcmcr: step {step:,} of {burn_in + steps:,}, {len(seeds)} chains")
    totals = np.array(kept, dtype=np.float64).T + table.observed
    lower, median, upper = np.quantile(totals, [0.025, 0.5, 0.975])
    return Sampled(
        float(median), float(lower), float(upper), tuple(float(np.median(chain)) for chain in totals),
        _rhat(np.log(totals)), burn_in + steps,
    )  # fmt: skip


def _rhat(values: Floats) -> float:
    """Between and within halves of chains (Gelman and Rubin 1992; split as in Gelman et al. 2013)."""
    half = values.shape[1] // 2
    parts = np.concatenate([values[:, :half], values[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean()
    between = half * parts.mean(axis=1).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / (half * within))) if within > 0 else 1.0


class _Chains:
    """How likely each class is on each list, and how large each class is; one row a chain."""

    def __init__(self, table: Table, seeds: tuple[int, ...]) -> None:
        filled = np.flatnonzero(table.seen)
        lists, chains = len(table.lists), len(seeds)
        on = (table.histories[filled, None] >> np.arange(lists)) & 1
        # The last history is that of the unseen, who are on no list.
        self._on = np.vstack([on, np.zeros(lists)]).astype(np.float64)
        self._off = 1.0 - self._on
        self._counts = np.broadcast_to(np.append(table.seen[filled], 0), (chains, len(filled) + 1)).copy()
        self._seen = table.observed
        self._rng = np.random.default_rng([*seeds, 5])
        share = np.array(list(table.totals().values())) / table.observed
        self._reach = np.broadcast_to(
            np.clip(share, _ALMOST, 1.0 - _ALMOST)[:, None], (chains, lists, CLASSES)
        ).copy()
        self._focus = np.full((chains, 1), _FIRST_FOCUS)
        self._shares = np.empty((chains, CLASSES))
        self._share_out(self._rng.random((chains, CLASSES - 1)))
        for _ in range(_WARMING):
            self.move(is_warming=True)
        largest = np.argsort(-self._shares, axis=1)
        self._shares = np.take_along_axis(self._shares, largest, axis=1)
        self._reach = np.take_along_axis(self._reach, largest[:, None, :], axis=2)

    def _share_out(self, broken: Floats) -> Floats:
        """Break the stick; the logarithm of what is left of it for the last class."""
        broken = np.clip(broken, _ALMOST, 1.0 - _ALMOST)
        rest = np.log1p(-broken).cumsum(axis=1)
        self._shares[:, 0] = broken[:, 0]
        self._shares[:, 1:-1] = broken[:, 1:] * np.exp(rest[:, :-1])
        self._shares[:, -1] = np.exp(rest[:, -1])
        np.maximum(self._shares, 1e-300, out=self._shares)
        return np.asarray(rest[:, -1:])

    def _unseen(self, chance: Floats) -> Ints:
        """How many were on no list, given the chance of it; draws of more than is believed are drawn again."""
        most = MOST_UNSEEN * self._seen
        listed = 1.0 - np.minimum(chance, 1.0 - 1e-9)
        drawn = self._rng.negative_binomial(self._seen, listed)
        for _ in range(_REDRAWN):
            over = drawn > most
            if not over.any():
                break
            drawn[over] = self._rng.negative_binomial(self._seen, listed[over])
        return np.minimum(drawn, most)

    def move(self, *, is_warming: bool = False) -> Ints:
        """One step of every chain; how many each thinks were not seen."""
        rng = self._rng
        logs = self._on @ np.log(self._reach) + self._off @ np.log1p(-self._reach)
        joint = np.exp(logs) * self._shares[:, None, :]
        whole = joint.sum(axis=2)
        unseen = self._unseen(whole[:, -1])
        self._counts[:, -1] = unseen
        members = rng.multinomial(self._counts, joint / whole[:, :, None]).astype(np.float64)
        size = members.sum(axis=1)
        on = self._on.T @ members
        self._reach = np.clip(rng.beta(1.0 + on, 1.0 + size[:, None, :] - on), _ALMOST, 1.0 - _ALMOST)
        after = size[:, ::-1].cumsum(axis=1)[:, ::-1] - size
        left = self._share_out(rng.beta(1.0 + size[:, :-1], self._focus + after[:, :-1]))
        if not is_warming:
            drawn = rng.gamma(_PRIOR + CLASSES - 1, size=self._focus.shape)
            self._focus = np.maximum(drawn / (_PRIOR - left), _ALMOST)
        return np.asarray(unseen)
