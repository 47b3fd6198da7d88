"""Visits in dated parts (order, delivery, return): a mail when a later part opens, and one a day before one is due."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from fieldwork.notices.actions import Telling, tell_all
from fieldwork.notices.states import NoticeKind
from fieldwork.visits.models import PART_DUE_AT, PART_OPENS_AT, Visit
from fieldwork.visits.states import VisitState

OPENED_WITHIN = timedelta(days=2)  # what opened longer ago is no news, when nobody looked for a while
# Parts end with their day: this far ahead of it is the morning of the day before.
DUE_WITHIN = timedelta(hours=36)
SHORT = timedelta(hours=60)  # a part that is due so soon after it opens has one mail: that it can be done
TO_BE_DONE = [VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.STARTED]
AT_MOST = 500  # of each kind, in one look


def remind(now: datetime | None = None) -> int:
    """Tell who is to be told at ``now``. Returns how many that were; a second look finds nobody."""
    now = now or timezone.now()
    visits = Visit.objects.filter(episodes__gt=1, shopper__isnull=False, wave__is_open=True)
    visits = visits.alias(opens=PART_OPENS_AT, due=PART_DUE_AT).select_related("location", "shopper")
    # Who was heard of since it opened, as somebody who handed in the part before on that day, knows already.
    unaware = Q(last_sync_at=None) | Q(last_sync_at__lt=F("opens"))
    opened = visits.filter(
        unaware, state=VisitState.STARTED, episode__gt=1, opens__lte=now, opens__gt=now - OPENED_WITHIN, due__gt=now
    )
    due = visits.filter(state__in=TO_BE_DONE, due__gt=now, due__lte=now + DUE_WITHIN, opens__lt=F("due") - SHORT)
    tellings = [_telling(NoticeKind.PART_OPENS, visit) for visit in opened.order_by("opens", "pk")[:AT_MOST]]
    tellings += [_telling(NoticeKind.PART_DUE, visit) for visit in due.order_by("due", "pk")[:AT_MOST]]
    return len(tell_all(tellings, now))


def _telling(kind: NoticeKind, visit: Visit) -> Telling:
    """Once per shopper and round: who takes over begins with the first part, in rounds of their own."""
    assert visit.shopper is not None  # noqa: S101 - the query asked for it
    key = f"{kind}:{visit.pk}:{visit.shopper_id}:{visit.round_number}:{visit.episode}"
    return Telling(visit.shopper, kind, key, visit, {"episode": visit.episode})
