"""A time of the day."""

from datetime import time
from typing import Any, Literal

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import ORDER, Asked, BadValue, Kind, need_text


class TimeQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["time"]


class TimeKind(Kind):
    """Value: ``"14:07"``, the local time of the location."""

    code = "time"
    name = _("Time")
    model = TimeQuestion
    operators = ORDER

    def check_value(self, question: Asked, value: Any) -> str:
        try:
            moment = time.fromisoformat(need_text(value)[:40])
        except BadValue:
            raise
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo:
            raise BadValue("not_a_time", _("Fill in a time, such as 14:07."))
        return f"{moment:%H:%M}"

    def summary(self, question: Asked, value: Any, language: str) -> str:
        with override(language):
            return clock(value)


def clock(value: str) -> str:
    """A time as people of the active language write it: "14.07 uur" in Dutch, "14:07" in English."""
    return pgettext("a time of the day", "%(time)s") % {"time": formats.time_format(time.fromisoformat(value))}
