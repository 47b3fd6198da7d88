"""A form that is opened again, drawn again, or asks again for what did not come: it goes on where it was."""

import json
import threading

import pytest
from playwright.sync_api import expect

from tests.faults import proxy
from tests.faults.phone import PHOTO, agree, until
from tests.faults.pictures import picture

pytestmark = pytest.mark.fault
# A photo is made small only once `window.go_on` is called.
SLOW_CAMERA = """const real = window.createImageBitmap;
const gate = new Promise((done) => { window.go_on = done; });
window.createImageBitmap = async (...about) => { await gate; return real(...about); };"""
BRIEFED = "[...document.images].filter((one) => one.alt).map((one) => one.complete && one.naturalWidth > 0)"


def test_a_refusal_that_was_mended_does_not_come_back(phone):
    """The page died before the better answer was sent: opened again, it stands there without the old complaint."""
    phone.open()
    phone.fill()
    assert phone.settles("sent") == "sent"
    pressed = threading.Event()
    phone.line.on("ops", proxy.after(pressed, proxy.swap(b'"dirty"', b'"nope"')))
    phone.give("waiting/room", "dirty")
    phone.send_off()
    pressed.set()
    expect(phone.page.locator("#h-open")).to_be_visible()
    phone.line.on("api", proxy.drop, times=999)
    phone.give("waiting/room", "clean")
    phone.crash()
    phone.open(phone.context.new_page())
    phone.go("check")
    expect(phone.page.locator("#hand-in")).to_be_visible()
    expect(phone.page.locator("#h-open")).to_have_count(0)
    phone.go("waiting/q")
    expect(phone.box("waiting/room").locator(".error")).to_be_hidden()
    phone.line.heal()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_script_that_is_needed_later_does_not_come_at_once(phone):
    """A browser may remember that it could not fetch a module: it is asked for by another name, in the same press."""
    phone.line.on("worker", proxy.drop, times=999)  # nothing is kept on the phone yet
    phone.open()
    phone.line.on("api", proxy.drop, times=999)
    phone.fill("@baseline")
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    order = phone.line.on("leaving", proxy.drop)
    phone.page.locator("[data-log-out] button").click()
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    assert order.struck.is_set()


def test_answers_go_under_the_form_and_the_language_in_which_they_were_given(phone, server):
    phone.open()
    older = phone.schema()
    phone.line.on("ops", proxy.drop, times=999)
    phone.fill("@baseline", "arriving/@tap")
    newer = server.ask("publish_again", visit=phone.visit)
    server.ask("speak", shopper=phone.shopper, language="en")
    phone.page.reload()
    until(lambda: phone.schema() == newer, "the newer form")
    phone.is_ready()
    phone.remembers()
    phone.fill("arriving/@named")
    phone.line.heal()
    bodies: list[bytes] = []
    phone.line.on("ops", proxy.overhear(bodies), times=999)
    phone.fill("arriving/@grade")
    assert phone.settles("sent") == "sent"
    batches = [json.loads(one) for one in bodies]
    under = {op["field"]: (one["schema"], one["language"]) for one in batches for op in one["ops"]}
    assert under == {
        "@baseline": (older, "nl"), "arriving/@tap": (older, "nl"),
        "arriving/@named": (newer, "en"), "arriving/@grade": (newer, "en"),
    }  # fmt: skip
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_photo_is_being_made_small_while_its_slots_are_drawn_again(phone):
    phone.context.add_init_script(SLOW_CAMERA)
    phone.open()
    phone.give("waiting/waited")
    phone.go("waiting/q")
    phone.choose(PHOTO, picture())
    expect(phone.box(PHOTO).locator(".busy")).to_be_visible()
    phone.go("waiting/grade")
    phone.go("waiting/q")
    shots = phone.box(PHOTO).locator(".shot")
    assert shots.count() == 0
    phone.page.evaluate("window.go_on()")
    expect(shots).to_have_count(1)
    phone.note(PHOTO, lambda held: len(held["v"]) == 1)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_kept_the_evening_before_and_used_the_next_day(handset, server):
    """Never opened, only kept: briefing and form come up without network, and the whole visit waits for a line."""
    server.ask("show_in_briefing", visit=handset.visit)
    handset.page.goto(f"{handset.line.url}/phone/visits/")
    expect(handset.page.locator(".kept").first).to_be_visible(timeout=60_000)
    handset.kill()
    handset.line.is_down = True
    handset.launch_again()
    handset.context.add_init_script("const now = Date.now; Date.now = () => now() + 15 * 3600000;")
    handset.page.goto(f"{handset.line.url}/phone/visits/{handset.visit}/briefing/")
    until(lambda: handset.page.evaluate(BRIEFED), "the picture of the briefing")
    assert handset.page.evaluate(BRIEFED) == [True]
    handset.open()
    handset.fill()
    handset.send_off()
    until(lambda: handset.state() in ("waiting", "offline"), "on its way")
    handset.line.heal()
    assert handset.settles("received") == "received"
    agree(handset)
