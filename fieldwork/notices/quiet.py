"""Quiet hours: nobody's phone buzzes at night for what can wait until the morning."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from fieldwork.people.models import User
from fieldwork.people.states import Role
from fieldwork.visits.models import Visit

FROM, UNTIL = time(21), time(8)


def after_the_night(moment: datetime, zone: ZoneInfo) -> datetime:
    """``moment`` itself by day; between 21.00 and 8.00 in ``zone``, the next 8.00."""
    local = moment.astimezone(zone)
    if UNTIL <= local.time() < FROM:
        return moment
    morning = local.date() + timedelta(days=local.time() >= FROM)
    return datetime.combine(morning, UNTIL, tzinfo=zone)


def leaves_at(moment: datetime, person: User, visit: Visit | None, *, can_wait: bool) -> datetime:
    """When something to be told at ``moment`` may leave: to a shopper not at night, unless it is about today.

    The clock is the one at the location of the visit, where its shopper is, else the agency's. A visit is about
    today when it began today or this is the last day of what is to be done now; what ``can_wait`` waits all the same.
    """
    if person.role != Role.SHOPPER:
        return moment
    zone = ZoneInfo(visit.location.timezone if visit else timezone.get_default_timezone_name())
    if visit and not can_wait and _is_about_today(visit, moment.astimezone(zone)):
        return moment
    return after_the_night(moment, zone)


def _is_about_today(visit: Visit, local: datetime) -> bool:
    days = [when.astimezone(local.tzinfo).date() for when in (visit.part_due_at, visit.started_at) if when]
    return local.date() in days
