"""Logos for tests, drawn when they are needed."""

import io
from typing import Any

from PIL import Image, ImageDraw

TEAL, WHITE, PALE, NOTHING = (11, 110, 110, 255), (255, 255, 255, 255), (240, 240, 240, 255), (0, 0, 0, 0)


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def drawn(
    *bars: tuple[int, int, int, int],
    ground: tuple[int, int, int, int] = NOTHING,
    size: tuple[int, int] = (400, 200),
    mode: str = "RGBA",
) -> Image.Image:
    """Thick bars beside each other in these colours, with room around them."""
    picture = Image.new("RGBA", size, ground)
    pen = ImageDraw.Draw(picture)
    wide = (size[0] - 80) // max(1, len(bars))
    for place, colour in enumerate(bars):
        pen.rectangle((40 + place * wide, 40, 40 + (place + 1) * wide - 21, size[1] - 41), fill=colour)
    return picture.convert(mode)


def logo(*bars: tuple[int, int, int, int]) -> bytes:
    """A PNG with transparency."""
    return encoded(drawn(*(bars or (TEAL,))))
