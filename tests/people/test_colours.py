"""A client's colour is used where words stay readable on it or in it."""

import pytest

from fieldwork.people.colours import PAPER, contrast_with_white, readable_accent, readable_paper


@pytest.mark.parametrize(
    ("color", "paper", "accent"),
    [("#003366", "#003366", "#003366"), ("#E30613", PAPER, "#e30613"), ("#ffee00", PAPER, ""), (None, PAPER, ""),
     ("red", PAPER, ""), ("#00336é", PAPER, "")],
)  # fmt: skip
def test_a_colour_is_used_where_words_stay_readable(color, paper, accent):
    assert readable_paper(color) == paper
    assert readable_accent(color) == accent


def test_contrast_is_that_of_the_guidelines():
    assert round(contrast_with_white("#000000"), 1) == 21.0
    assert round(contrast_with_white("#ffffff"), 1) == 1.0
