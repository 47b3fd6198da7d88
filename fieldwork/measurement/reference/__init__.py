"""The reference calculator: every figure by name, outside the application.

``compute(measure, inputs)`` calls the very functions the product uses, so a client, an auditor or a
colleague can recompute what a report prints. ``python -m fieldwork.measurement MEASURE < inputs.json``
is the same from the shell. Numbers are unrounded unless the key is ``display``.
"""

from typing import Any

from ..results import plain
from . import (
    agreement,
    checklist,
    comparisons,
    drivers,
    effects,
    emotion,
    intervals,
    journey,
    kpis,
    patterns,
    planning,
)
from .inputs import BadInput, Inputs, Measure

MEASURES: dict[str, Measure] = {
    **emotion.MEASURES,
    **journey.MEASURES,
    **checklist.MEASURES,
    **agreement.MEASURES,
    **intervals.MEASURES,
    **kpis.MEASURES,
    **comparisons.MEASURES,
    **patterns.MEASURES,
    **drivers.MEASURES,
    **effects.MEASURES,
    **planning.MEASURES,
}

__all__ = ["MEASURES", "BadInput", "compute"]


def compute(measure: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """One figure by name, as plain numbers, lists and ``None`` (never NaN).

    ``reason`` stands beside figures that are ``None``. Raises ``BadInput`` (a ``ValueError``) with one
    clear line on an unknown measure, a missing key, a wrong type, NaN or an empty list.
    """
    if measure not in MEASURES:
        raise BadInput(f"unknown measure {measure!r}")
    if not isinstance(inputs, dict):
        raise BadInput("the inputs must be an object with one value per key")
    try:
        found = MEASURES[measure](Inputs(inputs))
    except BadInput:
        raise
    except (ValueError, ArithmeticError) as problem:
        raise BadInput(f"{measure}: {problem}") from problem
    result: dict[str, Any] = plain(found)
    if result.get("reason", "") is None:
        del result["reason"]
    return result
