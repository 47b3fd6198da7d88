"""What pages kept on the phone are for: no network, a log-out, other pages than the form, a second phone."""

import hashlib
import json
import re
import threading

import pytest
from playwright.sync_api import expect

from tests.faults import proxy
from tests.faults.ledger import named_photos
from tests.faults.phone import PHOTO, agree, until
from tests.walks.shopper import pick

pytestmark = pytest.mark.fault
KEPT_ADDRESSES = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  return (await Promise.all(caches_.map((one) => one.keys()))).flat().map(({ url }) => url);
}"""

MEMORIES = "async () => (await indexedDB.databases()).length"
# A server that was put back asked for this photo once more, and it did not get through.
UNSENT_PHOTO = """(visit) => new Promise((done) => {
  const { user } = JSON.parse(document.getElementById("form-data").textContent);
  indexedDB.open(`fw-${user}`).onsuccess = ({ target: { result: disk } }) => {
    const rows = disk.transaction("media", "readwrite");
    rows.objectStore("media").openCursor().onsuccess = ({ target: { result: at } }) => {
      if (at?.value.visit === visit) at.update({ ...at.value, sent: 0 });
      at?.continue();
    };
    rows.oncomplete = () => { disk.close(); done(); };
  };
})"""
DAYS_LATER = "const now = Date.now; Date.now = () => now() + Number(localStorage.days ?? 0) * 864e5;"


def sha256_of(content: bytes) -> str:
    """As the ledger writes it down."""
    return hashlib.sha256(content).hexdigest()


def test_killed_and_opened_again_without_network(handset):
    handset.open()
    handset.fill("@baseline", "arriving/@tap", "arriving/@named")
    handset.is_kept()
    handset.line.is_down = True
    handset.kill()
    handset.start_again()
    handset.fill()
    handset.send_off()
    until(lambda: handset.state() in ("waiting", "offline"), "on its way")
    handset.kill()
    handset.start_again()
    handset.line.heal()
    assert handset.settles("received") == "received"
    agree(handset)


def test_who_logs_out_with_an_answer_half_typed_is_told_and_finds_it_again(phone):
    phone.open()
    phone.fill("waiting/waited")
    assert phone.settles("sent") == "sent"
    minutes = phone.box("waiting/minutes").locator("input")
    minutes.fill("900")
    minutes.blur()
    until(lambda: any(op["hold"] for op in phone.disk()["ops"]), "the draft on the disk")
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.page.locator("[data-log-out] button").click()
    leaving = phone.page.get_by_role("dialog")
    expect(leaving).to_contain_text(phone.word("leave_begun_one").replace("{n}", "1"))
    expect(leaving.get_by_role("button", name=phone.word("leave_send"))).to_have_count(0)
    with phone.page.expect_download() as copy:
        leaving.get_by_role("button", name=phone.word("leave_copy")).click()
    assert b'"value":{"v":900}' in copy.value.path().read_bytes()
    leaving.get_by_role("button", name=phone.word("leave_keep")).click()
    phone.page.wait_for_url(re.compile("/account/login/"))
    phone.log_in()
    phone.open()
    assert phone.shows("waiting/minutes") == {"v": 900}


def test_the_outbox_sends_what_the_form_left(phone):
    phone.open()
    phone.is_kept()
    phone.line.is_down = True
    phone.fill()
    phone.send_off()
    until(lambda: phone.state() in ("waiting", "offline"), "on its way")
    phone.line.heal()
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    code = phone.page.get_by_text(re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}"))
    expect(code.first).to_be_visible()
    agree(phone)
    assert phone.server.ask("books", visit=phone.visit)["rounds"][0]["receipt"] in code.first.inner_text()


def test_a_kept_list_does_not_invite_to_begin_what_was_handed_in(phone):
    phone.open()
    phone.is_kept()
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    expect(phone.page.locator(f"[data-round][data-visit='{phone.visit}'] [data-keep]")).to_be_visible()
    phone.open()
    phone.line.is_down = True
    phone.fill()
    phone.send_off()
    # Answers waited before, so the bar says nothing about the button: the screen does.
    expect(phone.page.get_by_role("heading", name=phone.word("on_its_way"))).to_be_visible()
    for kept in ("", f"{phone.visit}/"):
        phone.page.goto(f"{phone.line.url}/phone/visits/{kept}")
        expect(phone.page.get_by_text(phone.word("handed_in_here")).first).to_be_visible()
        expect(phone.page.locator("main .btn.primary, footer .btn.primary")).to_have_count(0)
    phone.line.heal()
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(phone.page.get_by_text(phone.word("received_by_us")).first).to_be_visible(timeout=30_000)
    expect(phone.page.locator("[data-round] .badge").first).to_have_text(phone.word("received_by_us"))
    phone.page.get_by_role("link", name=phone.word("open_form")).click()
    assert phone.settles("received") == "received"
    agree(phone)


def test_the_outbox_does_not_call_everything_sent_while_an_answer_is_not_finished(phone):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.go("arriving/named")
    pick(phone.page.locator(".feelings"), "input[value=at_ease]")
    until(lambda: [op["field"] for op in phone.disk()["ops"] if op["hold"]], "a word without its strength")
    until(lambda: not phone.unsent(), "the rest sent")
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    expect(phone.page.get_by_text(phone.word("item_begun"))).to_be_visible()
    expect(phone.page.locator("#outbox-title")).to_have_text(phone.word("outbox_safe"))
    phone.open()
    phone.fill("arriving/@named")
    assert phone.settles("sent") == "sent"
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    expect(phone.page.locator("#outbox-title")).to_have_text(phone.word("outbox_sent"))


def test_a_visit_that_was_withdrawn_does_not_hold_up_the_other_one(phones, server):
    one = phones()
    one.open()
    one.line.is_down = True
    one.fill("@baseline", "arriving/@tap", PHOTO)
    server.ask("withdraw", visit=one.visit)
    other = one.beside(**server.ask("plan", shopper=one.shopper))
    one.line.heal()
    other.open()
    # The trouble of one visit is not told at another one.
    until(lambda: other.settles("sent"), "nothing to send here")
    other.fill()
    assert other.hand_in() == "received"
    agree(other)
    # Opened again, the first says why; what it holds stays.
    other.page.goto(f"{one.line.url}/phone/outbox/")
    expect(other.page.locator("#outbox strong")).to_have_text(f"{other.word('status_withdrawn')}.")
    assert {op["field"] for op in other.disk(one.visit)["ops"]} == {"@baseline", "arriving/@tap", PHOTO}
    # Removed by the shopper's own hand, nothing tells of it any more.
    other.page.get_by_role("button", name=other.word("remove_here")).click()
    other.page.get_by_role("button", name=other.word("remove_yes"), exact=True).click()
    until(lambda: other.state() == "sent", "nothing more to tell")
    assert not other.disk(one.visit)["ops"]


@pytest.mark.parametrize(
    "fault", [proxy.portal, proxy.server_error, proxy.cut_reply(0.5)], ids=["portal", "500", "cut"]
)
def test_the_form_opens_from_the_phone_whatever_stands_at_its_address(phone, fault):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.is_kept()
    phone.line.on("page", fault, times=3)
    phone.page.reload()
    phone.is_ready()
    phone.remembers()
    phone.line.heal()
    # Nothing of what stood there was kept in its place.
    phone.page.reload()
    phone.is_ready()
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_put_back_after_the_receipt(handset, server, tmp_path):
    """The receipt was given, then the server lost it all: at the next start the phone brings everything again."""
    server.back_up(tmp_path / "copy")
    handset.open()
    handset.fill()
    assert handset.hand_in() == "received"
    server.put_back(tmp_path / "copy")
    assert server.ask("books", visit=handset.visit)["handed_in"] == 0
    handset.kill()
    handset.launch_again()
    handset.page.goto(f"{handset.line.url}/phone/outbox/")
    until(lambda: server.ask("books", visit=handset.visit)["handed_in"], "handed in again by itself")
    agree(handset)


def test_log_out_while_the_pages_are_still_being_kept(phone):
    """A page that was asked for before the log-out and comes after it is not kept."""
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    answered = threading.Event()
    order = phone.line.on("form", proxy.hold_reply(answered))
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    until(order.struck.is_set, "the form on its way to the phone")
    phone.page.locator("[data-log-out] button").click()
    phone.page.wait_for_url(re.compile("/account/login/"))
    answered.set()
    # Time for it to arrive: nothing tells that a page was not kept.
    phone.page.wait_for_timeout(1500)
    assert not [path for path in phone.page.evaluate(KEPT_ADDRESSES) if phone.visit in path]


def test_log_out_needs_a_line(phone):
    """Without one the session would go on, without its pages."""
    phone.open()
    phone.is_kept()
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.line.is_down = True
    phone.page.locator("[data-log-out] button").click()
    expect(phone.page.locator("#refused")).to_have_text(phone.word("leave_offline"))
    phone.open()
    phone.remembers()


def test_log_out_with_unsent_work_and_without_a_line_says_why_it_did_not_go(phone):
    """Where the shopper pressed, and it stays while the phone goes on trying to send."""
    phone.open()
    phone.line.on("api", proxy.drop, times=999)
    phone.fill("@baseline")
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.line.is_down = True
    phone.page.locator("[data-log-out] button").click()
    phone.page.get_by_role("button", name=phone.word("leave_keep")).click()
    expect(phone.page.locator("#refused")).to_have_text(phone.word("leave_offline"))
    phone.page.locator("#sync").click()
    phone.page.wait_for_timeout(1500)
    expect(phone.page.locator("#refused")).to_be_in_viewport()


def test_what_the_phone_does_not_keep_is_not_opened_without_network(phone):
    """The other language and the choice of mails: an error page of the browser has no way back in an installed app."""
    phone.open()
    phone.is_kept()
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.context.set_offline(True)
    for way in phone.page.locator("[data-line] button, a[data-line]").all():
        way.click()
        expect(phone.page.locator("#refused")).to_have_text(phone.word("needs_line"))
        assert phone.page.url.endswith("/phone/visits/")


def test_another_tab_goes_with_the_log_out(phone):
    phone.open()
    phone.fill("@baseline")
    assert phone.settles("sent") == "sent"
    form = phone.page
    phone.page = phone.context.new_page()
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.page.locator("[data-log-out] button").click()
    phone.page.wait_for_url(re.compile("/account/login/"))
    form.wait_for_url(re.compile("/account/login/"))


def test_log_out_with_unsent_work_and_keep_it_for_next_time(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    assert phone.settles("sent") == "sent"
    phone.line.on("api", proxy.drop, times=999)
    phone.fill("arriving/@named", PHOTO)
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.page.locator("[data-log-out] button").click()
    dialog = phone.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_contain_text(f"{len(phone.unsent())} ")
    phone.page.get_by_role("button", name=phone.word("leave_keep")).click()
    phone.page.wait_for_url(re.compile("/account/"))
    assert not [url for url in phone.page.evaluate(KEPT_ADDRESSES) if "/phone/visits" in url]
    phone.line.heal()
    phone.log_in()
    phone.open()
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_copy_saved_from_the_phone_holds_everything(phone, server):
    phone.open()
    phone.line.is_down = True
    phone.fill()
    phone.go("waiting/q")
    phone.note(PHOTO, phone.take_again(PHOTO))  # the first one was removed: it goes nowhere
    phone.line.heal()
    phone.line.on("api", proxy.drop, times=999)
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    with phone.page.expect_download() as waiting:
        phone.page.get_by_role("button", name=phone.word("save_copy")).click()
    name, head, content = waiting.value.path().read_bytes().split(b"\n", 2)
    found = json.loads(head)
    assert name == b"veldwerk-copy 1"
    (round_,) = found["rounds"]
    newest = {op["field"]: op["value"] for op in sorted(round_["ops"], key=lambda op: op["seq"])}
    assert {field: newest[field] for field in phone.ledger.kept} == phone.ledger.kept
    (photo,) = round_["media"]
    kept = {one: phone.ledger.photos[one] for one in named_photos(phone.ledger.kept[PHOTO])}
    assert kept == {photo["id"]: sha256_of(content[photo["at"] :][: photo["length"]])}
    for _time in ("once", "and by mistake once more"):
        server.ask("take_in", file=str(waiting.value.path()))
        agree(phone)
    phone.line.heal()
    phone.open()
    assert phone.hand_in() == "received"
    agree(phone)


def test_what_other_shoppers_left_goes_a_week_after_all_of_it_was_received(phones, server):
    """Only that: what somebody did not get over to us waits for them."""
    done = phones()
    done.context.add_init_script(DAYS_LATER)
    done.open()
    done.fill()
    assert done.hand_in() == "received"
    done.page.close()
    waits = done.beside(**server.ask("plan"))
    waits.open()
    waits.line.on("api", proxy.drop, times=999)
    waits.give("@baseline")
    waits.page.close()
    mine = done.beside(**server.ask("plan"))
    mine.page.goto(f"{mine.line.url}/phone/visits/")
    until(lambda: mine.page.evaluate(MEMORIES) == 3, "a memory for each of them")
    mine.page.evaluate("localStorage.days = 8")
    mine.page.reload()
    until(lambda: mine.page.evaluate(MEMORIES) == 2, "one of them gone")
    mine.page.close()
    waits.line.heal()
    waits.log_in()
    waits.open(waits.context.new_page())
    assert waits.shows("@baseline") == waits.ledger.kept["@baseline"]


def test_a_photo_of_another_shopper_that_never_came_over_stays(phones, server):
    """Two visits with one form: the photo of the first is not over there after all, all of the second is."""
    half = phones()
    half.context.add_init_script(DAYS_LATER)
    half.open()
    half.fill()
    assert half.hand_in() == "received"
    again = half.beside(**server.ask("plan", shopper=half.shopper))
    half.page.close()
    again.open()
    again.fill()
    assert again.hand_in() == "received"
    again.page.evaluate(UNSENT_PHOTO, half.visit)
    again.page.close()
    mine = half.beside(**server.ask("plan"))
    mine.page.goto(f"{mine.line.url}/phone/visits/")
    mine.page.evaluate("localStorage.days = 8")
    mine.page.evaluate("async () => (await import('tidy')).others(document.body.dataset.user)")
    mine.page.close()
    half.log_in()
    half.page = half.context.new_page()
    half.page.goto(f"{half.line.url}/phone/visits/")
    assert [row["field"] for row in half.disk()["media"]] == [PHOTO]


def test_a_week_passes_with_something_unsent(phone, server):
    """What never went out is not thrown away with the round it belongs to."""
    phone.context.add_init_script(DAYS_LATER)
    phone.open()
    phone.fill()
    first, second = phone.page, phone.context.new_page()
    phone.open(second)
    phone.turn_to(first)
    assert phone.hand_in() == "received"
    phone.line.on("any", proxy.drop, times=999)
    phone.page = second
    phone.act("arriving/remark", "Nog iets dat ik vergat.")
    until(lambda: phone.unsent() == ["arriving/remark"], "kept, and not sent")
    second.evaluate("localStorage.days = 8")
    phone.page.reload()
    phone.line.heal()
    until(lambda: not phone.unsent(), "sent after all")
    late = [op for op in server.ask("books", visit=phone.visit)["rounds"][0]["ops"] if op["late"]]
    assert [op["value"] for op in late] == [{"v": "Nog iets dat ik vergat."}]


def test_two_phones_and_the_second_is_late_on_a_bad_line(phones):
    one = phones()
    one.open()
    two = phones(like=one)
    two.open()
    two.line.is_down = True
    two.fill("@baseline", "arriving/@tap", "arriving/greeted", PHOTO)
    one.fill()
    assert one.hand_in() == "received"
    two.line.heal()
    for nth, fault in enumerate((proxy.drop, proxy.lose_reply, proxy.portal), 1):
        two.line.on("ops", fault, nth)
    two.line.on("photo", proxy.cut_request(0.5))
    two.turn_to(two.page)
    until(lambda: two.state() == "other", "the word that another phone was first")
    until(lambda: not two.unsent() or two.page.locator("#sync").click(), "all of it sent")
    books = one.server.ask("books", visit=one.visit)
    late = [op for op in books["rounds"][0]["ops"] if op["late"]]
    assert {op["field"] for op in late} == {"@baseline", "arriving/@tap", "arriving/greeted", PHOTO}
    agree(two, one)


def test_two_phones_gave_one_answer_and_the_shopper_chooses(phones):
    one = phones()
    one.open()
    one.give("arriving/remark", "Van de eerste telefoon.")
    assert one.settles("sent") == "sent"
    two = phones(like=one)
    two.open()
    two.line.is_down = True
    two.give("arriving/remark", "Van de tweede telefoon.")
    two.line.heal()
    assert two.settles("sent") == "sent"
    one.line.on("ops", proxy.lose_reply)
    one.page.goto(f"{one.line.url}/phone/outbox/")
    one.page.get_by_text("Van de eerste telefoon.").click()
    one.page.get_by_role("button", name=one.word("settle")).click()
    until(lambda: not one.unsent(), "the choice sent")
    one.write_down("arriving/remark", {"v": "Van de eerste telefoon."})
    two.fill()
    assert two.hand_in() == "received"
    agree(two, one)
