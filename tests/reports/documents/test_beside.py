"""Files to work on beside a report: the figures and words that it prints, for who may read it, while it is in use."""

import json

import pytest
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from reports.documents import actions, beside, sheet_orders, withdrawal
from reports.documents.models import Report
from reports.improvement import actions as improvement
from tests.factories import UserFactory
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit
from tests.reports.sample_interpretation import interpretation

pytestmark = pytest.mark.django_db
FORMATS = ("pptx", "xlsx", "json")


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    one = StandIn()
    monkeypatch.setattr(actions, "_child", lambda: one)


@pytest.fixture
def planner(wave):
    walked_visit(wave)
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en")


@pytest.fixture
def viewer(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, language="en")


def made(wave, planner, **more):
    report = actions.order(wave.study, [wave], None, "nl", planner, **more)
    jobs.run_all()
    return Report.objects.get(pk=report.pk)


def taken(client, report, room="documents:figures"):
    """The answer for each kind of file."""
    return {form: client.get(reverse(room, args=[report.uuid, form])) for form in FORMATS}


def test_desk_and_client_take_the_figures_of_a_report_along_in_its_language(client, wave, planner, viewer):
    report = made(wave, planner)
    for person, page, room in (
        (planner, "documents:detail", "documents:figures"),
        (viewer, "client:report", "client:report_figures"),
    ):
        client.force_login(person)
        shown = client.get(reverse(page, args=[report.uuid])).content.decode()
        assert all(reverse(room, args=[report.uuid, form]) in shown for form in FORMATS)
        answers = taken(client, report, room)
        assert [answer.status_code for answer in answers.values()] == [200] * 3
        for form, answer in answers.items():
            assert answer.headers["Content-Disposition"].endswith(f'{report.number}.{form}"')
        assert answers["pptx"].content[:2] == answers["xlsx"].content[:2] == b"PK"
        assert answers["json"].json()["format"] == "veldwerk.figures"
        assert AuditEvent.objects.filter(verb="figures.exported", actor=person).count() == 3


def test_the_words_are_those_of_the_report_and_not_what_was_approved_since(client, wave, planner, monkeypatch):
    bare = made(wave, planner)
    monkeypatch.setattr(improvement, "approved", lambda figure_set: interpretation())
    client.force_login(planner)
    assert "conclusions" not in taken(client, bare)["json"].json()["tables"]
    assert "conclusions" in taken(client, made(wave, planner))["json"].json()["tables"]


def test_an_excerpt_has_no_slides_and_its_files_hold_no_more_than_it_prints(client, wave, planner):
    report = made(wave, planner, chapters=["steps"])
    client.force_login(planner)
    answers = taken(client, report)
    assert [answer.status_code for answer in answers.values()] == [409, 200, 200]
    assert "locations" not in json.loads(answers["json"].content)["tables"]
    assert reverse("documents:figures", args=[report.uuid, "pptx"]) not in client.get(
        reverse("documents:detail", args=[report.uuid])
    ).content.decode()  # fmt: skip


def test_a_report_of_one_visit_has_a_workbook_in_its_language(client, wave, planner):
    visit = wave.visits.get()
    report = sheet_orders.order_visit(visit.public_key, "nl", planner)
    jobs.run_all()
    client.force_login(planner)
    answers = taken(client, report)
    assert [answer.status_code for answer in answers.values()] == [409, 200, 200]


def test_a_withdrawn_report_and_one_that_is_not_ready_hand_out_nothing(client, wave, planner):
    client.force_login(planner)
    waiting = actions.order(wave.study, [wave], None, "en", planner)
    assert {answer.status_code for answer in taken(client, waiting).values()} == {409}
    report = made(wave, planner)
    withdrawal.withdraw(report, planner, "Een cijfer was verkeerd.", is_public=False)
    assert {answer.status_code for answer in taken(client, report).values()} == {409}
    assert "/figures/" not in client.get(reverse("documents:detail", args=[report.uuid])).content.decode()
    assert beside.formats_of(Report.objects.get(pk=report.pk)) == []


def test_who_may_not_see_the_report_gets_none_of_its_files(client, wave, planner):
    report = made(wave, planner)
    for role, room, expected in (
        (Role.CLIENT_MANAGER, "client:report_figures", 404),
        (Role.PLANNER, "documents:figures", 404),
        (Role.REVIEWER, "documents:figures", 403),
        (Role.SHOPPER, "client:report_figures", 403),
    ):
        client.force_login(UserFactory(role=role))
        assert {answer.status_code for answer in taken(client, report, room).values()} == {expected}
    client.force_login(planner)
    assert client.get(reverse("documents:figures", args=[report.uuid, "exe"])).status_code == 404
