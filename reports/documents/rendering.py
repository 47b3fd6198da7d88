"""Frozen figures → page → tagged PDF. Pure: no database, no clock, no network, no files but our own.

The same figures, pictures, language and words give the same page, byte for byte. WeasyPrint is imported only when
a PDF is asked for, so that the web process never loads it.
"""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext

from reports.charts.points import points_of, words_in
from reports.figures.shape import SCHEMA, Figures

from . import chapters, phrases
from .pictures import PictureBook
from .step_page import step_page
from .summary import summary
from .tidying import RUNNING_HEAD, printable, tidy

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "fieldwork" / "static" / "css" / "report.css"

Progress = Callable[[int, int], None]
"""Told how far the rendering is: (steps done, steps in all)."""


class NotRendered(Exception):
    """The figures could not become a report; the words say why and are meant for people."""


@dataclass(frozen=True)
class Options:
    """What stands on every page and does not come from the figures."""

    version_line: str = ""  # "Vertrouwelijk · versie 1.0 · 11 december 2026"; made up from the day when empty
    report_number: str = ""
    confidential: bool = True


@dataclass(frozen=True)
class Composed:
    """A page and the pictures it asks for."""

    html: str
    pictures: PictureBook = field(repr=False)


@cache
def _engine() -> Engine:
    """Own template engine: autoescape on, our report templates only, no loaders of other apps."""
    return Engine(
        dirs=[str(ROOT / "templates" / "report")],
        libraries={"i18n": "django.templatetags.i18n"},
        autoescape=True,
    )


def compose(
    figures: Figures, *, language: str, pictures: Mapping[str, bytes], options: Options = Options()
) -> Composed:
    """The page with ``report:`` addresses for its pictures.

    ``pictures`` holds the report copies by the names that stand in the figures; what is missing there is
    printed as its caption with the reason. Raises ``NotRendered`` for figures of another schema.
    """
    if figures.get("schema") != SCHEMA:
        raise NotRendered(f"Figures of schema {figures.get('schema')!r} cannot be printed by this version.")
    book = PictureBook(pictures)
    with translation.override(language):
        html = _engine().get_template("report.html").render(Context(_context(tidy(figures), language, book, options)))
    return Composed(html, book)


def _context(figures: Figures, language: str, book: PictureBook, options: Options) -> dict[str, Any]:
    words = phrases.chart_words(figures["meta"]["previous_wave"] and gettext("previous wave"))
    points = points_of(figures, language)
    meta = figures["meta"]
    title = words_in(meta["title"], language)
    line = options.version_line or " · ".join(
        part
        for part in (
            gettext("Confidential") if options.confidential else "",
            options.report_number,
            phrases.day(meta["made_at"]),
        )
        if part
    )
    return {
        "language": language,
        "client": meta["client"],
        "title": title,
        "head": f"{printable(meta['client'], RUNNING_HEAD // 2)} · {printable(title, RUNNING_HEAD // 2)}",
        "version_line": line,
        "options": options,
        "cover": chapters.cover(figures, language, points, words, book),
        "summary": summary(figures, language, points, words, book),
        "cards": chapters.cards(figures, language, points, words, book),
        "steps": [step_page(figures, i, language, points, words, book) for i in range(len(figures["steps"]))],
        "places": chapters.places(figures, language, words, book),
        "plan": chapters.plan(figures, language),
        "appendix": chapters.appendix(figures, language, words, book),
        "made_at": meta["made_at"],
    }


def render_html(
    figures: Figures, language: str, options: Options = Options(), pictures: Mapping[str, bytes] | None = None
) -> str:
    """The report as one HTML page that stands on its own: style and pictures inside, nothing to fetch."""
    composed = compose(figures, language=language, pictures=pictures or {}, options=options)
    style = f"<style>{STYLE.read_text()}</style></head>"
    return composed.pictures.as_data(composed.html).replace("</head>", style, 1)


def render_pdf(
    figures: Figures,
    *,
    language: str,
    pictures: Mapping[str, bytes],
    progress: Progress | None = None,
    version_line: str = "",
    report_number: str = "",
) -> bytes:
    """The report as a tagged PDF (PDF/UA-1), with bookmarks, language, title and alternative texts.

    Raises ``NotRendered`` when the figures are of another schema, or when the page asks for anything that is
    not one of its own pictures.
    """
    tell = progress or (lambda done, total: None)
    options = Options(version_line=version_line, report_number=report_number)
    composed = compose(figures, language=language, pictures=pictures, options=options)
    tell(1, 3)
    return _print(composed, tell)


def _print(composed: Composed, tell: Progress) -> bytes:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    from .fetcher import ReportFetcher
    from .finishing import finish

    fetcher = ReportFetcher(composed.pictures.held)
    style, fonts = _prepared()
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        page = HTML(string=composed.html, base_url="report:", url_fetcher=fetcher)
        document = page.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
        tell(2, 3)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    except FatalURLFetchingError as refused:
        raise NotRendered(str(refused)) from refused
    finally:
        gc.set_threshold(*thresholds)
    tell(3, 3)
    return pdf


@cache
def _prepared() -> tuple[Any, Any]:
    """The parsed style and the fonts, kept for the life of the process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from .fetcher import ReportFetcher

    fonts = FontConfiguration()
    return CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=ReportFetcher({})), fonts
