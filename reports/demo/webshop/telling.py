"""Telling the web shop study: every part of a visit is sent and handed in by itself, on its own day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from fieldwork.capture import actions as capture
from fieldwork.capture import rounds
from fieldwork.capture.models import Round
from fieldwork.common.errors import MovedMeanwhile, NotAllowedNow
from fieldwork.journeys.episodes import Episode, episodes_of
from fieldwork.people.models import Client, User
from fieldwork.studies.models import Wave
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.demo import checking, ground, visiting
from reports.demo.ground import Ground, Plan
from reports.demo.moments import Times, times
from reports.demo.pictures import Album
from reports.demo.schedule import WORKED, Booking, aware, monday
from reports.demo.simulate import Op as Said
from reports.demo.webshop.story import STORY, bookings, told_at

PARTS = episodes_of(STORY.document)
S = VisitState


def tell(client: Client, stage: str, now: datetime, cast: Mapping[str, User], album: Album) -> int:
    """Make the study and bring its visits to where they stand at this stage; returns how many there are.

    What an earlier run made is found again, and a visit that moved on is left alone.
    """
    here = _ground(client, cast["planner"], stage, now)
    plan = Plan(here, cast["planner"])
    for booking, told in zip(here.bookings, told_at(stage), strict=True):
        at = times(STORY, booking, here.begin, now)
        pk, state = plan.known.get(booking.planned.number, (0, S.SUBMITTED))
        if not pk:
            pk = _go(plan, booking, told.parts, at, cast, album)
        if state == S.SUBMITTED:
            with suppress(MovedMeanwhile, NotAllowedNow):  # a reviewer who looks around was first: theirs counts
                checking.judge(here, booking, pk, at, cast, album)
    return len(here.bookings)


def _ground(client: Client, by: User, stage: str, now: datetime) -> Ground:
    booked = bookings(stage, now)
    begin = monday(min(one.opens for one in booked))
    study = ground.known(STORY, client)
    if study is None:
        with transaction.atomic():
            written = ground.first_moment(begin) - timedelta(days=30)
            study, version = ground.begun(STORY, client, by, written)
            ground.open_wave(STORY, study, version, STORY.waves[0], begin, booked, by, now)
    wave = Wave.objects.select_related("study", "journey_version").get(study=study)
    return Ground(STORY, wave, booked, ground.first_moment(begin), now)


def _go(plan: Plan, booking: Booking, parts: int, at: Times, cast: Mapping[str, User], album: Album) -> int:
    """Plan a visit and bring it as far as its shopper does, part by part; returns its id."""
    shopper = cast[booking.shopper.email]
    with transaction.atomic():
        visit = plan.visit(booking, at.planned_at)
        if booking.state == S.OPEN:
            return visit.pk
        moments = visiting.before(booking, visit, at, shopper, cast["planner"])
        said: list[Said] = []
        if booking.state in WORKED:
            visits.start(visit, shopper)
            moments.append(at.started_at)
            for part in PARTS[:parts]:
                said = _said(booking, part)
                moments.append(_hand_in(visit, part, said, booking, at, shopper, album))
            if parts == len(PARTS):
                moments.append(at.submitted_at)
        visiting.put_back(visit, moments)
        visiting.columns(visit, booking, at, said)
    return visit.pk


def _said(booking: Booking, part: Episode) -> list[Said]:
    """What of the log belongs to this part: the baseline to the first, the closing grades to the last."""
    steps = {*part.steps, *(["@baseline"] if part.number == 1 else [])}
    steps |= {"@overall", "@recommend"} if part.number == len(PARTS) else set()
    return [op for op in booking.played.ops if op.field.partition("/")[0] in steps]


def _hand_in(
    visit: Visit, part: Episode, said: list[Said], booking: Booking, at: Times, shopper: User, album: Album
) -> datetime:
    """Send one part and hand it in; the days of the next one count from then. Returns when that was."""
    visit.refresh_from_db()
    round_ = capture.current_round(visit)
    pictures = {photo.uuid: album.bytes_of(photo) for photo in visiting.taken(booking, said)}
    visiting.bring(round_, said, booking, pictures, shopper)
    visiting.hand_in(round_, said, pictures, shopper)
    is_last = part.number == len(PARTS)
    final_at = at.submitted_at if is_last else aware(said[-1].at) + timedelta(minutes=2)
    Round.objects.filter(pk=round_.pk).update(final_at=final_at)
    if part.number == 1:
        Round.objects.filter(pk=round_.pk).update(opened_at=at.started_at)
    if not is_last:
        opens, due = rounds.dates_of(PARTS[part.number], final_at, visit.location)
        Round.objects.filter(visit=visit, episode=part.number + 1).update(opened_at=opens, due_at=due)
        Visit.objects.filter(pk=visit.pk).update(episode_opens_at=opens, episode_due_at=due)
    return final_at
