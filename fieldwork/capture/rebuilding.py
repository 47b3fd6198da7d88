"""Scores made again from the stored answers: for one visit, or for all of them in portions.

A portion costs the same few queries however many visits it holds, and is written in one short transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from math import isclose
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fieldwork.capture import experiences, scoring
from fieldwork.capture.fields import OVERALL, RECOMMEND, sheet_of
from fieldwork.capture.folding import fold_rounds
from fieldwork.capture.models import Answer, Copied, PartScore, Round, StepExperience, StepScore
from fieldwork.capture.scoring import ScoreRows
from fieldwork.measurement.visit import score_visit
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit

PORTION = 100  # visits; a tenth of a second of somebody else's waiting on SQLite
SCORE_COLUMNS = [
    "checklist_score", "checklist_points", "checklist_max", "checklist_status", "verdict", "valence", "valence_status",
    "peak_end", "overall_grade", "recommend",
]  # fmt: skip
READ = [
    "uuid", "wave_id", "location_id", "persona_id", "channel", "device", "state", "location__district_id",
    "location__region_id", "location__timezone", "journey_version__checksum", "submitted_at", *SCORE_COLUMNS,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fresh:
    """The scores of one visit as its answers give them: columns of the visit, and rows."""

    visit: Visit
    columns: dict[str, Any]
    rows: ScoreRows


@dataclass(slots=True)
class Rebuilt:
    """What one portion brought: how many visits were looked at, and per differing visit what differs."""

    looked_at: int
    differing: dict[Visit, list[str]] = field(default_factory=dict)


# --- computing ----------------------------------------------------------------------------------------
def compute(asked: Iterable[Visit]) -> list[Fresh]:
    """Score handed-in visits from what is stored. Four queries, however many visits."""
    asked = list(asked)
    pks = [visit.pk for visit in asked]
    ends, said, felt = _ends(pks), _said(pks), _felt(pks)
    found = []
    for visit in asked:
        scored = score_visit(
            sheet_of(visit.journey_version).plan,
            said.get(visit.pk, {}) | scoring.judged_at(visit, visit.submitted_at),
            experiences.for_scoring(felt.get(visit.pk, ())),
        )
        end = ends[visit.pk]
        rows = scoring.rows(visit, scored, visit.state, end)
        found.append(Fresh(visit, scoring.columns(scored, end), rows))
    return found


def _ends(pks: list[int]) -> dict[int, dict[str, int | None]]:
    """Per visit the overall grade and the recommendation, folded from its rounds in order."""
    rounds: dict[int, list[tuple[int, Any]]] = {pk: [] for pk in pks}
    finals = Round.objects.filter(visit__in=pks, final_at__isnull=False).order_by("number")
    for visit, pk, device in finals.values_list("visit_id", "pk", "device"):
        rounds[visit].append((pk, device))
    numbers = [pk for finals_of in rounds.values() for pk, _ in finals_of]
    changes = scoring.changes_by_round(round__in=numbers, field__in=(OVERALL, RECOMMEND))
    return {
        visit: scoring.ends_of(fold_rounds((changes.get(pk, []), device) for pk, device in finals_of))
        for visit, finals_of in rounds.items()
    }


def _said(pks: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    stored = Answer.objects.filter(visit__in=pks).order_by()
    for visit, path, status, given, reason in stored.values_list("visit_id", "path", "status", "value", "na_reason"):
        value = scoring.said_in(status, given, reason)
        if value is not None:
            found.setdefault(visit, {})[path] = value
    return found


def _felt(pks: list[int]) -> dict[int, list[StepExperience]]:
    found: dict[int, list[StepExperience]] = {}
    stored = StepExperience.objects.filter(visit__in=pks).order_by()
    for row in stored.only("visit_id", "step", "occurrence", *experiences.SCORED):
        found.setdefault(row.visit_id, []).append(row)
    return found


# --- comparing ----------------------------------------------------------------------------------------
class Table:
    """A table of score rows: how to read it, and which columns must be what the answers give."""

    def __init__(self, model: type[StepScore] | type[PartScore], key: tuple[str, str]) -> None:
        self.model, self.key = model, key
        self.compared = [
            one.attname for one in model._meta.concrete_fields if one.attname not in ("id", "visit_id", *key)
        ]
        self._read_key, self._read = attrgetter(*key), attrgetter(*self.compared)

    def stored(self, pks: list[int]) -> dict[int, dict[Any, tuple[Any, ...]]]:
        """Per visit the stored rows by key. One query."""
        found: dict[int, dict[Any, tuple[Any, ...]]] = {pk: {} for pk in pks}
        rows: QuerySet[Any] = self.model.objects.filter(visit__in=pks)
        for visit, one, two, *values in rows.values_list("visit_id", *self.key, *self.compared):
            found[visit][(one, two)] = tuple(values)
        return found

    def differences(self, stored: dict[Any, tuple[Any, ...]], fresh: Iterable[Copied]) -> list[str]:
        """``key.column: stored ≠ computed``, and rows that lack or are too many."""
        found, left = [], dict(stored)
        for row in fresh:
            key, wanted = self._read_key(row), self._read(row)
            known = left.pop(key, None)
            if known is None:
                found.append(f"{_named(key)}: no row")
            elif known != wanted:  # nearly always the same to the last digit
                found += [
                    f"{_named(key)}.{name}: {one!r} ≠ {other!r}"
                    for name, one, other in zip(self.compared, known, wanted, strict=True)
                    if not _same(one, other)
                ]
        return found + [f"{_named(key)}: a row too many" for key in left]


STEPS, PARTS = Table(StepScore, ("step", "occurrence")), Table(PartScore, ("kind", "key"))


def _named(key: tuple[str, Any]) -> str:
    return f"{key[0]}#{key[1]}"


def _same(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, float) and isinstance(wanted, int | float):
        return isclose(stored, wanted, rel_tol=0, abs_tol=1e-9)
    return bool(stored == wanted)


def _differing(fresh: Sequence[Fresh]) -> dict[Visit, list[str]]:
    pks = [one.visit.pk for one in fresh]
    steps, parts = STEPS.stored(pks), PARTS.stored(pks)
    found = {}
    for one in fresh:
        visit = one.visit
        lines = [
            f"{name}: {getattr(visit, name)!r} ≠ {value!r}"
            for name, value in one.columns.items()
            if not _same(getattr(visit, name), value)
        ]
        lines += STEPS.differences(steps[visit.pk], one.rows.steps)
        lines += PARTS.differences(parts[visit.pk], one.rows.parts)
        if lines:
            found[visit] = lines
    return found


# --- all visits ---------------------------------------------------------------------------------------
def handed_in() -> list[int]:
    """The numbers of all visits that were handed in as a whole, in order."""
    finals = Round.objects.filter(final_at__isnull=False, visit__submitted_at__isnull=False).order_by("visit_id")
    return list(finals.values_list("visit_id", flat=True).distinct())


def rebuild(pks: Sequence[int], *, check: bool = False) -> Iterator[Rebuilt]:
    """Score these visits again, portion by portion, and write what differs; ``check`` only tells."""
    for first in range(0, len(pks), PORTION):
        with nullcontext() if check else transaction.atomic():
            portion = Visit.objects.filter(pk__in=pks[first : first + PORTION]).order_by("pk")
            if not check:  # a move waits for this portion, so that the state copied is the one that stands
                portion = portion.select_for_update(of=("self",))
            fresh = compute(portion.select_related("location", "journey_version").only(*READ))
            done = Rebuilt(len(fresh), _differing(fresh))
            if not check:
                write([one for one in fresh if one.visit in done.differing])
        yield done


def write(fresh: Sequence[Fresh]) -> None:
    """Write the columns of these visits and their rows."""
    for one in fresh:
        visits.write_columns(one.visit.pk, **one.columns)
    if fresh:
        scoring.replace({one.visit.pk: one.rows for one in fresh})
