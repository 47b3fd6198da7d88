"""The shopper's part of a visit: given, confirmed, briefed, walked and handed in, through the product's actions.

One short transaction per visit: a killed run leaves a visit unplanned or done.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import F

from fieldwork.capture import actions as capture
from fieldwork.capture import uploads
from fieldwork.capture.batch import MOST_OPS, Batch
from fieldwork.capture.models import Media, Op, Round
from fieldwork.capture.refusals import OutOfStep
from fieldwork.capture.uploads import Announced
from fieldwork.people.models import User
from fieldwork.visits import actions as visits
from fieldwork.visits.models import BriefingReceipt, Visit, VisitEvent
from fieldwork.visits.states import BEFORE, VisitState
from reports.demo.course import Photo
from reports.demo.ground import Plan
from reports.demo.moments import Times
from reports.demo.pictures import Album, digest
from reports.demo.schedule import WORKED, Booking, aware
from reports.demo.simulate import Op as Said

S = VisitState
HANDED_IN = WORKED - {S.STARTED}


class Refused(Exception):
    """The product did not take what a story says: the story and the product have grown apart."""


def go(plan: Plan, booking: Booking, at: Times, cast: Mapping[str, User], album: Album) -> int:
    """Plan a visit and bring it as far as its shopper does; returns its id.

    In one go, because the product closes a free visit whose day has passed at its next look around.
    """
    shopper, planner = cast[booking.shopper.email], cast["planner"]
    said = _said(booking, at, plan.here.now)
    pictures = {photo.uuid: album.bytes_of(photo) for photo in taken(booking, said)}
    with transaction.atomic():
        visit = plan.visit(booking, at.planned_at)
        if booking.state == S.OPEN:
            return visit.pk
        if booking.state == S.EXPIRED:
            visits.expire(visit)
            put_back(visit, [aware(datetime.combine(booking.due, datetime.max.time()))])
            return visit.pk
        moments = before(booking, visit, at, shopper, planner)
        if booking.state in WORKED:
            visits.start(visit, shopper)
            moments.append(at.started_at)
            round_ = capture.current_round(visit)
            bring(round_, said, booking, pictures, shopper)
            Round.objects.filter(pk=round_.pk).update(opened_at=at.started_at)
            if booking.state in HANDED_IN:
                hand_in(round_, said, pictures, shopper)
                Round.objects.filter(pk=round_.pk).update(final_at=at.submitted_at)
                moments.append(at.submitted_at)
        put_back(visit, moments)
        columns(visit, booking, at, said)
    return visit.pk


def before(booking: Booking, visit: Visit, at: Times, shopper: User, planner: User) -> list[datetime]:
    """Given, confirmed and briefed, as far as this booking goes; returns when."""
    visits.assign(visit, shopper, planner)
    moments = [at.assigned_at]
    if booking.state in BEFORE | {S.NO_SHOW} and not booking.is_confirmed:
        return moments
    visits.confirm(visit, shopper)
    moments.append(at.confirmed_at)
    if booking.state == S.NO_SHOW:
        visits.mark_no_show(visit, planner, "Niet geweest, geen bericht.")
        moments.append(aware(datetime.combine(booking.submit_by, datetime.min.time())) + timedelta(hours=33))
    elif booking.state != S.ASSIGNED:
        visits.read_briefing(visit, shopper)
        BriefingReceipt.objects.filter(visit=visit).update(read_at=at.briefed_at)
        moments.append(at.briefed_at)
    return moments


def put_back(visit: Visit, moments: Sequence[datetime]) -> None:
    """Move the newest events of a visit to ``moments``, oldest first, and its state with the last of them."""
    newest = list(VisitEvent.objects.filter(visit=visit).order_by("-pk")[: len(moments)])
    for event, moment in zip(reversed(newest), moments, strict=True):
        event.at = moment
    VisitEvent.objects.bulk_update(newest, ["at"])
    Visit.objects.filter(pk=visit.pk).update(state_since=moments[-1])


def columns(visit: Visit, booking: Booking, at: Times, said: Sequence[Said]) -> None:
    """When it was given, begun, heard of and handed in, on the visit itself."""
    happened: dict[str, Any] = {"assigned_at": at.assigned_at}
    if booking.is_confirmed or booking.state not in BEFORE:
        happened["confirmed_at"] = at.confirmed_at
    if booking.state in WORKED:
        happened |= {"started_at": at.started_at, "last_sync_at": aware(said[-1].at)}
    if booking.state in HANDED_IN:
        happened |= {
            "submitted_at": at.submitted_at,
            "last_sync_at": at.submitted_at,
            "review_due_at": at.submitted_at + timedelta(hours=48),
        }
    Visit.objects.filter(pk=visit.pk).update(**happened)


# --- what the phone sends -----------------------------------------------------------------------------
def _said(booking: Booking, at: Times, now: datetime) -> list[Said]:
    """The part of the log that is in, with taps that were given later at their real moment."""
    if booking.state not in WORKED:
        return []
    ops = list(booking.played.ops)
    if booking.state == S.STARTED:
        ops = [op for op in ops[: max(3, int(booking.share * len(ops)))] if aware(op.at) < now] or ops[:1]
    return with_recalled(ops)


def with_recalled(ops: list[Said]) -> list[Said]:
    """A tap that a story says came ``delay_min`` late is dated that long after the next step began."""
    moved = []
    for number, op in enumerate(ops):
        step, _mark, part = op.field.rpartition("/")
        delay = op.value["v"].get("delay_min") if part == "@tap" and "v" in op.value else None
        later = next((one for one in ops[number:] if one.field.rpartition("/")[0] not in ("", step)), None)
        when = later.at + timedelta(minutes=delay) if delay and later else op.at
        moved.append(Said(op.id, op.seq, op.field, op.value, when))
    return moved


def taken(booking: Booking, said: Sequence[Said]) -> list[Photo]:
    """The photographs that belong to what is in."""
    fields = {op.field for op in said}
    return [photo for photo in booking.played.photos if photo.field in fields]


def device_of(shopper: User) -> UUID:
    """The one phone of a shopper."""
    return uuid5(NAMESPACE_URL, f"veldwerk:phone:{shopper.email}")


def bring(round_: Round, said: Sequence[Said], booking: Booking, pictures: Mapping[str, bytes], shopper: User) -> None:
    """Send this part of the log with its photos."""
    for photo in taken(booking, said):
        moment = next(aware(op.at) for op in said if op.field == photo.field)
        upload(round_, photo, pictures[photo.uuid], device_of(shopper), moment)
    send(round_, said, booking.played.language, shopper)


def upload(round_: Round, photo: Photo, data: bytes, device: UUID, moment: datetime) -> None:
    """Send one photo, from wherever an earlier try broke off."""
    media, offset = UUID(photo.uuid), 0
    while True:
        announced = Announced(offset, len(data), digest(data), photo.field, "image/jpeg", device)
        try:
            uploads.append(round_, media, announced, io.BytesIO(data[offset:]))
            break
        except OutOfStep as told:  # a killed run had sent some of it
            offset = int(str(told.details["offset"]))
    Media.objects.filter(pk=media).update(created_at=moment, taken_at=moment)


def in_sight(op: Said) -> int | None:
    """How long (ms) the screen of a feeling stood when it was given; the same for the same op, nothing for others."""
    part, dice = op.field.rpartition("/")[2], random.Random(op.id)
    given = op.value.get("v") if op.value else None
    if part in ("@tap", "@baseline") and given:
        return given["t_final"] - given["t_shown"] + dice.randint(30, 90)
    if part == "@named" and given:
        return round(dice.lognormvariate(9.05, 0.35) * (1 + 0.4 * (len(given["named"]) - 1)))
    return round(dice.lognormvariate(7.9, 0.35)) if part == "@grade" and given else None


def send(round_: Round, said: Sequence[Said], language: str, shopper: User) -> None:
    """Send a log in batches as the phone does. Raises ``Refused`` when an op is not taken."""
    schema, device = round_.visit.journey_version.checksum, device_of(shopper)
    for first in range(0, len(said), MOST_OPS):
        ops = [
            {
                "id": op.id, "seq": op.seq, "field": op.field, "value": op.value, "t_wall": aware(op.at).isoformat(),
                "shown_ms": in_sight(op),
            }
            for op in said[first : first + MOST_OPS]
        ]  # fmt: skip
        answer = capture.put_ops(round_, Batch(device, schema, language, None, ops), shopper)
        if answer["rejected"]:
            raise Refused(f"{round_.visit.location}: {answer['rejected']}")
    # The phone was online all the time: everything arrived when it was said.
    Op.objects.filter(round=round_, t_wall__isnull=False).update(arrived_at=F("t_wall"), clock_offset_ms=0)


def hand_in(round_: Round, said: Sequence[Said], pictures: Mapping[str, bytes], shopper: User) -> None:
    """The final of a round with its manifest."""
    manifest = {
        "submission": str(uuid5(NAMESPACE_URL, f"veldwerk:final:{round_.visit.uuid}:{round_.number}")),
        "device": str(device_of(shopper)),
        "ops": [op.id for op in said],
        "media": [{"id": name, "sha": digest(data)} for name, data in pictures.items()],
    }
    round_.visit.refresh_from_db(fields=["state"])
    capture.finalise(round_, manifest, shopper)
