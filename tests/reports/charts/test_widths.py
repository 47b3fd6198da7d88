"""Labels that end or lie around a point: where they stand on paper, against the typeface itself."""

import subprocess

import pytest
from PIL import ImageFont

from reports.charts.svg import Pen
from reports.charts.widths import REGULAR, SEMI_BOLD, drawn_width
from tests.reports.charts.test_charts import SVG, drawn

THOUSANDTHS = 2


def typeface(weight: int) -> ImageFont.FreeTypeFont:
    """Inter at 1,000 units, as fontconfig finds it for the renderer."""
    found = subprocess.run(["fc-match", "-f", "%{family}|%{file}", f"Inter:weight={weight}"],
                           capture_output=True, text=True, check=True).stdout  # fmt: skip
    family, _bar, file = found.partition("|")
    assert "Inter" in family, "apt-get install fonts-inter"
    return ImageFont.truetype(file, 1000)


@pytest.mark.parametrize(("table", "weight"), [(REGULAR, 80), (SEMI_BOLD, 180)])
def test_every_letter_is_as_wide_as_the_typeface_draws_it(table, weight):
    font = typeface(weight)
    off = {
        letter: (width, font.getlength(letter))
        for width, letters in table.items()
        for letter in letters
        if abs(width - font.getlength(letter)) > THOUSANDTHS
    }
    assert off == {}
    for accented in "éèëïöüÉçñ":
        assert drawn_width(accented, 1000, is_strong=weight > 80) == pytest.approx(font.getlength(accented), abs=2)


def test_what_the_typeface_does_not_have_takes_its_place_too():
    assert drawn_width("", 12) == 0
    assert drawn_width("中文", 12) == 24
    assert 0 < drawn_width("Ωж", 12) < 24


@pytest.mark.parametrize(("anchor", "x"), [("start", 50.0), ("middle", 50 - 24.53 / 2), ("end", 50 - 24.53)])
def test_on_paper_words_begin_where_they_have_to(anchor, x):
    pen = Pen(in_print=True)
    pen.text("", 50, 10, "56%", anchor=anchor)
    (text,) = drawn(pen.drawing(100, 20, "A label")).iter(f"{SVG}text")
    assert float(text.attrib["x"]) == pytest.approx(x, abs=0.01)
    assert "text-anchor" not in text.attrib


def test_on_a_screen_the_browser_knows_its_own_typeface():
    pen = Pen(in_print=False)
    pen.text("", 50, 10, "56%", anchor="end")
    (text,) = drawn(pen.drawing(100, 20, "A label")).iter(f"{SVG}text")
    assert (text.attrib["x"], text.attrib["text-anchor"]) == ("50", "end")
