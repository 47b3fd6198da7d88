"""The only module that knows pyxform and the readers it brings along.

pyxform is the reference reader of XLSForm. It is an optional extra (``veldwerk[forms]``): without it, importing says
so. Its readers give the rows, its tables tell which words mean one type, and its conversion is the judge of whether
a workbook is an XLSForm at all; what the rows mean to a journey is decided elsewhere.
"""

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.journeys.xlsform import limits, objections
from fieldwork.journeys.xlsform.results import Notes

# What pyxform reads; sheets called otherwise are no part of a form.
SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
SHEETS = (SURVEY, CHOICES, SETTINGS, "external_choices", "entities", "osm")
EMPTY_IN_A_ROW, MOST_JUDGED = 60, 3000
MOST_COLUMNS = 200
LONGEST_CELL, LONGEST_TITLE = 4000, 250
# Of a whole workbook: about ten times what the largest known questionnaires have, and all that is read in two seconds.
MOST_LANGUAGES, MOST_REFERENCES, MOST_LOGIC = 20, 10_000, 1_000_000
JSON_CELL = "journey_more"  # read by its own rules
# Columns for people to read: what is too long in them is cut, elsewhere half a cell would mean something else.
FOR_PEOPLE = ("label", "caption", "hint", "constraint_message", "constraining", "journey_ask", "journey_intro")
ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
ROW = re.compile(r"\[row ?: ?(\d+)\]")
ON_SHEET = re.compile(r"(?:On the|for sheet:?) '(\w+)'")
QUOTED = re.compile(r"'([^']{1,80})'")
IN_COLUMN = re.compile(r"the '([^']{1,80})' value")


@dataclass(slots=True)
class Sheet:
    """The filled rows of one sheet by their numbers (from 2), each a mapping of column to text."""

    name: str
    columns: list[str] = field(default_factory=list)
    rows: dict[int, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Workbook:
    """The sheets that make a form, by their lower case name, and the names of all sheets."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet:
        """That sheet; an empty one when there is none."""
        return self.sheets.get(name) or Sheet(name)


def is_there() -> bool:
    """Whether pyxform is installed."""
    try:
        import pyxform  # noqa: F401
    except ImportError:
        return False
    return True


def read(content: bytes, kind: str, notes: Notes) -> Workbook:
    """The rows of a workbook. Raises ``Refused``, and nothing else, when there is nothing to read."""
    if not is_there():
        raise limits.refusal(_("Importing needs pyxform: install the product with its extra “forms”."), "pyxform")
    book = Workbook()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, cells in (_of_xlsx if kind == limits.XLSX else _of_xls)(content):
                book.names.append(name)
                if name.strip().lower() in SHEETS:
                    book.sheets[name.strip().lower()] = _sheet(name, cells, notes)
            if SURVEY not in book.sheets and len(book.names) == 1:
                [(name, cells)] = (_of_xlsx if kind == limits.XLSX else _of_xls)(content)
                book.sheets[SURVEY] = _sheet(name, cells, notes)
    except limits.Refused:
        raise
    except (Exception, RecursionError) as error:  # readers of damaged files fail in every way there is
        why = _("The file is damaged: its reader gave up (%(error)s).") % {"error": type(error).__name__}
        raise limits.refusal(why) from None
    _measure(book)
    return book


def _measure(book: Workbook) -> None:
    """Raises ``Refused`` for a workbook that would keep its reader busy: no questionnaire needs so much."""
    references = logic = 0
    for sheet in book.sheets.values():
        languages = Counter(column.partition(":")[0].strip().lower() for column in sheet.columns)
        name, count = max(languages.items(), key=lambda one: one[1], default=("", 0))
        if count > MOST_LANGUAGES:
            words = {"count": count, "name": name, "most": MOST_LANGUAGES}
            raise limits.refusal(_("There are %(count)s columns “%(name)s”; at most %(most)s are read.") % words, name)
        for row in sheet.rows.values():
            for column, typed in row.items():
                references += typed.count("${")
                logic += 0 if column.strip().lower().startswith((*FOR_PEOPLE, JSON_CELL)) else len(typed)
    if references > MOST_REFERENCES:
        words = {"count": references, "most": MOST_REFERENCES}
        raise limits.refusal(_("Earlier answers are looked at %(count)s times; at most %(most)s are read.") % words)
    if logic > MOST_LOGIC:
        words = {"count": logic, "most": MOST_LOGIC}
        why = _("Names and expressions have %(count)s characters together; at most %(most)s are read.")
        raise limits.refusal(why % words)


Cells = Iterable[Iterable[Any]]


def _of_xlsx(content: bytes) -> Iterator[tuple[str, Cells]]:
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    try:
        for sheet in reader.wb.worksheets:
            yield sheet.title, sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    finally:
        reader.wb.close()
        reader.archive.close()


def _of_xls(content: bytes) -> Iterator[tuple[str, Cells]]:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, error_text_from_code, open_workbook
    from xlrd.xldate import xldate_as_datetime

    book = open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)

    def value(cell: Any) -> Any:
        if cell.ctype == XL_CELL_DATE:
            moment = xldate_as_datetime(cell.value, book.datemode)
            return moment.time() if cell.value < 1 else moment
        if cell.ctype == XL_CELL_ERROR:
            return error_text_from_code.get(cell.value, "#N/A")
        return bool(cell.value) if cell.ctype == XL_CELL_BOOLEAN else cell.value

    try:
        for index in range(book.nsheets):
            sheet = book.sheet_by_index(index)
            if sheet.nrows > limits.MOST_ROWS:
                words = {"rows": sheet.nrows, "most": limits.MOST_ROWS}
                raise limits.refusal(_("%(rows)s rows are filled; at most %(most)s are read.") % words, sheet.name)
            yield sheet.name, ([value(cell) for cell in sheet.row(number)] for number in range(sheet.nrows))
    finally:
        book.release_resources()


def _sheet(name: str, cells: Cells, notes: Notes) -> Sheet:
    """Named rows. A name that stands twice is told once and its first column counts; long emptiness is the end."""
    rows = iter(cells)
    sheet = Sheet(name)
    titles = [text_of(cell) for cell in next(rows, ())]
    for title in filter(None, titles[MOST_COLUMNS:]):
        notes.leave_out(name, 1, title, _("Only the first %(most)s columns are read.") % {"most": MOST_COLUMNS})
    columns = _columns(name, titles[:MOST_COLUMNS], notes)
    sheet.columns = [column for column in columns if column]
    empty = 0
    for number, row in enumerate(rows, start=2):
        found = {}
        for column, cell in zip(columns, row, strict=False):
            if column is None or cell is None:
                continue
            typed = text_of(cell)
            if not typed:
                continue
            if len(typed) > LONGEST_CELL and column != JSON_CELL:
                typed = _bounded(typed, name, number, column, notes)
            found[column] = typed
            if isinstance(cell, date | time):
                why = _("This is a date of the spreadsheet, not a text; it was read as %(text)s.") % {"text": typed}
                notes.change(name, number, column, why)
            elif typed in ERRORS:
                notes.leave_out(name, number, column, _("The spreadsheet could not compute this cell: %s.") % typed)
                del found[column]
        found = {column: typed for column, typed in found.items() if typed}
        empty = 0 if found else empty + 1
        if empty > EMPTY_IN_A_ROW:
            break
        if found:
            sheet.rows[number] = found
    return sheet


def _bounded(typed: str, sheet: str, row: int, column: str, notes: Notes) -> str:
    """As much of a very long cell as is taken: nothing, where it is no text for people."""
    words = {"longest": LONGEST_CELL}
    if column.strip().lower().startswith(FOR_PEOPLE):
        notes.change(sheet, row, column, _("The text was cut after %(longest)s characters.") % words)
        return typed[:LONGEST_CELL]
    notes.leave_out(sheet, row, column, _("The cell is longer than %(longest)s characters.") % words)
    return ""


def _columns(sheet: str, titles: list[str], notes: Notes) -> list[str | None]:
    columns: list[str | None] = []
    for title in titles:
        if title and title in columns:
            notes.refuse(sheet, 1, title, _("Two columns have this name."))
        if len(title) > LONGEST_TITLE:
            words = {"longest": LONGEST_TITLE}
            notes.leave_out(
                sheet, 1, title, _("The name of this column is longer than %(longest)s characters.") % words
            )
            title = ""
        columns.append(title if title and title not in columns else None)
    return columns


def text_of(cell: Any) -> str:
    """What a cell says: trimmed, numbers and moments as people write them, without what is no character."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="minutes")
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    typed = str(cell).replace("\xa0", " ").replace("\0", "").strip()
    # Half characters, as a broken file may hold them, are no text.
    return typed if typed.isascii() else typed.encode("utf-8", "replace").decode()


@cache
def types() -> dict[str, str]:
    """What the words of the type column mean, by pyxform's own table: word → control, mediatype or bind type."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    found = {}
    for word, what in QUESTION_TYPE_DICT.items():
        control, bind = what.get("control", {}), what.get("bind", {})
        media = str(control.get("mediatype", "")).partition("/")[0]
        marks = ("preload" if "jr:preload" in bind else "", "note" if bind.get("readonly") else "")
        sort = next(filter(None, (*marks, media, bind.get("type"))), "")
        found[plain(word)] = f"{control.get('tag', '')} {sort}".strip()
    return found


def plain(word: str) -> str:
    """A word of the type column without what makes no difference."""
    return " ".join(word.lower().replace("_", " ").split())


@cache
def selects() -> dict[str, str]:
    """Words for choosing → ``one``, ``several``, ``rank`` or ``file``."""
    from pyxform import aliases, constants

    several = (constants.SELECT_ALL_THAT_APPLY,)
    found = {word: "several" if kind in several else "one" for word, kind in aliases.select.items()}
    found |= dict.fromkeys((*aliases.select_from_file, "select_one_external"), "file")
    found |= {"rank": "rank", "select multiple": "several", "select multiple from": "several"}
    return {plain(word): kind for word, kind in found.items()}


def judge(book: Workbook, notes: Notes) -> None:
    """Let pyxform convert the workbook; its one objection is noted as a refusal."""
    from pyxform.xls2xform import convert

    if len(book.sheet(SURVEY).rows) > MOST_JUDGED:
        return  # too long for a journey in any case
    raw: dict[str, Any] = {"sheet_names": list(book.names)}
    for name, sheet in book.sheets.items():
        last = max(sheet.rows, default=1)
        raw[name] = [dict(sheet.rows.get(number, {})) for number in range(2, last + 1)]
        raw[f"{name}_header"] = [dict.fromkeys(sheet.columns)]
    try:
        convert(raw, warnings=[], form_name="data")
    except (Exception, RecursionError) as error:  # it has errors of its own, and now and then others
        _note(str(error) or type(error).__name__, book, notes)


def _note(message: str, book: Workbook, notes: Notes) -> None:
    row, sheet = ROW.search(message), ON_SHEET.search(message)
    quoted = IN_COLUMN.search(message) or QUOTED.search(message)
    name = sheet[1].lower() if sheet else SURVEY
    said = " ".join(ROW.sub("", message).split())[:500]
    construct = quoted[1] if quoted else ""
    number = int(row[1]) if row else 1 if "headers" in said else _row_of(book.sheet(name), construct)
    notes.refuse(book.sheet(name).name, number, construct, objections.in_our_words(said), f"pyxform: {said}")


def _row_of(sheet: Sheet, word: str) -> int:
    """The only row with a cell that says just this word; 0 when there is none or more."""
    found = [number for number, cells in sheet.rows.items() if word and word in cells.values()]
    return found[0] if len(found) == 1 else 0
