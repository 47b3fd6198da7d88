"""Names of files that people take along: plain letters, whole words, and never one name for two files."""

from django.utils import timezone
from django.utils.text import slugify

from reports.documents.models import Bundle, Report

LONGEST = 80  # letters of a title in a name
WORDS = {
    "en": {"report": "report", "reports": "reports", "version": "version", "issue": "issue",
           "withdrawn": "WITHDRAWN", "replaced": "REPLACED"},
    "nl": {"report": "rapport", "reports": "rapporten", "version": "versie", "issue": "uitgave",
           "withdrawn": "INGETROKKEN", "replaced": "VERVANGEN"},
}  # fmt: skip


def file_name(report: Report, *, is_replaced: bool = False) -> str:
    """``rapport-een-vraag-aan-de-gemeente-najaar-2026-R-7F3K-92QX.pdf``: what it is, and which one.

    The number keeps two reports apart. A correction adds its version, a file that was made again its issue, and one
    that is withdrawn or replaced says that first.
    """
    words = _words(report.language)
    marked = words["withdrawn"] if report.is_withdrawn else words["replaced"] if is_replaced else ""
    corrects = report.figure_set.figures["meta"].get("corrects")
    version = f"{words['version']}-{corrects['version']}" if corrects else ""
    # Every file has a signature of its own moment: one that was not kept and was made again is another file.
    before = len(report.former_files.all())
    issue = f"{words['issue']}-{before + 1}" if before else ""
    return _joined(marked, words["report"], slug(report.title), version, report.number, issue) + ".pdf"


def zip_name(bundle: Bundle) -> str:
    """``rapporten-een-vraag-aan-de-gemeente-najaar-2026-20261130-1622-5d1c9a2e.zip``: as it was at that minute."""
    moment = timezone.localtime().strftime("%Y%m%d-%H%M")
    return _joined(_words(bundle.language)["reports"], slug(bundle.title), moment, bundle.uuid.hex[:8]) + ".zip"


def slug(title: str) -> str:
    """A title in plain letters and whole words, as many as fit; nothing when it has no plain letter."""
    whole = slugify(title)
    if len(whole) <= LONGEST:
        return whole
    begun = whole[: LONGEST + 1].rpartition("-")[0]
    return (begun or whole[:LONGEST]).strip("-")


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language, WORDS["nl"])


def _joined(*parts: str) -> str:
    return "-".join(part for part in parts if part)
