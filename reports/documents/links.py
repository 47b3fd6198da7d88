"""Links that hand out one report to somebody without an account: made, counted, revoked, and over by themselves."""

import hashlib
import secrets
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.storage import read
from fieldwork.people.models import User
from reports.documents import naming, versions
from reports.documents.models import Report, ReportLink

MOST_DAYS, USUAL_DAYS = 30, 14
MOST_LIVE = 20  # links of one report at the same time
SECRET_BYTES = 24
LONGEST_TOKEN = 64  # characters; ours have 32


@transaction.atomic
def make(report: Report, by: User, days: int, label: str = "") -> tuple[ReportLink, str]:
    """A link that works for so many days (1-30), and its secret: this is the only time that it can be read.

    Raises ``PermissionDenied`` for who may not share, ``NotAllowedNow`` when the report is not ready or has many
    links already, and ``Invalid`` for another number of days.
    """
    if not by.has_perm("documents.share"):
        raise PermissionDenied
    if not report.is_shareable:
        raise NotAllowedNow(_("Only a report that is ready and in use can be shared. Nothing was changed."))
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("A link works for 1 to %(n)d days.") % {"n": MOST_DAYS})
    if report.links.live().count() >= MOST_LIVE:
        raise NotAllowedNow(_("This report has many links already. Revoke one that is not needed any more first."))
    token = secrets.token_urlsafe(SECRET_BYTES)
    last = timezone.localdate() + timedelta(days=days)
    expires = timezone.make_aware(datetime.combine(last, time.max))  # the whole of the day that is told
    link = ReportLink.objects.create(
        report=report, token_sha256=_hash(token), label=label.strip()[:80], made_by=by, expires_at=expires
    )
    audit.record("report.shared", report, by=by, link=link.pk, until=expires.isoformat())
    return link, token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def revoke(link: ReportLink, by: User) -> None:
    """Let a link open nothing any more, at once. Raises ``PermissionDenied``; a second time changes nothing."""
    if not by.has_perm("documents.share"):
        raise PermissionDenied
    if ReportLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record("report.link_revoked", link.report, by=by, link=link.pk)


def find(token: str) -> ReportLink | None:
    """The link with this secret, while it works; whether it never was or is over cannot be told apart."""
    if len(token) > LONGEST_TOKEN:
        return None
    found = ReportLink.objects.live().filter(token_sha256=_hash(token))
    return found.select_related("report__job").first()


def hand_out(link: ReportLink) -> tuple[str, bytes]:
    """The name and bytes of the report, counted, with a line in the audit trail that names the link.

    Raises ``NotAllowedNow`` when the report is not in use, its file is gone, or the link was over just now.
    """
    report = link.report
    if not report.is_shareable:
        raise NotAllowedNow(_("This report cannot be downloaded now. Ask who sent you the link."))
    try:
        pdf = read(report.pdf)
    except OSError:
        raise NotAllowedNow(_("The file of this report is gone. Ask who sent you the link.")) from None
    with transaction.atomic():
        live = ReportLink.objects.live().filter(pk=link.pk)
        if not live.update(downloads=F("downloads") + 1, downloaded_at=timezone.now()):
            raise NotAllowedNow(_("This report cannot be downloaded now. Ask who sent you the link."))
        audit.record("report.downloaded", report, by=None, link=link.pk, sha256=report.pdf_sha256)
    return naming.file_name(report, is_replaced=versions.standing_of([report])[report.pk].is_replaced), pdf
