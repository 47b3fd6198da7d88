"""How many visits a question needs, and which questions a number of visits can answer."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from .consistency import reliability
from .distributions import noncentral_t_below, normal_quantile, t_quantile
from .numbers import Z95, ceiling, nine
from .weighting import DEFAULT_ICC, design_effect

ALPHA = 0.05
POWER = 0.80
DEFAULT_SD = 15.0
LEAST_EFFECT, LARGEST_EFFECT = 1e-6, 5
MIN_INTERVAL_VISITS = 3
# A plan is shown for these numbers of visits per location; beyond the most, no number is an answer.
LADDER = (1, 2, 3, 4, 6, 8, 12)
MOST_VISITS = 1000
NEAREST = 1e-9  # nearer to 0 or 1 than this there is no quantile to compute with


def quantiles(alpha: float = ALPHA, power: float = POWER) -> tuple[float, float]:
    """Normal quantiles of a two-sided test at level ``alpha`` that finds what is there with ``power``.

    Raises ``ValueError`` unless 0 < alpha < power < 1, both a billionth away from the ends.
    """
    if not NEAREST <= alpha < power <= 1 - NEAREST:
        raise ValueError(f"alpha and power lie between {NEAREST:g} and 1 - {NEAREST:g}, alpha below power")
    return normal_quantile(1 - alpha / 2), normal_quantile(power)


def _positive(name: str, value: float) -> None:
    if not value > 0:
        raise ValueError(f"{name} must be above 0")


def n_for_proportion(p: float, half_width: float, size: int | None = None) -> float | None:
    """Answers (before rounding up) for a share near ``p`` with an interval of ± ``half_width`` (a share).

    ``size`` is the length of a closed list the answers are drawn from. ``None`` for a share of 0 or 1:
    without spread no number follows. Raises ``ValueError`` on a width or a list that is not above 0.

    Source: W. G. Cochran (1977), Sampling Techniques, chapter 4.
    """
    _positive("half_width", half_width)
    if not 0 < p < 1:
        return None
    open_ended = Z95**2 * p * (1 - p) / half_width**2
    if size is None:
        return open_ended
    _positive("N", size)
    return open_ended / (1 + (open_ended - 1) / size)


def n_for_mean(sd: float, half_width: float) -> int | None:
    """Smallest number of visits whose t interval is at most ± ``half_width``, in points of the score.

    ``sd`` is the standard deviation of visits. ``None`` when it is 0. The least is 2, though an interval is
    published from three visits on. Raises ``ValueError`` on a width that is not above 0.
    """
    _positive("half_width", half_width)
    if sd == 0:
        return None
    # The normal curve gives a number that is never too high; a few steps up from there remain.
    n = max(2, math.ceil((Z95 * sd / half_width) ** 2) - 1)
    while mean_half_width(sd, n) > half_width * (1 + 1e-12):
        n += 1
    return n


def mean_half_width(sd: float, n: float) -> float:
    """Half the width of the t interval of a mean over ``n`` visits (an effective number), more than 1."""
    return t_quantile(n - 1) * sd / math.sqrt(n)


def nps_variance(promoters: float, detractors: float) -> float:
    """Variance of one answer to the recommendation question, from two shares (0 to 1).

    Raises ``ValueError`` when the two exceed 1 together.
    """
    if nine(promoters + detractors) > 1:
        raise ValueError("promoters and detractors are shares and cannot exceed 1 together")
    return promoters + detractors - (promoters - detractors) ** 2


def n_for_nps(promoters: float, detractors: float, half_width: float) -> float | None:
    """Answers (before rounding up) for a recommendation score of ± ``half_width`` points.

    ``None`` when everybody gives the same answer.
    """
    _positive("half_width_points", half_width)
    variance = nps_variance(promoters, detractors)
    return None if nine(variance) <= 0 else (100 * Z95 / half_width) ** 2 * variance


def n_two_proportions(p1: float, p2: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """Answers per wave (before rounding up) to tell two shares (0 to 1) apart.

    Raises ``ValueError`` when they are equal.

    Source: J. L. Fleiss, B. Levin and M. C. Paik (2003), Statistical Methods for Rates and Proportions, 4.2.
    """
    if p1 == p2:
        raise ValueError("p1 and p2 must differ")
    z_alpha, z_beta = quantiles(alpha, power)
    middle = (p1 + p2) / 2
    apart = z_alpha * math.sqrt(2 * middle * (1 - middle))
    apart += z_beta * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return (apart / (p1 - p2)) ** 2


def power_two_means(effect: float, n: float, alpha: float = ALPHA) -> float:
    """Power of the two-sided t test for two waves of ``n`` (more than 1) and an ``effect`` in SDs."""
    df, shift = 2 * n - 2, abs(effect) * math.sqrt(n / 2)
    limit = t_quantile(df, 1 - alpha / 2)
    wrong_side = noncentral_t_below(-limit, df, shift)
    # So far out in the tail that scipy knows no number: nothing is left there.
    return 1 - noncentral_t_below(limit, df, shift) + (0.0 if math.isnan(wrong_side) else wrong_side)


def n_two_means(effect: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """Visits per wave (before rounding up) to see a change of ``effect`` standard deviations.

    The continuous solution of the noncentral t, both tails counted. Raises ``ValueError`` on no effect
    worth the name, or one so large (over 5 SDs) that two visits show it.
    """
    if not LEAST_EFFECT <= abs(effect) <= LARGEST_EFFECT:
        raise ValueError(f"effect_size_d must differ from 0 and not exceed {LARGEST_EFFECT}")
    z_alpha, z_beta = quantiles(alpha, power)
    low = 1.01
    high = 2 * ((z_alpha + z_beta) / effect) ** 2 + z_alpha**2 + 2
    while power_two_means(effect, high, alpha) < power:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if power_two_means(effect, middle, alpha) < power else (low, middle)
    return high


def detectable_change(
    sd: float, n1: float, n2: float, alpha: float = ALPHA, power: float = POWER, deff: float = 1.0
) -> float | None:
    """Smallest change between waves of ``n1`` and ``n2`` visits that is found with ``power``, in points.

    ``sd`` is that of visits and ``deff`` the design effect of visits inside locations. ``None`` when a
    wave is empty or visits do not differ. Raises ``ValueError`` on a design effect that is not above 0.
    """
    z_alpha, z_beta = quantiles(alpha, power)
    _positive("deff", deff)
    if min(n1, n2) <= 0 or sd == 0:
        return None
    return (z_alpha + z_beta) * sd * math.sqrt(deff) * math.sqrt(1 / n1 + 1 / n2)


def detectable_change_paired(
    sd_of_changes: float, locations: int, alpha: float = ALPHA, power: float = POWER
) -> float | None:
    """Smallest change that is found when the same locations are visited twice, in points.

    ``sd_of_changes`` is that of the change per location; each location counts once, so there is no
    second wave to add. ``None`` without locations or spread.
    """
    z_alpha, z_beta = quantiles(alpha, power)
    if locations <= 0 or sd_of_changes == 0:
        return None
    return (z_alpha + z_beta) * sd_of_changes / math.sqrt(locations)


def more_visits(sd: float, n_now: int, n_before: int, delta: float, deff: float = 1.0) -> int | None:
    """How many more visits the newest wave needs until a change of ``delta`` points can be seen.

    0 when it can be seen already. ``None`` when no number is enough: the older wave is too small. Power
    is 0.8. Raises ``ValueError`` on a ``delta`` or ``deff`` that is not above 0.
    """
    _positive("delta", delta)
    _positive("deff", deff)
    z_alpha, z_beta = quantiles()
    # What both waves' 1/n may add up to; the older wave has used its part already.
    if sd == 0 or n_before <= 0:
        return None if n_before <= 0 else max(0, 1 - n_now)
    room = (delta / ((z_alpha + z_beta) * sd)) ** 2 / deff
    left = room - 1 / n_before
    if left <= 1e-9 * room:
        return None
    return max(0, max(1, ceiling(1 / left)) - n_now)


@dataclass(frozen=True, slots=True)
class Wish:
    """What fieldwork should tell, and what there is to spend on one wave.

    ``visits`` counts visits per location. ``sd`` (points, between visits) and ``icc`` (0 to 1, between
    locations) come from earlier fieldwork, or stay ``None``. ``fee`` and ``travel`` are money per visit.
    Wanted: the chain mean to ± ``half_width`` points, location means of a ``reliability`` between 0 and 1,
    a ``change`` in points seen between two waves like this one. Raises ``ValueError`` on a number that no
    plan can have.
    """

    locations: int
    visits: int | None = None
    sd: float | None = None
    icc: float | None = None
    fee: float = 0.0
    travel: float = 0.0
    half_width: float | None = None
    reliability: float | None = None
    change: float | None = None
    budget: float | None = None

    def __post_init__(self) -> None:
        for name in ("locations", "visits", "sd", "half_width", "reliability", "change"):
            value = getattr(self, name)
            if value is not None:
                _positive(name, value)
        if self.icc is not None and not 0 <= self.icc <= 1:
            raise ValueError("icc must lie between 0 and 1")
        if self.reliability is not None and self.reliability >= 1:
            raise ValueError("no number of visits reaches a reliability of 1")
        if min(self.fee, self.travel, self.budget or 0) < 0:
            raise ValueError("money must not be negative")


@dataclass(frozen=True, slots=True)
class Option:
    """One number of visits per location: its cost beside what it can tell.

    ``half_width`` is ``None`` when too few visits (their effective number) remain for an interval,
    ``reliability`` when locations do not differ.
    """

    visits_per_location: int
    visits: int
    cost: float
    deff: float
    n_eff: float
    half_width: float | None
    reliability: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Question:
    """Whether one question (``half_width``, ``reliability`` or ``change``) can be answered.

    ``status``: ``answered``; ``more_visits``: not with the visits proposed; ``over_budget``: what it
    takes costs more; ``out_of_reach``: no number of visits to these locations is enough. ``needed`` is
    what it takes, ``reached`` what the plan at hand gives.
    """

    name: str
    wanted: float
    status: str
    needed: Option | None
    reached: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Cost beside precision for a wish; ``assumed`` names what was not known and taken by convention.

    ``at_hand`` is the proposed number of visits, else the least that answers every question in reach or
    the most the budget buys, whichever is less; ``None`` when the budget does not buy one visit per
    location, or when there is nothing to go by. ``affordable`` is ``None`` without a budget or a price, too.
    """

    sd: float
    icc: float
    assumed: tuple[str, ...]
    options: tuple[Option, ...]
    at_hand: Option | None
    affordable: Option | None
    questions: tuple[Question, ...]


def plan(wish: Wish) -> Plan:
    """Visits per location, cost, and plainly what can and what cannot be answered.

    Visits inside a location repeat each other, so more of them help less and less: some questions need
    more locations, whatever the budget. Cost is visits times (fee and travel).
    """
    sd = DEFAULT_SD if wish.sd is None else wish.sd
    icc = DEFAULT_ICC if wish.icc is None else wish.icc
    assumed = tuple(name for name in ("sd", "icc") if getattr(wish, name) is None)

    def option(visits: int) -> Option:
        return _option(wish, sd, icc, visits)

    most = _most_within_budget(wish)
    wanted = {name: getattr(wish, name) for name in ("half_width", "reliability", "change")}
    needed = {name: _needed(option, name, value) for name, value in wanted.items() if value is not None}
    enough = [found.visits_per_location for found in needed.values() if found]
    at_hand = wish.visits or min((n for n in (max(enough, default=None), most) if n is not None), default=None)
    shown = sorted({*LADDER, *enough, *(n for n in (at_hand, most) if n)})
    hand = option(at_hand) if at_hand else None
    return Plan(
        sd,
        icc,
        assumed,
        tuple(option(visits) for visits in shown),
        hand,
        option(most) if most else None,
        tuple(
            Question(name, wanted[name], _status(wish, found), found, getattr(hand, name) if hand else None)
            for name, found in needed.items()
        ),
    )


def _option(wish: Wish, sd: float, icc: float, per_location: int) -> Option:
    visits = wish.locations * per_location
    deff = design_effect(per_location, icc)
    n_eff = visits / deff
    precise = visits >= MIN_INTERVAL_VISITS and n_eff >= 2
    return Option(
        per_location,
        visits,
        visits * (wish.fee + wish.travel),
        deff,
        n_eff,
        mean_half_width(sd, n_eff) if precise else None,
        reliability(icc, per_location),
        detectable_change(sd, visits, visits, deff=deff),
    )


def _most_within_budget(wish: Wish) -> int | None:
    # None: no limit. The budget may not even buy one visit per location: then 0.
    price = wish.locations * (wish.fee + wish.travel)
    if wish.budget is None or price == 0:
        return None
    return min(MOST_VISITS, math.floor(nine(wish.budget / price)))


def _needed(option: Callable[[int], Option], name: str, wanted: float) -> Option | None:
    """The least visits per location that reach a figure; every figure only gets better with more."""

    def reaches(visits: int) -> bool:
        value = getattr(option(visits), name)
        if value is None:
            return False
        return bool(nine(value) >= nine(wanted) if name == "reliability" else nine(value) <= nine(wanted))

    if not reaches(MOST_VISITS):
        return None
    low, high = 0, MOST_VISITS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return option(high)


def _status(wish: Wish, needed: Option | None) -> str:
    if needed is None:
        return "out_of_reach"
    if wish.budget is not None and nine(needed.cost) > nine(wish.budget):
        return "over_budget"
    if wish.visits is not None and needed.visits_per_location > wish.visits:
        return "more_visits"
    return "answered"
