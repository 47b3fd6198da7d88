"""Moments as a mail writes them: with the weekday, because a date alone is easily misread."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fieldwork.visits.clocks import hour
from fieldwork.visits.models import Visit

WHOLE_DAY = ((0, 0), (23, 59))


def day(when: datetime) -> str:
    """ "woensdag 25 november"."""
    return date_format(when, "l j F")


def moment(when: datetime, zone: str) -> str:
    """ "woensdag 25 november, 9.00 uur", on the clock of ``zone``."""
    local = when.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(hour)s") % {"day": day(local), "hour": hour(local)}


def window(visit: Visit) -> str:
    """When the visit is to be done, at its location.

    "woensdag 25 november", "woensdag 25 november, 9.00–12.00 uur" or "maandag 24 november t/m vrijdag 28 november".
    """
    zone = ZoneInfo(visit.location.timezone)
    first, last = visit.opens_at.astimezone(zone), visit.due_at.astimezone(zone)
    if first.date() != last.date():
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if ((first.hour, first.minute), (last.hour, last.minute)) == WHOLE_DAY:
        return day(first)
    return _("%(day)s, %(hour)s") % {"day": day(first), "hour": f"{hour(first)}–{hour(last)}"}
