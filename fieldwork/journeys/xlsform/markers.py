"""Columns that carry what XLSForm has no word for: phases, channels, weights, points, wished emotions.

They stand in the survey and choices sheets under names that begin with ``journey_``. Other programs pass over them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.emotions.words import EMOTIONS
from fieldwork.journeys import kinds, shapes
from fieldwork.journeys.documents import Phase, Step
from fieldwork.journeys.xlsform.columns import Row
from fieldwork.journeys.xlsform.results import Notes

YES = {"yes": True, "true": True, "true()": True, "1": True, "ja": True}
NO = {"no": False, "false": False, "false()": False, "0": False, "nee": False}
LONGEST_MORE = 32_767  # as long as a cell can be


def truth(typed: str) -> bool:
    """Yes or no, as forms write it. Raises ``ValueError``."""
    found = {**YES, **NO}.get(typed.strip().lower())
    if found is None:
        raise ValueError(_("Write yes or no."))
    return found


def amount(typed: str) -> int | float:
    """A number with comma or point. Raises ``ValueError``."""
    try:
        return kinds.contract.number_from(typed)
    except kinds.BadValue as error:
        raise ValueError(str(error.message)) from None


def _whole(typed: str) -> int:
    return int(amount(typed))


def _choice(model: Any, name: str) -> Callable[[str], str]:
    allowed = model.model_fields[name].annotation.__args__

    def read(typed: str) -> str:
        if typed.strip().lower() not in allowed:
            raise ValueError(_("Choose from: %(names)s.") % {"names": ", ".join(allowed)})
        return typed.strip().lower()

    return read


# Marker → the key of a step, and how to read it.
OF_STEPS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "journey_channel": ("channel", _choice(Step, "channel")),
    "journey_mode": ("mode", _choice(Step, "mode")),
    "journey_weight": ("weight", amount),
    "journey_importance": ("importance", _whole),
    "journey_owner": ("owner", str.strip),
    "journey_unanswered": ("may_be_unanswered", truth),
}
OF_QUESTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "journey_weight": ("weight", amount),
    "journey_critical": ("critical", str.strip),
    "journey_dimension": ("dimension", _choice(shapes.Question, "dimension")),
    "journey_threshold": ("threshold", amount),
    "journey_bonus": ("bonus", truth),
    "journey_internal": ("internal", truth),
    "journey_counts": ("included", truth),
    "journey_na": ("allow_na", truth),
}
LIFECYCLES = _choice(Phase, "lifecycle")


def read(row: Row, markers: Mapping[str, tuple[str, Callable[[str], Any]]], notes: Notes) -> dict[str, Any]:
    """The marked values of a row by their key in the document; what cannot be read is noted."""
    found = {}
    for marker, (key, reader) in markers.items():
        typed = row.get(marker)
        if not typed:
            continue
        try:
            found[key] = reader(typed)
        except ValueError as error:
            notes.leave_out(row.sheet, row.number, f"{marker}: {typed}", str(error))
    return found


def desired(row: Row, notes: Notes) -> dict[str, Any] | None:
    """What a customer should feel: ``0.6``, ``0.6 valued reassured`` or words alone, and who said so."""
    typed = row.get("journey_emotion")
    valence, words = None, []
    for part in typed.replace(",", " ").replace(";", " ").split():
        if part in EMOTIONS:
            words.append(part)
            continue
        try:
            valence = float(part)
        except ValueError:
            why = _("There is no emotion “%(code)s”.") % {"code": part}
            notes.leave_out(row.sheet, row.number, f"journey_emotion: {typed}", why)
    if valence is None and not words:
        return None
    if valence is None:
        valence = 0.5 * EMOTIONS[words[0]].sign
    if not -1 <= valence <= 1:
        why = _("A wished emotion lies between -1 and 1.")
        notes.leave_out(row.sheet, row.number, f"journey_emotion: {typed}", why)
        return None
    by = row.get("journey_emotion_by")[:200]
    return {"valence": int(valence) if valence == int(valence) else valence, "emotions": words[:3], "set_by": by}


def evidence(row: Row, notes: Notes) -> dict[str, Any] | None:
    """Photos as evidence: ``1-3`` or ``1-3 no`` (only with the answer no)."""
    typed = row.get("journey_evidence")
    if not typed:
        return None
    numbers, _space, when = typed.partition(" ")
    low, _dash, high = numbers.partition("-")
    try:
        rule = {"min": int(low), "max": int(high or low), "when": when.strip() or "always"}
        return shapes.EvidenceRule.model_validate(rule).model_dump()
    except ValueError:
        notes.leave_out(row.sheet, row.number, f"journey_evidence: {typed}", _("Write it as 1-3, or 1-3 no."))
        return None


def more(row: Row, notes: Notes) -> dict[str, Any]:
    """Whatever else a document says of this place, as JSON that ``writing`` put there."""
    typed = row.get("journey_more")
    if not typed:
        return {}
    try:
        found = json.loads(typed) if len(typed) <= LONGEST_MORE else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        notes.leave_out(row.sheet, row.number, "journey_more", _("This cell holds no JSON."))
        return {}
    return found
