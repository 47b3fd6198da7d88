"""An answer in the shopper's own words."""

from typing import Annotated, Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ANSWERED, Asked, BadValue, Kind, need_text, whole

LONGEST = 4000


class LongTextQuestion(shapes.Question):
    """Lengths in characters."""

    kind: Literal["long_text"]
    min_length: Annotated[int, Field(ge=0, le=LONGEST)] = 0
    max_length: Annotated[int, Field(ge=1, le=LONGEST)] = 1000


class LongText(Kind):
    """Value: a text; line ends are kept."""

    code = "long_text"
    name = _("Long text")
    seconds = 60
    model = LongTextQuestion
    operators = ("contains", *ANSWERED)

    def check_value(self, question: Asked, value: Any) -> str:
        text = need_text(value).replace("\r\n", "\n").strip()
        if not text:
            raise BadValue("empty", _("Fill in a text."))
        least, most = question.get("min_length") or 0, question.get("max_length") or LONGEST
        if len(text) < least:
            raise BadValue("too_short", _("Use at least %(least)s characters.") % {"least": least})
        if len(text) > most:
            raise BadValue("too_long", _("Use at most %(most)s characters.") % {"most": most})
        return text

    def check_comparison(self, question: Asked, operator: str, value: Any) -> None:
        super().check_comparison({**question, "min_length": 0}, operator, value)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return str(value)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "min_length": whole(_("At least so many characters"), "", 0, LONGEST),
            "max_length": whole(_("At most so many characters"), "", 1, LONGEST),
        }

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        least, most = values.get("min_length"), values.get("max_length")
        return {**values, "min_length": least or 0, "max_length": most or 1000}
