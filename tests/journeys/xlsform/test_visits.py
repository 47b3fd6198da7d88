"""Real questionnaires on a real phone: each imported sample is filled in a browser with answers made up to fit it,
handed in, approved, and taken out again with every answered path exactly once."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Door
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from pypdf import PdfReader

from fieldwork.capture.fields import sheet_of
from fieldwork.capture.models import Answer
from fieldwork.common.texts import pick
from fieldwork.journeys import actions, documents, kinds
from fieldwork.journeys.xlsform import reading
from fieldwork.measurement import expressions
from fieldwork.review import actions as review
from fieldwork.visits.states import VisitState
from reports.documents import actions as reports
from reports.exports import visit_files
from reports.figures.published import Filters
from reports.figures.released import Release
from tests.factories import ClientFactory, UserFactory, VisitFactory, WaveFactory
from tests.journeys.xlsform.workbooks import name_of, need, samples

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]
IN_EVERY_RUN = ("onadata__mali_health.xlsx", "web__socio-economic-survey-v20240515.xlsx")
TEXTS = [
    "abc",
    "12345",
    "12345-6789",
    "a@b.nl",
    "abcdefg",
    "abcdefghijk",
    "Een zin van drie woorden.",
    "yes",
    "no",
    "1",
]
NUMBERS = [1, 2, 0, 3, 5, 6, 10, 11, 12, 15, 18, 20, 50, 100]
LATE = "2030-01-01"
MOMENTS = {
    "date": ["2020-11-24", LATE],
    "time": ["14:07", "09:00"],
    "datetime": ["2020-11-24T14:07", f"{LATE}T09:00"],
}


def photo() -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def made_up(question: dict[str, Any], known: dict[str, Any]) -> Any:
    """The first answer that a question takes, given the others."""
    kind, rule = kinds.get(question["kind"]), question.get("constraint")
    listed = MOMENTS.get(question["kind"]) or (NUMBERS if question["kind"] in ("number", "grade", "nps") else TEXTS)
    for value in listed:
        try:
            kind.check_value(question, value)
        except kinds.BadValue:
            continue
        if rule is None or expressions.holds(rule["expr"], known, value):
            return value
    raise AssertionError(f"no answer fits {question['key']}: {rule}")


PATIENCE_MS = 60_000  # on a busy machine; no speed is judged here


class Filler:
    """Fills one form as a thumb would, screen by screen; feelings are left unsaid."""

    def __init__(self, page: Page, document: dict[str, Any]) -> None:
        self.page, self.asked = page, documents.questions_by_path(document)
        self.known: dict[str, Any] = {expressions.NOW: f"{timezone.localtime():%Y-%m-%dT%H:%M}"}

    def run(self) -> None:
        """From the first screen to the last check."""
        for _screen in range(400):
            # Not ``wait_for_function``: it evaluates a string in the page, which the page forbids.
            expect(self.page).to_have_url(re.compile("#."), timeout=PATIENCE_MS)
            before = self.page.url
            now = self.page.evaluate("location.hash.slice(1)")
            if now == "check":
                return
            if now == "baseline" or now.endswith("/tap"):
                self.page.locator("#tap-more button").first.click()
            else:
                if now.endswith("/q"):
                    self.questions()
                else:
                    for box in self.page.locator("#screen .choice.quiet").all():
                        box.click()
                        expect(box.locator("input")).to_be_checked()
                self.page.locator("#actions .btn.primary").click()
            expect(self.page).not_to_have_url(before, timeout=PATIENCE_MS)
        raise AssertionError("the form did not end")

    def questions(self) -> None:
        """Every question that stands there; answers may bring further ones."""
        done: set[str] = set()
        for _round in range(200):
            shown = self.page.locator("#screen [data-path]:not([hidden])")
            paths = [one for one in shown.evaluate_all("all => all.map((one) => one.dataset.path)") if one not in done]
            if not paths:
                return
            done.add(paths[0])
            if self.asked[paths[0]]["kind"] != "note":
                self.answer(paths[0])

    def answer(self, path: str) -> None:
        """One question, by its kind."""
        question, field = self.asked[path], self.page.locator(f"[id='f-{path}']")
        if question["kind"] in ("single", "multiple", "yes_no", "scale"):
            self.choose(path, question, field)
        elif question["kind"] == "photo":
            file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
            field.locator("input[type=file]").first.set_input_files(file)
            expect(field.locator(".slots canvas")).to_be_visible()
        else:
            value = made_up(question, self.known)
            control = field.locator("input, textarea").first
            if question["kind"] == "datetime" and control.get_attribute("type") != "datetime-local":
                for part, one in zip(str(value).split("T"), field.locator("input").all(), strict=False):
                    one.fill(part)
                    one.blur()
            else:
                control.fill(str(value))
                control.blur()
            self.known[path] = {"v": value}
        expect(field.locator(".keeps")).to_have_attribute("data-kept", "yes")

    def choose(self, path: str, question: dict[str, Any], field: Any) -> None:
        """The first choice that is offered and fits."""
        boxes = [one for one in field.locator("label.choice:not(.quiet)").all() if one.is_visible()]
        rule, several = question.get("constraint"), question["kind"] == "multiple"
        for box in boxes:
            key = box.locator("input").get_attribute("value")
            value = [key] if several else key
            if rule is None or expressions.holds(rule["expr"], self.known, value):
                box.click()
                expect(box.locator("input")).to_be_checked()
                self.known[path] = {"v": value}
                return
        raise AssertionError(f"no choice fits {path}")


def filled(live_server, sample, monkeypatch):
    """The visit of a sample, filled in on a phone and handed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found = reading.read(sample.read_bytes(), sample.name, "en")
    assert found.document is not None
    client, planner = ClientFactory(), UserFactory(role="administrator")
    version = actions.publish(actions.create(client, found.title, planner, found.document), planner)
    wave = WaveFactory(study__client=client, study__journey=version.journey, journey_version=version)
    visit = VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True)
    door = Door()
    door.force_login(visit.shopper)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 360, "height": 740}, has_touch=True, service_workers="block"
        )
        context.add_cookies([{**cookie, "url": live_server.url}])
        context.route(
            "**/static/**",
            lambda route: route.fulfill(path=finders.find(urlsplit(route.request.url).path.removeprefix("/static/"))),
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto(reverse("phone:form", args=[visit.uuid]))
        Filler(page, version.document).run()
        page.locator("#screen input[type=checkbox]").check()
        page.locator("#actions .btn.primary").click()
        expect(page.locator(".receipt .code")).not_to_be_empty(timeout=120_000)
        browser.close()
    visit.refresh_from_db()
    return visit


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(one, marks=[] if one is None or one.name in IN_EVERY_RUN else [pytest.mark.soak], id=name_of(one))
        for one in samples()
    ],
)
def test_a_real_questionnaire_is_filled_on_a_phone_and_approved(live_server, sample, monkeypatch):
    file = need(sample)
    if reading.read(file.read_bytes(), file.name, "en").document is None:
        return  # refused with its list: see test_import
    visit = filled(live_server, file, monkeypatch)
    assert visit.state == VisitState.SUBMITTED
    rows = list(Answer.objects.filter(visit=visit))
    wanted = {
        path for path, question in sheet_of(visit.journey_version).questions.items()
        if kinds.get(question["kind"]).has_answer
    }  # fmt: skip
    assert sorted(row.path for row in rows) == sorted(wanted)
    assert sum(row.status == "answered" for row in rows) > 0
    reviewer = UserFactory(role="administrator")
    review.approve(review.claim(visit, reviewer), reviewer)
    visit.refresh_from_db()
    assert visit.state == VisitState.APPROVED
    taken_out(visit, wanted, reviewer)
    reported(visit, reviewer)


def taken_out(visit, wanted, by):
    """Every path once, in every format."""

    def quiet(_number):
        """Nobody waits for it."""

    whole = json.loads(b"".join(visit_files.json_lines(Release(by, Filters()), quiet)))
    assert sorted(whole["visits"][0]["answers"]) == sorted(wanted)
    text = b"".join(visit_files.csv_of(Release(by, Filters()), quiet, comma=False)).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text), delimiter=",")
    assert len(lines) == 1
    assert len(head) == len(set(head))
    assert wanted <= set(head)


def reported(visit, by):
    """As a PDF that names the journey."""
    report = reports.order(visit.wave.study, [visit.wave], None, "en", by)
    pdf = PdfReader(io.BytesIO(reports.in_foreground(report, as_html=False)))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert " ".join(pick(visit.journey_version.document["title"], "en").split())[:20] in text
