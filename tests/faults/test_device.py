"""What happens to the phone: it dies, its disk is full, its clock is wrong, its camera gives strange files."""

import random
import threading
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.faults import proxy
from tests.faults.phone import PHOTO, REMARK, Gone, agree, until
from tests.faults.pictures import heavy, picture

pytestmark = pytest.mark.fault


HALF = REMARK[:19]
IS_REFUSED = "async (field) => (await import('answers')).refusals.has(field)"


# --- it dies ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_browser_is_killed_at_a_random_moment(handset, seed):
    handset.open()
    timer = threading.Timer(random.Random(seed).uniform(0.3, 4), handset.kill)
    timer.start()
    with suppress(Gone):
        handset.fill()
    timer.join()
    handset.start_again()
    handset.fill()
    assert handset.hand_in() == "received"
    agree(handset)


def test_killed_while_a_text_is_typed(handset):
    handset.open()
    handset.fill("@baseline", "arriving/greeted")
    box = handset.box("arriving/remark").locator("textarea")
    box.press_sequentially(HALF)
    until(lambda: any(op["value"] == {"v": HALF} for op in handset.disk()["ops"]), "the draft on the disk")
    handset.kill()
    handset.start_again()
    # Half a text is a whole one here: it may stay as short as it is.
    handset.go("arriving/q")
    assert handset.box("arriving/remark").locator("textarea").input_value() == HALF
    handset.write_down("arriving/remark", {"v": HALF})
    handset.fill()
    assert handset.hand_in() == "received"
    agree(handset)


def test_killed_in_the_middle_of_a_photo(handset):
    handset.open()
    handset.give("waiting/waited")
    noted = threading.Event()
    order = handset.line.on("photo", proxy.after(noted, proxy.midway(0.5, handset.kill)), nth=2)
    handset.note(PHOTO, handset.take(PHOTO, heavy()))
    noted.set()
    until(order.struck.is_set, "the kill")
    until(handset.is_gone, "dead")
    handset.start_again()
    handset.fill()
    assert handset.hand_in() == "received"
    agree(handset)


def test_killed_between_handing_in_and_the_receipt(handset):
    handset.open()
    handset.fill()
    handset.line.on("final", proxy.then(handset.kill))
    with pytest.raises((PlaywrightError, AssertionError)):
        handset.hand_in()
    books = handset.server.ask("books", visit=handset.visit)
    assert books["handed_in"] == 1
    handset.launch_again()
    handset.page.goto(handset.address)
    assert books["rounds"][0]["receipt"] in handset.page.locator(".receipt").inner_text()
    agree(handset, disks=())


def test_handed_in_without_network_and_killed(handset):
    handset.open()
    handset.fill()
    handset.line.is_down = True
    handset.send_off()
    until(lambda: handset.state() in ("waiting", "offline"), "on its way")
    handset.kill()
    handset.line.heal()
    handset.start_again()
    # Nobody has to hand in again: the wish was kept.
    assert handset.settles("received") == "received"
    agree(handset)


def test_the_tab_is_discarded_while_the_camera_is_open(phone):
    phone.open()
    phone.fill(leave=(PHOTO,))
    phone.go("waiting/q")
    with phone.page.expect_file_chooser():
        phone.box(PHOTO).locator("label.add").click()
    phone.crash()
    phone.open(phone.context.new_page())
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_newer_form_waits_until_the_camera_is_closed(phone, server):
    """The page would be opened anew when it comes back in sight: with it would go the photo that is being taken."""
    phone.open()
    phone.fill(leave=(PHOTO,))
    phone.go("waiting/q")
    older = phone.schema()
    with phone.page.expect_file_chooser() as chooser:
        phone.box(PHOTO).locator("label.add").click()
    server.ask("publish_again", visit=phone.visit)
    before = len(phone.line.log)
    phone.turn_to(phone.page)
    until(lambda: any("/form/" in line for line in phone.line.log[before:]), "the newer form fetched")
    chooser.value.set_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    until(lambda: phone.schema() not in ("", older), "the newer form")
    phone.is_ready()
    phone.write_down(PHOTO, phone.newest(PHOTO)["value"])
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_more_photos_than_there_is_room_for(phone):
    """Those that fit are kept; that the others are not is said."""
    phone.open()
    phone.go("waiting/q")
    files = [{"name": f"{one}.jpg", "mimeType": "image/jpeg", "buffer": picture()} for one in range(4)]
    box = phone.box(PHOTO)
    box.locator("input[multiple]").set_input_files(files)
    expect(box.locator(".photos .error")).to_have_text(phone.word("photos_most_many").replace("{n}", "3"))
    expect(box.locator(".shot")).to_have_count(3)


def test_the_page_sleeps_and_wakes(phone):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.line.is_down = True
    phone.fill("arriving/@named", "arriving/@grade")
    life = phone.context.new_cdp_session(phone.page)
    life.send("Page.setWebLifecycleState", {"state": "frozen"})
    phone.line.heal()
    life.send("Page.setWebLifecycleState", {"state": "active"})
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


# --- its disk -----------------------------------------------------------------------------------------
def limited(phone, size):
    """Let the browser believe that this many bytes are all there is, before anything was written."""
    phone.page.goto(f"{phone.line.url}/healthz")
    devtools = phone.context.new_cdp_session(phone.page)
    about = {"origin": phone.line.url}
    devtools.send("Storage.overrideQuotaForOrigin", about | {"quotaSize": size})
    return lambda: devtools.send("Storage.overrideQuotaForOrigin", about)


def test_the_disk_is_full_before_the_first_answer(phone):
    free_some_space = limited(phone, 1)
    phone.page.goto(phone.address)
    until(lambda: phone.state() == "full", "the word that the phone is full")
    free_some_space()
    phone.open()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_answers_fit_on_the_disk_and_the_photo_does_not(phone):
    free_some_space = limited(phone, 250_000)
    phone.open()
    phone.fill("@baseline", "arriving/@tap", "arriving/greeted")
    phone.go("waiting/q")
    phone.choose(PHOTO, picture((1600, 1600), noise=True))
    until(lambda: phone.state() == "full", "the word that the phone is full")
    assert phone.disk()["media"] == []
    free_some_space()
    phone.open()
    phone.remembers()
    assert phone.newest(PHOTO) is None
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


HANDLES = """window.handles = []; const start = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...about) {
  if (window.refuse > 0) { window.refuse -= 1; throw new DOMException("", "UnknownError"); }
  handles.push({ database: this, names: about[0], mode: about[1], durability: about[2]?.durability });
  return start.apply(this, about);
};"""


def test_the_handle_of_the_storage_is_lost(phone):
    phone.context.add_init_script(HANDLES)
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    for field in ("arriving/@named", "arriving/@grade", PHOTO):
        phone.page.evaluate("handles.forEach(({ database }) => database.close())")
        phone.give(field)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_storage_refuses_twice_and_then_works(phone):
    phone.context.add_init_script(HANDLES)
    phone.open()
    phone.give("@baseline")
    phone.settles("sent")
    phone.page.evaluate("window.refuse = 2")
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_storage_refuses_for_good(phone):
    phone.context.add_init_script(HANDLES)
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.settles("sent")
    phone.page.evaluate("window.refuse = 1e9")
    phone.go("arriving/q")
    phone.act("arriving/greeted")
    until(lambda: phone.state() == "broken", "the word that it was not saved")
    phone.page.evaluate("window.refuse = 0")
    phone.open()
    phone.remembers()
    assert phone.newest("arriving/greeted") is None
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_browser_that_lets_nobody_keep_anything_says_so(phone):
    """Also where the first question stands before any script: nobody is left with it and nothing to tap."""
    phone.context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };")
    phone.page.goto(phone.address)
    expect(phone.page.locator("#notice")).to_have_text(phone.word("no_storage"))
    expect(phone.page.locator("#notice")).to_be_visible()
    expect(phone.page.locator("#tap-title")).to_be_hidden()


def test_a_refused_answer_that_cannot_be_mended_now_stays_refused(phone):
    phone.context.add_init_script(HANDLES)
    phone.open()
    phone.line.on("ops", proxy.swap(b'"dirty"', b'"nope"'), times=99)
    phone.act("waiting/room", "dirty")
    until(lambda: phone.page.evaluate(IS_REFUSED, "waiting/room"), "the refusal at its question")
    phone.page.evaluate("window.refuse = 1e9")
    phone.act("waiting/room", "fair")
    until(lambda: phone.state() == "broken", "the word that it was not saved")
    assert phone.page.evaluate(IS_REFUSED, "waiting/room")


def test_every_write_is_told_as_saved_only_when_the_disk_has_it(phone):
    phone.context.add_init_script(HANDLES)
    phone.open()
    phone.fill()
    assert phone.hand_in() == "received"
    writes = phone.page.evaluate("handles.filter(({ mode }) => mode === 'readwrite')")
    # A mark of delivery touches one store alone; lost with the power, its row only goes once more.
    marks = [one for one in writes if one["names"] in ("ops", "media")]
    kept = [one for one in writes if one not in marks]
    assert len(kept) > 15
    assert {one["durability"] for one in kept} == {"strict"}
    assert {one["durability"] for one in marks} == {"relaxed"}
    agree(phone)


# --- its clock ----------------------------------------------------------------------------------------
CLOCK = """const Real = Date; window.skew = Number(sessionStorage.skew ?? %d);
window.Date = class extends Real {
  constructor(...parts) { super(...(parts.length ? parts : [Real.now() + window.skew])); }
  static now() { return Real.now() + window.skew; }
};"""
YEAR = 365 * 86_400_000


@pytest.mark.parametrize("years", [7, -11])
def test_its_clock_is_wrong_by_years(phone, years):
    phone.context.add_init_script(CLOCK % (years * YEAR))
    phone.open()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_its_clock_jumps_back_and_an_answer_is_changed(phone):
    phone.context.add_init_script(CLOCK % YEAR)
    phone.open()
    phone.fill()
    phone.settles("sent")
    phone.page.evaluate("window.skew = -window.skew")
    phone.give("arriving/remark", "Later, al staat er een vroegere tijd bij.")
    phone.give("waiting/minutes", 9)
    assert phone.hand_in() == "received"
    agree(phone)


# --- its camera ---------------------------------------------------------------------------------------
def test_a_photo_without_bytes_is_refused_at_once(phone):
    phone.open()
    phone.fill(leave=(PHOTO,))
    phone.go("waiting/q")
    phone.choose(PHOTO, b"")
    until(lambda: phone.box(PHOTO).locator(".photos .error").is_visible(), "a clear word")
    assert phone.disk()["media"] == []
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_photo_of_60_megapixels(phone):
    phone.open()
    phone.fill(leave=(PHOTO,))
    phone.go("waiting/q")
    phone.note(PHOTO, phone.take(PHOTO, picture((9000, 6700))))
    assert phone.hand_in() == "received"
    agree(phone)
    assert phone.disk()["media"][0]["size"] < 1_000_000


def test_a_file_that_is_no_photo_is_named_and_can_be_removed(phone):
    phone.open()
    phone.fill(leave=(PHOTO,))
    phone.go("waiting/q")
    phone.note(PHOTO, phone.take(PHOTO, b"This is a letter, not a photo." * 40))
    assert phone.settles("refused") == "refused"
    phone.page.locator(".shot").click()
    phone.page.get_by_role("button", name="Verwijderen").click()
    phone.clears(PHOTO)
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_photo_beside_one_that_was_refused_goes_at_once(phone):
    """Its answer is not whole as long as the refused one stands in it; the photo itself waits for nothing."""
    phone.open()
    phone.go("waiting/q")
    phone.take(PHOTO, b"This is a letter, not a photo." * 40)
    assert phone.settles("refused") == "refused"
    phone.take(PHOTO)
    until(lambda: [row["sent"] for row in phone.disk()["media"]].count(1) == 1, "the good photo at the server")


def test_a_photo_is_taken_again_while_the_first_one_is_on_its_way(phone):
    phone.open()
    phone.give("waiting/waited")
    go_on = threading.Event()
    order = phone.line.on("photo", proxy.hold(go_on))
    phone.give(PHOTO)
    until(order.struck.is_set, "the first photo on its way")
    phone.note(PHOTO, phone.take_again(PHOTO))
    go_on.set()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)
