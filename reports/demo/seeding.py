"""Fill an empty database with the stories, through the same actions as the product.

Nothing is made twice: people, studies, planned visits and reports are found again by their own keys, and a
visit that has moved on is left alone. So a run that was killed half way is simply run again, and somebody who
already looks around meanwhile is never overruled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fieldwork.common.errors import MovedMeanwhile, NotAllowedNow
from fieldwork.notices.hush import nobody_is_told
from fieldwork.people.models import Client, User
from fieldwork.studies.models import Study
from fieldwork.visits.states import VisitState
from reports.demo import cast, checking, ground, interpreting, reporting, visiting
from reports.demo.ground import Ground, Plan
from reports.demo.moments import times
from reports.demo.people import COLLEAGUES
from reports.demo.pictures import Album
from reports.demo.schedule import STAGES, Booking
from reports.demo.story import Story

Tell = Callable[[int, str], None]
# What tells a small study of a client: gets client, stage, now, everybody by e-mail and the photos; returns how many.
Aside = Callable[[Client, str, datetime, Mapping[str, User], Album], int]
NO_ASIDES: Mapping[str, Aside] = {}
READY_GROUND = 4  # percent
READY_VISITS = 97
SECOND = COLLEAGUES[1].email  # approves what the planner concludes
PARTS = {"vonk": ("VD-ZUI",)}  # parts of the tree whose readers get a report of their own


@nobody_is_told()  # half a year is played in a minute
def fill(
    stage: str, now: datetime, tell: Tell, stories: tuple[Story, ...], asides: Mapping[str, Aside] = NO_ASIDES
) -> dict[str, int]:
    """Tell the stories up to ``stage``; ``tell(percent, words)`` hears how far it is.

    ``asides`` are small studies beside them, by the key of the story whose client they belong to. ``now`` is the
    moment all dates hang on; the same values finish what an earlier run began. Returns how many visits there are.
    Raises ``ValueError`` for an unknown stage.
    """
    if stage not in STAGES:
        raise ValueError(f"no such stage: {stage}")
    tell(0, _("People, clients and places"))
    admin = cast.administrator()
    clients = [cast.client_of(story, admin) for story in stories]
    cast.people(stories, clients, admin, now)
    everybody = {person.email: person for person in User.objects.all()}
    everybody["planner"] = everybody["planner@veldwerk.demo"]
    planner = everybody["planner"]
    tell(2, _("Journeys, studies and briefings"))
    studies = [
        ground.study_of(story, client, planner, stage, now) for story, client in zip(stories, clients, strict=True)
    ]
    tell(READY_GROUND, _("Visits"))
    run = Run(stage, now, tell, everybody, Album(), sum(len(story.plan(wave)) for story in stories for wave in (1, 2)))
    for story, study in zip(stories, studies, strict=True):
        run.story(story, study)
        if aside := asides.get(story.key):
            run.done += aside(study.client, stage, now, everybody, run.album)
    return {"visits": run.done}


@dataclass
class Run:
    """One run over all stories."""

    stage: str
    now: datetime
    tell: Tell
    cast: dict[str, User]
    album: Album
    total: int
    done: int = 0

    def story(self, story: Story, study: Study) -> None:
        """Both waves of a story, the newest first: that is where people look."""
        planner = self.cast["planner"]
        waves = {number: ground.grounds_of(story, study, number, self.stage, self.now) for number in (2, 1)}
        for one in waves.values():
            self.wave(one)
        reporting.close(waves[1], planner)
        self.report(waves[1])
        reporting.publish_in_time(waves[1])
        if self.stage == "reported":
            self.report(waves[2])
            reporting.order_short([waves[1], waves[2]], planner)

    def wave(self, here: Ground) -> None:
        """Bring every visit of a wave to where it must be."""
        name = {"wave": f"{here.story.client}, {here.wave.title}"}
        plan = Plan(here, self.cast["planner"])
        for number, booking in enumerate(here.bookings, start=1):
            self.visit(plan, booking)
            counted = {"number": number, "total": len(here.bookings)}
            self.say(1, _("%(wave)s: visit %(number)d of %(total)d") % (name | counted))

    def visit(self, plan: Plan, booking: Booking) -> None:
        """The shopper's part and the reviewer's part of one visit, as far as they are not there yet."""
        at = times(plan.here.story, booking, plan.here.begin, plan.here.now)
        pk, state = plan.known.get(booking.planned.number, (0, VisitState.SUBMITTED))
        if not pk:
            pk = visiting.go(plan, booking, at, self.cast, self.album)
        if state == VisitState.SUBMITTED:
            with suppress(MovedMeanwhile, NotAllowedNow):  # a reviewer who looks around was first: theirs counts
                checking.judge(plan.here, booking, pk, at, self.cast, self.album)

    def report(self, here: Ground) -> None:
        """Interpret and then order the reports of a wave, for the whole and for the parts somebody reads.

        What is said about a part waits for its second person, so that somebody who looks around can be that.
        """
        words = _("%(wave)s: figures and reports")
        self.say(0, words % {"wave": f"{here.story.client}, {here.wave.title}"})
        planner = self.cast["planner"]
        interpreting.interpret(here, planner, self.cast[SECOND])
        reporting.order(here, planner)
        for part in PARTS.get(here.story.key, ()) if here.wave.number == 2 else ():
            interpreting.interpret(here, planner, None, part=part)
            reporting.order(here, planner, part=part)

    def say(self, more: int, words: str) -> None:
        """Count and tell."""
        self.done += more
        share = self.done / max(1, self.total)
        self.tell(READY_GROUND + int(share * (READY_VISITS - READY_GROUND)), words)
