"""The logos of the demo's clients: drawn, taken in like any other, and on their reports."""

import pytest

from fieldwork.people import logos
from fieldwork.people.colours import contrast_with_white
from fieldwork.people.models import Client
from fieldwork.people.states import LogoGround
from reports.demo import cast
from reports.demo.logos import DRAWN, logo_of
from reports.demo.photos import canvas
from reports.demo.stories import STORIES


@pytest.mark.parametrize("key", sorted(DRAWN))
def test_each_is_whole_in_every_font_and_always_the_same(key, monkeypatch):
    made = logos.prepare(logo_of(key))
    assert (made.ground, made.hardly_shows, made.width) == (LogoGround.WHITE, False, logos.LONGEST_SIDE)
    assert logo_of(key) == logo_of(key)
    for fonts in (("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"), ("none", "none")):
        canvas.font.cache_clear()
        monkeypatch.setattr(canvas, "FONTS", {False: (fonts[0],), True: (fonts[1],)})
        picture = logos.Image.open(logos.io.BytesIO(logo_of(key)))
        assert picture.getbbox()[2] < picture.width, fonts
    canvas.font.cache_clear()


def test_nobody_drew_one_for_an_unknown_client():
    assert logo_of("nobody") is None


@pytest.mark.django_db
def test_clients_of_the_demo_have_a_logo_and_a_colour_for_their_cover():
    by = cast.administrator()
    for story in STORIES:
        client = cast.client_of(story, by)
        assert client.logo
        assert contrast_with_white(client.colour) >= 7
        assert cast.client_of(story, by).logo == Client.objects.get(pk=client.pk).logo
