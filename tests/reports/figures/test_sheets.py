"""What is frozen of one visit and of one location: everything that is printed, nothing of who walked it."""

import json
from uuid import uuid4

import pytest

from fieldwork.capture.models import Media
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.figures.sheets import location_sheet, visit_sheet
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, UserFactory, WaveFactory
from tests.reports.field import STEPS, felt, photo, walked_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=documents.small())
    wave.save()
    return wave


@pytest.fixture
def reader(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)


def test_a_visit_is_frozen_as_json_without_who_walked_it(wave, reader):
    shopper = UserFactory(name="Wilhelmina Opvallend", email="wilhelmina@opvallend.nl")
    feelings = {step: felt(200, "irritated", 4, 4, text="Er was niemand die opkeek.") for step in STEPS}
    visit = walked_visit(wave, None, feelings, shopper=shopper, device="toestel-7")
    photo(visit)

    sheet = visit_sheet(reader, visit.public_key, "nl")

    text = json.dumps(sheet, ensure_ascii=False)
    assert json.loads(text) == sheet
    assert sheet["key"] == str(visit.public_key)
    assert sheet["place"] == visit.location.name
    assert [step["said"] for step in sheet["steps"]] == ["Er was niemand die opkeek."] * 3
    assert [one["name"] for step in sheet["steps"] for one in step["photos"]] == [
        Media.objects.get(round__visit=visit).copy
    ]
    for secret in ("Wilhelmina", "opvallend.nl", "toestel-7", "originals/", "masters/"):
        assert secret not in text


def test_a_visit_is_frozen_in_the_language_that_is_asked(wave, reader):
    visit = walked_visit(wave)
    dutch, english = (visit_sheet(reader, visit.public_key, language) for language in ("nl", "en"))
    assert dutch["language"] == "nl"
    assert dutch["steps"][0]["answers"] != english["steps"][0]["answers"]


def test_nobody_gets_a_visit_they_may_not_know_of(wave, reader):
    visit = walked_visit(wave)
    waiting = walked_visit(wave, state=VisitState.SUBMITTED)
    stranger = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    assert visit_sheet(stranger, visit.public_key, "nl") is None
    assert visit_sheet(reader, waiting.public_key, "nl") is None
    assert visit_sheet(reader, uuid4(), "nl") is None


def test_a_location_is_frozen_over_its_waves_beside_all_locations(wave, reader):
    here, there = (LocationFactory(client=wave.study.client, kind=LocationKind.SITE) for _ in range(2))
    later = WaveFactory(study=wave.study, number=2, journey_version=wave.journey_version)
    quiet = WaveFactory(study=wave.study, number=3, journey_version=wave.journey_version)
    low, high = ({step: felt(px) for step in STEPS} for px in (200, 800))
    for one, feelings in ((wave, low), (later, high)):
        for _ in range(2):
            walked_visit(one, None, feelings, location=here)
        walked_visit(one, None, low, location=there)

    sheet = location_sheet(reader, wave.study, here, [quiet, later, wave])

    assert json.loads(json.dumps(sheet)) == sheet
    assert [row["title"] for row in sheet["waves"]] == [wave.title, later.title, quiet.title]
    assert [row["part"]["n"] for row in sheet["waves"]] == [2, 2, 0]
    assert [row["whole"]["n"] for row in sheet["waves"]] == [3, 3, 0]
    assert sheet["figures"]["meta"]["n_visits"] == 2
    assert sheet["figures"]["meta"]["waves"] == [later.title]
    assert sheet["waves"][1]["part"]["value"] > sheet["waves"][0]["part"]["value"]
    assert sheet["waves"][1]["part"]["value"] == pytest.approx(sheet["figures"]["score"]["valence"]["value"])
    assert sheet["standing"] == {
        "ranked": False, "reliability": sheet["standing"]["reliability"], "rank": None, "of": 2,
    }  # fmt: skip
    assert sheet["n_visits"] == len(sheet["visits"]) == 4


def test_nobody_gets_a_location_they_may_not_know_of(wave, reader):
    here, there = (LocationFactory(client=wave.study.client, kind=LocationKind.SITE) for _ in range(2))
    walked_visit(wave, location=here)
    stranger = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    manager = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    manager.scope.set([there])
    assert location_sheet(stranger, wave.study, here, [wave]) is None
    assert location_sheet(manager, wave.study, here, [wave]) is None
    assert location_sheet(reader, wave.study, there, [wave]) is None  # nothing was approved there


def test_all_locations_are_those_of_the_readers_own_part_of_the_tree(wave):
    here, there = (LocationFactory(client=wave.study.client, kind=LocationKind.SITE) for _ in range(2))
    for place in (here, there):
        walked_visit(wave, location=place)
    manager = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    manager.scope.set([here])
    sheet = location_sheet(manager, wave.study, here, [wave])
    assert [row["whole"]["n"] for row in sheet["waves"]] == [1]
    assert sheet["standing"]["of"] == 1
    assert there.name not in json.dumps(sheet)
