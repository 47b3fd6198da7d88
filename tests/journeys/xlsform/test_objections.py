"""What pyxform objects to is said in our words, in the language of the page, with its own sentence beneath."""

import pytest
from django.utils.translation import override

from fieldwork.journeys.xlsform import objections, reading
from tests.journeys.xlsform.workbooks import outcome, workbook

# Faults of pyxform itself, and what it only warns of.
NO_OBJECTIONS = ("INTERNAL_001", "INTERNAL_002", "NAMES_002")


def test_every_objection_that_pyxform_has_a_code_for_has_words_of_ours():
    errors = pytest.importorskip("pyxform.errors")
    with override("en"):
        unknown = [
            code.name for code in errors.ErrorCode
            if objections.in_our_words(code.value.format(row=2)) == "This is no valid XLSForm."
        ]  # fmt: skip
    assert sorted(unknown) == sorted(NO_OBJECTIONS)


@pytest.mark.parametrize(
    "rows, row, why",
    [
        ([["text", "a", None]], 2, "“a” has no label and no hint: nobody would know what is asked."),
        ([["text", "a", "Is ${b} there?"]], 2, "There is no question “b”."),
        ([["text", "a", "Is ${ there?"]], 2, "Write an earlier answer as ${name}: with “${” before and “}” behind it."),
        ([["text", "meta", "A"]], 2, "The name “meta” is taken by XLSForm itself."),
        ([["calculate", "a", None]], 2, "A computed value needs a calculation."),
    ],
)
def test_an_objection_stands_at_its_row(rows, row, why):
    with override("en"):
        found = outcome([["type", "name", "label"], *rows])
    [finding] = found.of_level("refused")
    assert (finding.sheet, finding.row, finding.why) == ("survey", row, why)
    assert finding.detail.startswith("pyxform: ")


def test_a_dutch_page_has_dutch_words():
    with override("nl"):
        found = reading.read(workbook([["type", "name", "label"], ["text", "a", "Is ${b} er?"]]), "form.xlsx")
    [finding] = found.of_level("refused")
    assert (finding.construct, finding.why) == ("label", "Er is geen vraag “b”.")
    assert finding.as_dict()["detail"] == finding.detail


def test_what_pyxform_never_said_before_is_still_told():
    with override("en"):
        assert objections.in_our_words("The moon is full.") == "This is no valid XLSForm."
