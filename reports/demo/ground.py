"""What a planner prepares before anybody goes out: journey, study, waves, briefings and planned visits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from fieldwork.common.models import AuditEvent
from fieldwork.journeys import actions as journeys
from fieldwork.journeys.episodes import episodes_of
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import Client, User
from fieldwork.studies import actions as studies
from fieldwork.studies.models import BriefingVersion, Persona, Scenario, Study, Wave
from fieldwork.visits import planning
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import EventKind
from reports.demo.cast import places_of
from reports.demo.schedule import ZONE, Booking, bookings, starts
from reports.demo.story import Story
from reports.demo.story import Wave as WaveStory

SEASON = re.compile(r"(voorjaar|zomer|najaar|winter|spring|summer|autumn) \d{4}")
SEASONS = (("winter", "winter"), ("voorjaar", "spring"), ("zomer", "summer"), ("najaar", "autumn"))
TARGETS = {"waterrijk": Decimal("65.0"), "vonk": Decimal("70.0")}


@dataclass(frozen=True)
class Ground:
    """One wave of a story as it stands in the database, with its bookings."""

    story: Story
    wave: Wave
    bookings: list[Booking]
    begin: datetime
    now: datetime

    def visit_key(self, booking: Booking) -> UUID:
        """The batch under which this visit was planned: how a second run finds it again."""
        planned = booking.planned
        return uuid5(NAMESPACE_URL, f"veldwerk:{self.story.key}:{planned.wave}:{planned.number}")


def first_moment(day: date) -> datetime:
    """A day's beginning at the places of the stories."""
    return datetime.combine(day, time(8, 30), tzinfo=ZONE)


def study_of(story: Story, client: Client, by: User, stage: str, now: datetime) -> Study:
    """Journey, study, personas, scenarios and both waves of a story, all at once and once."""
    found = known(story, client)
    if found:
        return found
    begin = starts(story, stage, now)
    with transaction.atomic():
        study, version = begun(story, client, by, first_moment(begin[1]) - timedelta(days=34))
        for told in story.waves:
            booked = bookings(story, told.number, stage, now)
            open_wave(story, study, version, told, begin[told.number], booked, by, now)
    return study


def known(story: Story, client: Client) -> Study | None:
    """The study of a story, when an earlier run made it."""
    return Study.objects.filter(client=client, title=story.document["title"]["nl"]).first()


def begun(story: Story, client: Client, by: User, written: datetime) -> tuple[Study, JourneyVersion]:
    """Journey, study, personas and scenarios of a story, as they were written then."""
    journey = journeys.create(client, story.document["title"], by, story.document)
    version = journeys.publish(journey, by)
    study = studies.create_study(
        client, journey, story.document["title"]["nl"], by, goals=story.goal["nl"], target=TARGETS.get(story.key)
    )
    Persona.objects.bulk_create(
        Persona(study=study, name=one.name["nl"], description=one.text["nl"]) for one in story.personas
    )
    Scenario.objects.bulk_create(
        Scenario(study=study, title=one.title["nl"], story=one.text["nl"], channel=one.channel, minutes=one.minutes)
        for one in story.scenarios
    )
    Study.objects.filter(pk=study.pk).update(created_at=written)
    Journey.objects.filter(pk=journey.pk).update(updated_at=written)
    JourneyVersion.objects.filter(pk=version.pk).update(published_at=written)
    for subject in (f"studies.study:{study.pk}", f"journeys.journey:{journey.pk}"):
        AuditEvent.objects.filter(subject=subject).update(at=written)
    return study, version


def open_wave(
    story: Story, study: Study, version: JourneyVersion, told: WaveStory, begin: date, booked: Sequence[Booking],
    by: User, now: datetime,
) -> None:  # fmt: skip
    """One wave around what is booked in it, with its briefing published; reported when its last parts are in."""
    later = timedelta(days=sum(part.due_after_days for part in episodes_of(story.document)))
    due = max([begin + timedelta(weeks=told.weeks, days=-3), *(one.due for one in booked)])
    hand_in = max([due + timedelta(days=2), *(one.submit_by for one in booked)])
    wave = studies.create_wave(
        study, by, journey_version=version, title=named(told.name["nl"], begin),
        visit_from=min([begin, *(one.opens for one in booked)]), due=due, submit_by=hand_in,
        report_by=hand_in + later + timedelta(days=12), fee_cents=story.scenarios[0].fee_cents,
    )  # fmt: skip
    studies.save_briefing(wave, told.briefing, by, revision=1)
    briefing = studies.publish_briefing(wave, by)
    published = min(first_moment(begin) - timedelta(days=21), now - timedelta(days=10))
    BriefingVersion.objects.filter(pk=briefing.pk).update(published_at=published)
    for subject in (f"studies.wave:{wave.pk}", f"studies.briefingversion:{briefing.pk}"):
        AuditEvent.objects.filter(subject=subject).update(at=published)


def named(title: str, begin: date) -> str:
    """The title of a wave with the season in which it really begins."""
    dutch, english = SEASONS[begin.month % 12 // 3]
    season = english if re.search("spring|summer|autumn", title) else dutch
    year = begin.year + (begin.month == 12)
    return SEASON.sub(f"{season} {year}", title)


def grounds_of(story: Story, study: Study, number: int, stage: str, now: datetime) -> Ground:
    """One wave with its bookings."""
    wave = Wave.objects.select_related("study", "journey_version").get(study=study, number=number)
    begin = first_moment(starts(story, stage, now)[number])
    return Ground(story, wave, bookings(story, number, stage, now), begin, now)


class Plan:
    """The visits of one wave: which are planned already, and how one is planned."""

    def __init__(self, here: Ground, by: User) -> None:
        story, wave = here.story, here.wave
        self.here, self.by = here, by
        self.places = places_of(wave.study.client)
        personas = {one.name: one for one in wave.study.personas.all()}
        scenarios = {(one.title, one.channel): one for one in wave.study.scenarios.all()}
        self.personas = {one.key: personas[one.name["nl"]] for one in story.personas}
        self.scenarios = {one.key: scenarios[one.title["nl"], one.channel] for one in story.scenarios}
        keys = {here.visit_key(one): one.planned.number for one in here.bookings}
        planned = VisitEvent.objects.filter(batch__in=list(keys), kind=EventKind.PLANNED)
        rows = planned.values_list("batch", "visit_id", "visit__state")
        # Id and state by planned number, as they stood when this run began.
        self.known = {keys[batch]: (pk, state) for batch, pk, state in rows if batch}

    def visit(self, booking: Booking, planned_at: datetime) -> Visit:
        """Plan this one visit, at the moment of the story."""
        planned, here = booking.planned, self.here
        visit = planning.plan(
            here.wave, [self.places[planned.place]], self.scenarios[planned.scenario], self.by,
            self.personas[planned.persona], opens_at=booking.opens, due_at=booking.due,
            submit_by=booking.submit_by, fee_cents=here.story.scenario(planned.scenario).fee_cents,
            batch=here.visit_key(booking),
        )[0]  # fmt: skip
        Visit.objects.filter(pk=visit.pk).update(state_since=planned_at)
        VisitEvent.objects.filter(visit=visit).update(at=planned_at)
        return visit
