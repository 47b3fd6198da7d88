"""The cover: client, journey, how many visits of what, and line art from this report's own curve."""

import re
from typing import Any

from django.utils.translation import gettext

from reports.charts import cover_art
from reports.charts.points import Point, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures

from . import phrases
from .pictures import PictureBook

PAPER = "#431d53"
COLOR = re.compile("#[0-9a-fA-F]{6}")
ON_PAPER, ON_WHITE = 7.0, 4.5  # contrast: white words on the colour, words in the colour on white


def cover(figures: Figures, language: str, points: list[Point], words: Words, book: PictureBook) -> dict[str, Any]:
    """The cover: client, journey, how many visits of what, and line art from this report's own curve."""
    meta = figures["meta"]
    counts = [f"{c['n']} {phrases.channel(c['channel'])}" for c in meta["channels"]]
    waves = phrases.joined(meta["waves"])
    n = phrases.visits(meta["n_visits"])
    sub = f"{waves}: {n}" if waves else n
    if counts:
        sub += f" ({phrases.joined(counts)})"
    color = readable_paper(meta["client_color"])
    corrects = meta["corrects"]
    return {
        "client": meta["client"],
        "title": words_in(meta["title"], language),
        "sub": sub,
        "selection": "; ".join(meta["selection"]),
        "study": meta["study"],
        "day": phrases.day(meta["made_at"]),
        "version": gettext("version %(number)s") % {"number": corrects["version"]} if corrects else "",
        "art": book.chart(cover_art.cover_art(points, words, paper=color)),
        "art_alt": words.art,
        "color": color if color != PAPER else "",
    }


def readable_paper(color: str | None) -> str:
    """The client's colour when white text reads well on it (7:1), else our own aubergine."""
    return color.lower() if color and contrast_with_white(color) >= ON_PAPER else PAPER


def readable_accent(color: str | None) -> str:
    """The client's colour for rules and small headings where it reads well on white paper (4.5:1), else nothing."""
    return color.lower() if color and contrast_with_white(color) >= ON_WHITE else ""


def contrast_with_white(color: str) -> float:
    """Contrast of ``#rrggbb`` with white, 1 to 21 (WCAG 2.2); 0 for what is no such colour."""
    if not COLOR.fullmatch(color):
        return 0.0
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
