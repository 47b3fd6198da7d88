"""Beside the answers, end to end: a position shared, a note that a crash cut off, and who may know of either."""

import contextlib
import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.walks import shopper
from tests.walks.conftest import assert_accessible
from tests.walks.test_route import photo

pytestmark = pytest.mark.walk
# Resolves once a fifth of a second was heard.
HEARD = """audio => new Promise((done) => {
  audio.muted = true;
  audio.ontimeupdate = () => audio.currentTime > 0.2 && done();
  audio.play();
})"""
NEAR = {"latitude": 52.1027, "longitude": 5.1, "accuracy": 40}  # 300 m north of the library


def record_and_crash(page: Page) -> None:
    """Speak for a second at the second step; then the page dies."""
    page.evaluate("location.hash = 'waiting/q'")
    page.get_by_role("button", name="Record a note").click()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_a_note_and_a_position_come_to_the_reviewer_and_to_nobody_else(log_in, product):
    page = log_in("speaker", language="en")
    context = page.context
    context.grant_permissions(["microphone", "geolocation"], origin=product.url)
    context.set_geolocation(NEAR)
    page.get_by_role("button", name="Start the visit").click()
    expect(page.get_by_role("heading", name="May we see where you are?")).to_be_visible()
    assert_accessible(page)
    address = page.url.split("#")[0]
    page.get_by_role("button", name="Share my position").click()
    page.wait_for_url(re.compile("#baseline"))
    record_and_crash(page)

    page = context.new_page()
    page.goto(address)
    page.wait_for_url(re.compile("#baseline"))
    shopper.fill_in(page, photo("12"), lambda _page: None)
    page.evaluate("location.hash = 'waiting/q'")
    expect(page.locator(".memos")).to_contain_text("This recording was cut off. What was recorded is kept.")
    expect(page.locator(".memos")).to_contain_text("Received")
    page.evaluate("location.hash = 'check'")
    shopper.hand_in(page, lambda _page: None)

    desk = log_in("reviewer", language="en")
    desk.goto(f"{product.url}/desk/review/?q=library")
    desk.get_by_role("link", name=re.compile("Renew a passport|Library")).first.click()
    expect(desk.get_by_text("At the start about 300 m from the location, accurate to 40 m")).to_be_visible()
    expect(desk.locator("figcaption").first).to_contain_text("about 300 m from the location")
    assert "52.10" not in desk.content()
    player = desk.get_by_label("Spoken note 1 of Waiting")
    expect(player).to_be_visible()
    assert_accessible(desk)
    player.evaluate(HEARD)

    sound = player.evaluate("audio => audio.src")
    for who in ("director", "guest", "planner"):
        somebody = log_in(who, language="en")
        answer = somebody.request.get(sound)
        assert answer.status == (200 if who == "planner" else 404), who
    assert desk.request.get(sound, headers={"Range": "bytes=0-3"}).body() == b"\x1a\x45\xdf\xa3"
