"""The scoring book, the calculator and the list of names it was ordered by are one and the same."""

import re
from collections import Counter
from pathlib import Path

import pytest

from fieldwork.measurement.reference import MEASURES, compute

from .examples import OUTPUTS, VALID

ROOT = Path(__file__).resolve().parents[2]
BOOK = (ROOT / "fieldwork" / "measurement" / "README.md").read_text()
ORDERED = ROOT.parent / "shared" / "calculator.md"
QUOTED = re.compile(r"`(\w+)`")


def test_the_calculator_has_every_figure_by_its_name():
    assert sorted(MEASURES) == sorted(VALID) == sorted(OUTPUTS)
    assert len(MEASURES) == 79


def test_the_book_says_where_to_recompute_every_figure():
    recompute = "\n".join(re.findall(r"^\*Recompute:\*(.*(?:\n(?!\n).*)*)", BOOK, re.MULTILINE))
    named = QUOTED.findall(recompute)
    assert sorted(named) == sorted(MEASURES)


def test_what_nothing_calls_stands_in_the_book():
    """A figure for a page that is still to come is explained there; anything else nobody calls is dead."""
    code = {path: path.read_text() for name in ("fieldwork", "reports") for path in (ROOT / name).rglob("*.py")}
    words = {path: Counter(re.findall(r"\w+", text)) for path, text in code.items()}
    everywhere = sum(words.values(), Counter())
    public = {
        name
        for path, text in code.items()
        if path.parent == ROOT / "fieldwork" / "measurement"
        for name in re.findall(r"^(?:def|class) ([A-Za-z]\w+)", text, re.MULTILINE)
    }
    assert len(public) > 200
    quoted = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", BOOK))))
    assert {name for name in public if everywhere[name] == 1} <= quoted


@pytest.mark.parametrize("measure", sorted(VALID))
def test_a_figure_has_the_keys_that_were_agreed(measure):
    assert set(compute(measure, VALID[measure])) - {"reason"} == set(OUTPUTS[measure].split())


def test_the_list_here_is_the_list_that_was_ordered():
    if not ORDERED.exists():  # it stands beside the project only where the product is made
        return
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in ORDERED.read_text().splitlines()]
    ordered = {row[1].strip("`"): QUOTED.findall(row[3]) for row in table if re.fullmatch(r"[\d.]+", row[0])}
    assert {name: outputs.split() for name, outputs in OUTPUTS.items()} == ordered
