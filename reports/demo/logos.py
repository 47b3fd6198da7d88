"""The logos of the demo's clients: drawn when they are needed, large enough to be made smooth when they get small."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from reports.demo.photos.canvas import font

SIZE = 3000, 600  # wide enough for the widest font; empty borders are cut off
TEAL, WATER, RUST, SPARK, INK = "#0b5f5f", "#5fb3b3", "#9a3412", "#f59e0b", "#2b2320"


def _band(pen: ImageDraw.ImageDraw, upper: list[tuple[float, float]], high: int, colour: str) -> None:
    """A band below a line; a thick line of many pieces would show its joints."""
    pen.polygon([*upper, *((x, y + high) for x, y in reversed(upper))], fill=colour)


def _waterrijk(pen: ImageDraw.ImageDraw) -> None:
    """A drop over two waves, and the name in two lines."""
    pen.polygon([(250, 0), (142, 181), (358, 181)], fill=TEAL)
    pen.ellipse((125, 120, 375, 370), fill=TEAL)
    for top, colour in ((430, TEAL), (510, WATER)):
        _band(pen, [(x, top + 20 * math.sin((x - 40) / 33)) for x in range(40, 461, 4)], 42, colour)
    pen.text((560, 60), "gemeente", fill=WATER, font=font(150))
    pen.text((548, 210), "Waterrijk", fill=TEAL, font=font(300, bold=True))


def _vonk(pen: ImageDraw.ImageDraw) -> None:
    """A spark that jumps off a wire, and the name in one line."""
    _band(pen, [(x, 300 + 60 * math.sin(x / 55)) for x in range(0, 281, 4)], 36, INK)
    pen.polygon([(330, 40), (190, 330), (300, 330), (240, 570), (460, 240), (340, 240), (430, 40)], fill=SPARK)
    pen.text((560, 150), "Vonk & Draad", fill=RUST, font=font(280, bold=True))


DRAWN: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {"waterrijk": _waterrijk, "vonk": _vonk}


def logo_of(key: str) -> bytes | None:
    """The logo of the client with this code as PNG, or ``None`` when nobody drew one."""
    if key not in DRAWN:
        return None
    picture = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    DRAWN[key](ImageDraw.Draw(picture))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
