from dataclasses import replace

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client as Browser
from django.urls import reverse

from fieldwork.common.models import Job, JobState
from fieldwork.people.models import User
from fieldwork.visits.models import Visit
from reports.demo import cast, jobs
from reports.demo.logins import LOGINS
from reports.demo.people import PASSWORD
from reports.demo.stories import STORIES
from tests.factories import VisitFactory


@pytest.fixture
def row(db):
    return Job.objects.create(
        kind=jobs.KIND, params={"stage": "reported"}, state=JobState.RUNNING, progress=37,
        progress_note="Gemeente Waterrijk, Hermeting: bezoek 12 van 120", idempotency_key=jobs.KIND,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["demo:start", "demo:status"])
def test_where_there_is_no_demo_there_is_no_start_page(client, db, name):
    VisitFactory()
    assert client.get(reverse(name)).status_code == 404


def test_the_start_page_tells_progress_and_logins_without_a_script(client, row):
    VisitFactory(state="approved")
    page = client.get(reverse("demo:start"))
    text = page.content.decode()

    assert page.status_code == 200
    assert 'value="37"' in text
    assert "bezoek 12 van 120" in text
    assert all(login.email in text for login in LOGINS)
    assert PASSWORD in text
    assert reverse("account_login") in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "no-cache" in page["Cache-Control"]
    assert not any(visit.shopper and visit.shopper.name in text for visit in Visit.objects.all())


def test_a_filled_demo_stops_reloading(client, row):
    Job.objects.filter(pk=row.pk).update(state=JobState.DONE, progress=100)
    text = client.get(reverse("demo:start")).content.decode()
    assert "http-equiv" not in text
    assert "start.js" not in text
    assert 'value="100"' in text


@pytest.mark.parametrize("state", JobState.values)
def test_the_script_is_told_the_same(client, row, state):
    Job.objects.filter(pk=row.pk).update(state=state)
    told = client.get(reverse("demo:status")).json()
    assert told["percent"] == 37
    assert told["words"]
    assert told["isOver"] is (state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED))


def test_the_page_costs_the_same_for_one_and_three_waves(client, row, django_assert_num_queries):
    for _number in range(2):
        VisitFactory()
        with django_assert_num_queries(2):
            assert client.get(reverse("demo:start")).status_code == 200


@pytest.fixture
def everybody(db):
    admin = cast.administrator()
    stories = tuple(replace(story, plan=lambda wave: []) for story in STORIES)
    clients = [cast.client_of(story, admin) for story in stories]
    cast.people(stories, clients, admin, admin.date_joined)
    return clients


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.email)
def test_every_login_works_and_lands_on_its_first_page(everybody, login):
    browser = Browser()
    answer = browser.post(reverse("account_login"), {"login": login.email, "password": login.password})
    assert answer.status_code == 302
    landed = browser.get(answer["Location"], follow=True)
    assert landed.status_code == 200
    assert landed.redirect_chain


def test_people_know_their_part_only(everybody):
    waterrijk, vonk = everybody
    region = User.objects.get(email="regio@vonk.demo")
    assert [node.code for node in region.scope.all()] == ["vd-zui"]
    assert region.client == vonk
    assert User.objects.get(email="directie@waterrijk.demo").client == waterrijk
    assert set(User.objects.get(email="planner@veldwerk.demo").managed_clients.all()) == {waterrijk, vonk}
    assert User.objects.get(email="english@veldwerk.demo").language == "en"
    assert User.objects.filter(is_superuser=True).count() == 1
    assert all(check_password(PASSWORD, hashed) for hashed in set(User.objects.values_list("password", flat=True)))


def test_making_everybody_twice_makes_them_once(everybody):
    before = User.objects.count()
    cast.people(STORIES, everybody, cast.administrator(), User.objects.first().date_joined)
    assert User.objects.count() == before
