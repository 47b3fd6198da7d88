"""Work on many visits outside a request. Both handlers may run twice: the second time finds nothing to do."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fieldwork.common.errors import DomainError
from fieldwork.common.jobs import Progress, job
from fieldwork.studies.models import BriefingVersion
from fieldwork.visits import actions
from fieldwork.visits.models import Visit
from fieldwork.visits.states import BEFORE, FREE, VisitState

BATCH = 100


def _each(visits: QuerySet[Visit], act: Callable[[Visit], None], progress: Progress) -> int:
    """Act on every visit in batches by key; who moved meanwhile is left alone. Returns how many were looked at."""
    total, seen, last = visits.count(), 0, 0
    while rows := list(visits.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for visit in rows:
            with suppress(DomainError):
                act(visit)
        last, seen = rows[-1].pk, seen + len(rows)
        progress(min(99, 100 * seen // max(1, total)))
    return seen


@job("visits.briefing_changed")
def briefing_changed(params: dict, progress: Progress) -> dict:
    """Send briefed visits of the wave back to their shoppers, who must read the new version first."""
    version = BriefingVersion.objects.select_related("briefing").get(pk=params["version"])
    waiting = Visit.objects.filter(wave=version.briefing.wave_id, state=VisitState.BRIEFED)
    waiting = waiting.exclude(briefing_receipts__version=version)
    return {"visits": _each(waiting, lambda visit: actions.ask_again(visit, version), progress)}


@job("visits.expire", every=timedelta(hours=1))
def expire(params: dict, progress: Progress) -> dict:
    """Close what nobody took in time, and what was taken and never begun."""
    now = timezone.now()
    over = Q(state__in=FREE, due_at__lt=now) | Q(state__in=BEFORE, submit_by__lt=now)
    return {"visits": _each(Visit.objects.filter(over), actions.expire, progress)}
