"""The journey as it was felt: curve, peak and end, journey score, phases, desired emotion."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .chains import Chain
from .document import Document, compile_document
from .intervals import mean_t, wilson
from .numbers import mean, median, nine
from .results import Result, nothing
from .settings import DEFAULTS, Settings

BUYER = frozenset({"orient", "consider", "decide", "buy"})
SERVICE = frozenset({"receive", "use", "get_help", "return", "renew", "leave"})

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extremes:
    """Mean, peak, end and trough of the valences of one visit, with their indices in the list given."""

    mean: float
    peak: float
    peak_index: int
    end: float
    end_index: int
    trough: float
    trough_index: int

    @property
    def peak_end(self) -> float:
        """How the visit may be remembered: the mean of peak and end, a second line beside the mean."""
        return (self.peak + self.end) / 2


def peak_end(valence: Sequence[float | None]) -> Extremes | None:
    """Extremes of a visit in the order walked; ``None`` where a step has no value.

    The peak is the largest in size with its sign kept, the later step on a tie; the end is the last
    step with a value. ``None`` when no step has one.
    """
    known = [(index, float(v)) for index, v in enumerate(valence) if v is not None]
    if not known:
        return None
    peak_index, peak = max(known, key=lambda pair: (nine(abs(pair[1])), pair[0]))
    trough_index, trough = min(known, key=lambda pair: (nine(pair[1]), pair[0]))
    end_index, end = known[-1]
    return Extremes(mean(v for _, v in known), peak, peak_index, end, end_index, trough, trough_index)


@dataclass(frozen=True, slots=True)
class VisitValence:
    """Journey valence of one visit (-1 to 1) with the share of step weight that was observed."""

    v: float | None
    coverage: float | None
    status: str
    reason: str | None = None

    @property
    def score_0_100(self) -> float | None:
        """The same on 0 to 100."""
        return None if self.v is None else 50 * (1 + self.v)


def visit_valence(
    valence: Sequence[float | None], weights: Sequence[float] | None = None, settings: Settings = DEFAULTS
) -> VisitValence:
    """Weighted mean of a visit's step valences; ``None`` is a step that applied and was not observed.

    Leave steps that did not apply out of both lists. ``ok`` from a coverage of 0.8, ``provisional``
    from 0.5, below that ``suppressed``: no value. Raises ``ValueError`` on weights that do not fit.
    """
    given = [1.0] * len(valence) if weights is None else [float(weight) for weight in weights]
    if len(given) != len(valence) or any(weight < 0 for weight in given):
        raise ValueError("one weight of 0 or more is needed for every step")
    applicable = sum(given)
    observed = [(v, weight) for v, weight in zip(valence, given, strict=True) if v is not None]
    weight_seen = sum(weight for _, weight in observed)
    if applicable == 0 or not observed:
        return VisitValence(None, 0.0 if applicable else None, "suppressed", "no_data")
    coverage = weight_seen / applicable
    if nine(coverage) < settings.coverage_least or weight_seen == 0:
        return VisitValence(None, coverage, "suppressed", "low_coverage")
    v = sum(weight * v for v, weight in observed) / weight_seen
    return VisitValence(v, coverage, "ok" if nine(coverage) >= settings.coverage_full else "provisional")


def journey_score(
    visits: Iterable[VisitValence | float | None], locations: Sequence[Any] | None = None, total: int | None = None
) -> Result:
    """Mean journey valence over visits, those without value left out and counted in ``left_out:<n>``.

    ``locations`` gives the location of each visit of a chain, ``total`` how many it has (``Chain``).
    """
    values = [visit.v if isinstance(visit, VisitValence) else visit for visit in visits]
    if locations is None:
        result = mean_t(values, lo=-1, hi=1)
    else:
        known = {index: value for index, value in enumerate(values) if value is not None}
        result = Chain(dict(enumerate(locations)), total).mean(known, -1, 1)
    left_out = sum(value is None for value in values)
    return result if not left_out else _flagged(result, f"left_out:{left_out}")


def _flagged(result: Result, flag: str) -> Result:
    return replace(result, flags=(*result.flags, flag))


def combined_index(v: float | None, checklist: float | None, omega: float | None) -> float | None:
    """Emotion and checklist as one number, 0 to 100; only for a study that fixed ``omega`` beforehand.

    ``omega`` is the weight of the emotions, 0 to 1; ``None`` means switched off, and so does a missing
    half. Raises ``ValueError`` outside 0 to 1.
    """
    if omega is None or v is None or checklist is None:
        return None
    if not 0 <= omega <= 1:
        raise ValueError("omega must lie between 0 and 1")
    return omega * 50 * (1 + v) + (1 - omega) * float(checklist)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One step of the emotion curve; every line has its own n. Valences run from -1 to 1."""

    step: str
    n: int
    both: Result
    implicit: Result
    conscious: Result
    median: float | None
    negative: Result
    desired: float | None
    desired_status: str | None
    distance: Result | None
    grade: Result
    score: Result
    style: str


def curve(
    document: Document, rows: Iterable[Row], settings: Settings = DEFAULTS, places: Chain | None = None
) -> list[CurvePoint]:
    """The emotion curve: one point per step of the journey, in its order, over visits.

    A row is one step in one visit: ``visit``, ``step``, ``v``, ``v_i``, ``c_i``, ``v_c``, ``grade``,
    ``points``, ``max_points``. Steps are matched by key. When a visit walked a step more than once,
    its occurrences are averaged first, so n counts visits. A step nobody reported has no value and
    style ``none``: break the line there, never interpolate. ``places`` gives the location of the visits
    of a chain; without it every visit stands by itself.
    """
    per_step: dict[str, list[Row]] = {}
    for row in rows:
        per_step.setdefault(str(row["step"]).partition("#")[0], []).append(row)
    return [
        curve_point(step.key, per_step.get(step.key, []), step.desired, settings, places)
        for step in compile_document(document).steps
    ]


def curve_point(
    step: str,
    rows: Sequence[Row],
    desired: float | None = None,
    settings: Settings = DEFAULTS,
    places: Chain | None = None,
) -> CurvePoint:
    """One point of the curve from the rows of its step."""

    def over(read: Callable[[Row], Any], lo: float, hi: float) -> Result:
        values = per_visit(rows, read)
        return places.mean(values, lo, hi) if places else mean_t(values.values(), lo, hi)

    felt = per_visit(rows, lambda row: row.get("v"))
    values = list(felt.values())
    both = over(lambda row: row.get("v"), -1, 1)
    negative = {visit: nine(v) <= settings.negative for visit, v in felt.items()}
    return CurvePoint(
        step=step,
        n=both.n,
        both=both,
        implicit=over(first_impression, -1, 1),
        conscious=over(lambda row: row.get("v_c"), -1, 1),
        median=median(values) if values else None,
        negative=places.share(negative, felt) if places else wilson(sum(negative.values()), len(negative)),
        desired=desired,
        desired_status=desired_status(both, desired, settings),
        distance=distance(both, desired),
        grade=over(lambda row: row.get("grade"), 1, 10),
        score=over(step_score, 0, 100),
        style=style(both.n),
    )


def per_visit(rows: Iterable[Row], read: Callable[[Row], Any]) -> dict[Any, float]:
    """One number per visit: the mean of what ``read`` finds in its rows; visits without are absent."""
    found: dict[Any, float] = {}
    again: dict[Any, list[float]] = {}
    for row in rows:
        value = read(row)
        if value is not None:
            visit = row["visit"]
            if visit in found:
                again.setdefault(visit, [found[visit]]).append(float(value))
            else:
                found[visit] = float(value)
    return found | {visit: mean(values) for visit, values in again.items()}


def first_impression(row: Row) -> float | None:
    """The tap's valence when it counts at all."""
    return row.get("v_i") if (row.get("c_i") or 0) > 0 else None


def step_score(row: Row) -> float | None:
    """Checklist score of the step, 0 to 100."""
    points, maximum = row.get("points"), row.get("max_points")
    return None if points is None or not maximum else float(100 * points / maximum)


def style(n: int) -> str:
    """How the line is drawn at a step: ``none``, ``dots`` below 3 visits, ``dashed`` below 10, ``full``."""
    return "none" if n == 0 else "dots" if n < 3 else "dashed" if n < 10 else "full"


def distance(v: Result, desired: float | None) -> Result | None:
    """Mean valence minus the desired one, with the interval of the mean; ``None`` when none was set."""
    if desired is None:
        return None
    if v.value is None:
        return nothing(v.reason or "no_data", method="t")
    return Result(
        v.value - desired,
        n=v.n,
        n_eff=v.n_eff,
        method=v.method,
        display_class=v.display_class,
        reason=v.reason,
        lo=None if v.lo is None else v.lo - desired,
        hi=None if v.hi is None else v.hi - desired,
        flags=v.flags,
        sd=v.sd,
    )


def desired_status(v: Result, desired: float | None, settings: Settings = DEFAULTS) -> str | None:
    """``below_desired``, ``meets_desired`` (within 0.1), ``not_shown``; ``None`` when none was set."""
    if desired is None:
        return None
    if v.hi is not None and nine(v.hi) < nine(desired):
        return "below_desired"
    met = v.lo is not None and nine(v.lo) >= nine(desired - settings.desired_margin)
    return "meets_desired" if met else "not_shown"


def phase_scores(document: Document, rows: Iterable[Row], places: Chain | None = None) -> dict[str, Result]:
    """Mean valence per phase: the weighted mean of its steps within a visit, then over visits.

    ``places`` as for ``curve``.
    """
    steps = compile_document(document).steps
    groups = {step.key: step.phase for step in steps}
    weights = {step.key: float(step.weight) for step in steps}
    within = _within_visits(rows, groups, weights)
    found = {}
    for phase in dict.fromkeys(groups.values()):
        values = {visit: parts[phase] for visit, parts in within.items() if phase in parts}
        found[phase] = places.mean(values, -1, 1) if places else mean_t(values.values(), lo=-1, hi=1)
    return found


def buyer_against_service(document: Document, rows: Iterable[Row]) -> Result:
    """Valence of the service phases minus that of the buyer phases, paired within the visit.

    Visits that have both count; basis pairs; -2 to 2.
    """
    steps = compile_document(document).steps
    groups = {
        step.key: "buyer" if step.lifecycle in BUYER else "service" if step.lifecycle in SERVICE else ""
        for step in steps
    }
    within = _within_visits(rows, groups, {step.key: float(step.weight) for step in steps})
    differences = [
        parts["service"] - parts["buyer"] for parts in within.values() if {"service", "buyer"} <= parts.keys()
    ]
    if not differences:
        return nothing("no_pairs", method="t", basis="pairs")
    return mean_t(differences, lo=-2, hi=2, basis="pairs")


def _within_visits(
    rows: Iterable[Row], groups: Mapping[str, str], weights: Mapping[str, float]
) -> dict[Any, dict[str, float]]:
    parts: dict[Any, dict[str, list[tuple[float, float]]]] = {}
    for row in rows:
        step = str(row["step"]).partition("#")[0]
        if row.get("v") is not None and step in groups:
            parts.setdefault(row["visit"], {}).setdefault(groups[step], []).append((weights[step], row["v"]))
    return {
        visit: {
            group: sum(weight * v for weight, v in pairs) / sum(weight for weight, _ in pairs)
            for group, pairs in by_group.items()
            if sum(weight for weight, _ in pairs) > 0
        }
        for visit, by_group in parts.items()
    }
