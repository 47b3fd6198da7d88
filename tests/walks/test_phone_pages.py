"""Every page of the phone, in both languages and schemes, on a small phone: axe, targets, edges, right to left."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks import anyone, looks
from tests.walks.conftest import PATIENCE_MS, running
from tests.walks.shopper import onward, pick, screen
from tests.walks.test_route import photo

pytestmark = pytest.mark.walk
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
# What lies left stays left, also where one reads from right to left: a place on the pad means a feeling.
LEFT_TO_RIGHT = """(css) => {
  const [first, second] = document.querySelectorAll(css);
  document.documentElement.dir = "rtl";
  const before = first.getBoundingClientRect().left < second.getBoundingClientRect().left;
  document.documentElement.removeAttribute("dir");
  return before;
}"""
# The later steps are like the first one but for their questions.
WORTH_A_LOOK = re.compile("baseline|arriving|.*/q|overall")
# A photo on this phone that the server could not use, as a later answer of the server would mark it.
REFUSE = """(why) => new Promise((done) => {
  indexedDB.open(`fw-${document.body.dataset.user}`).onsuccess = ({ target: { result: disk } }) => {
    const rows = disk.transaction("media", "readwrite").objectStore("media");
    rows.openCursor().onsuccess = ({ target: { result: at } }) => { at.update({ ...at.value, refused: why }); };
    rows.transaction.oncomplete = () => { disk.close(); done(); };
  };
})"""


# The whole of what may be tapped lies between the bar and the buttons, without scrolling.
IN_SIGHT = """(css) => {
  const [bar, actions] = [".bar", "#actions"].map((one) => document.querySelector(one).getBoundingClientRect());
  return [...document.querySelectorAll(css)].every((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= bar.bottom - 1 && bottom <= actions.top + 1;
  });
}"""


class Tour:
    """One shopper on the way past every page; ``see`` looks at the present one."""

    def __init__(self, page: Page, base: str, visits: dict[str, str]) -> None:
        self.page, self.base, self.visits = page, base, visits
        self.seen: list[str] = []
        self.problems: list[str] = []
        self.prefix = ""

    def see(self, name: str) -> None:
        """Look at what stands there; remember what is wrong with it."""
        self.page.mouse.move(0, 0)
        if "form/" in self.page.url:
            expect(self.page.locator("#notice")).to_be_hidden()
        full = re.sub(r"[^a-z0-9]+", "-", f"{self.prefix}{name}")
        self.seen.append(full)
        looks.take_pictures(self.page, full)
        self.problems += [f"{full}: {one}" for one in looks.problems(self.page)]

    def go(self, visit: str = "", what: str = "", outbox: bool = False) -> None:
        """Open a page of a visit, the list of visits, or the page Sending."""
        path = "outbox/" if outbox else f"visits/{self.visits[visit]}/{what}" if visit else "visits/"
        self.page.goto(f"{self.base}/phone/{path}")
        if what == "form/":
            expect(self.page.locator("#actions button, #actions a").first).to_be_visible()


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """A product of its own with everything there is to see, laid once for a shopper in each language."""
    with running(tmp_path_factory.mktemp("gallery-data"), "tests.walks.gallery", *LOCALES) as found:
        yield found.url, json.loads(found.laid.splitlines()[-1])


@pytest.fixture(params=LOCALES)
def tour(request, browser, gallery):
    """The shopper of one language, logged in on a small phone."""
    url, laid = gallery[0], gallery[1][request.param]
    locale = LOCALES[request.param]
    context = browser.new_context(viewport=looks.SMALL, locale=locale, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "sessionid", "value": laid["session"], "url": url}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    yield Tour(page, url, laid["visits"])
    context.close()
    assert not errors, "script errors:\n" + "\n".join(errors)


def test_every_page_of_the_phone_looks_right(tour, request):
    around(tour)
    through_the_form(tour)
    hand_in(tour)
    the_other_instrument(tour)
    words_of_one_s_own(tour)
    assert not tour.problems, "\n".join(tour.problems)
    assert len(tour.seen) >= 50


def around(tour: Tour) -> None:
    """The pages that the server draws."""
    tour.prefix = "around-"
    tour.go()
    expect(tour.page.locator(".kept").first).to_be_visible()
    tour.see("visits")
    for name, visit, what in (
        ("visit", "fresh", ""), ("briefing", "fresh", "briefing/"), ("briefing again", "again", "briefing/"),
        ("decline", "fresh", "decline/"), ("closed", "fresh", "form/?"), ("closed for good", "taken_back", "form/?"),
        ("visit returned", "asked", ""),
    ):  # fmt: skip
        tour.go(visit, what)
        tour.see(name)
    tour.go("fresh", "decline/")
    tour.page.locator("button.primary").click()
    tour.see("decline error")
    tour.go(outbox=True)
    tour.see("outbox empty")
    tour.page.goto(f"{tour.base}/phone/offline/")
    tour.see("offline")
    tour.go("asked", "form/")
    tour.see("asked back")


def through_the_form(tour: Tour) -> None:
    """Every screen of the form: empty, with the open points, with an error and a reason, filled."""
    page, tour.prefix = tour.page, "form-"
    tour.go("going", "form/")
    tour.see("baseline")
    assert page.evaluate(IN_SIGHT, "#pad-square .pad, #pad-square .ends")
    assert page.evaluate(LEFT_TO_RIGHT, "#pad-square .ends:not(.middle) span")
    page.locator("[data-pad-view=list]").click()
    tour.see("baseline list")
    assert page.evaluate(LEFT_TO_RIGHT, "#pad-list .grades label")
    page.locator("[data-pad-view=pad]").click()
    onward_too_early(page)
    tour.see("baseline nothing tapped")
    page.goto(f"{page.url.split('#')[0]}#check")
    tour.see("check open")
    page.locator("a.lead", has_text=re.compile("wachtruimte|waiting room")).first.click()
    tour.see("questions error")
    room = page.locator("[id='f-waiting/room']")
    pick(room, "[data-na]")
    room.locator(".tags label").last.click()
    tour.see("questions reason")
    page.goto(f"{page.url.split('#')[0]}#baseline")
    anyone.fill(page, photo("42"), lambda name: tour.see(name) if WORTH_A_LOOK.match(name) else None)
    tour.see("check complete")


def onward_too_early(page: Page) -> None:
    """Press on without an answer: the form says why it stays."""
    page.locator("#actions .btn.primary").click()
    expect(page.locator("#halt")).to_be_visible()


def hand_in(tour: Tour) -> None:
    """Handing in without network, what waits, the way out, a refused photo, the receipt."""
    page, tour.prefix = tour.page, "sending-"
    page.context.set_offline(True)
    page.locator("#screen input[type=checkbox]").check()
    page.locator("#actions .btn.primary").click()
    expect(page.locator("#actions .btn.primary")).to_have_count(0)
    tour.see("on its way")
    tour.go(outbox=True)
    expect(page.locator("#offline-notice")).to_be_visible()
    tour.see("waiting")
    tour.go()
    page.locator("[data-log-out] button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    tour.see("log out")
    tour.go(outbox=True)
    page.evaluate(REFUSE, "De foto is te onscherp.")
    page.reload()
    expect(page.locator(".badge[data-tone=bad]").first).to_be_visible()
    tour.see("refused")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".hash")).to_be_visible()
    tour.see("received")
    tour.go("going", "form/")
    expect(page.locator(".receipt")).to_be_visible()
    tour.see("receipt")
    page.goto(f"{tour.base}/phone/visits/{tour.visits['going']}/done/")
    tour.see("done")


def the_other_instrument(tour: Tour) -> None:
    """The face matrix, and the grade that reads it back."""
    page, tour.prefix = tour.page, "faces-"
    tour.go("faces", "form/")
    tour.see("baseline")
    assert page.evaluate(IN_SIGHT, "#faces label")
    assert page.evaluate(LEFT_TO_RIGHT, "#faces label")
    anyone.fill(page, photo("42"), lambda _name: None, until="arriving/tap")
    tour.see("tap")
    assert page.evaluate(IN_SIGHT, "#faces label")
    anyone.tap(page)
    tour.see("tap filled")
    onward(page)
    anyone.fill(page, photo("42"), lambda _name: None, until="arriving/grade")
    tour.see("grade")


def words_of_one_s_own(tour: Tour) -> None:
    """What only some studies ask: the position and spoken notes; a word of one's own."""
    page, tour.prefix = tour.page, "spoken-"
    tour.go("spoken", "form/")
    assert screen(page) == "position"
    tour.see("position")
    anyone.no_position(page)
    anyone.fill(page, photo("42"), lambda _name: None, until="arriving/named")
    pick(page.locator(".feelings"), "input[value=other]")
    pick(page.locator(".feelings"), "input[value=neutral]")
    tour.see("own word")
    page.goto(f"{page.url.split('#')[0]}#arriving/q")
    expect(page.locator(".memos").first).to_be_attached()
    tour.see("notes")
