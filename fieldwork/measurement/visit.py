"""One visit, scored: checklist and emotions of every step, exact and without scipy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import checklist, emotion
from .answers import answer_value, is_na
from .checklist import ZERO, Checklist, Critical, Item, Section, Sum
from .conditions import Answers, WalkedStep, walk
from .document import Document, Plan, PlanQuestion, compile_document
from .experience import Felt, felt
from .instruments import tap_of
from .journey import Extremes, VisitValence, peak_end, visit_valence
from .parts import Part, parts_of
from .questions import InvalidAnswer, earned
from .results import FORMULA_VERSION, plain
from .settings import DEFAULTS, Settings

Experiences = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One walked step: checklist points and emotions side by side.

    ``points`` and ``max_points`` are weighted (sum of weight x points/maximum, and of weights); ``score``
    is 0 to 100. ``v_i``, ``v_c`` and ``v`` are valences from -1 to 1, ``a_i`` arousal and ``c_i``
    confidence from 0 to 1, ``gap`` the raw words minus first impression. ``None`` is "not given".
    """

    step: str
    occurrence: int
    points: Fraction
    max_points: Fraction
    score: Fraction | None
    v_i: float | None = None
    a_i: float | None = None
    c_i: float | None = None
    v_c: float | None = None
    mixed: bool = False
    v: float | None = None
    gap: float | None = None
    grade: int | None = None
    strength: float | None = None
    flags: list[str] = field(default_factory=list)
    unanswered: bool = False

    @property
    def path(self) -> str:
        """``step``, or ``step#2`` for a further occurrence."""
        return self.step if self.occurrence == 1 else f"{self.step}#{self.occurrence}"

    def as_dict(self) -> dict[str, Any]:
        """The row for JSON: plain numbers, ``None`` where nothing was given."""
        return {one.name: plain(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class VisitScore:
    """Everything one visit says in numbers.

    ``total`` (0 to 100, exact, after critical effects) is ``None`` when ``status`` is ``suppressed``;
    ``reason`` then says why. ``verdict`` reads ``display``. ``triggered`` and ``invalid`` are question
    paths. ``total_other_way`` is the total with the other treatment of contacts nobody answered,
    ``None`` when every contact was answered. ``v`` is the journey valence. ``parts`` are the journey, its
    phases and the dimensions, for cuts through many visits.
    """

    total: Fraction | None
    display: Decimal | None
    before_critical: Fraction | None
    verdict: str | None
    triggered: list[str]
    coverage: Fraction | None
    status: str
    reason: str | None
    points: Fraction
    max_points: Fraction
    steps: list[StepRow]
    sections: dict[str, Fraction | None]
    dimensions: dict[str, Fraction | None]
    v: float | None
    v_status: str
    v_coverage: float | None
    v_reason: str | None
    peak_end: float | None
    extremes: Extremes | None
    implicit_usable: bool
    share_too_fast: float | None
    conditions_hidden: set[str]
    total_other_way: Fraction | None = None
    display_other_way: Decimal | None = None
    invalid: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    formula_version: str = FORMULA_VERSION

    def as_dict(self) -> dict[str, Any]:
        """The score for JSON: fractions as floats, displays as text, sets as sorted lists."""
        row = {one.name: plain(getattr(self, one.name)) for one in fields(self)}
        row["steps"] = [step.as_dict() for step in self.steps]
        row["parts"] = [part.as_dict() for part in self.parts]
        row["extremes"] = (
            None
            if self.extremes is None
            else {one.name: getattr(self.extremes, one.name) for one in fields(self.extremes)}
        )
        for name in ("display", "display_other_way"):
            row[name] = None if row[name] is None else str(row[name])
        return row


def score_visit(
    document: Document,
    answers: Answers,
    experiences: Experiences,
    *,
    pace: tuple[float, float] | None = None,
    settings: Settings = DEFAULTS,
) -> VisitScore:
    """Score one visit by its own journey version.

    ``document`` is the journey document or its compiled plan (``compile_document``; reuse it for many
    visits). ``answers`` are the stored answers by path, ``experiences`` the emotion parts by step
    (``step`` or ``step#2``). ``pace`` is the shopper's (or the panel's) median and MAD of ln latency, for
    the flags ``hesitant`` and ``rushed``. Answers a question cannot have count as missing and are
    listed in ``invalid``; nothing in ``answers`` or ``experiences`` makes this raise.
    """
    plan = compile_document(document)
    closed = {path for path, parts in experiences.items() if parts and parts.get("unanswered")}
    walked = walk(plan, {**dict.fromkeys(experiences), **answers}, closed)
    invalid: list[str] = []
    sheets = [_sheet(plan, step, answers, invalid) for step in walked.steps]
    option = plan.options.unanswered_contact
    scored = _score(plan, sheets, option, settings)
    other = None
    if any(step.unanswered for step in walked.steps):
        other = _score(plan, sheets, "lowest" if option == "excluded" else "excluded", settings)

    told = [experiences.get(step.path) or {} for step in walked.steps]
    share, usable = emotion.visit_gate(
        (emotion.latency_of(parts) for parts in told if tap_of(parts) is not None), settings
    )
    steps = [
        _step_row(sheet, scored, option, felt(parts, usable, pace, settings))
        for sheet, parts in zip(sheets, told, strict=True)
    ]
    valence, extremes = _valence(walked.steps, steps, settings)
    dimensions = _dimensions(plan, sheets, option)
    shown = scored.status != "suppressed"
    total = scored.total if shown else None
    return VisitScore(
        total=total,
        display=scored.display if shown else None,
        before_critical=scored.before_critical if shown else None,
        verdict=scored.verdict if shown or scored.triggered else None,
        triggered=scored.triggered,
        coverage=scored.coverage,
        status=scored.status,
        reason=scored.reason,
        points=sum((row.points for row in steps), ZERO),
        max_points=sum((row.max_points for row in steps), ZERO),
        steps=steps,
        sections=scored.section_scores,
        dimensions={name: part.score for name, part in dimensions.items()},
        v=valence.v,
        v_status=valence.status,
        v_coverage=valence.coverage,
        v_reason=valence.reason,
        peak_end=None if extremes is None else extremes.peak_end,
        extremes=extremes,
        implicit_usable=usable,
        share_too_fast=share,
        conditions_hidden=set(walked.hidden),
        total_other_way=other.total if other and other.status != "suppressed" else None,
        display_other_way=other.display if other and other.status != "suppressed" else None,
        invalid=invalid,
        flags=_flags(steps, usable, settings),
        parts=parts_of(
            [(walked_step.step, row) for walked_step, row in zip(walked.steps, steps, strict=True)],
            dimensions,
            total=total,
            valence=valence.v,
        ),
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scored items of one walked step, by section, and its bonus points."""

    step: WalkedStep
    sections: dict[str, list[Item]]
    bonus: Fraction

    def section_path(self, key: str) -> str:
        """``step`` for the section a step has by itself, else ``step/section``."""
        return f"{self.step.path}/{key}" if key else self.step.path

    def counted(self, option: str) -> list[Section]:
        """Its sections as they count when nobody answered the contact: left out, or all points lost."""
        weights = self.step.step.section_weights
        if self.step.unanswered and option != "lowest":
            return []
        return [
            Section(
                self.section_path(key), weights[key], [_lost(item) for item in items] if self.step.unanswered else items
            )
            for key, items in self.sections.items()
        ]


def _lost(item: Item) -> Item:
    # Nobody gave this answer, so it cannot be the failure of a critical item.
    return Item(item.key, "answered", ZERO, item.maximum, item.weight, Critical(), None, item.dimension)


def _sheet(plan: Plan, step: WalkedStep, answers: Answers, invalid: list[str]) -> Sheet:
    sections: dict[str, list[Item]] = {}
    bonus = ZERO
    for question in step.asked:
        if question.maximum is None:
            continue
        path = f"{step.path}/{question.key}"
        answer = None if step.unanswered else answers.get(path)
        item = _item(plan, question, path, answer, invalid)
        if question.bonus:
            bonus += question.weight * (item.points or ZERO) if item else ZERO
        elif item is not None:
            sections.setdefault(question.section, []).append(item)
    return Sheet(step, sections, bonus)


def _item(plan: Plan, question: PlanQuestion, path: str, answer: Any, invalid: list[str]) -> Item | None:
    assert question.maximum is not None  # noqa: S101 - the caller leaves unscored questions out
    points: Fraction | None = None
    value = answer_value(answer)
    state = "na" if is_na(answer) else "missing" if value is None else "answered"
    if state == "answered":
        try:
            points = earned(question.source, value)
        except InvalidAnswer:
            invalid.append(path)
            state = "missing"
        else:
            if points is None:  # an option without points leaves the score
                return None
            points = min(points, question.maximum)
    return Item(
        path,
        state,
        points,
        question.maximum,
        question.weight,
        question.critical,
        question.threshold,
        question.dimension,
    )


def _score(plan: Plan, sheets: Sequence[Sheet], option: str, settings: Settings) -> Checklist:
    sections = [section for sheet in sheets for section in sheet.counted(option)]
    return checklist.score(sections, plan.options, sum((sheet.bonus for sheet in sheets), ZERO), settings)


def _dimensions(plan: Plan, sheets: Sequence[Sheet], option: str) -> dict[str, Sum]:
    items: dict[str, list[Item]] = {name: [] for name in plan.dimensions}
    for sheet in sheets:
        for section in sheet.counted(option):
            for item in section.items:
                if item.dimension:
                    items[item.dimension].append(item)
    return {name: checklist.sum_of(parts, plan.options) for name, parts in items.items()}


def _step_row(sheet: Sheet, scored: Checklist, option: str, feelings: Felt) -> StepRow:
    part = _sum(sheet, scored, option)
    zeroed = any(section.key in scored.zeroed for section in sheet.counted(option))
    return StepRow(
        step=sheet.step.step.key,
        occurrence=sheet.step.occurrence,
        points=part.points,
        max_points=part.maximum,
        score=part.score,
        v_i=feelings.v_i,
        a_i=feelings.a_i,
        c_i=feelings.c_i,
        v_c=feelings.v_c,
        mixed=feelings.mixed,
        v=feelings.v,
        gap=feelings.gap,
        grade=feelings.grade,
        strength=feelings.strength,
        flags=(["zeroed_section"] if zeroed else []) + feelings.flags,
        unanswered=sheet.step.unanswered,
    )


def _sum(sheet: Sheet, scored: Checklist, option: str) -> Sum:
    """Points and maximum of a step; a section set to zero keeps its maximum and loses its points."""
    points = maximum = ZERO
    for section in sheet.counted(option):
        part = scored.sums[section.key]
        points += ZERO if section.key in scored.zeroed else part.points
        maximum += part.maximum
    return Sum(points, maximum)


def _valence(
    walked: Sequence[WalkedStep], rows: Sequence[StepRow], settings: Settings
) -> tuple[VisitValence, Extremes | None]:
    """Journey valence and extremes; a contact nobody answered counts only when it was felt."""
    applicable = [
        (row.v, float(step.step.weight))
        for step, row in zip(walked, rows, strict=True)
        if row.v is not None or not step.unanswered
    ]
    valences = [v for v, _ in applicable]
    weights = [weight for _, weight in applicable]
    return visit_valence(valences, weights, settings), peak_end(valences)


def _flags(rows: Iterable[StepRow], usable: bool, settings: Settings) -> list[str]:
    flags = [] if usable else ["implicit_not_usable"]
    if emotion.is_flat([row.v_i for row in rows if row.v_i is not None], settings):
        flags.append("flat_lining")
    return flags
