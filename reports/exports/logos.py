"""The client's logo on the first slide: at the right, whole, and on a plate of colour when it is white itself."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image
from pptx.util import Emu, Inches

from fieldwork.people.colours import readable_paper

MOST_WIDE, MOST_HIGH = Inches(3.2), Inches(1.6)
MARGIN = 0.08  # of a plate, as a share of the longest side of the logo


def add_logo(slide: Any, meta: Mapping[str, Any], data: bytes, right: int, top: int) -> Any:
    """Put the logo with its upper right corner there; returns its shape."""
    if meta["client_logo"]["ground"] == "colour":
        data = on_plate(data, readable_paper(meta["client_color"]))
    shape = slide.shapes.add_picture(io.BytesIO(data), 0, top)
    scale = min(MOST_WIDE / shape.width, MOST_HIGH / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(right - shape.width)
    return shape


def on_plate(data: bytes, colour: str) -> bytes:
    """A logo with transparency as a PNG on a field of ``colour`` that is a little larger."""
    logo = Image.open(io.BytesIO(data)).convert("RGBA")
    margin = round(MARGIN * max(logo.size))
    plate = Image.new("RGB", (logo.width + 2 * margin, logo.height + 2 * margin), colour)
    plate.paste(logo, (margin, margin), logo)
    out = io.BytesIO()
    plate.save(out, "PNG", optimize=True)
    return out.getvalue()
