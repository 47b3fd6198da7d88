"""Moments of truth, their direction, and pain points: which steps matter most, and where it hurts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .chains import Chain
from .intervals import mean_t, one_sided_p, wilson
from .journey import Row, per_visit
from .multiplicity import adjusted
from .numbers import mean, nine
from .results import Result
from .settings import DEFAULTS, Settings


def intensity(arousal: float, valence: float, importance: float) -> float:
    """How much a step weighed in one visit, 0 to 1: arousal x size of the valence x importance."""
    return arousal * abs(valence) * importance


def arousal_of(row: Row, settings: Settings = DEFAULTS) -> float | None:
    """Arousal of the tap when it has a confidence of 0.25, else the strength of the named emotions.

    A row without ``strength`` has it in the size of its ``v_c``, unless the words were mixed.
    """
    if row.get("a_i") is not None and nine(row.get("c_i") or 0) >= settings.gap_confidence:
        return float(row["a_i"])
    strength = row.get("strength")
    if strength is None and row.get("v_c") is not None and not row.get("mixed"):
        strength = abs(row["v_c"])
    return None if strength is None else float(strength)


@dataclass(frozen=True, slots=True)
class MomentTest:
    """One step tested against the rest of the same visits; without data there is no mean or contrast."""

    mean: float | None
    n: int
    contrast: float | None
    p_one_sided: float | None
    p_bh: float | None
    status: str
    reason: str | None = None


def moment_tests(m_by_visit_step: Sequence[Sequence[float | None]], settings: Settings = DEFAULTS) -> list[MomentTest]:
    """Per step whether it is a moment of truth: ``established``, ``candidate`` or ``none``.

    Rows are visits, columns steps, cells the intensity (0 to 1) or ``None``. Every cell is compared with
    the mean of its own visit, which removes the shopper's style; one-sided t test, Benjamini-Hochberg
    over the steps. Raises ``ValueError`` when rows differ in length.
    """
    if len({len(row) for row in m_by_visit_step}) > 1:
        raise ValueError("every visit needs a place for every step")
    width = len(m_by_visit_step[0]) if m_by_visit_step else 0
    cells: list[list[float]] = [[] for _ in range(width)]
    contrasts: list[list[float]] = [[] for _ in range(width)]
    for row in m_by_visit_step:
        seen = [m for m in row if m is not None]
        level = mean(seen) if seen else 0.0
        for index, m in enumerate(row):
            if m is not None:
                cells[index].append(m)
                contrasts[index].append(m - level)
    p_values = [one_sided_p(contrast) for contrast in contrasts]
    return [
        _moment(values, contrast, p, p_bh, settings)
        for values, contrast, p, p_bh in zip(cells, contrasts, p_values, adjusted(p_values), strict=True)
    ]


def _moment(
    values: Sequence[float],
    contrast: Sequence[float],
    p: float | None,
    p_bh: float | None,
    settings: Settings,
) -> MomentTest:
    if not values:
        return MomentTest(None, 0, None, None, None, "none", "no_data")
    centre, n = mean(values), len(values)
    status = "none"
    if nine(centre) >= settings.moment_mean and n >= settings.moment_candidate_visits:
        proven = n >= settings.moment_visits and p_bh is not None and p_bh < settings.moment_p
        status = "established" if proven else "candidate"
    reason = None
    if p is None:
        reason = "single_observation" if n == 1 else "too_few" if n == 2 else "zero_variance"
    return MomentTest(centre, n, mean(contrast), p, p_bh, status, reason)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the journey as a moment: its test, and which way it goes."""

    step: str
    test: MomentTest
    direction: str | None
    positive: Result


def moments(
    steps: Sequence[str],
    rows: Iterable[Row],
    importance: Mapping[str, float],
    settings: Settings = DEFAULTS,
    places: Chain | None = None,
) -> list[Moment]:
    """Every step of a journey as a moment, from rows of one step in one visit.

    ``importance`` gives each step 0 to 1: its importance share divided by the largest share or, before
    drivers are known, its weight divided by the largest weight. A step missing there counts 0.
    ``places`` gives the location of the visits of a chain; only the share of positive visits needs it, the
    test compares steps of the same visit.
    """
    per_step: dict[str, list[Row]] = {step: [] for step in steps}
    for row in rows:
        step = str(row["step"]).partition("#")[0]
        if step in per_step:
            per_step[step].append(row)
    found = {
        step: per_visit(mine, _intensity_reader(importance.get(step, 0.0), settings)) for step, mine in per_step.items()
    }
    visits = list(dict.fromkeys(visit for by_visit in found.values() for visit in by_visit))
    tests = moment_tests([[found[step].get(visit) for step in steps] for visit in visits], settings)
    if not tests:
        tests = [_moment([], [], None, None, settings) for _ in steps]
    return [
        Moment(step, test, *direction(per_visit(per_step[step], lambda row: row.get("v")), settings, places))
        for step, test in zip(steps, tests, strict=True)
    ]


def _intensity_reader(importance: float, settings: Settings) -> Callable[[Row], Any]:
    def read(row: Row) -> float | None:
        arousal = arousal_of(row, settings)
        return None if arousal is None or row.get("v") is None else intensity(arousal, row["v"], importance)

    return read


def direction(
    valences: Mapping[Any, float] | Sequence[float], settings: Settings = DEFAULTS, places: Chain | None = None
) -> tuple[str | None, Result]:
    """``delight``, ``despair`` or ``polarising``, with the share of positive visits.

    ``valences`` are those of the visits, by visit when ``places`` are given. Only visits that felt something
    (valence of at least 0.1 in size) count. ``None`` when there are none.
    """
    by_visit = valences if isinstance(valences, Mapping) else dict(enumerate(valences))
    felt = {visit: v for visit, v in by_visit.items() if nine(abs(v)) >= settings.felt}
    positive = {visit: v > 0 for visit, v in felt.items()}
    share = places.share(positive, felt) if places else wilson(sum(positive.values()), len(positive))
    if share.lo is None or share.hi is None:
        return None, share
    return ("delight" if share.lo > 0.5 else "despair" if share.hi < 0.5 else "polarising"), share


@dataclass(frozen=True, slots=True)
class PainPoint:
    """Whether a step hurts, and why. Below five visits there is no label, only counts.

    ``severity`` = share negative x mean size of the negatives x importance, 0 to 1.
    """

    is_pain: bool | None
    because: tuple[str, ...]
    negative: Result
    severity: float | None
    reason: str | None = None


def pain_point(
    by_visit: Mapping[Any, float] | Sequence[float],
    importance: float,
    scores: Sequence[float] = (),
    target: float | None = None,
    settings: Settings = DEFAULTS,
    places: Chain | None = None,
) -> PainPoint:
    """Judge one step from its valence per visit, and its checklist scores (0 to 100) against a target.

    With ``places``, the locations of the visits of a chain, the valences are given by visit.
    """
    felt = by_visit if isinstance(by_visit, Mapping) else dict(enumerate(by_visit))
    valences = list(felt.values())
    negatives = [v for v in valences if nine(v) <= settings.negative]
    negative = wilson(len(negatives), len(valences))
    severity = None
    if negative.value is not None:
        size = mean(abs(v) for v in negatives) if negatives else 0.0
        severity = negative.value * size * importance
    if len(valences) < settings.pain_visits:
        return PainPoint(None, (), negative, severity, "too_few" if valences else "no_data")
    because = []
    v = places.mean(felt, -1, 1) if places else mean_t(valences, lo=-1, hi=1)
    if v.value is not None and v.hi is not None and v.hi < 0 and nine(v.value) <= settings.pain_mean:
        because.append("negative_mean")
    many = {visit: nine(one) <= settings.very_negative for visit, one in felt.items()}
    very = places.share(many, felt) if places else wilson(sum(many.values()), len(many))
    if very.lo is not None and nine(very.lo) >= settings.pain_share:
        because.append("many_very_negative")
    checked = mean_t(scores, lo=0, hi=100)
    enough = len(scores) >= settings.pain_visits
    if target is not None and enough and checked.hi is not None and checked.hi < target:
        because.append("checklist_below_target")
    return PainPoint(bool(because), tuple(because), negative, severity)


def has_impact(share_lo: float | None, steps: int, moment: str) -> bool:
    """Whether a step is an impact moment: more than its fair share of importance, or an established moment.

    ``share_lo`` is the lower bound of its importance share, ``None`` when drivers are not known.
    """
    more_than_fair = share_lo is not None and steps > 0 and nine(share_lo) > nine(1 / steps)
    return moment == "established" or more_than_fair
