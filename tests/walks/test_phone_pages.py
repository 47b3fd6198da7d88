"""Every page of the phone, in both languages and schemes, on a small phone: axe, targets, edges, right to left."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.walks import anyone, looks
from tests.walks.conftest import PATIENCE_MS, Product, running
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
# What the form says when something is the matter. Each is shown as the sender of the page would, and stands there
# until the next one comes, whatever the sender itself finds meanwhile.
NOTICES = ("login", "withdrawn", "stuck", "too_big", "refused", "full")
SHOW = """async (state) => {
  const status = await import("status");
  const hold = () => status.current.state === window.shown || status.show({ state: window.shown });
  if (!window.shown) new MutationObserver(hold).observe(document.getElementById("sync"), { childList: true });
  window.shown = state;
  status.show({ state });
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

    def __init__(self, page: Page, product: Product, laid: dict[str, Any]) -> None:
        self.page, self.product, self.base = page, product, product.url
        self.visits: dict[str, str] = laid["visits"]
        self.nobody: str = laid["nobody"]
        self.seen: list[str] = []
        self.problems: list[str] = []
        self.prefix = ""

    def see(self, name: str, is_told: bool = False) -> None:
        """Look at what stands there; remember what is wrong with it. ``is_told``: the form says that something is."""
        self.page.mouse.move(0, 0)
        if "form/" in self.page.url:
            expect(self.page.locator("#notice")).to_be_visible(visible=is_told)
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
        yield found, json.loads(found.laid.splitlines()[-1])


@pytest.fixture(params=LOCALES)
def tour(request, browser, gallery):
    """The shopper of one language, logged in on a small phone."""
    product, laid = gallery[0], gallery[1][request.param]
    locale = LOCALES[request.param]
    context = browser.new_context(viewport=looks.SMALL, locale=locale, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "sessionid", "value": laid["session"], "url": product.url}])
    context.grant_permissions(["microphone"], origin=product.url)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    yield Tour(page, product, laid)
    context.close()
    assert not errors, "script errors:\n" + "\n".join(errors)


def test_every_page_of_the_phone_looks_right(tour, request):
    around(tour)
    through_the_form(tour)
    hand_in(tour)
    the_other_instrument(tour)
    words_of_one_s_own(tour)
    the_second_part(tour)
    what_may_go_wrong(tour)
    nothing_to_do(tour)
    assert not tour.problems, "\n".join(tour.problems)
    assert len(tour.seen) >= 66


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
    expect(tour.page.locator("fieldset")).to_have_count(1)
    tour.see("two versions")
    tour.page.locator("fieldset label").first.click()
    tour.page.locator("fieldset button").click()
    expect(tour.page.locator("fieldset")).to_have_count(0)
    tour.see("one version")
    tour.page.goto(f"{tour.base}/phone/offline/")
    tour.see("offline")
    tour.go("asked", "form/")
    expect(tour.page.locator(".notice p")).to_contain_text("12")
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
    page.locator("#memo-start").click()
    expect(page.get_by_role("timer")).not_to_have_text("0:00")
    tour.see("recording")
    page.locator("#memo-stop").click()
    expect(page.locator(".memos li")).to_have_count(1)
    tour.see("note kept")


def the_second_part(tour: Tour) -> None:
    """A visit in dated parts of which the first is in: its page, the form of the second part, both receipts."""
    page, tour.prefix = tour.page, "parts-"
    tour.go("apart")
    tour.see("visit")
    page.goto(f"{tour.base}/phone/visits/{tour.visits['apart']}/done/")
    tour.see("first receipt")
    tour.go("apart", "form/")
    anyone.fill(page, photo("42"), lambda name: tour.see("second part") if name == "waiting/tap" else None)
    tour.see("check")
    page.locator("#screen input[type=checkbox]").check()
    page.locator("#actions .btn.primary").click()
    expect(page.locator(".receipt")).to_be_visible()
    tour.see("second receipt")
    tour.go("apart")
    tour.see("visit done")


def what_may_go_wrong(tour: Tour) -> None:
    """What the form says about it; a visit that was taken back with work on the phone, and taking it off the phone."""
    page, tour.prefix = tour.page, "wrong-"
    tour.go("gone", "form/")
    page.context.set_offline(True)
    anyone.tap(page)
    # While the first impression is tapped only what could not be kept is told
    page.evaluate("location.hash = 'arriving/q'")
    expect(page.locator("#ready-count")).to_be_visible()
    for state in NOTICES:
        page.evaluate(SHOW, state)
        tour.see(state, is_told=True)
    page.evaluate(SHOW, "saved")
    page.evaluate("location.hash = 'baseline'")
    page.evaluate(SHOW, "broken")
    tour.see("broken", is_told=True)
    tour.product.manage("shell", "-c", f"from tests.faults import desk; desk.withdraw('{tour.visits['gone']}')")
    page.context.set_offline(False)
    tour.go(outbox=True)
    expect(page.locator("#outbox .notice[data-tone=bad]")).to_be_visible()
    tour.see("withdrawn in sending")
    page.locator("#outbox .row button").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    tour.see("remove")
    page.get_by_role("dialog").locator("button").last.click()


def nothing_to_do(tour: Tour) -> None:
    """Somebody without a visit."""
    tour.prefix = "empty-"
    tour.page.context.add_cookies([{"name": "sessionid", "value": tour.nobody, "url": tour.base}])
    tour.go()
    tour.see("visits")
    tour.go(outbox=True)
    tour.see("sending")
