"""What all instruments share: the shape of an op's value, and how a refusal is worded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

SKIPPED = {"skipped": "cannot_say"}
# Everything a person cannot type, but line breaks and tabs: databases and PDF choke on the rest.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Refused(ValueError):
    """This value may not be stored. ``code`` is for programs, ``message`` for the shopper."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code, str(message))

    @property
    def code(self) -> str:
        return self.args[0]

    @property
    def message(self) -> str:
        return self.args[1]


def clean_answer(value: Any, language: str, clean: Callable[[Any], Any]) -> dict[str, Any] | None:
    """Check the envelope, hand what is inside to ``clean``, and word a refusal in ``language``."""
    with override(language):
        if value is None:
            return None
        if isinstance(value, dict) and value.get("skipped") == "cannot_say" and "v" not in value:
            return dict(SKIPPED)
        if not isinstance(value, dict) or "v" not in value:
            raise Refused("shape", _("This answer could not be read. Please give it again."))
        return {"v": clean(value["v"])}


def whole(value: Any, low: int, high: int) -> bool:
    """Is this a whole number from ``low`` to ``high``? True and False are not numbers here."""
    return type(value) is int and low <= value <= high


def plain_text(value: Any, longest: int) -> str:
    """Text without control characters, at most ``longest`` characters; anything else is refused."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("text", _("This text could not be read. Please type it again."))
    text = _UNPRINTABLE.sub("", value).strip()
    if len(text) > longest:
        raise Refused("too_long", _("This text is too long: at most %(n)d characters.") % {"n": longest})
    return text
