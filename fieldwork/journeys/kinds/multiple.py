"""Several of several answers."""

from typing import Annotated, Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fieldwork.common.texts import pick
from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ANSWERED, Asked, BadValue, Kind, key_set, whole
from fieldwork.journeys.kinds.single import Option


class SeveralOption(Option):
    """``exclusive``: "none of these" goes with no other answer."""

    exclusive: bool = False


class MultipleQuestion(shapes.Question):
    """``min`` and ``max`` count chosen answers."""

    kind: Literal["multiple"]
    options: Annotated[list[SeveralOption], Field(max_length=shapes.MOST_OPTIONS)] = []
    min: Annotated[int, Field(ge=0, le=shapes.MOST_OPTIONS)] | None = None
    max: Annotated[int, Field(ge=1, le=shapes.MOST_OPTIONS)] | None = None


class Multiple(Kind):
    """Value: the keys of the chosen options, in the order of the options."""

    code = "multiple"
    name = _("More than one choice")
    model = MultipleQuestion
    operators = ("contains", "in", *ANSWERED)
    partial = "desk/journeys/kinds/_options.html"
    rows = "options"

    def check_value(self, question: Asked, value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            raise BadValue("wrong_type", _("Choose from the answers."))
        options = question["options"]
        if set(value) - key_set(options):
            raise BadValue("not_an_option", _("Choose from the answers."))
        chosen = [one for one in options if one["key"] in value]
        if len(chosen) > 1 and any(one.get("exclusive") for one in chosen):
            raise BadValue("exclusive", _("This answer does not go together with another one."))
        alone = len(chosen) == 1 and chosen[0].get("exclusive")
        least, most = question.get("min"), question.get("max")
        if not alone and least is not None and len(chosen) < least:
            raise BadValue("too_few", _("Choose at least %(least)s answers.") % {"least": least})
        if most is not None and len(chosen) > most:
            raise BadValue("too_many", _("Choose at most %(most)s answers.") % {"most": most})
        return [one["key"] for one in chosen]

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return ", ".join(pick(one["text"], language) for one in question["options"] if one["key"] in value)

    def fields(self) -> dict[str, forms.Field]:
        return {
            "min": whole(_("At least"), _("How many answers; empty is no limit."), 0, shapes.MOST_OPTIONS),
            "max": whole(_("At most"), _("How many answers; empty is no limit."), 1, shapes.MOST_OPTIONS),
        }

    def choices(self, question: Asked) -> list[tuple[str, dict[str, str]]]:
        return [(one["key"], one["text"]) for one in question["options"]]
