"""A visit by its parts: the journey as a whole, its phases, and the dimensions of its checklist.

Within the visit only; over visits a figure is the mean of these (measurement 2.1, 2.4 and 3.2). Floats: the exact
total of the checklist is made elsewhere, and a mean of steps is never printed as the result of a sum.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Protocol

from .checklist import Sum
from .document import PlanStep

JOURNEY, PHASE, DIMENSION = "journey", "phase", "dimension"


class Felt(Protocol):
    """What is read of one walked step (``visit.StepRow``)."""

    @property
    def points(self) -> Fraction: ...
    @property
    def max_points(self) -> Fraction: ...
    @property
    def score(self) -> Fraction | None: ...
    @property
    def v_i(self) -> float | None: ...
    @property
    def c_i(self) -> float | None: ...
    @property
    def v_c(self) -> float | None: ...
    @property
    def v(self) -> float | None: ...
    @property
    def gap(self) -> float | None: ...
    @property
    def grade(self) -> int | None: ...


Walked = Sequence[tuple[PlanStep, Felt]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of one visit; ``None`` is "not given".

    ``kind`` is ``journey``, ``phase`` or ``dimension`` and ``key`` its key (empty for the journey). ``points`` and
    ``max_points`` are weighted as in a step, ``score`` is 0 to 100. ``v_i`` counts first impressions with confidence
    above 0, ``v_c`` words, ``v`` both together, each -1 to 1; ``gap`` is -2 to 2 and ``grade`` 1 to 10, the mean of
    the grades of the steps. A dimension has a checklist only.
    """

    kind: str
    key: str
    points: float
    max_points: float
    score: float | None
    v: float | None = None
    v_i: float | None = None
    v_c: float | None = None
    gap: float | None = None
    grade: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The part for JSON."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def parts_of(
    walked: Walked, dimensions: Mapping[str, Sum], *, total: Fraction | None, valence: float | None
) -> list[Part]:
    """The parts of one visit: the journey first, then its phases and dimensions in their order.

    ``walked`` holds every walked step with what was found there, further occurrences included. ``total`` and
    ``valence`` are those of the visit: they stand for the journey, because only they know its coverage and the
    effects on its total.
    """
    phases: dict[str, list[tuple[PlanStep, Felt]]] = {}
    for step, row in walked:
        phases.setdefault(step.phase, []).append((step, row))
    return [
        _part(JOURNEY, "", walked, _number(total), valence),
        *(_phase(key, steps) for key, steps in phases.items()),
        *(
            Part(DIMENSION, name, float(part.points), float(part.maximum), _number(part.score))
            for name, part in dimensions.items()
        ),
    ]


def _phase(key: str, steps: Walked) -> Part:
    """The weighted mean of the steps of a phase, each figure over the steps that have it."""
    return _part(PHASE, key, steps, _mean(steps, lambda row: row.score), _mean(steps, lambda row: row.v))


def _part(kind: str, key: str, steps: Walked, score: float | None, valence: float | None) -> Part:
    return Part(
        kind=kind,
        key=key,
        points=sum(float(row.points) for _, row in steps),
        max_points=sum(float(row.max_points) for _, row in steps),
        score=score,
        v=valence,
        v_i=_mean(steps, _first_impression),
        v_c=_mean(steps, lambda row: row.v_c),
        gap=_mean(steps, lambda row: row.gap),
        grade=_mean(steps, lambda row: row.grade),
    )


def _first_impression(row: Felt) -> float | None:
    return row.v_i if (row.c_i or 0) > 0 else None


def _mean(steps: Iterable[tuple[PlanStep, Felt]], read: Callable[[Felt], Fraction | float | None]) -> float | None:
    """The mean of what ``read`` finds in the steps, by their weight; ``None`` when no weight is left."""
    found = [(float(step.weight), float(value)) for step, row in steps if (value := read(row)) is not None]
    whole = sum(weight for weight, _ in found)
    return sum(weight * value for weight, value in found) / whole if whole > 0 else None


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
