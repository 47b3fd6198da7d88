"""What is remembered: does the mean of a journey or its peak and end go together better with the final grade?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .comparisons import two_sided_normal
from .numbers import mean, nine
from .settings import DEFAULTS, Settings

ALMOST_ONE = 0.999999


@dataclass(frozen=True, slots=True)
class Remembered:
    """Correlation of both lines with the grade, and which of them is shown to be the stronger.

    ``better`` is ``mean``, ``peak_end`` or ``not_demonstrable``; ``None`` with a ``reason``.
    """

    n: int
    r_mean: float | None
    r_peak_end: float | None
    p: float | None
    better: str | None
    reason: str | None = None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r, -1 to 1; ``None`` when one of the two does not vary or there are fewer than three pairs."""
    if len(xs) < 3:
        return None
    mean_x, mean_y = mean(xs), mean(ys)
    sxx, syy = math.fsum((x - mean_x) ** 2 for x in xs), math.fsum((y - mean_y) ** 2 for y in ys)
    if nine(sxx) == 0 or nine(syy) == 0:
        return None
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / math.sqrt(sxx * syy)


def remembered(visits: Sequence[tuple[float, float, float]], settings: Settings = DEFAULTS) -> Remembered:
    """Compare mean valence and peak-end as companions of the overall grade.

    ``visits`` are ``(mean, peak_end, grade)``, complete ones only; from 50 on (``too_few`` below). The two
    correlations share the grade and each other, so they are tested as dependent ones; visits count as
    independent. Constant grades or lines: ``zero_variance``.

    Source: X.-L. Meng, R. Rosenthal and D. B. Rubin (1992), Psychological Bulletin 111, 172-175.
    """
    n = len(visits)
    if n < settings.remembered_visits:
        return Remembered(n, None, None, None, None, "too_few" if n else "no_data")
    means, ends, grades = (list(column) for column in zip(*visits, strict=True))
    found = correlation(means, grades), correlation(ends, grades), correlation(means, ends)
    if None in found:
        return Remembered(n, found[0], found[1], None, None, "zero_variance")
    r_mean, r_end, between = (max(-ALMOST_ONE, min(ALMOST_ONE, r or 0.0)) for r in found)
    square = (r_mean**2 + r_end**2) / 2
    f = min(1.0, (1 - between) / (2 * (1 - square)))
    h = (1 - f * square) / (1 - square)
    z = (math.atanh(r_mean) - math.atanh(r_end)) * math.sqrt((n - 3) / (2 * (1 - between) * h))
    p = two_sided_normal(z)
    better = "not_demonstrable" if nine(p) >= 0.05 else "mean" if r_mean > r_end else "peak_end"
    return Remembered(n, r_mean, r_end, p, better)
