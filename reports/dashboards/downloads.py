"""The cells of a comparison as a file: exactly what the page shows, as CSV, workbook or JSON."""

import csv
import io
from collections.abc import Iterable, Iterator

import orjson
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from reports.documents import phrases
from reports.exports.csvs import BOM, safe
from reports.exports.tables import Column, Kind, Table
from reports.exports.texts import for_json
from reports.exports.workbooks import Book

COLUMNS = (
    Column("selection", gettext_lazy("selection")),
    Column("name", gettext_lazy("name")),
    Column("shown", gettext_lazy("shown")),
    Column("value", gettext_lazy("value"), Kind.NUMBER),
    Column("lo", gettext_lazy("lower end of the margin"), Kind.NUMBER),
    Column("hi", gettext_lazy("upper end of the margin"), Kind.NUMBER),
    Column("n", gettext_lazy("visits"), Kind.COUNT),
    Column("n_eff", gettext_lazy("effective visits"), Kind.NUMBER),
    Column("remark", gettext_lazy("remark")),
)
WRITTEN_BY_US = {"shown", "value", "lo", "hi", "n_eff"}  # "+2,9" is no formula and stays as on the page


def plain_number(text: str) -> str:
    """A printed number as a spreadsheet reads it: with a hyphen for minus."""
    return text.replace("−", "-")


def _told(selection: str, rows: Iterable) -> Iterator[dict[str, object]]:
    """The rows of ``compare.Row`` as cells; numbers as they are printed."""
    for row in rows:
        value, lo, hi = map(plain_number, row.numbers)
        n_eff = "" if row.n_eff is None else plain_number(phrases.num(row.n_eff, 1))
        remark = "; ".join(filter(None, [gettext("Indicative") if row.is_indicative else "", row.note]))
        cells = {"selection": selection, "name": row.name, "shown": row.value, "value": value, "lo": lo, "hi": hi}
        yield cells | {"n": row.n, "n_eff": n_eff, "remark": remark}


def cells_csv(selection: str, rows: Iterable) -> bytes:
    """The cells as CSV; semicolons and decimal commas where the reader writes those."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";" if phrases.comma() else ",", lineterminator="\r\n")
    writer.writerow([str(column.name) for column in COLUMNS])
    for cells in _told(selection, rows):
        writer.writerow([one if name in WRITTEN_BY_US else _guarded(one) for name, one in cells.items()])
    return (BOM + page.getvalue()).encode()


def _guarded(cell: object) -> object:
    return safe(cell) if isinstance(cell, str) else cell


def _typed(selection: str, rows: Iterable) -> list[dict[str, object]]:
    """The cells with printed numbers as numbers, and nothing for a figure that cannot be given."""
    numbers = {column.key for column in COLUMNS if column.kind == Kind.NUMBER}
    return [
        {name: _number(str(one)) if name in numbers else one for name, one in cells.items()}
        for cells in _told(selection, rows)
    ]


def _number(printed: str) -> float | None:
    return float(printed.replace(",", ".")) if printed else None


def cells_workbook(selection: str, rows: Iterable) -> bytes:
    """The cells as a workbook of one sheet."""
    language = (get_language() or "nl")[:2]
    book = Book(language, timezone.now().isoformat(), selection)
    book.add(Table("cells", gettext("Figures"), COLUMNS, _typed(selection, rows)))
    return book.bytes()


def cells_json(selection: str, rows: Iterable) -> bytes:
    """The cells as JSON, by the same keys."""
    cells = [
        {name: for_json(one) if isinstance(one, str) else one for name, one in row.items()}
        for row in _typed(selection, rows)
    ]
    return orjson.dumps({"format": "veldwerk.cells", "schema": 1, "cells": cells})
