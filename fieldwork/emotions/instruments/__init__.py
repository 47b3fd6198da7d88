"""Instruments: how a feeling is asked and what may be stored of the answer.

Each instrument is one module with a ``code`` and one function::

    check(value, language) -> the cleaned value

``value`` is what an op carries: ``{"v": …}``, ``{"skipped": "cannot_say"}`` or ``None`` (cleared).
Unknown keys are dropped, so a path, a pressure or a rhythm of typing has no place to be stored.
``Refused`` (a ``ValueError``) says in ``language`` what is wrong.
"""

from __future__ import annotations

from types import ModuleType

from fieldwork.emotions.instruments import faces, grade, named, pad, recommend
from fieldwork.emotions.instruments.answer import Refused

__all__ = ["BY_FIELD", "TAPS", "Refused", "for_field", "get"]

_ALL: dict[str, ModuleType] = {one.code: one for one in (pad, faces, named, grade, recommend)}

# The first impressions are tapped with the implicit instrument of the study.
TAPS = ("@tap", "@baseline")
BY_FIELD = {
    "@named": "named",
    "@grade": "grade",
    "@overall": "grade",
    "@recommend": "recommend",
}


def get(code: str) -> ModuleType:
    """The instrument called ``code``; ``KeyError`` when there is none."""
    return _ALL[code]


def for_field(field: str, implicit: str = pad.code) -> ModuleType | None:
    """The instrument that checks a field path such as ``waiting/@tap`` or ``@overall``; else ``None``.

    ``implicit`` is the code of the instrument the study takes first impressions with.
    """
    name = field.rpartition("/")[2]
    code = implicit if name in TAPS else BY_FIELD.get(name)
    return _ALL[code] if code else None
