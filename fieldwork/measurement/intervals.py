"""Intervals for shares, means and statistics without a formula."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .display import display_class
from .distributions import t_quantile, t_upper_tail
from .numbers import Z95, clip, is_number, mean, nine, sample_sd
from .results import Result, nothing


def wilson_bounds(x: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of ``x`` in ``n`` as two shares; ``n`` may be an effective n, not 0.

    Raises ``ValueError`` when ``x`` is negative or exceeds ``n``, or ``n`` is not above 0.

    Source: E. B. Wilson (1927), J. American Statistical Association 22, 209-212.
    """
    if not n > 0 or x < 0 or x > n:
        raise ValueError("x must lie between 0 and n, and n above 0")
    p, zz = x / n, z * z
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    lo = 0.0 if x == 0 else max(0.0, centre - half)
    hi = 1.0 if x == n else min(1.0, centre + half)
    return lo, hi


def wilson(x: int, n: int, *, basis: str = "visits", n_eff: float | None = None, z: float = Z95) -> Result:
    """Share ``x``/``n`` (0 to 1) with its Wilson interval at 95 %.

    ``x`` and ``n`` count answers; "not applicable" belongs in neither. ``n_eff`` widens the interval
    for weights and clusters, ``z`` too when that ``n_eff`` was itself estimated. n = 0 gives no value
    (``no_data``); n = 1 and 2 keep their interval for calculations, but the display class says counts
    only. Raises ``ValueError`` when ``x`` is no part of ``n``.
    """
    if n == 0 and x == 0:
        return nothing("no_data", method="wilson", basis=basis)
    share = x / n if n > 0 else 0.0
    wilson_bounds(x, n)
    effective = float(n if n_eff is None else n_eff)
    lo, hi = wilson_bounds(share * effective, effective, z)
    if x == n:
        hi = 1.0
    return Result(
        share,
        n=n,
        n_eff=effective,
        lo=lo,
        hi=hi,
        method="wilson",
        basis=basis,
        display_class=display_class(n, "proportion", basis=basis),
        reason="single_observation" if n == 1 else None,
    )


def mean_t(values: Iterable[Any], lo: float | None = None, hi: float | None = None, basis: str = "visits") -> Result:
    """Mean with its t interval at 95 %, clipped to the scale from ``lo`` to ``hi``.

    ``None`` is missing and left out; a value that is no finite number or lies outside the scale is
    left out and counted in the flag ``invalid:<count>``. No interval for one value
    (``single_observation``), two (``too_few``), or equal values (``zero_variance``). Never a
    bootstrap: for small waves that is far too narrow.
    """
    numbers: list[float] = []
    invalid = 0
    for value in values:
        if value is None:
            continue
        if is_number(value) and (lo is None or value >= lo) and (hi is None or value <= hi):
            numbers.append(float(value))
        else:
            invalid += 1
    flags = (f"invalid:{invalid}",) if invalid else ()
    n = len(numbers)
    if n == 0:
        return replace(nothing("no_data", method="t", basis=basis), flags=flags)
    sd = sample_sd(numbers) if n > 1 else None
    centre = numbers[0] if sd == 0 else mean(numbers)
    return replace(mean_of_moments(n, centre, sd, lo, hi, basis), flags=flags)


def mean_of_moments(
    n: int, centre: float, sd: float | None, lo: float | None = None, hi: float | None = None, basis: str = "visits"
) -> Result:
    """``mean_t`` of ``n`` values (1 or more) known by their mean and sample standard deviation.

    ``sd`` is ``None`` for one value, and exactly 0 when all values are equal.
    """
    result = Result(
        centre, n=n, n_eff=float(n), method="t", basis=basis, display_class=display_class(n, "mean", basis=basis), sd=sd
    )
    reason = {1: "single_observation", 2: "too_few"}.get(n) or ("zero_variance" if sd == 0 else None)
    if reason or sd is None:
        return replace(result, reason=reason)
    half = t_quantile(n - 1) * sd / math.sqrt(n)
    return replace(result, lo=clip(centre - half, lo, hi), hi=clip(centre + half, lo, hi))


def one_sided_p(values: Iterable[float]) -> float | None:
    """p of the t test that the mean is above 0; ``None`` below three values or when they are all equal."""
    numbers = list(values)
    if len(numbers) < 3 or nine(max(numbers)) == nine(min(numbers)):
        return None
    t = mean(numbers) / (sample_sd(numbers) / math.sqrt(len(numbers)))
    return t_upper_tail(t, len(numbers) - 1)
