"""The pad: one fast tap on a square of pleasantness × energy, before words.

After the idea of the Affect Grid (Russell, Weiss & Mendelsohn 1989); own drawing. The place is the
measurement. The latency is a flag for quality only and never part of a value. No path is stored.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, whole
from fieldwork.emotions.instruments.taps import opened, timing

code = "pad"

SIDE = 1000


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned tap. Places are 0-1000 from bottom-left, times whole milliseconds, ``delay_min`` minutes.

    Raises ``Refused``. A tap by keyboard or from the list keeps its place; its first-touch time is dropped.
    """
    return clean_answer(value, language, _tap)


def _tap(answer: Any) -> dict[str, Any]:
    tap, timed = opened(answer, code)
    place = {"px": _coordinate(tap.get("px")), "py": _coordinate(tap.get("py"))}
    first = {"first_px": _first(tap.get("first_px"), timed), "first_py": _first(tap.get("first_py"), timed)}
    return place | timing(tap, code, timed) | first


def _coordinate(value: Any) -> int:
    if not whole(value, 0, SIDE):
        raise Refused("outside", _("This tap lies outside the square. Please tap again."))
    return value


def _first(value: Any, timed: bool) -> int | None:
    return None if value is None and not timed else _coordinate(value)
