"""Spoken notes on the phone, with a made-up microphone: each half second on disk, nothing lost, never needed."""

import contextlib

import pytest
from playwright.sync_api import Error, Page, expect

from tests.capture.browser import form_page, kept, opened, phone, said
from tests.emotions.form_page import WHOLE
from tests.walks.conftest import assert_accessible

FIELD = "talk/@memo"
ALLOWED = {"audio": True, "position": False}


@pytest.fixture
def form():
    return form_page("en", WHOLE, allows=ALLOWED)


@pytest.fixture
def context(chromium, form):
    with phone(chromium, form, permissions=["microphone"]) as found:
        yield found


def record(page: Page, clock: str = "0:01") -> None:
    """Begin, and wait until so much is on disk."""
    page.get_by_role("button", name="Record a note").click()
    expect(page.get_by_role("timer")).to_have_text(clock)


def pieces(page: Page) -> list:
    """The half seconds on disk that are not one note yet."""
    return [key for key, _size in kept(page, "chunks") if isinstance(key, list)]


def notes(page: Page) -> list[dict]:
    return [row for _key, row in kept(page, "media")]


def stop(page: Page, how_many: int = 1) -> None:
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.locator(".memos li")).to_have_count(how_many)


def test_a_note_is_kept_with_its_bytes_and_its_answer(context):
    page = opened(context, "talk/q")
    assert page.locator("audio").count() == 0
    record(page)
    expect(page.locator("#live")).to_have_text("Recording")
    stop(page)
    expect(page.locator("#live")).to_have_text("Note saved on your phone.")
    [note] = notes(page)
    assert said(page, FIELD) == {"v": [note["id"]]}
    assert kept(page, "chunks") == [[note["id"], note["size"]]]
    assert note["about"]["Upload-Duration"] >= 1_000
    assert (note["field"], note["sent"]) == (FIELD, 0)
    assert [key for key, _row in kept(page, "meta") if key.startswith("memo:")] == []
    hashed = page.evaluate(
        """async (id) => {
          const { bytes } = await import("store");
          const digest = await crypto.subtle.digest("SHA-256", await bytes(id));
          return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
        }""",
        note["id"],
    )
    assert hashed == note["sha256"]
    expect(page.get_by_role("button", name="Record a note")).to_be_focused()


def test_each_half_second_is_on_disk_before_the_end(context):
    page = opened(context, "talk/q")
    record(page, "0:02")
    assert len(pieces(page)) >= 3
    assert notes(page) == []


def test_a_page_that_dies_in_the_middle_keeps_what_was_recorded(context):
    page = opened(context, "talk/q")
    record(page, "0:02")
    before = len(pieces(page))
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")  # the page has no time for a last word
    page.close()

    again = opened(context, "talk/q")
    expect(again.locator(".memos li")).to_have_count(1)
    expect(again.locator(".memos")).to_contain_text("This recording was cut off. What was recorded is kept.")
    [note] = notes(again)
    assert said(again, FIELD) == {"v": [note["id"]]}
    assert note["about"]["Upload-Duration"] >= 500 * (before - 1)
    assert pieces(again) == []


def test_going_to_another_screen_stops_and_keeps(context):
    page = opened(context, "talk/q")
    record(page)
    page.evaluate("location.hash = 'check'")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("!document.querySelector('#memo-stop')")
    page.evaluate("location.hash = 'talk/q'")
    expect(page.locator(".memos li")).to_have_count(1)
    assert len(notes(page)) == 1


def test_another_tab_leaves_a_recording_under_way_alone(context):
    page = opened(context, "talk/q")
    record(page)
    other = opened(context, "talk/q")
    expect(other.get_by_role("button", name="Record a note")).to_be_visible()
    assert other.locator(".memos li").count() == 0
    assert len(pieces(page)) >= 1
    stop(page)
    assert len(notes(page)) == 1


def test_by_keyboard_alone(context):
    page = opened(context, "talk/q")
    page.get_by_role("button", name="Record a note").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop and keep")).to_be_focused()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    expect(page.get_by_role("button", name="Stop and keep")).to_be_focused()  # the clock takes no focus away
    page.keyboard.press("Space")
    expect(page.locator(".memos li")).to_have_count(1)


def test_it_is_heard_only_when_asked_and_can_be_removed_and_put_back(context):
    page = opened(context, "talk/q")
    record(page)
    stop(page)
    page.get_by_role("button", name="Listen Note 1").click()
    page.get_by_role("button", name="Stop Note 1").click()
    expect(page.get_by_role("button", name="Listen Note 1")).to_be_visible()
    page.get_by_role("button", name="Remove Note 1").click()
    expect(page.locator(".memos li")).to_have_count(0)
    assert said(page, FIELD) == {"v": []}
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".memos li")).to_have_count(1)
    assert said(page, FIELD) == {"v": [notes(page)[0]["id"]]}


# What the page hears when the server did not take a note; without words when it gave none.
REFUSED = """async ([id, why]) => {
  const { media } = await import("answers");
  media.set(id, { ...media.get(id), refused: why });
  document.dispatchEvent(new CustomEvent("fw-media", { detail: id }));
}"""


@pytest.mark.parametrize("why", [" ", "This recording is empty."])
def test_a_note_that_was_refused_says_what_to_do(context, why):
    page = opened(context, "talk/q")
    record(page)
    stop(page)
    page.evaluate(REFUSED, [notes(page)[0]["id"], why])
    told = f"This note was not accepted. {why} Remove it and say it once more, or write it down."
    expect(page.locator(".memos .doubt")).to_have_text(told)


def test_three_is_the_most_of_one_step(context):
    page = opened(context, "talk/q")
    for number in (1, 2, 3):
        record(page)
        stop(page, number)
    expect(page.get_by_text("3 notes is the most for one step.")).to_be_visible()
    assert page.get_by_role("button", name="Record a note").count() == 0


def test_a_slip_of_the_thumb_leaves_no_empty_note(context):
    page = opened(context, "talk/q")
    page.evaluate("MediaRecorder.prototype.start = function (slice) { this.dispatchEvent(new Event('stop')); }")
    page.get_by_role("button", name="Record a note").click()
    expect(page.locator(".doubt:visible")).to_contain_text("Nothing was recorded.")
    expect(page.get_by_role("button", name="Record a note")).to_be_visible()
    assert said(page, FIELD) is None
    assert notes(page) == []


def test_it_stops_by_itself_after_five_minutes(context):
    page = opened(context, "talk/q")
    record(page)
    page.evaluate("performance.now = ((now) => () => now() + 301000)(performance.now.bind(performance))")
    expect(page.locator(".memos li")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("Stopped after 5 minutes, the most for one note. It is kept.")
    expect(page.locator(".memos")).to_contain_text("Stopped after 5 minutes")


def test_a_refused_microphone_costs_nothing(chromium, form):
    with phone(chromium, form) as context:
        context.clear_permissions()
        context.grant_permissions([])  # the browser's answer is no, without a window
        page = opened(context, "talk/q")
        page.get_by_role("button", name="Record a note").click()
        expect(page.locator(".doubt:visible")).to_contain_text("This page may not use the microphone.")
        expect(page.get_by_role("button", name="Record a note")).to_be_visible()
        page.get_by_label("Question why?").fill("Typed instead")
        page.locator("#actions .primary").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The whole visit")
        assert said(page, "talk/why") == {"v": "Typed instead"}


def test_a_full_phone_stops_and_says_so(context):
    page = opened(context, "talk/q")
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value, key) {
            if (this.name === "chunks" && key?.[1] > 1) throw new DOMException("", "QuotaExceededError");
            return put.call(this, value, key);
          };
        }"""
    )
    page.get_by_role("button", name="Record a note").click()
    expect(page.locator(".memos li")).to_have_count(1)  # what fitted is a note
    assert len(notes(page)) == 1
    expect(page.locator(".memos")).to_contain_text("your phone could not keep more of it")


def test_without_the_switch_there_is_no_recorder(chromium):
    with phone(chromium, form_page("en", WHOLE), permissions=["microphone"]) as context:
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        page = opened(context, "talk/q")
        assert page.get_by_text("Spoken note").count() == 0
        assert not any(name in url for url in asked for name in ("audio", "position"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(chromium, form, scheme):
    with phone(chromium, form, permissions=["microphone"], color_scheme=scheme) as context:
        page = opened(context, "talk/q")
        assert_accessible(page)
        record(page)
        assert_accessible(page)
        stop(page)
        assert_accessible(page)
        buttons = page.locator("section.panel button")
        heights = [buttons.nth(at).bounding_box()["height"] for at in range(buttons.count())]
        assert min(heights) >= 48
