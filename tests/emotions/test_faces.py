"""The fifteen faces: all different, whole, and placed where the pad stores them."""

from xml.etree import ElementTree

import pytest

from fieldwork.emotions.faces import LEVELS, ROWS, face, face_grid, face_svg, level_of, row_of


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
