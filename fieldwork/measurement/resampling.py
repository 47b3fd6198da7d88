"""Bootstrap intervals, for statistics without a formula; seeded, so a report can be made again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from .distributions import normal_below, normal_quantile

RESAMPLES = 9999
MIN_UNITS = 20

Statistic = Callable[[Sequence[Any]], float | None]


def seed_of(identity: str) -> int:
    """The seed of a figure, from what it is a figure of: the same figure gets the same interval."""
    return int.from_bytes(sha256(identity.encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Bca:
    """A bias-corrected and accelerated bootstrap interval with its two corrections."""

    z0: float | None
    acceleration: float | None
    lo: float | None
    hi: float | None
    reason: str | None = None


def bca_mean(values: Sequence[float], *, seed: int = 0, resamples: int = RESAMPLES) -> Bca:
    """BCa interval at 95 % of a mean, for comparison only: small waves publish the t interval.

    One value: ``single_observation``; all equal: ``zero_variance``. Raises ``ValueError`` on none.

    Source: B. Efron (1987), J. American Statistical Association 82, 171-185.
    """
    if not len(values):
        raise ValueError("at least one value is needed")
    if len(values) == 1:
        return Bca(None, None, None, None, "single_observation")
    data = np.asarray(values, dtype=float)
    if float(data.min()) == float(data.max()):
        return Bca(None, None, None, None, "zero_variance")
    drawn = np.random.default_rng(seed).integers(0, len(data), size=(resamples, len(data)))
    means = data[drawn].mean(axis=1)
    left_out = (data.sum() - data) / (len(data) - 1)
    return _bca(means, float(data.mean()), left_out)


def bca(units: Sequence[Any], statistic: Statistic, *, identity: str, resamples: int = RESAMPLES) -> Bca:
    """BCa interval at 95 % of any statistic over units (visits, coded items), from 20 units on.

    ``statistic`` may give ``None`` for a draw without variation; such draws are left out. Fewer units:
    ``too_few``; no variation: ``zero_variance``.
    """
    if len(units) < MIN_UNITS:
        return Bca(None, None, None, None, "too_few")
    point = statistic(units)
    rng = np.random.default_rng(seed_of(identity))
    draws = [statistic([units[i] for i in rng.integers(0, len(units), size=len(units))]) for _ in range(resamples)]
    known = np.asarray([draw for draw in draws if draw is not None], dtype=float)
    jackknife = [statistic([*units[:i], *units[i + 1 :]]) for i in range(len(units))]
    if point is None or not len(known) or any(one is None for one in jackknife) or np.ptp(known) == 0:
        return Bca(None, None, None, None, "zero_variance")
    return _bca(known, point, np.asarray(jackknife, dtype=float))


def _bca(draws: Any, point: float, left_out: Any) -> Bca:
    # Draws equal to the point count half, as in scipy.stats.bootstrap.
    tolerance = 1e-12 * max(1.0, abs(point))
    below = float(((draws < point - tolerance).mean() + (draws <= point + tolerance).mean()) / 2)
    acceleration = _acceleration(left_out.mean() - left_out)
    if below in (0.0, 1.0):
        return Bca(None, acceleration, None, None, "zero_variance")
    z0 = normal_quantile(below)
    bounds = []
    for probability in (0.025, 0.975):
        z = z0 + normal_quantile(probability)
        bounds.append(normal_below(z0 + z / (1 - acceleration * z)))
    lo, hi = np.quantile(draws, bounds)
    return Bca(z0, acceleration, float(lo), float(hi))


def _acceleration(deviation: Any) -> float:
    # A skewness: the same on every scale, so that it is taken on the one where no square of a tiny number becomes 0.
    largest = float(np.abs(deviation).max())
    if largest == 0:
        return 0.0
    scaled = deviation / largest
    return float((scaled**3).sum() / (6 * (scaled**2).sum() ** 1.5))
