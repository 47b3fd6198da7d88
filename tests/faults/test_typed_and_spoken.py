"""What is being typed or said when the page goes out of sight is kept, whole."""

import pytest
from playwright.sync_api import expect

from tests.faults.phone import REMARK, agree, until

pytestmark = pytest.mark.fault
MEMO = "arriving/@memo"
# Type, and go out of sight in the same moment: no pause in which a draft is kept.
TYPE_AND_HIDE = """(box, words) => {
  box.focus();
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# How many bytes the microphone gave so far.
LISTEN = """window.heard = 0;
const start = MediaRecorder.prototype.start;
MediaRecorder.prototype.start = function (...about) {
  this.addEventListener("dataavailable", ({ data }) => { window.heard += data.size; });
  return start.apply(this, about);
};"""


def test_a_text_that_is_being_typed_when_the_screen_goes_dark_counts_as_given(phone):
    phone.open()
    phone.fill("@baseline", "arriving/greeted")
    phone.box("arriving/remark").locator("textarea").evaluate(TYPE_AND_HIDE, REMARK)
    phone.note("arriving/remark", lambda held: held == {"v": REMARK})
    assert phone.settles("sent") == "sent"
    agree(phone)
    phone.crash()
    phone.open(phone.context.new_page())
    phone.remembers()


def test_a_spoken_note_is_brought_over_to_the_last_byte(phones):
    phone = phones(spoken=True)
    phone.context.add_init_script(LISTEN)
    phone.open()
    phone.fill("@baseline", "arriving/greeted")
    phone.page.locator("#memo-start").click()
    expect(phone.page.locator("#memo-clock")).to_have_text("0:02")
    phone.page.locator("#memo-stop").click()
    expect(phone.page.locator(".memos li")).to_have_count(1)
    phone.note(MEMO, lambda held: len(held["v"]) == 1)
    assert phone.disk()["media"][0]["size"] == phone.page.evaluate("window.heard")
    phone.fill()
    assert phone.hand_in() == "received"
    until(lambda: not phone.unsent(), "all of it sent")
    agree(phone)
