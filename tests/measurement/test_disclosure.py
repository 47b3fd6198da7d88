import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.disclosure import TOTAL, hidden_cells

sizes = st.one_of(st.integers(0, 7), st.integers(0, 60))
tables = st.lists(st.lists(sizes, min_size=4, max_size=4), min_size=1, max_size=6).map(
    lambda rows: {(f"page {i}", f"intent {j}"): n for i, row in enumerate(rows) for j, n in enumerate(row)}
)


def with_totals(counts):
    whole = {}
    for (row, column), n in counts.items():
        for key in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            whole[key] = whole.get(key, 0) + n
    return {key: n for key, n in whole.items() if n}


def equations(whole, hidden):
    """One row per line of the printed table that still holds something hidden: its cells minus its total."""
    order = sorted(hidden)
    lines = []
    for axis in (0, 1):
        for name in {key[axis] for key in whole}:
            line = [key for key in order if key[axis] == name]
            if line:
                lines.append([(-1 if key[1 - axis] == TOTAL else 1) if key in line else 0 for key in order])
    return order, np.array(lines)


@given(tables)
def test_no_small_cell_can_be_worked_out_from_what_is_printed(counts):
    whole, hidden = with_totals(counts), hidden_cells(counts)
    assert {key for key, n in whole.items() if n < 5} <= hidden <= set(whole)
    if not hidden:
        return
    order, lines = equations(whole, hidden)
    rank = np.linalg.matrix_rank(lines)
    for index, key in enumerate(order):
        if whole[key] < 5:
            only_this = np.eye(len(order))[index]
            assert np.linalg.matrix_rank(np.vstack([lines, only_this])) > rank


@given(tables)
def test_what_is_left_of_a_line_is_never_a_handful(counts):
    whole, hidden = with_totals(counts), hidden_cells(counts)
    for axis in (0, 1):
        for name in {key[axis] for key in whole}:
            line = [key for key in whole if key[axis] == name and key[1 - axis] != TOTAL]
            total = (name, TOTAL) if axis == 0 else (TOTAL, name)
            rest = sum(whole[key] for key in line if key in hidden)
            assert total in hidden or rest == 0 or rest >= 5


@given(tables, st.randoms())
def test_the_order_of_cells_does_not_matter(counts, random):
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    assert hidden_cells(dict(shuffled)) == hidden_cells(counts)


def test_the_next_smallest_cells_go_along():
    counts = {("a", "x"): 3, ("a", "y"): 8, ("a", "z"): 90, ("b", "x"): 20, ("b", "y"): 9, ("b", "z"): 70}
    assert hidden_cells(counts) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_one_small_cell_in_one_row_takes_the_next_smallest_of_the_row():
    hidden = hidden_cells({("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 30})
    # With one page group each column total is the cell itself, so it goes too.
    assert hidden == {("a", "x"), ("a", "y"), (TOTAL, "x"), (TOTAL, "y")}


def test_a_rare_intent_takes_the_smallest_of_its_row_and_that_ones_total():
    counts = {("a", "rare"): 3, ("a", "y"): 10, ("a", "z"): 40, ("b", "y"): 90}
    assert hidden_cells(counts) == {("a", "rare"), (TOTAL, "rare"), ("a", "y"), (TOTAL, "y")}


@pytest.mark.parametrize("counts", [{}, {("a", "x"): 0}, {("a", "x"): 5, ("b", "x"): 9, ("b", "y"): 0}])
def test_nothing_small_hides_nothing(counts):
    assert hidden_cells(counts) == set()


def test_a_table_of_a_few_answers_is_hidden_whole():
    counts = {("a", "x"): 1, ("b", "x"): 2}
    assert hidden_cells(counts) == {
        ("a", "x"),
        ("b", "x"),
        *((row, TOTAL) for row in "ab"),
        (TOTAL, "x"),
        (TOTAL, TOTAL),
    }


def test_the_limit_is_a_setting():
    assert hidden_cells({("a", "x"): 3, ("b", "y"): 3}, minimum=3) == set()
