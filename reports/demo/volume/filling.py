"""Client, study, waves and places, and then the visits: walked, scored by the product, stored in portions."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from fieldwork.capture import scoring
from fieldwork.capture.fields import OVERALL, RECOMMEND, Sheet, sheet_of
from fieldwork.capture.models import Answer, Op, Round, StepExperience
from fieldwork.capture.receipts import new_receipt
from fieldwork.capture.scoring import AT_ONCE
from fieldwork.journeys import actions as journeys
from fieldwork.journeys.documents import steps_of
from fieldwork.people import actions as people
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import LocationKind, Role
from fieldwork.studies import actions as studies
from fieldwork.studies.models import Persona, Scenario, Study, Wave
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.demo.stories import STORIES
from reports.demo.volume.journey import document
from reports.demo.volume.walking import Walked, Walker

MARK = "volume"  # how the code of such a client begins
PORTION = 100  # visits stored in one transaction
CHANNELS, DEVICES = ("counter", "phone", "web"), ("phone", "tablet", "computer")
PERSONAS = ("Gemakzoeker", "Nieuwkomer", "Vaste klant")
REGIONS, DISTRICTS = 4, 20
SHOPPERS = 40
BETWEEN_WAVES = timedelta(weeks=13)
ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Size:
    """How much: visits over all waves, questions and steps per visit, waves, places; ``seed`` of the dice."""

    visits: int = 20_000
    questions: int = 50
    steps: int = 8
    waves: int = 10
    locations: int = 200
    seed: int = 1


class HoldsRealVisits(Exception):
    """There are visits in this database that are neither a story of the demo nor made up here."""


def refuse_real() -> None:
    """Raise ``HoldsRealVisits`` when somebody's work is in this database."""
    known = [story.key for story in STORIES]
    made_up = Client.objects.filter(code__in=known) | Client.objects.filter(code__startswith=MARK)
    if Visit.objects.exclude(wave__study__client__in=made_up).exists():
        raise HoldsRealVisits


def fill(size: Size, tell: Callable[[int], None]) -> Study:
    """A new client with a study of this size, all of its visits approved; ``tell`` hears how many are there.

    Raises ``HoldsRealVisits``. The same size brings the same answers, places and scores.
    """
    refuse_real()
    dice = random.Random(size.seed)
    ground = _ground(size)
    tones = [dice.gauss(0.1, 0.2) for _step in ground.steps]
    walker = Walker(ground.steps, ground.sheet.plan.source_options, tones)
    moods = {place.pk: dice.gauss(0, 0.15) for place in ground.places}
    for first in range(0, size.visits, PORTION):
        last = min(first + PORTION, size.visits)
        with transaction.atomic():
            _store(ground, [_walk(ground, walker, number, moods, dice) for number in range(first, last)])
        tell(last)
    return ground.study


# --- the ground ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Ground:
    size: Size
    study: Study
    sheet: Sheet
    steps: list[dict[str, Any]]
    waves: list[Wave]
    places: list[Location]
    shoppers: list[User]
    personas: list[Persona]
    scenarios: dict[str, Scenario]


@transaction.atomic
def _ground(size: Size) -> _Ground:
    taken = set(Client.objects.filter(code__startswith=MARK).values_list("code", flat=True))
    number = next(one for one in count(1) if f"{MARK}-{one}" not in taken)
    client, code = Client(code=f"{MARK}-{number}", name=f"Volume {number}"), f"{MARK}{number}"
    planner = User.objects.create_user(f"planner@{code}.invalid", name="Volume", role=Role.PLANNER)
    people.save_client(client, by=planner)
    planner.managed_clients.add(client)
    asked = document(size.steps, size.questions)
    version = journeys.publish(journeys.create(client, asked["title"], planner, asked), planner)
    study = studies.create_study(client, version.journey, f"Volume {number}", planner)
    newest = timezone.localdate() - timedelta(weeks=4)
    return _Ground(
        size=size,
        study=study,
        sheet=sheet_of(version),
        steps=steps_of(version.document),
        waves=[
            _wave(study, version, one + 1, newest - (size.waves - 1 - one) * BETWEEN_WAVES, planner)
            for one in range(size.waves)
        ],
        places=_places(client, size.locations),
        shoppers=[
            User.objects.create_user(f"shopper{one}@{code}.invalid", name=f"Shopper {one}") for one in range(SHOPPERS)
        ],
        personas=[Persona.objects.create(study=study, name=name) for name in PERSONAS],
        scenarios={
            channel: Scenario.objects.create(study=study, title=f"Via {channel}", story="Een vraag.", channel=channel)
            for channel in CHANNELS
        },
    )


def _wave(study: Study, version: Any, number: int, begin: date, by: User) -> Wave:
    due = begin + timedelta(days=20)
    return studies.create_wave(
        study, by, journey_version=version, title=f"Meting {number}", visit_from=begin, due=due,
        submit_by=due + timedelta(days=2), report_by=due + timedelta(days=14),
    )  # fmt: skip


def _places(client: Client, how_many: int) -> list[Location]:
    """Sites under districts under regions."""

    def node(kind: str, name: str, number: int, **above: Location | None) -> Location:
        return Location(client=client, kind=kind, code=f"{kind}-{number}", name=f"{name} {number}", **above)

    create = Location.objects.bulk_create
    regions = create(node(LocationKind.REGION, "Regio", one + 1) for one in range(REGIONS))
    districts = create(
        node(LocationKind.DISTRICT, "District", one + 1, region=regions[one % REGIONS]) for one in range(DISTRICTS)
    )
    below = [districts[one % DISTRICTS] for one in range(how_many)]
    return create(
        node(LocationKind.SITE, "Vestiging", one + 1, district=above, region=above.region)
        for one, above in enumerate(below)
    )


# --- the visits ---------------------------------------------------------------------------------------
def _walk(
    ground: _Ground, walker: Walker, number: int, moods: dict[int, float], dice: random.Random
) -> tuple[Visit, Walked]:
    turn = number * ground.size.waves // ground.size.visits
    wave, place = ground.waves[turn], dice.choice(ground.places)
    visit = _visit(ground, wave, place, is_newest=turn == ground.size.waves - 1, dice=dice)
    return visit, walker.walk(visit, moods[place.pk] + 0.015 * turn, dice)


def _visit(ground: _Ground, wave: Wave, place: Location, *, is_newest: bool, dice: random.Random) -> Visit:
    day = wave.visit_from + timedelta(days=dice.randrange(20))
    began = datetime.combine(day, time(9 + dice.randrange(8)), tzinfo=ZONE)
    approved = began + timedelta(days=3)
    channel = dice.choice(CHANNELS)
    return Visit(
        wave=wave, journey_version_id=wave.journey_version_id,
        location=place, scenario=ground.scenarios[channel], persona=dice.choice(ground.personas), channel=channel,
        device=dice.choice(DEVICES) if channel == "web" else "", shopper=dice.choice(ground.shoppers),
        state=VisitState.APPROVED if is_newest else VisitState.PUBLISHED, state_since=approved,
        opens_at=began - timedelta(days=1), due_at=began + timedelta(days=1), submit_by=began + timedelta(days=2),
        started_at=began, submitted_at=began + timedelta(hours=1), approved_at=approved, answered=ground.size.questions,
    )  # fmt: skip


def _store(ground: _Ground, made: list[tuple[Visit, Walked]]) -> None:
    """Score a portion as the product does and store it with everything that scoring it again would read."""
    scored = [scoring.score(ground.sheet, walked.answers, walked.felt) for _visit, walked in made]
    ends = [{"overall_grade": walked.overall, "recommend": walked.recommend} for _visit, walked in made]
    for (visit, _walked), score, end in zip(made, scored, ends, strict=True):
        for name, value in scoring.columns(score, end).items():
            setattr(visit, name, value)
    visits = Visit.objects.bulk_create([visit for visit, _walked in made])
    _hand_in(visits, ends, ground.waves[0].journey_version.checksum)
    Answer.objects.bulk_create((row for _visit, walked in made for row in walked.answers), batch_size=AT_ONCE)
    StepExperience.objects.bulk_create((row for _visit, walked in made for row in walked.felt), batch_size=AT_ONCE)
    scoring.insert(
        scoring.rows(visit, score, visit.state, end) for visit, score, end in zip(visits, scored, ends, strict=True)
    )


def _hand_in(visits: list[Visit], ends: list[dict[str, int]], checksum: str) -> None:
    """The final of every visit, with the two answers that belong to no step."""
    phones = [uuid4() for _visit in visits]
    rounds = Round.objects.bulk_create(
        Round(
            visit=visit, shopper_id=visit.shopper_id, opened_at=visit.opens_at, submission=uuid4(), device=phone,
            final_at=visit.submitted_at, receipt=new_receipt(),
        )
        for visit, phone in zip(visits, phones, strict=True)
    )  # fmt: skip
    Op.objects.bulk_create(
        Op(
            id=uuid4(), round=round_, device=phone, seq=seq, field=field, value={"v": end[name]}, version=checksum,
            t_wall=round_.final_at,
        )
        for round_, phone, end in zip(rounds, phones, ends, strict=True)
        for seq, (field, name) in enumerate(((OVERALL, "overall_grade"), (RECOMMEND, "recommend")), start=1)
    )  # fmt: skip
