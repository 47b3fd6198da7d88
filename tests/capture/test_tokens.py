"""The key of the phone: one visit, write only, and worthless once it is withdrawn."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from fieldwork.capture import tokens
from fieldwork.capture.api import PhoneThrottle
from fieldwork.capture.models import Op
from fieldwork.people.states import Role
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from tests.capture.phones import Phone, visit_under_way
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def try_all(phone):
    """The status and the code of every door."""
    answers = [
        phone.put([phone.op("waiting/room", {"v": "clean"})]),
        phone.final(),
        phone.asks(uuid4()),
        phone.part(uuid4(), b"x", 0, b"x"),
    ]
    found = {(answer.status_code, answer.json()["title"]) for answer in answers}
    assert not Op.objects.exists()
    return found


def test_an_expired_key(settings):
    phone = Phone(visit_under_way())
    settings.CAPTURE_TOKEN_DAYS = -1
    assert try_all(phone) == {(401, "token_expired")}
    assert phone.asks(uuid4()).headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key():
    phone = Phone(visit_under_way())
    visits.write_columns(phone.visit.pk, token_epoch=2)
    assert try_all(phone) == {(401, "token_revoked")}


def test_the_key_of_a_shopper_who_gave_the_visit_back():
    phone = Phone(visit_under_way())
    Visit.objects.filter(pk=phone.visit.pk).update(shopper=UserFactory())
    assert try_all(phone) == {(401, "token_revoked")}


def test_the_key_of_somebody_who_left():
    phone = Phone(visit_under_way())
    type(phone.visit.shopper).objects.filter(pk=phone.visit.shopper_id).update(is_active=False)
    assert try_all(phone) == {(401, "token_revoked")}


def test_the_key_of_another_visit():
    phone, other = Phone(visit_under_way()), Phone(visit_under_way())
    phone.token = other.token
    assert try_all(phone) == {(404, "not_found")}


def test_a_withdrawn_visit():
    phone = Phone(visit_under_way())
    visits.cancel(phone.visit, by=UserFactory(role=Role.PLANNER))
    assert try_all(phone) == {(410, "withdrawn")}


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é", "\x01", "x" * 20_000])
def test_something_that_was_never_a_key(token):
    phone = Phone(visit_under_way())
    phone.token = token
    assert try_all(phone) == {(401, "token_missing")}


def test_a_session_opens_no_door_of_the_phone():
    phone = Phone(visit_under_way())
    with_session = Client()
    with_session.force_login(phone.visit.shopper)
    answer = with_session.put(phone.url("ops"), phone.batch([]), content_type="application/json")
    assert (answer.status_code, answer.json()["title"]) == (401, "token_missing")


def test_the_key_reads_nothing():
    phone = Phone(visit_under_way())
    for address in (
        reverse("phone:form", args=[phone.visit.uuid]),
        reverse("phone:done", args=[phone.visit.uuid]),
        reverse("files:evidence", args=[uuid4(), "copy"]),
    ):
        assert phone.http.get(address, headers=phone.headers).status_code == 302


def test_a_key_made_for_something_else_is_no_key():
    from django.core import signing

    phone = Phone(visit_under_way())
    phone.token = signing.dumps([str(phone.visit.uuid), phone.visit.shopper_id, 1], salt="another")
    assert try_all(phone) == {(401, "token_missing")}
    phone.token = signing.dumps({"visit": 1}, salt=tokens.SALT)
    assert try_all(phone) == {(401, "token_missing")}


def test_a_key_that_knocks_too_often_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr(PhoneThrottle, "THROTTLE_RATES", {"capture": "2/min"})
    cache.clear()
    phone = Phone(visit_under_way())
    answers = [phone.asks(uuid4()) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["title"] == "throttled"
    assert int(answers[2].headers["Retry-After"]) > 0
