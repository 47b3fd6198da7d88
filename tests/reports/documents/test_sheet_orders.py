"""Reports of one visit and of one location: ordered, made, signed, checked, and shown to nobody else."""

import io
import json
from uuid import uuid4

import openpyxl
import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid
from fieldwork.common.storage import read
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.documents import actions, bundles, sheet_orders, verification
from reports.documents.models import Bundle, Report
from reports.documents.states import ReportState, Verdict
from reports.figures.models import FigureSet
from reports.figures.states import Daypart, SetKind
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ANGRY = {"waiting": felt(100, "irritated", 5, 3, text="Na negen minuten wist ik nog niets."), "helped": felt(900)}


@pytest.fixture
def place(wave):
    return LocationFactory(client=wave.study.client, kind=LocationKind.SITE, name="Balie Noord")


def made(report):
    jobs.run_all()
    report = Report.objects.get(pk=report.pk)
    assert report.state == ReportState.READY
    return report, pypdf.PdfReader(io.BytesIO(read(report.pdf)))


def text_of(pdf):
    return " ".join("".join(page.extract_text() for page in pdf.pages).split())


# --- one visit ----------------------------------------------------------------------------------------
def test_the_report_of_a_visit_is_made_signed_and_can_be_checked(wave, planner, place):
    visit = walked_visit(wave, feelings=ANGRY, location=place)
    photo(visit)
    report, pdf = made(sheet_orders.order_visit(visit.public_key, "nl", planner))

    text = text_of(pdf)
    for told in ("Na negen minuten wist ik nog niets.", "Balie Noord", report.number):
        assert told in text
    assert str(visit.public_key) in "".join(text.split())  # its line may end within it
    assert visit.shopper.name not in text
    assert report.title.startswith("Bezoek aan Balie Noord · ")
    assert (report.signature, report.has_demo_key) == ("basic", True)
    assert verification.of_file(report.pdf_sha256).verdict == Verdict.AUTHENTIC
    visit.refresh_from_db()
    assert visit.state == VisitState.PUBLISHED


def test_the_answers_of_a_visit_go_along_as_they_are_printed_by_path(wave, planner, place):
    visit = walked_visit(wave, feelings=ANGRY, location=place)
    _report, pdf = made(sheet_orders.order_visit(visit.public_key, "nl", planner))
    assert sorted(pdf.attachments) == ["cijfers.json", "cijfers.xlsx"]
    held = json.loads(pdf.attachments["cijfers.json"][0])
    frozen = FigureSet.objects.get().figures["sheets"]["nl"]
    paths = [answer["path"] for step in frozen["steps"] for answer in step["answers"]]
    assert [row["path"] for row in held["tables"]["answers"]] == paths
    assert len(set(paths)) == len(paths) > 1
    assert held["visit"]["visit"] == str(visit.public_key)
    assert "made_by" not in held["meta"]
    book = openpyxl.load_workbook(io.BytesIO(pdf.attachments["cijfers.xlsx"][0]))
    assert book.sheetnames == ["Leeswijzer", "Stappen", "Antwoorden"]
    assert [cell.value for cell in book["Antwoorden"]["A"]][2:] == paths


def test_the_same_visit_is_reported_once_and_again_only_when_it_changed(wave, planner, manager, place, renderer):
    visit = walked_visit(wave, feelings=ANGRY, location=place)
    first = sheet_orders.order_visit(visit.public_key, "nl", planner)
    jobs.run_all()
    assert sheet_orders.order_visit(visit.public_key, "nl", manager) == first
    assert jobs.run_all() == 0
    english = sheet_orders.order_visit(visit.public_key, "en", planner)
    jobs.run_all()
    assert english.figure_set == first.figure_set
    Visit.objects.filter(pk=visit.pk).update(overall_grade=2)
    second = sheet_orders.order_visit(visit.public_key, "nl", planner, "Het cijfer was verkeerd overgenomen.")
    jobs.run_all()
    for report in (first, english):
        report.refresh_from_db()
    assert verification.of_file(english.pdf_sha256).verdict == Verdict.SUPERSEDED, "a correction holds in any language"
    answer = verification.of_file(first.pdf_sha256)
    assert (answer.verdict, answer.newer_number) == (Verdict.SUPERSEDED, second.number)
    assert actions.options_of(second).replaces == first.number


def test_nobody_orders_a_visit_that_is_not_approved_or_not_theirs(wave, planner, viewer):
    approved, waiting = walked_visit(wave), walked_visit(wave, state=VisitState.SUBMITTED)
    stranger = UserFactory(role=Role.CLIENT_MANAGER, client=WaveFactory().study.client)
    for user, key in ((planner, waiting.public_key), (stranger, approved.public_key), (planner, uuid4())):
        with pytest.raises(Invalid):
            sheet_orders.order_visit(key, "nl", user)
    with pytest.raises(PermissionDenied):
        sheet_orders.order_visit(approved.public_key, "nl", viewer)
    assert not FigureSet.objects.exists()


def test_the_page_of_a_visit_is_for_who_may_order_it(client, wave, planner, manager, viewer):
    visit, waiting = walked_visit(wave), walked_visit(wave, state=VisitState.SUBMITTED)
    stranger = UserFactory(role=Role.CLIENT_MANAGER, client=WaveFactory().study.client)
    desk, theirs = (reverse(name, args=[visit.public_key]) for name in ("documents:visit", "client:order_visit"))
    look = reverse("documents:preview_visit", args=[visit.public_key])
    for user, codes in (
        (planner, [200, 403, 200]), (manager, [403, 200, 403]), (viewer, [403, 403, 403]),
        (stranger, [403, 404, 403]), (UserFactory(role=Role.PLANNER), [404, 403, 404]),
        (UserFactory(role=Role.SHOPPER), [403] * 3), (UserFactory(role=Role.REVIEWER), [403] * 3),
    ):  # fmt: skip
        client.force_login(user)
        assert [client.get(url).status_code for url in (desk, theirs, look)] == codes
    client.force_login(manager)
    assert client.get(reverse("client:order_visit", args=[waiting.public_key])).status_code == 404
    assert not Report.objects.exists()


def test_a_manager_orders_from_the_page_of_the_visit(client, wave, manager, viewer, renderer):
    visit = walked_visit(wave, feelings=ANGRY)
    page, order = (
        reverse("client:visit", args=[visit.public_key]),
        reverse("client:order_visit", args=[visit.public_key]),
    )
    client.force_login(viewer)
    assert order not in client.get(page).content.decode()
    client.force_login(manager)
    assert order in client.get(page).content.decode()
    answer = client.post(order, {"language": "nl"})
    report = Report.objects.get()
    assert answer.url == reverse("client:report", args=[report.uuid])
    assert reverse("client:report", args=[report.uuid]) in client.get(order).content.decode()
    Visit.objects.filter(pk=visit.pk).update(overall_grade=2)
    asked = client.post(order, {"language": "nl"})
    assert asked.status_code == 422
    assert 'name="reason"' in asked.content.decode()
    again = client.post(order, {"language": "nl", "reason": "Het cijfer was verkeerd overgenomen."})
    assert again.url == reverse("client:report", args=[Report.objects.latest("pk").uuid])
    assert "verkeerd overgenomen" in client.get(again.url).content.decode()


def test_a_visit_can_be_looked_at_before_it_is_published(client, wave, planner):
    visit = walked_visit(wave, feelings=ANGRY)
    client.force_login(planner)
    answer = client.get(reverse("documents:preview_visit", args=[visit.public_key]), {"language": "nl"})
    assert "Na negen minuten wist ik nog niets." in answer.content.decode()
    assert "Voorbeeld" in answer.content.decode()
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    visit.refresh_from_db()
    assert visit.state == VisitState.APPROVED
    assert not FigureSet.objects.exists()


# --- one location -------------------------------------------------------------------------------------
def test_the_report_of_a_location_goes_over_its_waves(wave, planner, place):
    later = WaveFactory(study=wave.study, number=2, title="Voorjaar 2027", journey_version=wave.journey_version)
    for one in (wave, later):
        walked_visit(one, feelings=ANGRY, location=place)
    report, pdf = made(sheet_orders.order_location(wave.study, [wave, later], place, "nl", planner))
    text = text_of(pdf)
    for told in ("Balie Noord", "Najaar 2026", "Voorjaar 2027", report.number):
        assert told in text
    assert report.title.endswith("Najaar 2026 – Voorjaar 2027")
    held = json.loads(pdf.attachments["cijfers.json"][0])
    assert [row["wave"] for row in held["tables"]["waves"]] == ["Najaar 2026", "Voorjaar 2027"]
    assert {row["all_locations"] for row in held["tables"]["waves"]} == {None}
    assert {row["daypart"] for row in held["tables"]["visits"]} <= set(Daypart.values), "codes, not words of a language"
    assert "Voorjaar 2027: 1 bezoek" in text, "the method tells of the newest wave, and says so"
    assert len(held["tables"]["visits"]) == 2


def test_a_region_has_no_location_report(client, wave, planner, place):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION, name="Noord")
    walked_visit(wave, location=place)
    with pytest.raises(Invalid):
        sheet_orders.order_location(wave.study, [wave], region, "nl", planner)
    client.force_login(planner)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "language": "nl", "kind": "location"}
    for node in ("", region.pk):
        assert client.post(reverse("documents:new"), chosen | {"place": node}).status_code == 422
    assert not Report.objects.exists()


def test_a_location_report_is_looked_at_and_ordered_on_the_same_page(client, wave, planner, place, renderer):
    walked_visit(wave, feelings=ANGRY, location=place)
    client.force_login(planner)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "language": "nl", "kind": "location", "place": place.pk}
    looked = client.post(reverse("documents:new"), chosen | {"look": "1"})
    assert looked.context["counts"] == {"visits": 1, "places": 1}
    preview = client.get(reverse("documents:preview"), chosen)
    assert "Balie Noord" in preview.content.decode()
    assert not FigureSet.objects.exists()
    answer = client.post(reverse("documents:new"), chosen)
    report = Report.objects.get()
    assert answer.url == reverse("documents:detail", args=[report.uuid])
    assert report.figure_set.kind == SetKind.LOCATION
    told = client.get(answer.url).content.decode()
    assert reverse("improvement:detail", args=[report.figure_set.uuid]) not in told
    found = client.get(reverse("documents:list"), {"kind": "location"})
    assert [row["report"] for row in found.context["rows"]] == [report]
    assert not client.get(reverse("documents:list"), {"kind": "visit"}).context["rows"]


def test_who_reads_for_another_location_cannot_tell_that_there_is_a_report(client, wave, planner, place, renderer):
    elsewhere = LocationFactory(client=wave.study.client, kind=LocationKind.SITE)
    walked_visit(wave, location=place)
    report, _pdf = made(sheet_orders.order_location(wave.study, [wave], place, "nl", planner))
    mine = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[place])
    other = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[elsewhere])
    url = reverse("client:report", args=[report.uuid])
    for user, code in ((mine, 200), (other, 404)):
        client.force_login(user)
        assert client.get(url).status_code == code


def test_nobody_writes_beside_a_short_report(client, wave, planner):
    visit = walked_visit(wave)
    frozen = sheet_orders.order_visit(visit.public_key, "nl", planner).figure_set
    client.force_login(planner)
    assert client.get(reverse("improvement:detail", args=[frozen.uuid])).status_code == 404
    assert str(frozen.uuid) not in client.get(reverse("improvement:list")).content.decode()


# --- all of them at once ------------------------------------------------------------------------------
def test_one_order_makes_a_location_report_for_every_location(client, wave, planner, place, renderer):
    other = LocationFactory(client=wave.study.client, kind=LocationKind.SITE, name="Balie Zuid")
    for one in (place, other):
        walked_visit(wave, location=one)
    client.force_login(planner)
    chosen = {
        "study": wave.study.pk,
        "waves": [wave.pk],
        "language": "nl",
        "kind": "location",
        "per": "site",
        "seen": 2,
    }
    assert client.post(reverse("documents:bundle_new"), chosen | {"per": "region", "seen": 0}).status_code == 422
    client.post(reverse("documents:bundle_new"), chosen)
    jobs.run_all()
    bundle = Bundle.objects.get()
    assert bundles.counts_of([bundle])[bundle.pk].ready == 2
    assert {report.figure_set.kind for report in Report.objects.all()} == {SetKind.LOCATION}
    assert sorted(report.title.split(" · ")[0] for report in Report.objects.all()) == ["Balie Noord", "Balie Zuid"]
