"""Days that come near: the last day of a visit, the day to hand in, and the time to answer a reviewer's question."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from fieldwork.notices.actions import Telling, tell_all
from fieldwork.notices.states import NoticeKind
from fieldwork.visits.models import Visit
from fieldwork.visits.states import BEFORE, VisitState

# Visits end with their day, so these are the mornings of two days before, of the day before, and of the day itself.
AHEAD = (timedelta(hours=60), timedelta(hours=36))
TODAY = timedelta(hours=14)
QUESTION_WITHIN = timedelta(hours=24)  # half of the time there is to answer
JUST_GIVEN = timedelta(hours=12)  # who was asked to confirm so shortly ago knows the days
AT_MOST = 500  # of each kind, in one look


def remind(now: datetime | None = None) -> int:
    """Tell who is to be told at ``now``. Returns how many that were; a second look finds nobody.

    Visits in dated parts have reminders of their own (``parts``).
    """
    now = now or timezone.now()
    visits = Visit.objects.filter(episodes=1, shopper__isnull=False, wave__is_open=True)
    visits = visits.select_related("location", "shopper").order_by("due_at", "pk")
    known = visits.filter(assigned_at__lt=now - JUST_GIVEN)
    tellings: list[Telling] = []
    # The shortest first: who is told of tomorrow is not told of the day after tomorrow in the same look.
    for hours in sorted(AHEAD):
        near = known.filter(state__in=BEFORE, due_at__gt=now, due_at__lte=now + hours, opens_at__lt=F("due_at") - hours)
        near = near.exclude(pk__in=[one.visit.pk for one in tellings if one.visit])
        tellings += [_telling(NoticeKind.VISIT_DUE, one, one.due_at, hours) for one in near[:AT_MOST]]
    last = visits.filter(state__in=[*BEFORE, VisitState.STARTED], submit_by__gt=now, submit_by__lte=now + TODAY)
    tellings += [_telling(NoticeKind.DEADLINE, one, one.submit_by) for one in last[:AT_MOST]]
    asked = Visit.objects.filter(state=VisitState.RETURNED, shopper__isnull=False, wave__is_open=True)
    asked = asked.filter(return_due_at__gt=now, return_due_at__lte=now + QUESTION_WITHIN)
    asked = asked.select_related("location", "shopper").order_by("return_due_at", "pk")
    tellings += [_telling(NoticeKind.QUESTION_DUE, one, one.return_due_at) for one in asked[:AT_MOST]]
    return len(tell_all(tellings, now))


def _telling(kind: NoticeKind, visit: Visit, due: datetime | None, ahead: timedelta = timedelta(0)) -> Telling:
    """Once per shopper and day that it is about: who takes over, or gets a later day, hears anew."""
    assert visit.shopper is not None  # noqa: S101 - the query asked for it
    assert due is not None  # noqa: S101 - as above
    hours, day = int(ahead.total_seconds() // 3600), int(due.timestamp())
    return Telling(visit.shopper, kind, f"{kind}:{visit.pk}:{visit.shopper_id}:{day}:{hours}", visit)
