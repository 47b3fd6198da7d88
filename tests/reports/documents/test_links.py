"""Links for somebody without an account: what they open, for how long, and that they tell nothing by themselves."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from reports.documents import actions, link_views, links, withdrawal
from reports.documents.models import MOST_DOWNLOADS, Report, ReportLink
from reports.documents.states import LinkState
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.notices.ground import SECRET
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def wave():
    return WaveFactory(number=1, title=f"Golf {SECRET}", study__client__name=f"Gemeente {SECRET}")


@pytest.fixture
def report(wave, planner, monkeypatch):
    monkeypatch.setattr(actions, "_child", lambda: StandIn())
    walked_visit(wave, feelings={})
    made = actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    return Report.objects.get(pk=made.pk)


@pytest.fixture
def shared(report, planner):
    """The path of a link, and its row."""
    link, token = links.make(report, planner, 14, "Raadsgriffie")
    return reverse("links:open", args=[token]), link


def test_whoever_has_the_link_gets_the_file_in_two_steps(client, shared, report):
    path, link = shared
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    for told in (SECRET, report.title, "balie"):
        assert told not in text
    link.refresh_from_db()
    assert link.downloads == 0  # opening changes nothing

    answer = client.post(path)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    link.refresh_from_db()
    assert link.downloads == 1
    event = AuditEvent.objects.get(verb="report.downloaded")
    assert (event.actor_id, event.data["link"]) == (None, link.pk)
    for one in (page, answer):
        assert one.headers["Cache-Control"] == "no-store"
        assert "noindex" in one.headers["X-Robots-Tag"]
        assert one.headers["Referrer-Policy"] == "no-referrer"


def test_the_secret_is_kept_nowhere(shared):
    path, link = shared
    token = path.strip("/").rpartition("/")[2]
    assert len(token) == 32
    assert link.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(ReportLink.objects.values())) + str(list(AuditEvent.objects.values()))


def same(page) -> str:
    """The page without what is drawn anew for each, and without the address that was asked for."""
    return re.sub(r'nonce="[^"]*"|/r/[^"]*|value="\w{64}"', "", page.content.decode())


def over(link, how):
    changes = {
        "expired": {"expires_at": timezone.now() - timedelta(seconds=1)},
        "revoked": {"revoked_at": timezone.now()},
        "used up": {"downloads": MOST_DOWNLOADS},
    }
    ReportLink.objects.filter(pk=link.pk).update(**changes[how])


@pytest.mark.parametrize("how", ["expired", "revoked", "used up"])
def test_what_is_over_looks_like_what_never_was(client, shared, how):
    path, link = shared
    over(link, how)
    unknown = client.get(reverse("links:open", args=["x" * 32]))
    for found in (client.get(path), client.post(path), client.get(reverse("links:open", args=["x" * 500]))):
        assert found.status_code == unknown.status_code == 404
        assert same(found) == same(unknown)
        assert found.headers["Cache-Control"] == "no-store"
    assert not AuditEvent.objects.filter(verb="report.downloaded").exists()


def test_the_last_download_is_the_last_one(client, shared):
    path, link = shared
    ReportLink.objects.filter(pk=link.pk).update(downloads=MOST_DOWNLOADS - 1)
    stale = links.find(path.strip("/").rpartition("/")[2])
    assert client.post(path).status_code == 200
    with pytest.raises(NotAllowedNow):
        links.hand_out(stale)  # who opened it at the same moment
    assert client.post(path).status_code == 404
    assert ReportLink.objects.get().state == LinkState.USED_UP


def test_a_withdrawn_report_is_not_handed_out_and_a_replaced_one_says_so(client, wave, shared, planner, report):
    path, _link = shared
    walked_visit(wave, feelings={})
    actions.order(wave.study, [wave], None, "nl", planner, "One more visit.")
    assert "nieuwere versie" not in client.get(path).content.decode()  # nobody can ask for it yet
    jobs.run_all()
    replaced = client.get(path).content.decode()
    assert "nieuwere versie" in replaced
    assert "<form" in replaced

    withdrawal.withdraw(report, planner, "Wrong visits.", is_public=False)
    withdrawn = client.get(path).content.decode()
    assert "ingetrokken" in withdrawn
    assert "Wrong visits." not in withdrawn
    assert client.post(path).headers["Content-Type"].startswith("text/html")
    assert not AuditEvent.objects.filter(verb="report.downloaded").exists()
    with pytest.raises(NotAllowedNow):
        links.make(Report.objects.get(pk=report.pk), planner, 14)


@pytest.mark.parametrize("room", ["desk", "client"])
def test_a_withdrawn_report_is_not_offered_for_sharing_and_its_links_say_that_they_are_silent(
    client, wave, planner, manager, report, shared, room
):
    path, link = shared
    client.force_login(planner if room == "desk" else manager)
    names = link_views.URLS[room]
    address = reverse(names["links"], args=[report.uuid])
    detail = reverse("documents:detail" if room == "desk" else "client:report", args=[report.uuid])
    offer, form, word = "Deel met een link", 'name="days"', "geeft nu niets"
    page, of_links = (client.get(one).content.decode() for one in (detail, address))
    assert (offer in page, form in of_links, word in of_links) == (True, True, False)

    withdrawal.withdraw(report, planner, "Wrong visits.", is_public=False)
    page, of_links = (client.get(one).content.decode() for one in (detail, address))
    assert (offer in page, address in page, form in of_links, word in of_links) == (False, True, False, True)
    assert client.post(address, {"days": "7"}).status_code == 409
    assert ReportLink.objects.count() == 1
    assert "ingetrokken" in client.get(path).content.decode()

    client.post(reverse(names["revoke"], args=[report.uuid, link.pk]))
    ReportLink.objects.all().delete()
    assert address not in client.get(detail).content.decode()


def test_a_page_in_the_language_of_the_report_or_of_who_chose_one(client, shared, report):
    path, _link = shared
    assert 'lang="nl"' in client.get(path).content.decode()
    Report.objects.update(language="en")
    assert 'lang="en"' in client.get(path).content.decode()
    client.cookies["django_language"] = "nl"
    assert 'lang="nl"' in client.get(path).content.decode()


def test_who_tries_many_is_asked_to_wait(client, shared, monkeypatch):
    path, _link = shared
    monkeypatch.setattr(link_views, "MOST_PER_MINUTE", 3)
    assert [client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("days", [0, 31, -5])
def test_a_link_works_for_one_to_thirty_days(report, planner, days):
    with pytest.raises(Invalid):
        links.make(report, planner, days)
    assert not ReportLink.objects.exists()


def test_a_report_has_so_many_links_and_one_that_is_revoked_makes_room(report, planner, monkeypatch):
    monkeypatch.setattr(links, "MOST_LIVE", 2)
    made = [links.make(report, planner, 1)[0] for _ in range(2)]
    with pytest.raises(NotAllowedNow):
        links.make(report, planner, 1)
    links.revoke(made[0], planner)
    links.revoke(made[0], planner)
    assert AuditEvent.objects.filter(verb="report.link_revoked").count() == 1
    links.make(report, planner, 1)


@pytest.mark.parametrize("role", [Role.CLIENT_VIEWER, Role.REVIEWER, Role.SHOPPER])
def test_who_may_not_share_makes_and_revokes_nothing(report, shared, wave, role):
    fields = {"client": wave.study.client} if role == Role.CLIENT_VIEWER else {}
    person = UserFactory(role=role, **fields)
    with pytest.raises(PermissionDenied):
        links.make(report, person, 1)
    with pytest.raises(PermissionDenied):
        links.revoke(shared[1], person)
    assert not ReportLink.objects.visible_to(person).exists()


@pytest.mark.parametrize("room", ["desk", "client"])
def test_a_link_is_made_shown_once_listed_and_revoked(client, wave, planner, report, room):
    manager = UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client)
    client.force_login(planner if room == "desk" else manager)
    names = link_views.URLS[room]
    address = reverse(names["links"], args=[report.uuid])
    detail = reverse("documents:detail" if room == "desk" else "client:report", args=[report.uuid])
    assert address in client.get(detail).content.decode()

    made = client.post(address, {"days": "7", "label": "Raadsgriffie"})
    found = re.search(r"http://127.0.0.1:8000(/r/[\w-]{32}/)", made.content.decode())
    assert made.headers["Cache-Control"] == "no-store"
    assert found[1] not in client.get(address).content.decode()
    listed = client.get(address)
    assert [(row["link"].label, row["days_left"]) for row in listed.context["rows"]] == [("Raadsgriffie", 7)]

    link = ReportLink.objects.get()
    assert client.get(reverse(names["revoke"], args=[report.uuid, link.pk])).status_code == 405
    assert client.post(reverse(names["revoke"], args=[report.uuid, link.pk])).status_code == 302
    assert ReportLink.objects.get().state == LinkState.REVOKED
    assert client.get(found[1]).status_code == 404
    assert client.post(address, {"days": "99"}).status_code == 422


def test_who_may_not_know_of_the_report_cannot_tell_that_it_has_links(client, wave, report, shared):
    _path, link = shared
    elsewhere = LocationFactory(client=wave.study.client)
    for person in (
        UserFactory(role=Role.CLIENT_MANAGER),
        UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client, scope=[elsewhere]),
    ):
        client.force_login(person)
        assert client.get(reverse("client:report_links", args=[report.uuid])).status_code == 404
        assert client.post(reverse("client:report_link_revoke", args=[report.uuid, link.pk])).status_code == 404
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client))
    assert client.get(reverse("client:report_links", args=[report.uuid])).status_code == 403
    assert ReportLink.objects.get().revoked_at is None


def test_a_link_of_another_report_is_not_revoked_under_this_one(client, wave, planner, report, shared):
    other = Report.objects.create(figure_set=report.figure_set, title="Ander", render_key="o" * 64, pdf="x.pdf")
    client.force_login(planner)
    address = reverse("documents:link_revoke", args=[other.uuid, shared[1].pk])
    assert client.post(address).status_code == 404
    assert ReportLink.objects.get().revoked_at is None


def test_the_list_costs_the_same_for_one_link_and_five(client, planner, report):
    client.force_login(planner)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("documents:links", args=[report.uuid])).status_code == 200
        return len(asked)

    links.make(report, planner, 1)
    one = cost()
    for _ in range(4):
        links.make(report, planner, 1)
    assert cost() == one
