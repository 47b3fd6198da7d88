"""The walk of an import in a real browser: upload, the list, the draft in the designer, small and large; then the
first visit with it on a phone.

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
from playwright.sync_api import expect, sync_playwright

from fieldwork.capture.models import Answer
from fieldwork.journeys.models import Journey
from fieldwork.visits.states import VisitState
from tests.factories import ClientFactory, UserFactory, VisitFactory, WaveFactory
from tests.journeys.xlsform.test_visits import photo
from tests.journeys.xlsform.workbooks import workbook
from tests.walks.anyone import fill
from tests.walks.looks import SMALL, problems

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
def enter(live_server, monkeypatch):
    """Opens a page for somebody who is logged in, in a context of its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )

        def opened(user, **options):
            door = Door()
            door.force_login(user)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value}
            context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
            context.add_cookies([{**cookie, "url": live_server.url}])
            context.route("**/static/**", fulfil)
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
            return page

        yield opened
        browser.close()


def fulfil(route):
    """A static file as it lies in the source."""
    route.fulfill(path=finders.find(urlsplit(route.request.url).path.removeprefix("/static/")))


def take_picture(page, name):
    """A picture where pictures are wanted."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}.png", full_page=True)


def looked_at(page, name):
    """No axe violation and nothing that scrolls sideways, at both sizes; a picture where pictures are wanted."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        take_picture(page, f"{name}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_a_questionnaire_is_uploaded_looked_at_designed_and_taken_on_a_first_visit(enter, tmp_path):
    brand = ClientFactory(name="Nova")
    page = enter(UserFactory(role="planner", manages=[brand], language="nl"))
    good, bad = tmp_path / "balie.xlsx", tmp_path / "een_raadsel_zonder_begin_en_zonder_einde_maar_lang.xlsx"
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
    journey = Journey.objects.get()
    page.locator("#publish button").click()
    page.get_by_text("Versie 1", exact=False).first.wait_for()
    wave = WaveFactory(study__client=brand, study__journey=journey, journey_version=journey.versions.get())
    first_visit(enter, VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True, shopper__language="nl"))


def first_visit(enter, visit):
    """The imported questions on a phone, every screen with nothing wrong, up to the receipt."""
    page = enter(visit.shopper, viewport=SMALL, has_touch=True, service_workers="block")
    page.goto(reverse("phone:form", args=[visit.uuid]))
    page.wait_for_url("**#*")
    seen = []

    def look(name):
        seen.append(name)
        picture = f"visit-{len(seen):02}-{name.replace('/', '-').replace(', ', '-')}"
        take_picture(page, picture)
        if name.endswith("/q"):
            assert problems(page) == []
            # Nothing must be answered here: that is not the same as everything being answered.
            expect(page.locator("#ready-count")).to_have_text("0 van 2 klaar", timeout=30_000)
            expect(page.locator("#open-line")).to_have_text("Hier ontbreekt niets", timeout=30_000)

    fill(page, photo(), look)
    assert "desk/q, filled" in seen
    look("check")
    page.locator("#screen input[type=checkbox]").check()
    page.locator("#actions .btn.primary").click()
    expect(page.locator(".receipt .code")).not_to_be_empty(timeout=60_000)
    look("receipt")
    said = dict(Answer.objects.filter(visit=visit).values_list("path", "value"))
    assert said["desk/floor"] == "clean"
    assert said["desk/place"]
