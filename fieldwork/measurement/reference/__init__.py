"""The reference calculator: every figure by name, outside the application.

``compute(measure, inputs)`` calls the very functions the product uses, so a client, an auditor or a
colleague can recompute what a report prints. ``python -m fieldwork.measurement MEASURE < inputs.json``
is the same from the shell. Numbers are unrounded unless the key is ``display``.
"""

import math
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
from .inputs import BadInput, Inputs, Measure, check_size

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

LONGEST_LINE = 240


def compute(measure: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """One figure by name, as plain numbers, lists and ``None`` (never NaN).

    ``reason`` stands beside figures that are ``None``. Raises ``BadInput`` (a ``ValueError``) with one
    clear line on an unknown measure, a missing key, a wrong type, NaN, an empty or an endless list, and
    on numbers so large that the figure is no number any more.
    """
    if not isinstance(measure, str) or measure not in MEASURES:
        raise BadInput(_line(f"unknown measure {measure!r}"))
    if not isinstance(inputs, dict):
        raise BadInput("the inputs must be an object with one value per key")
    check_size(inputs)
    try:
        result: dict[str, Any] = plain(MEASURES[measure](Inputs(inputs)))
    except BadInput as problem:
        raise BadInput(_line(str(problem))) from problem
    except (ValueError, ArithmeticError) as problem:
        raise BadInput(_line(f"{measure}: {problem}")) from problem
    if not _is_finite(result):
        raise BadInput(f"{measure}: the inputs are too large for this figure")
    if result.get("reason", "") is None:
        del result["reason"]
    return result


def _line(text: str) -> str:
    """The text as one line a person can read, whatever it quotes."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " ..."


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_finite(part) for part in value.values())
    if isinstance(value, list):
        return all(_is_finite(part) for part in value)
    return not isinstance(value, float) or math.isfinite(value)
