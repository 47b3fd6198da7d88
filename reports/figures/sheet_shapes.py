"""The shapes of two short reports: one visit, and one location over the waves.

Plain JSON like ``shape.Figures``, frozen by who orders the report; whoever prints it never asks the database again.
No shopper, code, device, exact time or position is in them. No Django in this file.
"""

from typing import Any, Literal, NotRequired, TypedDict

from .shape import Corrects, Figures, Logo, ResultDict, Text

SCHEMA = 1
VISIT, LOCATION = "visit", "location"
FEWEST_OTHERS = 3  # locations behind a figure of all: from fewer, one could compute the figures of a neighbour


class SheetMeta(TypedDict):
    """What every sheet says about itself, by the names that ``shape.Meta`` has for the same things."""

    client: str
    client_color: str | None  # "#rrggbb"
    client_logo: NotRequired[Logo | None]
    title: Text  # of the journey; of a visit in the language it was frozen in alone
    study: str
    waves: list[str]  # names, oldest first
    previous_wave: None
    selection: list[str]  # the location
    n_visits: int
    n_locations: int
    formula_version: str
    made_at: str  # ISO date and time, aware
    made_by: str | None  # number of the person who published it
    source_hash: str  # sha256 over all that is printed
    numbers_hash: str  # sha256 over the numbers of the visit, or of the location itself
    corrects: Corrects | None  # the set this one replaces


class VisitAnswer(TypedDict):
    """One answer in words; ``percent`` of its points, 0 to 100."""

    path: str  # step/question
    text: str
    words: str
    status: str  # answered | na | missing
    reason: str
    percent: float | None


class VisitPhoto(TypedDict):
    """One approved photo: the name of its report copy, or why there is none."""

    name: str | None
    caption: str
    missing: Literal["not_ready"] | None


class VisitNamed(TypedDict):
    """An emotion in words; intensity 1-5, None for neutral."""

    word: str
    intensity: int | None


class VisitStep(TypedDict):
    """One step of one visit; scores 0 to 100."""

    key: str
    title: str
    phase: str
    channel: str
    occurrence: int
    unanswered: bool
    score: float | None
    checklist: float | None
    grade: int | None
    first_impression: str  # in words
    could_not_say: NotRequired[list[str]]  # of "tap", "named", "grade"; only where there is one
    named: list[VisitNamed]
    cause: str
    said: str
    answers: list[VisitAnswer]
    photos: list[VisitPhoto]


class VisitFigures(TypedDict):
    """One approved visit as a client may know it, in one language."""

    schema: int
    kind: Literal["visit"]
    language: str
    meta: SheetMeta
    key: str  # the public key of the visit
    journey: str
    wave: str
    place: str
    channel: str
    scenario: str
    day: str | None  # ISO date at the location
    daypart: str
    score: float | None
    checklist: float | None
    grade: float | None
    recommend: int | None
    steps: list[VisitStep]


class VisitSet(TypedDict):
    """One visit as it is frozen: a sheet in every language, each without the ``meta`` that they share."""

    schema: int
    kind: Literal["visit"]
    meta: SheetMeta
    sheets: dict[str, Any]


class LocationWave(TypedDict):
    """One wave: the journey valence of the location, and of all locations where enough others stand behind that."""

    title: str
    part: ResultDict
    whole: ResultDict | None


class Standing(TypedDict):
    """The place of a location among the others; a rank only when the scores tell locations apart."""

    ranked: bool
    reliability: float | None
    rank: int | None
    of: int


class LocationVisit(TypedDict):
    """One visit under its public key, in no language; scores 0 to 100."""

    key: str
    day: str | None
    daypart: str  # code of ``states.Daypart``, "" when there is no day
    wave: str
    channel: str  # code
    score: float | None
    checklist: float | None


class LocationFigures(TypedDict):
    """One location over the waves, oldest first; ``figures`` are its own of the newest one."""

    schema: int
    kind: Literal["location"]
    meta: SheetMeta
    location: str
    whole_of: list[str]  # the parts of the organisation that "all locations" are in; [] = all of it
    waves: list[LocationWave]
    standing: Standing
    whole_steps: dict[str, ResultDict]  # step key → valence of all locations in the newest wave; {} with too few
    figures: Figures
    visits: list[LocationVisit]  # newest first
    n_visits: int  # all of them, also those beyond the list
