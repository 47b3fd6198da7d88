"""From taps, words and grades to one experience per step (measurement 1.3)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fieldwork.capture.fields import BASELINE
from fieldwork.capture.folding import Change, Held
from fieldwork.capture.models import StepExperience
from fieldwork.measurement.conditions import Walk
from fieldwork.measurement.emotion import RECALLED_AFTER_MIN, pad_to_valence_arousal
from fieldwork.visits.models import Visit

TAP_PARTS = (
    "px", "py", "t_shown", "t_first_touch", "t_final", "first_px", "first_py",
)  # fmt: skip


def rows(visit: Visit, walk: Walk, held: Mapping[str, Held], changes: Iterable[Change]) -> list[StepExperience]:
    """One unsaved experience for the start of the visit and one per walked step, in the order walked."""
    firsts = _first_moments(changes)
    found = [_row(visit, BASELINE, 0, 1, {"tap": held.get(BASELINE)}, 0.0)] if BASELINE in held else []
    for number, step in enumerate(walk.steps, start=1):
        parts = {name: held.get(f"{step.path}/@{name}") for name in ("tap", "named", "grade")}
        later = [firsts[one.path] for one in walk.steps[number:] if one.path in firsts]
        row = _row(visit, step.step.key, number, step.occurrence, parts, _delay(parts["tap"], later))
        row.unanswered = step.unanswered
        found.append(row)
    return found


def _first_moments(changes: Iterable[Change]) -> dict[str, datetime]:
    """Per step when its first answer or tap was stored, by the server's clock."""
    firsts: dict[str, datetime] = {}
    for change in changes:
        step, mark, name = change.field.rpartition("/")
        counts = mark and (name == "@tap" or not name.startswith("@")) and change.value is not None
        if counts and (step not in firsts or change.at < firsts[step]):
            firsts[step] = change.at
    return firsts


def _delay(tap: Held | None, later: list[datetime]) -> float:
    """Minutes between the first sign of any later step and this tap; 0 when the tap came first."""
    if tap is None or not later:
        return 0.0
    return max(0.0, round((tap.at - min(later)).total_seconds() / 60, 2))


def _row(
    visit: Visit, step: str, seq: int, occurrence: int, parts: Mapping[str, Held | None], delay: float
) -> StepExperience:
    row = StepExperience(visit=visit, step=step, seq=seq, occurrence=occurrence, delay_min=delay)
    row.mode = "recalled" if delay > RECALLED_AFTER_MIN else "live"
    given: dict[str, Any] = {}
    for name, part in parts.items():
        stored = (part.value if part else None) or {}
        given[name] = stored.get("v")
        if "skipped" in stored:
            row.skipped[name] = stored["skipped"]
    if given["tap"]:
        _tap(row, given["tap"])
    words = given.get("named") or {}
    row.named = words.get("named") or []
    row.cause_tag, row.cause_text = words.get("cause_tag") or "", words.get("cause_text") or ""
    row.tile_side = words.get("tile_side") or ""
    row.grade = given.get("grade")
    return row


def _tap(row: StepExperience, tap: Mapping[str, Any]) -> None:
    for name in TAP_PARTS:
        setattr(row, name, tap.get(name))
    row.valence_i, row.arousal_i = pad_to_valence_arousal(tap["px"], tap["py"])
    row.revisions, row.input_kind = tap["revisions"], tap["input_kind"]
    row.interrupted, row.long_task = tap["interrupted"], tap["long_task"]
    row.instrument = tap["instrument"]


SCORED = (
    "px", "py", "t_shown", "t_first_touch", "input_kind", "revisions", "interrupted", "delay_min", "named", "grade",
    "unanswered",
)  # fmt: skip


def for_scoring(experiences: Iterable[StepExperience]) -> dict[str, dict[str, Any]]:
    """The parts that scoring reads, by step path (``step`` or ``step#2``); the baseline is not a step."""
    return {
        row.step if row.occurrence == 1 else f"{row.step}#{row.occurrence}": {
            name: getattr(row, name) for name in SCORED
        }
        for row in experiences
        if row.step != BASELINE
    }
