"""What happens when a phone speaks: ops are kept, a round is handed in, a visit is scored."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.capture import answers, completeness, experiences, places, rebuilding, receipts, rounds, scoring, uploads
from fieldwork.capture import batch as batches
from fieldwork.capture.batch import Batch, Checked, Manifest, Rejection
from fieldwork.capture.beside import WITHDRAWN
from fieldwork.capture.durable import durable
from fieldwork.capture.fields import POSITION, sheet_for, sheet_of
from fieldwork.capture.folding import Change, Held, fold_rounds
from fieldwork.capture.models import Media, Op, PhoneProblem, Round
from fieldwork.capture.news import round_submitted
from fieldwork.capture.refusals import HandedInElsewhere, Incomplete, NotComplete, RoundFull, UnknownForm
from fieldwork.capture.states import ARRIVED, AnswerStatus, MediaState, RoundKind
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.conditions import walk
from fieldwork.measurement.visit import VisitScore
from fieldwork.people.models import User
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState

# ASSIGNED: the briefing changed while the phone was without network; what was done still counts.
BEFORE_THE_START = {VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.EXPIRED, VisitState.NO_SHOW}


def current_round(visit: Visit) -> Round:
    """The round that a phone fills now; made when it is asked for the first time.

    What an earlier shopper left behind stays in their rounds, and never shows in the next one's form: they begin
    with the first part.
    """
    newest = visit.rounds.order_by("-number").first()
    if newest and (visit.shopper_id is None or newest.shopper_id in (None, visit.shopper_id)):
        if not rounds.is_return(newest) and newest.episode != visit.episode:  # given back, and given to the same one
            visits.write_columns(visit.pk, **rounds.columns_of(newest, sheet_of(visit.journey_version)))
        return newest
    number = newest.number + 1 if newest else 1
    with transaction.atomic():
        mine = {"shopper_id": visit.shopper_id}
        fresh, is_new = Round.objects.get_or_create(visit=visit, number=number, defaults=mine)
        if is_new and number > 1:
            visits.write_columns(visit.pk, round_number=number, answered=0, waiting_photos=0)
            visit.answers.all().delete()
            visit.experiences.all().delete()
    return fresh


def round_of(visit: Visit, number: int) -> Round | None:
    """The round with this number when it is the present shopper's; the first one is made when there is none."""
    found = visit.rounds.filter(number=number).first()
    if found is None and number == 1:
        found = current_round(visit)
    return found if found and found.shopper_id in (None, visit.shopper_id) else None


def open_return_round(visit: Visit, asked: Mapping[str, str], due_at: datetime | None) -> Round:
    """Open a round with only these questions: ``{path: remark}``.

    Raises ``Invalid`` for a path that is no question of this journey: feelings cannot be asked back.
    """
    questions = sheet_of(visit.journey_version).questions
    strange = [path for path in asked if "@" in path or _document_path(path) not in questions]
    if strange or not asked:
        told = [{"field": path, "code": "unknown_question", "message": path} for path in strange]
        raise Invalid(_("These questions cannot be asked back. Nothing was changed."), told)
    number = current_round(visit).number + 1
    opened = Round.objects.create(
        visit=visit, number=number, kind=RoundKind.RETURN, shopper_id=visit.shopper_id, asked=dict(asked), due_at=due_at
    )
    visits.write_columns(visit.pk, round_number=number, return_due_at=due_at)
    return opened


def _document_path(path: str) -> str:
    step, _mark, question = path.partition("/")
    return f"{step.partition('#')[0]}/{question}"


def was_seen(round_: Round) -> None:
    """A person looks at the form of this round; written the first time only."""
    if round_.seen_at is None:
        Round.objects.filter(pk=round_.pk, seen_at=None).update(seen_at=timezone.now())


def put_ops(round_: Round, batch: Batch | Mapping[str, Any], user: User) -> dict[str, Any]:
    """Keep a batch of ops and say per op what became of it; sending it again changes nothing.

    Answers ``{"acked": [ids], "late": [ids], "rejected": [{"id", "field", "code", "why"}], "now"}``. The first
    op of a visit that had not begun starts it, also after its deadline: phone data is never refused for
    that. Raises ``UnknownForm``, ``RoundFull``, and for a mapping what ``batch.read`` raises.
    """
    if not isinstance(batch, Batch):
        batch = batches.read(batch, user.language)
    visit, now = round_.visit, timezone.now()
    _known_form(visit, batch.schema)
    sheet = sheet_for(visit)
    looked_at = batches.check(batch, sheet, rounds.scope_of(round_, sheet), visit.wave.study.instrument)
    with durable(), transaction.atomic():
        # Held until commit, so that a final on another phone comes wholly before or wholly after these.
        round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
        acked, late, rejected = _keep(round_, batch, looked_at, now)
        if acked and visit.state in BEFORE_THE_START:
            _start(visit, user)
        if acked or late:
            visits.write_columns(visit.pk, last_sync_at=now, answered=_answered_so_far(visit))
    return {
        "acked": acked,
        "late": late,
        "rejected": [one.told() for one in rejected],
        "now": now.isoformat(),
    }


def _known_form(visit: Visit, checksum: str) -> None:
    """The phone may hold an older or newer published form; anything else is not ours."""
    if checksum == visit.journey_version.checksum:
        return
    known = JourneyVersion.objects.filter(journey=visit.journey_version.journey_id, checksum=checksum)
    if not known.exists():
        raise UnknownForm


def _keep(
    round_: Round, batch: Batch, looked_at: list[Checked | Rejection], now: datetime
) -> tuple[list[str], list[str], list[Rejection]]:
    """Store what is new; returns the acknowledged ids, the late ids and the rejections."""
    offset = int((now - batch.sent_at).total_seconds() * 1000) if batch.sent_at else None
    handed_in = set(round_.manifest.get("ops", ())) if round_.final_at else None
    known = Op.objects.in_bulk([one.id for one in looked_at if isinstance(one, Checked)])
    fresh: list[Op] = []
    acked: list[str] = []
    late: list[str] = []
    rejected: list[Rejection] = []
    for one in looked_at:
        if isinstance(one, Rejection):
            rejected.append(one)
            continue
        op = known.get(one.id)
        if op is None:
            op = known[one.id] = Op(
                id=one.id,
                round=round_,
                device=batch.device,
                seq=one.seq,
                field=one.field,
                value=one.value,
                version=batch.schema,
                t_wall=one.t_wall,
                t_mono=one.t_mono,
                shown_ms=one.shown_ms,
                clock_offset_ms=offset,
                arrived_at=now,
                settles=one.settles,
                is_late=handed_in is not None and str(one.id) not in handed_in,
            )
            fresh.append(op)
        elif not _is_same(op, round_, one, batch.device):
            why = str(_("This answer was mixed up with another one. Please give it again."))
            rejected.append(Rejection(one.said, one.id, one.field, "id_reused", why))
            continue
        (late if op.is_late else acked).append(one.said)
    if fresh and round_.ops.count() + len(fresh) > batches.MOST_NAMED:
        raise RoundFull
    Op.objects.bulk_create(fresh, ignore_conflicts=True)
    if any(op.field == POSITION for op in fresh):
        places.forget_withdrawn(round_)
    _remember(round_, rejected)
    return acked, late, rejected


def _is_same(op: Op, round_: Round, one: Checked, device: UUID) -> bool:
    """Whether this op is known already; of a position that was taken back either side may still hold the value."""
    if (op.round_id, op.field, op.device) != (round_.pk, one.field, device):
        return False
    return op.value == one.value or (op.field == POSITION and WITHDRAWN in (op.value, one.value))


def _remember(round_: Round, rejected: list[Rejection]) -> None:
    """Keep field and reason for the desk, never the value; the same refusal once."""
    rows = [
        PhoneProblem(round=round_, op=one.id, field=one.field, code=one.code, shopper_id=round_.visit.shopper_id)
        for one in rejected
        if one.id and one.code != "id_reused"
    ]
    if rows:
        PhoneProblem.objects.bulk_create(rows, ignore_conflicts=True)


def _start(visit: Visit, user: User) -> None:
    """Begin the visit because work came in. When it cannot begin, the work is kept all the same."""
    try:
        visits.start(visit, by=user, arrived=True)
    except (MovedMeanwhile, NotAllowedNow):  # another call was first, or no briefing was ever read
        visit.refresh_from_db(fields=["state"])


def _answered_so_far(visit: Visit) -> int:
    """How many questions hold something, near enough for a list; the final counts exactly."""
    given = Op.objects.filter(round__in=visit.rounds.counting(), is_late=False, value__isnull=False)
    given = given.exclude(field__contains="@")
    return given.values("field").distinct().count()


def finalise(round_: Round, manifest: Manifest | Mapping[str, Any], user: User) -> dict[str, Any]:
    """Hand in a round: all or nothing, and the same answer each time the same submission asks.

    Answers ``{"state": "final", "submission", "code", "sha256", "at", "round", "next", "by"}``; ``next`` tells which
    dated part comes after this one, "" when the whole visit is handed in; ``by`` tells until when its review takes.
    Raises ``HandedInElsewhere``, ``Incomplete`` (ids that are not here), ``NotComplete`` (questions that are not as
    they must be), and for a mapping what ``batch.read_manifest`` raises.
    """
    if not isinstance(manifest, Manifest):
        manifest = batches.read_manifest(manifest)
    with durable(), transaction.atomic():
        round_ = (
            Round.objects.select_for_update(of=("self",))
            .select_related("visit__journey_version", "visit__location", "visit__wave__study")
            .defer("visit__journey_version__document")
            .get(pk=round_.pk)
        )
        if (round_.final_at and round_.submission != manifest.submission) or _was_begun_anew(round_):
            raise HandedInElsewhere
        changes = scoring.changes_of(round_.visit)
        media = list(Media.objects.filter(round__visit=round_.visit_id))
        _nothing_missing(round_, manifest, changes.get(round_.pk, []), media)
        if not round_.final_at:
            _hand_in(round_, manifest, changes, media, user)
    uploads.prepare_stragglers(media)
    return {
        "state": "final",
        "submission": str(round_.submission),
        "code": round_.receipt,
        "sha256": round_.receipt_sha256,
        "at": round_.final_at.isoformat() if round_.final_at else "",
        "round": round_.number,
        "next": rounds.told_next(round_),
        "by": rounds.told_review(round_.visit),
    }


def _was_begun_anew(round_: Round) -> bool:
    """Left open when the visit went to somebody else and came back: another round has its place."""
    if round_.final_at or rounds.is_return(round_):
        return False
    return round_.visit.rounds.filter(number__gt=round_.number, kind=RoundKind.EPISODE).exists()


def _nothing_missing(round_: Round, manifest: Manifest, changes: list[Change], media: list[Media]) -> None:
    missing = set(manifest.ops) - {change.id for change in changes}
    if missing:
        missing -= set(PhoneProblem.objects.filter(round=round_, op__in=missing).values_list("op", flat=True))
    here = {(one.pk, one.sha256) for one in media if one.state != MediaState.COMING}
    lost = [str(ident) for ident, sha in manifest.media if (ident, sha) not in here]
    if missing or lost:
        raise Incomplete([str(ident) for ident in manifest.ops if ident in missing], lost)


def _hand_in(
    round_: Round, manifest: Manifest, changes: dict[int, list[Change]], media: list[Media], user: User
) -> None:
    visit, now = round_.visit, timezone.now()
    sheet = sheet_of(visit.journey_version)
    held = _held(round_, manifest, changes)
    moment = scoring.judged_at(visit, now)
    values = {field: one.value for field, one in held.items()} | moment
    walked = walk(sheet.plan, values)
    photos = {str(one.pk): one.state in ARRIVED for one in media}
    scope = rounds.scope_of(round_, sheet)
    wrong = completeness.problems(walked, values, photos, scope)
    if wrong:
        raise NotComplete(wrong)

    after = rounds.following(round_, sheet, walked)
    stands = rounds.settled(round_, sheet, after)
    fresh = [row for row in answers.rows(visit, sheet, walked, values) if row.step in stands]
    given = [*visit.answers.exclude(step__in=stands), *fresh]
    felt = experiences.rows(visit, walked, held, changes.get(round_.pk, []))
    felt = experiences.store(visit, felt, scope)
    answers.store(visit, round_, fresh)
    if visit.state in BEFORE_THE_START:
        _start(visit, user)
    counts: dict[str, Any] = {
        "answered": sum(one.status in (AnswerStatus.ANSWERED, AnswerStatus.NA) for one in given),
        # What is still half on the phone was removed there: it is not waited for.
        "waiting_photos": sum(one.state == MediaState.RECEIVED and one.round_id == round_.pk for one in media),
    }
    _close(round_, manifest, now)
    if len(sheet.episodes) > 1 and not rounds.is_return(round_):
        visits.hand_in_part(visit, round_.episode, len(sheet.episodes), by=user)
    if after:
        rounds.open_next(round_, sheet, after, now, **counts)
    else:
        _submit(visit, scoring.score(sheet, given, felt, moment), scoring.ends_of(held), user, now, counts)


def _submit(
    visit: Visit, scored: VisitScore, ends: dict[str, int | None], user: User, now: datetime, counts: dict[str, Any]
) -> None:
    """The whole visit is in: its scores, and the clock of its review."""
    visits.move(
        visit,
        VisitState.SUBMITTED,
        by=user,
        submitted_at=now,
        review_due_at=now + timedelta(hours=settings.REVIEW_HOURS),
        return_due_at=None,
        episode_opens_at=None,
        episode_due_at=None,
        **counts,
        **scoring.columns(scored, ends),
    )
    scoring.replace({visit.pk: scoring.rows(visit, scored, VisitState.SUBMITTED, ends)})


def _held(round_: Round, manifest: Manifest, changes: dict[int, list[Change]]) -> dict[str, Held]:
    """What the visit's fields hold when this round is handed in by the phone of the manifest."""
    earlier = round_.visit.rounds.counting().filter(final_at__isnull=False, number__lt=round_.number)
    devices = [*earlier.order_by("number").values_list("pk", "device"), (round_.pk, manifest.device)]
    return fold_rounds((changes.get(pk, []), device) for pk, device in devices)


def _close(round_: Round, manifest: Manifest, now: datetime) -> None:
    """Write the round's end and tell the rooms above."""
    round_.submission, round_.device, round_.final_at = manifest.submission, manifest.device, now
    round_.receipt = receipts.new_receipt()
    round_.receipt_sha256 = receipts.digest(manifest)
    round_.manifest = {
        "ops": [str(ident) for ident in manifest.ops],
        "media": [{"id": str(ident), "sha": sha} for ident, sha in manifest.media],
    }
    round_.save(update_fields=["submission", "device", "final_at", "receipt", "receipt_sha256", "manifest"])
    news = partial(round_submitted.send_robust, Round, visit_id=round_.visit_id, round_number=round_.number)
    transaction.on_commit(news)


@transaction.atomic
def rescore(visit: Visit) -> None:
    """Compute the visit's scores again from its stored answers and write them: columns and rows."""
    rebuilding.write(rebuilding.compute([visit]))
