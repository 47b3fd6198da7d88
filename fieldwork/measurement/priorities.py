"""Importance against performance, and which touchpoint closes most of the gap to the target, soonest.

Both rest on drivers, so on association: what a touchpoint would bring is what it brings *if* the link holds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .correlations import Moments
from .dominance import Array, betas
from .drivers import DRAWS, TOP, DriverInput, Drivers, Fit, fit, sign_of, why_not
from .numbers import mean, nine
from .quadrants import Quadrant, quadrant
from .results import Result, nothing
from .settings import DEFAULTS, Settings


@dataclass(frozen=True, slots=True)
class Spot:
    """One touchpoint in the picture, with the lines it is judged by; no quadrant without a performance."""

    name: str
    importance: Result
    performance: Result
    cut_importance: float
    cut_performance: float
    quadrant: Quadrant | None


def importance_performance(
    drivers: Drivers, performance: Mapping[str, Result], targets: Mapping[str, float] | None = None
) -> list[Spot]:
    """Every driver in the picture of importance against performance, in the order of the drivers.

    Lines: importance at the fair share, 1 / number of drivers; performance at the touchpoint's own target,
    else at the mean of all performances. ``performance`` gives scores 0 to 100 by name. Print the lines
    beside the picture: where they lie decides what it says.
    """
    scores = [performance[driver.name] for driver in drivers.drivers if driver.name in performance]
    known = [score.value for score in scores if score.value is not None]
    spots = []
    for driver in drivers.drivers:
        score = performance.get(driver.name) or nothing("no_data")
        fair = 1 / len(drivers.drivers)
        line = (targets or {}).get(driver.name, mean(known) if known else 0.0)
        spots.append(Spot(driver.name, driver.share, score, fair, line, quadrant(driver.share, score, fair, line)))
    return spots


@dataclass(frozen=True, slots=True)
class Lever:
    """What is known of improving one touchpoint, on the scale of its scores.

    ``reach``: share of journeys with the step, 0 to 1. ``achievable``: the level it can reach. ``current``:
    where it stands, by default its mean in the driver rows. ``success_probability`` 0 to 1.
    ``lead_time_weeks`` and ``effort_days`` are above 0.
    """

    achievable: float
    lead_time_weeks: float
    reach: float = 1.0
    success_probability: float = 1.0
    effort_days: float | None = None
    current: float | None = None

    def at(self, measured: float) -> "Lever":
        """The same lever, standing where it was measured unless it says otherwise."""
        return self if self.current is not None else replace(self, current=measured)

    @property
    def room(self) -> float:
        """How far it can still rise, 0 or more; from its current level, which must be known."""
        if self.current is None:
            raise ValueError("a current level is needed")
        return self.achievable - self.current if nine(self.current) < nine(self.achievable) else 0.0

    @property
    def usable(self) -> bool:
        """Whether its lead time and its effort are above 0."""
        return self.lead_time_weeks > 0 and (self.effort_days is None or self.effort_days > 0)


def achievable_level(target: float | None, location_means: Sequence[float]) -> float | None:
    """The touchpoint's own target, else what a quarter of the locations already exceed; ``None`` without both."""
    if target is not None or not len(location_means):
        return target
    return float(np.quantile(np.asarray(location_means, dtype=float), 0.75))


@dataclass(frozen=True, slots=True)
class Point:
    """One touchpoint's contribution: outcome per point, expected gain, share of the gap, and that per week."""

    slope: float | None
    gain: float | None
    share_of_gap: float | None
    priority_per_week: float | None
    per_effort_day: float | None
    eligible: bool | None
    reason: str | None = None


def priority_point(
    lever: Lever,
    *,
    lmg_share: float,
    r2: float,
    sd_y: float,
    sd_x: float,
    sign: int,
    outcome_now: float,
    outcome_target: float,
) -> Point:
    """What bringing one touchpoint to its achievable level closes of the target gap, per week.

    The slope is sign x sqrt(share x R²) x sd_y / sd_x: the regression slope when touchpoints are uncorrelated,
    and steadier than it when they are not. ``lever.current`` must be given. At or past the target everything
    is ``None`` with ``target_already_met``; a touchpoint that does not vary gives ``zero_variance``. Raises
    ``ValueError`` when the lead time or the effort is not above 0.
    """
    if not lever.usable:
        raise ValueError("the lead time and the effort must be above 0")
    if nine(outcome_now) >= nine(outcome_target):
        return Point(None, None, None, None, None, None, "target_already_met")
    if sd_x == 0:
        return Point(None, None, None, None, None, None, "zero_variance")
    slope = sign * math.sqrt(lmg_share * r2) * sd_y / sd_x
    gain = lever.reach * slope * lever.room
    fraction = min(1.0, gain / (outcome_target - outcome_now))
    per_week = fraction * lever.success_probability / lever.lead_time_weeks
    return Point(
        slope,
        gain,
        fraction,
        per_week,
        None if lever.effort_days is None else per_week / lever.effort_days,
        lever.room > 0 and gain > 0,
    )


@dataclass(frozen=True, slots=True)
class Priority:
    """One touchpoint in the order of work.

    ``expected`` is the mean of its share of the gap per week over the bootstrap draws, with the 80 % range;
    ``p_top3`` the share of draws in which it is among the three best of those that are eligible. Without a
    place in the order ``because`` says why: ``at_achievable``, ``no_gain``, ``suppressor`` or ``unsure`` (the
    link may as well be nil or negative).
    """

    name: str
    point: Point
    expected: Result
    p_top3: float | None
    because: str | None = None

    @property
    def eligible(self) -> bool:
        """Whether it has a place in the order."""
        return self.because is None


@dataclass(frozen=True, slots=True)
class Priorities:
    """The eligible touchpoints, best first, then the others with a lever in the order of the drivers.

    ``joint`` is the share of the gap that all eligible ones close together, from one regression of the outcome
    on all touchpoints: their own shares overlap and must not be added. Without priorities there is a
    ``reason``.
    """

    ranked: list[Priority] = field(default_factory=list)
    joint: Result = field(default_factory=lambda: nothing("no_data"))
    reason: str | None = None


def priorities(
    given: DriverInput,
    levers: Mapping[str, Lever],
    outcome_now: float,
    outcome_target: float,
    identity: str,
    draws: int = DRAWS,
    settings: Settings = DEFAULTS,
) -> Priorities:
    """Which touchpoints bring the outcome to its target, soonest, by the mean over bootstrap draws.

    Slopes and current levels are drawn together, from the same draws as ``drivers.analyse`` with this
    ``identity``; the gap itself stays as it is. ``outcome_now`` and ``outcome_target`` are on the scale of the
    outcome. A touchpoint is eligible when it is below its achievable level, is expected to gain, is no
    suppressor, and its link is above 0 in 97.5 % of the draws: a share of R² is never below 0, so the lower
    bound of the share alone would let every touchpoint pass.
    """
    if any(not lever.usable for lever in levers.values()):
        raise ValueError("lead times and efforts must be above 0")
    reason = why_not(given, settings)
    if nine(outcome_now) >= nine(outcome_target):
        reason = "target_already_met"
    if reason:
        return Priorities(joint=nothing("too_few" if reason == "too_many" else reason), reason=reason)
    found = fit(given, identity, draws, settings)
    if not found.draws_suffice or nine(found.parts.sum()) == 0:
        return Priorities(joint=nothing("zero_variance"), reason="zero_variance")
    placed = {k: levers[name].at(float(found.point.mean[0, k])) for k, name in enumerate(given.names) if name in levers}
    return _ordered(given.names, placed, found, outcome_now, outcome_target)


def _ordered(names: Sequence[str], levers: Mapping[int, Lever], found: Fit, now: float, target: float) -> Priorities:
    signed = np.sign(found.drawn.r[:, :-1, -1]) * np.sqrt(found.drawn_parts)
    fractions = np.minimum(1.0, _gains(signed, found.drawn, levers, found.point) / (target - now))
    per_week = fractions * [lever.success_probability / lever.lead_time_weeks for lever in levers.values()]
    points = [_point(k, lever, found, now, target) for k, lever in levers.items()]
    because = [_because(k, levers[k], point, found) for k, point in zip(levers, points, strict=True)]
    chosen = [place for place, why in enumerate(because) if why is None]
    listed = [
        Priority(
            names[k],
            points[place],
            _range(per_week[:, place], found),
            _top3(per_week, place, chosen) if because[place] is None else None,
            because[place],
        )
        for place, k in enumerate(levers)
    ]
    listed.sort(key=_by_order)
    eligible = {k: lever for (k, lever), why in zip(levers.items(), because, strict=True) if why is None}
    return Priorities(listed, _joint(eligible, found, target - now))


def _gains(standardised: Array, moments: Moments, levers: Mapping[int, Lever], point: Moments) -> Array:
    """Gain in outcome of each lever in each draw, shape (draws, levers), from standardised slopes."""
    at, each = list(levers), list(levers.values())
    slopes = standardised[:, at] * moments.sd[:, -1:] / moments.sd[:, at]
    level = np.array([lever.current for lever in each]) + moments.mean[:, at] - point.mean[:, at]
    room = np.maximum(0.0, np.array([lever.achievable for lever in each]) - level)
    found: Array = np.array([lever.reach for lever in each]) * slopes * room
    return found


def _point(k: int, lever: Lever, found: Fit, now: float, target: float) -> Point:
    r2 = float(found.parts.sum())
    return priority_point(
        lever,
        lmg_share=float(found.parts[k]) / r2,
        r2=r2,
        sd_y=float(found.point.sd[0, -1]),
        sd_x=float(found.point.sd[0, k]),
        sign=sign_of(found.point.r[0, k, -1]),
        outcome_now=now,
        outcome_target=target,
    )


def _because(k: int, lever: Lever, point: Point, found: Fit) -> str | None:
    """Why a touchpoint has no place in the order."""
    if lever.room == 0:
        return "at_achievable"
    if not point.eligible:
        return "no_gain"
    if sign_of(betas(found.point.r)[0, k]) < 0:
        return "suppressor"
    return None if np.quantile(found.drawn.r[:, k, -1], 0.025) > 0 else "unsure"


def _range(per_week: Array, found: Fit) -> Result:
    lo, hi = np.quantile(per_week, [0.1, 0.9])
    return Result(float(per_week.mean()), n=found.n, lo=float(lo), hi=float(hi), level=0.8, method="bootstrap")


def _top3(per_week: Array, place: int, chosen: Sequence[int]) -> float:
    return float(((per_week[:, chosen] > per_week[:, [place]]).sum(axis=1) < TOP).mean())


def _by_order(one: Priority) -> tuple[bool, float, float]:
    """The eligible first; among them the most per week, then the most per day of effort."""
    per_week, per_day = one.expected.value or 0.0, one.point.per_effort_day or 0.0
    return (True, 0.0, 0.0) if not one.eligible else (False, -nine(per_week), -per_day)


def _joint(levers: Mapping[int, Lever], found: Fit, gap: float) -> Result:
    """The share of the gap that levers close together, by one regression on all touchpoints, at most 1."""
    if not levers:
        return nothing("no_data", method="regression")
    value = min(1.0, float(_gains(betas(found.point.r), found.point, levers, found.point).sum()) / gap)
    together = _gains(betas(found.drawn.r), found.drawn, levers, found.point).sum(axis=1) / gap
    lo, hi = np.minimum(1.0, np.quantile(together, [0.1, 0.9]))
    return Result(value, n=found.n, lo=float(lo), hi=float(hi), level=0.8, method="regression")
