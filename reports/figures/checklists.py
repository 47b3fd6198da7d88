"""The checklist over visits: its total, the same under the other settings, its dimensions, and across versions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from fieldwork.capture.scoring import judged_in, said_in
from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.checklist import Item, sum_of
from fieldwork.measurement.document import Plan, PlanQuestion, PlanStep
from fieldwork.measurement.numbers import exact
from fieldwork.measurement.results import Result
from fieldwork.measurement.versions import bridge
from fieldwork.measurement.visit import score_visit

from .comparisons import Compared, changes, flagged, means, values_of
from .facts import Facts, Row, Sample, VisitRow
from .shape import Dimension, OtherWays

SCORE = (0.0, 100.0)
STATES = {AnswerStatus.ANSWERED: "answered", AnswerStatus.NA: "na", AnswerStatus.MISSING: "missing"}
OTHER = {
    "mean_of_visits": "ratio_of_sums",
    "ratio_of_sums": "mean_of_visits",
    "excluded": "lowest",
    "lowest": "excluded",
}
Path = tuple[str, str]
Total = tuple[Fraction | None, Fraction, Fraction]  # total, points, most points


def checklist_of(facts: Facts, visits: Iterable[VisitRow]) -> Result:
    """The checklist score 0-100 over visits, added up as the journey version says."""
    return _over(facts, {visit.pk: _total(visit) for visit in visits}, facts.plan.options.aggregate)


def _mean(facts: Facts, totals: Mapping[int, float]) -> Result:
    """The mean of the totals of visits, on 0 to 100 unless a bonus took one of them above (``aggregate``)."""
    low, high = SCORE
    return facts.chain.mean(totals, low, None if max(totals.values(), default=low) > high else high)


def _total(visit: VisitRow) -> Total:
    checklist = None if visit.checklist is None else exact(visit.checklist)
    return checklist, exact(visit.points or 0), exact(visit.max_points or 0)


def _over(facts: Facts, totals: Mapping[int, Total], how: str) -> Result:
    """Totals of visits added up one way or the other; both know which visits share a location."""
    counted = {visit: one for visit, one in totals.items() if one[0] is not None}
    if how != "mean_of_visits":
        return facts.chain.ratio({visit: (float(p), float(m)) for visit, (_total, p, m) in counted.items() if m})
    return _mean(facts, {visit: float(one[0] or 0) for visit, one in counted.items()})


# --- the other settings (measurement 3.7) -------------------------------------------------------------
def other_ways(facts: Facts) -> OtherWays:
    """The total as it would be under each of the other settings, one at a time."""
    options = facts.plan.options
    totals = {visit.pk: _total(visit) for visit in facts.now.visits}
    again = _scored_again(facts)
    other: Any = _over(facts, totals | again, options.aggregate).as_dict() if again else None
    how: Any = options.aggregate
    unanswered: Any = options.unanswered_contact
    return {
        "aggregate": how,
        "other_aggregate": _over(facts, totals, OTHER[how]).as_dict(),  # type: ignore[typeddict-item]
        "unanswered": unanswered,
        "other_unanswered": other,
    }


def _scored_again(facts: Facts) -> dict[int, Total]:
    """The visits in which a contact was not answered, with the other treatment of such contacts."""
    walked: dict[int, dict[str, dict[str, Any]]] = {}
    for row in facts.now.rows:
        walked.setdefault(row["visit"], {})[_step_path(row)] = {"unanswered": row["unanswered"]}
    closed = {visit for visit, steps in walked.items() if any(parts["unanswered"] for parts in steps.values())}
    answers: dict[int, dict[str, Any]] = {visit: {} for visit in closed}
    for row in facts.now.answers if closed else ():
        said = said_in(row["status"], row["value"], "") if row["visit"] in closed else None
        if said is not None:
            answers[row["visit"]][f"{_step_path(row)}/{row['question']}"] = said
    plans = {pk: _other_contacts(plan) for pk, plan in facts.plans.items()} if closed else {}
    found: dict[int, Total] = {}
    for pk in sorted(closed):
        visit = facts.visit_by_pk[pk]
        # Conditions look at the moment of handing in, as they did when the visit was scored.
        said = answers[pk] | judged_in(facts.places[visit.location].timezone, visit.submitted_at)
        scored = score_visit(plans[visit.version], said, walked[pk])
        found[pk] = (scored.total, scored.points, scored.max_points)
    return found


def _step_path(row: Row) -> str:
    return row["step"] if row["occurrence"] == 1 else f"{row['step']}#{row['occurrence']}"


def _other_contacts(plan: Plan) -> Plan:
    option = OTHER[plan.options.unanswered_contact]
    return replace(plan, options=replace(plan.options, unanswered_contact=option))


# --- across versions (measurement 3.5) ----------------------------------------------------------------
@dataclass(frozen=True)
class Common:
    """The questions that every questionnaire of both waves asks, with what they weigh in the newest one.

    ``trend_break``: they hold too little of the weight of one of them to draw one line through both waves.
    """

    weights: Mapping[Path, Fraction]
    trend_break: bool


def weights_of(plan: Plan) -> dict[Path, Fraction]:
    """What every scored question weighs in the total when all are answered; bonuses weigh nothing."""
    found: dict[Path, Fraction] = {}
    for step in plan.steps:
        scored = [one for one in step.questions if one.maximum is not None and not one.bonus]
        sections: dict[str, Fraction] = {}
        for one in scored:
            sections[one.section] = sections.get(one.section, Fraction(0)) + one.weight
        for one in scored:
            if sections[one.section]:
                found[step.key, one.key] = step.section_weights[one.section] * one.weight / sections[one.section]
    return found


def common_of(facts: Facts) -> Common | None:
    """The common questions; ``None`` when both waves used one and the same questionnaire."""
    used = {visit.version for visit in (*facts.now.visits, *facts.before.visits)}
    if len(used) < 2:
        return None
    newest = weights_of(facts.plan)
    items = {"/".join(path): (weight, None) for path, weight in newest.items()}
    bridges = [
        bridge({"/".join(path): (weight, None) for path, weight in weights_of(plan).items()}, items, facts.settings)
        for pk, plan in facts.plans.items()
        if pk in used
    ]
    shared: set[str] = reduce(set.__and__, (set(one.common) for one in bridges))
    weights = {path: weight for path, weight in newest.items() if "/".join(path) in shared}
    return Common(weights, any(one.trend_break for one in bridges))


def checklist_compared(facts: Facts) -> Compared | None:
    """The checklist against the wave before; between versions over their common questions with the newer weights."""
    if facts.previous_wave is None:
        return None
    common = common_of(facts)
    read = (lambda sample: _bridged(facts, sample, common)) if common else _totals
    relevant = facts.settings.relevant_change
    found = means(read(facts.now), read(facts.before), facts.chain, scale=SCORE, relevant=relevant)
    if common is None:
        return found
    flags = ("bridged", "trend_break") if common.trend_break else ("bridged",)
    return replace(found, difference=flagged(found.difference, *flags))


def _totals(sample: Sample) -> dict[int, float]:
    return values_of((visit.pk, visit.checklist) for visit in sample.visits)


def _bridged(facts: Facts, sample: Sample, common: Common) -> dict[int, float]:
    """Per visit the score over the common questions."""
    weights = common.weights
    return _scores(facts, sample, lambda step, question: "total" if (step, question) in weights else None, weights).get(
        "total", {}
    )


# --- dimensions ---------------------------------------------------------------------------------------
def dimensions_of(facts: Facts) -> list[Dimension]:
    """Every dimension of the checklist: per visit over its items (measurement 3.2), then over visits.

    Against another questionnaire only the questions both ask are compared.
    """
    names = facts.plan.dimensions
    family: list[Compared | None] = [None] * len(names)
    if facts.previous_wave is not None:
        common = common_of(facts)
        now, before = (
            _bridged_dimensions(facts, sample, common) if common else sample.dimensions
            for sample in (facts.now, facts.before)
        )
        relevant = facts.settings.relevant_change
        family = [
            means(now.get(name, {}), before.get(name, {}), facts.chain, scale=SCORE, relevant=relevant)
            for name in names
        ]
    scores = {name: facts.chain.mean(facts.now.dimensions.get(name, {}), *SCORE) for name in names}
    return [
        {"dimension": name, "score": scores[name].as_dict(), "change": change}  # type: ignore[typeddict-item]
        for name, change in zip(names, changes(family), strict=True)
    ]


def _bridged_dimensions(facts: Facts, sample: Sample, common: Common) -> dict[str, dict[int, float]]:
    parts = {
        (step.key, one.key): one.dimension
        for step in facts.plan.steps
        for one in step.questions
        if (step.key, one.key) in common.weights and one.dimension
    }
    return _scores(facts, sample, lambda step, question: parts.get((step, question)))


def _scores(
    facts: Facts,
    sample: Sample,
    part_of: Callable[[str, str], str | None],
    weights: Mapping[Path, Fraction] | None = None,
) -> dict[str, dict[int, float]]:
    """Per part and visit the score 0-100 over its questions, by the newest questionnaire."""
    asked = {(step.key, one.key): (step, one) for step in facts.plan.steps for one in step.questions}
    unanswered = {(row["visit"], row["step"]) for row in sample.rows if row["unanswered"]}
    items: dict[str, dict[int, list[Item]]] = {}
    for row in sample.answers:
        path = (row["step"], row["question"])
        part = part_of(*path)
        if part is None or path not in asked:
            continue
        item = _item(facts, row, *asked[path], (row["visit"], row["step"]) in unanswered)
        if item is not None:
            item = replace(item, weight=weights[path]) if weights else item
            items.setdefault(part, {}).setdefault(row["visit"], []).append(item)
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
    if points is not None and row["max_points"]:
        maximum = exact(row["max_points"])  # of the questionnaire it was answered in
    return Item(question.key, state, points, maximum, question.weight, dimension=question.dimension)
