"""The position on the phone: asked once with two equal answers, never in the way, with each photo only after a yes."""

import pytest
from playwright.sync_api import Page, expect

from tests.capture.browser import HERE, form_page, kept, opened, phone, said, until_said
from tests.capture.phones import picture
from tests.emotions.form_page import WHOLE
from tests.walks.conftest import assert_accessible

FIELD = "@position"
ALLOWED = {"audio": False, "position": True}
HERE_I_AM = {"latitude": 52.1234567, "longitude": 5.7654321, "accuracy": 41.6}
FEELINGS = {"@baseline": {"value": {"skipped": "cannot_say"}}}
PHOTO = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@pytest.fixture
def sharing(chromium):
    options = {"geolocation": HERE_I_AM, "permissions": ["geolocation"]}
    with phone(chromium, form_page("en", {}, allows=ALLOWED), **options) as context:
        yield context


@pytest.fixture
def refusing(chromium):
    with phone(chromium, form_page("en", {}, allows=ALLOWED)) as context:
        context.grant_permissions([])  # the browser's answer is no, without a window
        yield context


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def at_the_pad(page: Page) -> None:
    expect(page).to_have_url(f"{HERE}/form#baseline")
    expect(page.locator("#pad")).to_be_visible()


def test_it_is_asked_before_the_first_tap_with_two_equal_answers(sharing):
    page = opened(sharing)
    expect(page.get_by_role("heading", level=1)).to_have_text("May we see where you are?")
    assert said(page, FIELD) is None
    yes, no = (page.get_by_role("button", name=name) for name in ("Share my position", "Rather not"))
    sizes = [one.bounding_box() for one in (no, yes)]
    assert abs(sizes[0]["width"] - sizes[1]["width"]) <= 1
    assert sizes[0]["height"] == sizes[1]["height"] >= 48
    assert yes.get_attribute("class") == no.get_attribute("class")


def test_a_yes_is_kept_to_a_metre_and_never_asked_again(sharing):
    page = opened(sharing)
    press(page, "Share my position")
    at_the_pad(page)
    assert said(page, FIELD) == {"v": {"lat": 52.12346, "lon": 5.76543, "accuracy_m": 42}}
    again = opened(sharing)
    expect(again).to_have_url(f"{HERE}/form#baseline")


def test_a_no_goes_on_at_once(sharing):
    page = opened(sharing)
    press(page, "Rather not")
    at_the_pad(page)
    assert said(page, FIELD) == {"skipped": "declined"}


def test_a_no_of_the_browser_is_told_and_goes_on(refusing):
    page = opened(refusing)
    press(page, "Share my position")
    expect(page.locator("#screen")).to_contain_text("Your phone does not share its position with this page.")
    assert said(page, FIELD) == {"skipped": "denied"}
    press(page, "Next")
    at_the_pad(page)


def test_nobody_waits_for_a_phone_that_does_not_know(chromium):
    with phone(chromium, form_page("en", {}, allows=ALLOWED), permissions=["geolocation"]) as context:
        context.add_init_script("navigator.geolocation.getCurrentPosition = (found) => { window.tell = found; };")
        page = opened(context)
        press(page, "Share my position")
        expect(page.get_by_role("status").filter(has_text="Your phone is looking")).to_be_visible()
        press(page, "Go on without waiting")
        at_the_pad(page)
        assert said(page, FIELD) == {"skipped": "timeout"}
        page.evaluate("tell({ coords: { latitude: 52, longitude: 5, accuracy: 10 } })")  # it knows after all
        until_said(page, FIELD, {"v": {"lat": 52, "lon": 5, "accuracy_m": 10}})


def test_one_may_change_ones_mind(sharing):
    page = opened(sharing)
    press(page, "Share my position")
    at_the_pad(page)
    page.locator("#back").click()
    expect(page.locator("#screen")).to_contain_text("Your phone knows it to within 42 m.")
    press(page, "Do not share any more")
    expect(page.locator("#screen")).to_contain_text("You do not share your position. That is fine.")
    assert said(page, FIELD) == {"skipped": "declined"}


def test_a_no_leaves_no_place_on_the_phone(sharing):
    page = opened(sharing)
    press(page, "Share my position")
    at_the_pad(page)
    page.goto(f"{HERE}/form#talk/q")
    page.locator("input[capture]").set_input_files(PHOTO)
    expect(page.locator(".slots .shot")).to_have_count(1)
    assert "52.12" in str(kept(page, "ops"))
    assert "52.12" in str(kept(page, "media"))
    page.goto(f"{HERE}/form#position")
    press(page, "Do not share any more")
    expect(page.locator("#screen")).to_contain_text("You do not share your position. That is fine.")
    assert "52.12" not in str(kept(page, "ops")) + str(kept(page, "media"))
    assert [op["value"] for _key, op in kept(page, "ops") if op["field"] == FIELD].count({"withdrawn": True}) == 1


def test_a_visit_under_way_is_not_stopped_for_it(chromium):
    with phone(chromium, form_page("en", FEELINGS, allows=ALLOWED)) as context:
        expect(opened(context)).to_have_url(f"{HERE}/form#talk/tap")


def test_handing_in_needs_no_choice(chromium):
    with phone(chromium, form_page("en", WHOLE, allows=ALLOWED)) as context:
        page = opened(context, "check")
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything is complete. You can hand in.")


def shoot(page: Page, which: str = "Take photo") -> dict:
    """Choose a picture at the question, as a camera gives it or from the album; returns its row."""
    page.evaluate("location.hash = 'talk/q'")
    with page.expect_file_chooser() as chooser:
        page.get_by_text(which).click()
    chooser.value.set_files([PHOTO])
    expect(page.locator(".slots .shot")).to_have_count(1)
    return kept(page, "media")[0][1]


def test_with_a_yes_a_photo_carries_place_and_moment(sharing):
    page = opened(sharing)
    press(page, "Share my position")
    at_the_pad(page)
    about = shoot(page)["about"]
    assert about["Upload-Position"] == "52.12346,5.76543,42"
    assert about["Upload-Taken"].startswith("20")


def test_a_picture_from_the_album_was_taken_elsewhere(sharing):
    page = opened(sharing)
    press(page, "Share my position")
    at_the_pad(page)
    assert list(shoot(page, "Choose from your photos")["about"]) == ["Upload-Taken"]


@pytest.mark.parametrize("answer", ["Rather not", None])
def test_without_a_yes_a_photo_carries_nothing(sharing, answer):
    page = opened(sharing)
    if answer:
        press(page, answer)
        at_the_pad(page)
    assert shoot(page).get("about", {}) == {}


def test_a_photo_does_not_wait_for_a_place(chromium):
    with phone(chromium, form_page("en", {}, allows=ALLOWED), permissions=["geolocation"]) as context:
        context.add_init_script("navigator.geolocation.getCurrentPosition = () => {};")
        page = opened(context)
        press(page, "Share my position")
        press(page, "Go on without waiting")
        at_the_pad(page)
        assert list(shoot(page)["about"]) == ["Upload-Taken"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(chromium, scheme):
    options = {"geolocation": HERE_I_AM, "permissions": ["geolocation"], "color_scheme": scheme}
    with phone(chromium, form_page("nl", {}, allows=ALLOWED), **options) as context:
        page = opened(context)
        assert_accessible(page)
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Deel mijn positie").focus()
        page.keyboard.press("Enter")
        at_the_pad(page)
        page.evaluate("location.hash = 'position'")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mogen we zien waar je bent?")
        assert_accessible(page)
