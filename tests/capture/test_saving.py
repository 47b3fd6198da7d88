"""What the form says of its answers is true of the phone's disk, also when the disk takes nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.capture.browser import HERE, form_page, kept, opened, phone, said, until_said
from tests.capture.phones import picture
from tests.documents import YES_NO, question, step, text
from tests.emotions.form_page import WHOLE

WATCH = "talk/long"
JOURNEY = {
    "title": text("Bellen", "Calling"),
    "phases": [{"key": "one", "steps": [step("talk", [
        question("long", "duration", unit=text("s", "s"), decimals=0, min=0, max=None, bands=[]),
        question("greeted", "yes_no", **YES_NO),
        question("room", "yes_no", **YES_NO, allow_na=True),
        question("why", "short_text", required=False),
        question("proof", "yes_no", **YES_NO, allow_na=True, evidence={"min": 1, "max": 2, "when": "yes"}),
        question("told", "long_text", allow_na=True),
        question("bill", "receipt", photo_required=False, required=False),
        question("day", "date", required=False),
    ])]}],
}  # fmt: skip
# Nothing can be written as long as `refuse` is set.
DISK = """const start = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, ...more) {
  if (window.refuse && mode === "readwrite") throw new DOMException("", "UnknownError");
  return start.call(this, names, mode, ...more);
};"""

# How often the browser was asked to keep what is here.
ASKED = """window.asked = 0;
navigator.storage.persist = async () => { window.asked += 1; return true; };"""

# Type a letter, and look at the mark before anything can have been written.
TYPE = """(box, field) => {
  box.value += "!";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return document.querySelector(`[data-field="${field}"]`).innerText.trim();
}"""


@pytest.fixture
def page(chromium):
    with phone(chromium, form_page("en", WHOLE, document=JOURNEY)) as context:
        context.add_init_script(DISK)
        context.add_init_script(ASKED)
        yield opened(context, "talk/q")


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


def keeps(page: Page, field: str) -> str:
    """What stands beside a question or a part about its newest answer."""
    return page.locator(f"[data-field='{field}']").inner_text().strip()


def test_each_question_tells_whether_its_own_answer_is_on_disk(page):
    greeted, why = (page.locator(f"[id='f-talk/{name}']") for name in ("greeted", "why"))
    assert [keeps(page, f"talk/{name}") for name in ("long", "greeted", "why")] == ["", "", ""]
    before = why.bounding_box()
    greeted.get_by_text("Yes").click()
    expect(page.locator("[data-field='talk/greeted']")).to_have_text("Saved on this phone", use_inner_text=True)
    assert keeps(page, "talk/why") == ""

    page.evaluate("window.refuse = true")
    greeted.get_by_text("No", exact=True).click()
    expect(page.locator("[data-field='talk/greeted']")).to_have_text("Not saved", use_inner_text=True)
    page.evaluate("window.refuse = false")
    greeted.get_by_text("No", exact=True).click()
    greeted.get_by_text("Yes").click()
    expect(page.locator("[data-field='talk/greeted']")).to_have_text("Saved on this phone", use_inner_text=True)
    assert why.bounding_box() == before

    typed = why.locator("input")
    typed.fill("Because")
    typed.blur()
    expect(page.locator("[data-field='talk/why']")).to_have_text("Saved on this phone", use_inner_text=True)
    assert typed.evaluate(TYPE, "talk/why") == ""
    expect(page.locator("[data-field='talk/why']")).to_have_text("Saved on this phone", use_inner_text=True)
    page.reload()
    expect(page.locator("[data-field='talk/why']")).to_have_text("Saved on this phone", use_inner_text=True)
    assert keeps(page, "talk/greeted") == "Saved on this phone"


@pytest.mark.parametrize("screen", ["baseline", "talk/tap", "talk/named", "talk/grade", "overall"])
def test_each_part_has_a_mark_of_its_own(page, screen):
    page.goto(f"{HERE}/form#{screen}")
    marks = page.locator("[data-field^='@'], [data-field*='/@']")
    expect(marks.first).to_have_text("Saved on this phone", use_inner_text=True)
    expect(marks).to_have_count(2 if screen == "overall" else 1)


def test_the_browser_is_asked_once_to_keep_what_is_here_after_the_first_answer(page):
    assert page.evaluate("window.asked") == 0
    for name in ("greeted", "room"):
        page.locator(f"[id='f-talk/{name}']").get_by_text("Yes").click()
        until_said(page, f"talk/{name}", {"v": "yes"})
        page.wait_for_function("window.asked === 1")


def test_a_slip_on_not_applicable_takes_no_photo_and_no_words_away(page):
    proof, told = (page.locator(f"[id='f-talk/{name}']") for name in ("proof", "told"))
    proof.get_by_text("Yes").click()
    shot = {"name": "shot", "mimeType": "image/jpeg", "buffer": picture()}
    proof.locator("input[type=file]").first.set_input_files(shot)
    expect(proof.locator(".shot")).to_have_count(1)
    given = said(page, "talk/proof")
    proof.get_by_text("N/A").click()
    until_said(page, "talk/proof", {"na": ""})
    proof.get_by_text("Yes").click()
    until_said(page, "talk/proof", given)

    told.get_by_role("textbox").fill("All that was said at the counter")
    told.get_by_role("textbox").blur()
    for _time in range(2):
        told.get_by_text("N/A").click()
        until_said(page, "talk/told", {"na": ""})
        told.get_by_text("N/A").click()
        until_said(page, "talk/told", {"v": "All that was said at the counter"})
    expect(told.get_by_role("textbox")).to_have_value("All that was said at the counter")


def test_a_question_that_did_not_apply_asks_for_a_reason(page):
    room = page.locator("[id='f-talk/room']")
    room.get_by_text("N/A").click()
    room.get_by_text("Another reason").click()
    room.get_by_role("textbox").fill("They were closed")
    room.get_by_role("textbox").blur()
    until_said(page, "talk/room", {"na": "They were closed"})
    expect(room.get_by_role("textbox")).to_have_value("They were closed")


@pytest.mark.parametrize(("typed", "cents"), [("12,5", 1250), ("19.99", 1999), ("0,07", 7), ("7", 700)])
def test_an_amount_is_kept_in_cents(page, typed, cents):
    page.get_by_label("Amount").fill(typed)
    page.get_by_label("Amount").blur()
    until_said(page, "talk/bill", {"v": {"amount_cents": cents, "currency": "EUR", "photos": []}})


def test_an_amount_with_parts_of_a_cent_is_not_rounded_in_silence(page):
    box = page.locator("[id='f-talk/bill']")
    page.get_by_label("Amount").fill("12,3456")
    page.get_by_label("Amount").blur()
    expect(box.get_by_text("Type the amount as on the receipt, such as 12.50.")).to_be_visible()
    expect(page.get_by_label("Amount")).to_have_value("12,3456")


def test_a_year_that_nobody_means_is_told_at_once_and_waits_for_a_better_one(page):
    day = page.locator("[id='f-talk/day']")
    for odd in ("0026-11-24", "9999-12-31"):
        day.locator("input").fill(odd)
        day.locator("input").blur()
        expect(day.locator(".error")).to_contain_text("Look at the year again")
        until_said(page, "talk/day", {"v": odd})
        newest = max((op for _key, op in kept(page, "ops") if op["field"] == "talk/day"), key=lambda op: op["seq"])
        assert newest["hold"]
    day.locator("input").fill("2026-11-24")
    day.locator("input").blur()
    expect(day.locator(".error")).to_be_hidden()
