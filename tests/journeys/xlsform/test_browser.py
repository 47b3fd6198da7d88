"""The walk of an import in a real browser: upload, the list, the draft in the designer, small and large.

With ``PICTURES=folder`` each screen leaves a picture there.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Door
from django.urls import reverse
from playwright.sync_api import sync_playwright

from fieldwork.journeys.models import Journey
from tests.factories import ClientFactory, UserFactory
from tests.journeys.xlsform.workbooks import workbook

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]
SURVEY = [
    ["type", "name", "label::English (en)", "label::Nederlands (nl)", "relevant", "appearance"],
    ["begin group", "desk", "At the desk", "Aan de balie"],
    ["select_one clean", "floor", "How clean is the floor?", "Hoe schoon is de vloer?", None, "minimal"],
    ["text", "why", "What did you see?", None, "${floor} = 'dirty'"],
    ["geopoint", "place", "Where was it?", "Waar was het?"],
    ["video", "film", "A film of it", "Een film ervan", "count(${floor}) > 1"],
    ["end group"],
]
REFUSED = [*SURVEY, ["riddle", "what", "What?"], ["end group"]]


@pytest.fixture
def page(live_server, monkeypatch):
    """A planner's browser, logged in, in Dutch."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    door = Door()
    door.force_login(UserFactory(role="planner", manages=[ClientFactory(name="Nova")], language="nl"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([{**cookie, "url": live_server.url}])
        context.route(
            "**/static/**",
            lambda route: route.fulfill(path=finders.find(urlsplit(route.request.url).path.removeprefix("/static/"))),
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        yield page
        browser.close()


def looked_at(page, name):
    """No axe violation and nothing that scrolls sideways, at both sizes; a picture where pictures are wanted."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if os.environ.get("PICTURES"):
            page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_a_questionnaire_is_uploaded_looked_at_confirmed_and_designed(page, tmp_path):
    good, bad = tmp_path / "balie.xlsx", tmp_path / "raadsel.xlsx"
    good.write_bytes(workbook(SURVEY))
    bad.write_bytes(workbook(REFUSED))
    page.goto(reverse("journeys:import"))
    looked_at(page, "upload")
    page.set_input_files("[name=file]", bad)
    page.get_by_role("button", name="Bestand inlezen").click()
    page.get_by_text("Van dit bestand kan geen klantreis worden gemaakt.").wait_for()
    looked_at(page, "refused")
    page.goto(reverse("journeys:import"))
    page.set_input_files("[name=file]", good)
    page.get_by_role("button", name="Bestand inlezen").click()
    page.get_by_text("Bij een bezoek worden geen films gemaakt.").wait_for()
    looked_at(page, "preview")
    assert not Journey.objects.exists()
    page.get_by_role("button", name="Klantreis maken").click()
    page.get_by_text("De klantreis staat klaar als concept.").wait_for()
    looked_at(page, "designer")
    assert Journey.objects.count() == 1
