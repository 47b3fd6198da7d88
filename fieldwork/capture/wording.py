"""What a field holds, in words: for a shopper who has to choose between two phones."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fieldwork.capture.fields import BASELINE, OVERALL, RECOMMEND, UNANSWERED, Sheet, read
from fieldwork.capture.values import photos_in
from fieldwork.common.texts import pick
from fieldwork.emotions.words import EMOTIONS, describe, describe_face
from fieldwork.journeys import kinds


def field_in_words(sheet: Sheet, path: str) -> str:
    """The question, or the step and the part of the feeling."""
    field = read(path)
    if field is None:
        return path
    if not field.is_feeling:
        return pick(sheet.questions[field.question]["text"])
    parts = {
        BASELINE: _("Before you start"),
        OVERALL: _("The whole visit"),
        RECOMMEND: _("Recommendation"),
        "@tap": _("first impression"),
        "@named": _("feeling in words"),
        "@grade": _("grade"),
        UNANSWERED: _("Nobody answered"),
    }
    part = str(parts.get(field.name, field.name))
    return f"{pick(sheet.steps[field.step]['title'])}: {part}" if field.step else part


def value_in_words(sheet: Sheet, path: str, value: Mapping[str, Any] | None) -> str:
    """The value of a field as the shopper gave it; never empty."""
    field = read(path)
    if not value or field is None:
        return _("no answer")
    if "na" in value:
        return f"{_('N/A')}: {value['na']}"
    if "skipped" in value:
        return _("I cannot say")
    inside = value.get("v")
    if field.is_feeling:
        return _felt(inside)
    question = sheet.questions[field.question]
    photos = photos_in(question, value)
    if question["kind"] == "photo":
        return ngettext("%(n)s photo", "%(n)s photos", len(photos)) % {"n": len(photos)}
    return kinds.get(question["kind"]).summary(question, inside, get_language() or "nl") or _("no answer")


def _felt(inside: Any) -> str:
    if isinstance(inside, Mapping) and "face" in inside:
        return describe_face(inside["face"], inside["q"])
    if isinstance(inside, Mapping) and "px" in inside:
        return describe(inside["px"], inside["py"])
    if isinstance(inside, Mapping) and "named" in inside:
        words = (one.get("text") or str(EMOTIONS[one["emotion"]].label) for one in inside["named"])
        return ", ".join(words)
    return _("Yes") if inside is True else str(inside)
