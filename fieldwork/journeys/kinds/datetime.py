"""A day and a time."""

from datetime import datetime
from typing import Any, Literal

from django.utils import formats
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, BadValue, Kind, need_text
from fieldwork.journeys.kinds.date import need_likely
from fieldwork.journeys.kinds.time import clock


class DateTimeQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["datetime"]


class DateTimeKind(Kind):
    """Value: ``"2026-11-24T14:07"``, the local time of the location."""

    code = "datetime"
    name = _("Date and time")
    seconds = 15
    model = DateTimeQuestion
    operators = ORDER

    def check_value(self, question: Asked, value: Any) -> str:
        typed = need_text(value)[:40]
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo or "T" not in typed:
            raise BadValue("not_a_moment", _("Fill in a date and a time."))
        need_likely(moment)
        return f"{moment:%Y-%m-%dT%H:%M}"

    def summary(self, question: Asked, value: Any, language: str) -> str:
        moment = datetime.fromisoformat(value)
        with override(language):
            day = formats.date_format(moment.date(), "DATE_FORMAT")
            return gettext("%(day)s, %(time)s") % {"day": day, "time": clock(f"{moment:%H:%M}")}
