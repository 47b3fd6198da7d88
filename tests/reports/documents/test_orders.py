"""Ordering a report, making it in the worker, and what happens when something breaks on the way."""

import io

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from fieldwork.celery import app
from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent, Job, JobState
from fieldwork.common.storage import read
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.documents import actions
from reports.documents.child import RenderStopped
from reports.documents.models import Report
from reports.documents.states import ReportState
from reports.figures.models import FigureSet
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_report_is_ordered_made_and_read_back(wave, planner):
    feelings = {
        "waiting": felt(100, "irritated", 5, 3, text="Na negen minuten wist ik nog niets."),
        "helped": felt(900, "happy", 4, 9),
    }
    visit = walked_visit(wave, feelings=feelings)
    photo(visit)

    report = actions.order(wave.study, [wave], None, "nl", planner)
    assert report.state == ReportState.WAITING
    assert jobs.run_all() == 1

    report = Report.objects.get(pk=report.pk)
    assert report.state == ReportState.READY
    assert report.pages > 5
    pdf = read(report.pdf)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "Na negen minuten wist ik nog niets." in text
    assert visit.shopper.name not in text
    assert (len(pdf), report.job.state) == (report.pdf_bytes, JobState.DONE)
    assert text.count(report.number) > report.pages
    assert sorted(pypdf.PdfReader(io.BytesIO(pdf)).attachments) == ["cijfers.json", "cijfers.xlsx"]
    assert (report.signature, report.has_demo_key) == ("basic", True)


def test_the_same_report_is_one_row_one_job_and_one_rendering(wave, planner, renderer):
    walked_visit(wave)
    first = actions.order(wave.study, [wave], None, "nl", planner)
    assert actions.order(wave.study, [wave], None, "nl", planner) == first
    jobs.run_all()
    again = actions.order(wave.study, [wave], None, "nl", planner)

    assert (again.pk, again.state) == (first.pk, ReportState.READY)
    assert jobs.run_all() == 0
    rendered = Job.objects.filter(kind=actions.KIND)
    assert len(renderer.asked) == rendered.count() == FigureSet.objects.count() == 1


def test_another_language_is_another_report_over_the_same_figures(wave, planner, renderer):
    walked_visit(wave)
    dutch, english = (actions.order(wave.study, [wave], None, code, planner) for code in ("nl", "en"))
    jobs.run_all()

    assert dutch.figure_set == english.figure_set
    assert [language for language, _ in renderer.asked] == ["nl", "en"]


def test_a_visit_more_makes_a_new_report_and_leaves_the_old_one_as_it_was(wave, planner, renderer):
    walked_visit(wave)
    old = actions.order(wave.study, [wave], None, "nl", planner)
    walked_visit(wave)
    new = actions.order(wave.study, [wave], None, "nl", planner, "One more visit was approved.")

    assert new != old
    assert [report.figure_set.figures["meta"]["n_visits"] for report in (old, new)] == [1, 2]


def test_without_approved_visits_there_is_nothing_to_order(wave, planner):
    walked_visit(wave, state=VisitState.IN_REVIEW)
    with pytest.raises(Invalid):
        actions.order(wave.study, [wave], None, "nl", planner)
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", [Role.CLIENT_VIEWER, Role.SHOPPER, Role.REVIEWER])
def test_only_planners_and_client_managers_order(wave, role):
    walked_visit(wave)
    fields = {"client": wave.study.client} if role == Role.CLIENT_VIEWER else {}
    with pytest.raises(PermissionDenied):
        actions.order(wave.study, [wave], None, "nl", UserFactory(role=role, **fields))


def test_a_manager_of_a_region_gets_the_report_of_that_region_only(wave, renderer):
    client = wave.study.client
    north = LocationFactory(client=client, kind=LocationKind.REGION, name="Noord")
    here, elsewhere = LocationFactory(client=client, region=north), LocationFactory(client=client)
    walked_visit(wave, location=here)
    walked_visit(wave, location=elsewhere)
    manager = UserFactory(role=Role.CLIENT_MANAGER, client=client, scope=[north])

    report = actions.order(wave.study, [wave], None, "nl", manager)
    assert report.figure_set.figures["meta"]["n_visits"] == 1
    assert report.figure_set.figures["meta"]["selection"] == ["Noord"]
    with pytest.raises(PermissionDenied):
        actions.order(wave.study, [wave], [elsewhere], "nl", manager)


def test_a_manager_of_another_client_may_not_order(wave):
    walked_visit(wave)
    with pytest.raises(PermissionDenied):
        actions.order(wave.study, [wave], None, "nl", UserFactory(role=Role.CLIENT_MANAGER))


def test_who_sees_a_part_sees_no_report_that_holds_more(wave, planner, renderer):
    client = wave.study.client
    here, elsewhere = LocationFactory(client=client), LocationFactory(client=client)
    walked_visit(wave, location=here)
    walked_visit(wave, location=elsewhere)
    whole = actions.order(wave.study, [wave], None, "nl", planner)
    part = actions.order(wave.study, [wave], [here], "nl", planner)
    seen = lambda **fields: set(Report.objects.visible_to(UserFactory(role=Role.CLIENT_VIEWER, **fields)))  # noqa: E731

    assert seen(client=client) == {whole, part}
    assert seen(client=client, scope=[here]) == {part}
    assert seen(client=client, scope=[elsewhere]) == set()
    assert seen() == set()


def test_a_comparison_with_a_hidden_place_hides_the_report(wave, planner, renderer):
    client = wave.study.client
    here, elsewhere = LocationFactory(client=client), LocationFactory(client=client)
    walked_visit(wave, location=elsewhere)
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    walked_visit(later, location=here)
    report = actions.order(wave.study, [later], None, "nl", planner)

    assert report not in Report.objects.visible_to(UserFactory(role=Role.CLIENT_VIEWER, client=client, scope=[here]))


def test_a_report_is_accepted_while_the_broker_is_down(
    wave, planner, renderer, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    dead = app.connection_for_write("redis://127.0.0.1:9/0", transport_options=settings.BROKER_PATIENCE)
    send = type(app).send_task
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: send(app, *args, connection=dead, **kwargs))
    walked_visit(wave)
    with django_capture_on_commit_callbacks(execute=True):
        report = actions.order(wave.study, [wave], None, "nl", planner)

    assert "did not take a poke" in caplog.text
    assert report.state == ReportState.WAITING
    jobs.run_all()
    assert Report.objects.get(pk=report.pk).state == ReportState.READY


def test_a_worker_that_lost_its_lease_leaves_nothing_behind(wave, planner, renderer):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    lost = jobs.claim()
    effect = actions.finish(report.pk, jobs.Progress(lost))
    Job.objects.filter(pk=lost.pk).update(token=None, state=JobState.QUEUED)

    assert callable(effect)
    assert not Report.objects.get(pk=report.pk).pdf
    jobs.run_all()
    assert Report.objects.get(pk=report.pk).pdf


def test_a_renderer_that_is_stopped_fails_the_report_with_a_reason_and_can_be_tried_again(wave, planner, renderer):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    renderer.fails = RenderStopped("Rendering took longer than 180 seconds.")
    jobs.run_all()
    report = Report.objects.get(pk=report.pk)
    assert (report.state, bool(report.reason)) == (ReportState.FAILED, True)

    renderer.fails = None
    actions.retry(report, planner)
    jobs.run_all()
    assert Report.objects.get(pk=report.pk).state == ReportState.READY


def test_ordering_a_failed_report_tries_it_again(wave, planner, renderer):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    actions.cancel(report, planner)
    assert Report.objects.get(pk=report.pk).state == ReportState.CANCELLED
    assert jobs.run_all() == 0

    again = actions.order(wave.study, [wave], None, "nl", planner)
    assert (again.pk, again.state) == (report.pk, ReportState.WAITING)
    assert jobs.run_all() == 1


def test_what_is_over_cannot_be_cancelled_and_what_is_ready_not_retried(wave, planner, renderer):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    report = Report.objects.get(pk=report.pk)
    for act in (actions.cancel, actions.retry):
        with pytest.raises(NotAllowedNow):
            act(report, planner)


def test_a_photo_that_is_gone_does_not_stop_the_report(wave, planner, renderer, own_files):
    visit = walked_visit(wave)
    photo(visit)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    for path in (own_files / "files" / "copies").rglob("*.jpg"):
        path.unlink()
    jobs.run_all()
    assert renderer.asked == [("nl", [])]
    assert Report.objects.get(pk=report.pk).state == ReportState.READY


def test_a_download_is_written_down(wave, planner, renderer):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    with pytest.raises(NotAllowedNow):
        actions.hand_out(report, planner)
    jobs.run_all()
    name, pdf = actions.hand_out(Report.objects.get(pk=report.pk), planner)
    assert name == f"rapport-een-vraag-aan-de-balie-najaar-2026-{report.number}.pdf"
    assert pdf.startswith(b"%PDF")
    assert AuditEvent.objects.filter(verb="report.downloaded", actor_id=planner.pk).exists()


def test_the_command_makes_the_latest_report_in_the_foreground(wave, planner, renderer, tmp_path):
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", planner)
    for wanted in ("latest", str(report.pk), str(report.uuid)):
        call_command("render_report", wanted, out=tmp_path / "page.html", html=True, verbosity=0)
        assert "Een vraag aan de balie" in (tmp_path / "page.html").read_text()
    with pytest.raises(CommandError):
        call_command("render_report", "nothing", out=tmp_path / "page.html")
