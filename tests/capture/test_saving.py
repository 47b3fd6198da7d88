"""What the form says of its answers is true of the phone's disk, also when the disk takes nothing."""

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.capture.browser import HERE, form_page, kept, launch, phone, said
from tests.documents import question, step, text
from tests.emotions.form_page import WHOLE

WATCH = "talk/long"
JOURNEY = {
    "title": text("Bellen", "Calling"),
    "phases": [{"key": "one", "steps": [step("talk", [
        question("long", "duration", unit=text("s", "s"), decimals=0, min=0, max=None, bands=[]),
    ])]}],
}  # fmt: skip
# Nothing can be written as long as `refuse` is set.
DISK = """const start = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, ...more) {
  if (window.refuse && mode === "readwrite") throw new DOMException("", "UnknownError");
  return start.call(this, names, mode, ...more);
};"""


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    with phone(chromium, form_page("en", WHOLE, document=JOURNEY)) as context:
        context.add_init_script(DISK)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto(f"{HERE}/form#talk/q")
        expect(page.locator("#actions .primary")).to_be_visible()
        yield page


def begun(page: Page) -> list:
    """When the stopwatch of the question began, as the disk has it."""
    return [at for key, at in kept(page, "meta") if str(key).endswith(WATCH) and at]


def test_a_stopwatch_is_measured_by_until_its_answer_is_on_disk(page):
    page.get_by_role("button", name="Start stopwatch").click()
    expect(page.get_by_label("seconds")).to_have_value("1")
    page.evaluate("window.refuse = true")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#sync")).to_have_text("Not saved")
    assert (said(page, WATCH), len(begun(page))) == (None, 1)

    page.reload()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Start stopwatch")).to_be_visible()
    assert said(page, WATCH)["v"] >= 1
    assert begun(page) == []
