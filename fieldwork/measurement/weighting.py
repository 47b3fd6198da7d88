"""Weights, clusters and closed lists: what an observation is worth."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .consistency import icc1_of_moments
from .distributions import t_quantile
from .intervals import mean_of_moments, wilson
from .kpis import Nps, nps_of_counts
from .numbers import Z95, clip, mean, median, sample_sd
from .results import Result, nothing

DEFAULT_ICC = 0.15
CAP = 5
MIN_CLUSTERS = 5
ROUNDING = 1e-12  # of a sum of squares: less than this is the rounding of equal values


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean with Kish's effective n; ``se`` is linearised."""

    mean: float
    n_eff: float
    deff: float
    se: float | None


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> Weighted:
    """Mean of values with weights of 0 or more; ``se`` needs two values that weigh something.

    Raises ``ValueError`` when lists differ in length, a weight is negative, or all are 0.
    """
    if len(values) != len(weights) or any(w < 0 for w in weights) or sum(weights) <= 0:
        raise ValueError("one weight of 0 or more is needed for every value, not all 0")
    n, whole = len(values), math.fsum(weights)
    centre = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / whole
    n_eff = whole**2 / math.fsum(w * w for w in weights)
    se = None
    if sum(weight > 0 for weight in weights) > 1:
        squares = math.fsum(w * w * (x - centre) ** 2 for w, x in zip(weights, values, strict=True))
        se = math.sqrt(squares) / whole * math.sqrt(n / (n - 1))
    return Weighted(centre, n_eff, n / n_eff, se)


def capped(weights: Sequence[float]) -> tuple[list[float], float]:
    """Weights held at five times the median of those above 0, and that cap; a report prints the cap.

    Raises ``ValueError`` when no weight is above 0.
    """
    counting = [weight for weight in weights if weight > 0]
    if not counting:
        raise ValueError("at least one weight above 0 is needed")
    cap = CAP * median(counting)
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


@dataclass(frozen=True, slots=True)
class Sums:
    """The visits of one location (or one cell) as a query adds them up: count, sum and sum of squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Mean of the visits; needs one."""
        return self.total / self.n

    @property
    def around(self) -> float:
        """Sum of squares around the mean; exactly 0 when only rounding is left of it."""
        left = self.squares - self.total**2 / self.n
        return left if left > ROUNDING * self.squares else 0.0


def sums(values: Iterable[float]) -> Sums:
    """The sums of values that are all given and on one scale."""
    numbers = [float(value) for value in values]
    return Sums(len(numbers), math.fsum(numbers), math.fsum(number * number for number in numbers))


def mean_of_sums(one: Sums, lo: float | None = None, hi: float | None = None, basis: str = "visits") -> Result:
    """``mean_t`` of the values behind the sums, to 9 decimals for scores and valences."""
    if one.n == 0:
        return nothing("no_data", method="t", basis=basis)
    sd = math.sqrt(one.around / (one.n - 1)) if one.n > 1 else None
    return mean_of_moments(one.n, one.mean, sd, lo, hi, basis)


def clustered_mean(
    locations: Sequence[Sums], total_locations: int | None = None, lo: float | None = None, hi: float | None = None
) -> Result:
    """Mean of all visits of a chain with an interval that knows they were made at locations.

    From five locations with two or more visits each: two-stage variance of the mean *of visits*, every
    location weighing as it was visited (with equal numbers of visits exactly that of ``chain_mean``), and t
    with one degree less than there are locations. A location visited once borrows the spread within the
    others. Fewer: ``mean_t`` of the visits, flagged ``not_clustered`` when visits share locations. ``n_eff``
    is the number of independent visits with the same standard error, at most n.

    ``total_locations`` is the size of the closed list the locations were drawn from. Unknown, or no
    more than were visited: the figure speaks of these locations, and only the noise of visits is left. No
    spread at all: ``zero_variance``, without interval.
    """
    filled = [one for one in locations if one.n]
    m, n = len(filled), sum(one.n for one in filled)
    plain = mean_of_sums(
        Sums(n, math.fsum(one.total for one in filled), math.fsum(one.squares for one in filled)), lo, hi
    )
    if not _has_clusters(filled):
        return replace(plain, flags=("not_clustered",)) if 1 < m < n and plain.value is not None else plain
    plain = replace(plain, method="two_stage_t")
    var = _two_stage_variance(filled, plain.value or 0.0, max(m, total_locations or m))
    if not plain.sd or var == 0 or plain.value is None:
        return replace(plain, lo=None, hi=None, reason="zero_variance")
    half = t_quantile(m - 1) * math.sqrt(var)
    n_eff = min(float(n), plain.sd**2 / var)
    return replace(plain, n_eff=n_eff, lo=clip(plain.value - half, lo, hi), hi=clip(plain.value + half, lo, hi))


def _has_clusters(filled: Sequence[Sums]) -> bool:
    return sum(one.n > 1 for one in filled) >= MIN_CLUSTERS


def _two_stage_variance(filled: Sequence[Sums], centre: float, total_locations: int) -> float:
    m, n = len(filled), sum(one.n for one in filled)
    pooled = math.fsum(one.around for one in filled) / (n - m)
    between = m / (m - 1) * math.fsum((one.n / n * (one.mean - centre)) ** 2 for one in filled)
    within = math.fsum(one.n / n**2 * (one.around / (one.n - 1) if one.n > 1 else pooled) for one in filled)
    seen = m / total_locations
    return (1 - seen) * between + seen * within


def icc_of(locations: Sequence[Sums]) -> tuple[float, str]:
    """Share of the differences between visits that lies between locations: ``(icc, where from)``.

    ``project``: from these visits, 0 or more, with five locations of two or more visits. Otherwise, or
    when no two visits differ, ``convention``: 0.15.
    """
    filled = [one for one in locations if one.n]
    if not _has_clusters(filled):
        return DEFAULT_ICC, "convention"
    found = icc1_of_moments([one.n for one in filled], [one.mean for one in filled], [one.around for one in filled])
    return (DEFAULT_ICC, "convention") if found.icc1 is None else (max(0.0, found.icc1), "project")


def _effective(locations: Sequence[Sums], icc: float | None) -> tuple[float, float, tuple[str, ...]]:
    """Effective n of visits inside locations, the z that goes with it, and a flag when its ICC was assumed.

    At a single location there is nothing to be shared: its visits count in full. An ICC found in the
    same visits is itself uncertain; t with one degree less than there are locations makes up for it.
    """
    filled = [one for one in locations if one.n]
    m, n = len(filled), sum(one.n for one in filled)
    if m < 2 or m == n:
        return float(n), Z95, ()
    known, source = icc_of(filled) if icc is None else (icc, "given")
    z = t_quantile(m - 1) if source == "project" and known > 0 else Z95
    return n / design_effect(_cluster_size(filled), known), z, ("icc_convention",) if source == "convention" else ()


def _cluster_size(filled: Sequence[Sums]) -> float:
    # Visits at the location of the average *visit*: with unequal numbers the plain mean is too small.
    return sum(one.n**2 for one in filled) / sum(one.n for one in filled)


def clustered_share(locations: Sequence[tuple[int, int]], icc: float | None = None) -> Result:
    """Share over visits inside locations, each ``(x, n)``: Wilson on n/DEFF.

    ``icc`` is taken from the visits when not given (``icc_of``), and then Wilson's z becomes a t; flag
    ``icc_convention`` when 0.15 was assumed. Raises ``ValueError`` when an x is no part of its n.
    """
    if any(not 0 <= x <= n for x, n in locations):
        raise ValueError("x must lie between 0 and n")
    x, n = sum(x for x, _ in locations), sum(n for _, n in locations)
    n_eff, z, flags = _effective([Sums(n, x, x) for x, n in locations], icc)
    return replace(wilson(x, n, n_eff=n_eff, z=z), flags=flags)


def clustered_nps(locations: Sequence[tuple[int, int, int]], icc: float | None = None) -> Nps:
    """Recommendation of shoppers inside locations, each (promoters, passives, detractors); basis visits."""
    n_eff, z, flags = _effective(
        [Sums(up + middle + down, 100 * (up - down), 10000 * (up + down)) for up, middle, down in locations], icc
    )
    up, middle, down = (sum(counts[place] for counts in locations) for place in range(3))
    found = nps_of_counts(up, middle, down, basis="visits", n_eff=n_eff, z=z)
    return replace(found, result=replace(found.result, flags=flags))
