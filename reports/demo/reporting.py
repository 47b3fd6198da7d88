"""Finished waves become reports: frozen figures, ordered the way a planner or a client orders them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from fieldwork.common.errors import Invalid
from fieldwork.people.models import User
from fieldwork.studies import actions as studies
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import VisitState
from reports.demo.cast import places_of
from reports.demo.ground import Ground
from reports.documents import actions as documents


def close(ground: Ground, by: User) -> None:
    """The fieldwork of an old wave is over."""
    wave = ground.wave
    if wave.is_open:
        wave.is_open = False
        studies.save_wave(wave, by)


def order(ground: Ground, by: User, *, part: str = "", language: str = "nl") -> None:
    """Order the report of a wave, or of one part of the tree; what was ordered before is not made again.

    Where nothing is approved there is nothing to report.
    """
    wave = ground.wave
    nodes = [places_of(wave.study.client)[part]] if part else None
    with suppress(Invalid):
        documents.order(wave.study, [wave], nodes, language, by)


def publish_in_time(ground: Ground) -> None:
    """An old wave was published when it was reported, not today."""
    last = max(booking.ends_at for booking in ground.bookings)
    at = min(last + timedelta(days=9), ground.now)
    with transaction.atomic():
        VisitEvent.objects.filter(visit__wave=ground.wave, went_to=VisitState.PUBLISHED).update(at=at)
        Visit.objects.filter(wave=ground.wave, state=VisitState.PUBLISHED).update(state_since=at)
