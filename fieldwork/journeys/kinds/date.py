"""A day of the calendar."""

from datetime import date
from typing import Any, Literal

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, BadValue, Kind, need_text

FIRST_YEAR, LAST_YEAR = 1900, 2099


def need_likely(day: date) -> None:
    """Raises ``BadValue`` for a year nobody means: 26 for 2026, or one figure too many."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValue("odd_year", _("Look at the year again: it lies between 1900 and 2099."))


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
            day = date.fromisoformat(need_text(value)[:40])
        except BadValue:
            raise
        except ValueError:
            raise BadValue("not_a_date", _("Fill in a date.")) from None
        need_likely(day)
        return day.isoformat()

    def summary(self, question: Asked, value: Any, language: str) -> str:
        with override(language):
            return str(formats.date_format(date.fromisoformat(value), "DATE_FORMAT"))
