"""Drivers: which touchpoints go together with the overall outcome, how much, and how sure that is.

Association only: a share of importance never says what would happen if a touchpoint were improved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .correlations import Moments, Sums, drawn, sums_of
from .dominance import MAX_JOHNSON, MAX_LMG, REPEATS, Array, betas, johnson, lmg, own_variance, variance_inflation
from .numbers import nine
from .resampling import seed_of
from .results import Result
from .ridge import folds_of, ridge
from .settings import DEFAULTS, Settings

DRAWS = 1000
TOP = 3


@dataclass(frozen=True, slots=True)
class DriverInput:
    """Complete rows: ``x[i][k]`` is the score of touchpoint ``names[k]`` in visit i, ``y[i]`` its outcome.

    ``left_out`` gives the touchpoints that are not in it: ``low_coverage`` (too often without a score),
    ``zero_variance`` (always the same) or ``repeats_others`` (follows exactly from those before it).
    """

    names: tuple[str, ...]
    x: list[list[float]]
    y: list[float]
    locations: list[int] | None
    left_out: dict[str, str]
    weights: list[float] | None = None

    @property
    def columns(self) -> Array:
        """All columns side by side, the outcome last."""
        x = np.asarray(self.x, dtype=float).reshape(len(self.y), len(self.names))
        return np.column_stack([x, np.asarray(self.y, dtype=float)])


@dataclass(frozen=True, slots=True)
class Driver:
    """One touchpoint. ``share`` is its part of R² (``lmg``) as a share of R², 0 to 1, with its interval.

    ``sign_r`` and ``sign_beta`` are -1, 0 or 1: alone, and beside the others. When they are opposite it is
    a ``suppressor`` and no lever. ``p_first`` and ``p_top3`` are shares of the bootstrap draws.
    """

    name: str
    share: Result
    lmg: float
    sign_r: int
    sign_beta: int
    suppressor: bool
    p_first: float | None
    p_top3: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The second opinion of ridge regression: whether the same three touchpoints come out on top."""

    max_vif: float
    penalty: float
    betas: tuple[float, ...]
    top3_agree: bool


@dataclass(frozen=True, slots=True)
class Drivers:
    """All touchpoints in the order given, never ranked: only ``status`` "ranking" allows words of rank.

    ``suppressed`` has no drivers and a ``reason``: ``no_data``, ``too_few``, ``zero_variance``, or
    ``too_many`` touchpoints. ``flags``: ``explains_little``, ``not_clustered`` (visits share fewer locations
    than can be redrawn), ``draws_left_out:<count>``.
    """

    status: str
    reason: str | None
    n: int
    n_required: int
    r2: float | None
    r2_adjusted: float | None
    method: str
    drivers: list[Driver]
    left_out: dict[str, str]
    flags: tuple[str, ...] = ()
    sensitivity: Sensitivity | None = None


def prepare(
    rows: Sequence[Sequence[float | None]],
    names: Sequence[str],
    y: Sequence[float | None],
    locations: Sequence[int] | None = None,
    weights: Sequence[float] | None = None,
    settings: Settings = DEFAULTS,
) -> DriverInput:
    """Rows fit for ``analyse``: one row per visit, one place per name, ``None`` where there is no score.

    Rows without outcome or with weight 0 go first; then touchpoints without a score in more than 20 % of the
    rest; then every row that is not complete; then touchpoints that do not vary or repeat those before them.
    What is no finite number counts as missing. Raises ``ValueError`` when lengths differ, a name comes twice
    or a weight is negative.
    """
    columns, keep = _checked(rows, names, y, locations, weights)
    keep &= np.isfinite(columns[:, -1])
    left_out: dict[str, str] = {}
    for k, name in enumerate(names):
        missing = float(np.mean(~np.isfinite(columns[keep, k]))) if keep.any() else 0.0
        if nine(missing) > settings.driver_most_missing:
            left_out[name] = "low_coverage"
    seen = [k for k, name in enumerate(names) if name not in left_out]
    keep &= np.isfinite(columns[:, seen]).all(axis=1)
    weight = None if weights is None else np.asarray(weights, dtype=float)[keep]
    left_out |= _without_information(columns[keep], weight, {k: names[k] for k in seen})
    used = [k for k in seen if names[k] not in left_out]
    return DriverInput(
        tuple(names[k] for k in used),
        columns[keep][:, used].tolist(),
        columns[keep, -1].tolist(),
        None if locations is None else [place for place, kept in zip(locations, keep, strict=True) if kept],
        left_out,
        None if weight is None else weight.tolist(),
    )


def _checked(
    rows: Sequence[Sequence[float | None]],
    names: Sequence[str],
    y: Sequence[float | None],
    locations: Sequence[int] | None,
    weights: Sequence[float] | None,
) -> tuple[Array, Any]:
    """The columns side by side, and which rows have a weight."""
    if any(len(row) != len(names) for row in rows) or len(set(names)) != len(names):
        raise ValueError("every row needs one place per touchpoint, and every touchpoint its own name")
    if any(len(rows) != len(other) for other in (y, locations, weights) if other is not None):
        raise ValueError("every row needs an outcome, and a location and a weight when there are any")
    if weights is not None and not all(weight >= 0 for weight in weights):
        raise ValueError("weights are 0 or more")
    x = np.array(rows, dtype=float).reshape(len(rows), len(names))
    keep = np.ones(len(rows), dtype=bool) if weights is None else np.asarray(weights) > 0
    return np.column_stack([x, np.array(y, dtype=float)]), keep


def _without_information(columns: Array, weights: Array | None, names: dict[int, str]) -> dict[str, str]:
    """Touchpoints that are constant or an exact sum of those before them."""
    constant = [k for k in names if not len(columns) or nine(np.ptp(columns[:, k])) == 0]
    found = {names[k]: "zero_variance" for k in constant}
    varying = [k for k in names if k not in constant]
    if varying:
        sums = sums_of(columns[:, varying], weights)
        kept = own_variance(sums.moments(sums.packed.sum(axis=0)[None]).r)[0]
        found |= {names[k]: "repeats_others" for k, own in zip(varying, kept, strict=True) if own <= REPEATS}
    return found


def gate(n: int, p: int, settings: Settings = DEFAULTS) -> tuple[str, int]:
    """What ``n`` complete rows allow for ``p`` touchpoints, and how many rows are needed at all.

    ``suppressed``: nothing; ``indicative``: shares with intervals, no words of rank; ``ranking``.
    """
    required = max(settings.driver_visits, settings.driver_visits_per_step * p)
    if n < required:
        return "suppressed", required
    return ("ranking" if n >= settings.driver_ranking_visits else "indicative"), required


def method_for(p: int) -> str:
    """``lmg`` up to 12 touchpoints, ``johnson`` above."""
    return "lmg" if p <= MAX_LMG else "johnson"


def parts_of(r: Array) -> Array:
    """Each touchpoint's part of R² by the method for their number, shape (draws, p)."""
    return lmg(r) if method_for(r.shape[-1] - 1) == "lmg" else johnson(r)


def sign_of(value: float) -> int:
    """-1, 0 or 1; what is 0 to nine decimals has no sign."""
    rounded = nine(value)
    return (rounded > 0) - (rounded < 0)


@dataclass(frozen=True, slots=True)
class Fit:
    """The data and their bootstrap draws: moments, parts of R², and what to say about the drawing."""

    sums: Sums
    point: Moments
    parts: Array
    drawn: Moments
    drawn_parts: Array
    flags: tuple[str, ...]
    n: int
    asked: int

    @property
    def draws_suffice(self) -> bool:
        """Whether at least half of the draws could be used."""
        return 2 * len(self.drawn_parts) >= self.asked


def why_not(given: DriverInput, settings: Settings = DEFAULTS) -> str | None:
    """The reason why these rows give no drivers, or ``None``."""
    if not given.y or not given.names:
        return "no_data"
    n, p = len(given.y), len(given.names)
    if gate(n, p, settings)[0] == "suppressed" or n <= p + 1:  # settings may ask for fewer than can be fitted
        return "too_few"
    if p > MAX_JOHNSON:
        return "too_many"
    return "zero_variance" if nine(max(given.y) - min(given.y)) == 0 else None


def fit(given: DriverInput, identity: str, draws: int = DRAWS, settings: Settings = DEFAULTS) -> Fit:
    """Fit the data and ``draws`` bootstrap draws of its locations, or of its visits; seeded by ``identity``.

    Locations are drawn when visits share them and there are at least 10. Call only when ``why_not`` is
    silent.
    """
    flags: tuple[str, ...] = ()
    units: Any = None
    if given.locations is not None:
        places, index = np.unique(given.locations, return_inverse=True)
        if settings.driver_locations <= len(places):
            units = index if len(places) < len(given.y) else None
        elif len(places) < len(given.y):
            flags = ("not_clustered",)
    sums = sums_of(given.columns, None if given.weights is None else np.asarray(given.weights), units)
    point = sums.moments(sums.packed.sum(axis=0)[None])
    moments, lost = drawn(sums, np.random.default_rng(seed_of(identity)), draws)
    if lost:
        flags += (f"draws_left_out:{lost}",)
    drawn_parts = parts_of(moments.r) if len(moments.r) else np.empty((0, len(given.names)))
    return Fit(sums, point, parts_of(point.r)[0], moments, drawn_parts, flags, len(given.y), draws)


def analyse(given: DriverInput, identity: str, draws: int = DRAWS, settings: Settings = DEFAULTS) -> Drivers:
    """How much each touchpoint goes together with the outcome: shares of R² with 95 % percentile intervals.

    ``identity`` names the figure and seeds the draws: the same rows give the same intervals. Below the gate
    the answer is ``suppressed``. The sensitivity view comes when a VIF is above 10 or n below 10 per
    touchpoint.
    """
    n, p = len(given.y), len(given.names)
    status, required = gate(n, p, settings)
    reason = why_not(given, settings)
    found = None if reason else fit(given, identity, draws, settings)
    r2 = 0.0 if found is None else min(1.0, float(found.parts.sum()))
    if found is None or nine(r2) == 0:
        reason = reason or "zero_variance"
        return Drivers("suppressed", reason, n, required, None, None, method_for(p), [], given.left_out)
    adjusted = 1 - (1 - r2) * (n - 1) / (n - p - 1)
    weak = ("explains_little",) if nine(adjusted) < settings.driver_least_r2 else ()
    return Drivers(
        status,
        None,
        n,
        required,
        r2,
        adjusted,
        method_for(p),
        _each(given, found, "full" if status == "ranking" else "indicative"),
        given.left_out,
        weak + found.flags,
        _sensitivity(found, identity, n, settings),
    )


def _each(given: DriverInput, found: Fit, display: str) -> list[Driver]:
    method = method_for(len(given.names))
    signs = [sign_of(value) for value in found.point.r[0, :-1, -1]]
    beside = [sign_of(value) for value in betas(found.point.r)[0]]
    bounds, p_first, p_top3 = _how_sure(found)
    return [
        Driver(
            name,
            Result(
                float(found.parts[k] / found.parts.sum()),
                n=found.n,
                n_eff=_effective(given),
                lo=bounds[k][0],
                hi=bounds[k][1],
                method=method,
                display_class=display,
                reason=None if found.draws_suffice else "zero_variance",
            ),
            float(found.parts[k]),
            signs[k],
            beside[k],
            signs[k] * beside[k] < 0,
            p_first[k],
            p_top3[k],
        )
        for k, name in enumerate(given.names)
    ]


def _effective(given: DriverInput) -> float:
    if given.weights is None:
        return float(len(given.y))
    return sum(given.weights) ** 2 / sum(weight**2 for weight in given.weights)


def _how_sure(found: Fit) -> tuple[list[list[Any]], list[Any], list[Any]]:
    """Per touchpoint the interval of its share and its chances of place 1 and 1 to 3, ``None`` without draws."""
    if not found.draws_suffice:
        nothing = [None] * len(found.parts)
        return [[None, None] for _ in found.parts], nothing, nothing
    point = found.parts / found.parts.sum()
    shares = found.drawn_parts / found.drawn_parts.sum(axis=1, keepdims=True)
    lo, hi = np.quantile(shares, [0.025, 0.975], axis=0)
    # Draws add noise and no share is below 0: next to 0 all but a few can lie above what was found.
    bounds = np.column_stack([np.minimum(lo, point), np.maximum(hi, point)])
    ahead = (shares[:, None, :] > shares[:, :, None]).sum(axis=2)
    return bounds.tolist(), (ahead == 0).mean(axis=0).tolist(), (ahead < TOP).mean(axis=0).tolist()


def _sensitivity(found: Fit, identity: str, n: int, settings: Settings) -> Sensitivity | None:
    p = len(found.parts)
    vif = float(variance_inflation(found.point.r[0, :-1, :-1]).max())
    if nine(vif) <= settings.driver_most_vif and n >= 10 * p:
        return None
    second = ridge(found.sums, folds_of(len(found.sums.packed), identity))
    top = set(np.argsort(-found.parts, kind="stable")[:TOP].tolist())
    agrees = top == set(np.argsort(-np.abs(second.betas), kind="stable")[:TOP].tolist())
    return Sensitivity(vif, second.penalty, tuple(second.betas.tolist()), agrees)
