"""A look at the bytes of a workbook before anything reads them: what it really is, and whether it stays small."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from fieldwork.journeys.xlsform.results import CHANGED, REFUSED, Finding, Notes, Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_OLD = 4 * 1024 * 1024  # of an .xls, whose size says little about what reading it costs
MOST_XML = 16 * 1024 * 1024  # unzipped, all parts that are read
MOST_RATIO, RATIO_FROM = 200, 1024 * 1024
MOST_PARTS, MOST_NAMED = 2000, 100
MOST_ROWS, MOST_CELLS = 10_000, 100_000
MOST_BYTES_JSON = 5 * 1024 * 1024
# Counted before a JSON file is parsed: more than any journey within its other bounds needs.
MOST_JSON = {b"{": 60_000, b":": 200_000, b'"key"': 15_000}
MOST_ANSWERS = 10_000  # to choose from in all questions together, every repeat written out

XLSX, XLS, JSON = "xlsx", "xls", "json"
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMES = {"xlsx": XLSX, "xlsm": XLSX, "xls": XLS, "json": JSON}
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
LINKED = re.compile(r"xl/externalLinks/[^/]+\.xml", re.I)
CELL = re.compile(rb"<(?:\w+:)?(?:v|is)[ >]")
MACROS = re.compile(r"xl/(?:vbaProject\.bin|macrosheets/.+)", re.I)
# A formula whose result no program ever wrote down, with the name of its cell.
NEVER_COMPUTED = re.compile(
    rb'<c [^<>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*><f(?:[^<>]*/>|[^<>]*>[^<>]*</f>)(?:<v ?/>|<v></v>)?</c>'
)


def refusal(why: str, construct: str = "") -> Refused:
    """The whole file is refused."""
    return Refused(Finding(REFUSED, "", 0, construct, why))


def too_many_answers(count: int) -> str:
    """Why a journey with so many answers to choose from is refused."""
    words = {"count": count, "most": MOST_ANSWERS}
    return _("Together the questions have %(count)s answers to choose from; a journey has %(most)s at most.") % words


def look(content: bytes, name: str, notes: Notes) -> str:
    """Which kind of file this is: ``XLSX``, ``XLS`` or ``JSON``. Raises ``Refused``.

    A name that says otherwise is noted; what counts is what is inside.
    """
    if len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1024 // 1024}
        raise refusal(_("The file is larger than %(most)s MB.") % most)
    kind = _kind(content)
    if kind is None:
        raise refusal(_("This is no spreadsheet (.xlsx or .xls) and no journey as JSON."), name)
    said = NAMES.get(name.rpartition(".")[2].lower())
    if said != kind:
        words = {"name": name[-80:], "kind": kind}
        notes.add(
            Finding(CHANGED, "", 0, name[-80:], _("By its content this is an .%(kind)s file; read as that.") % words)
        )
    if kind == XLSX:
        _look_inside(content, notes)
    if kind == JSON and len(content) > MOST_BYTES_JSON:
        raise refusal(_("A journey as JSON may be %(most)s MB at most.") % {"most": MOST_BYTES_JSON // 1024 // 1024})
    if kind == JSON and any(content.count(mark) > most for mark, most in MOST_JSON.items()):
        raise refusal(_("The file has more parts than a journey can have."))
    if kind == XLS and len(content) > MOST_BYTES_OLD:
        most = {"most": MOST_BYTES_OLD // 1024 // 1024}
        raise refusal(_("An .xls file may be %(most)s MB at most. Save it as .xlsx.") % most)
    return kind


def _kind(content: bytes) -> str | None:
    if content.startswith(ZIP_MAGIC):
        return XLSX
    if content.startswith(OLE_MAGIC):
        return XLS
    return JSON if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else None


def _look_inside(content: bytes, notes: Notes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_at_parts(archive, notes)
    except Refused:
        raise
    except Exception:  # whatever a damaged archive brings along
        raise refusal(_("The file is damaged: it cannot be unzipped.")) from None


def _look_at_parts(archive: zipfile.ZipFile, notes: Notes) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise refusal(_("The file holds more than %(most)s parts.") % {"most": MOST_PARTS})
    if any(part.flag_bits & 1 for part in parts):
        raise refusal(_("The file is locked with a password."))
    if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
        raise refusal(_("The file is zipped, but no workbook."))
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise refusal(_("A part of the file grows too much when it is unzipped."), part.filename)
    read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(part.file_size for part in read) > MOST_XML:
        most = {"most": MOST_XML // 1024 // 1024}
        raise refusal(_("Unzipped, the tables are larger than %(most)s MB.") % most)
    rows = cells = 0
    for part in parts:
        if MACROS.fullmatch(part.filename):
            notes.leave_out("", 0, part.filename, _("Macros are not run."))
    for part in read:
        data = archive.read(part)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise refusal(_("A part of the file defines entities of its own."), part.filename)
        if LINKED.fullmatch(part.filename):
            why = _("Links to other files are not followed; their last known values count.")
            notes.leave_out("", 0, part.filename, why)
        if SHEET.fullmatch(part.filename):
            for column, row in NEVER_COMPUTED.findall(data)[:MOST_NAMED]:
                why = _("This formula was never computed: the cell is empty here. Open and save the file first.")
                notes.leave_out("", int(row), f"{part.filename} {column.decode()}{int(row)}", why)
            rows += sum(CELL.search(row) is not None for row in data.split(b"row>"))
            cells += len(CELL.findall(data))
    if rows > MOST_ROWS or cells > MOST_CELLS:
        words = {"rows": rows, "cells": cells, "most_rows": MOST_ROWS, "most_cells": MOST_CELLS}
        why = _("%(rows)s rows and %(cells)s cells are filled; at most %(most_rows)s and %(most_cells)s are read.")
        raise refusal(why % words)
