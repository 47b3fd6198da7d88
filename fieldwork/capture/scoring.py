"""The scores of one visit: computed by ``fieldwork.measurement``, copied here for every figure to read.

Nothing on this path imports scipy: it runs in the request that hands in.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import isclose
from typing import Any

from fieldwork.capture import experiences
from fieldwork.capture.fields import OVERALL, RECOMMEND, Sheet, sheet_of
from fieldwork.capture.folding import COLUMNS, Change, fold_rounds
from fieldwork.capture.models import Answer, Op, Round, StepExperience, StepScore
from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.visit import VisitScore, score_visit
from fieldwork.visits.models import Visit

COMPARED = [
    field.attname
    for field in StepScore._meta.concrete_fields
    if field.attname not in ("id", "visit_id", "step", "occurrence")
]


def score(sheet: Sheet, answers: Iterable[Answer], felt: Iterable[StepExperience]) -> VisitScore:
    """Score a visit from its answer and experience rows (stored or not)."""
    values = {row.path: value for row in answers if (value := _value(row)) is not None}
    return score_visit(sheet.plan, values, experiences.for_scoring(felt))


def _value(answer: Answer) -> dict[str, Any] | None:
    if answer.status == AnswerStatus.ANSWERED:
        return {"v": answer.value}
    return {"na": answer.na_reason} if answer.status == AnswerStatus.NA else None


def columns(scored: VisitScore, ends: Mapping[str, int | None]) -> dict[str, Any]:
    """The score columns of the visit; ``ends`` holds the overall grade and the recommendation."""
    return {
        "checklist_score": _number(scored.total),
        "checklist_points": _number(scored.points),
        "checklist_max": _number(scored.max_points),
        "checklist_status": scored.status,
        "verdict": scored.verdict or "",
        "valence": scored.v,
        "valence_status": scored.v_status,
        "peak_end": scored.peak_end,
        **ends,
    }


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)


def rows(visit: Visit, scored: VisitScore, status: str) -> list[StepScore]:
    """One unsaved row per walked step, with everything that a cut through the figures asks for."""
    place = visit.location
    return [
        StepScore(
            visit_id=visit.pk,
            step=step.step,
            occurrence=step.occurrence,
            wave_id=visit.wave_id,
            location_id=place.pk,
            district_id=place.district_id,
            region_id=place.region_id,
            persona_id=visit.persona_id,
            channel=visit.channel,
            device=visit.device,
            status=status,
            points=float(step.points),
            max_points=float(step.max_points),
            score=_number(step.score),
            v_i=step.v_i,
            a_i=step.a_i,
            c_i=step.c_i,
            v_c=step.v_c,
            strength=step.strength,
            mixed=step.mixed,
            v=step.v,
            gap=step.gap,
            grade=step.grade,
            unanswered=step.unanswered,
            flags=step.flags,
            formula_version=scored.formula_version,
        )
        for step in scored.steps
    ]


def replace(visit: Visit, fresh: list[StepScore]) -> None:
    """Put these rows in the place of the visit's old ones."""
    StepScore.objects.filter(visit_id=visit.pk).delete()
    StepScore.objects.bulk_create(fresh)


def ends_of(held: Mapping[str, Any]) -> dict[str, int | None]:
    """The overall grade (1-10) and the recommendation (0-10) out of the folded fields."""
    found = {}
    for name, field in (("overall_grade", OVERALL), ("recommend", RECOMMEND)):
        value = held[field].value if field in held else None
        found[name] = value.get("v") if value else None
    return found


def changes_of(visit: Visit, **limits: Any) -> dict[int, list[Change]]:
    """The counted changes of a visit, by round; ``limits`` are further lookups on ops."""
    found: dict[int, list[Change]] = {}
    stored = Op.objects.filter(round__visit_id=visit.pk, is_late=False, **limits)
    for row in stored.order_by().values_list(*COLUMNS):
        found.setdefault(row[1], []).append(Change._make(row))
    return found


def compute(visit: Visit) -> tuple[VisitScore, dict[str, Any], list[StepScore]]:
    """The score of a handed-in visit from what is stored: the score, the columns and the rows."""
    finals = visit.rounds.filter(final_at__isnull=False).order_by("number").values_list("pk", "device")
    changes = changes_of(visit, field__in=(OVERALL, RECOMMEND))
    held = fold_rounds((changes.get(pk, []), device) for pk, device in finals)
    scored = score(sheet_of(visit.journey_version), visit.answers.all(), visit.experiences.all())
    return scored, columns(scored, ends_of(held)), rows(visit, scored, visit.state)


def differences(visit: Visit) -> list[str]:
    """Where the stored scores are not what the stored answers give: ``step.column: stored ≠ computed``."""
    _scored, wanted, fresh = compute(visit)
    found = [
        f"{name}: {getattr(visit, name)!r} ≠ {value!r}"
        for name, value in wanted.items()
        if not _same(getattr(visit, name), value)
    ]
    stored = {(row.step, row.occurrence): row for row in visit.step_scores.all()}
    for row in fresh:
        known = stored.pop((row.step, row.occurrence), None)
        if known is None:
            found.append(f"{row.step}#{row.occurrence}: no row")
            continue
        found += [
            f"{row.step}#{row.occurrence}.{name}: {getattr(known, name)!r} ≠ {getattr(row, name)!r}"
            for name in COMPARED
            if not _same(getattr(known, name), getattr(row, name))
        ]
    return found + [f"{step}#{occurrence}: a row too many" for step, occurrence in stored]


def _same(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, float) and isinstance(wanted, int | float):
        return isclose(stored, wanted, rel_tol=0, abs_tol=1e-9)
    return bool(stored == wanted)


def handed_in() -> Iterable[Visit]:
    """Every visit with a final, ready to be scored, in small portions."""
    submitted = Round.objects.filter(final_at__isnull=False).values("visit")
    return (
        Visit.objects.filter(pk__in=submitted)
        .select_related("journey_version", "location")
        .defer("journey_version__document")
        .order_by("pk")
        .iterator(chunk_size=200)
    )
