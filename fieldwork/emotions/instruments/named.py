"""The feeling in words: one or two named emotions with their strength, and what caused it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, plain_text, whole
from fieldwork.emotions.words import CAUSES, EMOTIONS

code = "named"

MOST = 2
SIDES = ("left", "right")
LONGEST_WORD = 80
LONGEST_CAUSE = 2000


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned words: at most two emotions, strength 1-5 (none for neutral), cause, side of the tiles.

    Raises ``Refused`` when a word is unknown or told twice, a strength is missing, or ``other`` has no
    word of its own or does not say whether it was pleasant.
    """
    return clean_answer(value, language, _words)


def _words(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict) or not isinstance(answer.get("named"), list):
        raise Refused("shape", _("This answer could not be read. Please give it again."))
    chosen = [_one(item) for item in answer["named"]]
    if not chosen:
        raise Refused("none_chosen", _("Choose at least one word, or “I cannot say”."))
    if len(chosen) > MOST:
        raise Refused("too_many", _("Choose at most two words."))
    if len({one["emotion"] for one in chosen}) < len(chosen):
        raise Refused("twice", _("The same word was chosen twice."))
    if answer.get("tile_side") not in SIDES:
        raise Refused("tile_side", _("This answer could not be read. Please give it again."))
    tag = answer.get("cause_tag") or None
    if tag is not None and (not isinstance(tag, str) or tag not in CAUSES):
        raise Refused("cause", _("This cause is not in the list. Please choose again."))
    return {
        "named": chosen,
        "cause_tag": tag,
        "cause_text": plain_text(answer.get("cause_text"), LONGEST_CAUSE),
        "tile_side": answer["tile_side"],
    }


def _one(item: Any) -> dict[str, Any]:
    word = item.get("emotion") if isinstance(item, dict) else None
    if not isinstance(word, str) or word not in EMOTIONS:
        raise Refused("unknown", _("This word is not in the list. Please choose again."))
    if word == "neutral":
        return {"emotion": word, "intensity": None}
    if not whole(item.get("intensity"), 1, 5):
        raise Refused("strength", _("Say how strong the feeling was, from 1 to 5."))
    cleaned = {"emotion": word, "intensity": item["intensity"]}
    if word == "other":
        if type(item.get("sign")) is not int or item["sign"] not in (1, -1):
            raise Refused("sign", _("Say whether your own word was pleasant or unpleasant."))
        cleaned["sign"] = item["sign"]
        cleaned["text"] = plain_text(item.get("text"), LONGEST_WORD)
        if not cleaned["text"]:
            raise Refused("word", _("Write down your own word for the feeling."))
    return cleaned
