"""The pages of reports at the desk and for the client, by role."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.common.models import AuditEvent, Job
from fieldwork.people.states import LocationKind, Role
from reports.documents import actions
from reports.documents.models import Report
from reports.documents.states import ReportState
from tests.factories import LocationFactory, UserFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def report(wave, planner):
    walked_visit(wave)
    return actions.order(wave.study, [wave], None, "nl", planner)


def statuses(client, user, *urls):
    client.force_login(user)
    return [client.get(url).status_code for url in urls]


def test_each_role_gets_its_own_pages_and_no_others(client, report, planner, manager, viewer):
    jobs.run_all()
    desk = [reverse("documents:list"), reverse("documents:new"), reverse("documents:detail", args=[report.uuid])]
    theirs = [reverse("client:reports"), reverse("client:report", args=[report.uuid])]
    order = reverse("client:order")

    assert statuses(client, planner, *desk, *theirs) == [200, 200, 200, 403, 403]
    assert statuses(client, manager, *desk, *theirs, order) == [403, 403, 403, 200, 200, 200]
    assert statuses(client, viewer, *desk, *theirs, order) == [403, 403, 403, 200, 200, 403]
    for role in (Role.SHOPPER, Role.REVIEWER):
        assert statuses(client, UserFactory(role=role), *desk, *theirs, order) == [403] * 6


@pytest.mark.parametrize("fields", [{}, {"elsewhere": True}])
def test_who_may_not_see_a_report_cannot_tell_that_it_exists(client, wave, report, fields):
    jobs.run_all()
    scope = [LocationFactory(client=wave.study.client)] if fields else []
    more = {"client": wave.study.client, "scope": scope} if fields else {}
    stranger = UserFactory(role=Role.CLIENT_MANAGER, **more)
    names = ["client:report", "client:download", "api:report"]

    assert statuses(client, stranger, *(reverse(name, args=[report.uuid]) for name in names)) == [404] * 3
    assert statuses(client, stranger, *(reverse(name, args=[uuid4()]) for name in names)) == [404] * 3
    for name in ("client:report_cancel", "client:report_retry"):
        assert client.post(reverse(name, args=[report.uuid])).status_code == 404
    assert report.title not in client.get(reverse("client:reports")).content.decode()


def test_a_manager_looks_first_and_then_orders(client, wave, manager, renderer):
    walked_visit(wave)
    client.force_login(manager)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl"}
    page = client.get(reverse("client:order"), chosen)
    assert page.context["counts"] == {"visits": 1, "places": 1}
    assert not Report.objects.exists()

    answer = client.post(reverse("client:order"), chosen)
    report = Report.objects.get()
    assert answer.url == reverse("client:report", args=[report.uuid])
    client.post(reverse("client:order"), chosen)
    assert Report.objects.count() == Job.objects.count() == 1

    waiting = client.get(answer.url).content.decode()
    assert reverse("api:report", args=[report.uuid]) in waiting
    jobs.run_all()
    assert reverse("client:download", args=[report.uuid]) in client.get(answer.url).content.decode()


def test_an_order_without_visits_keeps_what_was_chosen(client, wave, manager):
    client.force_login(manager)
    answer = client.post(reverse("client:order"), {"study": wave.study.pk, "waves": [wave.pk], "language": "en"})
    assert answer.status_code == 422
    assert 'value="en" selected' in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "wrong, status",
    [({"waves": ["999"]}, 422), ({"waves": []}, 422), ({"place": "999999"}, 422), ({"language": "xx"}, 422),
     ({"study": "999999"}, 404), ({"study": "x"}, 404)],
)  # fmt: skip
def test_a_form_that_was_tampered_with_orders_nothing(client, wave, manager, wrong, status):
    walked_visit(wave)
    client.force_login(manager)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl"} | wrong
    assert client.post(reverse("client:order"), chosen).status_code == status
    assert not Report.objects.exists()


def test_a_place_outside_the_scope_is_no_choice(client, wave):
    owner = wave.study.client
    north = LocationFactory(client=owner, kind=LocationKind.REGION, name="Noord")
    elsewhere = LocationFactory(client=owner, name="Balie Zuid")
    walked_visit(wave, location=elsewhere)
    client.force_login(UserFactory(role=Role.CLIENT_MANAGER, client=owner, scope=[north]))
    page = client.get(reverse("client:order")).content.decode()
    assert "Noord" in page
    assert "Balie Zuid" not in page
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": elsewhere.pk, "language": "nl"}
    assert client.post(reverse("client:order"), chosen).status_code == 422


def test_a_download_is_private_and_has_a_name(client, report, viewer, renderer):
    client.force_login(viewer)
    url = reverse("client:download", args=[report.uuid])
    assert client.get(url).status_code == 409
    jobs.run_all()
    answer = client.get(url)

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"rapport-een-vraag-aan-de-balie-najaar-2026-{report.number}.pdf" in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.get(verb="report.downloaded").actor_id == viewer.pk


def test_the_page_that_waits_is_told_how_far_it_is(client, report, viewer, renderer):
    client.force_login(viewer)
    url = reverse("api:report", args=[report.uuid])
    told = client.get(url).json()
    assert (told["state"], told["is_over"], told["percent"]) == ("waiting", False, 0)
    jobs.claim()
    assert client.get(url).json()["state"] == "being_made"
    Job.objects.update(state="queued", token=None)
    jobs.run_all()
    told = client.get(url).json()
    assert (told["state"], told["is_over"], told["percent"]) == ("ready", True, 100)


@pytest.mark.parametrize("role", [Role.SHOPPER, Role.REVIEWER])
def test_who_reads_no_reports_is_told_nothing(client, report, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("api:reports")).status_code == 403


def test_a_client_stops_only_what_they_ordered_themselves(client, wave, report, manager):
    address = reverse("client:report_cancel", args=[report.uuid])
    client.force_login(manager)
    for page in (reverse("client:report", args=[report.uuid]), reverse("client:reports")):
        assert address not in client.get(page).content.decode()
    assert client.post(address).status_code == 403
    report.refresh_from_db()
    assert report.is_on_its_way

    own = actions.order(wave.study, [wave], None, "en", manager)
    address = reverse("client:report_cancel", args=[own.uuid])
    assert address in client.get(reverse("client:report", args=[own.uuid])).content.decode()
    assert client.post(address).status_code == 302


def test_a_report_is_cancelled_and_made_after_all(client, report, planner, viewer, renderer):
    cancel, retry = (reverse(f"documents:{name}", args=[report.uuid]) for name in ("cancel", "retry"))
    client.force_login(viewer)
    assert client.post(reverse("client:report_cancel", args=[report.uuid])).status_code == 403
    client.force_login(planner)
    assert client.get(cancel).status_code == 405
    assert client.post(cancel).status_code == 302
    assert Report.objects.get().state == ReportState.CANCELLED
    assert client.post(cancel).status_code == 409
    assert client.post(retry).status_code == 302
    jobs.run_all()
    assert Report.objects.get().state == ReportState.READY


def test_a_failure_says_why_and_shows_the_worker_to_the_desk_only(client, report, planner, manager):
    Job.objects.update(state="failed", error="stopped: Rendering took longer than 180 seconds.")
    client.force_login(planner)
    assert "180 seconds" in client.get(reverse("documents:detail", args=[report.uuid])).content.decode()
    client.force_login(manager)
    page = client.get(reverse("client:report", args=[report.uuid])).content.decode()
    assert "180 seconds" not in page
    assert reverse("client:report_retry", args=[report.uuid]) in page


def test_the_list_is_searched_by_words_and_state(client, report, planner, renderer):
    client.force_login(planner)
    shown = lambda **query: report.title in client.get(reverse("documents:list"), query).content.decode()  # noqa: E731
    assert shown(q="balie")
    assert shown(state="waiting")
    assert not shown(state="ready")
    assert not shown(q="paspoort")
    assert shown(state="nonsense", page="999")
    jobs.run_all()
    assert shown(state="ready")


def test_the_list_costs_the_same_for_two_reports_and_six(client, wave, planner, renderer):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("documents:list")).status_code == 200
        return len(asked)

    client.force_login(planner)
    for _ in range(2):
        walked_visit(wave)
        actions.order(wave.study, [wave], None, "nl", planner, "There is one more visit.")
    two = cost()  # one report, and the one that replaces it
    for _ in range(4):
        walked_visit(wave)
        actions.order(wave.study, [wave], None, "nl", planner, "There is one more visit.")
    jobs.run_all()
    assert Report.objects.count() == 6
    assert cost() == two
