"""What the figures are made from: plain rows of counted visits, read in a fixed number of queries.

Nothing in here is computed. Everything that can change a figure goes through ``Facts``, so that its digest is the
fingerprint of what was asked: same digest, same answers under the same names.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from django.db.models import Count, Q, QuerySet

from fieldwork.capture.models import Answer, Media, PartScore, Round, StepExperience, StepScore
from fieldwork.capture.states import AnswerStatus, PartKind, RoundKind
from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.chains import Chain
from fieldwork.measurement.document import Plan, compile_document
from fieldwork.measurement.journey import per_visit
from fieldwork.measurement.numbers import nine
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.measurement.settings import Settings
from fieldwork.people.models import Location
from fieldwork.people.states import LocationKind
from fieldwork.studies.models import Persona, Study, Wave
from fieldwork.studies.states import Instrument
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, VisitState

from .logos import logo_of
from .panel import Panel, panel_of
from .rows import Row, rows_of
from .shape import SCHEMA


class VisitRow(NamedTuple):
    """One counted visit. ``shopper`` is a number to count people with; it is never printed or stored."""

    pk: int
    key: Any
    wave: int
    version: int
    location: int
    channel: str
    device: str
    persona: int | None
    shopper: int | None
    valence: float | None
    checklist: float | None
    points: float | None
    max_points: float | None
    peak_end: float | None
    grade: int | None
    recommend: int | None
    started_at: datetime | None
    submitted_at: datetime | None


SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
VISIT_COLUMNS = (
    "pk", "public_key", "wave_id", "journey_version_id", "location_id", "channel", "device", "persona_id", "shopper_id",
    "valence", "checklist_score", "checklist_points", "checklist_max", "peak_end", "overall_grade", "recommend",
    "started_at", "submitted_at",
)  # fmt: skip
STEP_COLUMNS = (
    "visit_id", "step", "occurrence", "points", "max_points", "v_i", "a_i", "c_i", "v_c", "strength", "mixed", "v",
    "gap", "grade", "unanswered",
)  # fmt: skip
FELT_COLUMNS = ("visit_id", "step", "occurrence", "named", "cause_tag", "cause_text")
FACE_COLUMNS = ("face",)  # only where faces were asked: elsewhere they change no figure, so no fingerprint
ANSWER_COLUMNS = (
    "visit_id", "step", "question", "occurrence", "status", "value", "photos", "points", "max_points",
)  # fmt: skip
MEDIA_COLUMNS = ("pk", "state", "copy", "copy_sha256")
VERSION_COLUMNS = ("pk", "number", "checksum", "published_at", "document")


class Version(NamedTuple):
    """A published questionnaire that was used."""

    pk: int
    number: int
    checksum: str
    published_at: datetime
    document: dict[str, Any]


class Place(NamedTuple):
    """A site, as lists name it."""

    pk: int
    code: str
    name: str
    timezone: str
    region: int | None
    district: int | None


class Node(NamedTuple):
    """A region or district with visited places, and how many places in use it has."""

    pk: int
    code: str
    name: str
    n_sites: int


@dataclass(frozen=True)
class Sample:
    """The counted visits of some waves with what was found in each step."""

    visits: list[VisitRow]
    rows: list[Row]
    answers: list[Row]
    dimensions: dict[str, dict[int, float]]  # score 0-100 per dimension and visit, by the visit's own questionnaire

    @cached_property
    def by_step(self) -> dict[str, list[Row]]:
        """Step rows by step key."""
        return _grouped(self.rows, "step")

    @cached_property
    def by_visit(self) -> dict[int, list[Row]]:
        """Step rows by visit."""
        return _grouped(self.rows, "visit")

    @cached_property
    def valences(self) -> dict[str, dict[int, float]]:
        """One valence per visit, by step key; occurrences of a repeated step are averaged."""
        return {step: per_visit(rows, lambda row: row["v"]) for step, rows in self.by_step.items()}

    @cached_property
    def by_question(self) -> dict[tuple[str, str], list[Row]]:
        """The answer of each visit to each question, by (step, question); of a repeated step the last one."""
        newest: dict[tuple[str, str, int], Row] = {}
        for row in self.answers:
            newest[(row["step"], row["question"], row["visit"])] = row
        found: dict[tuple[str, str], list[Row]] = {}
        for (step, question, _visit), row in newest.items():
            found.setdefault((step, question), []).append(row)
        return found

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The location of each visit."""
        return {visit.pk: visit.location for visit in self.visits}


@dataclass(frozen=True)
class Facts:
    """Everything a set of figures is made from."""

    study: Study
    waves: list[Wave]
    previous_wave: Wave | None
    nodes: list[Location]
    now: Sample
    before: Sample
    felt: list[Row]
    media: dict[str, Row]
    versions: list[Version]
    older_versions: list[Version]
    places: dict[int, Place]
    nodes_above: list[Node]
    personas: dict[int, str]
    n_sites: int
    panel: Panel
    n_returned: int
    n_excluded: int
    details: bool = True
    # Whether the first impressions of both waves were given on one instrument; else no valence is compared.
    one_instrument: bool = True

    @cached_property
    def settings(self) -> Settings:
        """The thresholds of the study."""
        return self.study.measurement()

    @cached_property
    def chain(self) -> Chain:
        """Where the visits of both waves were made, out of how many places."""
        return Chain(self.now.place_of | self.before.place_of, self.n_sites or None)

    @cached_property
    def gap_offsets(self) -> dict[int, float]:
        """Per visit what its shopper and the instrument always add to the gap; the order of a sum must not show."""
        always = self.panel.of_instrument(self.settings)
        return {
            visit.pk: nine(always + self.panel.of_shopper(visit.shopper, self.settings)) for visit in self.now.visits
        }

    @cached_property
    def plans(self) -> dict[int, Plan]:
        """The questionnaires of both waves, compiled, by version."""
        return {one.pk: compile_document(one.document) for one in (*self.versions, *self.older_versions)}

    @property
    def version(self) -> Version:
        """The questionnaire the figures are shaped by: the newest one used, else that of the wave."""
        return max(self.versions, key=lambda one: one.number)

    @property
    def document(self) -> dict[str, Any]:
        """Its document."""
        return self.version.document

    @cached_property
    def plan(self) -> Plan:
        """Its document, compiled."""
        return compile_document(self.document)

    @cached_property
    def visit_by_pk(self) -> dict[int, VisitRow]:
        """The visits of the selection, by their number."""
        return {visit.pk: visit for visit in self.now.visits}

    @cached_property
    def felt_by_step(self) -> dict[str, list[Row]]:
        """What was said about each step."""
        return _grouped(self.felt, "step")

    def day_of(self, visit: VisitRow) -> date | None:
        """The day of the visit, at its location."""
        moment = visit.started_at or visit.submitted_at
        return moment.astimezone(ZoneInfo(self.places[visit.location].timezone)).date() if moment else None

    @cached_property
    def numbers(self) -> str:
        """SHA-256 over what the figures are computed from, in a fixed order: visits, answers, versions, thresholds.

        The state and the checks of a visit are no input. What surrounds the selection is none either: how many
        places are in use, and the habits of the whole panel, change with work for others. A set keeps those of its
        day and says so.
        """
        return _hash(
            [
                SCHEMA, FORMULA_VERSION, self.settings.as_dict(), self.study.pk, str(self.study.target),
                [wave.pk for wave in self.waves], self.previous_wave and self.previous_wave.pk,
                [node.pk for node in self.nodes], self.now.visits, self.now.rows, self.now.answers, self.before.visits,
                self.before.rows, self.before.answers, self.now.dimensions, self.before.dimensions, self.felt,
                [(one.pk, one.number, one.checksum) for one in (*self.versions, *self.older_versions)],
                [(pk, place.timezone, place.region, place.district) for pk, place in sorted(self.places.items())],
                self.n_returned, self.n_excluded,
            ]
        )  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the numbers and all that is printed beside them: names, colours, logo, photos.

        With the same digest and the same surroundings (both stand in a set's ``meta``) the figures are the same.
        """
        return _hash(
            [
                self.numbers, self.study.title, self.study.client.name, self.study.client.colour,
                *([self.study.pilot] if self.study.pilot else ()),
                *([logo] if (logo := logo_of(self.study.client)) else ()),
                [wave.title for wave in self.waves], self.previous_wave and self.previous_wave.title,
                [node.name for node in self.nodes], sorted(self.media.items()), sorted(self.places.items()),
                [(node.pk, node.code, node.name) for node in self.nodes_above], sorted(self.personas.items()),
            ]
        )  # fmt: skip


def _hash(said: list[Any]) -> str:
    return hashlib.sha256(orjson.dumps(said, default=_plain, option=SORTED)).hexdigest()


def _plain(part: Any) -> Any:
    return list(part) if isinstance(part, tuple) else str(part)


def counted(waves: Iterable[Wave], nodes: Sequence[Location]) -> "QuerySet[Visit]":
    """The visits that figures count: approved or published, in these waves and below these nodes (none: all)."""
    visits = Visit.objects.filter(wave__in=list(waves), state__in=COUNTED)
    return within(visits, nodes)


def within(visits: "QuerySet[Visit]", nodes: Sequence[Location]) -> "QuerySet[Visit]":
    """Visits at or below some nodes of the tree; no nodes means no limit."""
    if not nodes:
        return visits
    pks = [node.pk for node in nodes]
    return visits.filter(Q(location__in=pks) | Q(location__district__in=pks) | Q(location__region__in=pks))


def wave_before(study: Study, waves: Sequence[Wave], nodes: Sequence[Location]) -> Wave | None:
    """The newest earlier wave of the study that has counted visits in this part of the tree."""
    first = min(wave.number for wave in waves)
    earlier = within(Visit.objects.filter(state__in=COUNTED, wave__study=study, wave__number__lt=first), nodes)
    return Wave.objects.filter(pk__in=earlier.values("wave")).order_by("-number").first()


def gather(
    study: Study,
    waves: Iterable[Wave],
    nodes: Sequence[Location] = (),
    *,
    previous: Wave | None = None,
    details: bool = True,
) -> Facts:
    """Read everything, in the same number of queries for three visits and for three thousand.

    ``details=False`` leaves out answers and photos: enough for scores, the emotion curve and what was said about
    it. Raises ``ValueError`` without waves, or with waves of another study.
    """
    chosen = sorted(waves, key=lambda wave: wave.number)
    if not chosen or any(wave.study_id != study.pk for wave in chosen):
        raise ValueError("figures need one or more waves of their study")
    before = previous or wave_before(study, chosen, nodes)
    everything = [*chosen, *([before] if before else [])]
    all_visits = counted(everything, nodes)
    visits = [VisitRow._make(row) for row in all_visits.order_by("pk").values_list(*VISIT_COLUMNS)]
    past = {visit.pk for visit in visits if before and visit.wave == before.pk}
    present = {visit.pk for visit in visits} - past
    stepped = rows_of(StepScore, all_visits, STEP_COLUMNS)
    answered = rows_of(Answer, all_visits if details else _to_score_again(all_visits, visits, stepped), ANSWER_COLUMNS)
    columns = FELT_COLUMNS + (FACE_COLUMNS if study.instrument == Instrument.FACES else ())
    felt = [row for row in rows_of(StepExperience, counted(chosen, nodes), columns) if row["visit"] in present]
    dimensions = _dimensions(all_visits) if details else []
    used, older = _versions(visits, past, chosen)
    places = _places(visits)
    return Facts(
        study=study,
        waves=chosen,
        previous_wave=before,
        nodes=sorted(nodes, key=lambda node: node.pk),
        now=_sample(visits, stepped, answered, dimensions, present),
        before=_sample(visits, stepped, answered, dimensions, past),
        felt=felt,
        media=_media(answered, past) if details else {},
        versions=used,
        older_versions=older,
        places=places,
        nodes_above=_nodes_above(study, places),
        personas=dict(Persona.objects.filter(pk__in={visit.persona for visit in visits}).values_list("pk", "name")),
        n_sites=sites_of(study, nodes).count(),
        panel=panel_of(study, counted(chosen, nodes)),
        n_returned=Round.objects.filter(kind=RoundKind.RETURN, visit__in=counted(chosen, nodes).values("pk"))
        .aggregate(n=Count("visit", distinct=True))["n"],
        n_excluded=within(Visit.objects.filter(wave__in=chosen, state=VisitState.EXCLUDED), nodes).count(),
        details=details,
        one_instrument=before is None or _instrument_of(before, study) == study.instrument,
    )  # fmt: skip


def _instrument_of(wave: Wave, study: Study) -> str:
    """What the study of a wave took first impressions with; asks nothing for a wave of this study."""
    return study.instrument if wave.study_id == study.pk else wave.study.instrument


def _to_score_again(all_visits: "QuerySet[Visit]", visits: list[VisitRow], stepped: list[Row]) -> "QuerySet[Visit]":
    """The visits whose answers are needed even without details: what nobody answered, and what must be bridged."""
    if len({visit.version for visit in visits}) > 1:
        return all_visits
    closed = {row["visit"] for row in stepped if row["unanswered"]}
    return all_visits.filter(pk__in=closed) if closed else all_visits.none()


def _dimensions(visits: "QuerySet[Visit]") -> list[Any]:
    found = PartScore.objects.filter(visit__in=visits.values("pk"), kind=PartKind.DIMENSION, score__isnull=False)
    return list(found.order_by("key", "visit").values_list("key", "visit", "score"))


def _sample(
    visits: list[VisitRow],
    rows: list[Row],
    answers: list[Row],
    dimensions: list[Any],
    own: set[int],
) -> Sample:
    """The part of what was read that belongs to some visits; one approved between two queries is left for later."""
    scores: dict[str, dict[int, float]] = {}
    for name, visit, score in dimensions:
        if visit in own:
            scores.setdefault(name, {})[visit] = score
    return Sample(
        [visit for visit in visits if visit.pk in own],
        [row for row in rows if row["visit"] in own],
        [row for row in answers if row["visit"] in own],
        scores,
    )


def _places(visits: list[VisitRow]) -> dict[int, Place]:
    found = Location.objects.filter(pk__in={visit.location for visit in visits}).order_by("pk")
    columns = ("pk", "code", "name", "timezone", "region_id", "district_id")
    return {row[0]: Place._make(row) for row in found.values_list(*columns)}


def sites_of(study: Study, nodes: Sequence[Location]) -> "QuerySet[Location]":
    """The places in use that the visits are a sample of."""
    sites = Location.objects.filter(client=study.client_id, is_open=True).sites()
    return sites.within([node.pk for node in nodes])


def _nodes_above(study: Study, places: Mapping[int, Place]) -> list[Node]:
    """The regions and districts of the visited places, regions first, by name."""
    above = {pk for place in places.values() for pk in (place.region, place.district) if pk}
    used = Location.objects.filter(client=study.client_id, kind=LocationKind.SITE, is_open=True)
    pairs = list(used.values_list("region_id", "district_id")) if above else []
    sizes = Counter(pk for pair in pairs for pk in pair if pk)
    found = Location.objects.filter(pk__in=above).order_by("-kind", "name", "pk")
    return [Node(pk, code, name, sizes[pk]) for pk, code, name in found.values_list("pk", "code", "name")]


def _media(answers: list[Row], past: set[int]) -> dict[str, Row]:
    """The photos that answers of the selection name, by id."""
    wanted = {
        photo
        for row in answers
        if row["visit"] not in past and row["status"] == AnswerStatus.ANSWERED
        for photo in row["photos"]
    }
    found = Media.objects.filter(pk__in=wanted).values_list(*MEDIA_COLUMNS) if wanted else []
    return {str(row[0]): dict(zip(MEDIA_COLUMNS[1:], row[1:], strict=True)) for row in found}


def _versions(visits: list[VisitRow], past: set[int], waves: list[Wave]) -> tuple[list[Version], list[Version]]:
    """The questionnaires of the selection, and those that only the wave before used; oldest first."""
    used = {visit.version for visit in visits if visit.pk not in past} or {waves[-1].journey_version_id}
    older = {visit.version for visit in visits} - used
    found = JourneyVersion.objects.filter(pk__in=used | older).order_by("number")
    versions = [Version._make(row) for row in found.values_list(*VERSION_COLUMNS)]
    return [one for one in versions if one.pk in used], [one for one in versions if one.pk in older]


def _grouped(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
