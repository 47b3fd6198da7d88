"""A client's logo, prepared once when it comes in: cut to what is seen, made small, written anew as PNG.

Most logos are made for white paper; a white one is made for a colour. Which of the two it needs is measured here, on
what borders the transparent parts, so that it is printed where it shows.
"""

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

from fieldwork.common.errors import Invalid
from fieldwork.people.colours import linear
from fieldwork.people.states import LogoGround

FOLDER = "logos"
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000  # 4000 x 4000; a decoded one costs the web process 11 to 16 bytes per pixel
FORMATS = ("PNG", "JPEG", "WEBP")
LONGEST_SIDE = 600  # pixels: 250 to the inch on a cover
ROUGH_SIDE = 2400  # what is cut from: a logo may be a quarter of its picture before it loses anything
MOST_STORED = 380_000  # bytes; reports print no picture above 400,000
PAPER_WHITE = 245  # a channel from here on is the paper of a picture without transparency
FAINT, SOLID, OPAQUE = 8, 127, 250  # alpha: something is seen; it has the colour of the logo; nothing shines through
BAND = 9  # pixels across in which an edge is looked for
# Contrast with white, 1 to 21: below the first nothing shows on white, from the second on nothing shows on a colour.
PALE, DARK = 1.3, 4.5
ENOUGH_PALE, HARDLY_SHOWS = 0.25, 0.1  # shares of the edge
LIGHT = [round(255 * linear(value)) for value in range(256)]  # of a channel
CONTRASTS = [1.05 / (light / 255 + 0.05) for light in range(256)]  # with white
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True)
class Prepared:
    """A logo as it is kept. ``lost`` is the share of it, 0 to 1, that hardly shows even on its ``ground``."""

    data: bytes
    width: int
    height: int
    ground: LogoGround
    lost: float

    @property
    def hardly_shows(self) -> bool:
        """Whether whoever chose it should look twice."""
        return self.lost >= HARDLY_SHOWS


def _refuse(code: str, message: str | Promise) -> Invalid:
    return Invalid(message, problems=[{"field": "logo", "code": code, "message": message}])


def check_length(length: int) -> None:
    """Raises ``Invalid`` for no bytes and for more than 2 MB."""
    if not length:
        raise _refuse("empty", _("The file is empty. Choose the picture again."))
    if length > MOST_BYTES:
        raise _refuse("too_large", _("The file is larger than 2 MB. Make the logo smaller and try again."))


def prepare(data: bytes) -> Prepared:
    """Check and re-encode one uploaded logo.

    The format is read from the bytes, not from the name; the size in pixels from the header, before anything is
    decoded. Raises ``Invalid`` for what is empty, too large, damaged, no picture, or nothing but white.
    """
    check_length(len(data))
    try:
        with warnings.catch_warnings():
            # Pillow warns long before our own limit and refuses not far above it: we decide from the header.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _prepared(_decoded(data))
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        message = _(
            "This is no picture we can print. Choose a PNG, JPEG or WebP file; save an SVG or PDF as PNG first."
        )
        raise _refuse("not_a_picture", message) from unknown
    except (OSError, SyntaxError, ValueError) as broken:
        raise _refuse("broken", _("The picture is damaged. Save it again and try once more.")) from broken


def _too_many_pixels() -> Invalid:
    message = _("The picture has more than 16 million pixels. Make it smaller (4000 × 4000 is enough) and try again.")
    return _refuse("too_many_pixels", message)


def _decoded(data: bytes) -> Image.Image:
    """The picture in a mode that colours are told in, at most 2400 pixels, and free of its decoder.

    Whatever is not needed any more is let go before the next copy is made: this runs where pages are served.
    """
    picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    picture.draft("RGB", (ROUGH_SIDE, ROUGH_SIDE))  # decodes a large JPEG at a fraction
    if picture.mode.startswith("I"):  # greys of 16 bits
        picture = picture.point(lambda grey: grey / 256).convert("L")
    picture = picture.convert(picture.mode if picture.mode in ("RGB", "CMYK", "L") else "RGBA")
    picture.thumbnail((ROUGH_SIDE, ROUGH_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def _prepared(picture: Image.Image) -> Prepared:
    logo = _trimmed(_in_colours(picture))
    logo.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    ground, lost = _ground_of(logo)
    return Prepared(_png(logo), logo.width, logo.height, ground, lost)


def _in_colours(picture: Image.Image) -> Image.Image:
    """Upright, in the colours of a screen (sRGB), with transparency."""
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if profile:
        with suppress(ImageCms.PyCMSError, OSError):  # a profile nobody can read must not cost the logo
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, found, SRGB, outputMode=mode) or picture
    return picture.convert("RGBA")


def _has_own_paper(picture: Image.Image) -> bool:
    return not any(picture.getchannel("A").histogram()[:OPAQUE])


def _ink(picture: Image.Image, least: int) -> Image.Image:
    """Where something is drawn, as a mask: what is not transparent, or not white when nothing is transparent."""
    if not _has_own_paper(picture):
        return picture.getchannel("A").point(lambda value: 255 if value > least else 0)
    red, green, blue = picture.split()[:3]
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return darkest.point(lambda value: 255 if value < PAPER_WHITE else 0)


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without the empty borders; transparent ones first, as there may be white ones inside.

    Raises ``Invalid`` when nothing is left.
    """
    while (box := _ink(picture, FAINT).getbbox()) != (0, 0, *picture.size):
        if box is None:
            raise _refuse("nothing_to_see", _("There is nothing to see in this picture: it is empty or all white."))
        picture = picture.crop(box)
    return picture


def _ground_of(logo: Image.Image) -> tuple[LogoGround, float]:
    """What a logo must be printed on, and the share of it that hardly shows there.

    Of one with transparency only a band along its edges counts: a white field inside a dark line needs no colour.
    One without brings its own white.
    """
    brings_paper = _has_own_paper(logo)
    roomy = ImageOps.expand(logo, BAND, (255, 255, 255, 255 if brings_paper else 0))
    counted = _ink(roomy, SOLID)
    if not brings_paper:
        counted = ImageChops.subtract(counted, counted.filter(ImageFilter.MinFilter(BAND)))
    light = roomy.convert("RGB").point(LIGHT * 3).convert("L", (0.2126, 0.7152, 0.0722, 0))
    many = light.histogram(counted)
    whole = sum(many) or 1
    pale = sum(n for n, contrast in zip(many, CONTRASTS, strict=True) if contrast < PALE) / whole
    dark = sum(n for n, contrast in zip(many, CONTRASTS, strict=True) if contrast >= DARK) / whole
    if brings_paper or pale < ENOUGH_PALE or pale <= 2 * dark:
        return LogoGround.WHITE, pale
    return LogoGround.COLOUR, dark


def _png(logo: Image.Image) -> bytes:
    """The file, with nothing in it but the picture; one that would be too heavy keeps 256 colours."""
    logo.info.clear()
    plain = logo.convert("RGB") if _has_own_paper(logo) else logo
    found = _written(plain)
    return found if len(found) <= MOST_STORED else _written(plain.quantize(256, Image.Quantize.FASTOCTREE))


def _written(logo: Image.Image) -> bytes:
    out = io.BytesIO()
    logo.save(out, "PNG", optimize=True)
    return out.getvalue()
