"""Field paths: how an op names what it changes, and what a journey version has there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from fieldwork.journeys import documents
from fieldwork.journeys.episodes import Episode, episodes_of
from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.document import Plan, compile_document
from fieldwork.studies.models import Study
from fieldwork.visits.models import Visit

LONGEST = 120
MOST_OCCURRENCES = 20
GRAMMAR = re.compile(
    r"(?:(?P<step>[a-z][a-z0-9_]{0,39})(?:#(?P<occurrence>[1-9][0-9]?))?/)?(?P<name>@?[a-z][a-z0-9_]{0,39})"
)
STEP_PARTS = ("@tap", "@named", "@grade")
UNANSWERED = "@unanswered"
BASELINE, OVERALL, RECOMMEND = "@baseline", "@overall", "@recommend"
VISIT_PARTS = (BASELINE, OVERALL, RECOMMEND)
# Beside the answers, only where the study allows it: a spoken note per step, and where the shopper is.
MEMO, POSITION = "@memo", "@position"


@dataclass(frozen=True, slots=True)
class Field:
    """``step/question``, ``step#2/question``, ``step/@tap`` or ``@overall``, taken apart."""

    path: str
    step: str
    occurrence: int
    name: str

    @property
    def is_feeling(self) -> bool:
        """A part beside the questions: the experience, a spoken note, where the shopper is."""
        return self.name.startswith("@")

    @property
    def question(self) -> str:
        """The path in the document: without the occurrence."""
        return f"{self.step}/{self.name}"


def read(path: object) -> Field | None:
    """The field of a path as sent, or ``None`` when no field can be called so. Never raises."""
    if not isinstance(path, str) or len(path) > LONGEST:
        return None
    found = GRAMMAR.fullmatch(path)
    if found is None:
        return None
    occurrence = int(found["occurrence"] or 1)
    if occurrence > MOST_OCCURRENCES or (found["occurrence"] and occurrence == 1):
        return None
    return Field(path, found["step"] or "", occurrence, found["name"])


@dataclass(frozen=True, slots=True)
class Scope:
    """Which fields are open in one round: a part of the visit (the whole of it, mostly), or what was asked back."""

    steps: frozenset[str]
    has_start: bool
    has_end: bool
    asked: frozenset[str] | None = None

    def has(self, field: Field) -> bool:
        """Whether this field may be filled in this round."""
        if field.step:
            return self.has_path(field.step, field.path)
        return self.has_end if field.name in (OVERALL, RECOMMEND) else self.has_start

    def has_path(self, step: str, path: str) -> bool:
        """The same for something inside a step (its key; the path may name a further occurrence)."""
        return step in self.steps if self.asked is None else path in self.asked


@dataclass(frozen=True, slots=True)
class Sheet:
    """A published journey as capture needs it: questions by path and the plan for scoring."""

    steps: Mapping[str, Mapping[str, Any]]
    questions: Mapping[str, Mapping[str, Any]]
    plan: Plan
    episodes: tuple[Episode, ...]
    beside: frozenset[str] = frozenset()  # what the study of a visit takes beside the answers

    def part(self, number: int) -> Scope:
        """What is open in a dated part: its steps, the first tap in the first one, the last grades in the last."""
        episode = self.episodes[number - 1]
        return Scope(frozenset(episode.steps), number == 1, number == len(self.episodes))

    def asked_back(self, paths: Iterable[str]) -> Scope:
        """What is open when a reviewer asked these questions back: them, and no feelings."""
        return Scope(frozenset(), False, False, frozenset(paths))

    def has(self, field: Field) -> bool:
        """Whether this journey has such a field."""
        if not field.step:
            return field.name in VISIT_PARTS or (field.name == POSITION and POSITION in self.beside)
        if field.step not in self.steps:
            return False
        if field.name == MEMO:
            return MEMO in self.beside
        if field.name == UNANSWERED:
            return bool(self.steps[field.step].get("may_be_unanswered"))
        return field.name in STEP_PARTS or field.question in self.questions


def sheet_of_document(document: Mapping[str, Any]) -> Sheet:
    """The sheet of one document."""
    steps = {step["key"]: step for step in documents.steps_of(document)}
    return Sheet(steps, documents.questions_by_path(document), compile_document(document), episodes_of(document))


@lru_cache(maxsize=64)
def _sheet(version: int, checksum: str) -> Sheet:
    document = JourneyVersion.objects.values_list("document", flat=True).get(pk=version, checksum=checksum)
    return sheet_of_document(document)


def sheet_of(version: JourneyVersion) -> Sheet:
    """The sheet of a published version. Read once per process: what was published never changes."""
    return _sheet(version.pk, version.checksum)


def beside_of(study: Study) -> frozenset[str]:
    """What a study lets a shopper give beside the answers."""
    return frozenset(name for name, yes in ((MEMO, study.allows_audio), (POSITION, study.asks_position)) if yes)


def sheet_for(visit: Visit) -> Sheet:
    """The sheet of a visit's version, with what its study allows beside the answers."""
    return replace(sheet_of(visit.journey_version), beside=beside_of(visit.wave.study))
