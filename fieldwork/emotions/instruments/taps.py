"""What every fast tap has beside its place: when it was shown and touched, how, and whether it was disturbed.

The latency is a flag for quality only and never part of a value. No path, pressure or rhythm has a place here.
"""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, whole

INPUT_KINDS = ("touch", "mouse", "keyboard", "assistive")
WITHOUT_LATENCY = ("keyboard", "assistive")
LONGEST_MS = 366 * 24 * 3600 * 1000  # a page that stays open longer is a broken clock
MOST_REVISIONS = 10_000


def opened(tap: Any, code: str) -> tuple[dict[str, Any], bool]:
    """The tap as a mapping, and whether it was timed; ``Refused`` when it is another instrument's or unreadable."""
    if not isinstance(tap, dict):
        raise Refused("shape", _("This answer could not be read. Please give it again."))
    if tap.get("instrument", code) != code:
        raise Refused("instrument", _("This feeling was given with another instrument than this study uses."))
    if tap.get("input_kind") not in INPUT_KINDS:
        raise Refused("input_kind", _("We could not see how this tap was given. Please tap again."))
    return tap, tap["input_kind"] not in WITHOUT_LATENCY


def timing(tap: dict[str, Any], code: str, timed: bool) -> dict[str, Any]:
    """The fields that all instruments share: whole milliseconds, changes, flags, minutes of delay.

    A tap by keyboard or from the list has no first touch.
    """
    return {
        "t_shown": _moment(tap.get("t_shown")),
        "t_first_touch": _moment(tap.get("t_first_touch")) if timed else None,
        "t_final": _moment(tap.get("t_final")),
        "revisions": _revisions(tap.get("revisions", 0)),
        "input_kind": tap["input_kind"],
        "interrupted": _flag(tap.get("interrupted", False)),
        "long_task": _flag(tap.get("long_task", False)),
        "instrument": code,
        "delay_min": _delay(tap.get("delay_min")),
    }


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
