"""The pad: one fast tap on a square of pleasantness × energy, before words.

After the idea of the Affect Grid (Russell, Weiss & Mendelsohn 1989); own drawing. The place is the
measurement. The latency is a flag for quality only and never part of a value. No path is stored.
"""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, whole

code = "pad"

SIDE = 1000
INPUT_KINDS = ("touch", "mouse", "keyboard", "assistive")
WITHOUT_LATENCY = ("keyboard", "assistive")
LONGEST_MS = 366 * 24 * 3600 * 1000  # a page that stays open longer is a broken clock
MOST_REVISIONS = 10_000


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned tap. Places are 0-1000 from bottom-left, times whole milliseconds, ``delay_min`` minutes.

    Raises ``Refused``. A tap by keyboard or from the list keeps its place; its first-touch time is dropped.
    """
    return clean_answer(value, language, _tap)


def _tap(tap: Any) -> dict[str, Any]:
    if not isinstance(tap, dict):
        raise Refused("shape", _("This answer could not be read. Please give it again."))
    if tap.get("instrument", code) != code:
        raise Refused("instrument", _("This feeling was given with another instrument than this study uses."))
    kind = tap.get("input_kind")
    if kind not in INPUT_KINDS:
        raise Refused("input_kind", _("We could not see how this tap was given. Please tap again."))
    timed = kind not in WITHOUT_LATENCY
    return {
        "px": _coordinate(tap.get("px")),
        "py": _coordinate(tap.get("py")),
        "t_shown": _moment(tap.get("t_shown")),
        "t_first_touch": _moment(tap.get("t_first_touch")) if timed else None,
        "t_final": _moment(tap.get("t_final")),
        "first_px": _first(tap.get("first_px"), timed),
        "first_py": _first(tap.get("first_py"), timed),
        "revisions": _revisions(tap.get("revisions", 0)),
        "input_kind": kind,
        "interrupted": _flag(tap.get("interrupted", False)),
        "long_task": _flag(tap.get("long_task", False)),
        "instrument": code,
        "delay_min": _delay(tap.get("delay_min")),
    }


def _coordinate(value: Any) -> int:
    if not whole(value, 0, SIDE):
        raise Refused("outside", _("This tap lies outside the square. Please tap again."))
    return value


def _first(value: Any, timed: bool) -> int | None:
    return None if value is None and not timed else _coordinate(value)


def _moment(value: Any) -> int:
    if not whole(value, 0, LONGEST_MS):
        raise Refused("time", _("The time of this tap could not be read. Please tap again."))
    return value


def _revisions(value: Any) -> int:
    if not whole(value, 0, MOST_REVISIONS):
        raise Refused("revisions", _("This answer could not be read. Please give it again."))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("flag", _("This answer could not be read. Please give it again."))
    return value


def _delay(value: Any) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Refused("delay", _("The time of this tap could not be read. Please tap again."))
    return float(value)
