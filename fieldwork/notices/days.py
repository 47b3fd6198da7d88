"""Moments as a mail writes them: with the weekday, because a date alone is easily misread."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fieldwork.visits.clocks import hour
from fieldwork.visits.models import Visit

WHOLE_DAY = ((0, 0), (23, 59))


def day(when: date) -> str:
    """ "woensdag 25 november"."""
    return date_format(when, "WEEKDAY_FORMAT")


def moment(when: datetime, zone: str) -> str:
    """ "woensdag 25 november, 9.00 uur", on the clock of ``zone``."""
    local = when.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(hour)s") % {"day": day(local), "hour": hour(local)}


def window(visit: Visit) -> str:
    """When what is to be done now (the visit, or its next dated part) is to be done, at its location."""
    return span(visit.part_opens_at, visit.part_due_at, visit.location.timezone)


def span(opens: datetime, due: datetime, zone: str) -> str:
    """From and until when, on the clock of ``zone``.

    "woensdag 25 november", "woensdag 25 november, 9.00–12.00 uur" or "maandag 24 november t/m vrijdag 28 november".
    """
    first, last = opens.astimezone(ZoneInfo(zone)), due.astimezone(ZoneInfo(zone))
    if first.date() != last.date():
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if ((first.hour, first.minute), (last.hour, last.minute)) == WHOLE_DAY:
        return day(first)
    return _("%(day)s, %(hour)s") % {"day": day(first), "hour": f"{hour(first)}–{hour(last)}"}


def whole_days(first: date, last: date) -> str:
    """ "maandag 24 november t/m vrijdag 28 november"."""
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
