"""Everything a reviewer reads of one visit, step by step, in a handful of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fieldwork.capture import holding, scoring, wording
from fieldwork.capture.fields import BASELINE, Sheet, sheet_of
from fieldwork.capture.models import Answer, Media, Op, Round, StepExperience
from fieldwork.capture.states import WAITING, AnswerStatus, MediaState, RoundKind
from fieldwork.common.texts import pick
from fieldwork.emotions.words import CAUSES, EMOTIONS, describe, describe_face, place
from fieldwork.journeys import kinds
from fieldwork.measurement.visit import VisitScore
from fieldwork.people.models import User
from fieldwork.review import beside
from fieldwork.review.models import ReturnRequest
from fieldwork.visits.models import Visit

SKIPPED = "skipped"


@dataclass
class Feeling:
    """A word or a tap with its face: valence -1 to 1, energy 0 to 1 (the middle of its cell).

    A tap on the face matrix has that very face instead: emotion and strength 1 to 4.
    """

    words: str
    valence: float | None = None
    energy: float | None = None
    face: tuple[str, int] | None = None


@dataclass
class Feel:
    """What was felt at a step; shown, never edited and never asked back."""

    tap: Feeling | None = None
    named: list[Feeling] = field(default_factory=list)
    grade: int | None = None
    cause: str = ""


@dataclass
class Photo:
    """One photo beside an answer; ``caption`` says where it was taken, ``problem`` why it cannot be shown."""

    media: Media
    caption: str
    alt: str
    problem: str = ""


@dataclass
class Earlier:
    """What was asked back before, and what the answer was then."""

    remark: str
    answer: str
    is_answered: bool


@dataclass
class Line:
    """One question with its answer, its evidence and what the reviewer says about it."""

    path: str
    number: int
    asked: Mapping[str, Any]
    row: Answer
    text: str
    answer: str
    photos: list[Photo] = field(default_factory=list)
    no_photo: str = ""
    other_phone: list[str] = field(default_factory=list)  # what another phone of the shopper held here, in words
    earlier: list[Earlier] = field(default_factory=list)
    is_critical: bool = False
    back: bool = False
    remark: str = ""

    @property
    def anchor(self) -> str:
        """The id of the question on the page."""
        return f"q{self.number}"

    @property
    def is_text(self) -> bool:
        """The shopper's own words: read as a text, not as a value."""
        return self.row.kind in ("short_text", "long_text")

    @property
    def is_open(self) -> bool:
        """Nothing was answered."""
        return self.row.status == AnswerStatus.MISSING

    @property
    def is_missing(self) -> bool:
        """Nothing was answered, and it had to be."""
        return self.is_open and bool(self.asked.get("required"))

    @property
    def is_na(self) -> bool:
        """The shopper said it did not apply."""
        return self.row.status == AnswerStatus.NA


@dataclass
class Part:
    """One walked step."""

    number: int
    title: str
    feel: Feel
    lines: list[Line]
    is_unanswered: bool = False
    notes: list[beside.Note] = field(default_factory=list)


@dataclass
class Dossier:
    """One visit as its reviewer reads it."""

    visit: Visit
    sheet: Sheet
    parts: list[Part]
    score: VisitScore
    rounds: list[Round]
    media: list[Media]
    late: list[Op]
    whereabouts: str = ""

    @property
    def turn(self) -> int:
        """How often it came in for review: once, and once more for each time that questions were asked back."""
        return 1 + sum(round_.kind == RoundKind.RETURN for round_ in self.rounds)

    def lines(self) -> Iterable[Line]:
        """Every question of every step."""
        return (line for part in self.parts for line in part.lines)

    def paths(self) -> list[str]:
        """The questions that can be asked back."""
        return [line.path for line in self.lines()]


def read(visit: Visit, notes: Mapping[str, Any], *, reader: User | None = None) -> Dossier:
    """Collect the visit; ``notes`` are the reviewer's own marks (``Review.notes``)."""
    sheet = sheet_of(visit.journey_version)
    answers = {row.path: row for row in visit.answers.all()}
    felt = {_step_path(row): row for row in visit.experiences.all()}
    rounds = list(visit.rounds.order_by("number"))
    media = list(Media.objects.filter(round__visit=visit).order_by("created_at", "pk"))
    late = list(Op.objects.filter(round__visit=visit, is_late=True).order_by("arrived_at"))
    moment = scoring.judged_at(visit, visit.submitted_at)
    score = scoring.score(sheet, answers.values(), felt.values(), moment)
    earlier: dict[str, list[ReturnRequest]] = {}
    for request in ReturnRequest.objects.filter(review__visit=visit).order_by("round_number"):
        earlier.setdefault(request.path, []).append(request)
    marks = notes.get("questions", {})
    given = beside.read(visit, rounds)
    others = _other_phones(sheet, rounds)
    parts: list[Part] = []
    number = 0
    for key, step in sheet.steps.items():
        for path in _occurrences(key, answers, felt):
            lines = []
            for question in step.get("questions") or ():
                row = answers.get(f"{path}/{question['key']}")
                if row is None or row.status == AnswerStatus.NOT_ASKED:
                    continue
                number += 1
                line = _line(number, question, row, media, earlier.get(row.path, []))
                for photo in line.photos:
                    shot = photo.media
                    photo.caption = beside.away(visit.location, shot.latitude, shot.longitude, shot.accuracy_m)
                line.other_phone = others.get(row.path, [])
                line.is_critical = row.path in score.triggered
                mark = marks.get(row.path, {})
                line.back, line.remark = bool(mark.get("back")), str(mark.get("remark", ""))
                lines.append(line)
            experience = felt.get(path)
            if lines or experience:
                title = pick(step.get("title")) or key
                feel = _feel(experience) if experience else Feel()
                is_unanswered = bool(experience and experience.unanswered)
                spoken = beside.notes(given, path, media)
                parts.append(Part(len(parts) + 1, title, feel, lines, is_unanswered, spoken))
    return Dossier(visit, sheet, parts, score, rounds, media, late, beside.at_the_start(visit, given))


def _other_phones(sheet: Sheet, rounds: Iterable[Round]) -> dict[str, list[str]]:
    """Per field what a phone held that did not count, where two phones of the shopper differ and nobody settled it."""
    found: dict[str, list[str]] = {}
    for round_ in rounds:
        for path, phones in holding.both_values(round_).items():
            not_counted = [held.value for device, held in phones.items() if device != round_.device]
            found[path] = [wording.value_in_words(sheet, path, value) for value in not_counted]
    return found


def _step_path(row: StepExperience) -> str:
    return row.step if row.occurrence == 1 else f"{row.step}#{row.occurrence}"


def _occurrences(step: str, answers: Mapping[str, Answer], felt: Mapping[str, StepExperience]) -> list[str]:
    found = {row.occurrence for row in answers.values() if row.step == step}
    found |= {row.occurrence for row in felt.values() if row.step == step and row.step != BASELINE}
    return [step if number == 1 else f"{step}#{number}" for number in sorted(found)]


def in_words(question: Mapping[str, Any], status: str, value: Any, reason: str) -> str:
    """An answer as one reads it: its value, why it did not apply, or that it is missing."""
    if status == AnswerStatus.NA:
        return _("Does not apply: %(reason)s") % {"reason": reason}
    if status != AnswerStatus.ANSWERED:
        return _("Not answered")
    return kinds.get(question["kind"]).summary(question, value, (get_language() or "nl")[:2])


def _line(
    number: int, question: Mapping[str, Any], row: Answer, media: Iterable[Media], requests: Iterable[ReturnRequest]
) -> Line:
    text = pick(question.get("text")) or question["key"]
    line = Line(
        path=row.path, number=number, asked=question, row=row, text=text,
        answer=in_words(question, row.status, row.value, row.na_reason),
    )  # fmt: skip
    wanted = set(row.photos)
    line.photos = [
        _photo(one, number, position)
        for position, one in enumerate((one for one in media if str(one.pk) in wanted), start=1)
    ]
    if not line.photos:
        line.no_photo = _why_no_photo(question, row)
    for request in requests:
        was = request.old_value or {}
        old = in_words(question, was.get("status", ""), was.get("value"), was.get("na", ""))
        line.earlier.append(Earlier(request.remark, old, row.round_number >= request.round_number))
    return line


def _photo(media: Media, question: int, position: int) -> Photo:
    problem = ""
    if media.state == MediaState.REFUSED:
        problem = media.problem or _("The photo could not be read.")
    elif media.state in WAITING:
        problem = _("The photo is still coming in.")
    elif media.state != MediaState.PREPARED:
        problem = _("The photo is being prepared.")
    return Photo(media, "", _("Photo %(n)d with question %(q)d") % {"n": position, "q": question}, problem)


def _why_no_photo(question: Mapping[str, Any], row: Answer) -> str:
    """The reason for a grey slot; nothing when no photo was ever expected here."""
    expected = question["kind"] in ("photo", "receipt") or question.get("evidence")
    if not expected:
        return ""
    if row.status == AnswerStatus.NA:
        return _("No photo: does not apply")
    if needs_photos(question, row):
        return _("No photo, and one was needed")
    return _("No photo; it was not required")


def needs_photos(question: Mapping[str, Any], row: Answer) -> int:
    """How many photos this answer should have had."""
    if row.status != AnswerStatus.ANSWERED:
        return 0
    if question["kind"] == "photo":
        return int(question.get("min") or 0)
    if question["kind"] == "receipt" and question.get("photo_required"):
        return 1
    rule = question.get("evidence") or {}
    applies = rule.get("when") == "always" or rule.get("when") == row.value
    return int(rule.get("min") or 0) if applies else 0


def _feel(row: StepExperience) -> Feel:
    feel = Feel(grade=row.grade, cause=row.cause_text)
    if row.px is not None and row.py is not None:
        level, energy = place(row.px, row.py)
        feel.tap = Feeling(describe(row.px, row.py), level / 2, energy / 2)
    elif row.face and row.q:
        feel.tap = Feeling(describe_face(row.face, row.q), face=(row.face, row.q))
    for one in row.named or []:
        emotion = EMOTIONS[one["emotion"]]
        words = one.get("text") or str(emotion.label)
        strength = one.get("intensity")
        feeling = Feeling(f"{words} {strength}" if strength else words)
        if emotion.face:
            feeling.valence, feeling.energy = emotion.face[0] / 2, emotion.face[1] / 2
        elif one.get("sign"):
            feeling.valence, feeling.energy = one["sign"] / 2, 0.5
        feel.named.append(feeling)
    if row.cause_tag in CAUSES and not feel.cause:
        feel.cause = str(CAUSES[row.cause_tag])
    return feel
