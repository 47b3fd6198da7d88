"""Files beside a report to work on: its figures and the text printed with them, in its own language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import NotAllowedNow
from fieldwork.people.models import User
from reports.documents import naming
from reports.documents.enclosures import enclosures
from reports.documents.models import Report
from reports.documents.printing import in_language
from reports.documents.versions import standing_of
from reports.exports.actions import figures_taken
from reports.exports.slides import slides_of
from reports.figures.logos import logo_bytes
from reports.figures.states import SetKind

SLIDES = "pptx"
FORMATS: dict[str, str | Promise] = {SLIDES: _("Slides (PowerPoint)"), "xlsx": _("Excel (XLSX)"), "json": "JSON"}


def formats_of(report: Report) -> list[tuple[str, str | Promise]]:
    """Code and words of the files beside a report in use: slides only beside a whole one of a journey.

    Slides have a summary and priorities of their own, so they would tell more than an excerpt does.
    """
    if not report.is_shareable:
        return []
    has_slides = report.figure_set.kind == SetKind.JOURNEY and "chapters" not in report.content
    return [(code, words) for code, words in FORMATS.items() if code != SLIDES or has_slides]


def hand_out(report: Report, form: str, by: User) -> tuple[str, bytes]:
    """The name and bytes of one of the files, with a line in the audit trail.

    The workbook and the JSON are those inside the PDF. Raises ``NotAllowedNow`` where there is no such file.
    """
    if form not in dict(formats_of(report)):
        raise NotAllowedNow(_("There is no such file beside this report, or the report is not in use any more."))
    found = in_language(report.figure_set.figures, report.language)
    text, chapters = report.content.get("interpretation"), report.content.get("chapters")
    if form == SLIDES:
        logo = next(iter(logo_bytes(found["meta"]).values()), None)
        body = slides_of(report.figure_set.figures, report.language, text, logo)
    else:
        workbook, plain = enclosures(found, report.language, text, chapters)
        body = (workbook if form == "xlsx" else plain).body
    figures_taken(report, f".{form}", by)
    stem = naming.file_name(report, is_replaced=standing_of([report])[report.pk].is_replaced).removesuffix(".pdf")
    return f"{stem}.{form}", body
