"""What the public page may say about a file or a number, and nothing else: no client, no title, no figure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from reports.documents import versions
from reports.documents.models import Report
from reports.documents.states import VERDICT_LOOKS, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Answer:
    """A verdict, and the facts that go with it. ``by_file``: whether the file itself was compared."""

    verdict: Verdict
    by_file: bool
    number: str = ""
    issued_at: datetime | None = None
    newer_number: str = ""
    newer_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reason: str = ""
    signed: str = ""
    has_demo_key: bool = False

    @property
    def tone(self) -> str:
        return VERDICT_LOOKS[self.verdict][0]

    @property
    def icon(self) -> str:
        return VERDICT_LOOKS[self.verdict][1]


def of_file(sha256: str, numbers: tuple[str, ...] = ()) -> Answer:
    """About a file with this SHA-256; ``numbers`` are those it carries, or that were typed beside it.

    A file we do not know that carries a number we do know was changed, or is another file altogether.
    """
    report = _known().filter(Q(pdf_sha256=sha256) | Q(former_files__sha256=sha256)).first()
    if report is not None:
        answer = _about(report, by_file=True)
        if report.pdf_sha256 == sha256:
            return answer
        # A copy of a file that was not kept is as real as the one that was made again.
        return replace(answer, issued_at=report.former_files.filter(sha256=sha256).earliest("made_at").made_at)
    claimed = _known().filter(number__in=numbers).order_by("pk").first()
    if claimed is not None:
        return Answer(Verdict.CHANGED, by_file=True, number=claimed.number, issued_at=claimed.ready_at)
    return Answer(Verdict.UNKNOWN, by_file=True)


def of_number(number: str) -> Answer:
    """About a number alone: when it was issued and where it stands. Only the file itself can be authentic."""
    report = _known().filter(number=number).first()
    return _about(report, by_file=False) if report is not None else Answer(Verdict.UNKNOWN, by_file=False)


def _known() -> "QuerySet[Report]":
    """Reports that were issued; whether their file is still kept makes no difference."""
    return Report.objects.exclude(pdf_sha256="").defer("content")


def _about(report: Report, *, by_file: bool) -> Answer:
    newer = versions.standing_of([report])[report.pk].newer
    verdict = Verdict.WITHDRAWN if report.is_withdrawn else Verdict.SUPERSEDED if newer else Verdict.AUTHENTIC
    return Answer(
        verdict,
        by_file=by_file,
        number=report.number,
        issued_at=report.ready_at,
        newer_number=newer.number if newer else "",
        newer_at=newer.ready_at if newer else None,
        withdrawn_at=report.withdrawn_at,
        reason=report.withdrawal_reason if by_file and report.withdrawal_is_public else "",
        signed=report.signed if by_file else "",
        has_demo_key=by_file and report.has_demo_key,
    )
