"""What is kept how long: files of reports for as long as the setting says, orders and links for a year.

A report's row stays for good, with its number and the hash of every file it ever had: a copy that somebody kept can
still be checked, and the file can be made again from the same figures.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from fieldwork.common import audit
from reports.documents.models import Bundle, FormerFile, Report, ReportLink

FOLDER = "reports"
LEFT_OVER = timedelta(days=1)  # by then no job is under way that wrote the file and will name it
KEPT = timedelta(days=365)


def let_go(now: datetime | None = None) -> int:
    """Remove the files of reports that are older than ``REPORT_KEEP_DAYS`` (0: none). Returns how many."""
    if not settings.REPORT_KEEP_DAYS:
        return 0
    before = (now or timezone.now()) - timedelta(days=settings.REPORT_KEEP_DAYS)
    old = Report.objects.exclude(pdf="").filter(ready_at__lt=before).defer("figure_set").order_by("pk")
    return sum(_let_go(report) for report in list(old))


def _let_go(report: Report) -> bool:
    # The row first: whoever is killed in between leaves a file that no row names, which goes with the left-overs.
    with transaction.atomic():
        rows = Report.objects.filter(pk=report.pk, pdf=report.pdf)
        if not rows.update(pdf="", removed_at=timezone.now()):
            return False
        FormerFile.objects.create(report_id=report.pk, sha256=report.pdf_sha256, made_at=report.ready_at)
        audit.record("report.file_removed", report, by=None, sha256=report.pdf_sha256)
    if not Report.objects.filter(pdf=report.pdf).exists():
        default_storage.delete(report.pdf)
    return True


def left_over(now: datetime | None = None) -> Iterator[str]:
    """The names of report files that no row names, and that nobody wrote within the last day."""
    before = (now or timezone.now()) - LEFT_OVER
    for folder in _folders():
        names = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        known = set(Report.objects.filter(pdf__in=names).values_list("pdf", flat=True)) if names else set()
        for name in names:
            if name not in known and default_storage.get_modified_time(name) < before:
                yield name


def _folders() -> list[str]:
    try:
        return sorted(default_storage.listdir(FOLDER)[0])
    except FileNotFoundError:  # no report was ever made
        return []


def remove_left_over(now: datetime | None = None) -> int:
    """Remove what ``left_over`` finds: files of workers that were killed before they could name them."""
    names = list(left_over(now))
    for name in names:
        default_storage.delete(name)
    return len(names)


def forget(now: datetime | None = None) -> int:
    """Remove orders of many reports and links that are over for a year. Returns how many; reports stay."""
    before = (now or timezone.now()) - KEPT
    bundles = Bundle.objects.filter(ordered_at__lt=before).delete()[1].get(Bundle._meta.label, 0)
    return bundles + ReportLink.objects.filter(expires_at__lt=before).delete()[0]
