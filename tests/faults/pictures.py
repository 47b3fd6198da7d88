"""Photos of which no two have the same bytes."""

import io
from itertools import count

from PIL import Image

_numbers = count(1)


def picture(size: tuple[int, int] = (640, 480), *, noise: bool = False) -> bytes:
    """A photo in one colour that no other photo has, so that each has bytes of its own; ``noise`` makes it heavy."""
    number = next(_numbers)
    colour = (number * 37 % 256, number * 91 % 256, number % 256)
    drawn = Image.new("RGB", size, colour)
    if noise:
        drawn = Image.blend(drawn, Image.effect_noise(size, 80).convert("RGB"), 0.8)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=90)
    return out.getvalue()


def heavy() -> bytes:
    """A photo of some hundred kilobytes, also after the phone made it smaller: it goes up in several parts."""
    return picture((1600, 1200), noise=True)
