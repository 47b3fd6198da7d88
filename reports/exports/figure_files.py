"""The printed figures of a report as files for who wants to compute with them: a workbook and JSON.

Nothing here asks the database: the same figures give the same bytes, today and in ten years.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from reports.charts.points import words_in
from reports.figures.shape import Figures
from reports.improvement.shape import Interpretation

from .concluded_tables import concluded_tables
from .excerpts import excerpt
from .figure_tables import figure_tables
from .tables import Found, Table
from .texts import for_json
from .workbooks import Book

FORMAT, SCHEMA = "veldwerk.figures", 1
# What is told about the whole, in this order.
COUNTS = (
    "n_visits", "n_locations", "n_shoppers", "max_visits_per_shopper", "n_returned", "n_excluded", "n_unanswered",
)  # fmt: skip
INSIDE = {"made_by", "client_logo"}  # numbers of people and names of files are of no use outside
HASHES = ("formula_version", "source_hash", "numbers_hash")


def workbook_of(
    figures: Figures,
    language: str,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> bytes:
    """The printed figures as XLSX in ``language``: a sheet to read first, then one for each kind of thing.

    ``chapters`` are those of the report it goes along with, ``None`` for all of them.

    Only numbers, dates, texts and flags: no formula, no link. Its date is that of the figures, so that the same
    figures give the same bytes.
    """
    with override(language):
        meta = figures["meta"]
        title = words_in(meta["title"], language)
        tables = tables_of(figures, interpretation, chapters)
        book = Book(language, meta["made_at"], title, meta["client"])
        book.add_pairs(gettext("Read me"), list(_read_me(figures, language, interpretation, tables)))
        for table in tables:
            book.add(table)
        return book.bytes()


def json_of(
    figures: Figures, interpretation: Interpretation | None = None, chapters: Collection[str] | None = None
) -> bytes:
    """The same tables as JSON: rows by key, words in every language, scores 0-100, shares 0-1.

    A measured value is ``{"value", "lo", "hi", "n", "reason"}``; ``reason`` is the code why there is none.
    """
    meta: dict[str, Any] = {name: value for name, value in figures["meta"].items() if name not in INSIDE}
    if interpretation is not None:
        meta["interpretation"] = {name: interpretation[name] for name in ("schema", "approved_by", "approved_at")}
    tables = {
        table.key: [{column.key: plain(row.get(column.key)) for column in table.columns} for row in table.rows]
        for table in tables_of(figures, interpretation, chapters)
    }
    return orjson.dumps(plain({"format": FORMAT, "schema": SCHEMA, "meta": meta, "tables": tables}))


def tables_of(
    figures: Figures, interpretation: Interpretation | None, chapters: Collection[str] | None = None
) -> list[Table]:
    """Every table of the file, in the order of its sheets."""
    targets = interpretation["targets"] if interpretation else ()
    return excerpt([*figure_tables(figures, targets), *concluded_tables(figures, interpretation)], chapters)


def plain(value: Any) -> Any:
    """A value as JSON: words of ours in every language, texts without half characters."""
    if isinstance(value, Found):
        return value._asdict()
    if isinstance(value, Promise):
        return _in_every_language(value)
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return for_json(value) if isinstance(value, str) else value


def _in_every_language(words: Promise) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(words)
    return found


# --- the sheet to read first --------------------------------------------------------------------------
def _read_me(
    figures: Figures, language: str, interpretation: Interpretation | None, tables: list[Table]
) -> Iterator[tuple[str, Any, str]]:
    """What this is about, how to read it, and what makes it possible to check."""
    meta = figures["meta"]
    names = {
        "n_visits": gettext("Visits"), "n_locations": gettext("Locations"), "n_shoppers": gettext("Shoppers"),
        "max_visits_per_shopper": gettext("Visits per shopper, at most"),
        "n_returned": gettext("Visits that went back with a question"),
        "n_excluded": gettext("Visits that were excluded"),
        "n_unanswered": gettext("Contacts that were never answered"),
        "formula_version": gettext("Version of the formulas"),
        "source_hash": gettext("Checksum of the source (SHA-256)"),
        "numbers_hash": gettext("Checksum of the numbers (SHA-256)"),
    }  # fmt: skip
    yield gettext("Client"), meta["client"], "client"
    yield gettext("Journey"), words_in(meta["title"], language), "title"
    yield gettext("Study"), meta["study"], "study"
    yield gettext("Waves"), ", ".join(meta["waves"]), "waves"
    yield gettext("Previous wave"), meta["previous_wave"], "previous_wave"
    yield gettext("Selection"), "; ".join(meta["selection"]), "selection"
    yield gettext("First visit"), _day(meta["first_visit_on"]), "first_visit_on"
    yield gettext("Last visit"), _day(meta["last_visit_on"]), "last_visit_on"
    for name in COUNTS:
        yield names[name], meta[name], name  # type: ignore[literal-required]
    yield from reading()
    yield gettext("Figures fixed at"), meta["made_at"], "made_at"
    if meta["corrects"]:
        yield gettext("Version"), meta["corrects"]["version"], "version"
        yield gettext("Replaces the previous version, because"), meta["corrects"]["reason"], "corrects"
    for version in meta["versions"]:
        text = f"{version['number']} · {version['published_on']} · n = {version['n_visits']} · {version['checksum']}"
        yield gettext("Questionnaire"), text, "versions"
    for name in HASHES:
        yield names[name], meta[name], name  # type: ignore[literal-required]
    if interpretation is not None:
        approved = f"{interpretation['approved_by']}, {interpretation['approved_at']}"
        yield gettext("Interpretation approved by"), approved, "interpretation"
    for table in tables:
        yield gettext("Sheet: %(name)s") % {"name": table.name}, str(table.note), table.key
    for name, value in sorted(meta["thresholds"].items()):
        shown = value if isinstance(value, int | float) else orjson.dumps(value).decode()
        yield gettext("Setting"), shown, name


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def reading() -> Iterator[tuple[str, str, str]]:
    """How to read the cells."""
    head = gettext("How to read this")
    yield (
        head,
        gettext("Scores run from 0 (very unpleasant) to 100 (very pleasant); differences are points of that scale."),
        "scale",
    )
    yield (
        head,
        gettext("Each figure stands with the ends of its 95% margin (from, to) and the number it rests on (n)."),
        "margin",
    )
    yield (
        head,
        gettext("An empty figure cannot be given; the last column says why. Margins start at three visits."),
        "empty",
    )
    yield (
        head,
        gettext("The first row of a sheet has names, the second row keys that stay the same in every language."),
        "keys",
    )
