"""Text on its way into a file: what a format cannot hold is removed, the rest is kept as written."""

import re

CELL = 32_767  # UTF-16 units in one cell of a workbook; a picture character is two of them
# XML 1.0 has no place for these, not even escaped; half a surrogate pair is no character at all.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?")


def for_sheet(text: str) -> str:
    """A text as a cell of a workbook: line ends as a workbook has them, cut with "…" where a cell ends."""
    clean = text if text.isprintable() else _ILLEGAL.sub("", _BREAKS.sub("\n", text))
    if len(clean) <= CELL // 2:
        return clean
    units = clean.encode("utf-16-le")
    return clean if len(units) <= 2 * CELL else units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"


def for_json(text: str) -> str:
    """A text as JSON holds it: everything but half characters."""
    return _SURROGATES.sub("", text)
