"""The ready reports of one order as one archive, with a list that says of each what it is and whether to use it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from fieldwork.common import audit
from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.storage import read
from fieldwork.people.models import User
from reports.documents.models import Bundle, Report
from reports.documents.naming import file_name
from reports.documents.states import PartState
from reports.documents.versions import Standing, standing_of
from reports.documents.zips import zipped

Entry = tuple[str, datetime, bytes]


def packed(bundle: Bundle) -> int:
    """How many reports come along now: those that are ready and not withdrawn."""
    return int(_ready(bundle).filter(report__withdrawn_at__isnull=True).count())


def hand_out(bundle: Bundle, by: User) -> Iterator[bytes]:
    """The ready reports of a bundle as one ZIP, made while it leaves, with a line in the audit trail.

    Raises ``NotAllowedNow`` when there is none to use.
    """
    if not packed(bundle):
        raise NotAllowedNow(
            gettext_lazy("No report of this order is ready and in use. Wait a moment and reload the page.")
        )
    ready = list(_ready(bundle).values_list("report", flat=True))
    audit.record("bundle.downloaded", bundle, by=by, reports=ready)
    return zipped(_files(bundle, ready, by))


def _ready(bundle: Bundle) -> Any:
    parts: Any = bundle.parts.with_stand()
    return parts.filter(stand=PartState.READY)


def _files(bundle: Bundle, keys: list[int], by: User) -> Iterator[Entry]:
    """One report at a time, and then the list of all of them.

    A withdrawn one does not come along: its own page says why it was, before it can be downloaded.
    """
    standing = standing_of(Report.objects.filter(pk__in=keys).only("figure_set_id"), by)
    said = []
    for pk in keys:
        report = Report.objects.select_related("figure_set").get(pk=pk)
        name = file_name(report, is_replaced=standing[pk].is_replaced)
        pdf = b"" if report.is_withdrawn else _read(report)
        if pdf:
            yield name, timezone.localtime(report.ready_at), pdf
        said.append(_about(bundle.language, name, report, standing[pk], is_here=bool(pdf)))
    yield _listed(bundle, said)


def _read(report: Report) -> bytes:
    """The file of a report; nothing when it is gone."""
    try:
        return read(report.pdf) if report.pdf else b""
    except OSError:
        return b""


# --- the list -------------------------------------------------------------------------------------------
def _listed(bundle: Bundle, said: list[str]) -> Entry:
    """The list as a file, in the language of the reports."""
    total = bundle.parts.count()
    with override(bundle.language):
        now = timezone.localtime()
        head = [
            " ".join(bundle.title.split()),
            ngettext(
                "%(n)d of the %(total)d reports of this order was ready on %(at)s.",
                "%(n)d of the %(total)d reports of this order were ready on %(at)s.",
                len(said),
            )
            % {"n": len(said), "total": total, "at": date_format(now, "DATETIME_FORMAT")},
            _("Whether a report is real and still in use can be checked on %(address)s")
            % {"address": settings.SITE_URL.rstrip("/") + reverse("verify:page")},
        ]
        name = _("LIST") + ".txt"
    return name, now, "\n\n".join(["\n".join(head), *said, ""]).encode()


def _about(language: str, name: str, report: Report, standing: Standing, *, is_here: bool) -> str:
    """What the list says of one report: its file, its number, its hash and where it stands."""
    with override(language):
        issued = {"number": report.number, "at": _day(report.ready_at)}
        lines = [
            name,
            " ".join(report.title.split()),
            _("Report %(number)s, issued on %(at)s") % issued,
            f"SHA-256 {report.pdf_sha256}",
            *_stands(report, standing),
        ]
        if not is_here:
            gone = _("Its file is gone, so it is not in this archive.")
            lines.append(_("It is not in this archive.") if report.is_withdrawn else gone)
    return "\n  ".join(lines)


def _stands(report: Report, standing: Standing) -> list[str]:
    found = []
    if report.is_withdrawn:
        found.append(_("WITHDRAWN on %(at)s, do not use it any more") % {"at": _day(report.withdrawn_at)})
        # An archive is passed on: what was written for who may see the report is left to its own page.
        if report.withdrawal_is_public:
            found.append(" ".join(report.withdrawal_reason.split()))
    if standing.newer:
        newer = {"number": standing.newer.number, "at": _day(standing.newer.ready_at)}
        found.append(_("REPLACED by report %(number)s of %(at)s") % newer)
    elif standing.waits_since:
        newer = {"at": _day(standing.waits_since)}
        found.append(_("Newer figures were fixed on %(at)s.") % newer + " " + _("No report of them is in use yet."))
    return found or [_("In use")]


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
