"""Counted visits with their answers, for files: what somebody may see under some filters, read in batches.

A client's people get the published view: a public key instead of whoever walked it, no internal question, no clock
time. The desk also gets internal questions, times and devices; a shopper stands in neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from fieldwork.capture.models import Answer, Media, StepExperience, StepScore
from fieldwork.capture.states import AnswerStatus
from fieldwork.common.texts import pick
from fieldwork.emotions import words
from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.answers import answer_value
from fieldwork.measurement.journey import first_impression, step_score
from fieldwork.people.models import User
from fieldwork.people.states import CLIENTS
from fieldwork.studies.models import Persona

from .photos import shows_photos
from .published import LISTED, Filters, day_of, selected
from .questions import choices
from .rows import decoded
from .states import Daypart

BATCH = 500  # visits: some 25,000 answers in memory at a time
CENTS = 100
MORE = ("pk", "journey_version", "location__code", "recommend", "peak_end", "device", "persona")
FELT = ("visit", "step", "occurrence", "face", "q", "px", "py", "named", "cause_tag", "cause_text")
SCORED = (
    "visit", "step", "occurrence", "v_i", "c_i", "v_c", "v", "grade", "unanswered", "points", "max_points",
)  # fmt: skip


class Given(NamedTuple):
    """One answer: its status (``answered``, ``na``, ``missing``, ``not_asked``), value, and why it does not apply."""

    status: str
    value: Any
    reason: str


@dataclass(frozen=True)
class Asked:
    """A question as a column: ``key`` is its path, led by its journey where several are in one file."""

    key: str
    journey: int
    step: str
    occurrence: int
    step_title: Mapping[str, str]
    question: Mapping[str, Any]

    @property
    def options(self) -> Sequence[tuple[str, Mapping[str, str]]]:
        """The answers one could pick, as (key, words)."""
        return choices(self.question)


@dataclass(frozen=True)
class Stop:
    """A step as columns: ``key`` is ``step``, or ``step#2`` for the second time."""

    key: str
    journey: int
    step: str
    occurrence: int
    title: Mapping[str, str]


@dataclass
class Released:
    """One visit: its own cells, its answers by path, what was felt by step, and its evidence."""

    visit: dict[str, Any]
    answers: dict[str, Given] = field(default_factory=dict)
    felt: dict[str, dict[str, Any]] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)


class Release:
    """The visits somebody may export. Iterating asks the database six times per ``BATCH`` of visits."""

    def __init__(self, user: User, filters: Filters) -> None:
        self.visits = selected(user, filters)
        self.is_inside = user.role not in CLIENTS
        self.language = (get_language() or "nl")[:2]

    def count(self) -> int:
        """How many visits it holds."""
        return self.visits.count()

    @cached_property
    def versions(self) -> dict[int, dict[str, Any]]:
        """The questionnaires used, by number of their row, oldest first."""
        used = self.visits.order_by().values("journey_version")
        rows = JourneyVersion.objects.filter(pk__in=used).order_by("journey", "number")
        found: Any = rows.values("pk", "number", "journey", "document")
        return {row["pk"]: row for row in found}

    @cached_property
    def _times(self) -> dict[tuple[int, str], int]:
        """How often a step was walked at most, for those walked more than once, by journey and step."""
        rows = StepScore.objects.filter(visit__in=self.visits.order_by().values("pk"), times__gt=1).order_by()
        found = rows.values_list("visit__journey_version__journey", "step").annotate(most=Max("occurrence"))
        return {(journey, step): most for journey, step, most in found}

    def _led(self, journey: int, key: str) -> str:
        """A key led by its journey where the file holds several: the same path is another question there."""
        return f"{journey}:{key}" if self.has_several else key

    @cached_property
    def has_several(self) -> bool:
        """Whether visits of more than one journey stand side by side."""
        return len({row["journey"] for row in self.versions.values()}) > 1

    @cached_property
    def stops(self) -> list[Stop]:
        """Every step of every questionnaire used, once, in order; newest words first."""
        found: dict[str, Stop] = {}
        for version in reversed(self.versions.values()):
            journey = version["journey"]
            for phase in version["document"]["phases"]:
                for step in phase["steps"]:
                    for time in range(1, self._times.get((journey, step["key"]), 1) + 1):
                        key = self._led(journey, step["key"] if time == 1 else f"{step['key']}#{time}")
                        found.setdefault(key, Stop(key, journey, step["key"], time, step["title"]))
        return list(found.values())

    @cached_property
    def questions(self) -> list[Asked]:
        """Every question this reader may see, once by its path, in the order of the steps."""
        asked: dict[tuple[int, str], dict[str, Mapping[str, Any]]] = {}
        for version in reversed(self.versions.values()):
            for phase in version["document"]["phases"]:
                for step in phase["steps"]:
                    known = asked.setdefault((version["journey"], step["key"]), {})
                    for question in step.get("questions") or ():
                        if self._shows(question):
                            known.setdefault(question["key"], question)
        return [
            Asked(f"{stop.key}/{key}", stop.journey, stop.step, stop.occurrence, stop.title, question)
            for stop in self.stops
            for key, question in asked[(stop.journey, stop.step)].items()
        ]

    def _shows(self, question: Mapping[str, Any]) -> bool:
        return question["kind"] != "note" and (self.is_inside or not question.get("internal"))

    @cached_property
    def _by_version(self) -> dict[int, dict[tuple[str, str], Mapping[str, Any]]]:
        """The questions of each questionnaire that this reader may see, by step and question."""
        return {
            pk: {
                (step["key"], question["key"]): question
                for phase in version["document"]["phases"]
                for step in phase["steps"]
                for question in step.get("questions") or ()
                if self._shows(question)
            }
            for pk, version in self.versions.items()
        }

    @cached_property
    def _personas(self) -> dict[int, str]:
        used = self.visits.order_by().exclude(persona=None).values("persona")
        return dict(Persona.objects.filter(pk__in=used).values_list("pk", "name"))

    def __iter__(self) -> Iterator[Released]:
        keys = list(self.visits.values_list("pk", flat=True))  # the order of the page, whatever happens meanwhile
        for start in range(0, len(keys), BATCH):
            yield from self._batch(keys[start : start + BATCH])

    # --- one batch -----------------------------------------------------------------------------------
    def _batch(self, keys: list[int]) -> Iterator[Released]:
        rows = self.visits.filter(pk__in=keys).order_by().values(*MORE, *LISTED)
        found = {row["pk"]: Released(self._visit(row)) for row in rows}
        versions = {pk: one.visit["version_pk"] for pk, one in found.items()}
        shown = self._answers(found, versions)
        self._felt(found, versions)
        self._evidence(found, shown)
        for pk in keys:
            if pk in found:  # one that was withdrawn in between is left out
                del found[pk].visit["version_pk"]
                yield found[pk]

    def _visit(self, row: Mapping[str, Any]) -> dict[str, Any]:
        day, part = day_of(row)
        version = self.versions[row["journey_version"]]
        cells = {
            "version_pk": row["journey_version"],
            "visit": str(row["public_key"]),
            "study": row["wave__study__title"],
            "wave": row["wave__title"],
            "journey": pick(version["document"].get("title"), self.language),
            "questionnaire": version["number"],
            "location_code": row["location__code"],
            "location": row["location__name"],
            "channel": row["channel"],
            "scenario": row["scenario__title"],
            "day": day.isoformat() if day else None,
            "part_of_day": part,
            "score": _score(row["valence"]),
            "checklist": row["checklist_score"],
            "grade": row["overall_grade"],
            "recommend": row["recommend"],
            "verdict": row["verdict"],
        }
        if self.is_inside:
            moments = {name: row[name].isoformat() if row[name] else None for name in ("started_at", "submitted_at")}
            cells |= {"persona": self._personas.get(row["persona"]), "device": row["device"], **moments}
        return cells

    def _answers(self, found: Mapping[int, Released], versions: Mapping[int, int]) -> list[tuple[int, str, str]]:
        """Fill in the answers; returns the photos that may be named, as (visit, column, photo)."""
        columns = ("visit", "path", "step", "question", "status", "value_text", "photos_text", "na_reason")
        rows = Answer.objects.filter(visit__in=list(found)).order_by("pk").annotate(
            value_text=Cast("value", TextField()), photos_text=Cast("photos", TextField())
        )  # fmt: skip
        photos = []
        led = {pk: self._led(self.versions[version]["journey"], "") for pk, version in versions.items()}
        for visit, path, step, question, status, value, named, reason in rows.values_list(*columns).iterator():
            asked = self._by_version[versions[visit]].get((step, question))
            if asked is None:
                continue
            key = led[visit] + path
            given = self._value(asked, answer_value(decoded(value))) if status == AnswerStatus.ANSWERED else None
            found[visit].answers[key] = Given(status, given, reason)
            if named != "[]" and status == AnswerStatus.ANSWERED and (self.is_inside or shows_photos(asked)):
                photos += [(visit, key, str(one)) for one in decoded(named)]
        return photos

    def _value(self, question: Mapping[str, Any], value: Any) -> Any:
        """An answer as a file has it: keys, numbers, ISO dates, texts as written. A clock time could be found back in
        a log or on a camera; a part of the day cannot."""
        kind = question["kind"]
        if value is None:
            return None
        if kind == "photo":
            return len(value)
        if kind == "receipt":
            amount = value["amount_cents"] / CENTS
            return amount if value.get("currency", "EUR") == "EUR" else f"{value['currency']} {amount:.2f}"
        if self.is_inside or kind not in ("time", "datetime"):
            return value
        day, _mark, clock = str(value).rpartition("T")
        return f"{day} {Daypart.of(int(clock[:2])).label}".strip()

    def _felt(self, found: Mapping[int, Released], versions: Mapping[int, int]) -> None:
        tapped = {
            (row["visit"], row["step"], row["occurrence"]): row
            for row in StepExperience.objects.filter(visit__in=list(found)).values(*FELT)
        }
        rows = StepScore.objects.filter(visit__in=list(found)).order_by("visit", "pk").values(*SCORED)
        for row in rows:
            time = row["occurrence"]
            key = row["step"] if time == 1 else f"{row['step']}#{time}"
            led = self._led(self.versions[versions[row["visit"]]]["journey"], key)
            felt = tapped.get((row["visit"], row["step"], time))
            found[row["visit"]].felt[led] = self._feeling(row, felt)

    def _feeling(self, row: Mapping[str, Any], felt: Mapping[str, Any] | None) -> dict[str, Any]:
        cells = {
            "score": _score(row["v"]),
            "checklist": step_score({"points": row["points"], "max_points": row["max_points"]}),
            "grade": row["grade"],
            "unanswered": row["unanswered"],
            "first_impression": _in_words(row, felt),
            "named": [_named(one) for one in felt["named"]] if felt else [],
            "named_other": "; ".join(one["text"] for one in felt["named"] if one.get("text")) if felt else "",
            "cause": felt["cause_tag"] if felt else "",
            "said": felt["cause_text"] if felt else "",
        }
        return cells | ({"first": _score(row["v_i"]), "words": _score(row["v_c"])} if self.is_inside else {})

    def _evidence(self, found: Mapping[int, Released], shown: list[tuple[int, str, str]]) -> None:
        wanted = {photo for _visit, _key, photo in shown}
        rows = Media.objects.filter(pk__in=wanted).values_list("pk", "state", "copy_sha256") if wanted else []
        known = {str(pk): (state, digest) for pk, state, digest in rows}
        for visit, key, photo in shown:
            state, digest = known.get(photo, ("erased", ""))
            one = {"path": key, "photo": photo, "state": state, "sha256": digest}
            found[visit].evidence.append({"visit": found[visit].visit["visit"]} | one)


def _score(valence: float | None) -> float | None:
    return None if valence is None else round(50 * (1 + valence), 9)


def _in_words(row: Mapping[str, Any], felt: Mapping[str, Any] | None) -> str:
    """The first impression in words; nothing when the tap does not count."""
    if felt is None or first_impression({"v_i": row["v_i"], "c_i": row["c_i"]}) is None:
        return ""
    if felt["face"] and felt["q"]:
        return words.describe_face(felt["face"], felt["q"])
    return "" if felt["px"] is None or felt["py"] is None else words.describe(felt["px"], felt["py"])


def _named(one: Mapping[str, Any]) -> str:
    """``irritated:3``; the word somebody gave to another feeling stands apart, in ``named_other``."""
    strength = one.get("intensity")
    return f"{one['emotion']}:{strength}" if strength and one["emotion"] != "neutral" else str(one["emotion"])
