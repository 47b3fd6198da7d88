"""A day of the calendar."""

from datetime import date
from typing import Any, Literal

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, BadValue, Kind, need_text


class DateQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["date"]


class DateKind(Kind):
    """Value: ``"2026-11-24"``."""

    code = "date"
    name = _("Date")
    model = DateQuestion
    operators = ORDER

    def check_value(self, question: Asked, value: Any) -> str:
        try:
            return date.fromisoformat(need_text(value)[:40]).isoformat()
        except BadValue:
            raise
        except ValueError:
            raise BadValue("not_a_date", _("Fill in a date.")) from None

    def summary(self, question: Asked, value: Any, language: str) -> str:
        with override(language):
            return str(formats.date_format(date.fromisoformat(value), "DATE_FORMAT"))
