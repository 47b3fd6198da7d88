"""The page of one visit on a small screen: nothing runs out of its place."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import sync_playwright

from tests.capture.browser import HERE, launch
from tests.capture.phones import picture
from tests.emotions.form_page import STATIC

WIDTH = 390
# How far anything of an answer sticks out of its column for photos, or that column out of the answer (CSS pixels).
STICKS_OUT = """() => Math.max(...[...document.querySelectorAll(".ev")].flatMap((place) => {
  const edge = place.getBoundingClientRect().right;
  return [edge - place.closest("li").getBoundingClientRect().right,
    ...[...place.querySelectorAll("*")].map((one) => one.getBoundingClientRect().right - edge)];
}))"""


def line(**about):
    media = SimpleNamespace(pk=uuid4(), taken_at=timezone.now())
    photo = {"media": media, "alt": "Photo", "caption": "ongeveer 300 m van de locatie vandaan", "problem": ""}
    refused = photo | {"problem": "Onleesbaar: buitenlandsepaspoortaanvraagformulier"}
    return {"number": 3, "path": "a/b", "anchor": "a", "text": "Wat zag u?", "answer": "2 foto's", "back": False,
            "asked": {}, "photos": [photo, photo, refused], **about}  # fmt: skip


@pytest.fixture
def page():
    words = {"line": line(), "is_mine": True}
    with override("nl"):
        answers = render_to_string("desk/review/_line.html", words)
    styles = "".join(
        f"<link rel=stylesheet href='{HERE}/css/{name}.css'>" for name in ("tokens", "ui", "app", "review")
    )
    html = f"<!doctype html>{styles}<main><section class=card><ol class=answers>{answers}</ol></section></main>"

    def answer(route):
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/css/"):
            route.fulfill(body=(STATIC / path[1:]).read_bytes(), content_type="text/css")
        elif path == "/":
            route.fulfill(body=html, content_type="text/html")
        else:
            route.fulfill(body=picture(1600, 1200), content_type="image/jpeg")

    with sync_playwright() as play:
        browser = launch(play)
        page = browser.new_page(viewport={"width": WIDTH, "height": 844})
        page.route("**/*", answer)
        page.goto(f"{HERE}/")
        page.locator("img").last.scroll_into_view_if_needed()
        page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
        yield page
        browser.close()


def test_photos_of_an_answer_keep_to_their_column(page):
    assert page.evaluate(STICKS_OUT) <= 0.5
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
