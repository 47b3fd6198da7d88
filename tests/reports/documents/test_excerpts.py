"""The files inside a report of some chapters: what its pages leave out is in none of them."""

import io
import json
import re
import zipfile

import pytest

from reports.documents.chapters import ALWAYS, CHAPTERS
from reports.documents.enclosures import enclosures
from reports.exports.figure_files import tables_of
from tests.reports.sample_figures import sample, with_priorities
from tests.reports.sample_interpretation import interpretation

EVERYWHERE = {"journey", "steps", "moments", "actions", "conclusions"}
OF_CHAPTER = {
    "steps": {"questions", "options", "emotions", "causes"},
    "priorities": {"priorities"},
    "places": {"locations", "segments", "segment_steps"},
    "pains": {"pain_points"},
    "plan": {"targets"},
    "appendix": {"questions", "options"},
}


def inside(chapters, figures=None):
    """The names of the sheets, and the tables of the JSON, inside a report of these chapters."""
    book, plain = enclosures(figures or sample(), "en", interpretation(), chapters)
    sheets = re.findall(r'<sheet name="([^"]+)"', unpacked(book.body))
    return sheets, json.loads(plain.body)["tables"]


def unpacked(workbook):
    """All that a workbook holds, as one text."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist()).decode()


@pytest.mark.parametrize("chapter", [key for key in CHAPTERS if key not in ALWAYS])
def test_a_chapter_brings_its_own_tables_and_no_others(chapter):
    sheets, tables = inside([chapter], with_priorities())
    assert tables.keys() == EVERYWHERE | OF_CHAPTER.get(chapter, set())
    assert len(sheets) == len(tables) + 1  # and the one to read first


def test_a_whole_report_brings_everything():
    assert inside(None)[1].keys() == inside(list(CHAPTERS))[1].keys() == EVERYWHERE.union(*OF_CHAPTER.values())


def test_no_chapter_at_all_leaves_what_every_report_has():
    assert {table.key for table in tables_of(sample(), interpretation(), [])} == EVERYWHERE


def test_no_place_is_named_where_the_places_are_left_out():
    name = sample()["locations"]["rows"][0]["name"]
    without = [key for key in CHAPTERS if key != "places"]
    for chapters, is_there in ((without, False), (None, True)):
        book, plain = enclosures(sample(), "en", interpretation(), chapters)
        assert (name in unpacked(book.body), name in plain.body.decode()) == (is_there, is_there)


def test_a_summary_alone_brings_the_curve_and_three_open_actions():
    _sheets, tables = inside([])
    assert tables["steps"][0].keys() == {
        "number", "step", "step_title", "phase", "phase_title", "n", "both", "implicit", "conscious", "desired",
    }  # fmt: skip
    assert {row["part"] for row in tables["journey"]} == {"journey"}
    assert {(row["what"], row["section"]) for row in tables["conclusions"]} <= {
        ("finding", "summary"), ("commentary", "summary"), ("commentary", "method"),
    }  # fmt: skip
    everything = [row for row in inside(None)[1]["actions"] if not row["outcome"]]
    assert 0 < len(tables["actions"]) == min(3, len(everything))
    assert "measure" not in tables["actions"][0]
    assert {json.dumps(row["title"]) for row in tables["actions"]} <= {json.dumps(row["title"]) for row in everything}


def test_the_advice_at_a_pain_point_goes_along_without_the_rest_of_its_conclusion():
    figures, said = sample(), interpretation()
    hurts = {pain["step"] for pain in figures["pain_points"] if pain["status"] == "pain_point"}
    advised = [one for one in said["conclusions"] if one["step"] in hurts]
    assert advised
    _sheets, tables = inside(["pains"], figures)
    rows = [row for row in tables["conclusions"] if row["what"] == "conclusion"]
    assert [(row["step"], row["advice"]) for row in rows] == [(one["step"], one["advice"]) for one in advised]
    assert not any(row.get("text") or row.get("evidence") for row in rows)
    _sheets, tables = inside(["places"], figures)
    assert not [row for row in tables["conclusions"] if row["what"] == "conclusion"]
