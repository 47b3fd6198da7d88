"""Stored answers: what was given, and what only says why nothing was."""

from collections.abc import Mapping
from typing import Any


def answer_value(answer: Any) -> Any:
    """The value inside a stored answer, or ``None`` when there is no answer.

    N/A, skipped, cleared, empty text and an empty list are no answer; ``0`` and ``False`` are. A plain
    value (no ``{"v": ...}`` around it) is taken as it is.
    """
    if isinstance(answer, Mapping):
        if "v" in answer:
            answer = answer["v"]
        elif "na" in answer or "skipped" in answer:
            return None
    if answer is None or answer == "" or answer == [] or answer == {}:
        return None
    return answer


def is_na(answer: Any) -> bool:
    """Whether the stored answer says "not applicable"."""
    return isinstance(answer, Mapping) and "na" in answer and "v" not in answer
