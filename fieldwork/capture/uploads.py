"""Photos and spoken notes coming in over a bad line: bytes are appended as they come and kept on a cut.

The file of what came so far lies in ``UPLOAD_ROOT``; its length is the offset. Two requests for one
file (an old one that hangs, a new one after the cut) write the same bytes to the same places, so they
need no lock; the hash of the whole file is the last word.
"""

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import UnreadablePostError

from fieldwork.capture import batch, beside, fields, memos, photos
from fieldwork.capture.durable import durable
from fieldwork.capture.models import Media, Op, Round
from fieldwork.capture.refusals import (
    MediaDiffers,
    NoRoom,
    NotHandedIn,
    OutOfStep,
    PhotoRefused,
    TooLarge,
    WrongHash,
    WrongShape,
)
from fieldwork.capture.states import ARRIVED, MediaKind, MediaState, PhotoProblem
from fieldwork.capture.values import may_have_photos
from fieldwork.common import jobs, storage
from fieldwork.visits import actions as visits

BLOCK = 64 * 1024
MOST_PER_ROUND = 200
PART_STAYS = timedelta(days=14)
AFTER_FINAL = timedelta(days=7)  # so long a phone keeps what it handed in, and repeats it
PORTION = 500
# Preparing takes 0.05-0.2 s of CPU and up to 250 MB for the largest picture; two at a time per process.
_gate = threading.BoundedSemaphore(2)
GATE_SECONDS = 2
# What decides about a file, by its kind.
SORTS: dict[str, ModuleType] = {MediaKind.PHOTO: photos, MediaKind.AUDIO: memos}


class Stream(Protocol):
    """Where the bytes come from: the body of a request."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Announced:
    """What the headers of a part say: where it starts, what the whole file will be, and more about it.

    ``place`` is ``{"lat", "lon", "accuracy_m"}`` in degrees and metres; ``duration_ms`` belongs to sound.
    """

    offset: int
    length: int
    sha256: str
    field: str
    content_type: str
    device: UUID | None = None
    duration_ms: int | None = None
    taken_at: datetime | None = None
    place: dict[str, float] | None = None


def about(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a phone says of a file beside its bytes, in headers or in a copy; what cannot be read is not there."""
    duration = str(said.get("Upload-Duration", ""))
    return {
        "duration_ms": int(duration) if duration.isascii() and duration.isdigit() and len(duration) <= 9 else None,
        "taken_at": batch.as_moment(said.get("Upload-Taken")),
        "place": beside.place_in(str(said.get("Upload-Position", ""))),
    }


def state_of(round_: Round, media: UUID) -> dict[str, Any]:
    """How far an upload is: ``{"offset", "state"}``, with ``why`` when it was refused.

    ``state`` is ``coming`` (also before the first byte), ``received`` (all of it is here), ``prepared`` (and can
    be shown) or ``refused``.
    """
    row = Media.objects.filter(pk=media, round=round_).first()
    return {"offset": 0, "state": "coming"} if row is None else _told(row)


def _told(row: Media) -> dict[str, Any]:
    if row.state == MediaState.REFUSED:
        return {"offset": row.size, "state": "refused", "why": str(row.get_problem_display())}
    if row.state in ARRIVED:
        return {"offset": row.size, "state": str(row.state)}
    return {"offset": _size(_part(row.pk)), "state": "coming"}


def append(round_: Round, media: UUID, announced: Announced, stream: Stream) -> dict[str, Any]:
    """Take one part of a file from ``stream`` and answer as ``state_of`` does.

    A part that breaks off is kept up to the break. Raises ``OutOfStep`` with the right offset,
    ``WrongHash`` (the upload starts again), ``PhotoRefused``, ``MediaDiffers`` (the id stands for another
    file), ``NotHandedIn`` (too late, and nothing names it), ``TooLarge``, ``WrongShape`` and ``NoRoom``.
    """
    _belongs(round_, media, announced)
    row = _row(round_, media, announced)
    if row.state == MediaState.REFUSED:
        raise PhotoRefused(PhotoProblem(row.problem))
    if row.state in ARRIVED:
        return _told(row)
    part = _part(row.pk)
    here = _size(part)
    if announced.offset != here:
        raise OutOfStep(here)
    here = _take(part, here, row.size, stream)
    Media.objects.filter(pk=row.pk, state=MediaState.COMING).update(offset=here)
    if here < row.size:
        return {"offset": here, "state": "coming"}
    return _complete(row, part)


def _belongs(round_: Round, media: UUID, announced: Announced) -> None:
    """After the final come only files that it names, or that an answer names which came late and is kept apart."""
    if round_.final_at is None:
        return
    named = {(one["id"], one["sha"]) for one in round_.manifest.get("media", ())}
    if (str(media), announced.sha256) in named:
        return
    values = Op.objects.filter(round=round_, field=announced.field, is_late=True).values_list("value", flat=True)
    if not any(str(media) in str(value) for value in values):
        raise NotHandedIn


def _row(round_: Round, media: UUID, announced: Announced) -> Media:
    row = Media.objects.filter(pk=media).first()
    if row is None:
        row = _new(round_, media, announced)
    same = (row.round_id, row.sha256, row.size, row.field)
    if same != (round_.pk, announced.sha256, announced.length, announced.field):
        raise MediaDiffers
    return row


def _new(round_: Round, media: UUID, announced: Announced) -> Media:
    kind = _kind(fields.sheet_for(round_.visit), announced.field)
    SORTS[kind].check_length(announced.length)
    if kind == MediaKind.AUDIO:
        memos.check_duration(announced.duration_ms)
    if Media.objects.filter(round=round_).count() >= MOST_PER_ROUND:
        raise TooLarge
    try:
        with transaction.atomic():
            row = Media.objects.create(
                id=media,
                round=round_,
                field=announced.field,
                sha256=announced.sha256,
                size=announced.length,
                content_type=announced.content_type[:60],
                device=announced.device,
                kind=kind,
                duration_ms=announced.duration_ms if kind == MediaKind.AUDIO else None,
                taken_at=announced.taken_at,
                **_place(round_, announced.place),
            )
    except IntegrityError:  # the same first part twice at once
        return Media.objects.get(pk=media)
    _count(row)
    return row


def _kind(sheet: fields.Sheet, path: str) -> MediaKind:
    """What may come in for this field. Raises ``WrongShape`` when nothing may."""
    field = fields.read(path)
    if field is None or not sheet.has(field):
        raise WrongShape
    if field.name == fields.MEMO:
        return MediaKind.AUDIO
    if field.question not in sheet.questions or not may_have_photos(sheet.questions[field.question]):
        raise WrongShape
    return MediaKind.PHOTO


def _place(round_: Round, place: dict[str, float] | None) -> dict[str, float]:
    """The columns of a place, when there is one and the shopper chose to share it; whatever a phone sends."""
    if place is None or not round_.visit.wave.study.asks_position:
        return {}
    choices = Op.objects.filter(round=round_, field=fields.POSITION, is_late=False)
    newest = choices.order_by("-arrived_at", "-seq").values_list("value", flat=True).first()
    if not beside.consents(newest):
        return {}
    columns = {"latitude": place["lat"], "longitude": place["lon"]}
    return columns | ({"accuracy_m": place["accuracy_m"]} if "accuracy_m" in place else {})


def _part(media: UUID) -> Path:
    return Path(settings.UPLOAD_ROOT) / media.hex[:2] / f"{media.hex}.part"


def sweep_parts(now: datetime) -> int:
    """Remove what is left of uploads that broke off; returns how many files. A phone that comes back begins anew.

    What was touched in the last 14 days stays, and what a phone may still bring for a round handed in lately.
    """
    lately = Media.objects.filter(state=MediaState.COMING, round__final_at__gt=now - AFTER_FINAL)
    spared = {media.hex for media in lately.values_list("pk", flat=True)}
    gone = []
    for part in Path(settings.UPLOAD_ROOT).glob("??/*.part"):
        with suppress(FileNotFoundError):  # it came in just now
            if part.stem not in spared and part.stat().st_mtime < (now - PART_STAYS).timestamp():
                part.unlink()
                gone.append(part.stem)
    for start in range(0, len(gone), PORTION):
        Media.objects.filter(pk__in=gone[start : start + PORTION], state=MediaState.COMING).update(offset=0)
    return len(gone)


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


def _take(part: Path, here: int, size: int, stream: Stream) -> int:
    """Write what comes to the end of ``part``, never beyond ``size``; returns the new offset."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise NoRoom from None
    try:
        while here < size and (block := _read(stream, min(BLOCK, size - here))):
            here += os.pwrite(file, block, here)
        os.fsync(file)
    except OSError:
        raise NoRoom from None
    finally:
        os.close(file)
    return here


def _read(stream: Stream, size: int) -> bytes:
    try:
        return stream.read(size)
    except (UnreadablePostError, OSError):
        return b""  # the line broke; what came before stays


def _complete(row: Media, part: Path) -> dict[str, Any]:
    """The last byte is in: check the whole, keep the original, make the copies of a photo."""
    data = part.read_bytes()
    if len(data) != row.size or hashlib.sha256(data).hexdigest() != row.sha256:
        part.unlink(missing_ok=True)
        Media.objects.filter(pk=row.pk, state=MediaState.COMING).update(offset=0)
        raise WrongHash
    sort = SORTS[row.kind]
    try:
        form = sort.sniff(data)
    except PhotoRefused as refusal:
        _refuse(row, refusal.problem)
        part.unlink(missing_ok=True)
        raise
    try:
        original = storage.store_once(data, sort.FOLDER, sort.SUFFIXES[form])
    except OSError:
        raise NoRoom from None
    with durable():
        came = {"state": MediaState.RECEIVED, "offset": row.size, "original": original}
        if row.kind == MediaKind.AUDIO:  # to be heard as it came
            came |= {"state": MediaState.PREPARED, "content_type": memos.TYPES[form]}
        Media.objects.filter(pk=row.pk, state=MediaState.COMING).update(**came)
    part.unlink(missing_ok=True)
    if row.kind == MediaKind.PHOTO:
        _prepare_soon(row, data)
    row.refresh_from_db()
    if row.state == MediaState.REFUSED:
        raise PhotoRefused(PhotoProblem(row.problem))
    return _told(row)


def _prepare_soon(row: Media, data: bytes) -> None:
    """Prepare at once, so that a photo which cannot be used is told while the shopper still stands there.

    When two others are being prepared already the job does it; nothing waits for that, not even the final.
    """
    if not _gate.acquire(timeout=GATE_SECONDS):
        _queue(row)
        return
    try:
        _write(row, _made(row, data))
    finally:
        _gate.release()


def prepare_later(media: UUID) -> Any:
    """The job's part: prepare a photo that is still only received; the effect is written with the job's end."""
    row = Media.objects.filter(pk=media, state=MediaState.RECEIVED).first()
    if row is None:
        return None
    made = _made(row, storage.read(row.original))
    return lambda: _write(row, made)


def _made(row: Media, data: bytes) -> dict[str, Any]:
    try:
        ready = photos.prepare(data)
    except PhotoRefused as refusal:
        return {"state": MediaState.REFUSED, "problem": refusal.problem}
    try:
        master = storage.store_once(ready.master, "photos", ".jpg")
        copy = storage.store_once(ready.copy, "photos", ".jpg")
    except OSError:
        raise NoRoom from None
    made: dict[str, Any] = {
        "state": MediaState.PREPARED,
        "master": master,
        "copy": copy,
        "copy_sha256": hashlib.sha256(ready.copy).hexdigest(),
        "width": ready.width,
        "height": ready.height,
    }
    # What the phone said stands where the file says nothing.
    if ready.taken_at:
        made["taken_at"] = ready.taken_at
    if ready.latitude is not None and ready.longitude is not None:
        made |= _place(row.round, {"lat": ready.latitude, "lon": ready.longitude})
    return made


def _write(row: Media, made: dict[str, Any]) -> None:
    Media.objects.filter(pk=row.pk, state=MediaState.RECEIVED).update(**made)
    _count(row)


def _refuse(row: Media, problem: PhotoProblem) -> None:
    refused = {"state": MediaState.REFUSED, "problem": problem, "offset": row.size}
    Media.objects.filter(pk=row.pk, state=MediaState.COMING).update(**refused)
    _count(row)


def _count(row: Media) -> None:
    """Keep the visit's number of photos of this round that are not ready yet, for lists."""
    still_coming = Q(state=MediaState.COMING, round__final_at__isnull=True)
    of_round = Media.objects.filter(round=row.round_id, kind=MediaKind.PHOTO)
    waiting = of_round.filter(Q(state=MediaState.RECEIVED) | still_coming).count()
    visits.write_columns(row.round.visit_id, waiting_photos=waiting)


def prepare_stragglers(media: Iterable[Media]) -> None:
    """Queue every photo that came in but was not prepared: its request ended too early."""
    for row in media:
        if row.state == MediaState.RECEIVED:
            _queue(row)


def _queue(row: Media) -> None:
    jobs.enqueue("capture.prepare", {"media": str(row.pk)}, key=f"capture.prepare:{row.pk}")
