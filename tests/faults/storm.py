"""A visit in a storm: fifteen faults drawn by a seed, while the shopper fills in the form as if nothing happened."""

import random
from collections.abc import Callable
from pathlib import Path

from tests.faults import ledger, proxy
from tests.faults.handset import PHONE, Handset
from tests.faults.line import Line
from tests.faults.phone import LONGEST_WAIT, PHOTO, STORY, Gone, Phone, until
from tests.walks.conftest import CHROMIUM, FLAGS

FAULTS = 15
MOST_PHOTOS = 3  # of one question
FINALS = 3  # at most so many times in a row something happens to the last word
# Nothing is under way any more, or the screen says what it wants from the shopper.
SETTLED = ("sent", "login", "withdrawn", "refused", "too_big", "stuck", "other")
YEAR = 365 * 86_400_000
# A clock that may be set, and a disk that may be full, also after the page or the browser was opened again.
DEVICE = """const Real = Date; const skew = () => Number(localStorage.skew ?? 0);
window.Date = class extends Real {
  constructor(...parts) { super(...(parts.length ? parts : [Real.now() + skew()])); }
  static now() { return Real.now() + skew(); }
};
const start = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, ...more) {
  if (window.isFull && mode === "readwrite") throw new DOMException("", "QuotaExceededError");
  return start.call(this, names, mode, ...more);
};"""
# How often a kind of fault is drawn; what costs seconds comes less often.
ON_THE_LINE: tuple[proxy.Fault, ...] = (
    proxy.drop, proxy.lose_reply, proxy.cut_request(0.3), proxy.cut_request(0.9), proxy.cut_reply(0.2),
    proxy.cut_reply(0.8), proxy.twice, proxy.twice_at_once, proxy.again_later, proxy.flip_request(0.3),
    proxy.flip_request(0.8), proxy.flip_reply(0.4), proxy.server_error, proxy.error_after_work, proxy.too_many,
    proxy.portal, proxy.redirect, proxy.login_redirect, proxy.login_page, proxy.other_json, proxy.no_json,
)  # fmt: skip
CHANGES = {
    "arriving/greeted": ("no", "yes"),
    "arriving/remark": ("Eerst stond er niemand.", "Later kwam er iemand.", "Toch weer niemand."),
    "waiting/minutes": (4, 31, 7),
    "waiting/room": ("clean", "dirty"),
    "waiting/@grade": (4, 9),
}


class Storm:
    """One storm over one phone; ``story`` tells afterwards what happened, in order."""

    def __init__(self, seed: int, phone: Handset, folder: Path) -> None:
        self.draw, self.phone, self.server, self.folder = random.Random(seed), phone, phone.server, folder
        self.story: list[str] = []
        self.copies: list[Path] = []
        self.others: list[Phone] = []
        self.disks: list[dict] = []

    def run(self) -> None:
        """From the first tap to a receipt that agrees with the ledger."""
        self.phone.on_every_page(DEVICE)
        self.phone.open()
        for _fault in range(FAULTS):
            self._fault()
            self._work()
        self._calm_down()
        self.phone.fill()
        for nth in range(1, self.draw.randint(0, FINALS) + 1):
            self._strike("final", nth)
        assert self.phone.hand_in() == "received", self.story
        books = self.server.ask("books", visit=self.phone.visit)
        ledgers = [one.ledger for one in (*self.others, self.phone)]
        ledger.check(books, *ledgers, disks=(*self.disks, self.phone.disk()))

    def _fault(self) -> None:
        kinds: dict[Callable[[], None], int] = {
            self._line_fails: 9, self._line_is_away: 2, self._line_is_back: 3, self._server_dies: 2,
            self._server_is_copied: 2, self._server_is_put_back: 1, self._browser_dies: 1,
            self._page_is_opened_again: 2,
            self._tab_crashes: 1, self._session_ends: 1, self._key_is_withdrawn: 1, self._a_version_is_deployed: 1,
            self._disk_is_full: 1, self._clock_is_set: 1, self._a_second_tab: 1, self._a_second_phone: 1,
        }  # fmt: skip
        (kind,) = self.draw.choices(list(kinds), list(kinds.values()))
        self.story.append(kind.__name__)
        kind()

    def _work(self) -> None:
        """One to three answers: new ones, or another value for one that was given."""
        for _answer in range(self.draw.randint(1, 3)):
            open_fields = [field for field in STORY if field not in self.phone.ledger.kept]
            again = [field for field in CHANGES if field in self.phone.ledger.kept]
            field, value = (open_fields or again)[0], None
            if again and (not open_fields or self.draw.random() < 0.3):
                field = self.draw.choice(again)
                value = self.draw.choice(CHANGES[field])
            elif self.draw.random() < 0.15 and 0 < len(self.phone.ledger.photos) < MOST_PHOTOS:
                field = PHOTO
            self.story.append(f"{field} = {value or 'as in the story'}")
            try:
                self.phone.give(field, value)
            except Gone:
                self.phone.start_again()

    # --- what may happen ------------------------------------------------------------------------------
    def _line_fails(self) -> None:
        self._strike(self.draw.choice(("ops", "ops", "ask", "photo", "page")), self.draw.randint(1, 2))

    def _strike(self, door: str, nth: int) -> None:
        fault = self.draw.choice(ON_THE_LINE)
        self.story.append(f"{door} {nth} {fault.__name__}")
        self.phone.line.on(door, fault, nth)

    def _line_is_away(self) -> None:
        self.phone.line.is_down = True

    def _line_is_back(self) -> None:
        self.phone.line.heal()
        self.phone.page.locator("#sync").click()

    def _server_dies(self) -> None:
        moments = (proxy.then, proxy.reply_and, proxy.instead)
        order = self.phone.line.on("api", self.draw.choice(moments)(self.server.kill))
        self._work()
        self.phone.line.heal()
        if order.struck.is_set():
            until(lambda: self.server.process is None, "dead")
        else:
            self.server.kill()
        self.server.start()

    def _server_is_copied(self) -> None:
        self.copies.append(self.folder / f"copy-{len(self.story)}")
        self.server.back_up(self.copies[-1])

    def _server_is_put_back(self) -> None:
        if self.copies:
            self.server.put_back(self.draw.choice(self.copies))

    def _browser_dies(self) -> None:
        self.phone.kill()
        self.phone.start_again()

    def _page_is_opened_again(self) -> None:
        self.phone.log_in()
        self.phone.reopens()

    def _tab_crashes(self) -> None:
        self.phone.crash()
        self.phone.log_in()
        self.phone.reopens(self.phone.context.new_page())

    def _session_ends(self) -> None:
        self.server.ask("end_sessions")

    def _key_is_withdrawn(self) -> None:
        self.server.ask("revoke", visit=self.phone.visit)

    def _a_version_is_deployed(self) -> None:
        self.server.deploy(keep_old=self.draw.random() < 0.5)

    def _disk_is_full(self) -> None:
        """An answer is not kept, and the screen says so; then there is room again."""
        self.phone.page.evaluate("window.isFull = true")
        self.phone.go("arriving/q")
        self.phone.box("arriving/remark").locator("textarea").fill("Dit past er niet meer bij.")
        self.phone.box("arriving/remark").locator("textarea").blur()
        until(lambda: self.phone.state() == "full", "the word that the phone is full")
        self.phone.page.evaluate("window.isFull = false")
        self.phone.give("arriving/remark", "Nu past er weer iets bij.")

    def _clock_is_set(self) -> None:
        self.phone.page.evaluate("(ms) => { localStorage.skew = ms; }", self.draw.choice((-11, -1, 0, 1, 7)) * YEAR)

    def _a_second_tab(self) -> None:
        """The form is opened once more, beside; then one of both tabs goes."""
        first = self.phone.page
        self.phone.log_in()
        self.phone.reopens(self.phone.context.new_page())
        self._work()
        if first.is_closed():
            return  # the browser was started again
        tabs = [first, self.phone.page]
        self.draw.shuffle(tabs)
        self.phone.turn_to(tabs[0])
        self.phone.catches_up()
        tabs[1].close()

    def _a_second_phone(self) -> None:
        """Another phone of the shopper gives some answers that the first one gave as well; who hands in counts."""
        known = sorted(CHANGES.keys() & self.phone.ledger.kept.keys() - {"waiting/minutes"})
        browser = self.phone.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        line = Line(self.server.port)
        other = Phone(browser.new_context(**PHONE), line, self.server, self.phone.visit, self.phone.shopper)
        other.log_in()
        other.open()
        for field in known:
            shown = other.shows(field)
            other.give(field, self.draw.choice([value for value in CHANGES[field] if shown != {"v": value}]))
        assert other.settles("sent") == "sent"
        self.others.append(other)
        self.disks.append(other.disk())
        browser.close()
        line.close()
        # What came from it only an older copy would lose, and it is not there to bring it again.
        self.copies.clear()

    def _calm_down(self) -> None:
        self.phone.line.heal()
        if self.server.process is None:
            self.server.start()
        if self.draw.random() < 0.5:
            # Nobody touches the phone: what waits goes by itself, or says what it wants from the shopper.
            until(lambda: self.phone.state() in SETTLED, "no longer waiting", LONGEST_WAIT)
        self._page_is_opened_again()
