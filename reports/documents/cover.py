"""The cover: client, journey, how many visits of what, and line art from this report's own curve; and the logo."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from fieldwork.people.colours import PAPER, readable_paper
from reports.charts import cover_art
from reports.charts.points import Point, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures

from . import phrases
from .pictures import PictureBook

LONG_TITLE = 48  # characters; what is longer does not fit on three lines in the large type


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
    title = words_in(meta["title"], language)
    corrects = meta["corrects"]
    return {
        "client": meta["client"],
        "logo": logo_on(meta, book),
        "title": title,
        "is_long": len(title) > LONG_TITLE,
        "sub": sub,
        "selection": "; ".join(meta["selection"]),
        "study": meta["study"],
        "day": phrases.day(meta["made_at"]),
        "version": gettext("version %(number)s") % {"number": corrects["version"]} if corrects else "",
        "art": book.chart(cover_art.cover_art(points, words, paper=color)),
        "art_alt": words.art,
        "color": color if color != PAPER else "",
    }


def logo_on(meta: Mapping[str, Any], book: PictureBook) -> dict[str, str] | None:
    """The client's logo and what it is printed on; ``None`` when there is none, or its file is gone.

    A logo that needs a colour stands on the client's where white reads well on it, else on our own.
    """
    logo = meta.get("client_logo")
    address = book.photo(logo["name"]) if logo else None
    if not logo or not address:
        return None
    plate = readable_paper(meta["client_color"]) if logo["ground"] == "colour" else ""
    alt = gettext("Logo of %(client)s") % {"client": meta["client"]}
    return {"src": address, "alt": alt, "plate": plate}
