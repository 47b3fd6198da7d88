"""What scripts add to the designer, in a real browser: moving by keyboard, more rows, undo, one desired value."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client as Door
from django.urls import reverse
from playwright.sync_api import sync_playwright

from fieldwork.journeys import documents, editing
from fieldwork.journeys.models import Journey
from tests.documents import small
from tests.factories import JourneyFactory, UserFactory

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def journey():
    return JourneyFactory(draft=documents.clean(small()))


def found(path):
    """The file that stands at a static address."""
    return finders.find(path.removeprefix("/static/"))


@pytest.fixture
def page(live_server, journey, monkeypatch):
    """A planner's browser at 1280 pixels, logged in, in English."""
    # Playwright keeps an event loop in this thread; the test asks the database between its steps, never inside one.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    door = Door()
    door.force_login(UserFactory(role="planner", manages=[journey.client], language="en"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
        context.add_cookies([{**cookie, "url": live_server.url}])
        # The live server looks for the plain app of static files, and ours is one that leaves some out.
        context.route("**/static/**", lambda route: route.fulfill(path=found(urlsplit(route.request.url).path)))
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
        yield page
        browser.close()


def order(journey):
    step = editing.find_step(Journey.objects.get(pk=journey.pk).draft, "waiting")
    return [question["key"] for question in step["questions"]]


def picture(page, name):
    """One of the page where pictures are wanted."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}.png", full_page=True)


def assert_accessible(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_designing_by_keyboard_and_taking_back(page, journey):
    page.goto(reverse("journeys:step", args=[journey.pk, "waiting"]))
    page.get_by_role("link", name="Vraag room?").or_(page.get_by_role("link", name="Question room?")).last.focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    assert order(journey) == ["waited", "room", "minutes", "screen"]
    with page.expect_navigation():
        page.get_by_role("button", name="Remove question 4").click()
    assert order(journey) == ["waited", "room", "minutes"]
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert order(journey) == ["waited", "room", "minutes", "screen"]
    page.goto(reverse("journeys:step", args=[journey.pk, "waiting"]))
    page.locator("label").filter(has=page.get_by_label("very pleasant", exact=True)).click()
    assert page.get_by_label("Exact value").input_value() == "100"
    assert_accessible(page)


def test_an_answer_and_a_rule_are_added_with_a_button(page, journey):
    page.goto(reverse("journeys:question", args=[journey.pk, "waiting", "room"]))
    assert page.locator("[data-rows=options] > *").count() == 3
    page.get_by_role("button", name="Answer", exact=True).click()
    page.locator("[name=options-3-text__nl]").fill("Kon ik niet zien")
    page.get_by_text("Condition", exact=True).click()
    page.locator("[name=rules-0-field]").select_option("waiting/waited")
    offered = page.locator("[name=rules-0-value]").get_attribute("list")
    assert page.locator(f"#{offered} option").count() == 2
    page.locator("[name=rules-0-value]").fill("yes")
    with page.expect_navigation():
        page.get_by_role("button", name="Save question").click()
    question = editing.find_question(Journey.objects.get(pk=journey.pk).draft, "waiting/room")
    assert question["options"][-1]["key"] == "kon_ik_niet_zien"
    assert question["show_if"] == {"all": [{"field": "waiting/waited", "is": "eq", "value": "yes"}]}
    page.locator("[name=weight]").fill("heavy")
    with page.expect_navigation():
        page.get_by_role("button", name="Save question").click()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.locator("[name=weight]").input_value() == "heavy"
    assert_accessible(page)


def test_when_an_answer_is_offered_is_changed_by_keyboard(page, journey):
    page.goto(reverse("journeys:question", args=[journey.pk, "waiting", "room"]))
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name=re.compile("Change.*Answer 2")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Answer: Fair").is_visible()
    page.get_by_label("Question", exact=True).first.focus()
    page.locator("[name=rules-0-field]").select_option("waiting/waited")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("yes")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"answer-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    question = editing.find_question(Journey.objects.get(pk=journey.pk).draft, "waiting/room")
    assert question["options"][1]["show_if"] == {"all": [{"field": "waiting/waited", "is": "eq", "value": "yes"}]}
    assert page.get_by_text("Only when “Waiting: Question waited?” is Yes").is_visible()
    picture(page, "question")


def test_a_line_of_what_is_to_decide_opens_what_its_field_stands_in(page, journey):
    document = Journey.objects.get(pk=journey.pk).draft
    intro = {"nl": "Begin bij de deur.", "en": ""}
    sections = [{"key": "part", "title": {"nl": "Deel", "en": ""}, "weight": None}]
    journey.draft = editing.update_step(document, "waiting", {"intro": intro, "sections": sections})
    journey.save()
    page.goto(reverse("journeys:step", args=[journey.pk, "arriving"]))
    line = page.locator("li").filter(has_text="The name of section “part” has no EN text.")
    line.get_by_role("link").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    field = page.locator("[name=sections-0-title__en]")
    assert field.is_visible()
    assert page.evaluate("document.activeElement.name") == "sections-0-title__en"
    page.locator("summary", has_text="texts missing in one language").click()
    page.reload()
    assert not line.is_visible()  # closed by hand, so it stays closed
