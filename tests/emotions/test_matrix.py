"""The face matrix in a real Chromium: by touch, by keyboard and as a radio group; the page is that of the form."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from fieldwork.emotions import instruments
from tests.emotions.form_page import KEPT, onward, opened

TARGETS = """() => [...document.querySelectorAll('#faces label')].map((one) => one.getBoundingClientRect())
  .map(({ width, height }) => Math.min(width, height))"""


def tapped(page: Page, field: str = "@baseline") -> dict:
    return page.evaluate(KEPT, field)["v"]


def face(page: Page, code: str, q: int):
    return page.locator(f"#face-{code}-{q}")


def test_one_touch_gives_a_face_and_says_its_word(phone):
    page = opened(phone, "talk/tap", "faces")
    expect(page.locator("#faces-choice")).to_have_text("Tik meteen. Denk niet na.")
    face(page, "fear", 3).tap()
    expect(page.locator("#faces-choice")).to_have_text("Gekozen: angst, sterk.")
    tap = tapped(page, "talk/@tap")
    assert (tap["face"], tap["q"], tap["instrument"], tap["input_kind"]) == ("fear", 3, "faces", "touch")
    assert tap["t_shown"] < tap["t_first_touch"] <= tap["t_final"]
    assert (tap["revisions"], tap["interrupted"], tap["delay_min"]) == (0, False, 0)
    assert instruments.get("faces").check({"v": tap}, "nl") == {"v": tap}  # nothing too much, nothing refused


def test_another_face_is_a_change_of_mind_and_the_first_contact_stays(phone):
    page = opened(phone, "baseline", "faces")
    face(page, "joy", 1).tap()
    first = tapped(page)
    face(page, "joy", 4).tap()
    page.get_by_role("button", name="Opnieuw").tap()
    expect(page.locator("#faces-choice")).to_have_text("Tik meteen. Denk niet na.")
    assert page.locator("#faces :checked").count() == 0
    face(page, "anger", 2).click()
    tap = tapped(page)
    assert (tap["face"], tap["q"], tap["revisions"]) == ("anger", 2, 2)
    assert tap["t_first_touch"] == first["t_first_touch"]


def test_arrows_walk_over_the_faces_without_a_latency_or_a_change_of_mind(phone):
    page = opened(phone, "baseline", "faces")
    face(page, "joy", 1).focus()
    for key, code, q in (
        ("ArrowRight", "joy", 2), ("ArrowDown", "trust", 2), ("ArrowDown", "anticipation", 2),
        ("ArrowUp", "trust", 2), ("ArrowLeft", "trust", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(face(page, code, q)).to_be_focused()
        expect(face(page, code, q)).to_be_checked()
    tap = tapped(page)
    assert (tap["face"], tap["q"], tap["input_kind"]) == ("trust", 1, "keyboard")
    assert (tap["t_first_touch"], tap["revisions"]) == (None, 0)


def test_a_switch_or_screen_reader_presses_a_radio_button_with_a_name(phone):
    page = opened(phone, "baseline", "faces")
    group = page.get_by_role("group", name=re.compile("Hoe voel je je nu.*Acht gevoelens"))
    radio = group.get_by_role("radio", name="verdriet, heel sterk")
    radio.evaluate("(one) => one.click()")  # as an aid does: no pointer, no key
    tap = tapped(page)
    assert (tap["face"], tap["q"], tap["input_kind"], tap["t_first_touch"]) == ("sadness", 4, "assistive", None)
    assert group.get_by_role("radio").count() == 32


def test_a_scroll_over_the_matrix_is_no_first_contact(phone):
    page = opened(phone, "baseline", "faces")
    here = {"bubbles": True, "pointerId": 7, "pointerType": "touch", "isPrimary": True}
    face(page, "joy", 1).dispatch_event("pointerdown", here)
    face(page, "joy", 1).dispatch_event("pointercancel", here)
    before = page.evaluate("performance.now()")
    face(page, "joy", 2).tap()
    assert tapped(page)["t_first_touch"] >= round(before)


@pytest.mark.parametrize("which", ["nl", "faces"])
def test_a_page_that_went_away_is_an_interruption_and_a_redraw_goes_on_with_the_same_tap(phone, which):
    page = opened(phone, "baseline", which)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
    shown = page.evaluate("performance.now()")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.hidden;
          dispatchEvent(new HashChangeEvent("hashchange"));
        }"""
    )
    page.locator("#face-joy-1" if which == "faces" else "#pad").tap()
    tap = tapped(page)
    assert tap["interrupted"] is True
    assert tap["t_shown"] <= shown


def test_the_face_stands_fixed_after_next_and_is_read_back(phone):
    page = opened(phone, "talk/tap", "faces")
    face(page, "disgust", 4).tap()
    onward(page)
    page.wait_for_url("**#talk/named")
    page.go_back()
    expect(face(page, "disgust", 4)).to_be_checked()
    expect(page.locator("#faces input:disabled")).to_have_count(32)
    expect(page.locator("#faces-choice")).to_have_text("Gekozen: afkeer, heel sterk.")
    expect(page.get_by_role("button", name="Opnieuw")).to_have_count(0)
    page.evaluate("location.hash = 'talk/grade'")
    expect(page.locator("[data-tap]")).to_have_text("afkeer, heel sterk")
    page.evaluate("location.hash = 'check'")
    drawn = page.locator("#screen li .valence svg").evaluate("(one) => one.outerHTML")
    assert drawn == face(page, "disgust", 4).evaluate("(one) => one.parentElement.querySelector('svg').outerHTML")


def test_nothing_to_say_and_nothing_given_are_told_apart(phone):
    page = opened(phone, "baseline", "faces")
    onward(page)
    expect(page.locator("#halt")).to_have_text("Tik eerst hoe het voelt, of kies “Kan ik niet zeggen”.")
    page.get_by_role("button", name="Kan ik niet zeggen").tap()
    page.wait_for_url("**#talk/tap")
    assert page.evaluate(KEPT, "@baseline") == {"skipped": "cannot_say"}


def test_every_face_is_a_target_for_a_thumb_and_the_whole_matrix_is_in_sight(phone):
    page = opened(phone, "talk/tap", "faces")
    targets = page.evaluate(TARGETS)
    assert len(targets) == 32
    assert min(targets) >= 48
    expect(face(page, "anger", 4)).to_be_in_viewport(ratio=1)
    bottom = page.locator("#faces").evaluate("(one) => one.getBoundingClientRect().bottom")
    assert bottom <= page.locator("#actions").evaluate("(one) => one.getBoundingClientRect().top")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_matrix_is_accessible_in_both_schemes(phone, scheme):
    page = opened(phone, "talk/tap", "faces")
    page.emulate_media(color_scheme=scheme)
    for state in ("empty", "chosen", "fixed"):
        if state == "chosen":
            face(page, "surprise", 2).tap()
        elif state == "fixed":
            onward(page)
            page.go_back()
            expect(page.locator("#faces input:disabled")).to_have_count(32)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [rule["id"] for rule in found] == [], state
