"""Who makes which visit when, and how far it has come: one list of bookings per wave, the same at every run.

Nothing here touches the database. ``now`` is the moment at which the demo was ordered; everything is told
relative to it, so that the first wave always lies half a year back and the second ends about now.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import hypot
from typing import Any
from zoneinfo import ZoneInfo

from fieldwork.visits.states import VisitState
from reports.demo.people import COLLEAGUES, SHOPPERS, Colleague, Shopper
from reports.demo.simulate import SimulatedVisit, simulate
from reports.demo.story import Planned, Story, workday

ZONE = ZoneInfo("Europe/Amsterdam")
STAGES = ("briefing", "fieldwork", "review", "reported")
BETWEEN_WAVES = timedelta(weeks=26)
REVIEWERS = tuple(one for one in COLLEAGUES if one.role == "qc")
ON_SITE = {"counter", "shop"}
KM_PER_DEGREE = 111.0
S = VisitState
WORKED = {  # states in which the shopper did something
    VisitState.STARTED, VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED, VisitState.APPROVED,
    VisitState.EXCLUDED,
}  # fmt: skip


@dataclass(frozen=True)
class Booking:
    """One visit of the plan with its shopper, its reviewer and the state it must reach.

    ``share`` is how much of the form (0 to 1) is filled when the visit is under way. ``is_confirmed`` counts
    for a visit that nobody began.
    """

    planned: Planned
    shopper: Shopper
    reviewer: Colleague
    state: VisitState
    starts_at: datetime
    played: SimulatedVisit
    share: float = 1.0
    is_confirmed: bool = True
    first_day: date | None = None
    last_day: date | None = None

    @property
    def ends_at(self) -> datetime:
        """When the last answer is given."""
        return aware(self.played.ended_at)

    @property
    def opens(self) -> date:
        """First day of the window: the Monday of the week in which it begins, unless told otherwise."""
        return self.first_day or monday(self.starts_at.date())

    @property
    def due(self) -> date:
        """Last day of the window: the Friday of that week, or when the visit took longer."""
        return self.last_day or max(self.opens + timedelta(days=4), self.played.ended_at.date())

    @property
    def submit_by(self) -> date:
        """Last day to hand in."""
        return self.due + timedelta(days=2)


def aware(moment: datetime) -> datetime:
    """A naive local moment of a story with its time zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def monday(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def starts(story: Story, stage: str, now: datetime) -> dict[int, date]:
    """The Monday on which each wave begins. Raises ``KeyError`` for an unknown stage."""
    half = max((planned.workday for planned in story.plan(2)), default=0) // 10  # weeks to the middle
    today = now.astimezone(ZONE).date()
    this_week = monday(today - timedelta(days=1))  # on a Monday the last working days still count
    weeks = {"briefing": 2, "fieldwork": -half, "review": -4, "reported": -4}[stage]
    second = this_week + timedelta(weeks=weeks)
    return {1: second - BETWEEN_WAVES, 2: second}


def bookings(story: Story, wave: int, stage: str, now: datetime) -> list[Booking]:
    """All visits of a wave, in the order in which they begin."""
    begin = starts(story, stage, now)[wave]
    made = []
    for planned, shopper in zip(*_cast(story, wave), strict=True):
        starts_at = datetime.combine(workday(begin, planned.workday), time.fromisoformat(planned.time))
        reviewer = REVIEWERS[planned.number % len(REVIEWERS)]
        played = play(story, planned, shopper, starts_at)
        made.append(Booking(planned, shopper, reviewer, VisitState.APPROVED, starts_at, played))
    if wave == 1:
        return made
    settle = {"briefing": _briefing, "fieldwork": _fieldwork, "review": _review, "reported": _reported}[stage]
    return settle(story, made, now)


def play(story: Story, planned: Planned, shopper: Shopper, starts_at: datetime) -> SimulatedVisit:
    """The visit as this shopper makes it, from ``starts_at`` (naive, local)."""
    return simulate(story, planned, shopper.style, starts_at, f"{planned.wave}:{planned.number}")


def dice_of(story: Story, planned: Planned, use: str) -> random.Random:
    """Chance for one use at one visit, the same at every run."""
    return random.Random(f"{story.key}:{planned.wave}:{planned.number}:{use}")


def _cast(story: Story, wave: int) -> tuple[list[Planned], list[Shopper]]:
    """A shopper for every visit: near for a place, never twice at one place in a wave, work shared out."""
    dice = random.Random(f"{story.key}:{wave}:cast")
    plan = story.plan(wave)
    load = dict.fromkeys(SHOPPERS, 0)
    been: set[tuple[str, str]] = set()
    chosen = []
    for planned in plan:
        place, on_site = story.place(planned.place), story.scenario(planned.scenario).channel in ON_SITE

        def cost(one: Shopper, place: Any = place, on_site: bool = on_site) -> float:
            again = 100 * ((one.username, place.code) in been)
            return again + load[one] + (_km(one, place) / 25 if on_site else 0) + dice.random()

        shopper = min(SHOPPERS, key=cost)
        load[shopper] += 1
        been.add((shopper.username, place.code))
        chosen.append(shopper)
    return plan, chosen


def _km(shopper: Shopper, place: Any) -> float:
    """Near enough in kilometres for a country as flat as this one."""
    north, east = shopper.position[0] - place.lat, shopper.position[1] - place.lon
    return KM_PER_DEGREE * hypot(north, 0.61 * east)


# --- the second wave, per stage -----------------------------------------------------------------------
def _briefing(story: Story, made: list[Booking], now: datetime) -> list[Booking]:
    """Everything lies ahead: planned, two of three given out, nobody began."""
    return [_ahead(story, one, now) for one in made]


def _ahead(story: Story, one: Booking, now: datetime) -> Booking:
    """A visit still to be made: the nearer the day, the likelier that it is given out and briefed."""
    dice = dice_of(story, one.planned, "ahead")
    days = (aware(one.starts_at) - now).days
    free, given = (0.1, 0.35) if days < 3 else (0.15, 0.75) if days < 9 else (0.4, 0.85)
    draw = dice.random()
    state = VisitState.OPEN if draw < free else VisitState.ASSIGNED if draw < given else VisitState.BRIEFED
    sure = state == VisitState.BRIEFED or dice.random() < 0.72
    return replace(one, state=state, is_confirmed=sure)


def _by_clock(story: Story, one: Booking, now: datetime) -> Booking:
    """What a visit is when the field simply runs: ahead, under way or handed in."""
    if one.ends_at <= now:
        return replace(one, state=VisitState.SUBMITTED)
    if aware(one.starts_at) > now:
        return _ahead(story, one, now)
    done = sum(aware(op.at) <= now for op in one.played.ops)
    return replace(one, state=VisitState.STARTED, share=max(0.1, done / len(one.played.ops)))


def _fieldwork(story: Story, made: list[Booking], now: datetime) -> list[Booking]:
    """The middle of a wave: something of everything."""
    ready = []
    for one in (_by_clock(story, visit, now) for visit in made):
        dice = dice_of(story, one.planned, "fieldwork")
        if one.state == VisitState.SUBMITTED:
            age = now - one.ends_at
            if age > timedelta(days=4):
                chances = {VisitState.APPROVED: 0.92, VisitState.RETURNED: 0.06, VisitState.EXCLUDED: 0.02}
            elif age > timedelta(days=1):
                chances = {VisitState.APPROVED: 0.45, VisitState.SUBMITTED: 0.25, VisitState.IN_REVIEW: 0.2,
                           VisitState.RETURNED: 0.1}  # fmt: skip
            else:
                chances = {VisitState.SUBMITTED: 0.9, VisitState.IN_REVIEW: 0.1}
            one = replace(one, state=dice.choices(list(chances), list(chances.values()))[0])
        ready.append(one)
    ahead = [one.planned.number for one in ready if aware(one.starts_at) > now]
    free = set(ahead[-2:])  # some work is always left to give out
    ready = [replace(one, state=S.OPEN) if one.planned.number in free else one for one in ready]
    return _with_trouble(ready, now)


def _with_trouble(made: list[Booking], now: datetime) -> list[Booking]:
    """A few visits that did not go as planned: missed, expired, forgotten half way."""
    today = now.astimezone(ZONE).date()
    over = [one for one in made if one.submit_by < today and one.state in WORKED]
    wrong = ((S.NO_SHOW, 1.0), (S.EXPIRED, 1.0), (S.STARTED, 0.45), (S.BRIEFED, 1.0))
    changed = {one.planned.number: what for one, what in zip(over[-8::2], wrong, strict=False)}
    ready = []
    for one in made:
        state, share = changed.get(one.planned.number, (one.state, one.share))
        ready.append(replace(one, state=state, share=share))
    return ready


def _review(story: Story, made: list[Booking], now: datetime) -> list[Booking]:
    """Nearly everything is handed in and waits for a reviewer."""
    ready = []
    for one in (_by_clock(story, visit, now) for visit in made):
        dice = dice_of(story, one.planned, "review")
        if one.state == VisitState.SUBMITTED:
            waits = {VisitState.SUBMITTED: 0.76, VisitState.IN_REVIEW: 0.09, VisitState.RETURNED: 0.08,
                     VisitState.APPROVED: 0.07}  # fmt: skip
            is_old = now - one.ends_at > timedelta(days=10)
            state = VisitState.APPROVED if is_old else dice.choices(list(waits), list(waits.values()))[0]
            one = replace(one, state=state)
            if not is_old and state == VisitState.SUBMITTED and dice.random() < 0.7:
                one = fresh(story, one, now, dice.uniform(1, 60))
        ready.append(one)
    return ready


def fresh(story: Story, one: Booking, now: datetime, hours: float) -> Booking:
    """The same visit some days later, so that it ended about ``hours`` ago and in any case before now."""
    moved = one
    days = int((now - one.ends_at - timedelta(hours=hours)).total_seconds() // 86400)
    while days > 0:
        starts_at = one.starts_at + timedelta(days=days)
        moved = replace(one, starts_at=starts_at, played=play(story, one.planned, one.shopper, starts_at))
        if moved.ends_at < now - timedelta(minutes=30) and moved.played.ended_at.isoweekday() < 6:
            return moved
        days -= 1
    return one


@dataclass(frozen=True)
class Left:
    """One visit that is left to do in a wave that is nearly over; ``who`` is the e-mail of the shopper."""

    state: VisitState
    who: str = ""
    is_confirmed: bool = True
    days: int = 2  # from now until it is to begin
    share: float = 1.0


ME, ENGLISH, HERS = "shopper@veldwerk.demo", "english@veldwerk.demo", "controle@veldwerk.demo"
# What each role finds to do when the wave is nearly over.
LEFT = {
    "waterrijk": (
        Left(S.BRIEFED, ME, days=1),
        Left(S.ASSIGNED, ME, days=3),
        Left(S.ASSIGNED, ME, is_confirmed=False, days=4),
        Left(S.BRIEFED, ENGLISH, days=1),
        Left(S.ASSIGNED, ENGLISH, days=3),
        Left(S.ASSIGNED, is_confirmed=False, days=3),
        Left(S.OPEN, days=3),
        Left(S.OPEN, days=5),
        Left(S.STARTED, days=-4, share=0.5),
    ),
    "vonk": (
        Left(S.BRIEFED, ME, days=2),
        Left(S.ASSIGNED, is_confirmed=False, days=4),
        Left(S.OPEN, days=4),
        Left(S.STARTED, days=-5, share=0.6),
    ),
}
# States of the visits that came in last, newest first: the shopper of the demo has one asked back, its reviewer
# has one under way.
LAST_IN = {
    "waterrijk": ((S.SUBMITTED, ""), (S.RETURNED, ME), (S.SUBMITTED, ""), (S.IN_REVIEW, ""), (S.SUBMITTED, "")),
    "vonk": ((S.SUBMITTED, ""), (S.IN_REVIEW, HERS), (S.SUBMITTED, ""), (S.RETURNED, "")),
}


def _reported(story: Story, made: list[Booking], now: datetime) -> list[Booking]:
    """Approved but for the last few, so that everybody has something to do."""
    by_end = sorted(made, key=lambda one: (one.ends_at, one.planned.number))
    handed_in = [one for one in by_end if one.ends_at <= now]
    ahead = [one for one in by_end if one.ends_at > now]
    left = LEFT.get(story.key, ())[: max(1, len(made) // 8)]
    while len(ahead) < len(left) and handed_in:
        ahead.insert(0, handed_in.pop())
    last = LAST_IN.get(story.key, ())[: max(1, len(made) // 8)]
    settled = {one.planned.number: _ahead(story, one, now) for one in ahead[len(left) :]}
    settled |= {one.planned.number: one for one in _match(story, ahead, left, now)}
    for (state, who), hours in zip(last, (3, 16, 22, 31, 44), strict=False):
        if handed_in:
            one = _given_to(story, handed_in.pop(), who)
            settled[one.planned.number] = replace(fresh(story, one, now, hours), state=state)
    return [settled.get(one.planned.number, one) for one in made]


def _match(story: Story, ahead: list[Booking], left: tuple[Left, ...], now: datetime) -> list[Booking]:
    """Give every kind of left work the visit that suits its shopper best, on a day around now."""
    free, matched = list(ahead), []
    for want in left[: len(ahead)]:
        person = next((one for one in SHOPPERS if one.email == want.who), None)
        near = [_km(person, story.place(one.planned.place)) if person else 0.0 for one in free]
        on_site = [story.scenario(one.planned.scenario).channel in ON_SITE for one in free]
        best = min(range(len(free)), key=lambda number: near[number] if on_site[number] else 0.0)
        one = _given_to(story, free.pop(best), want.who)
        first, day, last = _window(now.astimezone(ZONE).date(), want.days)
        starts_at = datetime.combine(day, one.starts_at.time())
        one = replace(one, starts_at=starts_at, played=play(story, one.planned, one.shopper, starts_at))
        one = replace(one, first_day=first, last_day=last, state=want.state)
        matched.append(replace(one, is_confirmed=want.is_confirmed, share=want.share))
    return matched


def _window(today: date, days: int) -> tuple[date, date, date]:
    """First day, day of the visit and last day of work that is left: days ahead, or over when below zero."""
    day = today + timedelta(days=days)
    if days >= 0:
        day = workday(day, 0)
        return today - timedelta(days=2), day, day + timedelta(days=3)
    while day.isoweekday() > 5:
        day -= timedelta(days=1)
    return monday(day), day, day + timedelta(days=1)


def _given_to(story: Story, one: Booking, who: str) -> Booking:
    """The same visit by another shopper or for another reviewer, when one is named by e-mail."""
    person = next((shopper for shopper in SHOPPERS if shopper.email == who), None)
    reviewer = next((colleague for colleague in REVIEWERS if colleague.email == who), one.reviewer)
    one = replace(one, reviewer=reviewer)
    if person is None or person == one.shopper:
        return one
    return replace(one, shopper=person, played=play(story, one.planned, person, one.starts_at))
