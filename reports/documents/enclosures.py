"""The figures of a report as files inside it: exactly what is printed, for who wants to compute with it.

They are made from the frozen figures as they are, not as they were tidied for paper: a long text is whole in them.
What is never printed (questions for the agency alone, who made the figures) is not in them either.
"""

from django.utils.translation import gettext, override

from reports.documents.archiving import JSON, XLSX, Attached
from reports.exports.figure_files import json_of, workbook_of
from reports.figures.shape import Figures
from reports.improvement.shape import Interpretation

NAMES = {"nl": "cijfers", "en": "figures"}


def enclosures(
    figures: Figures, language: str, interpretation: Interpretation | None = None
) -> tuple[Attached, Attached]:
    """A workbook and JSON, named and described in the language of the report. The same figures, the same bytes."""
    name = NAMES.get(language, NAMES["en"])
    with override(language):
        as_sheets = gettext("All figures of this report as a workbook, one sheet for each kind of figure.")
        as_json = gettext("All figures of this report for programs, as JSON.")
    return (
        Attached(f"{name}.xlsx", XLSX, as_sheets, workbook_of(figures, language, interpretation)),
        Attached(f"{name}.json", JSON, as_json, json_of(figures, interpretation)),
    )
