"""Tables as sheets of a workbook: typed cells, frozen header, a filter; no formula and no link, whatever a text says.

Every sheet has two header rows: names in the reader's language, and below them the keys that never change.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.charts.points import words_in

from . import words
from .tables import Column, Kind, Table
from .texts import for_sheet

HEADER_ROWS = 2
WIDEST, NARROWEST = 60, 9
FORMATS = {
    Kind.COUNT: "0", Kind.NUMBER: "0.##", Kind.SCORE: "0.0", Kind.POINTS: "+0.0;-0.0;0.0", Kind.SHARE: "0%",
    Kind.MEASURE: "0.0", Kind.DAY: "yyyy-mm-dd", Kind.TEXT: "@", Kind.CODE: "@", Kind.CODES: "@",
}  # fmt: skip
SAFE = {  # text stays text: nothing in a cell becomes a formula, a link or a number
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class Cell:
    """One column of a sheet, after what is measured was laid out over several."""

    key: str
    name: str
    kind: Kind


class Book:
    """A workbook being written. The same tables give the same bytes: its only date is that of the figures."""

    def __init__(self, language: str, made_at: str, title: str, subject: str = "") -> None:
        self.language = language
        self.file = io.BytesIO()
        self.book = Workbook(self.file, {"in_memory": True, **SAFE})
        made = datetime.fromisoformat(made_at)
        created = (made.astimezone(UTC) if made.tzinfo else made).replace(tzinfo=None)
        facts = {"title": for_sheet(title)[:255], "subject": for_sheet(subject)[:255], "author": "Veldwerk"}
        self.book.set_properties({**facts, "created": created})
        self.header = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.keys = self.book.add_format({"font_size": 8, "font_color": "#595959"})
        self.note = self.book.add_format({"italic": True})
        self.formats: dict[Kind, Format] = {
            kind: self.book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMATS.items()
        }
        self.long = self.book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})

    def bytes(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.file.getvalue()

    def add_pairs(self, name: str, pairs: Sequence[tuple[str, Any, str]]) -> None:
        """A sheet of things with one value each: in words, the value, and the key that never changes."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, 1, WIDEST)
        sheet.set_column(2, 2, 24)
        for place, head in enumerate((gettext("What"), gettext("Value"), gettext("Key"))):
            sheet.write_string(0, place, head, self.header)
        for row, (what, value, key) in enumerate(pairs, start=1):
            sheet.write_string(row, 0, for_sheet(what), self.long)
            sheet.write_string(row, 2, for_sheet(key), self.keys)
            self._write(sheet, row, 1, value, _kind_of(value), wrap=True)
        sheet.freeze_panes(1, 0)

    def add(self, table: Table) -> None:
        """One table as one sheet; its note, when it has no rows, stands where they would."""
        sheet = self._sheet(str(table.name))
        cells = list(laid_out(table.columns))
        widths = [max(NARROWEST, min(18, len(cell.name)), len(cell.key)) for cell in cells]
        for place, cell in enumerate(cells):
            sheet.write_string(0, place, cell.name, self.header)
            sheet.write_string(1, place, cell.key, self.keys)
        for number, row in enumerate(table.rows, start=HEADER_ROWS):
            values = self._values(table.columns, row)
            for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
                self._write(sheet, number, place, value, cell.kind, wrap=False)
                if isinstance(value, str):
                    widths[place] = max(widths[place], min(WIDEST, len(value) + 1))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_row(0, 45)
        sheet.freeze_panes(HEADER_ROWS, 0)
        if table.rows:
            sheet.autofilter(HEADER_ROWS - 1, 0, HEADER_ROWS + len(table.rows) - 1, len(cells) - 1)
        else:
            sheet.write_string(HEADER_ROWS, 0, str(table.note) or gettext("Nothing in this selection."), self.note)

    def _sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 0)
        return sheet

    def _write(self, sheet: Worksheet, row: int, place: int, value: Any, kind: Kind, *, wrap: bool) -> None:
        form = self.long if wrap and kind == Kind.TEXT else self.formats.get(kind)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif kind == Kind.DAY:
            day = value if isinstance(value, date) else date.fromisoformat(value[:10])
            sheet.write_datetime(row, place, day, form)
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value, form)
        else:
            sheet.write_string(row, place, value, form)

    # --- values --------------------------------------------------------------------------------------
    def _values(self, columns: Sequence[Column], row: Mapping[str, Any]) -> list[Any]:
        """The values of a row, one for each cell of ``laid_out``."""
        values: list[Any] = []
        missing = []
        for column in columns:
            value = row.get(column.key)
            if column.kind.is_measured:
                values += [None] * 4 if value is None else [value.value, value.lo, value.hi, value.n]
                if value is not None and value.reason:
                    missing.append(f"{column.name}: {words.reason(value.reason)}")
            elif column.kind == Kind.CODE and column.words is not None:
                values += [None if value is None else self.text(column.words.get(value, value)), value]
            elif column.kind == Kind.CODES:
                values.append(", ".join(self.text((column.words or {}).get(code, code)) for code in value or ()))
            elif column.kind in (Kind.TEXT, Kind.CODE):
                values.append(self.text(value))
            else:
                values.append(value)
        if any(column.kind.is_measured for column in columns):
            values.append("; ".join(missing))
        return values

    def text(self, value: Any) -> str:
        """Words in the language of the workbook, as a cell holds them."""
        if value is None:
            return ""
        return for_sheet(words_in(value, self.language) if isinstance(value, Mapping) else str(value))


def laid_out(columns: Iterable[Column]) -> Iterable[Cell]:
    """The cells of a row: a measured value takes four, a code with words two; the last says what is not shown."""
    measured = False
    for column in columns:
        name = _upper_first(str(column.name))
        if column.kind.is_measured:
            measured = True
            yield Cell(column.key, name, column.kind)
            yield Cell(f"{column.key}_lo", gettext("%(figure)s: from") % {"figure": name}, column.kind)
            yield Cell(f"{column.key}_hi", gettext("%(figure)s: to") % {"figure": name}, column.kind)
            yield Cell(f"{column.key}_n", gettext("%(figure)s: n") % {"figure": name}, Kind.COUNT)
        elif column.kind == Kind.CODE and column.words is not None:
            yield Cell(column.key, name, Kind.TEXT)
            yield Cell(f"{column.key}_code", gettext("%(what)s (code)") % {"what": name}, Kind.TEXT)
        else:
            yield Cell(column.key, name, column.kind)
    if measured:
        yield Cell(NOT_SHOWN, gettext("Not shown"), Kind.TEXT)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kind_of(value: Any) -> Kind:
    if isinstance(value, date):
        return Kind.DAY
    if isinstance(value, float):
        return Kind.NUMBER
    return Kind.COUNT if isinstance(value, int) else Kind.TEXT
