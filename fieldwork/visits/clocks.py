"""Days and hours at the location of a visit: as moments, and as they are written."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fieldwork.people.models import Location

WEEKS_BEFORE, WEEKS_AFTER = 4, 8
FIRST_YEAR, LAST_YEAR = 1970, 9998  # of weeks whose both ends every database can hold


def moment(day: date | datetime, location: Location, *, end: bool) -> datetime:
    """A day as a moment at the location: its first minute, or its last with ``end``. Moments stay as they are."""
    if isinstance(day, datetime):
        return day
    clock = time(23, 59) if end else time(0, 0)
    return datetime.combine(day, clock, tzinfo=ZoneInfo(location.timezone))


def window(opens: datetime, due: datetime, zone: str) -> str:
    """When the visit may be done, at the location: "wo 25 nov, 9.00–12.00" or "24 nov t/m 1 dec"."""
    first, last = opens.astimezone(ZoneInfo(zone)), due.astimezone(ZoneInfo(zone))
    if first.date() != last.date():
        days = {"first": date_format(first, "BRIEF_FORMAT"), "last": date_format(last, "BRIEF_FORMAT")}
        return _("%(first)s to %(last)s") % days
    day = date_format(first, "DAY_FORMAT")
    if (first.hour, first.minute, last.hour, last.minute) == (0, 0, 23, 59):
        return day
    return f"{day}, {hour(first)}–{hour(last)}"


def hour(when: datetime) -> str:
    """A clock time as the reader writes it: "9.00" in Dutch, "09:00" in English."""
    return date_format(when, "TIME_FORMAT")


def week_of(day: date) -> str:
    """The ISO week as it stands in an address: "2026-48"."""
    year, week, _day = day.isocalendar()
    return f"{year}-{week:02d}"


def days_of(week: str) -> tuple[datetime, datetime] | None:
    """First moment of an ISO week and of the next one; ``None`` for what is no week."""
    try:
        year, number = (int(part) for part in week.split("-", 1))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    start = datetime.combine(monday, datetime.min.time())
    zone = timezone.get_current_timezone()
    return timezone.make_aware(start, zone), timezone.make_aware(start + timedelta(days=7), zone)


def weeks_around(first: date | None = None, last: date | None = None) -> list[str]:
    """The weeks one can choose from: those of a wave, or those around today."""
    today = timezone.localdate()
    day = first or today - timedelta(weeks=WEEKS_BEFORE)
    end = last or today + timedelta(weeks=WEEKS_AFTER)
    monday = day - timedelta(days=day.weekday())
    count = min(60, (end - monday).days // 7 + 1)
    return [week_of(monday + timedelta(weeks=number)) for number in range(count)]
