"""A small study beside the shops of Vonk & Draad: what people order online, get at home and send back.

One visit takes two weeks and has three dated parts. ``TOLD`` holds one visit for everything that somebody may want
to see of that: parts handed in, a part that can be done now, one that waits, whole visits in review and approved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from fieldwork.visits.states import VisitState
from reports.demo.authoring import t
from reports.demo.course import Course
from reports.demo.people import SHOPPERS, Shopper
from reports.demo.schedule import ENGLISH, HERS, ME, REVIEWERS, ZONE, Booking, play
from reports.demo.story import Persona, Planned, Scenario, Story, Tone, Wave
from reports.demo.vonk.places import places
from reports.demo.webshop.journey import document

WORDS = Path(__file__).parent.parent / "words"
S = VisitState
TONES = {
    "order": Tone((66, 66), (69, 69), pleasant=("at_ease", "interested"), unpleasant=("irritated", "confused")),
    "deliver": Tone((62, 62), (66, 66), pleasant=("happy", "reassured"), unpleasant=("disappointed", "tense")),
    "send_back": Tone((40, 40), (47, 47), pleasant=("at_ease", "reassured"), unpleasant=("irritated", "tense")),
}


def order(c: Course) -> None:
    """Choose, pay, and look out for the confirmation."""
    c.yes("day_shown", 0.7, 0.3)
    c.yes("guest", 0.6, 0.2)
    c.yes("confirmed", 0.9, 0.2)
    c.wait(minutes=c.dice.uniform(4, 9))


def deliver(c: Course) -> None:
    """Three days later the parcel comes."""
    c.now = (c.now + timedelta(days=3)).replace(hour=c.dice.randint(9, 18))
    c.yes("on_day", 0.8, 0.4)
    if not c.yes("intact", 0.85, 0.3):
        c.shoot("intact", "parcel", evidence=True, state="dented", near=True)
    c.pick("where", {"hand": 0.7, "neighbour": 0.2, "outside": 0.1}, {"outside": -0.3})


def send_back(c: Course) -> None:
    """Five days later it goes back."""
    c.now = (c.now + timedelta(days=5)).replace(hour=c.dice.randint(10, 19))
    c.yes("no_login", 0.3, 0.3)
    c.yes("term", 0.4, 0.3)
    c.put("minutes", c.dice.randint(4, 35))
    c.wait(minutes=c.facts["minutes"])


def _scenario(key: str, nl: str, en: str) -> Scenario:
    return Scenario(
        key=key,
        channel="web",
        title=t(f"{nl.capitalize()} bestellen en terugsturen", f"Ordering and sending back {en}"),
        text=t(
            f"Je bestelt een {nl} in de webshop. Je krijgt hem thuis, gebruikt hem 3 dagen en stuurt hem terug.",
            f"You order {en} in the web shop. You get them at home, use them for 3 days and send them back.",
        ),
        minutes=60,
        fee_cents=3200,
        words={"nl": {"product": nl}, "en": {"product": en}},
    )


@dataclass(frozen=True)
class Told:
    """One visit as it stands now: begun ``days`` ago (to come when below zero), with so many parts handed in."""

    state: VisitState
    days: int
    who: str
    parts: int = 0
    reviewer: str = HERS
    is_confirmed: bool = True


TOLD = (
    Told(S.APPROVED, 21, "n.hendriks@shoppers.example", 3),
    Told(S.APPROVED, 19, "d.visser@shoppers.example", 3),
    Told(S.APPROVED, 16, ENGLISH, 3),
    Told(S.SUBMITTED, 9, "j.mulder@shoppers.example", 3),
    Told(S.STARTED, 7, "a.haddad@shoppers.example", 2),
    Told(S.STARTED, 3, ME, 1),
    Told(S.STARTED, 1, ENGLISH, 1),
    Told(S.BRIEFED, -1, "t.vermeer@shoppers.example"),
    Told(S.ASSIGNED, -3, "r.ramdin@shoppers.example", is_confirmed=False),
    Told(S.OPEN, -4, ME),
)
AHEAD = (S.BRIEFED, S.ASSIGNED, S.OPEN)
SITES = tuple(place.code for place in places() if place.kind == "site")


def told_at(stage: str) -> tuple[Told, ...]:
    """Every visit at this stage of the demo; before the fieldwork all of them lie ahead."""
    if stage != "briefing":
        return TOLD
    return tuple(
        replace(one, state=AHEAD[number % len(AHEAD)], days=-14 - number, parts=0) for number, one in enumerate(TOLD)
    )


def plan(wave: int) -> list[Planned]:
    """The visits of the one wave; their days follow from ``TOLD``."""
    return [
        Planned(number, wave, SITES[number * 2], STORY.scenarios[number % 2].key, "orders", 0, f"{9 + number}:20")
        for number in range(1, len(TOLD) + 1)
    ]


def bookings(stage: str, now: datetime) -> list[Booking]:
    """Who makes which visit when, in the order of ``TOLD``."""
    today = now.astimezone(ZONE).date()
    return [_booking(planned, told, today) for planned, told in zip(plan(1), told_at(stage), strict=True)]


def _booking(planned: Planned, told: Told, today: date) -> Booking:
    shopper: Shopper = next(one for one in SHOPPERS if one.email == told.who)
    reviewer = next(one for one in REVIEWERS if one.email == told.reviewer)
    day = today - timedelta(days=told.days)
    starts_at = datetime.combine(day, time.fromisoformat(planned.time.zfill(5)))
    return Booking(
        planned, shopper, reviewer, told.state, starts_at, play(STORY, planned, shopper, starts_at),
        is_confirmed=told.is_confirmed, first_day=day - timedelta(days=2), last_day=day + timedelta(days=3),
    )  # fmt: skip


STORY = Story(
    key="webshop",
    client="Vonk & Draad",
    code="VD",
    goal=t(
        "Klanten weten bij elke stap waar hun pakket en hun geld zijn.",
        "Customers know at every step where their parcel and their money are.",
    ),
    document=document(),
    places=places(),
    personas=(
        Persona(
            "orders",
            t("Thuisbesteller", "Home shopper"),
            t("Bestelt liever thuis en stuurt zonder zorgen terug.", "Orders from home and sends back without worry."),
        ),
    ),
    scenarios=(
        _scenario("headphones", "koptelefoon", "headphones"),
        _scenario("speakers", "draadloze speaker", "wireless speakers"),
    ),
    waves=(
        Wave(
            1,
            t("Webshop najaar 2026", "Web shop autumn 2026"),
            2,
            t(
                "Zien waar het misgaat tussen bestellen en geld terug.",
                "Seeing what goes wrong between order and refund.",
            ),
            {language: (WORDS / f"webshop.briefing.{language}.md").read_text("utf-8") for language in ("nl", "en")},
        ),
    ),
    quiz=(),
    users=(),
    advice=(),
    tones=TONES,
    steps={"order": order, "deliver": deliver, "send_back": send_back},
    plan=plan,
    overall={"order": 0.25, "deliver": 0.35, "send_back": 0.4},
)
