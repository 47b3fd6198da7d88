"""From taps, words and grades to one experience per step (measurement 1.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldwork.capture import durations
from fieldwork.capture.durations import Durations
from fieldwork.capture.fields import BASELINE, Scope
from fieldwork.capture.folding import Change, Held
from fieldwork.capture.models import StepExperience
from fieldwork.measurement.conditions import Walk
from fieldwork.measurement.emotion import RECALLED_AFTER_MIN
from fieldwork.measurement.instruments import tap_of
from fieldwork.visits.models import Visit

TAP_PARTS = (
    "px", "py", "q", "t_shown", "t_first_touch", "t_final", "first_px", "first_py", "revisions", "input_kind",
    "interrupted", "long_task",
)  # fmt: skip


def rows(visit: Visit, walk: Walk, held: Mapping[str, Held], changes: Iterable[Change]) -> list[StepExperience]:
    """One unsaved experience for the start of the visit and one per walked step, in the order walked."""
    changes = list(changes)
    signs, taken = _signs(changes), durations.by_field(changes)
    found = []
    if BASELINE in held:
        found.append(_row(StepExperience(visit=visit, step=BASELINE), {"tap": BASELINE}, held, taken))
    for number, step in enumerate(walk.steps, start=1):
        parts = {name: f"{step.path}/@{name}" for name in ("tap", "named", "grade")}
        later = [sign for one in walk.steps[number:] for sign in signs.get(one.path, ())]
        row = StepExperience(visit=visit, step=step.step.key, seq=number, occurrence=step.occurrence)
        row.delay_min = _delay(held.get(parts["tap"]), later)
        row.mode = "recalled" if row.delay_min > RECALLED_AFTER_MIN else "live"
        row.unanswered = step.unanswered
        found.append(_row(row, parts, held, taken))
    return found


def store(visit: Visit, felt: Iterable[StepExperience], scope: Scope) -> list[StepExperience]:
    """Write what was felt where this round is about; gives back what was felt in the whole visit so far.

    What was felt in an earlier part stays as it was written then, also what a later round knows of its moments.
    """
    mine = [row for row in felt if row.step in scope.steps or (row.step == BASELINE and scope.has_start)]
    visit.experiences.filter(step__in={row.step for row in mine}).delete()
    earlier = list(visit.experiences.all())
    return [*earlier, *StepExperience.objects.bulk_create(mine)]


def _signs(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Per step the changes that show somebody was there: its answers and its tap."""
    signs: dict[str, list[Change]] = {}
    for change in changes:
        step, mark, name = change.field.rpartition("/")
        if mark and (name == "@tap" or not name.startswith("@")) and change.value is not None:
            signs.setdefault(step, []).append(change)
    return signs


def _delay(tap: Held | None, later: list[Change]) -> float:
    """Minutes between the first sign of any later step and this tap; 0 when the tap came first.

    What came first is a matter of order on one phone, never of its clock: a clock that is put right between a tap and
    the steps after it makes no tap a late one.
    """
    before = [sign.at for sign in later if tap and sign.device == tap.device and sign.seq < tap.seq]
    if tap is None or not before:
        return 0.0
    return max(0.0, round((tap.at - min(before)).total_seconds() / 60, 2))


def _row(row: StepExperience, parts: Mapping[str, str], held: Mapping[str, Held], taken: Durations) -> StepExperience:
    """Fill in what the fields in ``parts`` hold, by name of the part."""
    row.instrument = row.visit.wave.study.instrument
    given: dict[str, Any] = {}
    for name, field in parts.items():
        part = held.get(field)
        stored = (part.value if part else None) or {}
        given[name] = stored.get("v")
        if "skipped" in stored:
            row.skipped[name] = stored["skipped"]
        if part:
            setattr(row, f"{name}_ms", taken.get((field, part.device)))
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
    row.face = tap.get("face", "")
    row.instrument = tap["instrument"]
    row.valence_i, row.arousal_i = tap_of(tap) or (None, None)


SCORED = (
    "instrument", "px", "py", "face", "q", "t_shown", "t_first_touch", "input_kind", "revisions", "interrupted",
    "delay_min", "named", "grade", "unanswered",
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
