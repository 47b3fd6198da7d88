"""A withdrawn report: said by a planner with a reason, told to everybody who opens it, kept for the record."""

import os
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from reports.documents import actions, withdrawal
from reports.documents.models import MOST_REASON, Report
from reports.documents.states import ReportState
from tests.capture.browser import HERE, launch, serve
from tests.factories import UserFactory
from tests.reports.field import walked_visit
from tests.walks import looks

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "In dit rapport staat een verkeerd cijfer."


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="nl", name="Pia Planner")


@pytest.fixture
def viewer(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, language="en")


@pytest.fixture
def report(wave, planner, renderer):
    walked_visit(wave)
    made = actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    return Report.objects.get(pk=made.pk)


def test_a_planner_withdraws_with_a_reason_that_is_kept(client, planner, report):
    client.force_login(planner)
    address = reverse("documents:withdraw", args=[report.uuid])
    assert report.title in client.get(address).content.decode()
    assert client.post(address, {"reason": f" {WHY} ", "is_public": "on"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.withdrawal_reason, report.withdrawal_is_public) == (ReportState.WITHDRAWN, WHY, True)
    assert (report.withdrawn_by, report.withdrawn_at is not None) == (planner, True)
    event = AuditEvent.objects.get(verb="report.withdrawn")
    assert (event.actor_id, event.data["reason"], event.data["number"]) == (planner.pk, WHY, report.number)


@pytest.mark.parametrize("reason", ["", "   ", "x" * (MOST_REASON + 1)])
def test_without_a_reason_that_can_be_read_nothing_happens(client, planner, report, reason):
    client.force_login(planner)
    answer = client.post(reverse("documents:withdraw", args=[report.uuid]), {"reason": reason})
    assert answer.status_code == 422
    with pytest.raises(Invalid):
        withdrawal.withdraw(report, planner, reason, is_public=False)
    assert not Report.objects.get().is_withdrawn


def test_a_report_is_withdrawn_once_and_only_when_there_is_one(wave, planner, report):
    withdrawal.withdraw(report, planner, WHY, is_public=False)
    with pytest.raises(NotAllowedNow):
        withdrawal.withdraw(report, planner, "Nog eens.", is_public=True)
    assert Report.objects.get().withdrawal_reason == WHY
    waiting = actions.order(wave.study, [wave], None, "en", planner)
    for act in (lambda: withdrawal.withdraw(waiting, planner, WHY, is_public=False),
                lambda: withdrawal.put_back(waiting, planner, WHY)):  # fmt: skip
        with pytest.raises(NotAllowedNow):
            act()


def test_putting_back_leaves_what_was_said_in_the_trail(client, planner, report):
    withdrawal.withdraw(report, planner, WHY, is_public=True)
    client.force_login(planner)
    address = reverse("documents:put_back", args=[report.uuid])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Het cijfer klopte toch."}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.withdrawal_reason, report.withdrawal_is_public) == (ReportState.READY, "", False)
    event = AuditEvent.objects.get(verb="report.put_back")
    assert (event.data["reason"], event.data["withdrawn_for"]) == ("Het cijfer klopte toch.", WHY)
    assert event.data["withdrawn_by"] == planner.pk


def test_no_row_says_half_of_it(report):
    for columns in ({"withdrawal_reason": WHY}, {"withdrawn_at": report.ready_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.update(**columns)


# --- who may ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["withdraw", "put_back"])
@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.PLANNER, False, 404),
        (Role.ADMINISTRATOR, False, 302),
        (Role.REVIEWER, True, 403),
        (Role.CLIENT_MANAGER, True, 403),
        (Role.CLIENT_MANAGER, False, 403),
        (Role.CLIENT_VIEWER, True, 403),
        (Role.SHOPPER, False, 403),
    ],
)
def test_only_planners_of_the_client_withdraw(client, wave, planner, report, name, role, own, status):
    if name == "put_back":
        withdrawal.withdraw(report, planner, WHY, is_public=False)
    was = Report.objects.get().is_withdrawn
    fields = {}
    if role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER) and own:
        fields = {"client": wave.study.client}
    elif role == Role.REVIEWER:
        fields = {"manages": [wave.study.client]}
    somebody = UserFactory(role=role, **fields)
    client.force_login(somebody)
    answer = client.post(reverse(f"documents:{name}", args=[report.uuid]), {"reason": "Zomaar."})
    assert answer.status_code == status
    assert Report.objects.get().is_withdrawn == (was != (status == 302))


def test_actions_ask_the_rule_themselves(viewer, report):
    for act in (lambda: withdrawal.withdraw(report, viewer, WHY, is_public=False),
                lambda: withdrawal.put_back(report, viewer, WHY)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()


# --- who downloads ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("room", "who"), [("documents", "planner"), ("client", "viewer")])
def test_who_downloads_a_withdrawn_report_first_reads_that_it_is(client, request, report, planner, room, who):
    withdrawal.withdraw(report, planner, WHY, is_public=False)
    client.force_login(request.getfixturevalue(who))
    address = reverse(f"{room}:download", args=[report.uuid])
    page = client.get(address)
    assert page.headers["Content-Type"].startswith("text/html")
    for said in (WHY, "Pia Planner", "for_the_record"):
        assert said in page.content.decode()
    assert not AuditEvent.objects.filter(verb="report.downloaded").exists()

    file = client.get(address, {"for_the_record": "1"})
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert 'filename="INGETROKKEN-rapport-' in file.headers["Content-Disposition"]
    assert AuditEvent.objects.get(verb="report.downloaded").data["sha256"] == report.pdf_sha256


def test_the_file_itself_stays_as_it_was(planner, report):
    before = actions.hand_out(report, planner)[1]
    withdrawal.withdraw(report, planner, WHY, is_public=False)
    assert actions.hand_out(Report.objects.get(), planner)[1] == before


@pytest.mark.parametrize(("room", "who"), [("documents", "planner"), ("client", "viewer")])
def test_lists_and_pages_show_it(client, request, report, planner, room, who):
    withdrawal.withdraw(report, planner, WHY, is_public=False)
    somebody = request.getfixturevalue(who)
    client.force_login(somebody)
    names = ("list", "detail") if room == "documents" else ("reports", "report")
    word = "withdrawn" if somebody.language == "en" else "ingetrokken"
    listed = client.get(reverse(f"{room}:{names[0]}"))
    page = client.get(reverse(f"{room}:{names[1]}", args=[report.uuid])).content.decode()
    assert word in listed.content.decode()
    assert WHY in listed.content.decode()
    assert WHY in page
    assert report.number in page
    assert ("put-back" in page) == (room == "documents")
    filtered = {state: client.get(reverse(f"{room}:{names[0]}"), {"state": state}) for state in ("ready", "withdrawn")}
    assert [len(filtered[state].context["rows"]) for state in ("ready", "withdrawn")] == [0, 1]


def test_programs_are_told(client, viewer, planner, report):
    client.force_login(viewer)
    address = reverse("api:report", args=[report.uuid])
    told = client.get(address).json()
    assert (told["state"], told["is_withdrawn"], told["number"]) == ("ready", False, report.number)
    assert (told["signature"], told["has_demo_key"]) == ("basic", True)
    withdrawal.withdraw(report, planner, WHY, is_public=False)
    told = client.get(address).json()
    assert (told["state"], told["is_withdrawn"], told["withdrawal_reason"]) == ("withdrawn", True, WHY)


# --- one file ---------------------------------------------------------------------------------------------
def test_a_second_download_renders_nothing_and_signs_nothing(monkeypatch, wave, planner, report, renderer):
    monkeypatch.setattr(actions, "sign", lambda *any, **kind: pytest.fail("it was signed again"))
    assert actions.order(wave.study, [wave], None, "nl", planner).pk == report.pk
    jobs.run_all()
    assert actions.hand_out(report, planner)[1] == actions.hand_out(report, planner)[1]
    assert len(renderer.asked) == 1


def test_a_key_that_cannot_be_used_fails_the_report_with_a_reason(settings, wave, planner, renderer):
    settings.SIGNING_KEY = "/nowhere/key.p12"
    walked_visit(wave)
    actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    report = Report.objects.get()
    assert (report.state, report.pdf) == (ReportState.FAILED, "")
    assert "sleutel" in report.reason or "key" in report.reason
    assert "/nowhere" not in report.reason


def test_a_corrected_report_is_told_which_number_it_replaces(wave, planner, report):
    wave.visits.update(overall_grade=3)
    new = actions.order(wave.study, [wave], None, "nl", planner, WHY)
    english = actions.order(wave.study, [wave], None, "en", planner)
    assert actions.options_of(new).replaces == actions.options_of(english).replaces == report.number
    assert actions.options_of(report).replaces == ""
    assert actions.options_of(new).verify_url.endswith(f"/verify/{new.number}/")


# --- how it looks -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_about_it_look_right(chromium, report, planner, viewer, language):
    pages = {}
    for person in (planner, viewer):
        type(person).objects.filter(pk=person.pk).update(language=language)
    desk, theirs = Client(), Client()
    desk.force_login(planner)
    theirs.force_login(viewer)
    pages["withdraw"] = desk.post(reverse("documents:withdraw", args=[report.uuid]), {"reason": ""})
    withdrawal.withdraw(report, planner, WHY + " M" * 200, is_public=True)
    pages["detail"] = desk.get(reverse("documents:detail", args=[report.uuid]))
    pages["list"] = desk.get(reverse("documents:list"))
    pages["first"] = theirs.get(reverse("client:download", args=[report.uuid]))
    found = []
    for width, height in ((1280, 900), (360, 640)):
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        serve(context, {name: re.sub(r'nonce="[^"]*"', "", one.content.decode()) for name, one in pages.items()})
        for name in pages:
            page = context.new_page()
            page.goto(f"{HERE}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            for scheme in looks.SCHEMES:
                found += [f"{name} {width} {scheme}: {one}" for one in looks.violations(page, scheme)]
                if folder := os.environ.get("PICTURES"):
                    picture = f"{folder}/withdrawal-{name}-{language}-{width}-{scheme}.png"
                    page.screenshot(path=picture, full_page=True)
            page.close()
        context.close()
    assert found == []
