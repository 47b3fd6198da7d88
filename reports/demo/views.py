"""The start page of a demo: how far the filling is, and who to log in as."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fieldwork.common.models import Job, JobState
from fieldwork.studies.models import Wave
from fieldwork.visits.states import VisitState
from reports.demo import jobs
from reports.demo.logins import LOGINS

IN = [VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED]
DONE = [VisitState.APPROVED, VisitState.PUBLISHED]


def _job() -> Job:
    """The job that fills this database. Where there is none this is no demo, and there is no such page."""
    row = jobs.current()
    if row is None:
        raise Http404
    return row


def _words(row: Job) -> str:
    """How it stands, in one sentence."""
    if row.state == JobState.DONE:
        return _("The demo is filled.")
    if row.state in (JobState.FAILED, JobState.CANCELLED):
        return _("Filling stopped. What is there stays. Stop the demo with Ctrl-C and start it again to go on.")
    if row.state == JobState.QUEUED:
        return _("Filling begins in a moment.")
    return _("The demo is being filled. You can log in and look around already.")


def _waves() -> list[dict[str, Any]]:
    """How many visits of each wave are planned, handed in and approved; nothing a passer-by may not know."""
    counted = Wave.objects.annotate(
        planned=Count("visits"),
        handed_in=Count("visits", filter=Q(visits__state__in=IN + DONE)),
        approved=Count("visits", filter=Q(visits__state__in=DONE)),
    )
    names = ("study__client__name", "title", "planned", "handed_in", "approved")
    return list(counted.order_by("study__client__name", "-number").values(*names))


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Progress and logins; open to everybody, because nobody can log in before it tells how."""
    row = _job()
    facts = {"row": row, "words": _words(row), "waves": _waves(), "logins": LOGINS, "is_over": row.is_over}
    return render(request, "desk/demo/start.html", facts)


@require_GET
@never_cache
def status(request: HttpRequest) -> JsonResponse:
    """The same progress for the script of the page."""
    row = _job()
    told = {"percent": row.progress, "words": _words(row), "note": row.progress_note, "isOver": row.is_over}
    return JsonResponse(told | {"waves": _waves()})
