"""What a shopper reported of one step, read from its stored parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import emotion
from .instruments import tap_of
from .numbers import is_number
from .settings import Settings

Parts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Felt:
    """Tap, words and grade of one step; ``None`` is "not given". Scales as in ``visit.StepRow``."""

    v_i: float | None
    a_i: float | None
    c_i: float | None
    v_c: float | None
    mixed: bool
    strength: float | None
    v: float | None
    gap: float | None
    grade: int | None
    flags: list[str]


def felt(parts: Parts, usable: bool, pace: tuple[float, float] | None, settings: Settings) -> Felt:
    """Read one step. ``usable`` is the visit gate; ``pace`` the shopper's median and MAD of ln latency.

    A part that cannot be read counts as not given; checking it is the work of the one who stores it.
    """
    v_i = a_i = c_i = None
    flags: list[str] = []
    tap, latency = tap_of(parts), emotion.latency_of(parts)
    if tap is not None:
        v_i, a_i = tap
        c_i = (
            emotion.confidence(
                latency,
                int(_amount(parts.get("revisions"))),
                _amount(parts.get("delay_min")),
                bool(parts.get("interrupted")),
                settings,
            )
            if usable
            else 0.0
        )
        flags = _tap_flags(parts, latency, pace, settings)
    named = _named(parts.get("named"))
    if named.mixed:
        flags.append("mixed")
    return Felt(
        v_i,
        a_i,
        c_i,
        named.v_c,
        named.mixed,
        named.strength,
        v=emotion.step_valence(v_i, c_i, named.v_c),
        gap=emotion.say_feel_gap(v_i, c_i, named.v_c, settings),
        grade=_grade(parts.get("grade")),
        flags=flags,
    )


def _tap_flags(parts: Parts, latency: float | None, pace: tuple[float, float] | None, settings: Settings) -> list[str]:
    flags = []
    if latency is not None and latency < settings.too_fast_ms:
        flags.append("anticipated")
    elif latency is not None and latency > settings.too_slow_ms:
        flags.append("slow")
    elif latency is not None and pace is not None:
        flag = emotion.pace_flag(emotion.latency_z(latency, *pace), settings)
        flags += [flag] if flag else []
    if parts.get("interrupted"):
        flags.append("interrupted")
    if _amount(parts.get("delay_min")) > settings.recalled_after_min:
        flags.append("recalled")
    return flags


def _named(named: Any) -> emotion.Conscious:
    try:
        return emotion.conscious_valence(named or [])
    except (ValueError, TypeError, AttributeError):
        return emotion.Conscious(None, False, None)


def _amount(value: Any) -> float:
    return float(value) if is_number(value) and value > 0 else 0.0


def _grade(value: Any) -> int | None:
    return int(value) if is_number(value) and value == int(value) and 1 <= value <= 10 else None
