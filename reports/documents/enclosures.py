"""The figures of a report as files inside it: exactly what is printed, for who wants to compute with it.

They are made from the frozen figures as they are, not as they were tidied for paper: a long text is whole in them.
What is never printed (questions for the agency alone, who made the figures) is not in them either.
"""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext, override

from reports.documents.archiving import JSON, XLSX, Attached
from reports.documents.chapters import chosen
from reports.documents.printing import JOURNEY, AnyFigures, kind_of
from reports.exports.figure_files import json_of, workbook_of
from reports.exports.sheet_files import sheet_json, sheet_workbook
from reports.improvement.shape import Interpretation

NAMES = {"nl": "cijfers", "en": "figures"}


def enclosures(
    figures: AnyFigures,
    language: str,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> tuple[Attached, Attached]:
    """A workbook and JSON, named and described in the language of the report. The same figures, the same bytes.

    What a chapter that was left out would print is in neither; ``None`` is the whole report.
    """
    name = NAMES.get(language, NAMES["en"])
    with override(language):
        as_sheets = gettext("All figures of this report as a workbook, one sheet for each kind of figure.")
        as_json = gettext("All figures of this report for programs, as JSON.")
    whole: Any = figures
    if kind_of(figures) == JOURNEY:
        printed = None if chapters is None else chosen(chapters)
        book = workbook_of(whole, language, interpretation, printed)
        plain = json_of(whole, interpretation, printed)
    else:
        book, plain = sheet_workbook(whole, language), sheet_json(whole)
    return Attached(f"{name}.xlsx", XLSX, as_sheets, book), Attached(f"{name}.json", JSON, as_json, plain)
