"""Opening hours as people write them: "09:00-17:30, 19:00-21:00" a day, and as they are stored."""

import re
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAYS = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
SPAN = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?$")


def parse(text: str) -> list[list[str]]:
    """The spans of one day in order: "9-12.30, 13:00–17:00" → ``[["09:00", "12:30"], ["13:00", "17:00"]]``.

    Nothing means closed. Raises ``ValidationError`` for what is no span, ends before it starts, or overlaps.
    """
    spans = sorted(_span(part.strip()) for part in text.replace(";", ",").split(",") if part.strip())
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise ValidationError(_("Two of these times overlap."))
    return [list(span) for span in spans]


def _span(part: str) -> tuple[str, str]:
    found = SPAN.match(part)
    if not found:
        raise ValidationError(_("Write times like 09:00-17:30, 19:00-21:00. Leave it empty when it is closed."))
    hour, minute, end_hour, end_minute = (int(group or 0) for group in found.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or closes > 24 * 60:
        raise ValidationError(_("A day ends at 24:00 and an hour has 60 minutes."))
    if closes <= opens:
        raise ValidationError(_("The closing time must come after the opening time."))
    return f"{hour:02}:{minute:02}", f"{end_hour:02}:{end_minute:02}"


def words(spans: list[list[str]] | None) -> str:
    """Stored spans of one day as text; nothing for a closed day."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans or [])


def check(hours: object) -> None:
    """Raise ``ValidationError`` unless this is a week as it is stored."""
    if not isinstance(hours, dict) or set(hours) - set(DAYS):
        raise ValidationError(_("Opening hours belong to the days of the week."))
    for spans in hours.values():
        parse(words(spans))
