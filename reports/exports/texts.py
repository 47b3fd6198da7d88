"""Text on its way into a file: what a format cannot hold is removed, the rest is kept as written."""

import re

CELL = 32_767  # characters in one cell of a workbook
# XML 1.0 has no place for these, not even escaped; half a surrogate pair is no character at all.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?")


def for_sheet(text: str) -> str:
    """A text as a cell of a workbook: line ends as a workbook has them, cut with "…" where a cell ends."""
    clean = text if text.isprintable() else _ILLEGAL.sub("", _BREAKS.sub("\n", text))
    return clean if len(clean) <= CELL else clean[: CELL - 1] + "…"


def for_json(text: str) -> str:
    """A text as JSON holds it: everything but half characters."""
    return _SURROGATES.sub("", text)
