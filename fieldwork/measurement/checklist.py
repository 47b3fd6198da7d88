"""Checklist scoring: exact arithmetic from items to total, effects, verdict and coverage."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .display import half_up
from .intervals import mean_t
from .numbers import exact, nine
from .results import Result, nothing
from .settings import DEFAULTS, Settings
from .weighting import Sums, clustered_mean

ZERO, HUNDRED = Fraction(0), Fraction(100)

EFFECTS = frozenset({"none", "fail", "zero_section", "zero_total", "cap"})
CAP = re.compile(r"\d{1,3}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Critical:
    """What happens when an item is not fully met: ``effect``, and the ceiling when it is ``cap``."""

    effect: str = "none"
    cap: Fraction | None = None


def read_critical(text: str | None) -> Critical:
    """``none``, ``fail``, ``zero_section``, ``zero_total`` or ``cap:<number>``.

    Raises ``ValueError`` on anything else.
    """
    name, _, number = (text or "none").partition(":")
    if name not in EFFECTS or (name == "cap") != bool(number) or (number and not CAP.fullmatch(number)):
        raise ValueError(f"unknown critical effect {text!r}")
    return Critical(name, Fraction(number) if number else None)


@dataclass(frozen=True, slots=True)
class Options:
    """The scoring options of one journey version, frozen with it."""

    missing: str = "left_out"
    na: str = "left_out"
    multiple: str = "share"
    section_pass_mark: Fraction | None = None
    pass_mark: Fraction | None = None
    aggregate: str = "mean_of_visits"
    unanswered_contact: str = "excluded"
    allow_over_100: bool = False


def read_options(options: Mapping[str, Any] | None) -> Options:
    """The options as a journey document writes them; what is absent has its default."""
    given = options or {}
    marks = {
        name: None if given.get(name) is None else exact(given[name]) for name in ("section_pass_mark", "pass_mark")
    }
    return Options(
        missing=given.get("missing") or "left_out",
        na=given.get("na") or "left_out",
        multiple=given.get("multiple") or "share",
        aggregate=given.get("aggregate") or "mean_of_visits",
        unanswered_contact=given.get("unanswered_contact") or "excluded",
        allow_over_100=bool(given.get("allow_over_100")),
        **marks,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question in one visit. ``state`` is ``answered``, ``na`` or ``missing``.

    ``points`` lie between 0 and ``maximum`` (above 0) and are ``None`` unless answered; ``weight`` is
    0 or more. The critical effect triggers below ``threshold`` points, or below the maximum without one.
    """

    key: str
    state: str
    points: Fraction | None
    maximum: Fraction
    weight: Fraction = Fraction(1)
    critical: Critical = Critical()
    threshold: Fraction | None = None
    dimension: str = ""

    @property
    def triggers(self) -> bool:
        """Whether the critical effect applies; N/A and missing never do."""
        if self.critical.effect == "none" or self.state != "answered" or self.points is None:
            return False
        return nine(self.points) < nine(self.maximum if self.threshold is None else self.threshold)


@dataclass(frozen=True, slots=True)
class Section:
    """A named group of items with its weight in the total."""

    key: str
    weight: Fraction
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Sum:
    """Weighted points and weighted maximum of items: the score is 100 times their ratio."""

    points: Fraction = ZERO
    maximum: Fraction = ZERO

    @property
    def score(self) -> Fraction | None:
        """0 to 100, or ``None`` when nothing was answered and applicable."""
        return HUNDRED * self.points / self.maximum if self.maximum else None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A scored checklist. Scores are exact and 0 to 100 (above only with ``allow_over_100``)."""

    sums: dict[str, Sum]
    section_scores: dict[str, Fraction | None]
    base: Fraction | None
    before_critical: Fraction | None
    total: Fraction | None
    verdict: str | None
    triggered: list[str]
    coverage: Fraction | None
    status: str
    reason: str | None
    zeroed: set[str] = field(default_factory=set)

    @property
    def display(self) -> Decimal | None:
        """The total as printed, and as the verdict reads it: one decimal, half-up."""
        return None if self.total is None else half_up(self.total, 1)


def sum_of(items: Iterable[Item], options: Options) -> Sum:
    """Sum of weight x points/maximum over answered, applicable items, and of their weights."""
    points = maximum = ZERO
    for item in items:
        if item.state == "answered" and item.points is not None:
            points += item.weight * item.points / item.maximum
            maximum += item.weight
        elif (options.na if item.state == "na" else options.missing) == "zero":
            maximum += item.weight
    return Sum(points, maximum)


def total_of(sections: Iterable[Section], scores: Mapping[str, Fraction | None]) -> Fraction | None:
    """Weighted mean of the section scores over the sections that have one."""
    points = weights = ZERO
    for section in sections:
        score = scores[section.key]
        if score is not None:
            points += section.weight * score
            weights += section.weight
    return points / weights if weights else None


def coverage_of(sections: Iterable[Section], options: Options) -> Fraction | None:
    """Share of the applicable weight that was answered; ``None`` when nothing was applicable."""
    covered = weights = ZERO
    for section in sections:
        applicable = answered = ZERO
        for item in section.items:
            if item.state == "na" and options.na != "zero":
                continue
            applicable += item.weight
            if item.state != "missing":
                answered += item.weight
        if applicable:
            covered += section.weight * answered / applicable
            weights += section.weight
    return covered / weights if weights else None


def status_of(coverage: Fraction | None, settings: Settings = DEFAULTS) -> str:
    """``final`` from 0.8, ``provisional`` from 0.5, below that ``suppressed``."""
    if coverage is None or nine(coverage) < settings.coverage_least:
        return "suppressed"
    return "final" if nine(coverage) >= settings.coverage_full else "provisional"


def with_bonus(base: Fraction, bonus: Fraction, *, allow_over_100: bool = False) -> Fraction:
    """Bonus points on top of a total of 0 to 100; at most 100 unless the journey allows more."""
    raised = base + bonus
    return raised if allow_over_100 else min(HUNDRED, raised)


def score(
    sections: Sequence[Section], options: Options, bonus: Fraction = ZERO, settings: Settings = DEFAULTS
) -> Checklist:
    """Score a checklist: sections, effects on sections, total, bonus, clip, effects on the total.

    ``bonus`` is in points of the total. The total is given whatever the coverage; ``status`` says
    whether it may be shown. Section keys must be unique.
    """
    sums = {section.key: sum_of(section.items, options) for section in sections}
    before = {key: part.score for key, part in sums.items()}
    hits = [(section.key, item) for section in sections for item in section.items if item.triggers]
    zeroed = {key for key, item in hits if item.critical.effect == "zero_section"}
    after = {key: ZERO if key in zeroed and part is not None else part for key, part in before.items()}

    base = total_of(sections, before)
    before_critical = None if base is None else with_bonus(base, bonus, allow_over_100=options.allow_over_100)
    total = total_of(sections, after) if zeroed else base
    if total is not None:
        total = with_bonus(total, bonus, allow_over_100=options.allow_over_100)
        caps = [item.critical.cap for _, item in hits if item.critical.cap is not None]
        total = min([total, *caps])
        if any(item.critical.effect == "zero_total" for _, item in hits):
            total = ZERO
    coverage = coverage_of(sections, options)
    status = "suppressed" if total is None else status_of(coverage, settings)
    return Checklist(
        sums=sums,
        section_scores=after,
        base=base,
        before_critical=before_critical,
        total=total,
        verdict=verdict_of(total, after.values(), options, failed=bool(hits)),
        triggered=[item.key for _, item in hits],
        coverage=coverage,
        status=status,
        reason=_reason(sections, total, status),
        zeroed=zeroed,
    )


def verdict_of(
    total: Fraction | None, section_scores: Iterable[Fraction | None], options: Options, *, failed: bool
) -> str | None:
    """``pass`` or ``fail`` on the displayed values, ``None`` when there is no mark to pass.

    ``failed`` says that a critical item was not met: that alone fails the visit.
    """
    if failed:
        return "fail"
    if total is None or (options.pass_mark is None and options.section_pass_mark is None):
        return None
    if options.section_pass_mark is not None and any(
        part is not None and half_up(part, 1) < options.section_pass_mark for part in section_scores
    ):
        return "fail"
    if options.pass_mark is not None and half_up(total, 1) < options.pass_mark:
        return "fail"
    return "pass"


def _reason(sections: Sequence[Section], total: Fraction | None, status: str) -> str | None:
    if total is None:
        states = {item.state for section in sections for item in section.items}
        return "all_na" if states == {"na"} else "no_data"
    return "low_coverage" if status == "suppressed" else None


def aggregate(visits: Sequence[tuple[Fraction | None, Fraction, Fraction]], how: str) -> Result:
    """Total over visits, each given as ``(total, points, max_points)``; basis visits.

    ``mean_of_visits`` (the default of a journey): mean of the totals with a t interval, on 0 to 100 unless
    a bonus took a visit above. ``ratio_of_sums``: 100 x all points / all maximum points, with the t interval
    of a ratio (linearised). Visits whose total is ``None`` are left out of both. Raises ``ValueError`` on
    another way of adding up.
    """
    if how == "mean_of_visits":
        totals = [total for total, _, _ in visits if total is not None]
        return mean_t(totals, lo=0, hi=None if max(totals, default=ZERO) > HUNDRED else 100)
    if how != "ratio_of_sums":
        raise ValueError(f"unknown way to add up visits: {how!r}")
    counted = [(points, maximum) for total, points, maximum in visits if total is not None and maximum]
    if not counted:
        return nothing("no_data", method="ratio_of_sums")
    exactly = HUNDRED * sum((p for p, _ in counted), ZERO) / sum((m for _, m in counted), ZERO)
    return replace(ratio_of_sums([point_sums((float(p), float(m)) for p, m in counted)]), value=float(exactly))


@dataclass(frozen=True, slots=True)
class PointSums:
    """Points and maximum points of the visits of one location, as a query adds them up."""

    n: int
    points: float
    maxima: float
    points_squared: float
    products: float
    maxima_squared: float


def point_sums(visits: Iterable[tuple[float, float]]) -> PointSums:
    """The sums of ``(points, maximum points)`` per visit; every maximum is above 0."""
    given = list(visits)
    columns = ((p, m, p * p, p * m, m * m) for p, m in given)
    return PointSums(len(given), *(math.fsum(column) for column in zip(*columns, strict=True))) if given else NO_POINTS


NO_POINTS = PointSums(0, 0.0, 0.0, 0.0, 0.0, 0.0)


def ratio_of_sums(locations: Sequence[PointSums], total_locations: int | None = None) -> Result:
    """100 x all points / all maximum points of visits at some locations, 0 to 100, with its interval.

    The ratio is linearised: per visit 100 x (points - ratio x maximum)/mean maximum lies around 0, and its mean over
    the visits has the interval of ``clustered_mean``, moved to the ratio. Without points to earn: ``no_data``.

    Source: W. G. Cochran (1977), Sampling Techniques, chapter 6.
    """
    n, points, maxima = (math.fsum(getattr(one, name) for one in locations) for name in ("n", "points", "maxima"))
    if not n:
        return nothing("no_data", method="ratio_of_sums")
    ratio, scale = points / maxima, 100 * n / maxima

    def linearised(one: PointSums) -> Sums:
        total = scale * (one.points - ratio * one.maxima)
        around = one.points_squared - 2 * ratio * one.products + ratio**2 * one.maxima_squared
        moved = 100 * ratio
        squares = scale**2 * max(0.0, around) + 2 * moved * total + one.n * moved**2
        return Sums(one.n, total + one.n * moved, squares)

    found = clustered_mean([linearised(one) for one in locations if one.n], total_locations, 0, 100)
    return replace(found, value=100 * ratio, method="ratio_of_sums")
