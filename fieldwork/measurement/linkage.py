"""The client's own figures beside ours: what goes together, between locations and within them.

Nothing here shows a cause; every output carries the caption that says so.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .distributions import t_upper_tail
from .multiplicity import adjusted
from .numbers import Z95, clip, mean
from .results import Result, nothing
from .settings import DEFAULTS, Settings

LAGS = (0, 1, 2)
# The words belong to the pages: association, no proof of cause, n, and what else may explain it.
CAPTION = "association_not_cause"
NEARLY_ONE = 0.999999


# --- correlations -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation from -1 to 1 with its interval, its p and the degrees of freedom of that p."""

    result: Result
    p: float | None = None
    df: int | None = None


def spearman(x: Sequence[float], y: Sequence[float], *, settings: Settings = DEFAULTS) -> Correlation:
    """Rank correlation between locations, ties at their middle rank, with the Bonett-Wright interval at 95 %.

    ``x`` and ``y`` hold one figure per location, in any unit. Under 8 locations there is neither interval
    nor p (``too_few``, ``counts_only``), under 25 it is ``indicative``. No locations: ``no_pairs``; one or
    two: ``too_few``; one side all equal: ``zero_variance``. A perfect order counts as 0.999999 in interval
    and p. Raises ``ValueError`` on lists of different length.

    Source: D. G. Bonett and T. A. Wright (2000), Psychometrika 65, 23-28.
    """
    if len(x) != len(y):
        raise ValueError("both lists need the same locations")
    n, method = len(x), "spearman_bonett_wright"
    if n < 3:
        return Correlation(nothing("too_few" if n else "no_pairs", method=method, basis="locations", n=n))
    rho = _product_moment(_deviations(_midranks(x)), _deviations(_midranks(y)))
    if rho is None:
        return Correlation(nothing("zero_variance", method=method, basis="locations", n=n))
    shown = _display_class(n, settings)
    if n < settings.link_interval:
        return Correlation(
            Result(rho, n=n, method=method, basis="locations", display_class=shown, reason="too_few"), df=n - 2
        )
    lo, hi = _bounds(rho, math.sqrt((1 + _inside(rho) ** 2 / 2) / (n - 3)))
    found = Result(rho, n=n, lo=lo, hi=hi, method=method, basis="locations", display_class=shown)
    return Correlation(found, _p(rho, n - 2), n - 2)


def repeated_measures(rows: Iterable[tuple[Hashable, float, float]], *, settings: Settings = DEFAULTS) -> Correlation:
    """Correlation within locations over time: when one moves in a location, does the other move there?

    ``rows`` are (location, x, y), one per period. Both are taken against the location's own mean; df = rows
    - locations - 1. The Fisher interval has standard error 1/√(df - 1) and needs 2 df. Shown as
    ``spearman`` is, for df + 2 pairs. No rows: ``no_pairs``; no df left: ``too_few``; nothing moves within
    any location: ``zero_variance``.

    Source: J. Z. Bakdash and L. R. Marusich (2017), Frontiers in Psychology 8, 456.
    """
    places: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    for place, x, y in rows:
        places[place].append((x, y))
    n = sum(len(pairs) for pairs in places.values())
    df, method = n - len(places) - 1, "repeated_measures"
    if df < 1:
        return Correlation(nothing("too_few" if n else "no_pairs", method=method, basis="pairs", n=n))
    moved_x = [d for pairs in places.values() for d in _deviations([x for x, _ in pairs])]
    moved_y = [d for pairs in places.values() for d in _deviations([y for _, y in pairs])]
    r = _product_moment(moved_x, moved_y)
    if r is None:
        return Correlation(nothing("zero_variance", method=method, basis="pairs", n=n), df=df)
    lo, hi = _bounds(r, 1 / math.sqrt(df - 1)) if df > 1 else (None, None)
    found = Result(
        r,
        n=n,
        lo=lo,
        hi=hi,
        method=method,
        basis="pairs",
        display_class=_display_class(df + 2, settings),
        reason=None if df > 1 else "too_few",
    )
    return Correlation(found, _p(r, df), df)


def attenuation_ceiling(reliability_x: float | None, reliability_y: float | None) -> float | None:
    """The largest correlation two figures of these reliabilities (0 to 1) can show; ``None`` when unknown.

    Raises ``ValueError`` on a reliability outside 0 to 1. Source: C. Spearman (1904), American J. of
    Psychology 15, 72-101.
    """
    if reliability_x is None or reliability_y is None:
        return None
    if not (0 <= reliability_x <= 1 and 0 <= reliability_y <= 1):
        raise ValueError("a reliability lies between 0 and 1")
    return math.sqrt(reliability_x * reliability_y)


def _display_class(n: int, settings: Settings) -> str:
    if n < settings.link_interval:
        return "counts_only"
    return "indicative" if n < settings.link_full else "full"


def _midranks(values: Sequence[float]) -> list[float]:
    _, place, counts = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    ranks: list[float] = middle[place].tolist()
    return ranks


def _deviations(values: Sequence[float]) -> list[float]:
    # Equal values deviate by exactly nothing, whatever their mean rounds to.
    if min(values) == max(values):
        return [0.0] * len(values)
    centre = mean(values)
    return [float(value) - centre for value in values]


def _product_moment(x: Sequence[float], y: Sequence[float]) -> float | None:
    # Scaled first, so that very large and very small units neither overflow nor vanish.
    scales = [max(abs(value) for value in side) for side in (x, y)]
    if min(scales) == 0:
        return None
    a, b = ([value / scale for value in side] for side, scale in zip((x, y), scales, strict=True))
    across = math.fsum(one * other for one, other in zip(a, b, strict=True))
    return clip(across / math.sqrt(math.fsum(one * one for one in a) * math.fsum(one * one for one in b)), -1, 1)


def _inside(r: float) -> float:
    return clip(r, -NEARLY_ONE, NEARLY_ONE)


def _bounds(r: float, se: float) -> tuple[float, float]:
    z = math.atanh(_inside(r))
    # At r = 1 the bounds come from 0.999999; the interval still holds its figure.
    return min(r, math.tanh(z - Z95 * se)), max(r, math.tanh(z + Z95 * se))


def _p(r: float, df: int) -> float:
    held = _inside(r)
    return 2 * t_upper_tail(abs(held) * math.sqrt(df / (1 - held * held)), df)


# --- partial pooling ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pooled:
    """A random-effects mean over estimates, and every estimate drawn towards it."""

    q: float | None
    tau2: float | None
    mu: float | None
    se: float | None
    shrunk: tuple[float, ...] | None
    reason: str | None = None


def dersimonian_laird(effects: Sequence[float], variances: Sequence[float]) -> Pooled:
    """Pool estimates with known variances (their squared standard errors), variance between them 0 or more.

    ``shrunk`` keeps the order: mean + tau²/(tau² + variance) × (estimate - mean). One estimate: ``too_few``;
    none: ``no_data``. Raises ``ValueError`` on lists of different length or a variance not above 0.

    Source: R. DerSimonian and N. Laird (1986), Controlled Clinical Trials 7, 177-188.
    """
    if len(effects) != len(variances) or any(not variance > 0 for variance in variances):
        raise ValueError("every effect needs a variance above 0")
    k = len(effects)
    if k < 2:
        return Pooled(None, None, None, None, None, "too_few" if k else "no_data")
    weights = [1 / variance for variance in variances]
    whole = math.fsum(weights)
    fixed = math.fsum(w * effect for w, effect in zip(weights, effects, strict=True)) / whole
    q = math.fsum(w * (effect - fixed) ** 2 for w, effect in zip(weights, effects, strict=True))
    tau2 = max(0.0, (q - (k - 1)) / (whole - math.fsum(w * w for w in weights) / whole))
    weights = [1 / (variance + tau2) for variance in variances]
    whole = math.fsum(weights)
    mu = math.fsum(w * effect for w, effect in zip(weights, effects, strict=True)) / whole
    shrunk = tuple(
        mu + tau2 / (tau2 + variance) * (effect - mu) for effect, variance in zip(effects, variances, strict=True)
    )
    if not all(map(math.isfinite, (q, tau2, mu, *shrunk))):
        raise ValueError("the numbers are too large or too small to pool")
    return Pooled(q, tau2, mu, math.sqrt(1 / whole), shrunk)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A location mean drawn towards the chain, as far as it is unreliable."""

    reliability: float | None
    shrunk: float | None
    reason: str | None = None


def shrink(location_mean: float, n: int, grand_mean: float, between_var: float, within_var: float) -> Shrunk:
    """Location mean over ``n`` visits, drawn to ``grand_mean``; league tables use it, detail pages do not.

    ``between_var`` between locations and ``within_var`` between the visits of one are those of
    ``consistency.icc1``. No variance at all: ``zero_variance``. Raises ``ValueError`` on no visits or a
    negative variance.
    """
    if n < 1 or between_var < 0 or within_var < 0:
        raise ValueError("at least one visit and variances of 0 or more are needed")
    whole = between_var + within_var / n
    if whole == 0:
        return Shrunk(None, None, "zero_variance")
    reliability = between_var / whole
    return Shrunk(reliability, grand_mean + reliability * (location_mean - grand_mean))


# --- series of the client beside scores ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one location in one period.

    ``location`` is a key that stays; ``period`` counts months (or quarters) from any fixed one; ``n`` is
    what the figure was taken over; ``version`` names the definition of the figure.
    """

    location: str
    period: int
    value: float
    n: int = 1
    version: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """Scores beside the client's figure of the same location, ``lag`` periods later; and what stayed alone."""

    lag: int
    pairs: tuple[tuple[Cell, Cell], ...]
    scores_unmatched: int
    kpis_unmatched: int


def match(scores: Iterable[Cell], kpis: Iterable[Cell], lag: int = 0) -> Matched:
    """Join on location and period; with a lag the client's figure is that many periods younger.

    Pairs stand in order of location and period. Raises ``ValueError`` on a negative lag, or two figures of
    one series for one location and period.
    """
    if lag < 0:
        raise ValueError("a lag is 0 or more periods")
    ours, theirs = _by_place(scores), _by_place(kpis)
    pairs = tuple(
        (score, theirs[location, period + lag])
        for (location, period), score in sorted(ours.items())
        if (location, period + lag) in theirs
    )
    return Matched(lag, pairs, len(ours) - len(pairs), len(theirs) - len(pairs))


def _by_place(cells: Iterable[Cell]) -> dict[tuple[str, int], Cell]:
    found: dict[tuple[str, int], Cell] = {}
    for cell in cells:
        if found.setdefault((cell.location, cell.period), cell) is not cell:
            raise ValueError(f"two figures for location {cell.location} in period {cell.period}")
    return found


@dataclass(frozen=True, slots=True)
class Link:
    """How scores and a client's figure go together at one lag; the p-values are adjusted over the lags.

    ``between`` asks whether locations that score better have the better figure, ``within`` whether the
    figure moves where the score moves. They often disagree and are shown apart.
    """

    matched: Matched
    between: Correlation
    within: Correlation
    p_between_adjusted: float | None
    p_within_adjusted: float | None
    caption: str = CAPTION


def link(
    scores: Iterable[Cell], kpis: Iterable[Cell], lags: Sequence[int] = LAGS, *, settings: Settings = DEFAULTS
) -> list[Link]:
    """Link a series of scores to a client's figure at every lag asked, all of them reported.

    ``lags`` were fixed before looking: 0, 1 and 2 or some of these. Between locations every location counts
    once, with its plain means over the matched periods. Figures of more than one definition are not
    pooled: ``different_instruments``. Raises ``ValueError`` on other lags and as ``match`` does.
    """
    if not lags or len(set(lags)) != len(lags) or not set(lags) <= set(LAGS):
        raise ValueError("the lags are 0, 1 and 2 or some of these, each once")
    ours, theirs = list(scores), list(kpis)
    found = [_correlations(match(ours, theirs, lag), settings) for lag in lags]
    between = adjusted([one.p for _, one, _ in found])
    within = adjusted([one.p for _, _, one in found])
    return [Link(*parts, p, q) for parts, p, q in zip(found, between, within, strict=True)]


def _correlations(matched: Matched, settings: Settings) -> tuple[Matched, Correlation, Correlation]:
    if any(len({pair[side].version for pair in matched.pairs}) > 1 for side in (0, 1)):
        n = len(matched.pairs)
        unlike = Correlation(nothing("different_instruments", method="repeated_measures", basis="pairs", n=n))
        return matched, unlike, unlike
    places: dict[str, list[tuple[Cell, Cell]]] = defaultdict(list)
    for score, kpi in matched.pairs:
        places[score.location].append((score, kpi))
    means: list[list[Any]] = [[mean(pair[side].value for pair in at) for at in places.values()] for side in (0, 1)]
    rows = [(score.location, score.value, kpi.value) for score, kpi in matched.pairs]
    return matched, spearman(*means, settings=settings), repeated_measures(rows, settings=settings)
