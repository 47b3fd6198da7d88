"""Finished waves become reports: frozen figures, ordered the way a planner or a client orders them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from fieldwork.common.errors import Invalid
from fieldwork.people.models import Location, User
from fieldwork.studies import actions as studies
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import COUNTED, VisitState
from reports.demo.cast import places_of
from reports.demo.ground import Ground
from reports.documents import actions as documents
from reports.documents import sheet_orders


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


def order_short(grounds: list[Ground], by: User) -> None:
    """Order the two short kinds of report: of the place that was visited most, and of the visit that felt worst."""
    study, waves = grounds[-1].wave.study, [ground.wave for ground in grounds]
    counted = Visit.objects.filter(wave=waves[-1], state__in=COUNTED, valence__isnull=False)
    worst = counted.order_by("valence", "pk").first()
    most = counted.order_by().values("location").annotate(n=Count("pk")).order_by("-n", "location").first()
    if worst is None or most is None:
        return
    with suppress(Invalid):
        sheet_orders.order_visit(worst.public_key, "nl", by)
    with suppress(Invalid):
        place = Location.objects.get(pk=most["location"])
        sheet_orders.order_location(study, waves, place, "nl", by)


def publish_in_time(ground: Ground) -> None:
    """An old wave was published when it was reported, not today."""
    last = max(booking.ends_at for booking in ground.bookings)
    at = min(last + timedelta(days=9), ground.now)
    with transaction.atomic():
        VisitEvent.objects.filter(visit__wave=ground.wave, went_to=VisitState.PUBLISHED).update(at=at)
        Visit.objects.filter(wave=ground.wave, state=VisitState.PUBLISHED).update(state_since=at)
