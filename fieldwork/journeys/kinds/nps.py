"""How likely one is to recommend: 0 to 10, never scored."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, Kind, need_whole, number_from


class NpsQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["nps"]


class Nps(Kind):
    """Value: a whole number from 0 to 10."""

    code = "nps"
    name = _("Recommendation 0–10")
    model = NpsQuestion
    operators = ("in", *ORDER)

    def check_value(self, question: Asked, value: Any) -> int:
        return need_whole(value, 0, 10)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return str(value)

    def read_one(self, question: Asked, typed: str) -> Any:
        return number_from(typed)
