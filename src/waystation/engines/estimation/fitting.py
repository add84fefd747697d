"""Maximum likelihood of many log-linear models at once, by Newton's method on stacked arrays.

Counts are Poisson with log mean linear in the terms (Fienberg 1972, Biometrika 59; Cormack 1989, Biometrics 45).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from waystation.engines.estimation.table import Bools, Floats, Ints

_ROUNDS = 60
_HALVINGS = 6
_CLOSE = 1e-10
_AT_ONCE = 1_500
# A coefficient that runs to infinity passes these; those that merely are large are looked at by the linear programme.
_FAR = 8.0
_INFLATED = 1e8
_TINY = 1e-300
_WHISPER = 1e-13


@dataclass(frozen=True, eq=False)
class Fits:
    """One row a model: ``unseen`` is exp of the constant, the expected number on no list.

    ``sure`` is false where the coefficients may run away: only then is a test of existence needed, since a finite
    solution of the likelihood equations is the maximum (the likelihood is concave).
    """

    coefficients: Floats
    expected: Floats
    loglik: Floats
    unseen: Floats
    spread: Floats
    """Standard error of the constant."""
    sure: Bools


def fit(design: Floats, counts: Floats, active: Bools, kept: Bools | None = None) -> Fits:
    """Fit each row of ``active`` to the counts, one row for all or one each, over the cells ``kept``."""
    rows, width = active.shape
    cells = design.shape[0]
    counts = np.broadcast_to(np.asarray(counts, dtype=np.float64), (rows, cells))
    kept = np.ones((rows, cells), dtype=bool) if kept is None else np.broadcast_to(kept, (rows, cells))
    found = Fits(
        np.zeros((rows, width)), np.zeros((rows, cells)), np.zeros(rows), np.zeros(rows), np.zeros(rows),
        np.zeros(rows, dtype=bool),
    )  # fmt: skip
    size = active.sum(axis=1)
    for params in np.unique(size):
        members = np.flatnonzero(size == params)
        for start in range(0, len(members), _AT_ONCE):
            part = np.asarray(members[start : start + _AT_ONCE], dtype=np.int64)
            chosen = np.asarray(np.nonzero(active[part])[1].reshape(len(part), params), dtype=np.int64)
            stacked = np.ascontiguousarray(design[:, chosen].transpose(1, 0, 2)) * kept[part][:, :, None]
            found.coefficients[part[:, None], chosen] = _fit_alike(
                stacked, counts[part], kept[part], part, found
            )
    return found


def _fit_alike(stacked: Floats, counts: Floats, kept: Bools, part: Ints, found: Fits) -> Floats:
    """Fit models of one size, write what does not depend on which terms they have, and return their coefficients."""
    seen = counts * kept
    beta, mu, done = _newton(stacked, seen, kept)
    information = np.matmul(stacked.transpose(0, 2, 1) * mu[:, None, :], stacked)
    variance, inflation = _variance(information)
    found.expected[part] = mu
    found.loglik[part] = np.sum(xlogy(seen, np.maximum(mu, _TINY)) - mu - gammaln(seen + 1.0), axis=1)
    found.unseen[part] = np.exp(np.minimum(beta[:, 0], 700.0))
    found.spread[part] = np.sqrt(np.maximum(variance, 0.0))
    base = np.log(np.maximum(seen.sum(axis=1), 1.0))
    far = np.abs(beta) > _FAR + np.where(np.arange(beta.shape[1]) == 0, base[:, None], base[:, None] / 2)
    found.sure[part] = done & ~far.any(axis=1) & (inflation < _INFLATED)
    return beta


def _newton(stacked: Floats, seen: Floats, kept: Bools) -> tuple[Floats, Floats, Bools]:
    """Reweighted least squares from the counts themselves, with halved steps where the likelihood would fall."""
    mu = np.where(kept, seen + 0.5, 0.0)
    eta = np.log(np.where(kept, mu, 1.0))
    beta = _weighted(stacked, mu, mu * eta + (seen - mu) * kept)
    mu, height = _height(stacked, beta, seen, kept)
    done = np.zeros(len(beta), dtype=bool)
    for _ in range(_ROUNDS):
        going = np.flatnonzero(~done)
        if not len(going):
            break
        here, x, y = stacked[going], seen[going], kept[going]
        slope = np.einsum("mcp,mc->mp", here, x - mu[going])
        step = _solve(np.matmul(here.transpose(0, 2, 1) * mu[going][:, None, :], here), slope)
        step = np.clip(np.nan_to_num(step), -5.0, 5.0)
        tried, means, heights = _climb(here, (beta[going], step, height[going]), x, y)
        beta[going], mu[going], height[going] = tried, means, heights
        decrement = np.abs(np.einsum("mp,mp->m", step, slope))
        done[going] = (decrement < _CLOSE) & (np.abs(step).max(axis=1) < 1e-5)
    return beta, mu, done


def _climb(
    stacked: Floats, move: tuple[Floats, Floats, Floats], seen: Floats, kept: Bools,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Take a step, or half of it, or a quarter …: as much as does not lead downhill."""
    beta, step, height = move
    tried = beta + step
    mu, heights = _height(stacked, tried, seen, kept)
    for halving in range(1, _HALVINGS):
        worse = ~(heights >= height - 1e-9 * (1.0 + np.abs(height)))
        if not worse.any():
            break
        tried[worse] = beta[worse] + step[worse] * 0.5**halving
        mu[worse], heights[worse] = _height(stacked[worse], tried[worse], seen[worse], kept[worse])
    return tried, mu, heights


def _height(stacked: Floats, beta: Floats, seen: Floats, kept: Bools) -> tuple[Floats, Floats]:
    eta = np.minimum(np.einsum("mcp,mp->mc", stacked, beta), 60.0)
    mu = np.where(kept, np.exp(eta), 0.0)
    return mu, np.einsum("mc,mc->m", seen, eta) - mu.sum(axis=1)


def _weighted(stacked: Floats, weight: Floats, target: Floats) -> Floats:
    left = np.matmul(stacked.transpose(0, 2, 1) * weight[:, None, :], stacked)
    return _solve(left, np.einsum("mcp,mc->mp", stacked, target))


def _solve(left: Floats, right: Floats) -> Floats:
    scaled, scale = _scaled(left)
    return np.asarray(_inverse_times(scaled, (right * scale)[:, :, None])[:, :, 0] * scale)


def _variance(information: Floats) -> tuple[Floats, Floats]:
    """Variance of the constant, and by how much the worst coefficient suffers from the company of the others."""
    scaled, scale = _scaled(information)
    inverse = _inverse_times(scaled, np.broadcast_to(np.eye(scaled.shape[1]), scaled.shape))
    inflation = np.nan_to_num(np.einsum("mpp->mp", inverse), nan=np.inf)
    return inflation[:, 0] * scale[:, 0] ** 2, np.abs(inflation).max(axis=1)


def _scaled(left: Floats) -> tuple[Floats, Floats]:
    """Bring the diagonal to one; a whisper on it keeps one singular system from stopping all the others."""
    scale = np.maximum(np.einsum("mpp->mp", left), _TINY) ** -0.5
    return left * scale[:, :, None] * scale[:, None, :] + _WHISPER * np.eye(left.shape[1]), scale


def _inverse_times(left: Floats, right: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(left, right))
    except np.linalg.LinAlgError:
        return np.asarray(np.matmul(np.linalg.pinv(left, hermitian=True), right))
