"""Two short reports beside the long one: of one visit, and of one location over the waves. As pure as ``rendering``."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.utils import translation
from django.utils.translation import gettext

from reports.charts.points import words_in
from reports.figures.sheet_shapes import SCHEMA, LocationFigures, SheetMeta, VisitFigures

from .cover import logo_on
from .location_sheet import location_context
from .method import replaces
from .pictures import PictureBook
from .rendering import PLAIN, Composed, NotRendered, Options, Progress, engine, print_composed, sheet_context
from .sealing import seal
from .tidying import tidy
from .visit_sheet import visit_context


def compose_visit(visit: VisitFigures, *, pictures: Mapping[str, bytes], options: Options = PLAIN) -> Composed:
    """The page of one visit, in the language it was frozen in. Raises ``NotRendered`` for another schema."""
    _known(visit)
    book, language = PictureBook(pictures), visit["language"]
    with translation.override(language):
        clean: VisitFigures = tidy(visit)
        title = gettext("Visit to %(place)s") % {"place": clean["place"]}
        around = _around(clean["meta"], title, language, options, book)
        return _composed("visit.html", around | {"visit": visit_context(clean, book)}, book)


def compose_location(
    location: LocationFigures, *, language: str, pictures: Mapping[str, bytes], options: Options = PLAIN
) -> Composed:
    """The page of one location. Raises ``NotRendered`` for another schema."""
    _known(location)
    book = PictureBook(pictures)
    with translation.override(language):
        clean: LocationFigures = tidy(location)
        journey = words_in(clean["figures"]["meta"]["title"], language)
        around = _around(clean["meta"], clean["location"], language, options, book) | {"journey": journey}
        return _composed("location.html", around | {"location": location_context(clean, language, book)}, book)


def render_visit_pdf(
    visit: VisitFigures,
    *,
    pictures: Mapping[str, bytes],
    progress: Progress | None = None,
    options: Options = PLAIN,
) -> bytes:
    """One visit as a tagged PDF of about three pages; longer questionnaires take more.

    ``pictures`` holds the report copies by the names in the figures; what is missing is printed as its caption with
    the reason. Raises ``NotRendered`` as ``rendering.render_pdf`` does.
    """
    return print_composed(compose_visit(visit, pictures=pictures, options=options), progress)


def render_location_pdf(
    location: LocationFigures,
    *,
    language: str,
    pictures: Mapping[str, bytes],
    progress: Progress | None = None,
    options: Options = PLAIN,
) -> bytes:
    """One location over the waves as a tagged PDF of about four pages. Raises ``NotRendered`` as above."""
    composed = compose_location(location, language=language, pictures=pictures, options=options)
    return print_composed(composed, progress)


def _around(meta: SheetMeta, title: str, language: str, options: Options, book: PictureBook) -> dict[str, Any]:
    return sheet_context(meta, title, language, options) | {
        "version": replaces(meta["corrects"]),
        "logo": logo_on(meta, book),
        "seal": seal(options.report_number, options.verify_url, options.replaces, book),
    }


def _known(sheet: Mapping[str, Any]) -> None:
    if sheet.get("schema") != SCHEMA:
        raise NotRendered(f"A sheet of schema {sheet.get('schema')!r} cannot be printed by this version.")


def _composed(template: str, context: dict[str, Any], book: PictureBook) -> Composed:
    html = engine().get_template(template).render(Context(context))
    return Composed(html, book, context["language"], context["made_at"], context["options"].report_number)
