"""The shapes in which a story of the demo is told: places, people, assignments and how things go there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.demo.course import Course

Text = dict[str, str]
Hours = dict[int, tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """One node of a client's location tree; ``parent`` is the code of the node above.

    ``hours`` holds opening and closing time per ISO weekday (1 is Monday). ``quality`` is how much
    better (or worse) things go here than elsewhere, in valence (-1 to 1). ``lat`` and ``lon`` in degrees.
    """

    code: str
    name: str
    kind: str
    parent: str | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    lat: float | None = None
    lon: float | None = None
    hours: Hours = field(default_factory=dict)
    quality: float = 0.0


@dataclass(frozen=True)
class Persona:
    """Whose part the shopper plays."""

    key: str
    name: Text
    text: Text


@dataclass(frozen=True)
class Scenario:
    """What the shopper goes and asks; ``words`` fill the slots of free texts, by language."""

    key: str
    channel: str
    title: Text
    text: Text
    minutes: int
    fee_cents: int
    words: Mapping[str, Mapping[str, str]]
    group: str = ""
    asks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class QuizQuestion:
    """One question of the briefing quiz: options in order, index of the right one, and why."""

    text: Text
    options: tuple[Text, ...]
    right: int
    why: Text


@dataclass(frozen=True)
class Wave:
    """One wave: ``weeks`` of visits; ``briefing`` is Markdown per language."""

    number: int
    name: Text
    weeks: int
    goal: Text
    briefing: Text


@dataclass(frozen=True)
class ClientUser:
    """Somebody at the client; ``scope`` is the code of the part of the tree they may see, or the whole."""

    username: str
    first_name: str
    last_name: str
    role: str
    job: Text
    scope: str | None = None
    language: str = "nl"
    login: str = ""

    @property
    def email(self) -> str:
        """An address nobody can have."""
        return self.login or f"{self.username}@clients.example"

    @property
    def name(self) -> str:
        """Full name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Planned:
    """One visit to be made: ``workday`` counts working days from the start of the wave, from 0."""

    number: int
    wave: int
    place: str
    scenario: str
    persona: str
    workday: int
    time: str


@dataclass(frozen=True)
class Tone:
    """How a step usually feels, as scores from 0 to 100 per wave, and which words go with it.

    ``first`` is the first impression, ``words`` what is said afterwards; ``shift`` moves both per
    channel. ``energy`` is the arousal (0 to 1) of an unpleasant and of a pleasant moment.
    """

    first: tuple[float, float]
    words: tuple[float, float]
    shift: Mapping[str, float] = field(default_factory=dict)
    energy: tuple[float, float] = (0.65, 0.45)
    pleasant: tuple[str, ...] = ("at_ease", "happy")
    unpleasant: tuple[str, ...] = ("irritated", "disappointed")


@dataclass(frozen=True)
class Advice:
    """What the agency advises for one step, with the owner at the client."""

    step: str
    title: Text
    text: Text
    owner: str


@dataclass(frozen=True)
class Story:
    """Everything the demo knows of one client."""

    key: str
    client: str
    code: str
    goal: Text
    document: dict[str, Any]
    places: tuple[Place, ...]
    personas: tuple[Persona, ...]
    scenarios: tuple[Scenario, ...]
    waves: tuple[Wave, ...]
    quiz: tuple[QuizQuestion, ...]
    users: tuple[ClientUser, ...]
    advice: tuple[Advice, ...]
    tones: Mapping[str, Tone]
    steps: Mapping[str, Callable[[Course], None]]
    plan: Callable[[int], list[Planned]]
    overall: Mapping[str, float]

    def place(self, code: str) -> Place:
        """The place with this code; ``KeyError`` when there is none."""
        return {place.code: place for place in self.places}[code]

    def scenario(self, key: str) -> Scenario:
        """The scenario with this key; ``KeyError`` when there is none."""
        return {scenario.key: scenario for scenario in self.scenarios}[key]

    def wave(self, number: int) -> Wave:
        """Wave 1 or 2."""
        return self.waves[number - 1]


def workday(start: date, number: int) -> date:
    """The working day ``number`` days (from 0) after ``start``; Saturday and Sunday do not count."""
    day = start
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    for _ in range(number):
        day += timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
    return day
