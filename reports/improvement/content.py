"""An interpretation as it is printed: what was written, and the plan of the study, as plain JSON of ``shape``."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from fieldwork.people.models import User
from reports.figures.models import FigureSet
from reports.figures.shape import Figures, Text
from reports.improvement import shape
from reports.improvement.measured import effect_of, figure_of, keys_of, pains_of, status_of
from reports.improvement.models import Action, Interpretation, Passage, Target
from reports.improvement.states import TEXTS, Direction, Kind, Metric


def passages_of(written: Interpretation | None) -> list[Passage]:
    """What is written, with its authors, without what was emptied again. One query, none for ``None``."""
    found: Any = written.passages.select_related("author") if written else ()
    return [one for one in found if not one.is_empty]


def content_of(figure_set: FigureSet, passages: list[Passage]) -> shape.Interpretation:
    """All of it as it stands now, approved by nobody yet. Two queries, for the plan.

    What is about a step that these figures do not have is left out, or is about the whole journey where it can be.
    """
    figures: Figures = figure_set.figures
    steps = keys_of(figures)
    targets = targets_of(figure_set)
    in_walking_order = [step["key"] for step in figures["steps"]]
    return {
        "schema": shape.SCHEMA,
        "findings": [_finding(one, steps) for one in passages if one.kind == Kind.FINDING],
        "conclusions": [_conclusion(one) for one in _in_order(passages, Kind.CONCLUSION, in_walking_order)],
        "actions": [_action(one, figures, levels_of(targets)) for one in Action.objects.of(figure_set)],
        "targets": [target_set(one, figures) for one in targets],
        "commentary": [
            {"section": one.place, "text": _texts(one)["text"], "author": _name(one.author)}  # type: ignore[typeddict-item]
            for one in _in_order(passages, Kind.COMMENTARY, shape.SECTIONS)
        ],
        "dismissed": [
            {"step": one.place, "reason": _texts(one)["reason"], "author": _name(one.author)}
            for one in _in_order(passages, Kind.DISMISSED, pains_of(figures))
        ],
        "approved_by": "",
        "approved_at": "",
    }


def signed(content: shape.Interpretation, by: User) -> shape.Interpretation:
    """The same with the name of who approved it and the moment."""
    at = timezone.localtime().isoformat(timespec="seconds")
    return {**content, "approved_by": str(by), "approved_at": at}


def levels_of(targets: Iterable[Target]) -> dict[str, float]:
    """What steps must come to, 0 to 100, by the step: their own targets, where higher is better."""
    return {one.step: one.value for one in targets if one.step and one.direction == Direction.UP}


def targets_of(figure_set: FigureSet) -> list[Target]:
    """The targets in force that were set on figures of the same visits or of earlier ones."""
    return _about(Target.objects.of(figure_set).select_related("set_by"), figure_set.figures)


def _about(targets: Iterable[Target], figures: Figures) -> list[Target]:
    """Those that may be told beside these figures."""
    last, steps = figures["meta"]["last_visit_on"], keys_of(figures)
    return [
        one
        for one in targets
        if (one.metric != Metric.STEP_SCORE or one.step in steps)
        and (one.measured_on is None or last is None or one.measured_on.isoformat() <= last)
    ]


def dated(figures: Figures, study: Any) -> Figures:
    """Live figures whose target of the study has the date that the plan gives the same target. At most one query."""
    target = figures["score"]["target"]
    if target is None or target["deadline"]:
        return figures
    plan = Target.objects.in_force(study, figures["meta"]["selection"])
    same = _about(plan.filter(metric=Metric.JOURNEY_SCORE, value=target["value"], deadline__isnull=False), figures)
    if not same:
        return figures
    day = str(same[0].deadline)
    return {**figures, "score": {**figures["score"], "target": {**target, "deadline": day}}}


def _in_order(passages: Iterable[Passage], kind: Kind, places: Iterable[str]) -> list[Passage]:
    """The passages of a kind in the order of their places; one whose place these figures do not have is left out."""
    known = {one.place: one for one in passages if one.kind == kind}
    return [known[place] for place in places if place in known]


def _texts(passage: Passage) -> dict[str, Text]:
    return {name: passage.texts.get(name, {}) for name in TEXTS[passage.kind]}


def _name(person: User | None) -> str:
    return str(person) if person else ""


def _finding(one: Passage, steps: set[str]) -> shape.Finding:
    texts = _texts(one)
    step = one.step if one.step in steps else None
    return {"title": texts["title"], "text": texts["text"], "step": step, "author": _name(one.author)}


def _conclusion(one: Passage) -> shape.Conclusion:
    texts = _texts(one)
    return {
        "step": one.place,
        "finding": texts["finding"],
        "evidence": texts["evidence"],
        "advice": texts["advice"],
        "owner": one.owner,
        "author": _name(one.author),
    }


def _action(one: Action, figures: Figures, levels: dict[str, float]) -> shape.PlannedAction:
    return {
        "title": one.title,
        "step": one.step if one.step in keys_of(figures) else None,
        "owner": one.owner,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "measure": one.measure,
        "state": one.state,  # type: ignore[typeddict-item]
        "outcome": one.outcome or None,  # type: ignore[typeddict-item]
        "change": one.change,
        "gain": None if one.outcome else effect_of(figures, one.step, levels.get(one.step)),
    }


def target_set(one: Target, figures: Figures) -> shape.TargetSet:
    """A target with where these figures stand."""
    now = figure_of(figures, one.metric, one.step)
    return {
        "metric": one.metric,  # type: ignore[typeddict-item]
        "step": one.step or None,
        "baseline": one.baseline,
        "value": one.value,
        "direction": one.direction,  # type: ignore[typeddict-item]
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "relevant_change": one.relevant_change,
        "owner": one.owner,
        "now": now,
        "status": status_of(now, one.value, one.direction),
    }
