"""Cuts through the same visits: phases, dimensions, channels and locations."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.checklist import Item, aggregate, sum_of
from fieldwork.measurement.consistency import icc1, reliability
from fieldwork.measurement.document import PlanQuestion, PlanStep
from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.journey import journey_score, phase_scores, step_score, visit_valence
from fieldwork.measurement.numbers import exact, mean, nine
from fieldwork.measurement.results import Result
from fieldwork.measurement.settings import DEFAULTS, Settings

from .comparisons import RELEVANT, Compared, changes, means, values_of
from .facts import Facts, Row, Sample, VisitRow
from .shape import Dimension, Locations, Phase, Segment
from .steps import RELEVANT_VALENCE, VALENCE, valences

RANKED_VISITS = 10  # per location; below it there is no order of locations
STATES = {AnswerStatus.ANSWERED: "answered", AnswerStatus.NA: "na", AnswerStatus.MISSING: "missing"}


def checklist_of(facts: Facts, visits: Iterable[VisitRow]) -> Result:
    """The checklist score 0-100 over visits, added up as the journey version says."""
    totals = [(_exact(visit.checklist), exact(visit.points or 0), exact(visit.max_points or 0)) for visit in visits]
    return aggregate(totals, facts.plan.options.aggregate)


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else exact(value)


def compared(
    facts: Facts, read: Callable[[VisitRow], float | None], scale: tuple[float, float], relevant: float,
    belongs: Callable[[VisitRow], bool] = lambda visit: True,
) -> Compared | None:  # fmt: skip
    """A figure of whole visits against the wave before; ``None`` when there was no wave before."""
    if facts.previous_wave is None:
        return None
    now, before = (
        values_of((visit.pk, read(visit)) for visit in sample.visits if belongs(visit))
        for sample in (facts.now, facts.before)
    )
    places = facts.now.place_of | facts.before.place_of
    return means(now, before, places, scale=scale, relevant=relevant)


# --- phases -------------------------------------------------------------------------------------------
def phases_of(facts: Facts) -> list[Phase]:
    """Every phase with the mean valence and checklist score of its steps, within a visit and then over visits."""
    scores = phase_scores(facts.plan, facts.now.rows)
    found: list[Phase] = []
    for phase in facts.document["phases"]:
        keys = [step["key"] for step in phase["steps"]]
        valence: Any = scores[phase["key"]].as_dict() if keys else mean_t([]).as_dict()
        checklist: Any = mean_t(_phase_checklist(facts, set(keys)), 0, 100).as_dict()
        found.append(
            {
                "key": phase["key"],
                "title": dict(phase["title"]),
                "lifecycle": phase["lifecycle"],
                "steps": keys,
                "valence": valence,
                "checklist": checklist,
            }
        )
    return found


def _phase_checklist(facts: Facts, keys: set[str]) -> list[float]:
    """Per visit the weighted mean of the step scores of a phase."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps if step.key in keys}
    visits: dict[int, list[tuple[float, float]]] = {}
    for row in facts.now.rows:
        score = step_score(row) if row["step"] in weights else None
        if score is not None:
            visits.setdefault(row["visit"], []).append((weights[row["step"]], score))
    return [
        sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)
        for pairs in visits.values()
        if sum(weight for weight, _ in pairs) > 0
    ]


# --- dimensions ---------------------------------------------------------------------------------------
def dimensions_of(facts: Facts) -> list[Dimension]:
    """Every dimension of the checklist: per visit over its items (measurement 3.2), then over visits."""
    now, before = _dimension_scores(facts, facts.now), _dimension_scores(facts, facts.before)
    places = facts.now.place_of | facts.before.place_of
    family = [
        means(now.get(name, {}), before.get(name, {}), places, scale=(0, 100), relevant=RELEVANT)
        if facts.previous_wave
        else None
        for name in facts.plan.dimensions
    ]
    return [
        {"dimension": name, "score": mean_t(now.get(name, {}).values(), 0, 100).as_dict(), "change": change}  # type: ignore[typeddict-item]
        for name, change in zip(facts.plan.dimensions, changes(family), strict=True)
    ]


def _dimension_scores(facts: Facts, sample: Sample) -> dict[str, dict[int, float]]:
    asked = {
        (step.key, question.key): (step, question)
        for step in facts.plan.steps
        for question in step.questions
        if question.maximum is not None and question.dimension and not question.bonus
    }
    unanswered = {(row["visit"], row["step"]) for row in sample.rows if row["unanswered"]}
    items: dict[str, dict[int, list[Item]]] = {}
    for row in sample.answers:
        known = asked.get((row["step"], row["question"]))
        item = known and _item(facts, row, *known, (row["visit"], row["step"]) in unanswered)
        if item:
            items.setdefault(item.dimension, {}).setdefault(row["visit"], []).append(item)
    return {
        name: values_of(
            (visit, None if (score := sum_of(parts, facts.plan.options).score) is None else float(score))
            for visit, parts in visits.items()
        )
        for name, visits in items.items()
    }


def _item(facts: Facts, row: Row, step: PlanStep, question: PlanQuestion, closed: bool) -> Item | None:
    """A stored answer as an item of the checklist; ``None`` when it takes no part."""
    maximum = question.maximum or Fraction(1)
    if closed:  # nobody answered the contact: left out, or all points lost
        if facts.plan.options.unanswered_contact != "lowest":
            return None
        return Item(question.key, "answered", Fraction(0), maximum, question.weight, dimension=question.dimension)
    state = STATES.get(row["status"])
    if state is None or (state == "answered" and row["points"] is None):
        return None
    points = exact(row["points"]) if state == "answered" else None
    return Item(question.key, state, points, maximum, question.weight, dimension=question.dimension)


# --- channels and locations ---------------------------------------------------------------------------
def channels_of(facts: Facts) -> list[Segment]:
    """Every channel that was used, most visits first; their changes are one family."""
    counts = Counter(visit.channel for visit in facts.now.visits)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return _segments(facts, [(name, "", _is(name, "channel")) for name in names], with_steps=True)


def locations_of(facts: Facts, settings: Settings = DEFAULTS) -> Locations:
    """Every location by name; in order of score only when the scores tell locations apart (measurement 2.7)."""
    counts = Counter(visit.location for visit in facts.now.visits)
    places = sorted((facts.places[pk] for pk in counts), key=lambda place: (place.name.casefold(), place.pk))
    rows = _segments(facts, [(place.code, place.name, _is(place.pk, "location")) for place in places])
    groups: dict[int, list[float]] = {}
    for visit in facts.now.visits:
        if visit.valence is not None:
            groups.setdefault(visit.location, []).append(50 * (1 + visit.valence))
    found = icc1(list(groups.values()))
    known = reliability(found.icc1, mean(len(group) for group in groups.values())) if groups else None
    enough = bool(rows) and min(counts.values()) >= RANKED_VISITS
    ranked = known is not None and nine(known) >= settings.rank_reliability and enough
    if ranked:
        rows.sort(key=lambda row: -(row["valence"]["value"] if row["valence"]["value"] is not None else -2))
    return {"ranked": ranked, "reliability": known, "rows": rows}


def _is(value: Any, name: str) -> Callable[[VisitRow], bool]:
    return lambda visit: getattr(visit, name) == value


def _segments(
    facts: Facts, cuts: Sequence[tuple[str, str, Callable[[VisitRow], bool]]], *, with_steps: bool = False
) -> list[Segment]:
    family = [
        compared(facts, lambda visit: visit.valence, VALENCE, RELEVANT_VALENCE, belongs) for _k, _n, belongs in cuts
    ]
    per_visit = _rows_by_visit(facts.now)
    return [
        _segment(facts, key, name, [visit for visit in facts.now.visits if belongs(visit)], per_visit, with_steps)
        | {"change": change}
        for (key, name, belongs), change in zip(cuts, changes(family), strict=True)
    ]


def _segment(
    facts: Facts, key: str, name: str, visits: list[VisitRow], rows: Mapping[int, list[Row]], with_steps: bool
) -> Segment:
    mine = [row for visit in visits for row in rows.get(visit.pk, [])]
    steps: dict[str, Any] = {}
    if with_steps:
        walked = {row["step"] for row in mine}
        for step in facts.plan.steps:
            if step.key in walked:
                found = valences(row for row in mine if row["step"] == step.key)
                steps[step.key] = mean_t(found.values(), *VALENCE).as_dict()
    valence: Any = journey_score([visit.valence for visit in visits]).as_dict()
    checklist: Any = checklist_of(facts, visits).as_dict()
    unanswered = [row for row in mine if row["unanswered"]]
    return {
        "key": key,
        "name": name,
        "n": len(visits),
        "valence": valence,
        "checklist": checklist,
        "steps": steps,
        "change": None,
        "n_unanswered": len(unanswered),
        "unanswered_as_lowest": _as_lowest(facts, visits, rows) if unanswered else None,
    }


def _rows_by_visit(sample: Sample) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in sample.rows:
        found.setdefault(row["visit"], []).append(row)
    return found


def _as_lowest(facts: Facts, visits: Iterable[VisitRow], rows: Mapping[int, list[Row]]) -> float | None:
    """Mean journey valence when every contact nobody answered counts as the most unpleasant one (3.7)."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps}
    found = []
    for visit in visits:
        mine = [row for row in rows.get(visit.pk, []) if row["step"] in weights]
        felt = [-1.0 if row["unanswered"] else row["v"] for row in mine]
        found.append(visit_valence(felt, [weights[row["step"]] for row in mine]))
    return journey_score(found).value


def coverage_of(facts: Facts) -> float | None:
    """Share of the weight of the steps that were walked in which something was felt and told."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps}
    applicable = [
        row for row in facts.now.rows if row["step"] in weights and (row["v"] is not None or not row["unanswered"])
    ]
    whole = sum(weights[row["step"]] for row in applicable)
    return sum(weights[row["step"]] for row in applicable if row["v"] is not None) / whole if whole else None
