"""Instruments: how a feeling is asked and what may be stored of the answer.

Each instrument is one module with a ``code`` and one function::

    check(value, language) -> the cleaned value

``value`` is what an op carries: ``{"v": …}``, ``{"skipped": "cannot_say"}`` or ``None`` (cleared).
Unknown keys are dropped, so a path, a pressure or a rhythm of typing has no place to be stored.
``Refused`` (a ``ValueError``) says in ``language`` what is wrong.
"""

from __future__ import annotations

from types import ModuleType

from fieldwork.emotions.instruments import grade, named, pad, recommend
from fieldwork.emotions.instruments.answer import Refused

__all__ = ["BY_FIELD", "Refused", "for_field", "get"]

_ALL: dict[str, ModuleType] = {one.code: one for one in (pad, named, grade, recommend)}

BY_FIELD = {
    "@tap": "pad",
    "@baseline": "pad",
    "@named": "named",
    "@grade": "grade",
    "@overall": "grade",
    "@recommend": "recommend",
}


def get(code: str) -> ModuleType:
    """The instrument called ``code``; ``KeyError`` when there is none."""
    return _ALL[code]


def for_field(field: str) -> ModuleType | None:
    """The instrument that checks a field path such as ``waiting/@tap`` or ``@overall``; else ``None``."""
    code = BY_FIELD.get(field.rpartition("/")[2])
    return _ALL[code] if code else None
