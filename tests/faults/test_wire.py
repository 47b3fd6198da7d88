"""What a bad line does to a visit: at every door something fails, and in the end all of it is there once."""

import threading

import pytest

from tests.faults import proxy
from tests.faults.phone import CAUSE, PHOTO, REMARK, agree, until
from tests.faults.pictures import heavy

pytestmark = pytest.mark.fault
DOORS = ("ops", "ask", "photo", "final")
FAULTS = {
    "nothing gets through": proxy.drop,
    "the reply is lost": proxy.lose_reply,
    "the request breaks off at once": proxy.cut_request(0),
    "the request breaks off half-way": proxy.cut_request(0.5),
    "the last byte of the request is missing": proxy.cut_request(0.999),
    "the reply breaks off half-way": proxy.cut_reply(0.5),
    "the reply has no body": proxy.cut_reply(0),
    "the request comes twice": proxy.twice,
    "the request comes twice at once": proxy.twice_at_once,
    "the request comes again later": proxy.again_later,
    "a bit of the request is wrong": proxy.flip_request(0.5),
    "the first byte of the request is wrong": proxy.flip_request(0),
    "a bit of the reply is wrong": proxy.flip_reply(0.5),
    "a bit of an id in the reply is wrong": proxy.flip_reply(b"-"),
    "a server error": proxy.server_error,
    "an error of the line after the work was done": proxy.error_after_work,
    "too many requests": proxy.too_many,
    "the page of a captive portal": proxy.portal,
    "a redirect to a captive portal": proxy.redirect,
    "a redirect to the log-in page": proxy.login_redirect,
    "the log-in page instead of an answer": proxy.login_page,
    "JSON of somebody else": proxy.other_json,
    "JSON that breaks off": proxy.no_json,
}
# The browser's word that it is online comes as soon as the bar tells of the failure, and never again.
DEAF = 'addEventListener("online", (event) => event.isTrusted && event.stopImmediatePropagation())'
# A phone that tells on what line it is: mobile data, until it comes home.
MOBILE = """const line = new EventTarget();
Object.defineProperty(line, "type", { get: () => (localStorage.wifi ? "wifi" : "cellular") });
Object.defineProperty(navigator, "connection", { value: line });"""
# The waits of the sender, in ms; what is shorter waits for something else.
PAUSES = "pauses.filter((ms) => ms >= 700 && ms !== 20000)"
ONLINE_WHEN_TOLD = """() => new MutationObserver((_changes, self) => {
  if (document.querySelector("#sync").dataset.state !== "offline") return;
  self.disconnect();
  window.isToldOnline = true;
  dispatchEvent(new Event("online"));
}).observe(document.querySelector("#sync"), { attributes: true })"""


@pytest.mark.parametrize("name", FAULTS)
def test_at_every_door(phone, name):
    phone.open()
    orders = [phone.line.on(door, FAULTS[name]) for door in DOORS]
    phone.fill()
    # What the screen calls sent is on the server, also before the final could mend it.
    phone.settles("sent")
    agree(phone)
    assert phone.hand_in() == "received"
    assert all(order.struck.is_set() for order in orders)
    agree(phone)


def test_on_a_good_line_nothing_is_sent_twice(phone):
    phone.open()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)
    assert phone.receipt() == phone.server.ask("books", visit=phone.visit)["rounds"][0]["receipt"]
    assert phone.tries("final") == 1


def test_the_line_comes_back_while_the_failure_is_told(phone):
    """The browser says "online" between a failed try and the end of its turn: nothing else would wake the sender."""
    phone.page.context.add_init_script(DEAF)
    phone.open()
    phone.fill("@baseline")
    phone.settles("sent")
    phone.page.context.set_offline(True)
    phone.fill("arriving/@tap")
    phone.page.evaluate(ONLINE_WHEN_TOLD)
    until(lambda: phone.page.evaluate("window.isToldOnline"), "the word came in between")
    phone.page.context.set_offline(False)
    # Nobody presses "send now" here.
    until(lambda: phone.state() == "sent", "sent by itself")
    agree(phone)


def test_every_other_request_fails(phone):
    phone.open()
    for nth in range(1, 40, 2):
        phone.line.on("api", proxy.lose_reply if nth % 4 == 1 else proxy.drop, nth)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


@pytest.mark.parametrize("words", [REMARK, CAUSE], ids=["remark", "cause"])
def test_a_letter_of_a_text_changes_on_the_way(phone, words):
    phone.open()
    phone.line.is_down = True
    phone.fill()
    phone.line.heal()
    order = phone.line.on("ops", proxy.flip_request(words.encode()))
    assert phone.hand_in() == "received"
    assert order.struck.is_set()
    agree(phone)


def test_a_letter_of_the_receipt_changes_on_the_way(phone):
    phone.open()
    phone.fill()
    order = phone.line.on("final", proxy.flip_reply(rb'"code": ?"\w+'))
    assert phone.hand_in() == "received"
    assert order.struck.is_set()
    assert phone.receipt() == phone.server.ask("books", visit=phone.visit)["rounds"][0]["receipt"]
    agree(phone)


def test_no_network_from_the_first_tap_to_the_last(phone):
    phone.open()
    phone.line.is_down = True
    phone.fill()
    # While it tries, the bar counts; it says that it waits as soon as the try failed.
    until(lambda: phone.state() in ("waiting", "offline"), "waiting")
    assert phone.server.ask("books", visit=phone.visit)["rounds"][0]["ops"] == []
    phone.line.heal()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_browser_knows_that_it_is_offline(phone):
    phone.open()
    phone.context.set_offline(True)
    phone.fill()
    assert phone.settles("offline") == "offline"
    phone.context.set_offline(False)
    # Nobody presses anything: the browser says that it is online again.
    until(lambda: phone.state() == "sent", "sent by itself")
    assert phone.hand_in() == "received"
    agree(phone)


@pytest.mark.parametrize("door", ["ops", "photo", "final"])
def test_a_filter_on_the_way_forbids_it(phone, door):
    """A page that says 403 is not our server's word: nobody is asked to log in, and it goes by itself later."""
    phone.open()
    order = phone.line.on(door, proxy.forbidden, times=2)
    phone.fill()
    phone.send_off()
    seen = set()
    until(lambda: (seen.add(phone.state()) or "received") in seen, "the receipt, and nobody pressed anything")
    assert order.struck.is_set()
    assert "login" not in seen
    agree(phone)


def test_an_answer_hangs_while_the_shopper_goes_on(phone):
    phone.open()
    go_on = threading.Event()
    phone.line.on("ops", proxy.hold(go_on))
    phone.fill()
    assert phone.server.ask("books", visit=phone.visit)["rounds"][0]["ops"] == []
    go_on.set()
    assert phone.hand_in() == "received"
    agree(phone)


def test_the_receipt_hangs_and_the_page_is_opened_again(phone):
    phone.open()
    phone.fill()
    go_on = threading.Event()
    order = phone.line.on("final", proxy.hold_reply(go_on))
    phone.send_off()
    until(order.struck.is_set, "the final on its way")
    until(lambda: phone.server.ask("books", visit=phone.visit)["handed_in"], "handed in")
    disk = phone.disk()
    phone.page.goto(phone.address)
    go_on.set()
    # The server's own receipt page stands there now; the phone was never told.
    code = phone.server.ask("books", visit=phone.visit)["rounds"][0]["receipt"]
    assert code in phone.page.locator(".receipt").inner_text()
    agree(phone, disks=(disk,))


def test_a_slow_network(phone):
    phone.open()
    slow = phone.context.new_cdp_session(phone.page)
    kilobit = 1000 / 8
    conditions = {
        "offline": False,
        "latency": 300,
        "downloadThroughput": 400 * kilobit,
        "uploadThroughput": 100 * kilobit,
    }
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", conditions)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_photos_wait_for_wifi_and_answers_do_not(phone):
    phone.context.add_init_script(MOBILE)
    phone.page.goto(f"{phone.line.url}/phone/outbox/")
    phone.page.locator("#wifi-only").check()
    phone.open()
    phone.fill()
    until(lambda: phone.unsent() == [PHOTO], "all but the photo sent")
    assert phone.settles("wifi") == "wifi"
    assert phone.tries("photo") == 0
    phone.page.evaluate("localStorage.wifi = 1; navigator.connection.dispatchEvent(new Event('change'))")
    # Nobody presses anything.
    assert phone.settles("sent") == "sent"
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_photo_breaks_off_again_and_again_and_goes_on_where_it_was(phone):
    phone.open()
    phone.give("waiting/waited")
    orders = [phone.line.on("photo", proxy.cut_request(0.6), nth) for nth in (1, 2, 3)]
    phone.note(PHOTO, phone.take(PHOTO, heavy()))
    assert phone.settles("sent") == "sent"
    assert all(order.struck.is_set() for order in orders)
    size = phone.disk()["media"][0]["size"]
    assert phone.line.sent["photo"] <= 1.3 * size
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_damaged_photo_is_sent_anew_and_whole(phone):
    phone.open()
    phone.give("waiting/waited")
    orders = [phone.line.on("photo", proxy.flip_request(share), nth) for nth, share in ((1, 0.2), (3, 0.9))]
    phone.note(PHOTO, phone.take(PHOTO, heavy()))
    assert phone.settles("sent") == "sent"
    assert all(order.struck.is_set() for order in orders)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_after_progress_the_phone_is_quick_again(phone):
    """Five failures make it patient; one success makes it try within seconds again."""
    phone.context.add_init_script(
        "const real = setTimeout; window.pauses = []; "
        "window.setTimeout = (f, ms, ...rest) => { pauses.push(ms); return real(f, ms, ...rest); };"
    )
    phone.open()
    phone.give("@baseline")
    assert phone.settles("sent") == "sent"

    def pause_after(grade: int) -> float:
        """How long it waits once this answer did not come over."""
        before = len(phone.page.evaluate(PAUSES))
        phone.give("arriving/@grade", grade)
        until(lambda: len(phone.page.evaluate(PAUSES)) > before, "a pause")
        return phone.page.evaluate(PAUSES)[-1]

    phone.line.is_down = True
    assert [pause_after(grade) for grade in range(1, 6)][-1] > 5000
    phone.line.heal()
    phone.give("arriving/@grade", 6)
    assert phone.settles("sent") == "sent"
    phone.line.on("ops", proxy.drop)
    assert pause_after(7) < 1300
