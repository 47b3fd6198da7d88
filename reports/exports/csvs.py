"""Rows as CSV, a few at a time: with a mark that says UTF-8, and a guard before text that looks like a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

BOM = "\ufeff"  # without it a spreadsheet reads the letters with accents wrongly
# The wide ones are what a spreadsheet set to Japanese or Chinese reads the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ROWS = 200  # written at a time


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; numbers never come here."""
    return f"'{text}" if text.startswith(FORMULA) else text


def lines(rows: Iterable[Sequence[Any]], *, comma: bool) -> Iterator[bytes]:
    """The rows as bytes; with ``comma`` for who writes a decimal comma: ``;`` between cells.

    ``None`` is an empty cell, a flag is 1 or 0, a list its parts with a space between, a text is guarded.
    """
    page = io.StringIO()
    page.write(BOM)
    write = csv.writer(page, delimiter=";" if comma else ",", lineterminator="\r\n").writerow
    cell = _with_comma if comma else _with_point
    for number, row in enumerate(rows, start=1):
        write([cell(value) for value in row])
        if number % ROWS == 0:
            yield _taken(page)
    yield _taken(page)


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode("utf-8", "replace")


def _with_point(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return f"'{value}" if value.startswith(FORMULA) else value
    if kind is int or value is None:
        return value
    if kind is float:
        return repr(value).removesuffix(".0")
    if kind is bool:
        return int(value)
    return safe(" ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _with_comma(value: Any) -> Any:
    found = _with_point(value)
    return found.replace(".", ",") if type(value) is float else found
