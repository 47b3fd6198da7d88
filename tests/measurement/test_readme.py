"""The scoring book, the calculator and the list of names it was ordered by are one and the same."""

import re
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


@pytest.mark.parametrize("measure", sorted(VALID))
def test_a_figure_has_the_keys_that_were_agreed(measure):
    assert set(compute(measure, VALID[measure])) - {"reason"} == set(OUTPUTS[measure].split())


def test_the_list_here_is_the_list_that_was_ordered():
    if not ORDERED.exists():  # it stands beside the project only where the product is made
        return
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in ORDERED.read_text().splitlines()]
    ordered = {row[1].strip("`"): QUOTED.findall(row[3]) for row in table if re.fullmatch(r"[\d.]+", row[0])}
    assert {name: outputs.split() for name, outputs in OUTPUTS.items()} == ordered
