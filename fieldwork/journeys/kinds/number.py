"""A number with its unit; bands turn it into points."""

from typing import Annotated, Any, ClassVar, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from fieldwork.common.texts import pick
from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import (
    ANSWERED,
    ORDER,
    Asked,
    BadValue,
    Kind,
    need_between,
    need_number,
    number_from,
    optional_number,
    whole,
    written,
)
from fieldwork.measurement.numbers import exact


class Band(shapes.Part):
    """Points for a value up to and including ``upto``; null: everything above the band before."""

    upto: shapes.Number | None = None
    points: shapes.Number = 0


class Measured(shapes.Question):
    """What a number and a measured time share."""

    unit: shapes.Title = Field(default_factory=shapes.empty)
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    min: shapes.Number | None = None
    max: shapes.Number | None = None
    bands: Annotated[list[Band], Field(max_length=20)] = []


class NumberQuestion(Measured):
    """``decimals``: how many digits behind the comma are taken."""

    kind: Literal["number"]


class NumberKind(Kind):
    """Value: a number."""

    code = "number"
    name = _("Number")
    seconds = 15
    model: ClassVar[type[Measured]] = NumberQuestion
    operators = ORDER
    partial = "desk/journeys/kinds/_bands.html"
    rows = "bands"

    def check_value(self, question: Asked, value: Any) -> int | float:
        number = need_number(value)
        decimals = question.get("decimals") or 0
        if (exact(number) * 10**decimals).denominator != 1:
            digits = {"decimals": decimals}
            raise BadValue("too_precise", _("Use at most %(decimals)s digits behind the comma.") % digits)
        need_between(number, question.get("min"), question.get("max"))
        return int(number) if number == int(number) else number

    def summary(self, question: Asked, value: Any, language: str) -> str:
        unit = pick(question.get("unit"), language)
        return f"{written(value, language, question.get('decimals') or None)} {unit}".strip()

    def fields(self) -> dict[str, forms.Field]:
        unit: dict[str, forms.Field] = {}
        for code in shapes.languages():
            field = forms.CharField(label=_("Unit"), required=False, max_length=40)
            field.spoken = code.upper()  # type: ignore[attr-defined]
            unit[f"unit__{code}"] = field
        return {**unit, "decimals": whole(_("Digits behind the comma"), "", 0, 3), **self.bounds()}

    def bounds(self) -> dict[str, forms.Field]:
        """The fields for the lowest and the highest answer."""
        return {"min": optional_number(_("Lowest answer")), "max": optional_number(_("Highest answer"))}

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "decimals": values.get("decimals") or 0}

    def check_comparison(self, question: Asked, operator: str, value: Any) -> None:
        """Any number will do: "less than 0,5" makes sense for whole answers too."""
        if operator in self.operators and operator not in ANSWERED:
            need_number(value)
        else:
            super().check_comparison(question, operator, value)

    def read_one(self, question: Asked, typed: str) -> Any:
        return number_from(typed)
