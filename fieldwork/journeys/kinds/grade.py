"""A report mark from 1 to 10."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, Kind, need_whole, number_from


class GradeQuestion(shapes.Question):
    """``scored``: the mark brings (mark − 1)/9 of the weight."""

    kind: Literal["grade"]
    scored: bool = True


class Grade(Kind):
    """Value: a whole number from 1 to 10."""

    code = "grade"
    name = _("Report mark 1–10")
    model = GradeQuestion
    operators = ("in", *ORDER)

    def check_value(self, question: Asked, value: Any) -> int:
        return need_whole(value, 1, 10)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return str(value)

    def fields(self) -> dict[str, forms.Field]:
        return {"scored": forms.BooleanField(label=_("The mark counts in the score"), required=False)}

    def read_one(self, question: Asked, typed: str) -> Any:
        return number_from(typed)
