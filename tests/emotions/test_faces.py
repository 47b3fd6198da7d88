"""The faces of the pad and of the matrix: all different, whole, and placed where a tap stores them."""

import re
from xml.etree import ElementTree

import pytest

from fieldwork.emotions.expressions import expression_svg, matrix, tone
from fieldwork.emotions.faces import LEVELS, ROWS, face, face_grid, face_svg, level_of, row_of
from fieldwork.emotions.words import FACE_WORDS
from fieldwork.measurement.emotion import FACES


def test_fifteen_faces_all_differ_and_are_well_formed():
    for css in (True, False):
        faces = {face_svg(level, row, css=css) for level in LEVELS for row in ROWS}
        assert len(faces) == 15
        for svg in faces:
            assert ElementTree.fromstring(svg).attrib["aria-hidden"] == "true"


def test_colours_stand_in_the_marks_only_without_a_style_sheet():
    assert 'fill="#' not in face_svg(-2, 2)
    assert 'class="face n3"' in face_svg(-2, 2)
    paper = face_svg(-2, 2, css=False)
    assert "class" not in paper
    assert '"#8a2c00"' in paper


def test_the_grid_holds_the_centres_of_five_by_three_cells_in_reading_order():
    grid = face_grid()
    assert [cell.px for cell in grid[:5]] == [100, 300, 500, 700, 900]
    assert [cell.py for cell in grid[::5]] == [833, 500, 167]
    for cell in grid:
        assert level_of(2 * cell.px / 1000 - 1) == cell.valence_level
        assert row_of(cell.py / 1000) == cell.arousal_row


@pytest.mark.parametrize(("valence", "arousal", "same_as"), [(-1, 1, (-2, 2)), (0, 0.5, (0, 1)), (1, 0, (2, 0))])
def test_a_reading_gets_its_nearest_face(valence, arousal, same_as):
    assert face(valence, arousal) == face_svg(*same_as)


@pytest.mark.parametrize(("level", "row"), [(3, 0), (0, 3), (-3, 1), (0, -1)])
def test_a_face_outside_the_grid_is_refused(level, row):
    with pytest.raises(ValueError):
        face_svg(level, row)


def test_the_32_faces_of_the_matrix_all_differ_and_are_well_formed():
    drawn = [expression_svg(code, q) for code, q in matrix()]
    assert len(set(drawn)) == 32
    assert {ElementTree.fromstring(svg).attrib["aria-hidden"] for svg in drawn} == {"true"}
    # Without their colour too: what a face says is its shape.
    assert len({re.sub(r'class="face \w+"', "", svg) for svg in drawn}) == 32


def test_a_row_of_the_matrix_is_one_emotion_and_grows_from_left_to_right():
    rows = [matrix()[first : first + 4] for first in range(0, 32, 4)]
    assert [row[0][0] for row in rows] == list(FACES) == list(FACE_WORDS)
    assert all([q for _code, q in row] == [1, 2, 3, 4] for row in rows)


@pytest.mark.parametrize(
    ("valence", "colour"),
    [(1, "p3"), (0.7, "p3"), (0.525, "p2"), (0.1, "p1"), (0, "z0"), (-0.2, "n1"), (-0.4, "n2"), (-0.9, "n3")],
)
def test_the_colour_repeats_how_pleasant_a_face_is(valence, colour):
    assert tone(valence) == colour


@pytest.mark.parametrize(("code", "q"), [("envy", 1), ("joy", 0), ("joy", 5)])
def test_a_face_that_is_not_in_the_matrix_is_refused(code, q):
    with pytest.raises(ValueError):
        expression_svg(code, q)
