"""Agreement between people who judged the same thing: review against shopper, coder against coder."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .numbers import Z95, clip, nine
from .resampling import RESAMPLES, Bca, bca

Table = Sequence[Sequence[float]]

MIN_UNITS = 3


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two raters on names. ``po`` is plain agreement, the others correct for chance."""

    n: float
    po: float | None
    pe: float | None = None
    kappa: float | None = None
    se: float | None = None
    lo: float | None = None
    hi: float | None = None
    ac1: float | None = None
    pabak: float | None = None
    reason: str | None = None


def _margins(table: Table) -> tuple[float, list[list[float]], list[float], list[float]]:
    k = len(table)
    if k == 0 or any(len(row) != k for row in table):
        raise ValueError("a square table of counts is needed")
    if any(count < 0 for row in table for count in row):
        raise ValueError("counts cannot be negative")
    n = float(sum(sum(row) for row in table))
    if n == 0:
        return 0.0, [], [], []
    p = [[count / n for count in row] for row in table]
    return n, p, [sum(row) for row in p], [sum(row[j] for row in p) for j in range(k)]


def _too_few(units: float) -> str | None:
    if units >= MIN_UNITS:
        return None
    return "single_observation" if units <= 1 else "too_few"


def cohen_kappa(table: Table) -> Kappa:
    """Cohen's kappa of two raters with its interval, Gwet's AC1 and PABAK beside it.

    ``table[i][j]`` counts what the first rater called i and the second j. Read kappa with ``po``: on
    lists that are nearly all "yes" it falls to 0 at high agreement, AC1 does not. One or two units have
    no kappa (``single_observation``, ``too_few``); one category only: ``zero_variance``; empty:
    ``no_pairs``. Raises ``ValueError`` on a table that is not square.

    Source: Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327 (standard error);
    Gwet (2008), British J. Mathematical and Statistical Psychology 61, 29-48 (AC1).
    """
    n, p, rows, columns = _margins(table)
    if n == 0:
        return Kappa(0, None, reason="no_pairs")
    k = len(p)
    po = sum(p[i][i] for i in range(k))
    pe = sum(rows[i] * columns[i] for i in range(k))
    if reason := _too_few(n) or ("zero_variance" if k == 1 or nine(pe) == 1 else None):
        return Kappa(n, po, pe, reason=reason)
    kappa = (po - pe) / (1 - pe)
    se = _fleiss_se(n, p, rows, columns, kappa, pe)
    mean_margins = [(rows[i] + columns[i]) / 2 for i in range(k)]
    pg = sum(q * (1 - q) for q in mean_margins) / (k - 1)
    return Kappa(
        n,
        po,
        pe,
        kappa,
        se,
        clip(kappa - Z95 * se, -1, 1),
        clip(kappa + Z95 * se, -1, 1),
        ac1=(po - pg) / (1 - pg),
        pabak=(k * po - 1) / (k - 1),
    )


def _fleiss_se(
    n: float, p: list[list[float]], rows: list[float], columns: list[float], kappa: float, pe: float
) -> float:
    k = len(p)
    own = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(k))
    cross = (1 - kappa) ** 2 * sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i in range(k) for j in range(k) if i != j)
    variance = (own + cross - (kappa - pe * (1 - kappa)) ** 2) / (n * (1 - pe) ** 2)
    return math.sqrt(max(0.0, variance))


def weighted_kappa(table: Table, power: int) -> tuple[float | None, str | None]:
    """Kappa for ordered categories, ``(value, reason)``: weights |i - j| to the ``power`` 0, 1 or 2.

    Power 0 is plain kappa, 1 linear, 2 quadratic. Without a value for the same reasons as ``cohen_kappa``.
    """
    n, p, rows, columns = _margins(table)
    if n == 0:
        return None, "no_pairs"
    if reason := _too_few(n):
        return None, reason
    pairs = [(i, j, float(i != j) if power == 0 else abs(i - j) ** power) for i in range(len(p)) for j in range(len(p))]
    expected = sum(weight * rows[i] * columns[j] for i, j, weight in pairs)
    if nine(expected) == 0:
        return None, "zero_variance"
    return 1 - sum(weight * p[i][j] for i, j, weight in pairs) / expected, None


LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    coders_by_units: Sequence[Sequence[Any]], level: str = "nominal"
) -> tuple[float | None, str | None]:
    """Krippendorff's alpha of any number of coders, gaps allowed: ``(value, reason)``.

    One list per coder, ``None`` where not coded. ``level`` is nominal, ordinal, interval or ratio; all
    but nominal need numbers, and ratio none below 0 (``ValueError``). No unit with two codes:
    ``no_pairs``; one or two such units: ``single_observation`` and ``too_few``; one value only:
    ``zero_variance``. Reading: from 0.80 use, 0.67 to 0.80 tentative, below that brief again.

    Source: K. Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    if level not in LEVELS:
        raise ValueError(f"unknown level of measurement {level!r}")
    units = _pairable(coders_by_units)
    if not units:
        return None, "no_pairs"
    if reason := _too_few(len(units)):
        return None, reason
    counts: dict[Any, int] = {}
    for unit in units:
        for value in unit:
            counts[value] = counts.get(value, 0) + 1
    if len(counts) < 2:
        return None, "zero_variance"
    if level == "ratio" and min(counts) < 0:
        raise ValueError("a ratio scale has no values below 0")
    distance = _distance(level, counts)
    n = sum(counts.values())
    observed = math.fsum(
        held[one] * held[other] * distance(one, other) / (held.total() - 1)
        for held in map(Counter, units)
        for one in held
        for other in held
    )
    observed /= n
    expected = math.fsum(counts[a] * counts[b] * distance(a, b) for a in counts for b in counts) / (n * (n - 1))
    return (None, "zero_variance") if expected == 0 else (1 - observed / expected, None)


def percent_agreement(coders_by_units: Sequence[Sequence[Any]]) -> float | None:
    """Share of agreeing pairs among all pairs of codes of the same unit, 0 to 1."""
    units = _pairable(coders_by_units)
    pairs = sum(math.comb(len(unit), 2) for unit in units)
    return sum(math.comb(count, 2) for unit in units for count in Counter(unit).values()) / pairs if pairs else None


def _pairable(coders_by_units: Sequence[Sequence[Any]]) -> list[list[Hashable]]:
    if len({len(coder) for coder in coders_by_units}) > 1:
        raise ValueError("every coder needs a place for every unit")
    units = [[value for value in unit if value is not None] for unit in zip(*coders_by_units, strict=True)]
    return [unit for unit in units if len(unit) > 1]


def _distance(level: str, counts: dict[Any, int]) -> Callable[[Any, Any], float]:
    if level == "nominal":
        return lambda a, b: float(a != b)
    if level == "interval":
        return lambda a, b: float((a - b) ** 2)
    if level == "ratio":
        return lambda a, b: 0.0 if a == b or a + b == 0 else float(((a - b) / (a + b)) ** 2)
    below: dict[Any, Fraction] = {}
    total = Fraction(0)
    for value in sorted(counts):  # the place of a value is the middle of its rank
        below[value] = total + Fraction(counts[value], 2)
        total += counts[value]
    return lambda a, b: float((below[a] - below[b]) ** 2)


def alpha_interval(
    coders_by_units: Sequence[Sequence[Any]], level: str = "nominal", *, identity: str, resamples: int = RESAMPLES
) -> Bca:
    """Bootstrap interval at 95 % of Krippendorff's alpha over units, from 20 pairable units on (``too_few``).

    ``identity`` names the figure, so that it gets the same interval every time.
    """
    units = _pairable(coders_by_units)
    width = max((len(unit) for unit in units), default=0)

    def alpha(drawn: Sequence[Sequence[Any]]) -> float | None:
        filled = [[*unit, *[None] * (width - len(unit))] for unit in drawn]
        return krippendorff_alpha(list(zip(*filled, strict=True)), level)[0]

    return bca(units, alpha, identity=identity, resamples=resamples)


def table_interval(
    table: Table, statistic: Callable[[Table], float | None], *, identity: str, resamples: int = RESAMPLES
) -> Bca:
    """Bootstrap interval at 95 % of a statistic of two raters (weighted kappa, AC1), from 20 units on.

    ``table`` holds whole counts, as for ``cohen_kappa``.
    """
    k = len(table)
    units = [(i, j) for i in range(k) for j in range(k) for _ in range(int(table[i][j]))]

    def of(drawn: Sequence[tuple[int, int]]) -> float | None:
        counts = [[0] * k for _ in range(k)]
        for i, j in drawn:
            counts[i][j] += 1
        return statistic(counts)

    return bca(units, of, identity=identity, resamples=resamples)
