"""Two waves, two groups: differences with their interval and p-value."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .distributions import t_quantile, t_upper_tail
from .intervals import mean_t, wilson_bounds
from .kpis import adjusted_nps
from .numbers import Z95, clip, mean, nine, sample_sd

MIN_SIDE = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference; without interval or p there is a ``reason``."""

    diff: float | None
    lo: float | None = None
    hi: float | None = None
    p: float | None = None
    se: float | None = None
    statistic: float | None = None
    df: float | None = None
    reason: str | None = None


def two_sided_normal(z: float) -> float:
    """p of a standard normal value, both tails."""
    return math.erfc(abs(z) / math.sqrt(2))


def newcombe(x1: float, n1: float, x2: float, n2: float) -> Difference:
    """Difference of two independent shares (first minus second) with Newcombe's method 10 interval.

    Counts may be effective ones, after clusters or weights.

    An empty side: ``no_data``; under three answers on a side: ``too_few``.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890.
    """
    if reason := _too_small(x1, n1, x2, n2):
        return Difference(None, reason=reason)
    (l1, u1), (l2, u2) = wilson_bounds(x1, n1), wilson_bounds(x2, n2)
    p1, p2 = x1 / n1, x2 / n2
    d = p1 - p2
    lo, hi = d - math.hypot(p1 - l1, u2 - p2), d + math.hypot(u1 - p1, p2 - l2)
    return Difference(d, clip(lo, -1, 1), clip(hi, -1, 1))


def _too_small(x1: float, n1: float, x2: float, n2: float) -> str | None:
    if not (0 <= x1 <= n1 and 0 <= x2 <= n2):
        raise ValueError("x must lie between 0 and n")
    if min(n1, n2) < MIN_SIDE:
        return "too_few" if n1 and n2 else "no_data"
    return None


def pooled_z(x1: float, n1: float, x2: float, n2: float) -> Difference:
    """Pooled z test of two shares, of plain or effective counts; without variation there is no difference and p is 1.

    Under three answers on a side: ``too_few`` (Fisher's exact test has no such limit).
    """
    if reason := _too_small(x1, n1, x2, n2):
        return Difference(None, reason=reason)
    pooled, d = (x1 + x2) / (n1 + n2), x1 / n1 - x2 / n2
    se = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    if se == 0:
        return Difference(d, p=1.0, statistic=0.0)
    return Difference(d, p=two_sided_normal(d / se), se=se, statistic=d / se)


def fisher_exact(table: Sequence[Sequence[int]]) -> float:
    """Two-sided Fisher exact p of a 2 by 2 table of counts: all tables no likelier than this one.

    A table without answers on a side has nothing to compare: p is 1. Source: R. A. Fisher (1934).
    """
    (a, b), (c, d) = table
    row, column, n = a + b, a + c, a + b + c + d

    def log_ways(k: int) -> float:
        return -math.fsum(math.lgamma(count + 1) for count in (k, row - k, column - k, n - row - column + k))

    logs = [log_ways(k) for k in range(max(0, row + column - n), min(row, column) + 1)]
    most, own = max(logs), log_ways(a) + 1e-7  # equally likely tables differ in their last digits
    unlikely = math.fsum(math.exp(one - most) for one in logs if one <= own)
    return min(1.0, unlikely / math.fsum(math.exp(one - most) for one in logs))


def welch(a: Sequence[float], b: Sequence[float]) -> Difference:
    """Difference of two independent means (first minus second), variances not assumed equal.

    Under three values on a side: ``too_few``. Both sides constant: ``zero_variance`` (a p of 0 would be
    false).
    """
    if not a or not b:
        return Difference(None, reason="no_data")
    if min(len(a), len(b)) < MIN_SIDE:
        return Difference(None, reason="too_few")
    d = mean(a) - mean(b)
    va, vb = sample_sd(a) ** 2 / len(a), sample_sd(b) ** 2 / len(b)
    # 0.1 + 0.2 and 0.3 are one figure; the last binary digits are no variance.
    if va + vb == 0 or all(nine(min(side)) == nine(max(side)) for side in (a, b)):
        return Difference(None, reason="zero_variance")
    se = math.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = t_quantile(df) * se
    return Difference(d, d - half, d + half, 2 * t_upper_tail(abs(d / se), df), se, d / se, df)


def paired(first: Sequence[float], second: Sequence[float]) -> Difference:
    """Mean change per location or visit (second minus first), weights equal; t with n - 1 df.

    Both sides constant: ``zero_variance``. Reports claim a change from five pairs on. Raises ``ValueError`` when the
    lists differ in length.
    """
    changes = [after - before for before, after in zip(first, second, strict=True)]
    if len(changes) >= MIN_SIDE and all(nine(min(side)) == nine(max(side)) for side in (first, second)):
        return Difference(None, reason="zero_variance")
    result = mean_t(changes)
    if result.value is None or result.lo is None or result.sd is None:
        return Difference(None if result.n < MIN_SIDE else result.value, reason=result.reason or "too_few")
    if nine(max(changes)) == nine(min(changes)):
        return Difference(result.value, reason="zero_variance")
    se = result.sd / math.sqrt(result.n)
    t = result.value / se
    return Difference(
        result.value, result.lo, result.hi, 2 * t_upper_tail(abs(t), result.n - 1), se, t, float(result.n - 1)
    )


@dataclass(frozen=True, slots=True)
class NpsDifference:
    """Change of a recommendation score: the raw difference, and the adjusted one the test uses."""

    diff: float | None
    diff_adj: float | None = None
    se_adj: float | None = None
    lo: float | None = None
    hi: float | None = None
    z: float | None = None
    p: float | None = None
    reason: str | None = None


def nps_difference(first: tuple[int, int, int], second: tuple[int, int, int]) -> NpsDifference:
    """Change from the first to the second wave, each (promoters, passives, detractors).

    Under three answers in a wave: ``too_few``.
    """
    n1, n2 = sum(first), sum(second)
    if min(n1, n2) < MIN_SIDE:
        return NpsDifference(None, reason="too_few" if n1 and n2 else "no_data")
    raw = 100 * ((second[0] - second[2]) / n2 - (first[0] - first[2]) / n1)
    (score1, variance1), (score2, variance2) = (
        adjusted_nps(wave[0], wave[2], n) for wave, n in ((first, n1), (second, n2))
    )
    d, se = score2 - score1, math.sqrt(variance1 + variance2)
    return NpsDifference(
        raw, d, se, clip(d - Z95 * se, -200, 200), clip(d + Z95 * se, -200, 200), d / se, two_sided_normal(d / se)
    )
