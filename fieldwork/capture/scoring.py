"""The scores of one visit: computed by ``fieldwork.measurement``, copied here for every figure to read.

Nothing on this path imports scipy: it runs in the request that hands in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from fieldwork.capture import experiences
from fieldwork.capture.fields import OVERALL, RECOMMEND, Sheet
from fieldwork.capture.folding import COLUMNS, Change
from fieldwork.capture.models import Answer, Op, PartScore, StepExperience, StepScore
from fieldwork.capture.states import AnswerStatus, PartKind
from fieldwork.measurement.expressions import NOW
from fieldwork.measurement.visit import VisitScore, score_visit
from fieldwork.visits.models import Visit

AT_ONCE = 500  # rows in one INSERT


def judged_at(visit: Visit, at: datetime | None) -> dict[str, str]:
    """The moment that conditions and computed values may look at, local to the location; nothing without one."""
    return judged_in(visit.location.timezone, at)


def judged_in(zone: str, at: datetime | None) -> dict[str, str]:
    """The same where no visit was read: ``zone`` is the time zone of its location."""
    return {} if at is None else {NOW: f"{timezone.localtime(at, ZoneInfo(zone)):%Y-%m-%dT%H:%M}"}


def score(
    sheet: Sheet,
    answers: Iterable[Answer],
    felt: Iterable[StepExperience],
    moment: Mapping[str, str] | None = None,
) -> VisitScore:
    """Score a visit from its answer and experience rows (stored or not); ``moment`` is what ``judged_at`` gives."""
    said: dict[str, Any] = {
        row.path: value for row in answers if (value := said_in(row.status, row.value, row.na_reason)) is not None
    }
    return score_visit(sheet.plan, {**said, **(moment or {})}, experiences.for_scoring(felt))


def said_in(status: str, value: Any, na_reason: str) -> dict[str, Any] | None:
    """A stored answer as scoring reads it; ``None`` when nothing was answered."""
    if status == AnswerStatus.ANSWERED:
        return {"v": value}
    return {"na": na_reason} if status == AnswerStatus.NA else None


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


@dataclass(frozen=True, slots=True)
class ScoreRows:
    """The unsaved score rows of one visit: one per walked step, one per part."""

    steps: list[StepScore]
    parts: list[PartScore]


def rows(visit: Visit, scored: VisitScore, status: str, ends: Mapping[str, int | None]) -> ScoreRows:
    """The rows of a visit, with everything that a cut through the figures asks for."""
    place = visit.location
    copied = {
        "visit_id": visit.pk,
        "wave_id": visit.wave_id,
        "location_id": place.pk,
        "district_id": place.district_id,
        "region_id": place.region_id,
        "persona_id": visit.persona_id,
        "channel": visit.channel,
        "device": visit.device,
        "status": status,
    }
    return ScoreRows(_steps(scored, copied), _parts(scored, copied, ends["overall_grade"]))


def _steps(scored: VisitScore, copied: Mapping[str, Any]) -> list[StepScore]:
    times = Counter(step.step for step in scored.steps)
    return [
        StepScore(
            **copied,
            step=step.step,
            occurrence=step.occurrence,
            times=times[step.step],
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


def _parts(scored: VisitScore, copied: Mapping[str, Any], overall: int | None) -> list[PartScore]:
    """The parts; the grade of the journey is the one asked at the end, not the mean of its steps."""
    return [
        PartScore(
            **copied,
            kind=part.kind,
            key=part.key,
            points=part.points,
            max_points=part.max_points,
            score=part.score,
            v_i=part.v_i,
            v_c=part.v_c,
            v=part.v,
            gap=part.gap,
            grade=overall if part.kind == PartKind.JOURNEY else part.grade,
        )
        for part in scored.parts
    ]


def replace(fresh: Mapping[int, ScoreRows]) -> None:
    """Put these rows, by visit, in the place of the old ones."""
    StepScore.objects.filter(visit__in=fresh).delete()
    PartScore.objects.filter(visit__in=fresh).delete()
    insert(fresh.values())


def insert(fresh: Iterable[ScoreRows]) -> None:
    """Store the rows of visits that have none."""
    made = list(fresh)
    StepScore.objects.bulk_create([row for one in made for row in one.steps], batch_size=AT_ONCE)
    PartScore.objects.bulk_create([row for one in made for row in one.parts], batch_size=AT_ONCE)


def ends_of(held: Mapping[str, Any]) -> dict[str, int | None]:
    """The overall grade (1-10) and the recommendation (0-10) out of the folded fields."""
    found = {}
    for name, field in (("overall_grade", OVERALL), ("recommend", RECOMMEND)):
        value = held[field].value if field in held else None
        found[name] = value.get("v") if value else None
    return found


def changes_of(visit: Visit, **limits: Any) -> dict[int, list[Change]]:
    """The counted changes of a visit, by round; ``limits`` are further lookups on ops."""
    return changes_by_round(round__visit_id=visit.pk, **limits)


def changes_by_round(**limits: Any) -> dict[int, list[Change]]:
    """The counted changes that ``limits`` (lookups on ops) find, by round."""
    found: dict[int, list[Change]] = {}
    for row in Op.objects.filter(is_late=False, **limits).order_by().values_list(*COLUMNS):
        found.setdefault(row[1], []).append(Change._make(row))
    return found
