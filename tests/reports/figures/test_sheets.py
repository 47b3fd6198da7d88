"""What is frozen of one visit and of one location: everything that is printed, nothing of who walked it."""

import json
from uuid import uuid4

import pytest
from django.utils.translation import override

from fieldwork.capture.models import Media
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.figures.freezing import ReasonNeeded
from reports.figures.models import FigureSet
from reports.figures.sheets import freeze_location, freeze_visit, location_sheet, visit_sheet
from reports.figures.states import SetKind
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
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


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


def test_a_feeling_the_shopper_could_not_give_is_frozen_as_such(wave, reader):
    unsaid = felt(named="", px=None, py=None, skipped={"tap": "cannot_say", "named": "cannot_say"})
    visit = walked_visit(wave, None, {STEPS[0]: unsaid, STEPS[1]: felt()})
    steps = visit_sheet(reader, visit.public_key, "nl")["steps"]
    assert steps[0]["could_not_say"] == ["tap", "named"]
    assert "could_not_say" not in steps[1]


def test_nobody_gets_a_visit_they_may_not_know_of(wave, reader):
    visit = walked_visit(wave)
    waiting = walked_visit(wave, state=VisitState.SUBMITTED)
    stranger = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    assert visit_sheet(stranger, visit.public_key, "nl") is None
    assert visit_sheet(reader, waiting.public_key, "nl") is None
    assert visit_sheet(reader, uuid4(), "nl") is None


def places_of(wave, n):
    return [LocationFactory(client=wave.study.client, kind=LocationKind.SITE) for _ in range(n)]


def test_a_location_is_frozen_over_its_waves_beside_all_locations(wave, reader):
    here, *others = places_of(wave, 4)
    later = WaveFactory(study=wave.study, number=2, journey_version=wave.journey_version)
    quiet = WaveFactory(study=wave.study, number=3, journey_version=wave.journey_version)
    low, high = ({step: felt(px) for step in STEPS} for px in (200, 800))
    for one, feelings in ((wave, low), (later, high)):
        for _ in range(2):
            walked_visit(one, None, feelings, location=here)
        for there in others:
            walked_visit(one, None, low, location=there)

    sheet = location_sheet(reader, wave.study, here, [quiet, later, wave])

    assert json.loads(json.dumps(sheet)) == sheet
    assert [row["title"] for row in sheet["waves"]] == [wave.title, later.title, quiet.title]
    assert [row["part"]["n"] for row in sheet["waves"]] == [2, 2, 0]
    assert [row["whole"] and row["whole"]["n"] for row in sheet["waves"]] == [5, 5, None]
    assert sheet["figures"]["meta"]["n_visits"] == 2
    assert sheet["figures"]["meta"]["waves"] == [later.title]
    assert sheet["waves"][1]["part"]["value"] > sheet["waves"][0]["part"]["value"]
    assert sheet["waves"][1]["part"]["value"] == pytest.approx(sheet["figures"]["score"]["valence"]["value"])
    assert sheet["standing"] == {
        "ranked": False, "reliability": sheet["standing"]["reliability"], "rank": None, "of": 4,
    }  # fmt: skip
    assert sheet["n_visits"] == len(sheet["visits"]) == 4
    assert not any(there.name in json.dumps(sheet) for there in others)


def test_no_figure_of_all_stands_where_it_would_tell_those_of_a_neighbour(wave, reader):
    here, *others = places_of(wave, 3)
    for place in (here, *others):
        walked_visit(wave, location=place)
    sheet = location_sheet(reader, wave.study, here, [wave])
    assert [row["whole"] for row in sheet["waves"]] == [None]
    assert sheet["whole_steps"] == {}


def test_only_the_visits_of_the_chosen_waves_are_in_it(wave, reader):
    (here,) = places_of(wave, 1)
    later = WaveFactory(study=wave.study, number=2, journey_version=wave.journey_version)
    for one in (wave, later):
        walked_visit(one, location=here)
    sheet = location_sheet(reader, wave.study, here, [later])
    assert [row["wave"] for row in sheet["visits"]] == [later.title]
    assert sheet["n_visits"] == sheet["meta"]["n_visits"] == 1


def test_nobody_gets_a_location_they_may_not_know_of(wave, reader):
    here, there = places_of(wave, 2)
    walked_visit(wave, location=here)
    stranger = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    manager = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    manager.scope.set([there])
    assert location_sheet(stranger, wave.study, here, [wave]) is None
    assert location_sheet(manager, wave.study, here, [wave]) is None
    assert location_sheet(reader, wave.study, there, [wave]) is None  # nothing was approved there


def test_all_locations_are_those_of_the_readers_own_part_of_the_tree(wave):
    inside, outside = places_of(wave, 4), places_of(wave, 3)
    for place in (*inside, *outside):
        walked_visit(wave, location=place)
    manager = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    manager.scope.set(inside)
    sheet = location_sheet(manager, wave.study, inside[0], [wave])
    assert [row["whole"]["n"] for row in sheet["waves"]] == [4]
    assert sheet["standing"]["of"] == 4
    assert sheet["whole_of"] == [place.name for place in inside]


# --- frozen -------------------------------------------------------------------------------------------
def test_a_visit_is_frozen_once_and_published_with_it(wave, reader, planner):
    visit = walked_visit(wave)
    first = freeze_visit(planner, visit.public_key)
    assert freeze_visit(reader, visit.public_key) == first
    visit.refresh_from_db()
    assert visit.state == VisitState.PUBLISHED
    assert first.kind == SetKind.VISIT
    assert list(first.visits.all()) == [visit]
    assert first.figures["meta"]["source_hash"] == first.inputs_sha256
    assert sorted(first.figures["sheets"]) == ["en", "nl"]
    assert first.figures["sheets"]["nl"]["steps"][0]["answers"] != first.figures["sheets"]["en"]["steps"][0]["answers"]


def test_a_visit_that_changed_needs_a_reason_and_names_the_one_it_replaces(wave, planner):
    visit = walked_visit(wave)
    old = freeze_visit(planner, visit.public_key)
    Visit.objects.filter(pk=visit.pk).update(overall_grade=3)
    with pytest.raises(ReasonNeeded):
        freeze_visit(planner, visit.public_key)
    new = freeze_visit(planner, visit.public_key, reason="Het cijfer was verkeerd overgenomen.")
    assert new.corrects == old
    assert new.figures["meta"]["corrects"]["version"] == 2
    assert new.figures["meta"]["corrects"]["reason"] == "Het cijfer was verkeerd overgenomen."


def test_a_new_name_is_no_reason_to_ask_for_one(wave, planner):
    visit = walked_visit(wave)
    old = freeze_visit(planner, visit.public_key)
    visit.location.name = "Balie Noord"
    visit.location.save()
    new = freeze_visit(planner, visit.public_key)
    assert new.corrects == old
    assert new.correction_reason


def test_a_location_report_is_for_who_may_see_that_location(wave, reader, planner):
    here, *others = places_of(wave, 4)
    for place in (here, *others):
        walked_visit(wave, location=place)
    mine, elsewhere = (UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client) for _ in range(2))
    mine.scope.set([here])
    elsewhere.scope.set(others)
    stranger = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    frozen = freeze_location(planner, wave.study, here, [wave])
    assert [FigureSet.objects.visible_to(user).filter(pk=frozen.pk).exists()
            for user in (reader, mine, elsewhere, stranger)] == [True, True, False, False]  # fmt: skip
    assert list(frozen.visits.all()) == list(Visit.objects.filter(location=here))


def test_a_location_is_the_same_whoever_orders_it_in_whatever_language(wave, planner):
    (here,) = places_of(wave, 1)
    walked_visit(wave, location=here)
    with override("nl"):
        first = freeze_location(planner, wave.study, here, [wave])
    with override("en"):
        assert freeze_location(planner, wave.study, here, [wave]) == first


def test_what_changes_elsewhere_gives_a_location_a_new_version_without_a_question(wave, planner):
    here, *others = places_of(wave, 5)
    for place in (here, *others[:3]):
        walked_visit(wave, location=place)
    old = freeze_location(planner, wave.study, here, [wave])
    walked_visit(wave, None, {step: felt(990) for step in STEPS}, location=others[3])
    new = freeze_location(planner, wave.study, here, [wave])
    assert new.corrects == old
    walked_visit(wave, location=here)
    with pytest.raises(ReasonNeeded):
        freeze_location(planner, wave.study, here, [wave])
