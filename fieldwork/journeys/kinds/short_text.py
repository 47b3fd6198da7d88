"""A few words."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ANSWERED, Asked, BadValue, Kind, need_text

LONGEST = 200


class ShortTextQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["short_text"]


class ShortText(Kind):
    """Value: one line of at most 200 characters."""

    code = "short_text"
    name = _("Short text")
    seconds = 25
    model = ShortTextQuestion
    operators = ("eq", "ne", "contains", *ANSWERED)

    def check_value(self, question: Asked, value: Any) -> str:
        text = " ".join(need_text(value).split())
        if not text:
            raise BadValue("empty", _("Fill in a text."))
        if len(text) > LONGEST:
            raise BadValue("too_long", _("Use at most %(most)s characters.") % {"most": LONGEST})
        return text

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return str(value)
