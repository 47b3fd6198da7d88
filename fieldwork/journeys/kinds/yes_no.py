"""Yes or no."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import EQUALITY, Asked, BadValue, Kind, optional_number, spoken

WORDS = {"yes": pgettext_lazy("answer", "Yes"), "no": pgettext_lazy("answer", "No")}


class Points(shapes.Part):
    """What yes and no are worth."""

    yes: shapes.Number
    no: shapes.Number


class YesNoQuestion(shapes.Question):
    """``points`` null: a fact, not scored."""

    kind: Literal["yes_no"]
    points: Points | None = None


class YesNo(Kind):
    """Value: ``"yes"`` or ``"no"``."""

    code = "yes_no"
    name = _("Yes or no")
    seconds = 8
    model = YesNoQuestion
    operators = EQUALITY
    partial = "desk/journeys/kinds/_yes_no.html"

    def defaults(self) -> dict[str, Any]:
        return {"points": {"yes": 1, "no": 0}}

    def check_value(self, question: Asked, value: Any) -> str:
        if value not in ("yes", "no"):
            raise BadValue("not_an_option", _("Choose yes or no."))
        return str(value)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return spoken(WORDS[value], language)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "points__yes": optional_number(_("Points for yes")),
            "points__no": optional_number(_("Points for no")),
        }

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        points = values.get("points") or {}
        if all(worth is None for worth in points.values()):
            return {**values, "points": None}
        return {**values, "points": {side: worth or 0 for side, worth in points.items()}}

    def choices(self, question: Asked) -> list[tuple[str, dict[str, str]]]:
        return [(key, {code: spoken(word, code) for code in shapes.languages()}) for key, word in WORDS.items()]
