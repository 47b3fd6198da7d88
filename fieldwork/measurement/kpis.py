"""Customer figures: recommendation, satisfaction, effort, first-time fix, churn and lifetime value."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .display import display_class
from .intervals import mean_t, wilson, wilson_bounds
from .numbers import Z95, clip, is_number, mean, nine
from .results import Result, nothing


@dataclass(frozen=True, slots=True)
class Nps:
    """Counts and score of a recommendation question; ``result`` runs from -100 to 100."""

    promoters: int
    passives: int
    detractors: int
    result: Result
    se: float | None
    invalid: int = 0
    missing: int = 0


def nps(ratings: Iterable[Any], *, basis: str = "respondents") -> Nps:
    """Recommendation score of ratings 0 to 10; ``None`` is missing, anything else counts as invalid."""
    counts, invalid, missing = [0, 0, 0], 0, 0
    for rating in ratings:
        if rating is None:
            missing += 1
        elif not is_number(rating) or rating != int(rating) or not 0 <= rating <= 10:
            invalid += 1
        else:
            counts[0 if rating >= 9 else 1 if rating >= 7 else 2] += 1
    return nps_of_counts(*counts, basis=basis, invalid=invalid, missing=missing)


def nps_of_counts(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    basis: str = "respondents",
    n_eff: float | None = None,
    z: float = Z95,
    invalid: int = 0,
    missing: int = 0,
) -> Nps:
    """The score from its three counts, with the adjusted Wald interval (three counts added).

    ``n_eff`` and ``z`` widen it for clusters. No interval below three answers. A shopper's own
    recommendation is ``basis="visits"`` and never pooled with customers'. Source: Rocks (2016).
    """
    n = promoters + passives + detractors
    if n == 0:
        return Nps(0, 0, 0, nothing("no_data", method="adjusted_wald", basis=basis), None, invalid, missing)
    # Divided last: 14.5 points stay 14.5 and print as 15, where 100 x 0.145 falls just short.
    points, difference = 100 * (promoters - detractors) / n, (promoters - detractors) / n
    se = 100 * math.sqrt(((promoters + detractors) / n - difference**2) / n)
    shown = display_class(n, "nps", basis=basis)
    size = float(n if n_eff is None else n_eff)
    if n < 3:
        reason = "single_observation" if n == 1 else "too_few"
        result = Result(
            points, n=n, n_eff=size, method="adjusted_wald", basis=basis, display_class=shown, reason=reason
        )
        return Nps(promoters, passives, detractors, result, se, invalid, missing)
    centre, variance = adjusted_nps(promoters / n * size, detractors / n * size, size)
    half = z * math.sqrt(variance)
    result = Result(
        points,
        n=n,
        n_eff=size,
        lo=clip(centre - half, -100, 100),
        hi=clip(centre + half, -100, 100),
        method="adjusted_wald",
        basis=basis,
        display_class=shown,
    )
    return Nps(promoters, passives, detractors, result, se, invalid, missing)


def adjusted_nps(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Adjusted score and its variance (in points): three quarters of a count added to each end."""
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    return 100 * (p - d), 100**2 * (p + d - (p - d) ** 2) / (n + 3)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Satisfied share (top 2, or 8 to 10 of a mark) with the mean beside it."""

    top2: int
    share: Result
    mean: Result


TOP_FROM = {5: 4, 7: 6, 10: 8}


def csat(ratings: Iterable[Any], scale: int, *, basis: str = "respondents") -> Satisfaction:
    """Satisfaction on a scale of 1 to 5, 7 or 10. Raises ``ValueError`` on another scale."""
    if scale not in TOP_FROM:
        raise ValueError("the scale must run to 5, 7 or 10")
    average = mean_t(ratings := list(ratings), lo=1, hi=scale, basis=basis)
    known = _on_scale(ratings, 1, scale)
    satisfied = [rating >= TOP_FROM[scale] for rating in known]
    return Satisfaction(sum(satisfied), _share(satisfied, average), average)


def _share(chosen: Sequence[bool], average: Result) -> Result:
    """Share of the answers behind a mean; what was invalid there is counted here too."""
    return replace(wilson(sum(chosen), len(chosen), basis=average.basis), flags=average.flags)


def _on_scale(ratings: Iterable[Any], lo: float, hi: float) -> list[float]:
    return [float(rating) for rating in ratings if is_number(rating) and lo <= rating <= hi]


@dataclass(frozen=True, slots=True)
class Grade:
    """The Dutch report mark, 1 to 10."""

    mean: Result
    share_8_up: Result
    share_below_5_5: Result


def report_grade(grades: Iterable[Any], *, basis: str = "respondents") -> Grade:
    """Mean mark with the share of 8 and up, and of failing marks (below 5.5)."""
    given = list(grades)
    known = _on_scale(given, 1, 10)
    average = mean_t(given, lo=1, hi=10, basis=basis)
    return Grade(
        average, _share([grade >= 8 for grade in known], average), _share([grade < 5.5 for grade in known], average)
    )


@dataclass(frozen=True, slots=True)
class EffortScale:
    """The instrument of a customer effort series: its lowest and highest rating, and which end is good.

    Two series may be put together only when their instruments are equal in every field. Raises
    ``ValueError`` on a scale without length.
    """

    version: str
    lowest: float
    highest: float
    high_is_good: bool

    def __post_init__(self) -> None:
        if not self.lowest < self.highest:
            raise ValueError("the lowest rating of an effort question must lie below the highest")

    def ease(self, rating: float) -> float:
        """A rating on 0 to 100, where 100 is easy whichever way the scale runs."""
        way = rating - self.lowest if self.high_is_good else self.highest - rating
        return 100 * way / (self.highest - self.lowest)

    def is_easy(self, rating: float) -> bool:
        """Whether a rating lies in the easy third of the scale: 1-2 of v1, 5-7 of v2."""
        return nine(self.ease(rating)) >= nine(200 / 3)

    def is_difficult(self, rating: float) -> bool:
        """Whether a rating lies in the difficult third of the scale: 4-5 of v1, 1-3 of v2."""
        return nine(self.ease(rating)) <= nine(100 / 3)


EFFORT = {"v1": EffortScale("v1", 1, 5, False), "v2": EffortScale("v2", 1, 7, True)}


def effort_scale(version: str) -> EffortScale:
    """The published instrument ``v1`` (1-5, low is good) or ``v2`` (1-7, high is good).

    Raises ``ValueError`` on another word; a custom instrument is an ``EffortScale`` of its own.
    """
    if version not in EFFORT:
        raise ValueError(f"unknown version of the effort question {version!r}")
    return EFFORT[version]


@dataclass(frozen=True, slots=True)
class Effort:
    """A customer effort series. ``ease`` is 0-100, 100 is easy, whichever way the scale runs."""

    mean: Result
    ease: float | None
    easy: Result
    difficult: Result


def effort(ratings: Iterable[Any], instrument: EffortScale | str, *, basis: str = "respondents") -> Effort:
    """Customer effort of one series, asked with one instrument (``v1``, ``v2`` or an own scale)."""
    scale = effort_scale(instrument) if isinstance(instrument, str) else instrument
    given = list(ratings)
    known = _on_scale(given, scale.lowest, scale.highest)
    average = mean_t(given, lo=scale.lowest, hi=scale.highest, basis=basis)
    return Effort(
        average,
        None if average.value is None else scale.ease(average.value),
        _share([scale.is_easy(rating) for rating in known], average),
        _share([scale.is_difficult(rating) for rating in known], average),
    )


def combine_effort(series: Sequence[tuple[EffortScale | str, float]]) -> tuple[float | None, str | None]:
    """Plain mean of series means of one instrument; two instruments are ``different_instruments``."""
    if not series:
        return None, "no_data"
    scales = {effort_scale(scale) if isinstance(scale, str) else scale for scale, _ in series}
    if len(scales) > 1:
        return None, "different_instruments"
    return mean(value for _, value in series), None


@dataclass(frozen=True, slots=True)
class FirstTimeFix:
    """Share of cases resolved at the first contact, over cases whose window has elapsed."""

    fixed: int
    not_matured: int
    share: Result


def first_time_fix(cases: Iterable[Mapping[str, bool]]) -> FirstTimeFix:
    """``resolved_first_contact`` without ``repeat_within_window``, over ``matured`` cases."""
    given = list(cases)
    matured = [case for case in given if case["matured"]]
    fixed = sum(case["resolved_first_contact"] and not case["repeat_within_window"] for case in matured)
    waiting = len(given) - len(matured)
    if not matured:
        reason = "not_matured" if waiting else "no_data"
        return FirstTimeFix(0, waiting, nothing(reason, method="wilson", basis="respondents"))
    return FirstTimeFix(fixed, waiting, wilson(fixed, len(matured), basis="respondents"))


@dataclass(frozen=True, slots=True)
class Churn:
    """Churn of one period (a share with its interval) and what follows from it."""

    churn: Result
    retention: float | None
    annualised_if_monthly: float | None
    mean_lifetime: float | None
    status: str


def churn(start: int, lost: int, new: int, end: int) -> Churn:
    """Customers at the start who left; newcomers are in neither number.

    The four numbers must reconcile (start - lost + new = end), else there is no figure. Raises
    ``ValueError`` when more were lost than there were.
    """
    if lost > start:
        raise ValueError("more customers lost than there were at the start")
    if start - lost + new != end:
        return _no_churn("does_not_reconcile")
    if start == 0:
        return _no_churn("no_data")
    share = wilson(lost, start, basis="respondents")
    rate = lost / start
    return Churn(share, 1 - rate, 1 - (1 - rate) ** 12, 1 / rate if rate else None, "ok")


def _no_churn(reason: str) -> Churn:
    return Churn(nothing(reason, method="wilson", basis="respondents"), None, None, None, reason)


def lifetime_multiple(retention: float, discount: float) -> float | None:
    """What a margin per period is worth for ever: r/(1 + i - r); ``None`` when that diverges.

    Source: Gupta and Lehmann, margin multiple (end of period).
    """
    left = 1 + discount - retention
    return None if nine(left) <= 0 else retention / left


def lifetime_value_finite(margin: float, retention: float, discount: float, periods: int) -> float:
    """Value of a customer over a number of periods, margins at the end of each."""
    return math.fsum(margin * (retention / (1 + discount)) ** t for t in range(1, periods + 1))


def lifetime_value(margin: float, discount: float, retained: int, customers: int) -> Result:
    """Lifetime value with the interval that comes from the retention; margin and discount taken as given."""
    if customers == 0:
        return nothing("no_data", method="clv", basis="respondents")
    bounds = (retained / customers, *wilson_bounds(retained, customers))
    multiples = [lifetime_multiple(rate, discount) for rate in bounds]
    if any(multiple is None for multiple in multiples):
        return nothing("diverges", method="clv", basis="respondents", n=customers)
    value, low, high = (margin * multiple for multiple in multiples if multiple is not None)
    return Result(
        value,
        n=customers,
        n_eff=float(customers),
        lo=min(low, high),
        hi=max(low, high),
        method="clv",
        basis="respondents",
    )
