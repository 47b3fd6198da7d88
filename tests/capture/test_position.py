"""Where the shopper is: asked once, a free choice, kept with photos only after a yes, and never for clients."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.capture import beside
from fieldwork.capture.models import Media, Op
from tests.capture.phones import Phone, picture, visit_that_asks, visit_under_way
from tests.capture.test_uploads import with_place

pytestmark = pytest.mark.django_db
HERE = {"v": {"lat": 52.1234567, "lon": 5.7654321, "accuracy_m": 41.6}}
HEADERS = {"Upload_Position": "52.12345,5.76543,40", "Upload_Taken": "2026-11-24T14:07:09+01:00"}


@pytest.fixture
def phone():
    return Phone(visit_that_asks(asks_position=True))


def send(phone, data=None, **headers):
    data, media = data or picture(), uuid4()
    assert phone.part(media, data, 0, data, **headers).status_code == 200
    return Media.objects.get(pk=media)


def test_it_is_kept_to_about_a_metre(phone):
    assert phone.put([phone.op("@position", HERE | {"speed": 3})]).json()["rejected"] == []
    assert Op.objects.get().value == {"v": {"lat": 52.12346, "lon": 5.76543, "accuracy_m": 42}}


@pytest.mark.parametrize("why", beside.SKIPS)
def test_every_way_of_saying_no_is_taken_and_handing_in_goes_on(phone, why):
    phone.put([phone.op("@position", {"skipped": why})])
    assert Op.objects.get().value == {"skipped": why}
    phone.fill()
    assert phone.final().status_code == 200


def test_it_is_never_needed(phone):
    phone.fill()
    assert phone.final().status_code == 200


@pytest.mark.parametrize(
    "value",
    [
        {"skipped": "cannot_say"}, {"v": {"lat": 91, "lon": 5, "accuracy_m": 1}}, {"v": {"lat": 52, "lon": 5}},
        {"v": {"lat": "52", "lon": 5, "accuracy_m": 1}}, {"v": {"lat": True, "lon": 5, "accuracy_m": 1}},
        {"v": {"lat": 52, "lon": 5, "accuracy_m": -1}}, {"v": [52, 5]}, {}, "here",
    ],
)  # fmt: skip
def test_a_value_of_another_shape_is_refused(phone, value):
    assert len(phone.put([phone.op("@position", value)]).json()["rejected"]) == 1


def test_a_study_that_does_not_ask_keeps_nothing():
    phone = Phone(visit_under_way())
    answer = phone.put([phone.op("@position", HERE)]).json()
    assert answer["rejected"][0]["code"] == "not_allowed"
    assert (send(phone, **HEADERS).latitude, Op.objects.count()) == (None, 0)


def test_with_a_yes_each_photo_carries_place_and_moment(phone):
    phone.put([phone.op("@position", HERE)])
    row = send(phone, **HEADERS)
    assert (row.latitude, row.longitude, row.accuracy_m) == (52.12345, 5.76543, 40)
    assert row.taken_at == datetime(2026, 11, 24, 13, 7, 9, tzinfo=UTC)


@pytest.mark.parametrize("why", ["declined", "denied", None])
def test_without_a_yes_no_photo_carries_a_place_whatever_the_phone_sends(phone, why):
    phone.put([phone.op("@position", HERE)])
    phone.put([phone.op("@position", {"skipped": why} if why else None)])  # the newest word counts
    for data in (picture(colour="red"), with_place()):
        row = send(phone, data, **HEADERS)
        assert (row.state, row.latitude, row.longitude, row.accuracy_m) == ("prepared", None, None, None)


def test_what_the_file_says_itself_goes_before_the_headers(phone):
    phone.put([phone.op("@position", HERE)])
    row = send(phone, with_place(), **HEADERS)
    assert (row.latitude, row.longitude) == (52.09, -5.12)


@pytest.mark.parametrize("place", ["", "52", "a,b,c", "nan,5,1", "91,5,1", "52,5,-1", "1,2,3,4", "52,5,inf"])
def test_a_place_that_cannot_be_read_never_costs_the_photo(phone, place):
    phone.put([phone.op("@position", HERE)])
    row = send(phone, Upload_Position=place, Upload_Taken="yesterday")
    assert (row.state, row.latitude, row.taken_at) == ("prepared", None, None)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 100_000))
def test_rounding_moves_nobody_more_than_a_metre(lat, lon, accuracy):
    kept = beside.position({"v": {"lat": lat, "lon": lon, "accuracy_m": accuracy}})["v"]
    assert abs(kept["lat"] - lat) <= 0.5e-5 + 1e-9
    assert abs(kept["lon"] - lon) <= 0.5e-5 + 1e-9
    assert beside.place_in(f"{kept['lat']},{kept['lon']},{kept['accuracy_m']}") == kept


@pytest.mark.parametrize(
    ("switches", "policy"),
    [
        ({}, "camera=(), geolocation=(), microphone=()"),
        ({"allows_audio": True}, "camera=(), geolocation=(), microphone=(self)"),
        ({"asks_position": True}, "camera=(), geolocation=(self), microphone=()"),
    ],
)
def test_the_form_may_ask_the_browser_for_what_the_study_asks_and_no_more(client, switches, policy):
    visit = visit_that_asks(**switches)
    client.force_login(visit.shopper)
    answer = client.get(reverse("phone:form", args=[visit.uuid]))
    assert answer.headers["Permissions-Policy"] == policy
    allows = {"audio": bool(switches.get("allows_audio")), "position": bool(switches.get("asks_position"))}
    assert answer.context["form_data"]["allows"] == allows
    others = client.get(reverse("phone:visits")).headers["Permissions-Policy"]
    assert others == "camera=(), geolocation=(), microphone=()"


# --- a yes that is taken back -------------------------------------------------------------------------
YES, NO = HERE, {"skipped": "declined"}


def coordinates():
    """Every place that the tables of this room still hold."""
    ops = [op.value for op in Op.objects.filter(field="@position") if "52.1" in str(op.value)]
    return ops + list(Media.objects.exclude(latitude=None, longitude=None, accuracy_m=None))


def test_a_yes_that_is_taken_back_leaves_no_place_behind(phone):
    yes, no = phone.op("@position", YES), phone.op("@position", NO)
    phone.put([yes])
    send(phone, **HEADERS)
    assert len(coordinates()) == 2
    phone.put([no])
    assert coordinates() == []
    first, second = Op.objects.order_by("seq")
    assert (str(first.pk), first.seq, first.value) == (yes["id"], yes["seq"], beside.WITHDRAWN)
    assert (first.t_wall.isoformat(), second.value) == (yes["t_wall"].replace("Z", "+00:00"), NO)
    assert Media.objects.get().taken_at is not None
    assert phone.put([yes, no, yes | {"value": beside.WITHDRAWN}]).json()["rejected"] == []
    assert coordinates() == []


def test_a_yes_that_comes_after_its_own_no_leaves_none_either(phone):
    yes, no = phone.op("@position", YES), phone.op("@position", NO)
    phone.put([no])
    phone.put([yes])
    assert coordinates() == []


def test_a_no_on_another_phone_and_one_after_handing_in_count_as_well(phone):
    other = Phone(phone.visit)
    phone.fill({"@position": YES})
    other.put([other.op("@position", NO)])
    assert coordinates() == []
    phone.put([phone.op("@position", YES)])
    phone.fill()
    assert phone.final().status_code == 200
    assert len(coordinates()) == 1
    assert phone.put([phone.op("@position", NO)]).json()["late"]
    assert coordinates() == []


def test_what_a_phone_blanked_before_it_was_sent_is_taken(phone):
    assert phone.put([phone.op("@position", beside.WITHDRAWN), phone.op("@position", NO)]).json()["rejected"] == []
    phone.fill()
    assert phone.final().status_code == 200


def test_a_place_stays_as_long_as_the_yes_does(phone):
    phone.put([phone.op("@position", YES), phone.op("@position", {"skipped": "timeout"})])
    assert len(coordinates()) == 1
