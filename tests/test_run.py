"""``make test`` finds its walks and failures in the folders that it names, so none may stand elsewhere."""

import ast
from pathlib import Path

import pytest

from tests.run import FAULTS, OWN_BROWSER, WALKS

ROOT = Path(__file__).resolve().parent.parent


def marks_of(file: Path) -> set[str]:
    """Which ``pytest.mark.NAME`` a file uses."""
    found = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)]
    return {one.attr for one in found if isinstance(one.value, ast.Attribute) and one.value.attr == "mark"}


@pytest.mark.parametrize(("mark", "places"), [("walk", (*WALKS, *OWN_BROWSER)), ("fault", (FAULTS,))])
def test_every_walk_and_every_failure_is_where_make_test_looks(mark, places):
    marked = [file for file in (ROOT / "tests").rglob("test_*.py") if mark in marks_of(file)]
    assert len(marked) >= 5
    within = [ROOT / place for place in places]
    assert [file for file in marked if not any(file.is_relative_to(place) for place in within)] == []
