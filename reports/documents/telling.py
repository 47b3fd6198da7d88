"""Who is told by mail what became of a report: whoever waits for it, once; of many in one order, once for all.

The mails name no client, no place and no figure: the page behind their link does, to whoever logs in.
"""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fieldwork.common.models import AuditEvent, JobQueue
from fieldwork.notices import days
from fieldwork.notices.actions import tell
from fieldwork.notices.contents import Content, says
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.models import User
from fieldwork.people.states import CLIENTS
from reports.documents.bundles import counts_of
from reports.documents.models import Bundle, Report
from reports.documents.states import ReportState

PATIENCE = timedelta(minutes=3)  # who waits at the page has the file by then, and needs no mail


def report_ended(report_id: int) -> None:
    """Tell whoever waits for this report alone that it is ready or failed; in the transaction that ends its job."""
    report = Report.objects.select_related("job__requested_by").defer("figure_set").get(pk=report_id)
    job = report.job
    if job is None or job.queue != JobQueue.INTERACTIVE or job.requested_by is None:
        return
    kind = NoticeKind.REPORT_READY if report.pdf else NoticeKind.REPORT_FAILED
    # With the moment: what failed once may fail again, or be made anew a year later.
    key = f"{kind}:{report.pk}:{int(job.finished_at.timestamp() if job.finished_at else 0)}"
    wait = PATIENCE if report.pdf else timedelta(0)
    tell(job.requested_by, kind, {"report": report.pk}, key=key, wait=wait)


def bundle_ended(bundle: Bundle) -> None:
    """Tell who ordered many reports that all of it is over."""
    if bundle.ordered_by:
        key = f"{NoticeKind.BUNDLE_READY}:{bundle.pk}:{bundle.tries}"
        tell(bundle.ordered_by, NoticeKind.BUNDLE_READY, {"bundle": bundle.pk}, key=key)


# --- what the mails say -------------------------------------------------------------------------------
@says(NoticeKind.REPORT_READY)
def _ready(notice: Notice) -> Content | None:
    """Unless this person fetched the file before the mail left."""
    report = _seen(notice, ReportState.READY)
    if report is None or report.ready_at is None:
        return None
    fetched = AuditEvent.objects.filter(subject=f"documents.report:{report.pk}", verb="report.downloaded")
    if fetched.filter(actor=notice.person, at__gte=report.ready_at).exists():
        return None
    return _about(report, notice.person, at=days.moment(report.ready_at, timezone.get_default_timezone_name()))


@says(NoticeKind.REPORT_FAILED)
def _failed(notice: Notice) -> Content | None:
    report = _seen(notice, ReportState.FAILED)
    if report is None:
        return None
    return _about(report, notice.person, at=days.day(timezone.localtime(notice.created_at)), reason=report.reason)


def _seen(notice: Notice, state: str) -> Report | None:
    """Its report, when this person may still see it and it is in this state."""
    reports = Report.objects.visible_to(notice.person).filter(pk=notice.context["report"])
    report = reports.select_related("job").defer("figure_set").first()
    return report if report and report.state == state else None


def _about(report: Report, person: User, **words: Any) -> Content:
    is_client = person.role in CLIENTS
    page = "client:report" if is_client else "documents:detail"
    return Content(reverse(page, args=[report.uuid]), {"is_client": is_client, **words})


@says(NoticeKind.BUNDLE_READY)
def _bundle(notice: Notice) -> Content | None:
    """With how many of what, as it is when the mail leaves."""
    bundle = Bundle.objects.visible_to(notice.person).filter(pk=notice.context["bundle"]).first()
    if bundle is None or bundle.cancelled_at:
        return None
    counts = counts_of([bundle])[bundle.pk]
    if not counts.is_over:
        return None
    words = {"counts": counts, "n": counts.ready, "day": days.day(timezone.localtime(bundle.ordered_at))}
    return Content(reverse("documents:bundle", args=[bundle.uuid]), words)
