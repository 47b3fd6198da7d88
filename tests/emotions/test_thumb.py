"""The form under a thumb and by keyboard, in a real Chromium; the server is only the page and its files."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.emotions.form_page import KEPT, onward, opened


def test_a_button_that_does_not_go_on_shows_why(phone):
    page = opened(phone, "baseline")
    onward(page)
    expect(page.locator("#halt")).to_be_visible()
    expect(page.locator("#live")).to_have_text(page.locator("#halt").inner_text())
    page.locator("#pad").tap()
    expect(page.locator("#halt")).to_have_count(0)
    onward(page)
    page.wait_for_url("**/nl#talk/tap")


def test_a_word_without_its_strength_asks_for_the_strength(phone):
    page = opened(phone, "talk/named", "en")
    onward(page)
    expect(page.locator("#halt")).to_have_text("Give an answer first, or choose “I cannot say”.")
    page.locator(".feelings input[value=happy]").dispatch_event("click")
    expect(page.locator("#halt")).to_have_count(0)
    onward(page)
    expect(page.locator("#halt")).to_have_text("Almost there: say how strong the feeling is.")
    expect(page.locator("[data-strengths]")).to_be_in_viewport()


def test_trying_again_does_not_move_the_square_from_under_the_thumb(phone):
    page = opened(phone, "talk/tap")
    page.locator("#pad").tap()
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Opnieuw").dispatch_event("click")
    expect(page.locator("#pad-choice")).to_be_empty()
    assert page.evaluate("[scrollY, document.activeElement.id]") == [0, "pad"]


def test_nothing_sticks_out_sideways(phone):
    for screen in ("baseline", "talk/tap", "talk/named", "talk/q", "overall", "check"):
        page = opened(phone, screen)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, screen
        page.close()


def test_why_a_third_word_is_not_taken_is_seen_at_the_end_of_the_list(phone):
    page = opened(phone, "talk/named", "en")
    for word in ("bored", "at_ease", "neutral"):
        page.locator(f".feelings label:has(input[value={word}])").tap()
    note = page.locator("[data-note]")
    expect(note).not_to_be_empty()
    page.evaluate("scrollTo(0, 400)")
    assert not page.locator("#screen h1").evaluate("one => one.getBoundingClientRect().bottom > 56")
    expect(note).to_be_in_viewport(ratio=1)
    assert note.evaluate("one => one.getBoundingClientRect().top >= document.querySelector('.bar').offsetHeight")


CUT_OFF = """() => [document.documentElement.scrollWidth - innerWidth,
  [...document.querySelectorAll(".feelings label, .btn, .choice, .grades label")]
    .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth).map((one) => one.textContent)]"""


@pytest.mark.parametrize(("wide", "letters"), [(360, "200%"), (320, "100%")])
def test_no_word_is_cut_off_on_a_narrow_phone_or_with_letters_twice_as_large(phone, wide, letters):
    for screen in ("baseline", "talk/tap", "talk/named", "talk/grade", "talk/q", "overall", "check"):
        page = opened(phone, screen)
        page.set_viewport_size({"width": wide, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
        assert page.evaluate(CUT_OFF) == [0, []], screen
        page.close()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [("nl", "1.250", 1250), ("nl", "1.250,50", 1250.5), ("nl", "12.5", 12.5), ("nl", "0,125", 0.125),
     ("en", "1,250", 1250), ("en", "12.50", 12.5)],
)  # fmt: skip
def test_thousands_are_read_as_the_language_writes_them(phone, language, typed, meant):
    page = opened(phone, "talk/q", language)
    page.locator("[id='f-talk/asked'] input").first.check()
    box = page.locator("[id='f-talk/spent'] input")
    box.fill(typed)
    box.blur()
    expect(page.locator("#saved-line")).not_to_be_empty()
    assert page.evaluate(KEPT, "talk/spent") == {"v": meant}


def test_leaving_an_answer_as_it_was_gives_the_focus_back(phone):
    page = opened(phone, "talk/q")
    page.locator("[id='f-talk/asked'] input").first.check()
    page.locator("[id='f-talk/spent'] input").fill("12")
    page.locator("[id='f-talk/spent'] input").blur()
    page.locator("[id='f-talk/asked'] input").nth(1).dispatch_event("click")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[id='f-talk/asked'] input").first).to_be_focused()
    expect(page.locator("[id='f-talk/asked'] input").first).to_be_checked()


def test_a_screenshot_can_be_chosen_and_a_hint_is_said_once(phone):
    page = opened(phone, "talk/q")
    field = page.locator("[id='f-talk/screen']")
    assert field.locator("input[type=file][capture]").count() == 1
    field.locator("input[type=file][multiple]:not([capture])").set_input_files(
        [{"name": f"{n}.png", "mimeType": "image/png", "buffer": bytes([n + 1]) * 9} for n in range(3)]
    )
    expect(field.locator(".shot")).to_have_count(2)
    expect(field.locator("input[type=file]")).to_have_count(0)
    expect(page.locator("[id='f-talk/ways-hint']")).to_have_text("Meer antwoorden mogen.")


def test_a_second_tab_shows_what_the_first_one_kept(phone):
    first, second = opened(phone, "talk/q"), opened(phone, "talk/q")
    second.locator("[id='f-talk/why'] input").fill("Uit de tweede")
    second.locator("[id='f-talk/why'] input").blur()
    expect(second.locator("#saved-line")).not_to_be_empty()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("[id='f-talk/why'] input")).to_have_value("Uit de tweede")


def test_the_focus_stays_on_the_heading_while_the_visit_is_on_its_way(phone):
    page = opened(phone, "check", "whole")
    page.locator("#screen input[type=checkbox]").check()
    onward(page)
    heading = page.get_by_role("heading", name="Je bezoek is naar ons onderweg")
    expect(heading).to_be_focused()
    page.wait_for_timeout(500)  # the outbox has drawn it again since
    expect(heading).to_be_focused()
