"""Weights, clusters and closed lists: what an observation is worth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .numbers import mean, median, sample_sd

DEFAULT_ICC = 0.15
CAP = 5


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean with Kish's effective n; ``se`` is linearised."""

    mean: float
    n_eff: float
    deff: float
    se: float | None


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> Weighted:
    """Mean of values with weights of 0 or more; ``se`` needs two values.

    Raises ``ValueError`` when lists differ in length, a weight is negative, or all are 0.
    """
    if len(values) != len(weights) or any(w < 0 for w in weights) or sum(weights) <= 0:
        raise ValueError("one weight of 0 or more is needed for every value, not all 0")
    n, whole = len(values), math.fsum(weights)
    centre = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / whole
    n_eff = whole**2 / math.fsum(w * w for w in weights)
    se = None
    if n > 1:
        squares = math.fsum(w * w * (x - centre) ** 2 for w, x in zip(weights, values, strict=True))
        se = math.sqrt(squares) / whole * math.sqrt(n / (n - 1))
    return Weighted(centre, n_eff, n / n_eff, se)


def capped(weights: Sequence[float]) -> tuple[list[float], float]:
    """Weights held at five times their median, and that cap."""
    cap = CAP * median(weights)
    return [min(weight, cap) for weight in weights], cap


def design_effect(mean_cluster_size: float, icc: float = DEFAULT_ICC) -> float:
    """How much visits inside locations repeat each other: 1 + (m - 1) x ICC; n_eff = n/DEFF."""
    return 1 + (mean_cluster_size - 1) * icc


def se_closed_list(sd: float, n: int, size: int) -> tuple[float, float]:
    """Standard error of a mean, plain and for a sample from a closed list of ``size``."""
    if not 0 < n <= size:
        raise ValueError("n must lie between 1 and N")
    plain = sd / math.sqrt(n)
    return plain, plain * math.sqrt(1 - n / size)


@dataclass(frozen=True, slots=True)
class ChainMean:
    """Mean over locations with its two-stage variance; ``None`` with a ``reason``."""

    mean: float | None
    var: float | None
    se: float | None
    reason: str | None = None


def chain_mean(locations: Sequence[Sequence[float]], total_locations: int) -> ChainMean:
    """Chain mean from m of M locations; visiting them all leaves the noise of the visits.

    Needs two locations with two visits each (``too_few``). Raises ``ValueError`` when more were visited
    than there are.
    """
    m = len(locations)
    if m > total_locations:
        raise ValueError("more locations visited than there are")
    if m == 0:
        return ChainMean(None, None, None, "no_data")
    means = [mean(visits) for visits in locations]
    if m < 2 or any(len(visits) < 2 for visits in locations):
        return ChainMean(mean(means), None, None, "too_few")
    within = math.fsum(sample_sd(visits) ** 2 / len(visits) for visits in locations) / (m * total_locations)
    var = (1 - m / total_locations) * sample_sd(means) ** 2 / m + within
    return ChainMean(mean(means), var, math.sqrt(var))
