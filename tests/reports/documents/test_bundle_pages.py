"""The pages and the endpoint of many reports at once, by role."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.common.models import Job
from fieldwork.people.states import Role
from reports.documents import actions, bundles, keeping, withdrawal
from reports.documents.child import RenderStopped
from reports.documents.models import Bundle, Report
from tests.factories import LocationFactory, UserFactory
from tests.reports.documents import test_bundles as ground
from tests.reports.documents.test_bundles import work
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
places = ground.places


@pytest.fixture
def bundle(wave, planner, places):
    return ground.order(wave, planner)


def test_planners_enter_and_nobody_else(client, wave, bundle, planner):
    pages = [reverse("documents:bundles"), reverse("documents:bundle_new"), reverse("api:bundles")]
    pages += [reverse(name, args=[bundle.uuid]) for name in ("documents:bundle", "api:bundle")]

    def statuses(user):
        client.force_login(user)
        return [client.get(page).status_code for page in pages]

    assert statuses(planner) == [200] * 5
    assert statuses(UserFactory(role=Role.PLANNER)) == [200, 200, 200, 404, 404]
    for role, fields in ((Role.CLIENT_MANAGER, {"client": wave.study.client}), (Role.REVIEWER, {}), (Role.SHOPPER, {})):
        assert statuses(UserFactory(role=role, **fields)) == [403] * 5


def test_who_works_for_another_client_cannot_tell_that_it_exists(client, bundle):
    client.force_login(UserFactory(role=Role.PLANNER))
    assert bundle.title not in client.get(reverse("documents:bundles")).content.decode()
    for uuid in (bundle.uuid, uuid4()):
        assert client.get(reverse("documents:bundle_zip", args=[uuid])).status_code == 404
        for name in ("documents:bundle_cancel", "documents:bundle_retry"):
            assert client.post(reverse(name, args=[uuid])).status_code == 404
    assert Bundle.objects.get().cancelled_at is None


def test_a_planner_sees_what_it_makes_before_it_is_ordered(client, wave, planner, places):
    client.force_login(planner)
    address = reverse("documents:bundle_new")
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "per": "site", "language": "nl"}
    page = client.get(address, chosen)
    text = page.content.decode()
    assert [one.node.name for one in page.context["spread"].filled] == ["Balie Noord", "Balie Oost", "Balie West"]
    assert "Balie Zuid" in text  # and which gets none
    assert 'name="seen" value="3"' in text
    assert not Bundle.objects.exists()

    # Without having seen the number, or with one that is no longer true, the preview comes first.
    for seen in ({}, {"seen": 2}):
        again = client.post(address, chosen | seen)
        assert (again.status_code, again.context["looks_again"]) == (200, True)
    assert not Bundle.objects.exists()

    answer = client.post(address, chosen | {"seen": 3})
    assert answer.url == reverse("documents:bundle", args=[Bundle.objects.get().uuid])
    assert client.post(address, chosen | {"seen": 3}).url == answer.url  # a second click
    assert Bundle.objects.count() == 1


@pytest.mark.parametrize(
    "wrong, status",
    [({"waves": ["999"]}, 422), ({"waves": []}, 422), ({"per": "planet"}, 422), ({"language": "xx"}, 422),
     ({"seen": "many"}, 422), ({"reason": "x" * 501}, 422), ({"study": "999999"}, 404)],
)  # fmt: skip
def test_a_form_that_was_tampered_with_orders_nothing(client, wave, planner, places, wrong, status):
    client.force_login(planner)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "per": "site", "language": "nl", "seen": "3"} | wrong
    assert client.post(reverse("documents:bundle_new"), chosen).status_code == status
    assert not Bundle.objects.exists()


def test_the_page_tells_how_far_it_is_and_hands_out_what_is_ready(client, bundle, planner, renderer):
    client.force_login(planner)
    address, api = reverse("documents:bundle", args=[bundle.uuid]), reverse("api:bundle", args=[bundle.uuid])
    told = client.get(api).json()
    assert (told["state"], told["percent"], told["is_over"]) == ("being_made", 0, False)
    assert told["counts"] == {
        "ready": 0, "being_made": 0, "waiting": 3, "failed": 0, "cancelled": 0, "nothing": 0, "total": 3,
    }  # fmt: skip
    waiting = client.get(address).content.decode()
    assert api in waiting
    assert reverse("documents:bundle_cancel", args=[bundle.uuid]) in waiting
    archive = reverse("documents:bundle_zip", args=[bundle.uuid])
    assert client.get(archive).status_code == 409

    work()
    told = client.get(api).json()
    assert (told["state"], told["percent"], told["is_over"]) == ("ready", 100, True)
    done = client.get(address).content.decode()
    assert archive in done
    assert reverse("documents:bundle_cancel", args=[bundle.uuid]) not in done
    for part in bundle.parts.all():
        assert reverse("documents:download", args=[part.report.uuid]) in done
    answer = client.get(archive)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.streaming
    held = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(held.namelist()) == 4  # the reports and their list


def test_parts_are_looked_at_by_state(client, wave, bundle, planner, renderer):
    renderer.fails = RenderStopped("Rendering took longer than 180 seconds.")
    ready = actions.order(wave.study, [wave], [bundle.parts.first().location], "nl", planner)
    work()
    Report.objects.filter(pk=ready.pk).update(pdf="reports/aa/x.pdf")
    client.force_login(planner)
    address = reverse("documents:bundle", args=[bundle.uuid])
    shown = lambda state: [row["part"].location.name for row in client.get(address, {"state": state}).context["rows"]]  # noqa: E731
    assert shown("ready") == ["Balie Noord"]
    assert shown("failed") == ["Balie Oost", "Balie West"]
    assert shown("waiting") == []
    assert len(shown("nonsense")) == 3


def test_a_part_that_was_withdrawn_says_so_and_is_opened_on_its_own_page(client, bundle, planner, renderer):
    work()
    report = bundle.parts.first().report
    withdrawal.withdraw(report, planner, "The visits were wrong.", is_public=False)
    client.force_login(planner)
    page = client.get(reverse("documents:bundle", args=[bundle.uuid]))
    assert [row["state"] for row in page.context["rows"]] == ["withdrawn", "ready", "ready"]
    text = page.content.decode()
    assert reverse("documents:download", args=[report.uuid]) not in text
    assert reverse("documents:detail", args=[report.uuid]) in text
    assert "The visits were wrong." in text
    assert "Download 2 rapporten als ZIP" in text


def test_a_part_that_was_replaced_says_so_with_the_newer_one(client, wave, bundle, planner, renderer):
    work()
    wave.visits.filter(location=bundle.parts.first().location).update(overall_grade=3)
    new = actions.order(wave.study, [wave], [bundle.parts.first().location], "nl", planner, "One grade was wrong.")
    client.force_login(planner)
    address, link = reverse("documents:bundle", args=[bundle.uuid]), reverse("documents:detail", args=[new.uuid])
    rows = client.get(address).context["rows"]
    assert [(row["standing"].is_replaced, row["standing"].coming) for row in rows] == [
        (False, new),
        *[(False, None)] * 2,
    ]
    work()
    page = client.get(address)
    assert [row["standing"].newer for row in page.context["rows"]] == [new, None, None]
    assert [row["word"] for row in page.context["rows"]] == ["vervangen", "klaar", "klaar"]
    text = page.content.decode()
    assert (text.count("Vervangen door een nieuwere versie."), link in text) == (1, True)


def test_a_part_whose_file_is_not_kept_says_that(client, bundle, planner, renderer):
    work()
    keeping.let_go(timezone.now() + timedelta(days=3 * 365))
    client.force_login(planner)
    page = client.get(reverse("documents:bundle", args=[bundle.uuid]))
    assert {row["state"] for row in page.context["rows"]} == {"removed"}


def test_cancel_and_retry_by_button(client, bundle, planner, renderer):
    client.force_login(planner)
    cancel, retry = (reverse(f"documents:bundle_{name}", args=[bundle.uuid]) for name in ("cancel", "retry"))
    assert client.get(cancel).status_code == 405
    assert client.post(retry).status_code == 409
    assert client.post(cancel).status_code == 302
    assert client.post(cancel).status_code == 409
    assert client.post(retry).status_code == 302
    work()
    assert bundles.counts_of([bundle])[bundle.pk].ready == 3


def test_a_client_sees_the_reports_of_their_part_as_always(client, wave, bundle, places, renderer):
    work()
    reader = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[places[0]])
    client.force_login(reader)
    page = client.get(reverse("client:reports")).content.decode()
    assert "Balie Noord" in page
    assert "Balie Oost" not in page


def test_pages_cost_the_same_for_one_part_and_many_and_for_one_bundle_and_many(client, wave, planner, renderer):
    client.force_login(planner)

    def cost(*addresses):
        with CaptureQueriesContext(connection) as asked:
            assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
        return len(asked)

    def made(per="site", language="nl"):
        bundle = ground.order(wave, planner, per=per, language=language)
        return [reverse(f"{room}:bundle", args=[bundle.uuid]) for room in ("documents", "api")]

    walked_visit(wave, location=LocationFactory(client=wave.study.client), feelings={})
    lists = [reverse("documents:bundles"), reverse("api:bundles")]
    one = made()
    work()
    little = cost(*one), cost(*lists)
    Job.objects.all().update(state="cancelled")
    for _ in range(12):
        walked_visit(wave, location=LocationFactory(client=wave.study.client), feelings={})
    many = made(language="en")
    work()
    assert (cost(*many) <= little[0], cost(*lists)) == (True, little[1])
