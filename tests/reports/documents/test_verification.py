"""The public page: what it says about a file and a number, and everything it does not."""

import hashlib
import io
import os
import re
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from fieldwork.common import jobs
from fieldwork.common.storage import read
from fieldwork.people.states import Role
from reports.documents import actions, intake, withdrawal
from reports.documents.models import Report
from reports.documents.numbers import LETTERS, number_of, read_number
from tests.capture.browser import launch
from tests.factories import UserFactory
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit
from tests.walks import looks

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "In dit rapport staat een verkeerd cijfer."
PAGE = "/verify/"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Nobody has asked anything yet, and a report is made at once."""
    cache.clear()
    one = StandIn()
    monkeypatch.setattr(actions, "_child", lambda: one)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="nl")


@pytest.fixture
def report(wave, planner):
    walked_visit(wave)
    made = actions.order(wave.study, [wave], None, "nl", planner)
    jobs.run_all()
    return Report.objects.get(pk=made.pk)


def corrected(report, wave, planner, language="nl"):
    """The report that replaces this one."""
    wave.visits.update(overall_grade=3)
    new = actions.order(wave.study, [wave], None, language, planner, "Eén cijfer was verkeerd.")
    jobs.run_all()
    return Report.objects.get(pk=new.pk)


def sent(client, body, **fields):
    file = SimpleUploadedFile("rapport.pdf", body, content_type="application/pdf")
    return client.post(PAGE, {"file": file, **fields})


def verdict(answer):
    found = re.search(r'data-verdict="(\w+)"', answer.content.decode())
    return found[1] if found else None


# --- numbers --------------------------------------------------------------------------------------------
@given(st.uuids())
def test_a_number_is_short_has_no_letters_that_look_alike_and_is_read_back_however_it_is_typed(uuid):
    number = number_of(uuid)
    assert re.fullmatch(rf"R-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", number)
    assert not set(number[2:]) & set("01ILOU")
    for typed in (number, number.lower(), number.replace("-", ""), f" {number[2:]} ", number.replace("-", " ")):
        assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["", "R-", "R-7F3K-92Q", "R-7F3K-92QXX", "R-0F3K-92QX", "x" * 5000, "R-7F3K-92Q\n%"])
def test_what_is_no_number_is_not_read_as_one(typed):
    assert read_number(typed) is None


def test_two_reports_never_have_the_same_number(report):
    twin = Report(uuid=report.uuid, figure_set=report.figure_set, title="x", render_key="1" * 64)
    twin.save()
    assert twin.number != report.number
    assert twin.number == number_of(twin.uuid)
    assert number_of(UUID(int=0)) == "R-2222-2222"


# --- files ----------------------------------------------------------------------------------------------
def test_the_file_we_issued_is_real(client, report):
    answer = sent(client, read(report.pdf))
    assert (answer.status_code, verdict(answer)) == (200, "authentic")
    page = answer.content.decode()
    assert report.number in page
    assert report.pdf_sha256 in page
    assert "demonstratiesleutel" in page


@pytest.mark.parametrize("typed", [str.upper, lambda digest: f"  {digest[:32]} {digest[32:]}\n"])
def test_its_sha256_alone_will_do(client, report, typed):
    assert verdict(client.post(PAGE, {"sha256": typed(report.pdf_sha256)})) == "authentic"


def test_one_byte_more_or_other_is_another_file(client, report):
    pdf = read(report.pdf)
    for changed in (pdf + b"\n", pdf[:-40] + b"x" + pdf[-39:]):
        answer = sent(client, changed)  # its signature names the report
        assert verdict(answer) == "changed"
        assert report.number in answer.content.decode()


def test_a_stranger_with_our_number_typed_beside_it_is_called_another_file(client, report):
    assert verdict(sent(client, b"%PDF-1.7 something else")) == "unknown"
    assert verdict(sent(client, b"%PDF-1.7 something else", number=report.number)) == "changed"
    assert verdict(client.post(PAGE, {"sha256": "0" * 64, "number": report.number})) == "changed"
    assert verdict(client.post(PAGE, {"sha256": "0" * 64, "number": "R-2222-2222"})) == "unknown"


def test_a_replaced_report_names_the_newest_and_only_one_in_use(client, wave, planner, report):
    corrected(report, wave, planner)
    wave.visits.update(overall_grade=4)
    newest = actions.order(wave.study, [wave], None, "nl", planner, "Nog een cijfer.")
    english = actions.order(wave.study, [wave], None, "en", planner)
    jobs.run_all()
    answer = sent(client, read(report.pdf))
    assert verdict(answer) == "superseded"
    assert (newest.number in answer.content.decode(), english.number in answer.content.decode()) == (True, False)
    withdrawal.withdraw(Report.objects.get(pk=newest.pk), planner, WHY, is_public=False)
    assert english.number in sent(client, read(report.pdf)).content.decode()


@pytest.mark.parametrize("is_public", [True, False])
def test_a_withdrawn_report_says_so_and_why_only_when_that_was_written_for_everybody(
    client, planner, report, is_public
):
    withdrawal.withdraw(report, planner, WHY, is_public=is_public)
    answer = sent(client, read(report.pdf))
    assert verdict(answer) == "withdrawn"
    assert (WHY in answer.content.decode()) is is_public
    alone = client.get(reverse("verify:number", args=[report.number])).content.decode()
    assert ("ingetrokken" in alone, WHY in alone) == (True, False)


# --- numbers alone --------------------------------------------------------------------------------------
def test_a_number_alone_says_when_and_where_it_stands_and_asks_for_the_file(client, wave, planner, report):
    answer = client.get(reverse("verify:number", args=[report.number.lower()]))
    page = answer.content.decode()
    assert (answer.status_code, verdict(answer)) == (200, "authentic")
    assert "in gebruik" in page
    assert "echt." not in page
    assert report.pdf_sha256 not in page
    new = corrected(report, wave, planner)
    answer = client.get(reverse("verify:number", args=[report.number]))
    assert verdict(answer) == "superseded"
    assert f"De nieuwste versie is rapport {new.number}" in answer.content.decode()


def test_a_number_that_was_never_given_or_has_no_file_yet_is_unknown(client, wave, planner):
    walked_visit(wave)
    waiting = actions.order(wave.study, [wave], None, "nl", planner)
    for number in ("R-2222-2222", waiting.number):
        assert verdict(client.get(reverse("verify:number", args=[number]))) == "unknown"
    assert client.get(reverse("verify:number", args=["geen-nummer"])).status_code == 404
    assert client.get(PAGE, {"number": waiting.number}).url == reverse("verify:number", args=[waiting.number])
    assert client.post(PAGE, {"number": waiting.number}).url == reverse("verify:number", args=[waiting.number])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_of_the_client_the_study_or_the_planner_is_on_any_answer(client, wave, planner, report, language):
    client.cookies["django_language"] = language
    new = corrected(report, wave, planner)
    withdrawal.withdraw(new, planner, "Alleen voor wie het mag zien.", is_public=False)
    secret = [
        wave.study.client.name, wave.study.title, wave.title, report.title, planner.name, planner.email,
        "Alleen voor wie het mag zien.", str(report.uuid), "Eén cijfer",
    ]  # fmt: skip
    answers = [sent(client, read(one.pdf)) for one in (report, new)]
    answers += [client.get(reverse("verify:number", args=[one.number])) for one in (report, new)]
    answers += [sent(client, read(new.pdf) + b" ")]
    for answer in answers:
        page = answer.content.decode()
        assert f'lang="{language}"' in page
        assert not [word for word in secret if word and word in page]
        assert answer.headers["Cache-Control"] == "no-store"


# --- hostile --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "says"),
    [(b"", "Choose the PDF"), (b"MZ\x90 no pdf", "not a PDF"), (b"<html>%PDF-1.7</html>", "not a PDF")],
)
def test_what_is_no_pdf_is_told_and_nothing_is_looked_up(client, body, says):
    client.cookies["django_language"] = "en"
    answer = sent(client, body)
    assert answer.status_code == 422
    assert verdict(answer) is None
    assert says in answer.content.decode() or "empty" in answer.content.decode()


@pytest.mark.parametrize("fields", [{}, {"sha256": "x"}, {"sha256": "0" * 63}, {"number": "%%"}, {"sha256": "é" * 999}])
def test_what_was_typed_wrongly_stays_and_is_told(client, fields):
    answer = client.post(PAGE, fields)
    assert answer.status_code == 422
    for typed in fields.values():
        assert typed[:100] in answer.content.decode()


def test_what_is_far_too_large_is_refused_before_it_is_read(client):
    class Untouched(io.BytesIO):
        def read(self, *size):
            raise AssertionError("not a byte of it may be read")

    answer = client.generic(
        "POST", PAGE, b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(100 * 2**20), "wsgi.input": Untouched()},
    )  # fmt: skip
    assert answer.status_code == 413


def test_what_lies_about_its_size_is_cut_off(client, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST", 1000)
    monkeypatch.setattr(intake, "AROUND", 10**9)
    answer = sent(client, b"%PDF-" + b"x" * 300_000)
    assert (answer.status_code, verdict(answer)) == (422, None)


@pytest.mark.parametrize("fill", ["file", "other"])
def test_more_files_than_any_form_of_ours_sends_are_refused_with_a_page(client, fill):
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.7") for number in range(150)]
    answer = client.post(PAGE, {fill: files})
    assert answer.status_code == 413
    assert "<form" in answer.content.decode() or "<h1" in answer.content.decode()


def test_a_bomb_is_only_hashed_and_nothing_is_kept(client, report, own_files, monkeypatch):
    import pikepdf

    monkeypatch.setattr(pikepdf, "open", lambda *any, **kind: pytest.fail("it was opened"))
    before = sorted(path for path in own_files.rglob("*") if path.is_file())
    body = b"%PDF-1.7 1 0 obj <</Filter [/FlateDecode /FlateDecode] /Length 9999999999>> stream" + b"\x00" * 4_000_000
    answer = sent(client, body)
    assert verdict(answer) == "unknown"
    assert hashlib.sha256(body).hexdigest() in answer.content.decode()
    assert sorted(path for path in own_files.rglob("*") if path.is_file()) == before


def test_many_numbers_in_one_file_are_not_a_way_to_try_numbers(client, report, django_assert_max_num_queries):
    numbers = b" ".join(number_of(UUID(int=n * 7**40 % 2**128)).encode() for n in range(3000))
    with django_assert_max_num_queries(2):
        assert verdict(sent(client, b"%PDF-1.7 " + numbers + report.number.encode())) == "unknown"


@pytest.mark.parametrize("written", ["R-7F3K-92QX", r"R\0557F3K\05592QX"])
def test_a_number_that_lies_across_two_pieces_is_found(written):
    body = b"%PDF-1.7 " + written.encode() + b" and more"
    for at in range(1, len(body)):
        handler = intake.HashingHandler()
        handler.new_file("file", "rapport.pdf", "application/pdf", None)
        handler.receive_data_chunk(body[:at], 0)
        handler.receive_data_chunk(body[at:], at)
        found = handler.file_complete(len(body))
        assert (found.numbers, found.sha256) == (("R-7F3K-92QX",), hashlib.sha256(body).hexdigest())


def test_who_asks_too_often_waits_and_others_do_not(client, report):
    ask = lambda ip: client.get(reverse("verify:number", args=[report.number]), REMOTE_ADDR=ip)  # noqa: E731
    assert [ask("10.0.0.1").status_code for _ in range(intake.MOST_PER_MINUTE + 1)].count(200) >= intake.MOST_PER_MINUTE
    refused = ask("10.0.0.1")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert report.ready_at.strftime("%Y") not in refused.content.decode().split("<form")[0]
    assert ask("10.0.0.2").status_code == 200
    assert sent(client, b"%PDF-").status_code == 200


def test_the_page_asks_for_no_login_and_for_few_rows(client, report, django_assert_num_queries):
    pdf = read(report.pdf)
    with django_assert_num_queries(3):  # the report, what corrects its figures, what replaces it
        sent(client, pdf)
    with django_assert_num_queries(3):
        client.get(reverse("verify:number", args=[report.number]))
    assert client.put(PAGE).status_code == 405


# --- how it looks ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everybody_can_use_the_page_in_both_schemes(chromium, planner, report, language):
    from tests.capture.browser import HERE, serve

    http = Client()
    http.cookies["django_language"] = language
    withdrawal.withdraw(report, planner, WHY, is_public=True)
    pages = {
        "start": http.get(PAGE), "withdrawn": sent(http, read(report.pdf)), "wrong": http.post(PAGE, {"sha256": "x"}),
        "number": http.get(reverse("verify:number", args=[report.number])),
    }  # fmt: skip
    found = []
    for width, height in ((1280, 900), (360, 640)):
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        serve(context, {name: answer.content.decode() for name, answer in pages.items()})
        for name in pages:
            page = context.new_page()
            page.goto(f"{HERE}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth") == width
            for scheme in looks.SCHEMES:
                found += [f"{name} {width} {scheme}: {one}" for one in looks.violations(page, scheme)]
                if folder := os.environ.get("PICTURES"):
                    page.screenshot(path=f"{folder}/verify-{name}-{language}-{width}-{scheme}.png", full_page=True)
            page.close()
        context.close()
    assert found == []
