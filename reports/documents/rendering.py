"""Frozen figures → page → tagged PDF. Pure: no database, no clock, no network, no files but our own.

The same figures, pictures, language and words give the same page, byte for byte. WeasyPrint is imported only when
a PDF is asked for, so that the web process never loads it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext

from fieldwork.people.colours import readable_accent
from reports.charts.points import points_of, words_in
from reports.figures.shape import SCHEMA, Figures
from reports.improvement import shape as improvement
from reports.improvement.shape import Interpretation

from . import phrases
from .appendix import appendix
from .archiving import Attached, attach, describe, identified
from .chapters import chosen
from .checking import read
from .cover import cover
from .finishing import finish, leave_room_to_sign
from .glossary import CORE
from .journey import cards
from .method import method_chapter
from .pains import pains
from .pictures import PictureBook
from .places import places
from .plan import plan
from .priorities import priorities
from .remarks import Remarks
from .sealing import seal
from .step_page import step_page
from .summary import summary
from .tidying import RUNNING_HEAD, SHORT_WRITTEN, WRITTEN, printable, tidy
from .undisturbed import undisturbed

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "fieldwork" / "static" / "css" / "report.css"
VARIANT = "pdf/a-3a"  # the claim of PDF/UA-1 is added by ``archiving``
MOST_PROBLEMS = 5  # told when a page is refused

Progress = Callable[[int, int], None]
"""Told how far the rendering is: (steps done, steps in all)."""


class NotRendered(Exception):
    """The figures could not become a report; the words say why and are meant for people."""


@dataclass(frozen=True)
class Options:
    """What stands on every page and does not come from the figures."""

    version_line: str = ""  # "Vertrouwelijk · versie 1.0 · 11 december 2026"; made up from the day when empty
    report_number: str = ""  # "R-7F3K-92QX"
    verify_url: str = ""  # where anybody can check this report; without it there is no seal
    replaces: str = ""  # number of the report this one corrects
    confidential: bool = True


PLAIN = Options()


@dataclass(frozen=True)
class Composed:
    """A page, the pictures it asks for, and what its file says of itself: without ``made_at``, nothing."""

    html: str
    pictures: PictureBook = field(repr=False)
    language: str = ""
    made_at: str = ""  # ISO date and time, aware
    number: str = ""


@cache
def engine() -> Engine:
    """Own template engine: autoescape on, our report templates only, no loaders of other apps."""
    return Engine(
        dirs=[str(ROOT / "templates" / "report")],
        libraries={"i18n": "django.templatetags.i18n"},
        autoescape=True,
    )


def compose(
    figures: Figures,
    *,
    language: str,
    pictures: Mapping[str, bytes],
    options: Options = PLAIN,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> Composed:
    """The page with ``report:`` addresses for its pictures.

    ``pictures`` holds the report copies by the names that stand in the figures; what is missing there is
    printed as its caption with the reason. ``interpretation`` is what people added to these figures; ``chapters`` are
    keys of ``chapters.CHAPTERS``, all of them by default. Raises ``NotRendered`` for figures or an interpretation of
    another schema, and for a chapter nobody knows.
    """
    if figures.get("schema") != SCHEMA:
        raise NotRendered(f"Figures of schema {figures.get('schema')!r} cannot be printed by this version.")
    if interpretation is not None and interpretation.get("schema") != improvement.SCHEMA:
        found = interpretation.get("schema")
        raise NotRendered(f"An interpretation of schema {found!r} cannot be printed by this version.")
    try:
        printed = chosen(chapters)
    except ValueError as unknown:
        raise NotRendered(str(unknown)) from unknown
    book = PictureBook(pictures)
    with translation.override(language):
        clean: Figures = tidy(figures)
        remarks = Remarks(clean, tidy(interpretation, "", SHORT_WRITTEN, WRITTEN), language)
        context = _context(clean, language, book, options, remarks, printed, asked=chapters is not None)
        html = engine().get_template("report.html").render(Context(context))
    return Composed(html, book, language, figures["meta"]["made_at"], options.report_number)


def _context(
    figures: Figures,
    language: str,
    book: PictureBook,
    options: Options,
    remarks: Remarks,
    printed: frozenset[str],
    *,
    asked: bool,
) -> dict[str, Any]:
    words = phrases.chart_words(figures["meta"]["previous_wave"] and gettext("previous wave"))
    points = points_of(figures, language)
    meta = figures["meta"]
    title = words_in(meta["title"], language)
    shown: dict[str, Any] = sheet_context(meta, title, language, options) | {
        "cover": cover(figures, language, points, words, book),
        "summary": summary(figures, language, points, words, book, remarks),
        "method": method_chapter(figures, remarks, with_core="reading" not in printed),
        "core": CORE,
        "seal": seal(options.report_number, options.verify_url, options.replaces, book),
    }
    said = remarks.commentary("journey")
    makers: dict[str, Callable[[], Any]] = {
        "reading": lambda: True,
        "cards": lambda: cards(figures, language, points, words, book, has_remarks=bool(said)),
        "steps": lambda: [
            step_page(figures, i, language, points, words, book, remarks) for i in range(len(figures["steps"]))
        ],
        "priorities": lambda: priorities(figures, language, words, book, remarks),
        "places": lambda: places(figures, language, words, book, remarks),
        "pains": lambda: pains(figures, language, remarks),
        "plan": lambda: plan(figures, language, remarks),
        "appendix": lambda: appendix(figures, language),
    }
    for name, make in makers.items():
        shown[name] = make() if {"cards": "journey"}.get(name, name) in printed else None
    if not asked and shown["plan"] and shown["plan"]["is_empty"]:
        shown["plan"] = None  # a plan that nobody made is no chapter, unless somebody asked for it
    return shown | {"journey_remarks": said, "links": bool(shown["steps"])}


def sheet_context(meta: Mapping[str, Any], title: str, language: str, options: Options) -> dict[str, Any]:
    """What stands around every page of every kind of report: names, running head and foot, and the colour."""
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
        "accent": readable_accent(meta["client_color"]),
        "made_at": meta["made_at"],
    }


def render_html(
    figures: Figures,
    language: str,
    options: Options = PLAIN,
    pictures: Mapping[str, bytes] | None = None,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> str:
    """The report as one HTML page that stands on its own: style and pictures inside, nothing to fetch."""
    composed = compose(
        figures, language=language, pictures=pictures or {}, options=options, interpretation=interpretation,
        chapters=chapters,
    )  # fmt: skip
    return standalone(composed)


def standalone(composed: Composed) -> str:
    """A composed page with its style and pictures inside it."""
    style = f"<style>{STYLE.read_text()}</style></head>"
    return composed.pictures.as_data(composed.html).replace("</head>", style, 1)


def render_pdf(
    figures: Figures,
    *,
    language: str,
    pictures: Mapping[str, bytes],
    progress: Progress | None = None,
    options: Options = PLAIN,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
    attachments: tuple[Attached, ...] = (),
) -> bytes:
    """The report as a tagged file for the archive (PDF/A-3a and PDF/UA-1), not signed yet.

    With bookmarks, language, title and alternative texts; ``attachments`` are files that go along inside it.
    Raises ``NotRendered`` when the figures are of another schema, when the page asks for anything that is not one
    of its own pictures, and when it cannot be heard: a picture without words, a heading that skips a level.
    """
    composed = compose(
        figures, language=language, pictures=pictures, options=options, interpretation=interpretation,
        chapters=chapters,
    )  # fmt: skip
    return print_composed(composed, progress, attachments)


def print_composed(
    composed: Composed, progress: Progress | None = None, attachments: tuple[Attached, ...] = ()
) -> bytes:
    """A page of any kind of report as a file for the archive. Raises ``NotRendered`` as ``render_pdf`` does."""
    tell = progress or (lambda done, total: None)
    tell(1, 3)

    def finisher(_document: Any, pdf: Any) -> None:
        finish(pdf)
        if composed.number:
            with translation.override(composed.language):
                words = gettext("Electronic signature of report %(number)s") % {"number": composed.number}
            leave_room_to_sign(pdf, words)
        if composed.made_at:
            describe(pdf, language=composed.language, number=composed.number, made_at=composed.made_at)
            attach(pdf, attachments, made_at=composed.made_at)

    return _print(composed, tell, finisher)


def _print(composed: Composed, tell: Progress, finisher: Callable[[Any, Any], None] | None = None) -> bytes:
    """The file; letters that no font of ours can draw, as in Chinese, are squares in it: a gap would not be seen."""
    from .lettering import UNDRAWN, undrawn

    with undrawn() as letters:
        pdf = _printed(composed, tell, finisher)
    if not letters:
        return pdf
    squares = dict.fromkeys(map(ord, letters), UNDRAWN)
    pictures = composed.pictures.in_letters(squares)
    return _printed(replace(composed, html=composed.html.translate(squares), pictures=pictures), tell, finisher)


def _printed(composed: Composed, tell: Progress, finisher: Callable[[Any, Any], None] | None) -> bytes:
    from weasyprint.urls import FatalURLFetchingError

    from .fetcher import ReportFetcher
    from .page import Page, drop_needless_heads

    root, problems = read(composed.html)
    if root is None:
        raise NotRendered(f"Not everybody could read this report: {'; '.join(problems[:MOST_PROBLEMS])}.")
    drop_needless_heads(root)
    fetcher = ReportFetcher(composed.pictures.held)
    style, fonts = _prepared()

    def lay_out() -> bytes:
        document = Page(root, fetcher).render(font_config=fonts, stylesheets=[style], pdf_variant=VARIANT)
        tell(2, 3)
        return identified(document.write_pdf(pdf_variant=VARIANT, pdf_identifier=False, finisher=finisher))

    try:
        pdf = undisturbed(lay_out)
    except FatalURLFetchingError as refused:
        raise NotRendered(str(refused)) from refused
    tell(3, 3)
    return pdf


@cache
def _prepared() -> tuple[Any, Any]:
    """The parsed style and the fonts, kept for the life of the process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from .fetcher import ReportFetcher
    from .lettering import lay_out_once
    from .page import by_value

    lay_out_once()
    fonts = FontConfiguration()
    return CSS(string=by_value(STYLE.read_text()), font_config=fonts, url_fetcher=ReportFetcher({})), fonts
