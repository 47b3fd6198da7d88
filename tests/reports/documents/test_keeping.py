"""What is kept how long: old files go, their rows and hashes stay; left-over files go; lists are forgotten."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.common.storage import read, store_once
from fieldwork.people.states import Role
from reports.documents import actions, bundles, keeping, links, verification, withdrawal
from reports.documents.models import Bundle, Report, ReportLink
from reports.documents.states import ReportState, Verdict
from tests.factories import LocationFactory, UserFactory
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
YEARS = timedelta(days=3 * 365)


@pytest.fixture
def report(wave, planner, monkeypatch):
    monkeypatch.setattr(actions, "_child", lambda: StandIn())
    walked_visit(wave, feelings={})
    made = actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    return Report.objects.get(pk=made.pk)


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def later() -> int:
    """The look of three years from now."""
    return keeping.let_go(timezone.now() + YEARS)


def files() -> list[str]:
    return sorted(path.name for path in Path(default_storage.path("reports")).rglob("*.pdf"))


def test_an_old_file_goes_and_its_row_its_number_and_its_hash_stay(report):
    assert keeping.let_go() == 0
    assert later() == 1
    assert files() == []
    found = fresh(report)
    assert (found.state, found.pdf, found.pdf_sha256) == (ReportState.REMOVED, "", report.pdf_sha256)
    assert AuditEvent.objects.filter(verb="report.file_removed").count() == 1
    assert later() == 0
    with pytest.raises(NotAllowedNow):
        actions.hand_out(found, UserFactory(role=Role.PLANNER))


def test_with_zero_days_nothing_ever_goes(report, settings):
    settings.REPORT_KEEP_DAYS = 0
    assert later() == 0
    assert fresh(report).state == ReportState.READY


def test_made_again_it_is_made_of_the_same_figures_and_both_files_can_be_checked(report, planner):
    later()
    assert verification.of_file(report.pdf_sha256).verdict == Verdict.AUTHENTIC
    assert verification.of_number(report.number).verdict == Verdict.AUTHENTIC

    actions.retry(fresh(report), planner)
    assert fresh(report).state == ReportState.WAITING
    jobs.run_all()
    again = fresh(report)
    assert (again.state, again.figure_set, again.number) == (ReportState.READY, report.figure_set, report.number)
    assert read(again.pdf).startswith(b"%PDF")
    assert again.pdf_sha256 != report.pdf_sha256  # signed at another moment
    for sha256, made_at in ((report.pdf_sha256, report.ready_at), (again.pdf_sha256, again.ready_at)):
        answer = verification.of_file(sha256)
        assert (answer.verdict, answer.issued_at) == (Verdict.AUTHENTIC, made_at)


def test_ordering_it_anew_makes_it_again_as_well(wave, report, planner):
    later()
    again = actions.order(wave.study, [wave], None, "nl", planner)
    assert (again.pk, again.state) == (report.pk, ReportState.WAITING)


def test_a_report_whose_file_is_gone_can_still_be_withdrawn(report, planner):
    later()
    withdrawal.withdraw(fresh(report), planner, "The visits were wrong.", is_public=False)
    assert verification.of_file(report.pdf_sha256).verdict == Verdict.WITHDRAWN


def test_a_file_that_another_report_names_stays(report):
    other = Report.objects.create(
        figure_set=report.figure_set,
        title="Ander",
        render_key="o" * 64,
        pdf=report.pdf,
        ready_at=timezone.now() + YEARS,
    )
    assert later() == 1
    assert read(fresh(other).pdf).startswith(b"%PDF")


def test_the_page_says_so_and_offers_to_make_it_again(client, wave, report, planner):
    later()
    client.force_login(planner)
    address = reverse("documents:detail", args=[report.uuid])
    page = client.get(address).content.decode()
    assert "niet meer bewaard" in page
    assert reverse("documents:retry", args=[report.uuid]) in page
    assert reverse("documents:download", args=[report.uuid]) not in page
    listed = lambda state: report.title in client.get(reverse("documents:list"), {"state": state}).content.decode()  # noqa: E731
    assert (listed("removed"), listed("failed"), listed("ready")) == (True, False, False)
    assert client.get(reverse("documents:download", args=[report.uuid])).status_code == 409
    assert client.post(reverse("documents:retry", args=[report.uuid])).status_code == 302
    assert fresh(report).state == ReportState.WAITING
    assert (listed("removed"), listed("waiting")) == (False, True)


def test_a_link_to_it_says_so(client, report, planner):
    _link, token = links.make(report, planner, 14)
    later()
    page = client.get(reverse("links:open", args=[token]))
    assert "niet meer bewaard" in page.content.decode()
    assert b'<form method="post"><button' not in page.content


def test_what_no_row_names_goes_after_a_day(report, capsys):
    orphan = store_once(b"%PDF left by a worker that was killed", "reports", ".pdf")
    assert list(keeping.left_over()) == []
    age(orphan, hours=25)
    age(report.pdf, hours=25)
    assert list(keeping.left_over()) == [orphan]
    with suppress(SystemExit):  # something else of this machine may be wrong
        call_command("doctor", at_start=True)
    assert orphan in capsys.readouterr().out
    assert default_storage.exists(orphan)  # looking removes nothing

    store_once(b"%PDF left by a worker that was killed", "reports", ".pdf")  # a job is about to name it after all
    assert keeping.remove_left_over() == 0
    age(orphan, hours=25)
    assert keeping.remove_left_over() == 1
    assert files() == [Path(report.pdf).name]


def age(name: str, hours: int) -> None:
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(default_storage.path(name), (then, then))


def test_without_any_report_there_is_nothing_to_look_at():
    assert list(keeping.left_over()) == []
    assert keeping.let_go() == keeping.forget() == 0


def test_orders_and_links_are_forgotten_after_a_year_and_reports_are_not(wave, report, planner):
    walked_visit(wave, location=LocationFactory(client=wave.study.client), feelings={})
    bundle = bundles.order(wave.study, [wave], "site", "nl", planner)
    links.make(report, planner, 14)
    assert keeping.forget(timezone.now() + timedelta(days=360)) == 0
    assert keeping.forget(timezone.now() + timedelta(days=366)) == 1
    assert not Bundle.objects.filter(pk=bundle.pk).exists()
    assert keeping.forget(timezone.now() + timedelta(days=366 + 14)) == 1
    assert not ReportLink.objects.exists()
    assert Report.objects.exists()


def test_the_daily_job_does_all_of_it(report):
    Report.objects.update(ready_at=timezone.now() - YEARS)
    row = jobs.enqueue("documents.keep", {})
    jobs.run_all()
    row.refresh_from_db()
    assert row.result == {"files": 1, "left_over": 0, "logos": 0, "rows": 0}
