"""Cuts of the figures, and the same figure under the other settings of the checklist."""

import copy
import json
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.checklist import aggregate
from fieldwork.measurement.expressions import NOW
from fieldwork.measurement.memory import remembered
from fieldwork.measurement.numbers import exact, mean
from fieldwork.measurement.visit import score_visit
from fieldwork.people.states import LocationKind
from fieldwork.visits.models import Visit
from reports.figures.queries import journey_figures
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, PersonaFactory, WaveFactory
from tests.reports.field import ANSWERS, STEPS, felt, walked_visit
from tests.reports.figures.fast import visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


def test_devices_and_personas_stand_beside_channels_by_size(wave):
    place = LocationFactory(client=wave.study.client)
    hurried, careful = (PersonaFactory(study=wave.study, name=name) for name in ("Gehaast", "Zorgvuldig"))
    rows = [
        {"waiting": 0.5, "device": "phone", "persona": hurried},
        {"waiting": 0.1, "device": "phone", "persona": hurried},
        {"waiting": -0.3, "device": "computer", "persona": careful},
        {"waiting": 0.2, "device": "Pixel 7 van Jan", "persona": None},
    ]
    visits(wave, [row | {"location": place} for row in rows])
    figures = journey_figures(wave.study, [wave])

    assert [(row["key"], row["n"], row["valence"]["value"]) for row in figures["devices"]] == [
        ("phone", 2, pytest.approx(0.3)),
        ("computer", 1, pytest.approx(-0.3)),
    ]
    assert [(row["name"], row["n"]) for row in figures["personas"]] == [("Gehaast", 2), ("Zorgvuldig", 1)]
    assert "Pixel" not in json.dumps(figures)


def test_regions_and_districts_are_cut_when_there_are_several(wave):
    client = wave.study.client
    north, south = (LocationFactory(client=client, kind=LocationKind.REGION, name=name) for name in ("Noord", "Zuid"))
    district = LocationFactory(client=client, kind=LocationKind.DISTRICT, region=north, name="Stad")
    here = LocationFactory.create_batch(2, client=client, region=north, district=district)
    there = LocationFactory(client=client, region=south)
    visits(wave, [{"location": here[0], "waiting": 0.5}, {"location": here[1], "waiting": 0.3}])
    assert journey_figures(wave.study, [wave])["nodes"] == []  # one region, one district: the whole again

    visits(wave, [{"location": there, "waiting": -0.4}])
    nodes = journey_figures(wave.study, [wave])["nodes"]
    assert [(row["name"], row["n"], row["valence"]["value"]) for row in nodes] == [
        ("Noord", 2, pytest.approx(0.4)),
        ("Zuid", 1, pytest.approx(-0.4)),
    ]


def test_the_changes_of_one_list_are_one_family(wave):
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    before = [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    for one, shift in ((wave, 0.0), (later, 0.29)):
        rows = [
            {"device": device, "waiting": v + (shift if device == "phone" else 0.0)}
            for device in ("phone", "tablet", "computer")
            for v in before
        ]
        visits(one, [row | {"location": LocationFactory(client=wave.study.client)} for row in rows])
    changes = {row["key"]: row["change"] for row in journey_figures(wave.study, [later])["devices"]}
    assert changes["phone"]["difference"]["lo"] > 0  # by itself it would be a difference
    assert changes["phone"]["word"] == "not_demonstrable"  # as one of three it is not shown


# --- the other settings -------------------------------------------------------------------------------
@pytest.fixture
def closed_wave():
    document = documents.small()
    document["phases"][1]["steps"][0]["may_be_unanswered"] = True
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    return wave


def closed(wave, **more):
    feelings = {step: felt(700, "happy") for step in STEPS} | {"waiting": felt(None, None, py=None, unanswered=True)}
    return walked_visit(wave, feelings=feelings, **more)


@pytest.mark.parametrize("details", [True, False])
def test_a_contact_nobody_answered_is_counted_both_ways(closed_wave, details):
    walked = walked_visit(closed_wave, feelings={step: felt(700, "happy") for step in STEPS})
    shut = closed(closed_wave)
    score = journey_figures(closed_wave.study, [closed_wave], details=details)["score"]

    lowest = score_visit(
        closed_wave.journey_version.document,
        {path: {"v": value} for path, value in ANSWERS.items()},
        {step: {"unanswered": step == "waiting"} for step in STEPS},
    )
    ways = score["checklist_ways"]
    assert (ways["unanswered"], score["n_unanswered"]) == ("excluded", 1)
    assert float(lowest.total) == pytest.approx(shut.checklist_score)
    wanted = mean([walked.checklist_score, float(lowest.total_other_way)])
    assert ways["other_unanswered"]["value"] == pytest.approx(wanted)
    assert wanted < score["checklist"]["value"]
    felt_then = [row.v for row in shut.step_scores.exclude(step="waiting")]
    assert score["unanswered_as_lowest"]["value"] == pytest.approx(mean([walked.valence, mean([*felt_then, -1])]))


@pytest.mark.parametrize(
    ("handed_in", "there"), [("2020-03-05T22:30Z", "2020-03-05T23:30"), ("2020-03-05T23:30Z", "2020-03-06T00:30")]
)
def test_the_other_way_asks_what_was_asked_on_the_day_of_handing_in_at_the_location(closed_wave, handed_in, there):
    document = closed_wave.journey_version.document
    document["phases"][1]["steps"][1]["questions"][0]["show_if"] = {"expr": ["gte", ["today"], "2020-03-06"]}
    JourneyVersion.objects.filter(pk=closed_wave.journey_version.pk).update(document=document)
    place = LocationFactory(client=closed_wave.study.client, timezone="Europe/Amsterdam")
    shut = closed(closed_wave, location=place, answers={"helped/solved": "no"})
    Visit.objects.filter(pk=shut.pk).update(submitted_at=handed_in)
    ways = journey_figures(closed_wave.study, [closed_wave])["score"]["checklist_ways"]

    wanted = score_visit(
        document,
        {path: {"v": value} for path, value in (ANSWERS | {"helped/solved": "no"}).items()} | {NOW: there},
        {step: {"unanswered": step == "waiting"} for step in STEPS},
    )
    assert wanted.steps[2].max_points == (2 if there >= "2020-03-06" else 1)
    assert ways["other_unanswered"]["value"] == pytest.approx(float(wanted.total_other_way))


@pytest.mark.parametrize("how", ["mean_of_visits", "ratio_of_sums"])
def test_both_ways_of_adding_up_stand_beside_each_other(how):
    document = documents.small()
    document["options"]["aggregate"] = how
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    for answers in ({}, {"waiting/room": {"na": "dicht"}, "helped/solved": "no"}, {"arriving/greeted": "no"}):
        walked_visit(wave, answers)
    score = journey_figures(wave.study, [wave])["score"]
    totals = [
        (exact(one.checklist_score), exact(one.checklist_points), exact(one.checklist_max))
        for one in Visit.objects.order_by("pk")
    ]
    other = "ratio_of_sums" if how == "mean_of_visits" else "mean_of_visits"
    assert score["checklist_ways"]["aggregate"] == how
    assert score["checklist"]["value"] == pytest.approx(aggregate(totals, how).value)
    assert score["checklist_ways"]["other_aggregate"]["value"] == pytest.approx(aggregate(totals, other).value)
    assert score["checklist_ways"]["other_unanswered"] is score["unanswered_as_lowest"] is None


# --- what is remembered -------------------------------------------------------------------------------
@pytest.mark.parametrize(("n", "better"), [(49, None), (60, "mean")])
def test_which_line_predicts_the_grade_is_said_from_fifty_visits_on(wave, n, better):
    drawn = random.Random(2)
    place, rows = LocationFactory(client=wave.study.client), []
    for _ in range(n):
        v, end = drawn.gauss(0, 0.3), drawn.gauss(0, 0.3)
        rows.append({"location": place, "valence": v, "peak_end": end, "overall_grade": round(6 + 5 * v)})
    visits(wave, rows)
    found = journey_figures(wave.study, [wave])["score"]["remembered"]
    wanted = remembered([(row["valence"], row["peak_end"], row["overall_grade"]) for row in rows])
    assert (found["n"], found["better"], found["r_mean"]) == (n, better, wanted.r_mean)
    assert found["reason"] == (None if better else "too_few")


# --- cost ---------------------------------------------------------------------------------------------
def test_every_cut_costs_the_same_for_few_and_many(closed_wave):
    wave = closed_wave
    second = copy.deepcopy(wave.journey_version.document)
    version = JourneyVersionFactory(journey=wave.study.journey, document=second, number=77)
    later = WaveFactory(study=wave.study, journey_version=version, number=2)
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)

    def cost(details):
        with CaptureQueriesContext(connection) as asked:
            journey_figures(wave.study, [later], details=details)
        return len(asked)

    def more(times):
        for _ in range(times):
            for one in (wave, later):
                place = LocationFactory(client=wave.study.client, region=region)
                closed(one, location=place, persona=PersonaFactory(study=wave.study), device="phone")

    more(2)
    few = cost(True), cost(False)
    more(6)
    assert (cost(True), cost(False)) == few
    assert max(few) <= 20
