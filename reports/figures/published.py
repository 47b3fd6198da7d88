"""A visit as a client may know it: approved, under a public key, without any road to who walked it.

What is not named here does not leave the agency: no shopper, code, device, exact time, position, latency, internal
question, note of the review or original photo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from fieldwork.capture.models import Answer, Media, StepExperience, StepScore
from fieldwork.capture.states import AnswerStatus
from fieldwork.common.texts import pick
from fieldwork.emotions import words
from fieldwork.journeys import kinds
from fieldwork.measurement.journey import first_impression, step_score
from fieldwork.people.models import Client, User
from fieldwork.studies.states import Channel
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED

from .choices import scope_of
from .facts import within
from .photos import shows_photos
from .states import Daypart

FELT, CANNOT_SAY = ("tap", "named", "grade"), "cannot_say"
LISTED = (
    "public_key", "location__name", "location__timezone", "channel", "scenario__title", "wave__title",
    "wave__study__title", "started_at", "submitted_at", "valence", "checklist_score", "overall_grade", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What a reader asks for; empty means everything."""

    study: int | None = None
    wave: int | None = None
    location: int | None = None
    channel: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From the address bar; what cannot be read is left out."""
        numbers = {
            name: int(value)
            for name in ("study", "wave", "location")
            if (value := query.get(name, "")).isdecimal() and len(value) < 10
        }
        return cls(**numbers, channel=query.get("channel", "")[:20], words=query.get("q", "").strip()[:80])

    def __bool__(self) -> bool:
        return self != Filters()


class VisitList:
    """The visits somebody may see, as dictionaries; a paginator counts and cuts it. Two queries."""

    def __init__(self, visits: "QuerySet[Visit]") -> None:
        self.visits = visits

    def count(self) -> int:
        return self.visits.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[dict[str, Any]]:
        return [_listed(dict(zip(LISTED, row, strict=True))) for row in self.visits.values_list(*LISTED)[cut]]


def _known_to(user: User) -> "QuerySet[Visit]":
    visits = Visit.objects.filter(wave__study__client__in=Client.objects.visible_to(user), state__in=COUNTED)
    return within(visits, scope_of(user))


def selected(user: User, filters: Filters) -> "QuerySet[Visit]":
    """The approved and published visits of somebody's clients in their part of the tree, newest first."""
    visits = _known_to(user)
    exact = {"wave__study": filters.study, "wave": filters.wave, "location": filters.location}
    visits = visits.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.channel:
        visits = visits.filter(channel=filters.channel)
    for word in filters.words.split():
        visits = visits.filter(
            Q(location__name__icontains=word) | Q(scenario__title__icontains=word) | Q(wave__title__icontains=word)
        )
    return visits.order_by("-started_at", "-submitted_at", "public_key")


def visits_for(user: User, filters: Filters = Filters()) -> VisitList:
    """The same visits as a list for a page."""
    return VisitList(selected(user, filters))


def channels_for(user: User) -> list[tuple[str, str]]:
    """The channels with an approved visit, as (code, words)."""
    codes = _known_to(user).order_by().values_list("channel", flat=True).distinct()
    return sorted(((code, str(Channel(code).label)) for code in codes), key=lambda pair: pair[1])


def _channel(code: str) -> str:
    """A channel in words; nothing for one that says nothing."""
    return str(Channel(code).label) if code in Channel.values and code != Channel.OTHER else ""


def part_of_day(row: Mapping[str, Any]) -> tuple[date | None, Daypart | None]:
    """The day at the location, and the part of the day."""
    moment: datetime | None = row["started_at"] or row["submitted_at"]
    if moment is None:
        return None, None
    there = moment.astimezone(ZoneInfo(row["location__timezone"]))
    return there.date(), Daypart.of(there.hour)


def day_of(row: Mapping[str, Any]) -> tuple[date | None, str]:
    """The day at the location, and the part of the day in words."""
    day, part = part_of_day(row)
    return day, str(part.label) if part else ""


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    day, part = part_of_day(row)
    return {
        "key": str(row["public_key"]),
        "place": row["location__name"],
        "channel": _channel(row["channel"]),
        "channel_code": row["channel"],
        "scenario": row["scenario__title"],
        "wave": row["wave__title"],
        "study": row["wave__study__title"],
        "day": day,
        "daypart": str(part.label) if part else "",
        "daypart_code": str(part) if part else "",
        "score": None if row["valence"] is None else 50 * (1 + row["valence"]),
        "checklist": row["checklist_score"],
        "grade": row["overall_grade"],
        "verdict": row["verdict"],
    }


def visit_for(user: User, public_key: UUID) -> dict[str, Any] | None:
    """One visit with its steps in words, or ``None`` when this person may not know of it. Eight queries at most."""
    found = _known_to(user).filter(public_key=public_key)
    row = found.values_list("pk", "journey_version__document", "recommend", *LISTED).first()
    if row is None:
        return None
    pk, document, recommend, *listed = row
    language = (get_language() or "nl")[:2]
    visit = _listed(dict(zip(LISTED, listed, strict=True)))
    visit["journey"] = pick(document.get("title"), language)
    visit["recommend"] = recommend
    visit["steps"] = _steps(pk, document, language)
    return visit


def _steps(pk: int, document: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    felt = {(row.step, row.occurrence): row for row in StepExperience.objects.filter(visit=pk)}
    scored: dict[str, list[StepScore]] = {}
    for row in StepScore.objects.filter(visit=pk).order_by("occurrence"):
        scored.setdefault(row.step, []).append(row)
    answers = {
        (row.step, row.question, row.occurrence): row
        for row in Answer.objects.filter(visit=pk).exclude(status=AnswerStatus.NOT_ASKED)
    }
    ready = _ready(answers.values())
    return [
        _step(step, pick(phase["title"], language), row, felt.get((row.step, row.occurrence)), answers, ready, language)
        for phase in document["phases"]
        for step in phase["steps"]
        for row in scored.get(step["key"], [])
    ]


def _ready(answers: Any) -> set[str]:
    """The photos of these answers that have a copy to show."""
    wanted = {photo for row in answers for photo in row.photos}
    found = Media.objects.filter(pk__in=wanted).exclude(copy="").values_list("pk", flat=True) if wanted else []
    return {str(pk) for pk in found}


def _step(
    step: Mapping[str, Any], phase: str, row: StepScore, felt: StepExperience | None,
    answers: Mapping[tuple[str, str, int], Answer], ready: set[str], language: str,
) -> dict[str, Any]:  # fmt: skip
    shown = [
        _answer(question, answer, ready, language)
        for question in step.get("questions") or ()
        if not question.get("internal") and (answer := answers.get((row.step, question["key"], row.occurrence)))
    ]
    score = step_score({"points": row.points, "max_points": row.max_points})
    return {
        "key": row.step,
        "title": pick(step["title"], language),
        "phase": phase,
        "channel": _channel(step.get("channel") or ""),
        "occurrence": row.occurrence,
        "unanswered": row.unanswered,
        "score": None if row.v is None else 50 * (1 + row.v),
        "checklist": score,
        "first_impression": _impression(row, felt),
        "could_not_say": _could_not_say(felt),
        "named": _named(felt),
        "cause": str(words.CAUSES.get(felt.cause_tag, "")) if felt else "",
        "said": felt.cause_text if felt else "",
        "grade": row.grade,
        "answers": shown,
    }


def _could_not_say(felt: StepExperience | None) -> list[str]:
    """Which parts the shopper answered with "I cannot say"; that is an answer, not a gap."""
    return [name for name in FELT if felt and felt.skipped.get(name) == CANNOT_SAY]


def _impression(row: StepScore, felt: StepExperience | None) -> dict[str, Any] | None:
    """The first tap in words, with the face next to it; nothing when the tap does not count."""
    if felt is None or first_impression({"v_i": row.v_i, "c_i": row.c_i}) is None:
        return None
    if felt.face and felt.q:
        return {"words": words.describe_face(felt.face, felt.q), "expression": (felt.face, felt.q)}
    if felt.px is None or felt.py is None:
        return None
    return {"words": words.describe(felt.px, felt.py), "face": _drawn(words.place(felt.px, felt.py))}


def _drawn(face: tuple[int, int]) -> tuple[float, float]:
    """Level and row of a face as the valence and energy that it is drawn from."""
    return face[0] / 2, face[1] / 2


def _named(felt: StepExperience | None) -> list[dict[str, Any]]:
    found = []
    for one in felt.named if felt else []:
        known = words.EMOTIONS.get(one["emotion"])
        label = one.get("text") if one["emotion"] == "other" else None
        face = _drawn(known.face) if known and known.face else None
        found.append(
            {
                "word": label or (str(known.label) if known else one["emotion"]),
                "intensity": None if one["emotion"] == "neutral" else one.get("intensity"),
                "face": face,
            }
        )
    return found


def _answer(question: Mapping[str, Any], answer: Answer, ready: set[str], language: str) -> dict[str, Any]:
    """One answer in words; receipts keep their photos to themselves."""
    given = answer.status == AnswerStatus.ANSWERED and answer.value is not None
    return {
        "path": f"{answer.step}/{answer.question}",
        "text": pick(question["text"], language),
        "kind": question["kind"],
        "status": answer.status,
        "words": _in_words(question, answer.value, language) if given else "",
        "reason": answer.na_reason,
        "percent": 100 * answer.points / answer.max_points
        if given and answer.points is not None and answer.max_points
        else None,
        "photos": [photo for photo in answer.photos if photo in ready] if shows_photos(question) else [],
        "waiting": len([photo for photo in answer.photos if photo not in ready]) if shows_photos(question) else 0,
    }


def _in_words(question: Mapping[str, Any], value: Any, language: str) -> str:
    """An answer in words. A clock time could be found back in a log or on a camera; a part of the day cannot."""
    kind = question["kind"]
    if kind == "time":
        return str(Daypart.of(int(str(value)[:2])).label)
    if kind == "datetime":
        day, _mark, clock = str(value).partition("T")
        return f"{kinds.get('date').summary(question, day, language)}, {Daypart.of(int(clock[:2])).label}"
    return kinds.get(kind).summary(question, value, language)


def photo_for(user: User, public_key: UUID, photo: UUID) -> str | None:
    """The name of the report copy of a photo of a visit, or ``None`` when this person may not see it."""
    visit = _known_to(user).filter(public_key=public_key).values_list("pk", "journey_version__document").first()
    if visit is None:
        return None
    pk, document = visit
    media = Media.objects.filter(pk=photo, round__visit=pk).exclude(copy="").values_list("copy", flat=True).first()
    shown = {
        (step["key"], question["key"])
        for phase in document["phases"]
        for step in phase["steps"]
        for question in step.get("questions") or ()
        if shows_photos(question)
    }
    answers = Answer.objects.filter(visit=pk, status=AnswerStatus.ANSWERED).values_list("step", "question", "photos")
    named = any(str(photo) in photos and (step, question) in shown for step, question, photos in answers)
    return media if media and named else None
