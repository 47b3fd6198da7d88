"""Pictures for briefings: looked at, turned upright, made small, written anew. What is not a picture is refused."""

import io
import warnings
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from fieldwork.common.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_EDGE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True)
class Prepared:
    """A picture as it is kept: new bytes without anything hidden in them."""

    data: bytes
    suffix: str
    width: int
    height: int


def _refuse(code: str, message: str | Promise) -> Invalid:
    return Invalid(message, problems=[{"field": "file", "code": code, "message": message}])


def prepare(data: bytes) -> Prepared:
    """Check and re-encode one uploaded picture.

    The format is read from the bytes, not from the name; the size in pixels from the header, before
    anything is decoded. Raises ``Invalid`` for an empty, too large, unreadable or other file.
    """
    if not data:
        raise _refuse("empty", _("The file is empty. Choose the picture again."))
    if len(data) > MAX_BYTES:
        raise _refuse("too_large", _("The picture is larger than 10 MB. Make it smaller and try again."))
    try:
        with warnings.catch_warnings():
            # Pillow warns long before our own limit and refuses not far above it: we decide from the header.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise _too_many_pixels()
            return _encode(picture)
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        message = _("This is not a picture we can read. Use a JPEG, PNG, WebP or GIF file.")
        raise _refuse("not_a_picture", message) from unknown
    except (OSError, SyntaxError, ValueError) as broken:
        raise _refuse("broken", _("The picture is damaged. Save it again and try once more.")) from broken


def _too_many_pixels() -> Invalid:
    message = _("The picture has more than 60 million pixels. Make it smaller and try again.")
    return _refuse("too_many_pixels", message)


def _encode(picture: Image.Image) -> Prepared:
    """Upright, at most 1600 pixels, without metadata. Drawings stay PNG, photos become JPEG."""
    keeps_edges = picture.format in {"PNG", "GIF"}
    if picture.format == "JPEG":
        picture.draft("RGB", (LONGEST_EDGE * 2, LONGEST_EDGE * 2))  # decodes a large photo at a fraction
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if keeps_edges:
        upright.convert("RGBA").save(out, "PNG", optimize=True)
    else:
        upright.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
    return Prepared(out.getvalue(), ".png" if keeps_edges else ".jpg", upright.width, upright.height)
