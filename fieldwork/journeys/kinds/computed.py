"""A value that nobody fills in: computed from other answers, or fixed."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import Field

from fieldwork.journeys import grammar, shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, BadValue, Kind, number_from, spoken, written
from fieldwork.measurement.numbers import is_number

TRUTH = {True: pgettext_lazy("answer", "Yes"), False: pgettext_lazy("answer", "No")}


def _nothing() -> shapes.Formula:
    return shapes.Formula(expr="")


class ComputedQuestion(shapes.Question):
    """``formula`` is computed where the question stands, from answers before it; it never waits for a shopper."""

    kind: Literal["computed"]
    required: Literal[False] = False
    formula: shapes.Formula = Field(default_factory=_nothing)


class Typed(str):
    """Text as somebody typed it, no tree."""


class FormulaField(forms.CharField):
    """An expression as text, its answers by their paths."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return Typed(data or "")

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return grammar.read(typed, lambda path: ["ref", path])
        except grammar.CannotRead as error:
            raise forms.ValidationError(error.why) from None

    def prepare_value(self, value: Any) -> Any:
        """A tree as the text it was read from; what was typed stays as typed."""
        return value if isinstance(value, Typed) or value in (None, "") else grammar.written(value, str)


class Computed(Kind):
    """Value: a text, a number, yes or no (true, false), or nothing."""

    code = "computed"
    name = _("Computed value")
    seconds = 0
    model = ComputedQuestion
    operators = ("contains", *ORDER)
    is_computed = True

    def defaults(self) -> dict[str, Any]:
        return {"weight": 0}

    def check_value(self, question: Asked, value: Any) -> Any:
        raise BadValue("computed", _("This value is computed; nobody fills it in."))

    def check_comparison(self, question: Asked, operator: str, value: Any) -> None:
        if operator not in self.operators:
            super().check_comparison(question, operator, value)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        if isinstance(value, bool):
            return spoken(TRUTH[value], language)
        if is_number(value):
            return written(value, language)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def fields(self) -> dict[str, forms.Field]:
        help_text = _("For example: ${desk/waited} + 5, or if(${desk/greeted} = 'yes', 1, 0).")
        label = _("Expression")
        return {"formula__expr": FormulaField(label=label, help_text=help_text, required=False, max_length=4000)}

    def read_one(self, question: Asked, typed: str) -> Any:
        try:
            return number_from(typed)
        except BadValue:
            return typed
