"""A scale with worded points, from low to high."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fieldwork.common.texts import pick
from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, Kind, need_whole, number_from


class Anchor(shapes.Part):
    """One worded point of the scale."""

    text: shapes.Sentence = Field(default_factory=shapes.empty)
    points: shapes.Number | None = None


class ScaleQuestion(shapes.Question):
    """2 to 11 points; the first is value 1. Points null everywhere: not scored."""

    kind: Literal["scale"]
    anchors: Annotated[list[Anchor], Field(max_length=11)] = []


class Scale(Kind):
    """Value: a whole number from 1 to the number of points."""

    code = "scale"
    name = _("Scale with words")
    model = ScaleQuestion
    operators = ("in", *ORDER)
    partial = "desk/journeys/kinds/_anchors.html"
    rows = "anchors"

    def check_value(self, question: Asked, value: Any) -> int:
        return need_whole(value, 1, len(question["anchors"]))

    def summary(self, question: Asked, value: Any, language: str) -> str:
        anchors = question["anchors"]
        word = pick(anchors[value - 1]["text"], language) if 0 < value <= len(anchors) else ""
        return f"{word} ({value}/{len(anchors)})" if word else f"{value}/{len(anchors)}"

    def read_one(self, question: Asked, typed: str) -> Any:
        return number_from(typed)
