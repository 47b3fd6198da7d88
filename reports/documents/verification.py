"""What the public page may say about a file or a number, and nothing else: no client, no title, no figure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from reports.documents.models import BEGIN, Report
from reports.documents.states import VERDICT_LOOKS, Verdict
from reports.figures.models import FigureSet

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_VERSIONS = 50  # followed from an old report to the newest


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
    return (
        Report.objects.exclude(pdf_sha256="")
        .select_related("figure_set__corrected_by")
        .defer("figure_set__figures", "figure_set__corrected_by__figures")
    )


def _about(report: Report, *, by_file: bool) -> Answer:
    newer = newest_after(report)
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


def newest_after(report: Report) -> Report | None:
    """The newest report in use with figures that came in the place of these, or with a later text beside them.

    In its own language if there is one.
    """
    line = [report.figure_set_id]  # one set corrects one other, so versions form a line
    while len(line) < MOST_VERSIONS:
        later = FigureSet.objects.filter(corrects=line[-1]).values_list("pk", flat=True).first()
        if later is None:
            break
        line.append(later)
    later_text = Q(figure_set=line[0], text_approved_at__gt=report.text_approved_at or BEGIN)
    later_text &= ~Q(content__has_key="chapters")
    ready = Report.objects.in_use().filter(Q(figure_set__in=line[1:]) | later_text)
    return max(
        ready.order_by("ready_at", "pk"),
        key=lambda one: (
            line.index(one.figure_set_id), one.language == report.language, one.is_whole,
            one.text_approved_at or BEGIN,
        ),
        default=None,
    )  # fmt: skip
