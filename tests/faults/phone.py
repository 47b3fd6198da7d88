"""A shopper's phone: a real browser driven as by a thumb, and a ledger of what its screen showed as kept."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.faults import ledger
from tests.faults.inside import DISK, DRAWN, KEPT, NEWEST, STATE, UNSENT, WHOLE
from tests.faults.ledger import Ledger, Lost, named_photos, same
from tests.faults.line import DOORS, Line
from tests.faults.pictures import picture
from tests.faults.server import Server
from tests.walks.shopper import pick

Test = Callable[[Any], bool]  # does this stored value mean what was given?
PATIENCE = 30.0  # seconds; how long something may stay away before it counts as missing
LONGEST_WAIT = 90.0  # seconds; the sender waits 38 at most, and one call may hang for 45
REMARK = "Bij de ingang stond een gastheer die meteen de weg wees."
CAUSE = "Het nummerscherm stond uit en niemand keek op."
# What a whole form holds, in the order of the screens: where on the pad (right, up), words, grades, answers.
STORY: dict[str, Any] = {
    "@baseline": (0.6, 0.4),
    "arriving/@tap": (0.7, 0.6),
    "arriving/@named": ({"at_ease": 3}, ""),
    "arriving/@grade": 7,
    "arriving/greeted": "yes",
    "arriving/remark": REMARK,
    "waiting/@tap": (0.15, 0.85),
    "waiting/@named": ({"irritated": 4, "ignored": 3}, CAUSE),
    "waiting/@grade": 3,
    "waiting/waited": "yes",
    "waiting/minutes": 12,
    "waiting/room": "fair",
    "waiting/screen": "photo",
    "@overall": 7,
    "@recommend": 8,
}
PHOTO = "waiting/screen"
PASSED = """(ms) => { for (const clock of [Date, performance]) {
  const now = clock.now.bind(clock);
  clock.now = () => now() + ms;
} }"""
NEAR = 15  # thousandths of the pad: as near as a thumb gets


def until(question: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Ask until the answer is true and return it; an assertion that names ``what`` when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.03)
    return answer


class Gone(Exception):
    """The browser is no longer there."""


class Phone:
    """One browser of one shopper at one visit."""

    def __init__(self, context: BrowserContext, line: Line, server: Server, visit: str, shopper: int) -> None:
        self.context, self.line, self.server = context, line, server
        self.visit, self.shopper = visit, shopper
        self.ledger = Ledger()
        context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = context.pages[0] if context.pages else context.new_page()

    def beside(self, **about: Any) -> "Phone":
        """The same phone at another visit, or in other hands (``visit``, ``shopper``), in a tab of its own."""
        other = Phone(self.context, self.line, self.server, **about)
        other.page = self.context.new_page()
        other.log_in()
        return other

    def is_gone(self) -> bool:
        """Whether the browser (or the tab) went away."""
        try:
            self.page.evaluate("1")
        except PlaywrightError:
            return self.page.is_closed() or not self.context.pages
        return False

    def crash(self) -> None:
        """The system takes the tab away at once: no event, no last word."""
        with suppress(PlaywrightError):
            self.page.goto("chrome://crash", timeout=5000)
        self.page.close()

    # --- getting there --------------------------------------------------------------------------------
    def log_in(self) -> None:
        """A session, as after the front door."""
        key = self.server.ask("session", shopper=self.shopper)
        in_a_month = time.time() + 30 * 86400
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.line.url, "expires": in_a_month}])

    @property
    def address(self) -> str:
        """Where the form of this visit is."""
        return f"{self.line.url}/phone/visits/{self.visit}/form/"

    def open(self, page: Page | None = None) -> "Phone":
        """Open the form and wait for its first screen."""
        if page:
            self.page = page
        self.page.goto(self.address)
        self.is_ready()
        return self

    def reopens(self, page: Page | None = None) -> None:
        """Open the form again as somebody does to whom odd pages come: once more, then where the line is good.

        All that was kept must be there.
        """
        self.page = page or self.page
        for attempt in range(4):
            if attempt == 2:
                self.line.heal()
            with suppress(PlaywrightError, AssertionError):
                self.page.goto(self.address)
                expect(self.page.locator("#actions button, #actions a").first).to_be_visible(timeout=6000)
                break
        self.is_ready()
        self.remembers()

    def is_ready(self) -> None:
        """The form stands there with its screen drawn, and what it may ask for later on has come."""
        self.page.wait_for_url(re.compile("#."))
        expect(self.page.locator("#actions button, #actions a").first).to_be_visible()
        until(self._is_whole, "the scripts that come ahead")

    def _is_whole(self) -> bool:
        with suppress(PlaywrightError):  # it is being opened again: another round began
            return bool(self.page.evaluate(WHOLE))
        return False

    def let_pass(self, minutes: float) -> None:
        """Time goes on at once for this page, by the clock of the wall and by its own."""
        self.page.evaluate(PASSED, minutes * 60_000)

    def turn_to(self, page: Page) -> None:
        """Look at another tab: it is told that it came in sight."""
        self.page = page
        page.bring_to_front()
        # Without a screen every tab is in sight always; only the event is missing.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def screen(self) -> str:
        """The name of the screen that is drawn now; the address may be ahead of it."""
        return str(self.page.evaluate(DRAWN))

    def go(self, screen: str) -> None:
        """To this screen: with the one big button when it is the next one, else by its address."""
        if self.screen() == screen:
            return
        button = self.page.locator("#actions .btn.primary")
        if self.screen() != "check" and button.count():
            before = self.screen()
            button.click()
            until(lambda: self.screen() != before or self.page.locator("#halt").count(), f"leaving {before}")
        if self.screen() != screen:
            self.page.evaluate("(name) => { location.hash = name; }", screen)
        until(lambda: self.screen() == screen, f"screen {screen}")

    # --- giving answers -------------------------------------------------------------------------------
    def fill(self, *fields: str, leave: tuple[str, ...] = ()) -> None:
        """Give these fields of the story; all that are not given yet when none is named."""
        for field in fields or [one for one in STORY if one not in self.ledger.kept and one not in leave]:
            self.give(field)

    def give(self, field: str, value: Any = None) -> None:
        """Give one answer by hand, and write it down once the phone has it on its disk and says nothing else."""
        try:
            self.note(field, self.act(field, value))
        except (PlaywrightError, AssertionError) as problem:
            if not self.is_gone():
                raise
            # The browser went away under the thumb: any part of this may have been kept, or nothing.
            self.ledger.risk(field, lambda _held: True)
            raise Gone from problem

    def act(self, field: str, value: Any = None) -> Test:
        """Only the hand's part of ``give``; returns what tells such a value from others."""
        step, _slash, part = field.partition("/")
        self.go(self._screen_of(step, part))
        return self._do(field, part or step, STORY[field] if value is None else value)

    def _screen_of(self, step: str, part: str) -> str:
        if step in ("@overall", "@recommend"):
            return "overall"
        if step == "@baseline":
            return "baseline"
        return f"{step}/{part[1:] if part.startswith('@') else 'q'}"

    def _do(self, field: str, part: str, value: Any) -> Test:
        if part in ("@tap", "@baseline"):
            return self._tap(*value)
        if part == "@named":
            return self._words(*value)
        if part in ("@grade", "@overall", "@recommend"):
            pick(self.page, f"input[name='{field}'][value='{value}']")
            return lambda held: same(held, {"v": value})
        return self.take(field) if value == "photo" else self._answer(field, value)

    def _tap(self, right: float, up: float) -> Test:
        pad = self.page.locator("#pad")
        expect(pad).to_be_visible()
        box = pad.bounding_box()
        assert box is not None
        self.page.touchscreen.tap(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])
        expect(self.page.locator("#pad-choice")).not_to_be_empty()
        return lambda held: all(
            abs(held["v"][name] - 1000 * share) <= NEAR for name, share in (("px", right), ("py", up))
        )

    def _words(self, strengths: dict[str, int], why: str) -> Test:
        tiles = self.page.locator(".feelings")
        for checked in tiles.locator("input:checked").all():
            if checked.input_value() not in strengths:
                checked.uncheck(force=True)
        for emotion, strength in strengths.items():
            if not tiles.locator(f"input[value={emotion}]").is_checked():
                pick(tiles, f"input[value={emotion}]")
            pick(self.page, f"input[name='strength-{emotion}'][value='{strength}']")
        pick(self.page, "input[name=cause][value=process]")
        if why:
            self.page.locator("#why").fill(why)
            self.page.locator("#why").blur()
        named = [{"emotion": emotion, "intensity": strength} for emotion, strength in strengths.items()]
        return lambda held: same(held, {"v": {"named": named, "cause_tag": "process", "cause_text": why}})

    def box(self, field: str) -> Locator:
        """The box of one question."""
        return self.page.locator(f"[id='f-{field}']")

    def _answer(self, field: str, value: Any) -> Test:
        typed = self.box(field).locator("textarea, input[inputmode]")
        if typed.count():
            typed.first.fill(str(value))
            typed.first.blur()
        else:
            pick(self.box(field), f"input[value='{value}']")
        return lambda held: same(held, {"v": value})

    def choose(self, field: str, photo: bytes) -> None:
        """Give the file chooser of a question these bytes."""
        file = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo}
        self.box(field).locator("input[type=file]").first.set_input_files(file)

    def take(self, field: str, photo: bytes | None = None) -> Test:
        """Take one more photo for a question."""
        self.go(self._screen_of(*field.split("/")))
        shots = self.box(field).locator(".shot")
        wanted = shots.count() + 1
        self.choose(field, photo or picture())
        expect(shots).to_have_count(wanted)
        return lambda held: len(named_photos(held)) == wanted

    def take_again(self, field: str) -> Test:
        """Take the first photo of a question anew."""
        before = named_photos(self.ledger.kept[field])
        self.box(field).locator(".shot").first.click()
        self.page.locator("label.btn input[type=file]").first.set_input_files(
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        return lambda held: len(named_photos(held)) == len(before) and named_photos(held) != before

    def clears(self, field: str) -> None:
        """Wait until the phone's disk holds that this field was emptied again."""
        until(lambda: (self.newest(field) or {"value": ""})["value"] is None, f"{field} empty on the disk")
        self.ledger.keep(field, None)

    def note(self, field: str, expected: Test) -> None:
        """Wait until the phone's disk holds this and the screen says no other thing; then it counts as kept."""
        found: dict[str, Any] = {}

        def is_kept() -> bool:
            found.update(self.newest(field) or {})
            return bool(found and found["value"] and expected(found["value"]))

        until(is_kept, f"{field} on the phone's disk as given")
        assert self.state() not in ("full", "broken"), f"kept {field}, says {self.state()}"
        self.write_down(field, found["value"])

    def write_down(self, field: str, value: Any) -> None:
        """Into the ledger, with the true hash of every photo it names."""
        named = named_photos(value)
        rows = {row["id"]: row for row in self.disk()["media"]} if named else {}
        for ident in named:
            assert rows[ident]["sha256"] == rows[ident]["disk"], "a photo's bytes differ on the phone itself"
            self.ledger.photos[ident] = rows[ident]["disk"]
        self.ledger.keep(field, value)

    def remembers(self) -> None:
        """After a return: the phone still holds all that it showed as kept, and what was uncertain is certain now."""
        newest = self.page.evaluate(NEWEST, self.visit)
        for field, value in self.ledger.kept.items():
            held = newest.get(field, {}).get("value")
            is_it = self.ledger.perhaps.get(field, [])
            if not same(held, value) and not any(test(held) for test in is_it):
                raise Lost(f"lost on the phone: {field} was kept as {value}, now {held}")
        # What was begun after it (a second word without its strength) is what the form shows: it is given again.
        last = {op["field"]: op for op in sorted(self.disk()["ops"], key=lambda op: op["seq"])}
        for field in list(self.ledger.perhaps):
            if field in newest and not last[field].get("hold"):
                self.write_down(field, newest[field]["value"])
        self.ledger.perhaps.clear()
        for field, value in self.ledger.kept.items():
            assert same(self.shows(field), value), f"the form shows {self.shows(field)} for {field}, kept was {value}"

    def catches_up(self) -> None:
        """Wait until this tab shows all that was kept in any tab."""
        for field, value in self.ledger.kept.items():
            until(lambda field=field, value=value: same(self.shows(field), value), f"{field} as {value} in this tab")

    # --- reading the phone ----------------------------------------------------------------------------
    def disk(self, visit: str = "") -> dict[str, Any]:
        """All ops and photos of this visit (or another one) that the phone holds."""
        found = self.page.evaluate(DISK)
        return {name: [row for row in rows if row["visit"] == (visit or self.visit)] for name, rows in found.items()}

    def unsent(self) -> list[str]:
        """Fields of which this phone still holds an answer or a photo that it did not bring over."""
        return list(self.page.evaluate(UNSENT, self.visit))

    def is_kept(self) -> None:
        """Wait until this page would open without network."""
        until(lambda: self.page.evaluate(KEPT), "the page kept on the phone")

    def edition(self) -> str:
        """Which version of the scripts this page was made for."""
        return str(self.page.evaluate("document.querySelector('script[type=module]').src"))

    def schema(self) -> str:
        """The version of the form that the page holds."""
        with suppress(PlaywrightError):  # it is being opened again
            return str(self.page.evaluate("JSON.parse(document.getElementById('form-data').textContent).schema"))
        return ""

    def round(self) -> int:
        """The number of the round that the page fills."""
        with suppress(PlaywrightError):  # it is being opened again
            return int(self.page.evaluate("JSON.parse(document.getElementById('form-data').textContent).round"))
        return 0

    def word(self, key: str) -> str:
        """A word of the page by its key."""
        return str(self.page.evaluate("(key) => JSON.parse(document.getElementById('words').textContent)[key]", key))

    def newest(self, field: str) -> dict[str, Any] | None:
        """The newest whole answer to a field on the phone's disk."""
        found: dict[str, Any] | None = self.page.evaluate(NEWEST, self.visit).get(field)
        return found

    def state(self) -> str:
        """The state that the screen names."""
        return str(self.page.evaluate(STATE))

    def shows(self, field: str) -> Any:
        """What the form itself holds for a field, as it would draw it."""
        return self.page.evaluate("async (field) => (await import('answers')).answer(field)", field)

    # --- sending --------------------------------------------------------------------------------------
    def settles(self, *wanted: str, press: bool = False) -> str:
        """Wait until the screen names one of these states; returns it.

        The sender wakes by itself. ``press``: a shopper who sees that something waits presses "send now".
        """

        def arrived() -> str | None:
            state = self.state()
            if state in wanted:
                return state
            if press and state in ("waiting", "offline", "login", "refused", "too_big"):
                self.page.locator("#sync").click()
            return None

        try:
            return str(until(arrived, f"one of {wanted}", LONGEST_WAIT))
        except AssertionError:
            raise AssertionError(f"in vain: one of {wanted}; the screen says {self.state()}") from None

    def send_off(self) -> None:
        """State that it is one's own work and press the last button; what comes of it is not waited for."""
        self.go("check")
        self.page.get_by_role("checkbox", name=self.word("statement")).check()
        self.page.locator("#hand-in").click()

    def hand_in(self, *wanted: str) -> str:
        """Hand in, and wait for the receipt (or another named end)."""
        self.send_off()
        return self.settles(*(wanted or ("received",)))

    def tries(self, door: str) -> int:
        """How often this phone knocked at a door of the server so far."""
        return sum(bool(re.match(DOORS[door], " ".join(line.split()[:2]))) for line in list(self.line.log))

    def receipt(self) -> str:
        """The code on the receipt."""
        return self.page.locator(".receipt .code").inner_text().strip()

    def __repr__(self) -> str:
        return f"phone at {self.visit}: {json.dumps(self.ledger.kept)}"


def agree(*phones: Phone, number: int = 1, disks: tuple[dict, ...] | None = None) -> None:
    """Nothing lost, nothing doubled: the server's tables against what these phones showed and hold.

    ``disks``: what the phones held, when their pages are gone.
    """
    books = phones[0].server.ask("books", visit=phones[0].visit)
    held = tuple(one.disk() for one in phones) if disks is None else disks
    ledger.check(books, *(one.ledger for one in phones), disks=held, number=number)
