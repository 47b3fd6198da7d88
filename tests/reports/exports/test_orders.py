"""Exports as somebody asks for them: made once by a worker, theirs alone, within what they may see, gone in a week."""

import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent, Job, JobState
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.exports import actions, visit_files
from reports.exports.models import Export
from reports.exports.states import MOST_RUNNING, ExportState, Failure, Format
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.exports.reading import sheets
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def reader(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)


@pytest.fixture
def visit(wave):
    return walked_visit(wave)


def asked(user, form=Format.JSON, **filters):
    return actions.ask(user, filters, form, "nl")


def made(export):
    jobs.run_all()
    return Export.objects.get(pk=export.pk)


def visits_in(export, user):
    with actions.hand_out(export, user) as file:
        return [one["visit"] for one in json.loads(file.read())["visits"]]


def files_of(export):
    return default_storage.listdir(export.folder)[1]


@pytest.mark.parametrize("form", Format)
def test_a_worker_makes_the_file_that_was_asked_for(reader, visit, form, client):
    export = asked(reader, form)
    assert export.state == ExportState.WAITING
    export = made(export)
    assert (export.state, export.n_visits) == (ExportState.READY, 1)

    client.force_login(reader)
    answer = client.get(reverse("exports:download", args=[export.uuid]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(data).hexdigest() == export.sha256
    assert len(data) == export.bytes
    assert answer.headers["Content-Type"] == form.media_type
    assert f'filename="{export.file_name}"' in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    if form == Format.XLSX:
        assert sheets(data)["Bezoeken"][2][0] == str(visit.public_key)
    elif form == Format.JSON:
        assert json.loads(data)["visits"][0]["visit"] == str(visit.public_key)
    else:
        delimiter = ";" if form == Format.CSV_COMMA else ","
        [_head, row] = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter)
        assert row[0] == str(visit.public_key)
    verbs = AuditEvent.objects.filter(subject=f"exports.export:{export.pk}").values_list("verb", flat=True)
    assert set(verbs) == {"export.asked", "export.made", "export.downloaded"}


def test_filters_are_frozen_and_kept(reader, wave, visit):
    phone = walked_visit(wave, channel="phone")
    export = made(asked(reader, channel="phone", page="7", evil="x"))
    assert export.filters == {"channel": "phone"}
    assert visits_in(export, reader) == [str(phone.public_key)]


def test_made_twice_is_one_file_and_nothing_changes(reader, visit):
    export = asked(reader, Format.XLSX)
    progress = lambda *_told: None  # noqa: E731
    first, second = actions.make(export.pk, progress), actions.make(export.pk, progress)  # type: ignore[arg-type]
    assert len(files_of(export)) == 1
    first()  # type: ignore[misc]
    kept = Export.objects.get(pk=export.pk)
    second()  # type: ignore[misc]
    again = Export.objects.get(pk=export.pk)
    assert (again.file, again.ready_at) == (kept.file, kept.ready_at)
    assert actions.make(export.pk, progress) is None  # type: ignore[arg-type]
    assert AuditEvent.objects.filter(verb="export.made").count() == 1


def test_what_a_killed_worker_left_behind_goes(reader, wave, visit, django_capture_on_commit_callbacks):
    export = asked(reader)
    actions.make(export.pk, lambda *_told: None)  # type: ignore[arg-type]  # killed before it could say so
    walked_visit(wave)
    with django_capture_on_commit_callbacks(execute=True):
        export = made(export)
    assert [f"{export.folder}/{name}" for name in files_of(export)] == [export.file]
    assert export.n_visits == 2


def test_a_cancelled_export_leaves_no_file_to_download(reader, visit):
    export = asked(reader)
    actions.cancel(export, reader)
    export = made(export)
    assert export.state == ExportState.CANCELLED
    with pytest.raises(NotAllowedNow):
        actions.hand_out(export, reader)
    with pytest.raises(NotAllowedNow):
        actions.cancel(export, reader)
    actions.retry(export, reader)
    assert made(export).state == ExportState.READY


def test_a_failed_export_says_so_and_can_be_tried_again(reader, visit, monkeypatch):
    def full(*_args):
        raise OSError("no space left")

    export = asked(reader)
    with monkeypatch.context() as broken:
        broken.setattr(visit_files, "json_lines", full)
        for _attempt in range(jobs.MAX_ATTEMPTS):
            Job.objects.update(not_before=timezone.now())
            jobs.run_all()
    export.refresh_from_db()
    assert (export.state, export.reason) == (ExportState.FAILED, str(Failure.UNEXPECTED.label))
    actions.retry(export, reader)
    assert made(export).state == ExportState.READY


def test_a_scope_that_shrank_before_it_was_made_shrinks_the_file(wave, visit):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    inside = walked_visit(wave, location=LocationFactory(client=wave.study.client, region=region))
    reader = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    export = asked(reader)
    reader.scope.set([region])
    export = made(export)
    assert visits_in(export, reader) == [str(inside.public_key)]


def test_a_scope_that_shrank_afterwards_shuts_the_file(wave, visit, client):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    reader = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    export = made(asked(reader))
    client.force_login(reader)
    address = reverse("exports:download", args=[export.uuid])
    assert client.get(address).status_code == 200
    reader.scope.set([region])
    assert client.get(address).status_code == 403
    reader.scope.clear()
    assert client.get(address).status_code == 200
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    export = made(asked(planner))
    planner.managed_clients.clear()
    with pytest.raises(PermissionDenied):
        actions.hand_out(export, planner)


def test_somebody_whose_account_was_shut_gets_no_file(reader, visit):
    export = asked(reader)
    reader.is_active = False
    reader.save()
    export = made(export)
    assert (export.state, export.file, export.reason) == (ExportState.FAILED, "", str(Failure.NOT_YOURS.label))


def test_visits_that_were_withdrawn_meanwhile_are_said_to_be_gone(reader, visit):
    export = asked(reader)
    type(visit).objects.filter(pk=visit.pk).update(state=VisitState.EXCLUDED)
    assert made(export).reason == str(Failure.NOTHING.label)


@pytest.mark.parametrize("role", [Role.CLIENT_VIEWER, Role.CLIENT_MANAGER, Role.PLANNER, Role.ADMINISTRATOR])
def test_an_export_is_only_for_who_asked_for_it(reader, wave, visit, role, client):
    export = made(asked(reader))
    other = (
        UserFactory(role=role, client=wave.study.client)
        if role.value.startswith("client")
        else UserFactory(role=role, manages=[wave.study.client])
    )
    client.force_login(other)
    for name in ("download", "progress"):
        assert client.get(reverse(f"exports:{name}", args=[export.uuid])).status_code == 404
    for name in ("cancel", "retry"):
        assert client.post(reverse(f"exports:{name}", args=[export.uuid])).status_code == 404
    assert export.file_name not in client.get(reverse("exports:list")).content.decode()


@pytest.mark.parametrize("role", [Role.SHOPPER, Role.REVIEWER])
def test_shoppers_and_reviewers_take_nothing_along(wave, visit, role, client):
    user = UserFactory(role=role, manages=[wave.study.client])
    client.force_login(user)
    assert client.get(reverse("exports:list")).status_code == 403
    assert client.post(reverse("exports:ask"), {"format": "csv"}).status_code == 403
    with pytest.raises(PermissionDenied):
        asked(user)
    assert not Export.objects.exists()


def test_a_client_gets_nothing_of_another_client(visit):
    stranger = UserFactory(role=Role.CLIENT_MANAGER)
    with pytest.raises(Invalid, match=r"niets te exporteren|nothing to export"):
        asked(stranger)


def test_what_is_not_approved_is_in_no_file(reader, wave, visit):
    walked_visit(wave, state=VisitState.IN_REVIEW)
    assert visits_in(made(asked(reader)), reader) == [str(visit.public_key)]


def test_the_same_question_is_asked_once_and_three_at_a_time(reader, visit):
    first = asked(reader, Format.CSV)
    assert asked(reader, Format.CSV) == first
    asked(reader, Format.JSON)
    asked(reader, Format.XLSX)
    assert Export.objects.count() == MOST_RUNNING
    with pytest.raises(NotAllowedNow):
        asked(reader, Format.CSV_COMMA)
    made(first)
    asked(reader, Format.CSV_COMMA)


def test_an_unknown_format_or_too_many_visits_for_a_workbook_is_refused(reader, visit, monkeypatch):
    with pytest.raises(Invalid):
        asked(reader, "exe")
    monkeypatch.setattr(visit_files, "SHEET_ROWS", 3)
    with pytest.raises(Invalid):
        asked(reader, Format.XLSX)
    assert asked(reader, Format.CSV)


def test_after_a_week_the_file_is_gone_and_the_row_says_so(reader, visit):
    export = made(asked(reader))
    name = export.file
    assert actions.forget_expired() == 0
    Export.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    export.refresh_from_db()
    with pytest.raises(NotAllowedNow):
        actions.hand_out(export, reader)
    assert actions.forget_expired() == 1
    export.refresh_from_db()
    assert (export.state, export.file) == (ExportState.EXPIRED, "")
    assert not default_storage.exists(name)
    assert actions.forget_expired() == 0
    with pytest.raises(NotAllowedNow):
        actions.retry(export, reader)


def test_an_export_that_never_came_is_forgotten_as_well(reader, visit):
    export = asked(reader)
    actions.make(export.pk, lambda *_told: None)  # type: ignore[arg-type]  # its worker died for good
    Export.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert actions.forget_expired() == 1
    assert not default_storage.exists(f"{export.folder}")
    assert made(export).file == ""


def test_progress_is_told_while_a_file_is_made(reader, visit, client):
    export = asked(reader)
    Job.objects.filter(pk=export.job_id).update(state=JobState.RUNNING, progress=40)
    client.force_login(reader)
    told = client.get(reverse("exports:progress", args=[export.uuid])).json()
    assert told == {"state": "being_made", "percent": 40, "phase": "", "is_over": False}


# --- pages --------------------------------------------------------------------------------------------
def test_the_page_asks_in_a_form_and_lists_what_came(reader, visit, client):
    client.force_login(reader)
    page = client.get(reverse("exports:list"), {"channel": visit.channel, "wave": visit.wave_id})
    text = page.content.decode()
    assert f'<input type="hidden" name="channel" value="{visit.channel}">' in text
    assert 'class="empty"' in text
    answer = client.post(reverse("exports:ask"), {"channel": visit.channel, "format": "csv"}, follow=True)
    assert "<progress" in answer.content.decode()
    jobs.run_all()
    text = client.get(reverse("exports:list")).content.decode()
    [export] = Export.objects.all()
    assert reverse("exports:download", args=[export.uuid]) in text
    assert export.sha256 in text
    assert "<progress" not in text


def test_a_selection_without_visits_offers_no_button(reader, client):
    client.force_login(reader)
    text = client.get(reverse("exports:list"), {"q": "nergens"}).content.decode()
    assert 'name="format"' not in text
    assert client.post(reverse("exports:ask"), {"format": "csv"}).status_code == 422


def test_the_list_costs_the_same_for_one_and_three(reader, wave, visit, client):
    client.force_login(reader)
    counts = []
    for form in (Format.CSV, Format.JSON, Format.XLSX):
        made(asked(reader, form))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("exports:list"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_pages_of_visits_lead_here_with_their_filters(reader, wave, visit, client):
    client.force_login(reader)
    text = client.get(reverse("client:visits"), {"channel": visit.channel}).content.decode()
    assert f"{reverse('exports:list')}?channel={visit.channel}" in text
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    assert f"{reverse('exports:list')}?wave={wave.pk}" in client.get(
        reverse("visits:board"), {"wave": wave.pk}
    ).content.decode().replace("&amp;", "&")


# --- figures as they stand -----------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["xlsx", "pptx", "json"])
def test_the_overview_can_be_taken_along_as_it_stands(reader, wave, visit, client, form):
    client.force_login(reader)
    page = client.get(reverse("client:overview")).content.decode()
    assert f"format={form}" in page
    answer = client.get(reverse("client:overview"), {"format": form})
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert len(answer.content) > 1000
    assert AuditEvent.objects.filter(verb="figures.exported", subject=f"studies.study:{wave.study_id}").count() == 1
