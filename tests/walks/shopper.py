"""How the shopper of a walk uses the form: a tap, words, a grade and answers at every step, as a thumb would."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

Check = Callable[[Page], None]
# Where on the pad (share of width from the left, of height from the bottom), which words, which grade.
FEELINGS = {
    "baseline": (0.6, 0.4),
    "arriving": (0.7, 0.6, {"at_ease": 3}, 7),
    "waiting": (0.15, 0.85, {"irritated": 4, "ignored": 3}, 3),
    "helped": (0.85, 0.7, {"valued": 5}, 9),
}
CAUSE = "Het nummerscherm stond uit en niemand keek op."
ANSWERS = {
    "arriving/greeted": "yes",
    "arriving/remark": "Bij de ingang stond een gastheer die meteen de weg wees.",
    "waiting/waited": "yes",
    "waiting/minutes": "12",
    "waiting/room": "fair",
    "helped/solved": "yes",
    "helped/judgement": "8",
}


def screen(page: Page) -> str:
    """The name of the screen that stands now, as in the address."""
    return page.evaluate("location.hash.slice(1)")


def onward(page: Page) -> None:
    """Press the one primary button and wait for the next screen."""
    before = screen(page)
    page.locator("#actions .btn.primary").click()
    page.wait_for_url(lambda url: url.split("#")[-1] != before)


def tap(page: Page, step: str) -> None:
    """One tap on the square."""
    pad = page.locator("#pad")
    expect(pad).to_be_visible()
    box = pad.bounding_box()
    right, up = FEELINGS[step][:2]
    page.touchscreen.tap(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])
    expect(page.locator("#pad-choice")).not_to_be_empty()


def pick(within: Page | Locator, control: str) -> None:
    """Press the words beside a button, as a thumb does; a press that a moving screen took away is made again."""
    within.locator(f"label:has({control})").click()
    expect(within.locator(control)).to_be_checked()


def words(page: Page, step: str) -> None:
    """Named emotions with their strength, the cause, and what happened when it was strong."""
    for emotion, strength in FEELINGS[step][2].items():
        pick(page.locator(".feelings"), f"input[value={emotion}]")
        pick(page, f"input[name='strength-{emotion}'][value='{strength}']")
    pick(page, "input[name=cause][value=process]")
    if max(FEELINGS[step][2].values()) >= 4:
        page.locator("#why").fill(CAUSE)


def grade(page: Page, value: int, name: str) -> None:
    """One square of the row 1-10 (or 0-10)."""
    # The row is drawn anew once the grade is on disk; only then does the next tap have a steady target.
    pick(page, f"input[name='{name}'][value='{value}']")
    expect(page.locator("#actions .btn.primary")).to_be_visible()


def answer(page: Page, path: str, photo: bytes | None) -> None:
    """Answer one question of the small journey by its kind."""
    field = page.locator(f"[id='f-{path}']")
    value = ANSWERS[path]
    if field.locator("textarea, input[inputmode], input[type=number]").count():
        control = field.locator("textarea, input[inputmode], input[type=number]").first
        control.fill(value)
        control.blur()
    else:
        pick(field, f"input[value='{value}']")


def questions(page: Page, photo: bytes) -> None:
    """Every question that stands on the screen; a photo where one is asked."""
    for path in page.locator("[data-path]").evaluate_all("all => all.map(one => one.dataset.path)"):
        field = page.locator(f"[id='f-{path}']")
        if not field.is_visible():
            continue
        if path in ANSWERS:
            answer(page, path, photo)
        else:
            field.locator("input[type=file]").first.set_input_files(
                {"name": "scherm.jpg", "mimeType": "image/jpeg", "buffer": photo}
            )
            expect(field.locator(".slots canvas")).to_be_visible()
    # A condition may have opened a question meanwhile.
    for path in ANSWERS:
        field = page.locator(f"[id='f-{path}']")
        if field.count() and field.is_visible() and not field.locator(":checked").count() and path.endswith("minutes"):
            answer(page, path, photo)


def fill_in(page: Page, photo: bytes, check: Check) -> None:
    """From the baseline tap to the last check; ``check`` is called on every screen."""
    page.wait_for_url(re.compile("#."))
    for _screen in range(30):
        now = screen(page)
        if now == "check":
            return
        step, _slash, part = now.partition("/")
        check(page)
        if now == "baseline" or part == "tap":
            tap(page, step)
        elif part == "named":
            words(page, step)
        elif part == "grade":
            grade(page, FEELINGS[step][3], f"{step}/@grade")
        elif part == "q":
            questions(page, photo)
        elif now == "overall":
            grade(page, 7, "@overall")
            grade(page, 8, "@recommend")
        check(page)
        onward(page)
    raise AssertionError(f"the form did not end; it stands at {screen(page)}")


def hand_in(page: Page, check: Check) -> str:
    """State that it is one's own work, hand in, and read the receipt."""
    check(page)
    page.locator("#screen input[type=checkbox]").check()
    page.locator("#actions .btn.primary").click()
    receipt = page.get_by_text(re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")).first
    expect(receipt).to_be_visible(timeout=30_000)
    check(page)
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.inner_text()).group(0)
