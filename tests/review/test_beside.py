"""What a shopper gave beside the answers, on the reviewer's page: words and a player, never a coordinate."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.capture.models import Media
from fieldwork.people.models import Location
from fieldwork.people.states import Role
from fieldwork.review import beside
from tests.capture.phones import Phone, handed_in, picture, visit_that_asks, voice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SOMEWHERE = {"lat": 52.1027, "lon": 5.1, "accuracy_m": 40}  # 300 m north of the location of the factories


def reviewed(**changes):
    """A visit handed in with a position, a photo with its place, and spoken notes at one step."""
    phone = Phone(visit_that_asks(allows_audio=True, asks_position=True))
    memos = [uuid4() for _n in range(changes.get("memos", 1))]
    photo = uuid4()
    said = changes.get("position", {"v": SOMEWHERE})
    beside_the_answers = {"@position": said, "waiting/@memo": {"v": [str(one) for one in memos]}}
    phone.fill(beside_the_answers if said else {"waiting/@memo": beside_the_answers["waiting/@memo"]})
    for number, one in enumerate(memos):
        data = voice(mark=bytes([number]))
        phone.part(one, data, 0, data, "waiting/@memo", Upload_Duration=12_300)
    data = picture()
    phone.part(photo, data, 0, data, Upload_Position="52.1450,5.1,20")
    phone.put([phone.op("waiting/screen", {"v": [str(photo)]})])
    phone.fill()
    assert phone.final().status_code == 200
    return phone.visit


def page_of(client, visit, language="en"):
    client.force_login(UserFactory(role=Role.REVIEWER, language=language, manages=[visit.wave.study.client]))
    answer = client.get(reverse("review:visit", args=[visit.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_reviewer_hears_the_note_and_reads_the_distances(client):
    visit = reviewed()
    page = page_of(client, visit)
    memo = Media.objects.get(kind="audio")
    assert (
        f'<audio controls preload="none" controlslist="nodownload" src="{reverse("files:memo", args=[memo.pk])}"'
        in page
    )
    assert 'aria-label="Spoken note 1 of Waiting"' in page
    assert "12 s" in page
    assert "autoplay" not in page
    assert "At the start about 300 m from the location, accurate to 40 m" in page
    assert "about 5.0 km from the location, accurate to 20 m" in page
    for coordinate in ("52.1", "5.1000"):
        assert coordinate not in page


def test_in_dutch_too(client):
    page = page_of(client, reviewed(), "nl")
    assert "Bij de start ongeveer 300 m van de locatie, op 40 m nauwkeurig" in page
    assert "ongeveer 5,0 km van de locatie" in page


@pytest.mark.parametrize("why", ["declined", "denied", "timeout", "unavailable"])
def test_all_ways_of_not_sharing_read_the_same(client, why):
    page = page_of(client, reviewed(position={"skipped": why}))
    assert "No position was shared; that is a free choice" in page
    assert why not in page.lower()


def test_a_study_that_did_not_ask_says_nothing_about_it(client):
    visit = handed_in().visit
    page = page_of(client, visit)
    assert "position" not in page.lower()
    assert "<audio" not in page


def test_a_note_that_is_not_here_says_why(client):
    phone = Phone(visit_that_asks(allows_audio=True))
    coming, refused = uuid4(), uuid4()
    data = voice()
    phone.part(coming, data, 0, data[:50], "waiting/@memo")
    phone.upload(picture(), "waiting/@memo", refused)
    phone.fill({"waiting/@memo": {"v": [str(coming), str(refused)]}})
    page = page_of(client, handed_in(phone.visit).visit)
    assert "This note is still coming in." in page
    assert "This file is not a sound recording." in page
    assert "<audio" not in page


def test_a_client_finds_neither_sound_nor_place(client):
    visit = reviewed()
    viewer = UserFactory(role=Role.CLIENT_MANAGER, client=visit.wave.study.client, language="en")
    type(visit).objects.filter(pk=visit.pk).update(state="approved")
    client.force_login(viewer)
    for address in (reverse("client:visit", args=[visit.public_key]), reverse("client:visits"), "/api/visits/"):
        page = client.get(address).content.decode()
        assert not any(word in page for word in ("52.1", "memo", "<audio", "accurate to", "latitude"))


def test_three_notes_cost_as_many_questions_as_one(client):
    counts = []
    for memos in (1, 3):
        visit = reviewed(memos=memos)
        client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("review:visit", args=[visit.pk]))
        counts.append(len(spent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("latitude", "accuracy", "words"),
    [
        (52.1, 40, "at the location, accurate to 40 m"),
        (52.1003, 40, "at the location, accurate to 40 m"),
        (52.1003, None, "about 30 m from the location"),
        (52.1027, 40, "about 300 m from the location, accurate to 40 m"),
        (52.1089, 1_800, "at the location, accurate to 1.8 km"),
        (52.2, 3, "about 11 km from the location, accurate to 10 m"),
    ],
)
def test_a_distance_in_words(latitude, accuracy, words):
    with override("en"):
        assert beside.away(Location(latitude=52.1, longitude=5.1), latitude, 5.1, accuracy) == words


def test_a_location_without_a_place_has_no_distance():
    nowhere = Location(latitude=None, longitude=None)
    assert beside.metres(nowhere, 52.1, 5.1) is None
    assert beside.away(nowhere, 52.1, 5.1, 40) == ""


@given(st.floats(0, 20_000_000))
def test_words_stay_within_an_eighth_or_ten_metres(distance):
    with override("en"):
        number, unit = beside._far(distance).split()
    told = float(number) * (1000 if unit == "km" else 1)
    assert abs(told - distance) <= max(10, distance / 8)
