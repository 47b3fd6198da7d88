"""The reviewer's part of a visit: claimed, asked back and answered, approved or excluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from fieldwork.capture.models import Round
from fieldwork.common.models import AuditEvent
from fieldwork.people.models import User
from fieldwork.review import actions
from fieldwork.review.models import ReturnRequest, Review
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.demo import visiting
from reports.demo.course import Photo
from reports.demo.ground import Ground
from reports.demo.moments import Times
from reports.demo.pictures import Album
from reports.demo.schedule import Booking, dice_of
from reports.demo.simulate import Op as Said

S = VisitState
JUDGED = {S.IN_REVIEW, S.RETURNED, S.APPROVED, S.EXCLUDED}
RETURN_FOR = timedelta(hours=48)
ASKED_BACK = 0.05  # share of good visits of which one text was asked back
BLURRED = "De foto is onscherp. Stuur een scherpe foto, of leg uit waarom dat niet meer kan."
UNSURE = "Klopt dit? Kijk het na in je aantekeningen en vul aan."
SURE = {
    "nl": "Ik heb het nagekeken in mijn aantekeningen: zo is het gegaan.",
    "en": "I checked my notes: this is how it went.",
}
WRONG_PLACE = "Het bezoek was op een andere locatie dan de opdracht."


def judge(ground: Ground, booking: Booking, visit_pk: int, at: Times, cast: Mapping[str, User], album: Album) -> None:
    """Bring a handed-in visit as far as its reviewer does; any other visit is left alone."""
    if booking.state not in JUDGED:
        return
    reviewer, shopper = cast[booking.reviewer.email], cast[booking.shopper.email]
    asked = _asked_back(ground, booking)
    again = _Answer(booking, asked, at, album) if asked and booking.state == S.APPROVED else None
    with transaction.atomic():
        visit = Visit.objects.select_related("journey_version", "location").get(pk=visit_pk)
        if visit.state != S.SUBMITTED:
            return
        review = actions.claim(visit, reviewer)
        moments = [at.claimed_at]
        _dated(review, at.claimed_at)
        if booking.state == S.RETURNED or again:
            moments.append(_send_back(visit, review, asked, reviewer, at))
        if again:
            review = _answered(visit, again, shopper, reviewer, at)
            moments += [at.answered_at, at.reclaimed_at]
        if booking.state == S.EXCLUDED:
            actions.exclude(review, reviewer, WRONG_PLACE, is_payable=False)
        elif booking.state == S.APPROVED:
            actions.approve(review, reviewer)
        if booking.state in (S.EXCLUDED, S.APPROVED):
            moments.append(at.decided_at)
            _decided(visit, review, at.decided_at)
        visiting.put_back(visit, moments)
        if booking.state == S.IN_REVIEW:
            Visit.objects.filter(pk=visit.pk).update(claimed_at=at.claimed_at)


def _dated(review: Review, claimed_at: datetime) -> None:
    Review.objects.filter(pk=review.pk).update(claimed_at=claimed_at)


def _decided(visit: Visit, review: Review, moment: datetime) -> None:
    Review.objects.filter(pk=review.pk).update(decided_at=moment)
    _audited(visit, ("visit.approved", "visit.excluded"), moment)
    Visit.objects.filter(pk=visit.pk, approved_at__isnull=False).update(approved_at=moment)


def _audited(visit: Visit, verbs: tuple[str, ...], moment: datetime) -> None:
    AuditEvent.objects.filter(subject=f"visits.visit:{visit.pk}", verb__in=verbs, number=None).update(at=moment)


# --- asking back --------------------------------------------------------------------------------------
def _asked_back(ground: Ground, booking: Booking) -> dict[str, str]:
    """Which questions the reviewer asks back, with the remark: blurred photos, now and then a text."""
    if booking.state not in (S.RETURNED, S.APPROVED):
        return {}
    given = [op for op in booking.played.ops if "@" not in op.field and op.value.get("v") is not None]
    answered = {op.field for op in given}
    asked = {one.field: BLURRED for one in booking.played.photos if one.detail.get("blurred") and not one.evidence}
    if asked := {field: remark for field, remark in asked.items() if field in answered}:
        return asked
    dice = dice_of(ground.story, booking.planned, "asked back")
    texts = [op.field for op in given if _is_text(op)]
    if booking.state == S.RETURNED:
        return {dice.choice(texts or sorted(answered)): UNSURE}
    return {dice.choice(texts): UNSURE} if texts and dice.random() < ASKED_BACK else {}


def _is_text(op: Said) -> bool:
    return isinstance(op.value["v"], str) and " " in op.value["v"]


def _send_back(visit: Visit, review: Review, asked: dict[str, str], reviewer: User, at: Times) -> datetime:
    actions.send_back(review, asked, reviewer)
    due = at.returned_at + RETURN_FOR
    Review.objects.filter(pk=review.pk).update(decided_at=at.returned_at)
    Round.objects.filter(visit=visit, number=2).update(opened_at=at.returned_at, due_at=due)
    Visit.objects.filter(pk=visit.pk).update(return_due_at=due)
    _audited(visit, ("visit.returned",), at.returned_at)
    return at.returned_at


class _Answer:
    """What the shopper sends when asked back: the same photo, sharp this time, or the text with a line more."""

    def __init__(self, booking: Booking, asked: Mapping[str, str], at: Times, album: Album) -> None:
        self.language = booking.played.language
        self.photos: list[Photo] = []
        self.pictures: dict[str, bytes] = {}
        self.ops: list[Said] = []
        last = booking.played.ops[-1].seq
        given = {op.field: op for op in booking.played.ops}
        for number, field in enumerate(asked, start=1):
            value = self._better(given[field].value, [one for one in booking.played.photos if one.field == field])
            name = uuid5(NAMESPACE_URL, f"{given[field].id}:again")
            self.ops.append(Said(str(name), last + number, field, value, at.answered_at))
        self.pictures = {photo.uuid: album.bytes_of(photo) for photo in self.photos}

    def _better(self, value: dict[str, Any], photos: list[Photo]) -> dict[str, Any]:
        if not photos:
            return {"v": f"{value['v']} {SURE[self.language]}"}
        names = {}
        for photo in photos:
            detail = {key: what for key, what in photo.detail.items() if key != "blurred"}
            sharp = replace(photo, uuid=str(uuid5(NAMESPACE_URL, f"{photo.uuid}:again")), detail=detail)
            names[photo.uuid] = sharp.uuid
            self.photos.append(sharp)
        inside = value["v"]
        if isinstance(inside, dict):
            return {"v": inside | {"photos": [names[one] for one in inside["photos"]]}}
        return {"v": [names[one] for one in inside]}


def _answered(visit: Visit, again: _Answer, shopper: User, reviewer: User, at: Times) -> Review:
    """The shopper's second round and the reviewer's second look."""
    round_ = Round.objects.select_related("visit__journey_version", "visit__location").get(visit=visit, number=2)
    for photo in again.photos:
        device = visiting.device_of(shopper)
        visiting.upload(round_, photo, again.pictures[photo.uuid], device, at.answered_at)
    visiting.send(round_, again.ops, again.language, shopper)
    visiting.hand_in(round_, again.ops, again.pictures, shopper)
    Round.objects.filter(pk=round_.pk).update(final_at=at.answered_at)
    actions.take_answers(visit.pk, round_.number)
    ReturnRequest.objects.filter(review__visit=visit).update(answered_at=at.answered_at)
    Visit.objects.filter(pk=visit.pk).update(
        submitted_at=at.answered_at, last_sync_at=at.answered_at, review_due_at=at.answered_at + RETURN_FOR
    )
    visit.refresh_from_db()
    review = actions.claim(visit, reviewer)
    _dated(review, at.reclaimed_at)
    return review
