"""Phones that opened a visit and say nothing any more: what is on them may be lost, so their shopper is asked.

Browsers throw away what a site keeps when it is not used for a week, so a form must come in within days.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from fieldwork.capture.models import Op, Round
from fieldwork.notices.actions import Telling, tell_all
from fieldwork.notices.states import NoticeKind
from fieldwork.visits import actions as visits
from fieldwork.visits.states import TO_DO, VisitState

SILENT_AFTER = timedelta(hours=48)
AGAIN_AFTER = timedelta(days=5)  # the second reminder, after the first
AT_MOST = 500  # in one look; the next one finds the rest


def silent_rounds(now: datetime) -> QuerySet[Round]:
    """Rounds a phone opened whose shopper is to be reminded at ``now``, with ``told``: how often that was done.

    The last sign is the newest of: opened, begun, last heard of. A reminder counts when it is younger than that: a
    phone that spoke since starts anew, yet nobody is reminded of one visit twice in 48 hours.
    """
    reminded = Q(
        visit__notices__kind=NoticeKind.SILENT, visit__notices__person=F("visit__shopper"),
    )  # fmt: skip
    sign = Greatest(
        Coalesce("seen_at", "opened_at"),
        Coalesce("visit__last_sync_at", "opened_at"),
        Coalesce("visit__started_at", "opened_at"),
    )
    # The server opens a later part by itself; only what came in of it tells that a phone did too.
    # A form that was only fetched to be kept was not opened by anybody.
    looked_at = Q(visit__started_at__isnull=False) | Q(seen_at__isnull=False)
    opened = (Q(episode=1) & looked_at) | Exists(Op.objects.filter(round=OuterRef("pk")))
    filled = Round.objects.filter(
        opened, Q(shopper=F("visit__shopper")) | Q(shopper=None),
        final_at=None, number=F("visit__round_number"), visit__shopper__isnull=False, visit__wave__is_open=True,
        # Also one whose date passed meanwhile: what is on the phone still counts.
        visit__state__in=[*TO_DO, VisitState.EXPIRED],
    )  # fmt: skip
    told = filled.annotate(sign=sign).filter(sign__lt=now - SILENT_AFTER).annotate(
        told=Count("visit__notices", filter=reminded & Q(visit__notices__created_at__gt=F("sign"))),
        last_told=Max("visit__notices__created_at", filter=reminded),
    )  # fmt: skip
    first = Q(told=0) & (Q(last_told=None) | Q(last_told__lt=now - SILENT_AFTER))
    return told.filter(first | Q(told=1, last_told__lt=now - AGAIN_AFTER)).order_by("sign", "pk")


def remind(now: datetime | None = None) -> int:
    """Remind the shoppers of silent phones, and show the planner who is reminded the second time. Returns how many."""
    now = now or timezone.now()
    found: list[Any] = list(silent_rounds(now).select_related("visit__location", "visit__shopper")[:AT_MOST])
    tell_all((_telling(one) for one in found), now)
    given_up = [one.visit_id for one in found if one.told]
    if given_up:
        visits.write_columns(given_up, phone_silent_at=now)
    return len(found)


def _telling(round_: Any) -> Telling:
    visit, sign = round_.visit, int(round_.sign.timestamp())
    key = f"silent:{visit.pk}:{visit.shopper_id}:{sign}:{round_.told + 1}"
    return Telling(visit.shopper, NoticeKind.SILENT, key, visit)
