"""What people do: log out, take a visit back, open two tabs, use two phones, publish a new form."""

import json
import threading

import pytest
from playwright.sync_api import expect

from tests.faults import proxy
from tests.faults.phone import PHOTO, STORY, agree, until

pytestmark = pytest.mark.fault
# Resolves once the lock is held, and never lets go of it.
HOLD_THE_LOCK = """() => new Promise((isHeld) => {
  navigator.locks.request("fw-send", () => { isHeld(); return new Promise(() => {}); });
})"""


def test_the_session_ends_and_the_phone_goes_on(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    assert server.ask("end_sessions") >= 1
    phone.context.clear_cookies()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_key_is_withdrawn_and_comes_back_with_a_new_session(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.context.clear_cookies()
    server.ask("revoke", visit=phone.visit)
    phone.fill("arriving/@named", "arriving/@grade", PHOTO)
    until(lambda: phone.state() == "login", "the word to log in")
    phone.log_in()
    phone.open()
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_visit_goes_to_somebody_else(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    assert phone.settles("sent") == "sent"
    server.ask("give_to_another", visit=phone.visit)
    phone.fill("arriving/@named", "arriving/@grade")
    until(lambda: phone.state() == "withdrawn", "a named state")
    phone.remembers()
    # What came before stays on the server, what came after on the phone.
    books = server.ask("books", visit=phone.visit)
    assert {op["field"] for op in books["rounds"][0]["ops"]} == {"@baseline", "arriving/@tap"}
    assert {op["field"] for op in phone.disk()["ops"] if not op["sent"]} == {"arriving/@named", "arriving/@grade"}


def test_the_visit_is_withdrawn(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    assert phone.settles("sent") == "sent"
    server.ask("withdraw", visit=phone.visit)
    phone.fill("arriving/@named", "arriving/greeted", PHOTO)
    until(lambda: phone.state() == "withdrawn", "a named state")
    phone.remembers()
    assert {op["field"] for op in phone.disk()["ops"] if not op["sent"]} == {
        "arriving/@named",
        "arriving/greeted",
        PHOTO,
    }


def test_the_form_gets_a_newer_version(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    server.ask("publish_again", visit=phone.visit)
    phone.fill("arriving/@named", "arriving/@grade")
    assert phone.settles("sent") == "sent"
    older = phone.schema()
    phone.page.reload()
    # The copy on the phone may be of the older form; the server's word brings the newer one.
    until(lambda: phone.schema() not in ("", older), "the newer form")
    phone.is_ready()
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_form_that_was_never_published(phone):
    phone.open()
    order = phone.line.on("ops", proxy.swap(b'"schema":"', b'"schema":"0'), times=2)
    phone.fill("@baseline", "arriving/@tap")
    until(lambda: phone.state() == "refused", "a named state")
    assert order.struck.is_set()
    phone.line.heal()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_two_tabs_at_once(phone):
    phone.open()
    phone.fill("@baseline", "arriving/@tap", "arriving/@named")
    first = phone.page
    phone.open(phone.context.new_page())
    phone.remembers()
    phone.fill("arriving/@grade", "arriving/greeted", "arriving/remark", "waiting/@tap", PHOTO)
    second = phone.page
    phone.turn_to(first)
    phone.fill()
    phone.turn_to(second)
    phone.give("waiting/minutes", 20)
    phone.turn_to(first)
    assert phone.hand_in() == "received"
    agree(phone)


def test_two_tabs_send_each_answer_once(phone):
    """While one tab sends, the other stands back, and does not call sent what is on its way."""
    phone.open()
    first = phone.page
    phone.open(phone.context.new_page())
    second = phone.page
    phone.turn_to(first)
    go_on = threading.Event()
    bodies: list[bytes] = []
    order = phone.line.on("ops", proxy.overhear(bodies, proxy.hold(go_on)), times=999)
    phone.fill("@baseline", "arriving/@tap")
    until(order.struck.is_set, "an answer on its way")
    phone.turn_to(second)
    until(lambda: phone.state() not in ("saved", "sent"), "the word that something is left")
    go_on.set()
    assert phone.settles("sent") == "sent"
    sent = [op["id"] for one in bodies for op in json.loads(one)["ops"]]
    assert len(sent) == len(set(sent))
    agree(phone)


def test_a_tab_that_was_put_to_sleep_holds_the_lock(phone):
    """It never gives it back: after two minutes the tab in front takes it, and nobody presses anything."""
    asleep = phone.context.new_page()
    asleep.goto(f"{phone.line.url}/phone/offline/")
    asleep.evaluate(HOLD_THE_LOCK)
    phone.open()
    phone.fill("@baseline")
    until(lambda: phone.state() not in ("saved", "sent"), "the word that something is left")
    phone.let_pass(2.5)
    until(lambda: not phone.unsent(), "sent by itself", 60)
    agree(phone)


def test_two_tabs_hand_in(phone):
    phone.open()
    phone.fill()
    first, second = phone.page, phone.context.new_page()
    phone.open(second)
    for page in (first, second):
        phone.page = page
        phone.go("check")
        page.locator("#screen input[type=checkbox]").check()
    for page in (first, second):
        page.locator("#actions .btn.primary").click()
    for page in (first, second):
        phone.turn_to(page)
        assert phone.settles("received") == "received"
    agree(phone)


def test_two_phones_with_different_parts(phones):
    one = phones()
    one.open()
    one.fill(*[field for field in STORY if not field.startswith("waiting")])
    assert one.settles("sent") == "sent"
    two = phones(like=one)
    two.open()
    two.fill(*[field for field in STORY if field.startswith("waiting")])
    assert two.hand_in() == "received"
    agree(one, two)


def test_two_phones_and_the_second_comes_late(phones):
    one, two = phones(), None
    one.open()
    two = phones(like=one)
    two.open()
    two.line.is_down = True
    two.fill("@baseline", "arriving/@tap", "arriving/greeted", PHOTO)
    one.fill()
    assert one.hand_in() == "received"
    two.line.heal()
    two.settles("sent", "other", press=True)
    books = one.server.ask("books", visit=one.visit)
    late = [op for op in books["rounds"][0]["ops"] if op["late"]]
    assert {op["field"] for op in late} == {"@baseline", "arriving/@tap", "arriving/greeted", PHOTO}
    agree(two, one)


def test_an_answer_is_changed_after_a_final_whose_reply_was_lost(phone, server):
    """It was handed in without the phone knowing: what is changed then stays, beside what was handed in."""
    phone.open()
    phone.fill()
    phone.line.on("final", proxy.lose_reply, times=99)
    phone.send_off()
    until(lambda: server.ask("books", visit=phone.visit)["handed_in"], "handed in")
    phone.page.get_by_role("button", name=phone.word("back_to_check")).click()
    handed_in = dict(phone.ledger.kept)
    phone.go("waiting/q")
    phone.act("waiting/minutes", 44)
    until(lambda: phone.newest("waiting/minutes")["value"] == {"v": 44}, "kept on the phone")
    phone.line.heal()
    # What came late tells the phone that it was handed in; the receipt comes by itself.
    assert phone.settles("received") == "received"
    phone.ledger.kept = handed_in
    agree(phone)
    ops = server.ask("books", visit=phone.visit)["rounds"][0]["ops"]
    assert [op["value"] for op in ops if op["late"]] == [{"v": 44}]


def test_a_press_counts_while_a_failure_is_told(phone):
    """What is on its way is drawn anew whenever something is told of it, but not under a finger."""
    phone.open()
    phone.fill()
    phone.line.on("final", proxy.drop, times=99)
    phone.send_off()
    until(lambda: phone.state() in ("waiting", "offline"), "the failure told")
    phone.page.get_by_role("button", name=phone.word("back_to_check")).hover()
    phone.page.mouse.down()
    # The failure of one try was told before the next one begins.
    for _try in range(2):
        before = phone.tries("final")
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda before=before: phone.tries("final") > before, "tried again")
    phone.page.mouse.up()
    expect(phone.page.locator("#hand-in")).to_be_visible()


def test_an_answer_is_refused_in_the_moment_of_handing_in(phone, server):
    """The refusal of a change sent before takes back a final that was pressed after it: no older value goes instead."""
    phone.open()
    phone.fill()
    assert phone.settles("sent") == "sent"
    answered = threading.Event()

    def refused_later(exchange: proxy.Exchange) -> None:
        proxy.swapped(exchange, b'"dirty"', b'"nope"')
        raw = exchange.forward()
        answered.wait(proxy.PATIENCE)
        exchange.answer(raw)

    order = phone.line.on("ops", refused_later)
    phone.give("waiting/room", "dirty")
    until(order.struck.is_set, "the answer on its way")
    phone.send_off()
    answered.set()
    expect(phone.page.locator("#h-open")).to_be_visible()
    assert phone.settles("sent") == "sent"
    # The server would refuse it as well; the phone does not even ask.
    assert phone.tries("final") == 0
    assert not server.ask("books", visit=phone.visit)["handed_in"]


def test_the_server_misses_something_that_this_phone_does_not_ask(phone, server):
    """Handed in once more it goes once more: what was asked for may have been given by another phone."""
    phone.open()
    phone.fill()
    said = '{"state": "invalid", "questions": [{"field": "elsewhere/hidden", "message": "Nodig."}]}'
    order = phone.line.on("final", proxy.reply("422 Unprocessable Content", "application/json", said))
    phone.send_off()
    until(
        lambda: order.struck.is_set() and phone.page.get_by_role("checkbox", name=phone.word("statement")).count(),
        "asked again",
    )
    expect(phone.page.get_by_text(phone.word("asked_elsewhere"))).to_be_visible()
    assert phone.hand_in() == "received"
    agree(phone)


@pytest.mark.parametrize("fault", [proxy.drop, proxy.server_error, proxy.redirect], ids=["cut", "500", "portal"])
def test_the_answer_about_a_new_key_does_not_come(phone, server, fault):
    """Who is logged in need not log in: the key is asked for again, and nobody presses anything."""
    phone.open()
    phone.fill("@baseline")
    assert phone.settles("sent") == "sent"
    server.ask("revoke", visit=phone.visit)
    order = phone.line.on("keys", fault)
    phone.fill("arriving/@tap")
    until(lambda: order.struck.is_set() and phone.state() == "sent", "sent by itself")
    agree(phone)


def test_the_key_is_withdrawn_twice_while_the_page_stays_open(phone, server):
    phone.open()
    phone.give("@baseline")
    assert phone.settles("sent") == "sent"
    for field in ("arriving/@tap", "arriving/@named"):
        server.ask("revoke", visit=phone.visit)
        phone.give(field)
        assert phone.settles("sent") == "sent"
        # A key that is refused in the minute in which it was made is not asked for again.
        phone.let_pass(2)
    agree(phone)


def test_the_key_of_a_visit_in_two_parts_is_withdrawn(phones, server):
    """Both rounds hold the old key; the second one is not taken for a visit that went to somebody else."""
    phone = phones(in_parts=True)
    phone.open()
    phone.fill("@baseline", *(field for field in STORY if field.startswith("arriving/")))
    assert phone.hand_in() == "received"
    server.ask("revoke", visit=phone.visit)
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    phone.open()
    until(lambda: phone.round() == 2, "the second part")
    phone.is_ready()
    phone.give("waiting/@tap")
    until(lambda: phone.state() == "sent", "sent by itself")


def test_another_shopper_on_the_same_browser(phones, server):
    """One shopper's unsent work never goes along with another one's, and is there when the first comes back."""
    one = phones()
    one.open()
    one.line.is_down = True
    one.fill("@baseline", "arriving/@tap")
    one.page.close()
    one.line.heal()
    two = one.beside(**server.ask("plan"))
    two.open()
    two.fill()
    assert two.hand_in() == "received"
    agree(two)
    assert (
        server.ask("books", visit=one.visit)["rounds"] == []
        or not server.ask("books", visit=one.visit)["rounds"][0]["ops"]
    )
    two.page.close()
    one.log_in()
    one.open(one.context.new_page())
    one.remembers()
    one.fill()
    assert one.hand_in() == "received"
    agree(one)


def to_the_login(phone):
    """The session is gone. All pages are kept by then: none that still comes brings another key of the log-in form."""
    phone.page.goto(f"{phone.line.url}/phone/visits/")
    expect(phone.page.locator(".kept").first).to_be_visible()
    phone.context.clear_cookies(name="sessionid")
    phone.page.goto(f"{phone.line.url}/account/login/?next=/phone/visits/")


def test_another_shopper_logs_in_where_the_first_one_never_logged_out(phone, server):
    """What is kept of the first one's pages never shows, not even when nothing comes over the line."""
    listed = f"{phone.line.url}/phone/visits/"
    phone.open()
    to_the_login(phone)
    for name, value in server.ask("password", shopper=server.ask("plan")["shopper"]).items():
        phone.page.locator(f"input[name={name}]").fill(value)
    phone.line.on("page", proxy.drop, times=99)
    phone.page.locator("input[name=password]").press("Enter")
    phone.page.wait_for_url(listed)
    assert phone.page.locator("h1").inner_text() == "Deze pagina staat niet op je telefoon"
    for address in (phone.address, listed):
        phone.page.goto(address)
        assert phone.page.locator("h1").inner_text() == "Deze pagina staat niet op je telefoon"
    phone.line.heal()
    phone.page.goto(listed)
    expect(phone.page.locator(f"a[href*='{phone.visit}']")).to_have_count(0)
    expect(phone.page.locator("article a").first).to_be_visible()


def test_the_first_shopper_logs_in_again_and_the_kept_pages_stand(phone, server):
    phone.open()
    to_the_login(phone)
    for name, value in server.ask("password", shopper=phone.shopper).items():
        phone.page.locator(f"input[name={name}]").fill(value)
    phone.line.on("page", proxy.drop, times=99)
    phone.page.locator("input[name=password]").press("Enter")
    phone.page.wait_for_url(f"{phone.line.url}/phone/visits/")
    phone.open()
