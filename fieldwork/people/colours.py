"""A client's colour, used only where words stay readable on it or in it. Plain Python: reports are printed with it."""

import re

PAPER = "#431d53"  # our own aubergine
COLOUR = re.compile("#[0-9a-fA-F]{6}")
ON_PAPER, ON_WHITE = 7.0, 4.5  # contrast: white words on the colour, words in the colour on white


def linear(value: int) -> float:
    """One channel of a colour, 0 to 255, as light, 0 to 1 (sRGB)."""
    part = value / 255
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def readable_paper(colour: str | None) -> str:
    """The client's colour when white text reads well on it (7:1), else our own aubergine."""
    return colour.lower() if colour and contrast_with_white(colour) >= ON_PAPER else PAPER


def readable_accent(colour: str | None) -> str:
    """The client's colour for rules and small headings where it reads well on white paper (4.5:1), else nothing."""
    return colour.lower() if colour and contrast_with_white(colour) >= ON_WHITE else ""


def contrast_with_white(colour: str) -> float:
    """Contrast of ``#rrggbb`` with white, 1 to 21 (WCAG 2.2); 0 for what is no such colour."""
    if not COLOUR.fullmatch(colour):
        return 0.0
    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
