"""The phone in WebKitGTK: a visit from the front door to the receipt, with a reload and a dead line in the middle."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.line import Line
from tests.walks.ground import PEOPLE, WORD
from tests.walks.shopper import ANSWERS, CAUSE, FEELINGS
from tests.walks.test_route import photo
from tests.walks.webkit import Thumb, webkit

pytestmark = pytest.mark.walk


@pytest.fixture
def line(product):
    """The way from the browser to the product."""
    leads = Line(urlsplit(product.url).port)
    yield leads
    leads.close()


@pytest.fixture
def thumb(request, tmp_path):
    with webkit(tmp_path) as found:
        yield found
        if getattr(request.node, "failed", False):
            Path("test-results").mkdir(exist_ok=True)
            found.driver.save_screenshot(f"test-results/{request.node.name}.png")


# The longest side of the first photo on this phone's disk.
KEPT_PHOTO = """const done = arguments[0];
const { user } = JSON.parse(document.getElementById("form-data").textContent);
indexedDB.open(`fw-${user}`).onsuccess = ({ target: { result: disk } }) => {
  disk.transaction("chunks").objectStore("chunks").getAll().onsuccess = async ({ target: { result: [bytes] } }) => {
    const { width, height } = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    disk.close();
    done(Math.max(width, height));
  };
};"""


def screen(thumb: Thumb) -> str:
    return thumb.script("return location.hash.slice(1)")


def onward(thumb: Thumb) -> None:
    before = screen(thumb)
    thumb.press("#actions .btn.primary")
    thumb.until(lambda: screen(thumb) != before, f"leaving {before}")


def log_in(thumb: Thumb, base: str) -> None:
    thumb.driver.get(base)
    thumb.write("input[type=email]", PEOPLE["second"][0])
    thumb.write("input[type=password]", WORD)
    thumb.press("main form button.primary")
    thumb.see("article .kept")


def feel(thumb: Thumb, step: str) -> None:
    """A tap, words with their strength, and a grade."""
    right, up, named, grade = FEELINGS[step]
    thumb.tap("#pad", right, up)
    thumb.see("#pad-choice:not(:empty)")
    onward(thumb)
    for emotion, strength in named.items():
        thumb.pick(f".feelings input[value={emotion}]")
        thumb.pick(f"input[name='strength-{emotion}'][value='{strength}']")
    thumb.pick("input[name=cause][value=process]")
    if thumb.all("#why"):
        thumb.write("#why", CAUSE)
    onward(thumb)
    thumb.pick(f"input[name='{step}/@grade'][value='{grade}']")
    onward(thumb)


def answer(thumb: Thumb, path: str) -> None:
    """One question by its kind."""
    typed = f"[id='f-{path}'] :is(textarea, input[inputmode])"
    if thumb.all(typed):
        thumb.write(typed, ANSWERS[path])
    else:
        thumb.pick(f"[id='f-{path}'] input[value='{ANSWERS[path]}']")


def step(thumb: Thumb, key: str) -> None:
    """One whole step up to its questions, answered and not yet left."""
    feel(thumb, key)
    for path in ANSWERS:
        if path.startswith(f"{key}/"):
            answer(thumb, path)


def test_a_visit_in_the_second_engine_from_log_in_to_receipt(thumb, line, tmp_path):
    picture = tmp_path / "scherm.jpg"
    picture.write_bytes(photo("42"))
    log_in(thumb, line.url)
    thumb.press("form[action$='/start/'] button")
    thumb.see("#pad")
    thumb.tap("#pad", *FEELINGS["baseline"])
    onward(thumb)
    step(thumb, "arriving")
    onward(thumb)

    feel(thumb, "waiting")
    answer(thumb, "waiting/waited")
    answer(thumb, "waiting/minutes")
    line.is_down = True
    answer(thumb, "waiting/room")
    thumb.see("#saved-line")
    thumb.driver.refresh()

    # The form came from the phone itself, with all that was given.
    thumb.until(lambda: screen(thumb) == "waiting/q", "the same screen")
    chosen = "[id='f-waiting/room'] input:checked"
    assert thumb.until(lambda: thumb.script(f'return document.querySelector("{chosen}")?.value'), "room") == "fair"
    assert thumb.see("[id='f-waiting/minutes'] input").get_property("value") == "12"
    thumb.driver.find_element("css selector", "[id='f-waiting/screen'] input[type=file]").send_keys(str(picture))
    thumb.see("[id='f-waiting/screen'] .slots canvas")
    assert thumb.driver.execute_async_script(KEPT_PHOTO) == 1600
    line.heal()
    onward(thumb)
    step(thumb, "helped")
    onward(thumb)
    thumb.pick("input[name='@overall'][value='7']")
    thumb.pick("input[name='@recommend'][value='8']")
    onward(thumb)

    assert screen(thumb) == "check"
    thumb.pick("#screen input[type=checkbox]")
    thumb.press("#actions .btn.primary")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", thumb.see(".receipt .code").text.strip())
