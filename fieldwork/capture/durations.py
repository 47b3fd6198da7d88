"""How long a part of a feeling took, from the times the phone stored with every choice. For the pilot alone."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from fieldwork.capture.fields import BASELINE, STEP_PARTS
from fieldwork.capture.folding import Change

LONGEST = 2**31 - 1  # ms; what the column holds
Durations = Mapping[tuple[str, UUID], int]


def by_field(changes: Iterable[Change]) -> Durations:
    """Per feeling and phone, in ms, how long its screen was in sight until its last whole choice.

    A feeling without times is left out.
    """
    told: dict[tuple[str, UUID], list[Change]] = {}
    for change in changes:
        if change.field == BASELINE or change.field.rpartition("/")[2] in STEP_PARTS:
            told.setdefault((change.field, change.device), []).append(change)
    found = {key: _until_chosen(sorted(ops, key=lambda op: op.seq)) for key, ops in told.items()}
    return {key: min(taken, LONGEST) for key, taken in found.items() if taken is not None}


def _until_chosen(ops: list[Change]) -> int | None:
    """Add up the times between choices; what led to other words for the cause only was typing, and is left out.

    ``shown_ms`` counts on while the page lives and starts again with it.
    """
    total, chosen, seen, mono, before = 0, None, 0, 0, None
    for op in ops:
        if op.shown_ms is None:
            return None
        if op.shown_ms < seen or (op.t_mono or 0) < mono:
            seen = 0
        choice = _choice(op.value)
        if choice != before:
            total += op.shown_ms - seen
        if choice is not None:
            chosen = total
        seen, mono, before = op.shown_ms, op.t_mono or 0, choice
    return chosen


def _choice(value: Any) -> Any:
    """The value without the words for its cause."""
    inside = value.get("v") if isinstance(value, Mapping) else None
    if not isinstance(inside, Mapping):
        return value
    return {**value, "v": {name: part for name, part in inside.items() if name != "cause_text"}}
