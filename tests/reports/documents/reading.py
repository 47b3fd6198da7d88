"""Reads a rendered report back: its words, bookmarks and structure."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdf


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


@cache
def words(pdf: bytes) -> str:
    """All text with every run of white space as one blank."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def page_words(pdf: bytes, number: int) -> str:
    """The text of page ``number``, counted from 1."""
    return " ".join(opened(pdf).pages[number - 1].extract_text().split())


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page (from 1) of every bookmark."""
    reader = opened(pdf)
    found: list[tuple[int, str, int]] = []

    def walk(entries: list[Any], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
            else:
                found.append((level, str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1))

    walk(reader.outline, 1)
    return found


def elements(pdf: bytes) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if not isinstance(node, pypdf.generic.DictionaryObject):
            return
        if "/S" in node:
            yield node
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int):
                yield from walk(child)

    yield from walk(opened(pdf).trailer["/Root"]["/StructTreeRoot"])
