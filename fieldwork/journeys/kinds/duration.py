"""A measured time, in seconds; the phone shows minutes, seconds and a stopwatch."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import Asked, BadValue, need_between, need_number
from fieldwork.journeys.kinds.number import Measured, NumberKind

LONGEST = 31 * 24 * 3600  # an answer by e-mail may take weeks
SECONDS = {"nl": "seconden", "en": "seconds"}


class DurationQuestion(Measured):
    """Bounds and bands are in seconds."""

    kind: Literal["duration"]


class Duration(NumberKind):
    """Value: a number of seconds, 0 or more."""

    code = "duration"
    name = _("Measured time")
    seconds = 20
    model = DurationQuestion

    def defaults(self) -> dict[str, Any]:
        return {"unit": {code: SECONDS.get(code, "s") for code in shapes.languages()}, "min": 0}

    def check_value(self, question: Asked, value: Any) -> int | float:
        seconds = need_number(value)
        if not 0 <= seconds <= LONGEST:
            raise BadValue("out_of_range", _("Fill in a time in minutes and seconds."))
        need_between(seconds, question.get("min"), question.get("max"))
        return int(seconds) if seconds == int(seconds) else round(seconds, 1)

    def summary(self, question: Asked, value: Any, language: str) -> str:
        minutes, seconds = divmod(round(value), 60)
        hours, minutes = divmod(minutes, 60)
        with override(language):
            parts = [
                gettext("%(hours)s h") % {"hours": hours} if hours else "",
                gettext("%(minutes)s min") % {"minutes": minutes} if minutes else "",
                gettext("%(seconds)s s") % {"seconds": seconds} if seconds or not (hours or minutes) else "",
            ]
        return " ".join(part for part in parts if part)

    def fields(self) -> dict[str, forms.Field]:
        return self.bounds()

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "unit": self.defaults()["unit"], "decimals": 0}
