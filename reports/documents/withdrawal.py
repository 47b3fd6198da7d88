"""Reports that should not be used any more: withdrawn with a reason, and put back with another."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.people.models import User
from reports.documents.models import MOST_REASON, Report


@transaction.atomic
def withdraw(report: Report, by: User, reason: str, *, is_public: bool) -> None:
    """Say to everybody that this report should not be used any more; its file stays, for the record.

    ``reason`` is read by whoever may see the report, and with ``is_public`` by whoever checks the file. Raises
    ``PermissionDenied``, ``Invalid`` without a reason, and ``NotAllowedNow`` for one that is not ready or was
    withdrawn before.
    """
    reason = _reason(by, reason)
    columns = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawal_reason": reason}
    rows = Report.objects.filter(pk=report.pk, withdrawn_at__isnull=True).exclude(pdf_sha256="")
    if not rows.update(**columns, withdrawal_is_public=is_public):
        raise NotAllowedNow(_("This report is not ready, or was withdrawn already. Nothing was changed."))
    audit.record("report.withdrawn", report, by=by, number=report.number, reason=reason, is_public=is_public)


@transaction.atomic
def put_back(report: Report, by: User, reason: str) -> None:
    """Undo a withdrawal, with a line in the trail that says why and keeps what the withdrawal said.

    Raises as ``withdraw``.
    """
    reason = _reason(by, reason)
    rows = Report.objects.filter(pk=report.pk, withdrawn_at__isnull=False)
    undone = rows.values("withdrawal_reason", "withdrawn_at", "withdrawn_by_id").first()
    columns = {"withdrawn_at": None, "withdrawn_by": None, "withdrawal_reason": "", "withdrawal_is_public": False}
    if undone is None or not rows.update(**columns):
        raise NotAllowedNow(_("This report was not withdrawn. Nothing was changed."))
    audit.record(
        "report.put_back",
        report,
        by=by,
        number=report.number,
        reason=reason,
        withdrawn_for=undone["withdrawal_reason"],
        withdrawn_at=str(undone["withdrawn_at"]),
        withdrawn_by=undone["withdrawn_by_id"],
    )


def _reason(by: User, reason: str) -> str:
    """The reason somebody who may withdraw gave, made ready to keep."""
    if not by.has_perm("documents.withdraw"):
        raise PermissionDenied
    found = reason.strip()
    if not found or len(found) > MOST_REASON:
        raise Invalid(_("Write in at most %(n)d characters why. Nothing was changed.") % {"n": MOST_REASON})
    return found
