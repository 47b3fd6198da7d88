"""Is this value one that this field can have? Everything is checked again here, whatever the phone did."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.capture import beside
from fieldwork.capture.fields import MEMO, POSITION, UNANSWERED, Field, Sheet
from fieldwork.emotions import instruments
from fieldwork.journeys import kinds
from fieldwork.journeys.kinds.contract import need_media

DEEPEST, MOST_PARTS, LONGEST_TEXT, LARGEST_NUMBER = 6, 500, 20_000, 2**53
BESIDE = {MEMO: beside.memo, POSITION: beside.position}
LONGEST_REASON = 300
MOST_EVIDENCE = 10


class Refused(ValueError):
    """This value may not be stored; ``code`` for programs, ``why`` for the shopper."""

    def __init__(self, code: str, why: object) -> None:
        super().__init__(code)
        self.code, self.why = code, str(why)


def clean(sheet: Sheet, field: Field, value: Any, language: str, implicit: str = "pad") -> dict[str, Any] | None:
    """The value as it is stored. Raises ``Refused``, worded in ``language``, and nothing else.

    ``implicit`` is the code of the instrument the study takes first impressions with.
    ``None`` clears the field. A question takes ``{"v": …}`` (with ``photos`` when it may have evidence),
    ``{"na": reason}`` and ``{"skipped": reason}``; unknown keys are dropped.
    """
    with override(language):
        try:
            _look_through(value)
            if field.name == UNANSWERED:
                return _unanswered(value)
            if field.name in BESIDE:
                return BESIDE[field.name](value)
            if field.is_feeling:
                return _feeling(field, value, language, implicit)
            return _answer(sheet.questions[field.question], value)
        except (Refused, instruments.Refused, kinds.BadValue) as problem:
            why = getattr(problem, "why", None) or getattr(problem, "message", "")
            raise Refused(str(getattr(problem, "code", "shape")), why) from None
        except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError):
            raise _unreadable() from None


def _unreadable() -> Refused:
    return Refused("shape", _("This answer could not be read. Please give it again."))


def _look_through(value: Any) -> None:
    """Refuse what no database keeps or no person types: NUL, half characters, giants, deep nests."""
    waiting, seen = [(value, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PARTS:
            raise Refused("too_complex", _("This answer could not be read. Please give it again."))
        if isinstance(part, str):
            _text(part)
        elif isinstance(part, Mapping):
            waiting += [(inner, depth + 1) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            waiting += [(inner, depth + 1) for inner in part]
        elif isinstance(part, int | float) and not (abs(part) <= LARGEST_NUMBER and math.isfinite(part)):
            raise Refused("not_a_number", _("This number is too large. Please fill it in again."))


def _text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused("too_long", _("This text is too long. Make it shorter."))
    if "\0" in text:
        raise Refused("nul", _("The text holds a character that cannot be stored. Remove it."))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused("half_character", _("The text holds a character that cannot be stored. Remove it."))


def _feeling(field: Field, value: Any, language: str, implicit: str) -> dict[str, Any] | None:
    instrument = instruments.for_field(field.path, implicit)
    if instrument is None:
        raise _unreadable()
    return instrument.check(value, language)


def _unanswered(value: Any) -> dict[str, Any] | None:
    if value is None or value == {"v": False}:
        return None
    if value != {"v": True}:
        raise _unreadable()
    return {"v": True}


def _answer(question: Mapping[str, Any], value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _unreadable()
    if value.get("v") is not None:
        return _given(question, value)
    if "na" in value:
        if not question.get("allow_na"):
            raise Refused("na_not_allowed", _("This question always applies. Please answer it."))
        return {"na": _reason(value["na"])}
    if "skipped" in value:
        return {"skipped": _reason(value["skipped"])}
    if "v" in value:  # emptied
        return None
    raise _unreadable()


def _given(question: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {"v": kinds.get(question["kind"]).check_value(question, value["v"])}
    rule = question.get("evidence")
    if rule and value.get("photos"):
        cleaned["photos"] = need_media(value["photos"], None, rule.get("max") or MOST_EVIDENCE)
    return cleaned


def _reason(reason: Any) -> str:
    if not isinstance(reason, str) or not reason.strip():
        raise Refused("reason", _("Say in a few words why this does not apply."))
    if len(reason) > LONGEST_REASON:
        raise Refused("too_long", _("This reason is too long: at most 300 characters."))
    return reason.strip()


def photos_in(question: Mapping[str, Any], value: Any) -> list[str]:
    """The ids of every photo that a stored value names: as the answer, on the receipt, as evidence."""
    if not isinstance(value, Mapping):
        return []
    inside = value.get("v")
    if question.get("kind") == "photo":
        return list(inside or [])
    receipt = inside.get("photos") or [] if isinstance(inside, Mapping) else []
    return [*receipt, *(value.get("photos") or [])]


def may_have_photos(question: Mapping[str, Any]) -> bool:
    """Whether a photo can belong to this question at all."""
    return question.get("kind") in ("photo", "receipt") or bool(question.get("evidence"))
