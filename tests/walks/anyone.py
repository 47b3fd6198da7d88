"""A shopper who fills any form, whatever its journey asks."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.walks.shopper import onward, pick, screen

REMARK = "Bij de ingang stond een gastheer die meteen de weg wees, en daarna hoefde ik nergens meer naar te zoeken. "
At = Callable[[str], None]


def fill(page: Page, photo: bytes, at: At, until: str = "check") -> None:
    """Fill every screen from the present one up to ``until``; ``at(name)`` is called on each, before and after."""
    for _screen in range(300):
        now = screen(page)
        if now == until:
            return
        at(now)
        step, _slash, part = now.partition("/")
        if part == "q":
            questions(page, photo)
        else:
            PARTS.get(part or step, tap)(page)
        at(f"{now}, filled")
        onward(page)
    raise AssertionError(f"the form did not end; it stands at {screen(page)}")


def tap(page: Page) -> None:
    """One tap on whatever takes the first impression."""
    pad = page.locator("#pad")
    if pad.count():
        box = pad.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
        expect(page.locator("#pad-choice")).not_to_be_empty()
    else:
        page.locator("#faces label").nth(6).click()
        expect(page.locator("#faces :checked")).to_have_count(1)


def words(page: Page) -> None:
    """Two named emotions, strong ones, with their cause and what happened."""
    for number, emotion in enumerate(("irritated", "ignored")):
        pick(page.locator(".feelings"), f"input[value={emotion}]")
        pick(page, f"input[name='strength-{emotion}'][value='{4 + number}']")
    pick(page, "input[name=cause][value=process]")
    page.locator("#why").fill("Het nummerscherm stond uit en niemand keek op.")
    page.locator("#why").blur()


def grades(page: Page) -> None:
    """A seven wherever a grade is asked."""
    names = page.locator(".grades input[value='7']").evaluate_all("all => all.map(one => one.name)")
    for name in names:
        pick(page, f"input[name='{name}'][value='7']")


def no_position(page: Page) -> None:
    """Rather not."""
    page.locator("#actions button").first.click()
    page.wait_for_url(lambda url: not url.endswith("#position"))


PARTS = {"named": words, "grade": grades, "overall": grades, "position": no_position}


def questions(page: Page, photo: bytes) -> None:
    """Every question of the screen, also those that an answer brings up."""
    done: set[str] = set()
    while waiting := [one for one in _in_sight(page) if one not in done]:
        answer(page.locator(f"[id='f-{waiting[0]}']"), photo)
        done.add(waiting[0])


def _in_sight(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-path]:not([hidden])").evaluate_all("all => all.map(one => one.dataset.path)")
    return found


def answer(field: Locator, photo: bytes) -> None:
    """One question by what its controls are; then the photos that it, or its answer, asks for."""
    # What only some questions need comes with a module of its own, after the rest.
    expect(field.locator("[aria-busy]")).to_have_count(0)
    if field.locator("input[type=radio]").count():
        field.locator("label:has(input[type=radio])").first.click()
        expect(field.locator("input[type=radio]").first).to_be_checked()
    elif field.locator("input[type=checkbox]:not([data-na])").count():
        field.locator("label:has(input[type=checkbox])").first.click()
    elif field.locator("input[type=date], input[type=time], input[type=datetime-local]").count():
        field.locator("button").first.click()
    elif (typed := field.locator("textarea, input[inputmode], input.input")).count():
        text = typed.first.evaluate("one => !one.inputMode && one.tagName")
        typed.first.fill((REMARK * 2)[: 190 if text == "INPUT" else 210] if text else "7")
        typed.first.blur()
    # Whether an answer asks for photos shows once it is on disk.
    mark = field.locator("[data-field]").first
    if mark.count() and not field.locator(".slots").count():
        expect(mark).to_have_attribute("data-kept", "yes")
    if field.locator(".slots").count() and not field.locator(".shot").count():
        file = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo}
        field.locator("input[type=file]").first.set_input_files(file)
        expect(field.locator(".shot")).to_have_count(1)
