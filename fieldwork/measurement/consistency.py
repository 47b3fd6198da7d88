"""Consistency over visits, reliability between locations, and whether locations may be ranked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .numbers import ceiling, mean, nine, sample_sd
from .settings import DEFAULTS, Settings

MIN_VISITS = 3
MIN_LOCATIONS = 3


@dataclass(frozen=True, slots=True)
class Consistency:
    """Mean and spread of 0-100 scores; ``index`` 1 is always the same, 0 as different as can be."""

    mean: float
    sd: float | None
    sd_max: float | None
    index: float | None
    reason: str | None = None


def consistency(scores: Sequence[float]) -> Consistency:
    """How alike the scores (0 to 100) of three or more visits are, against the largest spread possible.

    Fewer than three visits: no index, ``too_few``. Raises ``ValueError`` on no scores or one outside the
    scale.
    """
    if not scores or any(not 0 <= score <= 100 for score in scores):
        raise ValueError("scores from 0 to 100 are needed")
    n, centre = len(scores), mean(scores)
    if n < MIN_VISITS:
        sd = sample_sd(scores) if n > 1 else None
        return Consistency(centre, sd, None, None, "too_few" if n > 1 else "single_observation")
    sd = sample_sd(scores)
    sd_max = math.sqrt(max(0.0, centre * (100 - centre)) * n / (n - 1))
    return Consistency(centre, sd, sd_max, 1.0 if nine(sd_max) == 0 else max(0.0, 1 - sd / sd_max))


@dataclass(frozen=True, slots=True)
class Anova:
    """One-way analysis of variance over locations with their visits."""

    msb: float | None
    msw: float | None
    k0: float | None
    icc1: float | None
    between_var: float | None
    reason: str | None = None


def icc1(groups: Sequence[Sequence[float]]) -> Anova:
    """Share of the differences that lies between locations (ICC1); negative when there is none.

    ``groups`` holds the scores per location; empty ones are ignored. Needs three locations and more
    visits than locations (``too_few``); all scores equal gives ``zero_variance``.
    """
    filled = [[float(score) for score in group] for group in groups if group]
    means = [mean(group) for group in filled]
    around = [math.fsum((s - m) ** 2 for s in group) for group, m in zip(filled, means, strict=True)]
    return icc1_of_moments([len(group) for group in filled], means, around)


def icc1_of_moments(sizes: Sequence[int], means: Sequence[float], around: Sequence[float]) -> Anova:
    """``icc1`` of locations (none empty) known by size, mean and sum of squares around that mean."""
    k, n = len(sizes), sum(sizes)
    if n == 0:
        return Anova(None, None, None, None, None, "no_data")
    if k < MIN_LOCATIONS or n <= k:
        return Anova(None, None, None, None, None, "too_few")
    grand = math.fsum(size * m for size, m in zip(sizes, means, strict=True)) / n
    msb = math.fsum(size * (m - grand) ** 2 for size, m in zip(sizes, means, strict=True)) / (k - 1)
    msw = math.fsum(around) / (n - k)
    k0 = (n - sum(size**2 for size in sizes) / n) / (k - 1)
    between = max(0.0, (msb - msw) / k0)
    whole = msb + (k0 - 1) * msw
    if nine(whole) == 0:
        return Anova(msb, msw, k0, None, between, "zero_variance")
    return Anova(msb, msw, k0, (msb - msw) / whole, between)


def reliability(icc: float | None, n: float) -> float | None:
    """Reliability (0 to 1) of a location mean over ``n`` visits; ``None`` when ICC is not above 0."""
    if icc is None or icc <= 0:
        return None
    return n * icc / (1 + (n - 1) * icc)


def visits_needed(icc: float | None, target_reliability: float) -> int | None:
    """Visits per location for a wanted reliability (between 0 and 1); ``None`` when ICC is not above 0.

    Raises ``ValueError`` on a target that no number of visits reaches.
    """
    if not 0 < target_reliability < 1:
        raise ValueError("the target reliability lies between 0 and 1")
    if icc is None or icc <= 0:
        return None
    return max(1, ceiling(target_reliability * (1 - icc) / ((1 - target_reliability) * icc)))


def may_rank(known: float | None, least_visits: float, settings: Settings = DEFAULTS) -> bool:
    """Whether locations may be put in order.

    Their means must be reliable enough to tell them apart (``known``, the reliability, at least 0.7), and none of
    them may have fewer visits (``least_visits``) than a figure needs that is more than indicative (10).
    """
    return known is not None and nine(known) >= settings.rank_reliability and least_visits >= settings.rank_visits
