from io import BytesIO

import pytest
from PIL import Image

from reports.demo.photos import SCENES, caption, render
from reports.demo.stories import STORIES


@pytest.fixture
def wanted(story, visits):
    """The first photograph of every scene that a story has."""
    found = {}
    for wave in (1, 2):
        for visit in visits(story, wave):
            for photo in visit.photos:
                found.setdefault(photo.scene, photo)
    return found


def test_a_photograph_has_the_size_of_a_phone_picture_and_no_metadata(wanted):
    for photo in wanted.values():
        picture = Image.open(BytesIO(render(photo.scene, photo.seed, **photo.detail)))
        assert (picture.format, picture.size) == ("JPEG", (1200, 900))
        assert not picture.getexif()
        assert len(picture.getcolors(1200 * 900)) > 60


def test_the_same_seed_draws_the_same_picture():
    assert render("shop_front", "one", town="Heuvelstad") == render("shop_front", "one", town="Heuvelstad")
    assert render("shop_front", "one", town="Heuvelstad") != render("shop_front", "two", town="Heuvelstad")


def test_every_photograph_has_a_caption_in_both_languages(wanted):
    for photo in wanted.values():
        words = caption(photo.scene, **{key: value for key, value in photo.detail.items() if key != "blurred"})
        assert words["nl"]
        assert words["en"]


def test_every_scene_belongs_to_a_visit(visits):

    used = {photo.scene for story in STORIES for wave in (1, 2) for one in visits(story, wave) for photo in one.photos}
    assert used == set(SCENES)
