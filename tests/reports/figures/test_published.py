"""What a client may know of a visit, and everything it may not."""

import json
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.figures.published import Filters, photo_for, visit_for, visits_for
from reports.figures.states import Daypart
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, UserFactory, WaveFactory
from tests.reports.field import STEPS, felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MORNING = datetime(2026, 11, 12, 9, 41, 27, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def wave():
    document = documents.small()
    document["phases"][0]["steps"][0]["questions"] += [
        documents.question("secret", "long_text", internal=True, required=False),
        documents.question("when", "datetime", required=False),
        documents.question("clock", "time", required=False),
        documents.question("bill", "receipt", required=False, photo_required=False, allow_na=True),
    ]
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    return wave


@pytest.fixture
def reader(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)


@pytest.fixture
def visit(wave):
    shopper = UserFactory(name="Wilhelmina Opvallend", email="wilhelmina@opvallend.nl")
    feelings = {step: felt(200, "irritated", 4, 4, text="Er was niemand die opkeek.") for step in STEPS}
    answers = {
        "arriving/secret": "De medewerker heet Jansen.",
        "arriving/when": "2026-11-12T09:41",
        "arriving/clock": "09:41",
    }
    return walked_visit(wave, answers, feelings, shopper=shopper, device="toestel-7", started_at=MORNING)


def everything(visit_view):
    return json.dumps(visit_view, default=str, ensure_ascii=False)


def test_a_visit_is_told_in_words_with_day_and_part_of_the_day(visit, reader):
    seen = visit_for(reader, visit.public_key)
    assert (str(seen["day"]), seen["place"]) == ("2026-11-12", visit.location.name)
    assert seen["daypart"] == str(Daypart.MORNING.label)
    waiting = next(step for step in seen["steps"] if step["key"] == "waiting")
    assert waiting["named"][0]["intensity"] == 4
    assert waiting["said"] == "Er was niemand die opkeek."
    assert waiting["grade"] == 4
    answers = {answer["text"]: answer for answer in waiting["answers"]}
    assert answers["Vraag minutes?"]["words"].startswith("10")
    assert answers["Vraag room?"]["words"] == "Schoon"


def test_nothing_leads_to_the_shopper(visit, reader, wave):
    seen = everything(visit_for(reader, visit.public_key)) + everything(visits_for(reader)[0:10])
    secrets = [
        visit.shopper.name, visit.shopper.email, visit.shopper.pseudonym, "toestel-7", str(visit.uuid), "09:41", "9:41",
        "08:41", "09.41", "9.41", "Jansen", "originals", "masters", "latitude", "t_first", "shopper",
    ]  # fmt: skip
    assert [secret for secret in secrets if secret in seen] == []


def test_only_approved_visits_of_their_own_client_and_part_of_the_tree(wave, visit, reader):
    client = wave.study.client
    north = LocationFactory(client=client, kind=LocationKind.REGION)
    there = walked_visit(wave, location=LocationFactory(client=client, region=north))
    hidden = walked_visit(wave, state=VisitState.IN_REVIEW)
    regional = UserFactory(role=Role.CLIENT_VIEWER, client=client, scope=[north])
    stranger = UserFactory(role=Role.CLIENT_MANAGER)
    keys = lambda user: {row["key"] for row in visits_for(user)[0:50]}  # noqa: E731

    assert keys(reader) == {str(visit.public_key), str(there.public_key)}
    assert keys(regional) == {str(there.public_key)}
    assert keys(stranger) == keys(UserFactory(role=Role.SHOPPER)) == set()
    for user, key in [(reader, hidden.public_key), (regional, visit.public_key), (stranger, visit.public_key),
                      (reader, visit.uuid), (reader, uuid4())]:  # fmt: skip
        assert visit_for(user, key) is None


def test_a_photo_is_the_report_copy_of_a_question_that_may_be_seen(wave, visit, reader):
    shown = photo(visit)
    bill = photo(visit, "arriving/bill", seed=2)
    elsewhere = photo(walked_visit(wave), seed=3)

    assert photo_for(reader, visit.public_key, UUID(shown)).startswith("copies/")
    for other in (bill, elsewhere, str(uuid4())):
        assert photo_for(reader, visit.public_key, UUID(other)) is None
    assert photo_for(UserFactory(role=Role.CLIENT_VIEWER), visit.public_key, UUID(shown)) is None


def test_filters_find_what_was_asked_and_survive_nonsense(wave, visit, reader):
    other = walked_visit(wave, location=LocationFactory(client=wave.study.client, name="Balie Oost"), channel="phone")
    found = lambda **query: {row["key"] for row in visits_for(reader, Filters.read(query))[0:50]}  # noqa: E731
    both = {str(visit.public_key), str(other.public_key)}

    assert (
        found(q="oost") == found(channel="phone") == found(location=str(other.location_id)) == {str(other.public_key)}
    )
    assert found(wave=str(wave.pk)) == found(wave="x'--", location="999999999999999999999") == both
    assert found(q="bestaat niet") == found(wave="123456") == set()


@pytest.mark.parametrize("how_many", [1, 12])
def test_a_list_and_a_visit_cost_the_same_for_one_and_many(wave, reader, how_many, django_assert_num_queries):
    visits = [walked_visit(wave) for _ in range(how_many)]
    for one in visits:
        photo(one)
    with django_assert_num_queries(3):  # scope, how many, these
        rows = visits_for(reader)
        assert len(rows) == len(rows[0:50]) == how_many
    with CaptureQueriesContext(connection) as asked:
        visit_for(reader, visits[0].public_key)
    assert len(asked) == 6
