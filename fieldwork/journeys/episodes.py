"""The dated parts of a visit (order, delivery, return): which steps stand in which part, and when it is done.

The first phase begins part 1, whose dates are the visit's own. Every later phase with an ``episode`` begins a
next part; phases without one belong to the part before them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Episode:
    """One part; days count from the day on which the part before it was handed in."""

    number: int  # from 1
    phase: str  # key of its first phase, which gives it its name
    title: Mapping[str, str]
    steps: tuple[str, ...]
    opens_after_days: int = 0
    due_after_days: int = 0


def episodes_of(document: Mapping[str, Any]) -> tuple[Episode, ...]:
    """The parts of a journey in order: at least one, together holding every step once."""
    starts: list[list[Mapping[str, Any]]] = [[]]
    for phase in document.get("phases") or ():
        if phase.get("episode") and starts[0]:
            starts.append([])
        starts[-1].append(phase)
    return tuple(_episode(number, phases) for number, phases in enumerate(starts, start=1))


def _episode(number: int, phases: list[Mapping[str, Any]]) -> Episode:
    first: Mapping[str, Any] = phases[0] if phases else {}
    days = (first.get("episode") or {}) if number > 1 else {}
    steps = tuple(step["key"] for phase in phases for step in phase.get("steps") or ())
    return Episode(number, first.get("key") or "", first.get("title") or {}, steps, **days)
