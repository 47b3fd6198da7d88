"""Reading exported files back, the way a spreadsheet would."""

import io
import re
import zipfile
from typing import Any

from openpyxl import load_workbook

HYPERLINK = re.compile(rb"<hyperlink|/hyperlink\"|externalLink")


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """All cells of every sheet, by its name."""
    book = load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def rows_by_key(cells: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a sheet with two header rows, by the keys of its second one."""
    return [dict(zip(cells[1], row, strict=True)) for row in cells[2:]]


def dangers(data: bytes) -> tuple[int, int]:
    """How many cells hold a formula, and how many parts of the file hold a link."""
    formulas = links = 0
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            part = file.read(name)
            formulas += len(re.findall(rb"<f[ >/]", part)) if name.startswith("xl/worksheets/") else 0
            links += bool(HYPERLINK.search(part)) or b'TargetMode="External"' in part
    return formulas, links
