"""Between the camera and the phone's memory, in a real Chromium: small, upright, hinted at, never refused for it."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont
from playwright.sync_api import Page, expect

from tests.capture.browser import form_page, kept, opened, phone, said
from tests.capture.phones import picture
from tests.walks.conftest import assert_accessible

STORED = """async () => {
  const store = await import("store");
  const rows = await store.media("v", 1);
  return Array.from(new Uint8Array(await store.bytes(rows.at(-1).id)));
}"""

DOUBT = """async () => {
  const store = await import("store");
  const [{ id, type }] = await store.media("v", 1);
  return (await import("camera")).doubt({ bytes: await store.bytes(id), type });
}"""


@pytest.fixture
def page(chromium):
    with phone(chromium, form_page("en", {})) as context:
        yield opened(context, "talk/q")


def jpeg(made: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def choose(page: Page, data: bytes, which: str = "Take photo", kind: str = "image/jpeg") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text(which).last.click()
    chooser.value.set_files([{"name": "shot", "mimeType": kind, "buffer": data}])


def take(page: Page, data: bytes, **how: str) -> Image.Image:
    """Take one photo and give back what is kept of it."""
    choose(page, data, **how)
    expect(page.locator(".slots .shot")).to_have_count(1)
    return Image.open(io.BytesIO(bytes(page.evaluate(STORED))))


def quarters(size: tuple[int, int]) -> Image.Image:
    """Red left above, blue right below, white elsewhere."""
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    made.paste("blue", (size[0] // 2, size[1] // 2, *size))
    return made


def turned(data: Image.Image) -> bytes:
    """As a camera that was held upright writes it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (52.0, 5.0, 24.0), 3: "E", 4: (5.0, 7.0, 12.0)}
    return jpeg(data, exif=exif)


def test_sixty_million_pixels_become_a_photo_of_1600(page):
    made = take(page, jpeg(quarters((9000, 6660))))
    assert (made.size, made.format) == ((1600, 1184), "JPEG")
    assert made.getpixel((5, 5))[0] > 200 > 100 > made.getpixel((5, 5))[2]


@pytest.mark.parametrize(("size", "kept_size"), [((3000, 2000), (1067, 1600)), ((300, 200), (200, 300))])
def test_it_stands_upright_and_says_nothing_about_the_place(page, size, kept_size):
    data = turned(quarters(size))
    assert b"Exif" in data
    made = take(page, data)
    assert made.size == kept_size
    assert made.getpixel((made.width - 5, 5))[:3] > (200, 0, 0)  # red turned to the right
    assert made.getpixel((5, 5)) > (200, 200, 200)
    assert not made.getexif()


def test_a_small_picture_is_not_blown_up(page):
    assert take(page, picture(300, 200)).size == (300, 200)


def test_what_the_browser_cannot_read_stays_as_it_came(page):
    choose(page, b"\0\0\0\x18ftypheic" + bytes(500), kind="image/heic")
    expect(page.locator(".slots .shot")).to_have_count(1)
    assert bytes(page.evaluate(STORED)) == b"\0\0\0\x18ftypheic" + bytes(500)
    expect(page.locator(".doubt")).to_have_count(0)


def test_an_empty_file_is_refused_at_once_and_nothing_is_kept(page):
    choose(page, b"")
    expect(page.locator(".photos .error")).to_have_text("This photo is empty: the file has no contents. Take it again.")
    assert kept(page, "media") == []
    assert said(page, "talk/screen") is None


def street(seed: int = 3) -> Image.Image:
    """Things of all sizes one before the other, as a street or a shelf gives edges."""
    chance = random.Random(seed)
    made = Image.new("RGB", (1600, 1200), (128, 128, 128))
    pen = ImageDraw.Draw(made)
    for _n in range(3000):
        r, x, y = min(400, 20 * chance.paretovariate(2.0)), chance.uniform(0, 1600), chance.uniform(0, 1200)
        grey = int(min(255, max(0, chance.gauss(128, 50))))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(grey, grey, grey))
    return made


def sign() -> Image.Image:
    """A number on a board: few edges."""
    made = Image.new("RGB", (1600, 1200), (190, 190, 190))
    pen = ImageDraw.Draw(made)
    pen.rectangle((300, 300, 1300, 900), fill=(60, 60, 60))
    pen.text((480, 420), "B 47", fill=(230, 230, 230), font=ImageFont.load_default(size=300))
    return made


AS_THE_SERVER_TELLS = """async () => {
  const { media } = await import("answers");
  for (const id of media.keys()) media.set(id, { sent: 1 });
  (await import("form")).rerender();
}"""


def test_a_photo_of_an_earlier_round_is_drawn_from_what_this_phone_still_has(page):
    """The server tells of it, without its bytes; the reviewer who asks it back means this picture."""
    take(page, jpeg(street()))
    page.evaluate(AS_THE_SERVER_TELLS)
    expect(page.locator(".shot canvas")).to_have_js_property("width", 240)


BLURRED, DARK = "This photo looks blurred", "This photo looks very dark"
FAINT: Callable[[Image.Image], Image.Image] = lambda made: ImageEnhance.Contrast(made).enhance(0.3)  # noqa: E731
CASES = {
    "sharp street": (street, ""),
    "sharp sign": (sign, ""),
    "faint but sharp": (lambda: FAINT(street()), ""),
    "a plain wall": (lambda: Image.new("RGB", (1600, 1200), (180, 170, 160)), ""),
    "moved street": (lambda: street().filter(ImageFilter.GaussianBlur(8)), BLURRED),
    "moved sign": (lambda: sign().filter(ImageFilter.GaussianBlur(8)), BLURRED),
    "faint and moved": (lambda: FAINT(street()).filter(ImageFilter.GaussianBlur(10)), BLURRED),
    "at night": (lambda: ImageEnhance.Brightness(street()).enhance(0.15), DARK),
}


@pytest.mark.parametrize("name", CASES)
def test_a_doubtful_photo_is_told_at_once_and_kept_all_the_same(page, name):
    make, words = CASES[name]
    take(page, jpeg(make()))
    found = page.evaluate(DOUBT)
    assert found.startswith(words)
    assert bool(found) == bool(words)
    expect(page.locator(".doubt")).to_have_count(1 if words else 0)
    if words:
        expect(page.locator(".doubt")).to_contain_text(words)
        expect(page.get_by_text("Take again")).to_be_visible()
        assert_accessible(page)
    [row] = [row for _key, row in kept(page, "media")]
    assert said(page, "talk/screen") == {"v": [row["id"]]}  # a hint, never a refusal


def test_the_hint_goes_with_the_photo_that_was_taken_again(page):
    take(page, jpeg(street().filter(ImageFilter.GaussianBlur(8))))
    expect(page.locator(".doubt")).to_be_visible()
    choose(page, jpeg(street()), "Take again")
    expect(page.locator(".doubt")).to_have_count(0)
    expect(page.locator(".slots .shot")).to_have_count(1)
    rows = {row["id"] for _key, row in kept(page, "media")}
    assert len(rows) == 2
    assert set(said(page, "talk/screen")["v"]) < rows
