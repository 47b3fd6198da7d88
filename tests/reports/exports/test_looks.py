"""The pages of exports: axe, nothing past the edges, on a phone, a tablet and a desk, in both languages.

With ``PICTURES=folder`` each leaves pictures there.
"""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.people.states import Role
from reports.exports import actions
from reports.exports.models import Export
from reports.exports.states import Format
from tests.capture.browser import HERE, launch, serve
from tests.factories import UserFactory, WaveFactory
from tests.reports.field import walked_visit
from tests.walks import looks

pytestmark = pytest.mark.django_db
SIZES = ((1280, 900), (768, 1024), (360, 640))


@pytest.fixture(scope="module")
def chromium():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()


def with_exports(person):
    """One that is ready, one that failed, one that is being made."""
    for form, state in ((Format.XLSX, None), (Format.JSON, JobState.FAILED), (Format.CSV_COMMA, JobState.RUNNING)):
        export = actions.ask(person, {}, form, "nl")
        if state is None:
            jobs.run_all()
        else:
            Job.objects.filter(pk=export.job_id).update(state=state, progress=40)
    assert Export.objects.count() == 3
    return person


def the_client_s_exports():
    wave = WaveFactory(number=1, title="Voorjaar 2026")
    walked_visit(wave)
    return with_exports(UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)), reverse("exports:list")


def the_desk_s_exports():
    wave = WaveFactory(number=1)
    walked_visit(wave)
    person = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    return with_exports(person), f"{reverse('exports:list')}?wave={wave.pk}"


def nothing_to_export():
    person = UserFactory(role=Role.CLIENT_VIEWER, client=WaveFactory().study.client)
    return person, reverse("exports:list")


def an_overview_to_take_along():
    wave = WaveFactory(number=1)
    for _number in range(3):
        walked_visit(wave)
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client), reverse("client:overview")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("made", "shows"),
    [
        (the_client_s_exports, "progress"), (the_desk_s_exports, "progress"), (nothing_to_export, ".empty"),
        (an_overview_to_take_along, ".export li a >> nth=0"),
    ],
)  # fmt: skip
def test_the_screen_looks_right(chromium, made, shows, language):
    person, address = made()
    type(person).objects.filter(pk=person.pk).update(language=language)
    http = Client()
    http.force_login(person)
    html = http.get(address).content.decode()
    found = []
    for width, height in SIZES:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        serve(context, {"page": re.sub(r'nonce="[^"]*"', "", html)})
        page = context.new_page()
        page.goto(f"{HERE}/page")
        page.evaluate("() => document.querySelectorAll('details.export').forEach((one) => (one.open = true))")
        assert page.locator(shows).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for scheme in looks.SCHEMES:
            found += [f"{width} {scheme}: {one}" for one in looks.violations(page, scheme)]
            if folder := os.environ.get("PICTURES"):
                page.screenshot(path=Path(folder) / f"{made.__name__}-{language}-{width}-{scheme}.png", full_page=True)
        context.close()
    assert found == []
