"""One of several answers."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fieldwork.common.texts import pick
from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import EQUALITY, Asked, BadValue, Kind, key_set


class Option(shapes.Sparse):
    """One answer to choose; ``points`` null: this answer leaves the score. ``show_if``: offered only then."""

    _left_out = ("show_if",)

    key: shapes.OptionKey
    text: shapes.Sentence = Field(default_factory=shapes.empty)
    hint: shapes.Sentence = Field(default_factory=shapes.empty)
    points: shapes.Number | None = None
    show_if: shapes.ShowIf = None


class SingleQuestion(shapes.Question):
    """The best option is the maximum."""

    kind: Literal["single"]
    options: Annotated[list[Option], Field(max_length=shapes.MOST_OPTIONS)] = []


class Single(Kind):
    """Value: the key of the chosen option."""

    code = "single"
    name = _("One choice")
    model = SingleQuestion
    operators = EQUALITY
    partial = "desk/journeys/kinds/_options.html"
    rows = "options"

    def check_value(self, question: Asked, value: Any) -> str:
        if not isinstance(value, str) or value not in key_set(question["options"]):
            raise BadValue("not_an_option", _("Choose one of the answers."))
        return value

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return next((pick(one["text"], language) for one in question["options"] if one["key"] == value), value)

    def from_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: row[name] for name in Option.model_fields if name in row} for row in rows]

    def choices(self, question: Asked) -> list[tuple[str, dict[str, str]]]:
        return [(one["key"], one["text"]) for one in question["options"]]
