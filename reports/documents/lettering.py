"""Lines of text that are laid out once, and drawn from what that gave; and letters that no font can draw."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.svg import Node
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

BREAKS = re.compile("[\n\r\u2028\u2029]")
UNDRAWN = "\u25a1"  # a square


def lay_out_once() -> None:
    """From now on this process keeps the lines that WeasyPrint lays out until they are drawn (7% of the CPU).

    The library throws them away once it knows their size, and makes them again to draw them. And it lays out the
    texts of a chart letter by letter, because each letter of an SVG may have a place of its own. Those of our charts
    never have one: as a whole they are also joined and ordered as their script asks, and kerned.
    """
    line_break.Layout = KeptLayout
    Node.text = property(_text)


class KeptLayout(line_break.Layout):
    """A line that stays as it was laid out."""

    def set_text(self, text: str, justify: bool = False) -> None:
        """Take ``text``; what has one line only is told so now, for telling it at drawing would undo the line."""
        pango.pango_layout_set_single_paragraph_mode(self.layout, not BREAKS.search(text))
        super().set_text(text, justify)

    def deactivate(self) -> None:
        """Its size is known: here the library lets go of the line."""

    def reactivate(self, style: Any) -> None:
        """It is drawn now; made anew only where that would give another line."""
        has_more = BREAKS.search(self.text) or pango.pango_layout_get_line_readonly(self.layout, 1) != ffi.NULL
        if has_more or self.justification_spacing or style is not self.style:
            super().reactivate(style)


class Whole(str):
    """A text that counts as one letter for whoever goes through it."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


def _text(node: Any) -> Whole | None:
    text = node._etree_node.text
    return None if text is None else Whole(text)


@contextmanager
def undrawn() -> Iterator[set[str]]:
    """Letters that are laid out in this block and that no font draws; the library tells them in its log only.

    A file for the archive may not hold them (ISO 19005-3, 6.2.11.8).
    """
    letters: set[str] = set()

    def note(record: logging.LogRecord) -> bool:
        is_missing = str(record.msg).startswith(".notdef glyph")
        if is_missing and isinstance(record.args, tuple):
            letters.add(str(record.args[0]))
        return not is_missing

    library = logging.getLogger("weasyprint")
    library.addFilter(note)
    try:
        yield letters
    finally:
        library.removeFilter(note)
