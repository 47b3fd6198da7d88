"""Visits that were walked, handed in and approved, without a phone: rows as capture leaves them."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from fieldwork.capture import actions as capture
from fieldwork.capture.models import Answer, Media, Op, Round, StepExperience
from fieldwork.capture.states import AnswerStatus, MediaState
from fieldwork.common.storage import store_once
from fieldwork.journeys.documents import walk_questions
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.factories import RoundFactory, VisitFactory
from tests.reports.sample_figures import drawn_photo

STEPS = ("arriving", "waiting", "helped")


def felt(px=500, named="neutral", intensity=3, grade=6, text="", cause="process", **parts) -> dict:
    """One step experience; ``px`` 0-1000 is the pleasantness of the tap."""
    words = [{"emotion": named, "intensity": None if named == "neutral" else intensity}] if named else []
    return {
        "px": px, "py": parts.pop("py", 500), "t_shown": 0, "t_first_touch": 1000, "t_final": 1200,
        "input_kind": "touch", "named": words, "grade": grade, "cause_text": text, "cause_tag": cause,
    } | parts  # fmt: skip


ANSWERS = {
    "arriving/greeted": "yes",
    "arriving/remark": "Er stond iemand klaar bij de ingang.",
    "waiting/waited": "yes",
    "waiting/minutes": 10,
    "waiting/room": "clean",
    "helped/solved": "yes",
    "helped/judgement": 7,
}


def walked_visit(
    wave, answers=None, feelings=None, *, state=VisitState.APPROVED, grade=7, recommend=8, **fields
) -> Visit:
    """A visit in ``wave`` with answers by path (``None`` missing, ``{"na": …}``) and feelings by step."""
    fields.setdefault("started_at", timezone.now() - timedelta(hours=5))
    visit = VisitFactory(wave=wave, state=state, submitted_at=timezone.now(), approved_at=timezone.now(), **fields)
    round_ = RoundFactory(visit=visit, final_at=timezone.now(), device=uuid4())
    _ends(round_, grade, recommend)
    given = ANSWERS | (answers or {})
    for path, step, question in walk_questions(wave.journey_version.document):
        if question["kind"] != "note":
            _answer(visit, path, step["key"], question, given.get(path))
    feelings = {step: felt() for step in STEPS} if feelings is None else feelings
    for seq, (step, parts) in enumerate(feelings.items()):
        if parts is not None:
            _feel(visit, seq, step, parts)
    capture.rescore(visit)
    visit.refresh_from_db()
    return visit


def _ends(round_: Round, grade, recommend) -> None:
    for seq, (field, value) in enumerate((("@overall", grade), ("@recommend", recommend))):
        if value is not None:
            Op.objects.create(id=uuid4(), round=round_, device=round_.device, seq=seq, field=field, value={"v": value})


def _answer(visit, path, step, question, value) -> None:
    row = Answer(visit=visit, path=path, step=step, question=question["key"], kind=question["kind"])
    row.status = AnswerStatus.MISSING
    if isinstance(value, dict) and "na" in value:
        row.status, row.na_reason = AnswerStatus.NA, value["na"]
    elif value == "not asked":
        row.status = AnswerStatus.NOT_ASKED
    elif value is not None:
        row.status, row.value = AnswerStatus.ANSWERED, value
        row.photos = value if question["kind"] == "photo" else []
        from fieldwork.measurement.questions import points_of

        worth = None if question.get("internal") else points_of(question, {"v": value})
        if worth:
            row.points, row.max_points = float(worth[0]), float(worth[1])
    row.save()


def _feel(visit, seq, step, parts) -> None:
    parts = dict(parts)
    px, py = parts["px"], parts["py"]
    StepExperience.objects.create(
        visit=visit, seq=seq, step=step, **parts,
        valence_i=None if px is None else 2 * px / 1000 - 1, arousal_i=None if py is None else py / 1000,
    )  # fmt: skip


def photo(visit, field="waiting/screen", *, seed=1, state=MediaState.PREPARED, with_copy=True) -> str:
    """A photo of a visit, ready for a report; returns its id."""
    name = store_once(drawn_photo(seed), "copies", ".jpg") if with_copy else ""
    media = Media.objects.create(
        id=uuid4(), round=visit.rounds.first(), field=field, sha256="0" * 64, size=10, state=state,
        copy=name, copy_sha256=name[-68:-4], original="originals/secret.jpg", master="masters/secret.jpg",
    )  # fmt: skip
    visit.answers.filter(path=field).update(status=AnswerStatus.ANSWERED, value=[str(media.pk)], photos=[str(media.pk)])
    return str(media.pk)
