"""What a shopper does with visits, on the pages and through the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from fieldwork.common import jobs
from fieldwork.people.states import Role
from fieldwork.visits import cards
from fieldwork.visits.models import Visit
from fieldwork.visits.states import EventKind, VisitState
from tests.factories import BriefingVersionFactory, UserFactory, VisitFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client):
    shopper = UserFactory(language="en")
    client.force_login(shopper)
    return shopper


@pytest.fixture
def wave():
    return BriefingVersionFactory().briefing.wave


def test_from_given_to_ready_in_three_steps(client, shopper, wave):
    visit = VisitFactory(wave=wave, shopper=shopper)
    page = client.get(reverse("phone:visit", args=[visit.uuid])).content.decode()
    assert reverse("phone:confirm", args=[visit.uuid]) in page

    client.post(reverse("phone:confirm", args=[visit.uuid]))
    client.post(reverse("phone:confirm", args=[visit.uuid]))
    assert visit.events.filter(kind=EventKind.CONFIRMED).count() == 1

    page = client.get(reverse("phone:briefing", args=[visit.uuid])).content.decode()
    assert "<h2>Your assignment</h2>" in page
    refused = client.post(reverse("phone:read", args=[visit.uuid]), {"version": "1"})
    assert refused.status_code == 422
    client.post(reverse("phone:read", args=[visit.uuid]), {"version": "1", "agree": "yes"})
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.confirmed_at is not None) == (VisitState.BRIEFED, True)
    assert cards.card_of(visit.uuid, shopper).can_start


def test_declining_asks_why_and_frees_the_visit(client, shopper, wave):
    visit = VisitFactory(wave=wave, shopper=shopper)
    address = reverse("phone:decline", args=[visit.uuid])
    refused = client.post(address, {"remark": "mijn verhaal"})
    assert refused.status_code == 422
    assert 'value="mijn verhaal"' in refused.content.decode()
    client.post(address, {"reason": "known", "remark": "mijn buurvrouw"})
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.shopper) == (VisitState.OPEN, None)
    event = visit.events.get()
    assert (event.kind, event.by, event.remark) == (EventKind.DECLINED, shopper, "mijn buurvrouw")
    assert event.data == {"shopper": shopper.pk, "reason": "known"}
    assert client.get(reverse("phone:visit", args=[visit.uuid])).status_code == 404


def test_nobody_else_can_do_it(client, wave):
    visit = VisitFactory(wave=wave)
    for role, status in [(Role.SHOPPER, 404), (Role.PLANNER, 403), (Role.CLIENT_VIEWER, 403)]:
        client.force_login(UserFactory(role=role))
        for name in ("visit", "briefing", "decline"):
            assert client.get(reverse(f"phone:{name}", args=[visit.uuid])).status_code == status
        for name in ("confirm", "decline", "read"):
            assert client.post(reverse(f"phone:{name}", args=[visit.uuid])).status_code == status
    assert not visit.events.exists()


def test_without_a_briefing_the_page_says_so(client, shopper):
    visit = VisitFactory(shopper=shopper)
    assert client.get(reverse("phone:briefing", args=[visit.uuid])).status_code == 200
    answer = client.post(reverse("phone:read", args=[visit.uuid]), {"version": "1", "agree": "yes"})
    assert answer.status_code == 409


def test_changes_stand_first_for_who_read_an_older_version(client, shopper, wave):
    visit, fresh = VisitFactory(wave=wave, shopper=shopper), VisitFactory(wave=wave, shopper=shopper)
    client.post(reverse("phone:read", args=[visit.uuid]), {"version": "1", "agree": "yes"})
    BriefingVersionFactory(briefing=wave.briefing, number=2, changes={"nl": "", "en": "No photos of people"})
    assert b"No photos of people" in client.get(reverse("phone:briefing", args=[visit.uuid])).content
    assert b"No photos of people" not in client.get(reverse("phone:briefing", args=[fresh.uuid])).content
    stale = client.post(reverse("phone:read", args=[visit.uuid]), {"version": "1", "agree": "yes"})
    assert stale.status_code == 409


def test_the_list_puts_what_is_under_way_first_and_groups_the_rest(shopper, wave):
    now = timezone.now()
    soon = VisitFactory(wave=wave, shopper=shopper, due_at=now + timedelta(hours=5))
    started = VisitFactory(wave=wave, shopper=shopper, state=VisitState.STARTED)
    asked = VisitFactory(wave=wave, shopper=shopper, state=VisitState.RETURNED)
    sent = VisitFactory(wave=wave, shopper=shopper, state=VisitState.IN_REVIEW)
    missed = VisitFactory(wave=wave, shopper=shopper, state=VisitState.EXPIRED)
    old = VisitFactory(wave=wave, shopper=shopper, state=VisitState.APPROVED, state_since=now - timedelta(days=200))
    VisitFactory(wave=wave)

    first, groups = cards.for_shopper(shopper)

    assert first.uuid == started.uuid
    assert {group.key: [card.uuid for card in group.visits] for group in groups} == {
        "returned": [asked.uuid],
        "later": [soon.uuid],
        "handed_in": [sent.uuid],
        "over": [missed.uuid],
    }
    assert old.pk


def test_a_question_of_a_reviewer_is_the_card_of_now_unless_something_closes_sooner(client, shopper, wave):
    now = timezone.now()
    soon = {"return_due_at": now + timedelta(hours=3)}
    asked = VisitFactory(wave=wave, shopper=shopper, state=VisitState.RETURNED, **soon)
    later = VisitFactory(wave=wave, shopper=shopper, due_at=now + timedelta(hours=5))
    first, groups = cards.for_shopper(shopper)
    assert (first.uuid, [group.key for group in groups]) == (asked.uuid, ["later"])
    page = client.get(reverse("phone:visits")).content.decode()
    assert "<h1>A reviewer waits for your answer</h1>" in page
    assert reverse("phone:form", args=[asked.uuid]) in page

    Visit.objects.filter(pk=asked.pk).update(return_due_at=now + timedelta(hours=30))
    first, groups = cards.for_shopper(shopper)
    assert (first.uuid, [group.key for group in groups]) == (later.uuid, ["returned"])


def test_the_page_of_a_visit_asked_back_shows_one_deadline(client, shopper, wave):
    due = timezone.now() + timedelta(hours=30)
    visit = VisitFactory(wave=wave, shopper=shopper, state=VisitState.RETURNED, return_due_at=due)
    page = client.get(reverse("phone:visit", args=[visit.uuid])).content.decode()
    local = timezone.localtime(due)
    shown = page.split("Hand in until")[1].split("</dd>")[0]
    assert f"{local:%H:%M}" in shown
    assert "29 h" in shown


def test_what_was_handed_in_says_by_when_the_shopper_hears(client, shopper, wave):
    due = timezone.now() + timedelta(hours=48)
    visit = VisitFactory(wave=wave, shopper=shopper, state=VisitState.SUBMITTED, review_due_at=due)
    with override("en"):
        day = date_format(timezone.localtime(due), "DAY_FORMAT")
    page = client.get(reverse("phone:visits")).content.decode()
    assert f"Your work is being checked. You hear from us by {day} at the latest." in page
    Visit.objects.filter(pk=visit.pk).update(review_due_at=timezone.now())
    assert "Your work is being checked. You hear from us here." in client.get(reverse("phone:visits")).content.decode()


def test_the_list_costs_the_same_for_one_and_many(client, shopper, wave):
    spent = []
    for more in (1, 30):
        for visit in VisitFactory.create_batch(more, wave=wave, shopper=shopper):
            visit.persona = None
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("phone:visits")).status_code == 200
        spent.append(len(queries))
    assert spent == [3, 3]  # who is asking (2), their visits


def test_an_empty_list_says_what_will_come(client, shopper):
    assert b"You have no visits yet" in client.get(reverse("phone:visits")).content


# --- API ----------------------------------------------------------------------------------------------
def test_the_api_lists_what_somebody_may_see_and_nothing_else(client, shopper, wave):
    mine = VisitFactory(wave=wave, shopper=shopper)
    VisitFactory(wave=wave)
    (row,) = client.get(reverse("api:visit-list")).json()["results"]
    assert row["uuid"] == str(mine.uuid)
    assert "shopper" not in row
    assert client.get(reverse("api:visit-list"), {"state": "open"}).json()["count"] == 0
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    assert client.get(reverse("api:visit-list"), {"wave": wave.pk}).json()["count"] == 2
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client))
    assert client.get(reverse("api:visit-list")).json()["count"] == 0
    assert client.get(reverse("api:visit-detail", args=[mine.uuid])).status_code == 404


def test_confirming_through_the_api_is_the_same_action(client, shopper, wave):
    mine, other = VisitFactory(wave=wave, shopper=shopper), VisitFactory(wave=wave)
    for _twice in range(2):
        assert client.post(reverse("api:visit-confirm", args=[mine.uuid])).json()["confirmed_at"]
    assert mine.events.count() == 1
    assert client.post(reverse("api:visit-confirm", args=[other.uuid])).status_code == 404
    over = VisitFactory(wave=wave, shopper=shopper, state=VisitState.EXPIRED)
    answer = client.post(reverse("api:visit-confirm", args=[over.uuid]))
    assert (answer.status_code, answer.json()["title"]) == (409, "not_allowed_now")
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    assert client.post(reverse("api:visit-confirm", args=[mine.uuid])).status_code == 403
    client.logout()
    assert client.get(reverse("api:visit-list")).status_code == 403


# --- dates that pass ----------------------------------------------------------------------------------
def test_the_sweep_closes_what_passed_and_leaves_what_is_under_way():
    now, wave = timezone.now(), WaveFactory()
    past = {
        "opens_at": now - timedelta(days=9),
        "due_at": now - timedelta(days=3),
        "submit_by": now - timedelta(hours=1),
    }
    waiting = past | {"submit_by": now + timedelta(hours=1)}
    S = VisitState
    visits = [
        VisitFactory(wave=wave, state=state, shopper=None if state == S.OPEN else UserFactory(), **dates)
        for state, dates in [
            (S.OPEN, past), (S.OPEN, waiting), (S.ASSIGNED, past), (S.BRIEFED, past), (S.ASSIGNED, waiting),
            (S.STARTED, past), (S.RETURNED, past),
        ]
    ]  # fmt: skip
    for _twice in range(2):
        jobs.enqueue("visits.expire", {})
        jobs.run_all()
    states = [Visit.objects.get(pk=visit.pk).state for visit in visits]
    assert states == [S.EXPIRED, S.EXPIRED, S.EXPIRED, S.EXPIRED, S.ASSIGNED, S.STARTED, S.RETURNED]
    assert [visit.events.count() for visit in visits] == [1, 1, 1, 1, 0, 0, 0]
