"""What happens to reports: ordered once, made by a worker, cancelled, tried again, handed out."""

import hashlib
import io
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit, jobs
from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.jobs import JobFailed
from fieldwork.common.models import Job, JobQueue
from fieldwork.common.storage import read, store_once
from fieldwork.common.texts import pick
from fieldwork.notices.hush import is_hushed
from fieldwork.people.models import Location, User
from reports.documents import composing, naming, phrases, versions
from reports.documents.child import RenderChild, RenderStopped
from reports.documents.enclosures import enclosures
from reports.documents.keys import KeyProblem
from reports.documents.models import Report
from reports.documents.printing import (
    LOCATION,
    VISIT,
    AnyFigures,
    compose_figures,
    in_language,
    kind_of,
    pictures_named,
    print_figures,
)
from reports.documents.rendering import ROOT, NotRendered, Options, standalone
from reports.documents.signing import Signed, sign
from reports.documents.states import MAKE_AGAIN, Failure, Phase, ReportState
from reports.figures import actions as figures
from reports.figures import choices
from reports.figures.logos import logo_bytes
from reports.figures.models import FigureSet
from reports.improvement.shape import Interpretation

if TYPE_CHECKING:
    from fieldwork.common.jobs import Progress

KIND = "documents.render"
SOURCES = (
    "templates/report",
    "reports/documents",
    "reports/exports",
    "reports/charts",
    "fieldwork/people/colours.py",
    "fieldwork/static/css/report.css",
)
SOURCE_KINDS = {".html", ".py", ".css", ".mo"}


def order(
    study: Any,
    waves: Iterable[Any],
    locations: Iterable[Location] | None,
    language: str,
    by: User | None,
    reason: str = "",
    chapters: Collection[str] | None = None,
) -> Report:
    """Ask for the report of a study over the approved visits of some waves, below some nodes of the tree.

    What was approved beside its figures is printed in it, in the ``chapters`` that were chosen (all by default).

    ``by`` is a planner, or somebody who manages for the client and then gets their own part of the tree;
    ``None`` is the product itself. What was made or asked for before is not made again: the same report comes
    back, and one that failed or was cancelled is tried again. Where a report with other figures was published over
    the same selection, ``reason`` says why this one replaces it. Raises ``PermissionDenied`` for who may not order
    this, ``ReasonNeeded`` without such a reason, and ``Invalid`` when there is nothing to report.
    """
    if by is not None and not by.has_perm("documents.order"):
        raise PermissionDenied
    nodes = choices.allowed(by, study, locations)
    frozen = figures.freeze(study, list(waves), nodes, by, reason=reason)
    return want(frozen, language, by, chapters=chapters)[0]


@transaction.atomic
def want(
    frozen: FigureSet,
    language: str,
    by: User | None,
    *,
    chapters: Collection[str] | None = None,
    queue: str = JobQueue.INTERACTIVE,
) -> tuple[Report, bool]:
    """The report over these figures with what was approved beside them, and whether this call set it going.

    What was made or is being made stays as it is, but goes first from now on when somebody waits for it
    (``queue``); what failed or was cancelled is tried again.
    """
    content = composing.content_for(frozen, chapters)
    report, is_new = Report.objects.get_or_create(
        render_key=render_key(frozen, language, content),
        defaults={
            "figure_set": frozen,
            "content": content,
            "text_approved_at": composing.approved_at(content),
            "language": language,
            "title": title_of(in_language(frozen.figures, language), language),
            "ordered_by": by,
        },
    )
    audit.record("report.ordered", report, by=by, language=language)
    if is_new:
        report.job = _queued(report, by, queue)
        report.save(update_fields=["job"])
    elif report.state in MAKE_AGAIN:
        retry(report, by, queue=queue)
        return report, True
    elif queue == JobQueue.INTERACTIVE and report.is_on_its_way and report.job:
        jobs.hurry(report.job, by)
    return report, is_new


def _queued(report: Report, by: User | None, queue: str) -> Job:
    # Bulk work takes turns by client; in what is played from the past nobody waits for a mail.
    waits, lane = None if is_hushed() else by, lane_of(report.figure_set.study)
    return jobs.enqueue(KIND, {"report": report.pk}, by=waits, queue=queue, lane=lane)


def lane_of(study: Any) -> str:
    """Whose turn it is when reports of this study are made."""
    return f"client:{study.client_id}"


def title_of(found: AnyFigures, language: str) -> str:
    """What it is about, most telling first: journey, waves and places; of a short report its location first."""
    meta: Any = found["meta"]
    journey, waves, places = pick(meta["title"], language), meta["waves"], meta["selection"]
    parts = [journey, *waves, *places]
    if kind_of(found) == LOCATION:
        parts = [*places, journey, " – ".join(dict.fromkeys([waves[0], waves[-1]]))]
    elif kind_of(found) == VISIT:
        visit: Any = found
        with override(language):
            parts = [gettext("Visit to %(place)s") % {"place": places[0]}, phrases.day(visit["day"]), journey]
    return " · ".join(part for part in parts if part)[:200]


def render_key(frozen: FigureSet, language: str, content: composing.Content) -> str:
    """Same figures, content, language, words, templates, style and code: same file."""
    parts = (str(frozen.uuid), frozen.inputs_sha256, language, composing.digest(content), style_version())
    return hashlib.sha256(":".join(parts).encode()).hexdigest()


@cache
def style_version() -> str:
    """Hash of everything of ours that shapes a report, read once per process."""
    found = hashlib.sha256()
    for source in (*SOURCES, *(str(folder) for folder in settings.LOCALE_PATHS)):
        top = ROOT / source
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in files:
            if path.suffix in SOURCE_KINDS and "migrations" not in path.parts:
                found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


# --- making it ----------------------------------------------------------------------------------------
def finish(report_id: int, progress: "Progress") -> Callable[[], dict[str, Any]] | None:
    """Make one wanted report; nothing when it is ready.

    Works from frozen figures alone and may run twice: the file is named after its own bytes. Returns what
    must happen together with the end of the job. Raises ``JobFailed`` when trying again would not help.
    """
    report = Report.objects.select_related("figure_set").get(pk=report_id)
    if report.pdf:
        return None
    found = in_language(report.figure_set.figures, report.language)
    progress(5, Phase.PHOTOS)
    photos = pictures(found)
    progress(15, Phase.CHAPTERS)
    steps = {1: (30, Phase.PAGES), 2: (80, Phase.FILE)}

    def tell(done: int, _total: int) -> None:
        if done in steps:
            progress(*steps[done])

    try:
        files = enclosures(found, report.language, **_added(report.content))
        pdf = _child().render(
            found,
            language=report.language,
            pictures=photos,
            progress=tell,
            options=options_of(report),
            attachments=files,
            **_added(report.content),
        )
        signed = sign(pdf, number=report.number)
    except KeyProblem as problem:
        raise JobFailed(f"{Failure.UNSIGNED}: {problem}") from problem
    except RenderStopped as reason:
        raise JobFailed(f"{Failure.STOPPED}: {reason}") from reason
    except NotRendered as reason:
        raise JobFailed(f"{Failure.UNPRINTABLE}: {reason}") from reason
    columns = _stored(signed)
    progress(95, Phase.FILE)

    def effect() -> dict[str, Any]:
        Report.objects.filter(pk=report_id, pdf="").update(**columns, ready_at=timezone.now(), removed_at=None)
        return columns

    return effect


def options_of(report: Report) -> Options:
    """What stands on this report beside its figures: its number, where it is checked, and what it replaces."""
    replaced = versions.replaced_by(report)
    return Options(
        report_number=report.number,
        verify_url=settings.SITE_URL.rstrip("/") + reverse("verify:number", args=[report.number]),
        replaces=replaced.number if replaced else "",
    )


def _stored(signed: Signed) -> dict[str, Any]:
    import pikepdf

    pdf = signed.pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    return {
        "pdf": store_once(pdf, "reports", ".pdf"),
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        "pdf_bytes": len(pdf),
        "pages": pages,
        "signature": signed.signature,
        "has_demo_key": signed.is_demo,
        "certificate_sha256": signed.certificate,
    }


@cache
def _child() -> RenderChild:
    """One warm renderer per worker process."""
    return RenderChild(seconds=settings.RENDER_SECONDS, megabytes=settings.RENDER_MEGABYTES)


def pictures(found: AnyFigures) -> dict[str, bytes]:
    """The report copies and the logo that figures name, as far as they are still there; a photo prints its reason."""
    held = logo_bytes(found["meta"])
    for name in sorted(pictures_named(found)):
        try:
            held[name] = read(name)
        except OSError:
            continue
    return held


def _added(content: composing.Content) -> dict[str, Any]:
    return {"interpretation": content.get("interpretation"), "chapters": content.get("chapters")}


def in_foreground(report: Report, *, as_html: bool = False) -> bytes:
    """The report made here and now by the same road as the job, neither signed nor stored: PDF, or HTML on its own."""
    found = in_language(report.figure_set.figures, report.language)
    given: Any = {"language": report.language, "pictures": pictures(found), "options": options_of(report)}
    given |= _added(report.content)
    if as_html:
        return standalone(compose_figures(found, **given)).encode()
    files = enclosures(found, report.language, **_added(report.content))
    return print_figures(found, attachments=files, **given)


def look(
    found: AnyFigures,
    language: str,
    *,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> str:
    """The report as it would be printed now, as one HTML page that says it is a preview; nothing is stored."""
    found = in_language(found, language)
    with override(language):
        line = gettext("Preview, not for use")
    return standalone(
        compose_figures(
            found,
            language=language,
            pictures=pictures(found),
            options=Options(version_line=line),
            interpretation=interpretation,
            chapters=composing.in_order(chapters),
        )
    )


# --- afterwards ---------------------------------------------------------------------------------------
def cancel(report: Report, by: User | None) -> None:
    """Stop a report that is waiting or being made. Raises ``NotAllowedNow`` when it is over."""
    if report.pdf or not report.job or not jobs.cancel(report.job):
        raise NotAllowedNow(_("This report is not being made any more. Nothing was changed."))
    audit.record("report.cancelled", report, by=by)


@transaction.atomic
def retry(report: Report, by: User | None, *, queue: str = JobQueue.INTERACTIVE) -> None:
    """Make a report after all that failed or was cancelled, or whose file is not kept.

    Raises ``NotAllowedNow`` for any other.
    """
    if report.state not in MAKE_AGAIN:
        raise NotAllowedNow(_("This report is ready, or being made already. Nothing was changed."))
    if report.job is None or not jobs.retry(report.job, queue=queue, by=by):
        report.job = _queued(report, by, queue)
        report.save(update_fields=["job"])
    else:
        report.job.refresh_from_db()
    audit.record("report.retried", report, by=by)


def hand_out(report: Report, by: User) -> tuple[str, bytes]:
    """The name of the file and its bytes, with a line in the audit trail.

    Raises ``NotAllowedNow`` when the report is not ready, or its file is gone.
    """
    if report.state == ReportState.REMOVED:
        raise NotAllowedNow(_("The file of this report is not kept any more. Make it again: the figures are the same."))
    if not report.pdf:
        raise NotAllowedNow(_("This report is not ready yet. Wait a moment and reload the page."))
    try:
        pdf = read(report.pdf)
    except OSError:
        raise NotAllowedNow(_("The file of this report is gone. Ask your planner to order it again.")) from None
    audit.record("report.downloaded", report, by=by, sha256=report.pdf_sha256)
    return naming.file_name(report, is_replaced=versions.standing_of([report])[report.pk].is_replaced), pdf
