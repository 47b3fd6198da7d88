"""The journey document, read once into what scoring needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .checklist import Critical, Options, read_critical, read_options
from .numbers import exact
from .questions import possible


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """One question as scoring sees it; ``maximum`` is ``None`` when it never counts."""

    key: str
    source: Mapping[str, Any]
    show_if: Mapping[str, Any] | None
    section: str
    dimension: str
    maximum: Fraction | None
    weight: Fraction
    bonus: bool
    critical: Critical
    threshold: Fraction | None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step: its questions in order, and the weight of each of its sections."""

    key: str
    phase: str
    lifecycle: str
    weight: Fraction
    show_if: Mapping[str, Any] | None
    may_be_unanswered: bool
    questions: tuple[PlanQuestion, ...]
    section_weights: Mapping[str, Fraction]
    desired: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A journey document, compiled; reuse it to score many visits of the same version."""

    steps: tuple[PlanStep, ...]
    options: Options
    source_options: Mapping[str, Any]
    dimensions: tuple[str, ...]


Document = Mapping[str, Any] | Plan


def compile_document(document: Document) -> Plan:
    """The plan of a journey document (schema 1); a plan is given back as it is.

    Tolerates what a draft may lack. Raises ``ValueError`` on weights, points or effects that cannot be
    read.
    """
    if isinstance(document, Plan):
        return document
    options = read_options(document.get("options"))
    steps = tuple(
        _step(step, phase, options) for phase in document.get("phases") or () for step in phase.get("steps") or ()
    )
    dimensions = dict.fromkeys(
        question.dimension
        for step in steps
        for question in step.questions
        if question.dimension and question.maximum is not None and not question.bonus
    )
    return Plan(steps, options, document.get("options") or {}, tuple(dimensions))


def _step(step: Mapping[str, Any], phase: Mapping[str, Any], options: Options) -> PlanStep:
    weight = _weight(step.get("weight"), Fraction(1))
    sections = {section["key"]: _weight(section.get("weight"), weight) for section in step.get("sections") or ()}
    desired = (step.get("desired") or {}).get("valence")
    return PlanStep(
        key=step["key"],
        phase=phase.get("key") or "",
        lifecycle=phase.get("lifecycle") or "",
        weight=weight,
        show_if=step.get("show_if") or None,
        may_be_unanswered=bool(step.get("may_be_unanswered")),
        questions=tuple(_question(question, sections, options) for question in step.get("questions") or ()),
        section_weights=sections | {"": weight},
        desired=None if desired is None else float(desired),
    )


def _question(question: Mapping[str, Any], sections: Mapping[str, Fraction], options: Options) -> PlanQuestion:
    counts = not question.get("internal") and question.get("included", True) is not False
    maximum = possible(question) if counts else None
    weight = _weight(question.get("weight"), Fraction(1))
    if maximum is not None and options.multiple == "sum" and question.get("kind") == "multiple":
        weight *= maximum  # every option counts as an item of its own
    threshold = question.get("threshold")
    section = question.get("section") or ""
    return PlanQuestion(
        key=question["key"],
        source=question,
        show_if=question.get("show_if") or None,
        section=section if section in sections else "",
        dimension=question.get("dimension") or "",
        maximum=maximum,
        weight=weight,
        bonus=bool(question.get("bonus")),
        critical=read_critical(question.get("critical")),
        threshold=None if threshold is None else exact(threshold),
    )


def _weight(value: Any, default: Fraction) -> Fraction:
    weight = default if value is None else exact(value)
    if weight < 0:
        raise ValueError("a weight cannot be negative")
    return weight
