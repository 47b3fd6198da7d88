"""A lost phone: the planner shuts it out; nothing on it is thrown away."""

import pytest
from django.test import Client
from django.urls import reverse

from fieldwork.capture import tokens
from fieldwork.capture.refusals import TokenRevoked
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from fieldwork.visits.states import EventKind, VisitState
from tests.factories import UserFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return VisitFactory(state=VisitState.STARTED)


def planner_of(visit):
    return UserFactory(role=Role.PLANNER, manages=[visit.wave.study.client], language="en")


def is_open(key, visit):
    try:
        return tokens.check(key, visit.uuid) == visit
    except TokenRevoked:
        return False


def test_keys_and_sessions_of_the_shopper_end_and_nobody_else_s(client, visit):
    other, foreign = (
        VisitFactory(shopper=visit.shopper, state=VisitState.STARTED),
        VisitFactory(state=VisitState.STARTED),
    )
    keys = {one: tokens.issue(one, one.shopper) for one in (visit, other, foreign)}
    phone, somebody = Client(), Client()
    phone.force_login(visit.shopper)
    somebody.force_login(foreign.shopper)
    planner = planner_of(visit)
    client.force_login(planner)
    page = client.get(reverse("visits:detail", args=[visit.uuid])).content.decode()
    assert "Shut out this phone" in page
    assert "can be sent after logging in" in page
    answer = client.post(reverse("visits:shut_out", args=[visit.uuid]), {"seen": visit.mark}, follow=True)
    assert f"The phone of {visit.shopper} is shut out." in answer.content.decode()
    assert [is_open(key, one) for one, key in keys.items()] == [False, False, True]
    assert phone.get(reverse("phone:visits")).status_code == 302
    assert somebody.get(reverse("phone:visits")).status_code == 200
    trace = AuditEvent.objects.get(verb="person.phone_shut_out")
    assert (trace.actor_id, trace.data) == (planner.pk, {"visit": visit.pk, "visits": 2})
    assert visit.events.filter(kind=EventKind.SHUT_OUT, by=planner).count() == 1

    phone.force_login(visit.shopper)
    fresh = phone.get(reverse("phone:tokens")).json()["tokens"]
    assert is_open(fresh[str(visit.uuid)], visit)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER, Role.SHOPPER])
def test_who_has_nothing_to_do_with_it_cannot(client, visit, role):
    key = tokens.issue(visit, visit.shopper)
    client.force_login(UserFactory(role=role))
    assert client.post(reverse("visits:shut_out", args=[visit.uuid])).status_code in {403, 404}
    assert is_open(key, visit)


def test_a_visit_that_nobody_has_offers_nothing(client):
    free = VisitFactory(state=VisitState.OPEN, shopper=None)
    client.force_login(planner_of(free))
    assert "Shut out" not in client.get(reverse("visits:detail", args=[free.uuid])).content.decode()
    assert client.post(reverse("visits:shut_out", args=[free.uuid])).status_code == 409
