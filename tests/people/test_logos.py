"""A logo that comes in: what it may be, what becomes of it, and what it must be printed on."""

import io
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from fieldwork.common.errors import Invalid
from fieldwork.people import logos
from fieldwork.people.logos import prepare
from fieldwork.people.states import LogoGround
from tests.people.drawn import PALE, TEAL, WHITE, drawn, encoded, logo

NAVY, CYAN = (0, 20, 80, 255), (0, 180, 200, 255)


def kept(data: bytes) -> Image.Image:
    """The logo as it is stored."""
    return Image.open(io.BytesIO(prepare(data).data))


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        prepare(data)
    return refused.value.problems[0]["code"]


# --- what comes in ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_three_formats_become_one(kind):
    data = encoded(drawn(TEAL, ground=WHITE, mode="RGB"), kind, quality=95)
    picture = kept(data)
    assert picture.format == "PNG"
    assert picture.mode == "RGB"
    assert picture.getpixel((50, 50)) == pytest.approx(TEAL[:3], abs=3)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_pictures_are_refused_whatever_they_are_called(kind):
    assert code_of(encoded(drawn(TEAL, ground=WHITE, mode="RGB"), kind)) == "not_a_picture"


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml version='1.0'?><svg/>", b"%PDF-1.7", b"MZ", b"\0" * 99],
)
def test_drawings_and_documents_are_refused(data):
    assert code_of(data) == "not_a_picture"


def test_nothing_too_much_and_half_of_one_are_told_apart():
    assert code_of(b"") == "empty"
    assert code_of(logo() + b"\0" * logos.MOST_BYTES) == "too_large"
    assert code_of(logo()[:300]) == "broken"
    assert code_of(encoded(drawn(TEAL, ground=WHITE, mode="RGB"), "JPEG")[:900]) == "broken"


@pytest.mark.parametrize(
    "empty",
    [Image.new("RGBA", (60, 60), (9, 9, 9, 0)), Image.new("RGB", (60, 60), "white"), Image.new("L", (9, 9), 250),
     drawn(WHITE)],
)  # fmt: skip
def test_a_picture_of_nothing_is_refused(empty):
    assert code_of(encoded(empty)) == "nothing_to_see"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says how large it is, and holds no row of it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(4001, 4000), (20_000, 20_000), (2_000_000, 21), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_from_the_header(size, monkeypatch):
    monkeypatch.setattr(Image.Image, "draft", lambda *_: pytest.fail("it was about to be decoded"))
    assert code_of(bomb(*size)) == "too_many_pixels"


PEAK = """
import resource, sys
from fieldwork.people.logos import prepare
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
made = prepare(data)
print(made.width, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units")
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_largest_one_that_is_taken_costs_the_web_process_little(kind):
    whole = encoded(drawn(TEAL, size=(4000, 4000)), kind)
    asked = subprocess.run([sys.executable, "-c", PEAK], input=whole, capture_output=True, check=True)
    width, megabytes = map(int, asked.stdout.split())
    assert width == pytest.approx(600, abs=4)
    assert megabytes < 300


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 700), st.integers(0, 9))
@example(b"\xff" * 20, 60, 0)
def test_rubbish_is_prepared_or_refused_and_nothing_else(rubbish, at, cut):
    data = logo()
    spoilt = data[:at] + rubbish + data[at + len(rubbish) : len(data) - cut]
    with suppress(Invalid):
        assert prepare(spoilt).width <= logos.LONGEST_SIDE


# --- what becomes of it -------------------------------------------------------------------------------
def test_empty_borders_go_and_transparency_stays():
    picture = kept(logo(TEAL, TEAL))
    assert picture.mode == "RGBA"
    assert picture.size == (300, 120)  # two bars of 140 with 20 between them
    assert picture.getpixel((150, 60))[3] == 0
    assert picture.getpixel((10, 60)) == TEAL


def test_white_paper_around_a_picture_goes_and_a_coloured_field_stays():
    assert kept(encoded(drawn(TEAL, ground=WHITE, mode="RGB"))).size == (300, 120)
    assert kept(encoded(drawn(WHITE, ground=NAVY, mode="RGB"))).size == (400, 200)


@pytest.mark.parametrize(
    ("size", "longest"), [((2300, 300), (600, 59)), ((200, 1500), (42, 600)), ((3000, 3000), (596, 600))]
)
def test_it_is_at_most_600_pixels_and_keeps_its_shape(size, longest):
    assert kept(encoded(drawn(TEAL, size=size))).size == pytest.approx(longest, abs=2)


def test_small_ones_are_not_blown_up():
    picture = Image.new("RGBA", (20, 12), TEAL)
    assert kept(encoded(picture)).size == (20, 12)


def test_nothing_that_was_hidden_comes_along():
    hidden = PngInfo()
    hidden.add_text("Author", "Geheim Geheimer")
    hidden.add_itxt("XML:com.adobe.xmp", "Geheim pad")
    exif = Image.Exif()
    exif[0x010F] = "Geheime camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(drawn(TEAL), pnginfo=hidden, exif=exif, dpi=(300, 300), icc_profile=profile) + b"Geheim achteraan"
    assert data.count(b"Gehei") == 5
    stored = prepare(data).data
    assert b"Gehei" not in stored
    names = {stored[at : at + 4] for at in range(len(stored)) if stored[at : at + 4].isalpha()}
    assert not names & {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"pHYs", b"tIME"}


def swapped() -> bytes:
    """The profile of a device whose red is a screen's blue and the other way around."""
    found = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(128, 128 + 4 + 12 * int.from_bytes(found[128:132], "big")):
        if found[at : at + 4] in (b"rXYZ", b"bXYZ"):
            found[at : at + 1] = b"b" if found[at : at + 1] == b"r" else b"r"
    return bytes(found)


def test_a_photo_of_a_logo_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6  # held sideways
    data = encoded(drawn(TEAL, ground=WHITE, size=(400, 200), mode="RGB"), "JPEG", exif=turned)
    width, height = kept(data).size
    assert height > width


@pytest.mark.parametrize("mode", ["P", "LA", "L", "1", "PA", "CMYK", "I;16"])
def test_every_way_to_write_colours_is_read(mode):
    if mode == "I;16":
        picture = Image.new(mode, (400, 200), 65535)
        picture.paste(20_000, (40, 40, 340, 160))
        data = encoded(picture)
    else:
        flat = drawn(TEAL, ground=WHITE, mode="RGBA" if mode in ("P", "LA", "PA") else "RGB")
        data = encoded(flat.convert(mode), "JPEG" if mode == "CMYK" else "WEBP" if mode == "PA" else "PNG")
    assert kept(data).size == pytest.approx((300, 120), abs=8)


def test_colours_of_another_profile_become_those_of_a_screen():
    picture = drawn(TEAL, TEAL)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for unusable in (b"no profile at all", lab):
        assert kept(encoded(picture, icc_profile=unusable)).getpixel((10, 10)) == TEAL
    rotated = kept(encoded(picture, icc_profile=swapped()))
    assert rotated.getpixel((10, 10)) == pytest.approx((110, 110, 11, 255), abs=4)
    assert rotated.getpixel((150, 10))[3] == 0


def test_the_busiest_picture_is_light_enough_for_a_report():
    noise = [Image.effect_noise((600, 600), 90 + 40 * band) for band in range(3)]
    picture = Image.merge("RGB", noise)
    stored = prepare(encoded(picture, "JPEG", quality=80)).data
    assert len(stored) <= 400_000
    assert Image.open(io.BytesIO(stored)).size == (600, 600)


def test_the_same_logo_becomes_the_same_bytes():
    assert prepare(logo()) == prepare(logo())


# --- what it is printed on ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bars", "ground", "hardly_shows"),
    [
        ((TEAL,), LogoGround.WHITE, False),
        ((NAVY, CYAN), LogoGround.WHITE, False),
        (((255, 221, 0, 255),), LogoGround.WHITE, False),  # a yellow brand prints on white, as it always does
        ((WHITE, WHITE), LogoGround.COLOUR, False),
        ((PALE, PALE), LogoGround.COLOUR, False),
        ((WHITE, CYAN), LogoGround.COLOUR, False),
        ((WHITE, NAVY), LogoGround.WHITE, True),
        ((NAVY, NAVY, NAVY, WHITE), LogoGround.WHITE, True),
    ],
)
def test_what_is_white_is_printed_on_a_colour(bars, ground, hardly_shows):
    found = prepare(logo(*bars))
    assert (found.ground, found.hardly_shows) == (ground, hardly_shows)


def test_a_white_field_inside_a_dark_line_needs_no_colour():
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((10, 10, 390, 390), fill=(200, 0, 0, 255))
    pen.ellipse((50, 50, 350, 350), fill=WHITE)
    found = prepare(encoded(picture))
    assert (found.ground, found.lost) == (LogoGround.WHITE, 0)


def test_a_picture_with_its_own_white_paper_stays_on_white_and_is_doubted_when_pale():
    assert not prepare(encoded(drawn(TEAL, ground=WHITE, mode="RGB"))).hardly_shows
    found = prepare(encoded(drawn(PALE, ground=WHITE, mode="RGB")))
    assert (found.ground, found.hardly_shows) == (LogoGround.WHITE, True)


def test_white_paper_inside_transparent_borders_goes_too():
    boxed = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    boxed.paste(drawn(TEAL, ground=WHITE), (100, 100))
    found = prepare(encoded(boxed))
    assert (found.width, found.height, found.ground) == (300, 120, LogoGround.WHITE)
