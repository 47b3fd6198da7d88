"""Instruments of the first impression, as plug-ins: how a stored tap becomes valence and arousal.

A new instrument is one more ``Implicit`` in ``IMPLICIT``: the fields it stores and how they are read. Timing,
confidence and the visit gate are the same for all; words and grade are the conscious side and have their own
rules (``emotion.conscious_valence``). A study uses one of them: figures of two are never pooled or drawn in one
trend (``different_instruments``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import emotion
from .intervals import wilson
from .results import Result

Parts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Implicit:
    """One way to tap a first impression. ``read`` takes its ``fields`` in order and gives valence and arousal."""

    code: str
    fields: tuple[str, str]
    read: Callable[[Any, Any], tuple[float, float]]


IMPLICIT: dict[str, Implicit] = {
    one.code: one
    for one in (
        Implicit("pad", ("px", "py"), emotion.pad_to_valence_arousal),
        Implicit("faces", ("face", "q"), emotion.face_to_valence_arousal),
    )
}
DEFAULT = "pad"


def tap_of(parts: Parts) -> tuple[float, float] | None:
    """Valence (-1 to 1) and arousal (0 to 1) of the tap of one step; ``None`` when there is none to read.

    ``instrument`` names the instrument; without it the fields that are there tell. A tap that cannot be
    read counts as not given: checking it is the work of the one who stores it.
    """
    named = IMPLICIT.get(str(parts.get("instrument")))
    for one in (named,) if named else IMPLICIT.values():
        given = [parts.get(name) for name in one.fields]
        if all(value is not None and value != "" for value in given):
            try:
                return one.read(*given)
            except (ValueError, TypeError):
                return None
    return None


def common(codes: Iterable[str]) -> str | None:
    """The one instrument that all these taps were given with.

    ``None`` when there is none. Raises ``ValueError`` (``different_instruments``) when there are two: their
    valences have different scales, so no figure may hold both.
    """
    found = set(codes)
    if len(found) > 1:
        raise ValueError("different_instruments")
    return found.pop() if found else None


def face_shares(faces: Iterable[str]) -> dict[str, Result]:
    """Share of the taps that went to each of the eight emotions of the face matrix, every strength together.

    ``faces`` holds one code per tap. Each share has its Wilson interval; without taps every share is
    ``no_data``. Raises ``ValueError`` on a face that is not in the matrix.
    """
    given = list(faces)
    if strange := set(given) - emotion.FACES.keys():
        raise ValueError(f"unknown face {min(strange)!r}")
    return {face: wilson(given.count(face), len(given)) for face in emotion.FACES}
