"""The pen all charts draw with: SVG text, escaped, for the screen by class and for print by attribute.

On screen ``ui.css`` gives ``.chart`` its colours, light and dark. Page styles do not reach an SVG in print,
so there every mark carries its own colour and the drawing its own fonts. No ids are used anywhere: one page
may hold the same drawing twice.
"""

import math
import re
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from fieldwork.measurement.display import half_up

from .widths import drawn_width

INK, INK_2, INK_3 = "#1d1a24", "#524c5e", "#6b6577"
SIZE = 12  # of words
LINE, LINE_STRONG, SUNKEN = "#e4dfd8", "#857e90", "#f3f0eb"
BRAND, IMPLICIT, CONSCIOUS = "#5b2a6e", "#8e2f9e", "#00696b"

# Role → attributes in print. Several roles may stand together; the later one wins.
PRINT: dict[str, dict[str, str]] = {
    "strong": {"fill": INK, "font-weight": "600"},
    "grid": {"fill": "none", "stroke": LINE},
    "zero": {"fill": "none", "stroke": LINE_STRONG},
    "band": {"fill": IMPLICIT, "fill-opacity": ".15"},
    "c": {"fill": CONSCIOUS},
    "implicit": {"fill": "none", "stroke": IMPLICIT, "stroke-width": "2.5"},
    "conscious": {"fill": "none", "stroke": CONSCIOUS, "stroke-width": "2.5"},
    "desired": {
        "fill": "none",
        "stroke": LINE_STRONG,
        "stroke-width": "1.75",
        "stroke-dasharray": "1 5",
        "stroke-linecap": "round",
    },
    "thin": {"stroke-dasharray": "6 5"},
    "dot-i": {"fill": IMPLICIT, "stroke": IMPLICIT, "stroke-width": "0"},
    "dot-c": {"fill": CONSCIOUS, "stroke": CONSCIOUS, "stroke-width": "0"},
    "hollow": {"fill": "#ffffff", "stroke-width": "2"},
    "t-i": {"fill": IMPLICIT, "font-weight": "600"},
    "t-c": {"fill": CONSCIOUS, "font-weight": "600"},
    "t-d": {"fill": INK_3},
    "star": {"fill": INK},
    "phase": {"fill": SUNKEN},
    "bar": {"fill": BRAND},
    "outline": {"fill": "#ffffff", "stroke": BRAND, "stroke-width": "1.5"},
    "soft": {"fill": LINE_STRONG},
    "error": {"fill": "none", "stroke": BRAND, "stroke-width": "1.25", "stroke-opacity": ".6"},
    "trend": {"fill": "none", "stroke": BRAND, "stroke-width": "2.5"},
    "whisker": {"fill": "none", "stroke": INK, "stroke-width": "1.75"},
    "target": {"fill": "none", "stroke": INK, "stroke-width": "1.5", "stroke-dasharray": "4 3"},
    "trend-dot": {"fill": BRAND},
    "track": {"fill": LINE},
    "n3": {"fill": "#8a2c00"},
    "n1": {"fill": "#f0b083"},
    "z0": {"fill": "#cdc9d3"},
    "p1": {"fill": "#93bde4"},
    "p3": {"fill": "#134a85"},
    "on-n3": {"fill": "#ffffff", "font-weight": "600"},
    "on-n1": {"fill": INK, "font-weight": "600"},
    "on-z0": {"fill": INK, "font-weight": "600"},
    "on-p1": {"fill": INK, "font-weight": "600"},
    "on-p3": {"fill": "#ffffff", "font-weight": "600"},
}


# What XML 1.0 cannot hold, not even escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(words: str) -> str:
    """Words as SVG text; characters that XML forbids are dropped."""
    return _escape(FORBIDDEN.sub("", words))


def coordinate(value: float) -> str:
    """A length with at most two decimals. Raises ``ValueError`` for NaN and infinity."""
    if not math.isfinite(value):
        raise ValueError("a drawing needs finite numbers")
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0.00", "0")


def number(value: float, decimals: int, *, comma: bool) -> str:
    """A number as printed: half-up, decimal comma or point, a real minus sign."""
    text = f"{half_up(round(value, 9), decimals):f}".replace("-", "−")
    return text.replace(".", ",") if comma else text


class Pen:
    """Collects marks. ``roles`` are the class names of ``.chart`` in ``ui.css``, separated by spaces."""

    def __init__(self, *, in_print: bool) -> None:
        self.in_print = in_print
        self.marks: list[str] = []
        self.line_of: str | None = None  # the roles of the last mark, when it is a line

    def style(self, roles: str) -> str:
        if not roles:
            return ""
        if not self.in_print:
            return f' class="{roles}"'
        merged: dict[str, str] = {}
        for role in roles.split():
            merged |= PRINT[role]
        return "".join(f' {name}="{value}"' for name, value in merged.items())

    def add(self, mark: str) -> None:
        self.marks.append(mark)
        self.line_of = None

    def path(self, roles: str, d: str) -> None:
        self.add(f'<path{self.style(roles)} d="{d}"/>')

    def line(self, roles: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line; alike ones after each other are one mark, and one stroke where they meet."""
        start, end = (f"{coordinate(x)} {coordinate(y)}" for x, y in ((x1, y1), (x2, y2)))
        if self.line_of == roles:
            going_on = self.marks[-1].removesuffix('"/>')
            piece = f"L{end}" if going_on.endswith(f"L{start}") else f"M{start}L{end}"
            self.marks[-1] = f'{going_on}{piece}"/>'
        else:
            self.path(roles, f"M{start}L{end}")
        self.line_of = roles

    def rect(self, roles: str, x: float, y: float, width: float, height: float, r: float = 0) -> None:
        places = zip(("x", "y", "width", "height"), (x, y, max(0.0, width), max(0.0, height)), strict=True)
        box = " ".join(f'{name}="{coordinate(value)}"' for name, value in places)
        corners = f' rx="{coordinate(r)}"' if r else ""
        self.add(f"<rect{self.style(roles)} {box}{corners}/>")

    def circle(self, roles: str, x: float, y: float, r: float) -> None:
        place = f'cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(r)}"'
        self.add(f"<circle{self.style(roles)} {place}/>")

    def star(self, x: float, y: float, r: float = 9) -> None:
        corners = (
            (x + size * math.sin(i * math.pi / 5), y - size * math.cos(i * math.pi / 5))
            for i, size in ((i, r if i % 2 == 0 else r * 0.42) for i in range(10))
        )
        points = " ".join(f"{coordinate(px)},{coordinate(py)}" for px, py in corners)
        self.add(f'<polygon{self.style("star")} points="{points}"/>')

    def text(self, roles: str, x: float, y: float, words: str, *, anchor: str = "start") -> None:
        style, where = self.style(roles), ""
        if self.in_print and anchor != "start":
            # The renderer would draw words with an anchor apart, and move them: a drawing of its own for each label.
            share = {"middle": 0.5, "end": 1.0}[anchor]
            x -= share * drawn_width(words, SIZE, is_strong="font-weight" in style)
        elif anchor != "start":
            where = f' text-anchor="{anchor}"'
        place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
        self.add(f"<text{style} {place}{where}>{escape(words)}</text>")

    def drawing(self, width: float, height: float, alt: str) -> str:
        """The finished SVG; ``alt`` says the figures in words."""
        box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {coordinate(width)} {coordinate(height)}"'
        inside = "".join(self.marks)
        if self.in_print:
            fonts = f'font-family="Inter, Noto Sans, DejaVu Sans, sans-serif" font-size="{SIZE}" fill="{INK_2}"'
            size = f'width="{coordinate(width)}" height="{coordinate(height)}"'
            return f"<svg {box} {size}><title>{escape(alt)}</title><g {fonts}>{inside}</g></svg>"
        label = quoteattr(FORBIDDEN.sub("", alt))
        return f'<svg {box} class="chart" role="img" aria-label={label}>{inside}</svg>'


def width_of(words: str, size: float = 12, *, strong: bool = False) -> float:
    """About how wide words are in our typeface, in the same unit as ``size``."""
    return sum(_share(c) for c in words) * size * (1.06 if strong else 1.0)


def _share(character: str) -> float:
    if character in "iljtfrI.,:;'|!()[] ·":
        return 0.33
    if character in "mwMW%@—":
        return 0.88
    if character.isupper():
        return 0.68
    return 1.0 if ord(character) > 0x2E80 else 0.57


def fold(words: str, width: float, lines: int = 2, *, size: float = 12) -> list[str]:
    """Words over at most ``lines`` lines of ``width``; what does not fit ends in an ellipsis."""
    folded: list[str] = []
    rest = words.split()
    while rest and len(folded) < lines:
        line = rest.pop(0)
        while rest and width_of(f"{line} {rest[0]}", size, strong=True) <= width:
            line = f"{line} {rest.pop(0)}"
        folded.append(line)
    if rest:
        folded[-1] = f"{folded[-1]} {rest[0]}"
    last = len(folded) - 1
    return [_cut(line, width, size, more=bool(rest) and i == last) for i, line in enumerate(folded)]


def _cut(line: str, width: float, size: float, *, more: bool) -> str:
    if not more and width_of(line, size, strong=True) <= width:
        return line
    room = width - size * 0.6
    kept, used = "", 0.0
    for character in line:
        used += width_of(character, size, strong=True)
        if used > room:
            break
        kept += character
    return kept.rstrip() + "…"
