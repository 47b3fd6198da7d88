"""What is measured around a tap, on either instrument: its moments, what disturbed it, how long its screen stood."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fieldwork.emotions import instruments
from tests.emotions.form_page import KEPT, opened

ON = {"nl": "#pad", "faces": "#face-joy-1"}
SHOWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))"
BUSY = """() => new Promise((done) => setTimeout(() => {
  const until = performance.now() + 120;
  while (performance.now() < until);
  setTimeout(done, 20);
}))"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  return performance.now();
}"""
OPS = """async (field) => {
  const [{ name }] = await indexedDB.databases();
  const opened = indexedDB.open(name);
  await new Promise((done) => (opened.onsuccess = done));
  const found = opened.result.transaction("ops").objectStore("ops").getAll();
  await new Promise((done) => (found.onsuccess = done));
  return found.result.filter((op) => op.field === field).sort((a, b) => a.seq - b.seq);
}"""

both = pytest.mark.parametrize("which", ON)


def tapped(page: Page, which: str, field: str = "@baseline") -> dict:
    page.locator(ON[which]).tap()
    expect(page.locator("#saved-line, #pad-choice, #faces-choice").first).not_to_be_empty()
    return page.evaluate(KEPT, field)["v"]


@both
def test_the_clock_starts_when_it_was_painted_and_stops_at_the_first_contact(phone, which):
    page = opened(phone, "baseline", which)
    before = page.evaluate("performance.now()")
    page.evaluate(SHOWN)
    after = page.evaluate("performance.now()")
    tap = tapped(page, which)
    assert instruments.get(tap["instrument"]).check({"v": tap}, "nl") == {"v": tap}  # as the server keeps it
    assert tap["t_shown"] <= after + 1
    assert before - 1 <= after <= tap["t_first_touch"] + 1
    assert tap["t_first_touch"] <= tap["t_final"] <= page.evaluate("performance.now()") + 1
    assert (tap["interrupted"], tap["long_task"]) == (False, False)


@both
def test_a_busy_browser_is_noticed_and_forgotten_at_the_next_screen(phone, which):
    page = opened(phone, "baseline", which)
    page.evaluate(SHOWN)
    page.evaluate(BUSY)
    assert tapped(page, which)["long_task"] is True
    page.evaluate("location.hash = 'talk/tap'")
    page.evaluate(SHOWN)
    assert tapped(page, which, "talk/@tap")["long_task"] is False


@both
def test_a_phone_that_is_turned_interrupts(phone, which):
    page = opened(phone, "baseline", which)
    page.evaluate(SHOWN)
    page.evaluate("screen.orientation.dispatchEvent(new Event('change'))")
    assert tapped(page, which)["interrupted"] is True


@both
def test_what_happened_before_it_was_shown_is_no_interruption(phone, which):
    page = opened(phone, "baseline", which)
    page.evaluate("location.hash = 'check'")
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)
    page.evaluate("location.hash = 'talk/tap'")
    page.evaluate(SHOWN)
    assert tapped(page, which, "talk/@tap")["interrupted"] is False


def test_arrow_keys_on_the_square_have_no_latency_and_a_change_counts(phone):
    page = opened(phone, "baseline")
    page.locator("#pad").focus()
    for key in ("ArrowLeft", "ArrowUp", "Enter", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    tap = page.evaluate(KEPT, "@baseline")["v"]
    assert (tap["px"], tap["py"]) == (389, 722)  # the centres of cells 3 and 6 of 9
    assert (tap["input_kind"], tap["t_first_touch"], tap["revisions"]) == ("keyboard", None, 1)


def test_the_list_of_faces_keeps_the_centre_of_a_cell_without_a_latency(phone):
    page = opened(phone, "baseline")
    page.locator("[data-pad-view=list]").click()
    # Left above: unpleasant, with much energy.
    page.locator("#pad-list fieldset").first.get_by_role("radio").first.evaluate("(one) => one.click()")
    expect(page.locator("#pad-choice")).not_to_be_empty()
    tap = page.evaluate(KEPT, "@baseline")["v"]
    assert (tap["px"], tap["py"]) == (100, 833)  # the centres of cells 0 of 5 and 2 of 3
    assert (tap["input_kind"], tap["t_first_touch"], tap["revisions"]) == ("assistive", None, 0)


def test_every_choice_tells_how_long_its_screen_was_in_sight_and_not_how_long_it_was_away(phone):
    page = opened(phone, "talk/grade")
    begin = page.evaluate("performance.now()")
    hidden_at = page.evaluate(HIDE, True)
    page.evaluate(BUSY)
    seen_at = page.evaluate(HIDE, False)
    page.locator("[name='talk/@grade'][value='7']").dispatch_event("click")
    expect(page.locator("[name='talk/@grade']:checked")).to_have_value("7")
    (first,) = page.evaluate(OPS, "talk/@grade")
    away = seen_at - hidden_at
    assert away >= 120
    assert 0 <= first["shown_ms"] <= first["t_mono"] - away
    assert begin <= first["t_mono"] <= page.evaluate("performance.now()") + 1

    page.evaluate("location.hash = 'check'")  # away and back: the time goes on where it was
    expect(page.locator("#screen h1")).to_be_visible()
    page.evaluate(BUSY)
    page.evaluate("location.hash = 'talk/grade'")
    page.locator("[name='talk/@grade'][value='8']").dispatch_event("click")
    expect(page.locator("[name='talk/@grade']:checked")).to_have_value("8")
    _first, second = page.evaluate(OPS, "talk/@grade")
    assert first["shown_ms"] <= second["shown_ms"] <= first["shown_ms"] + second["t_mono"] - first["t_mono"] - 120
