"""The frame of the form: one inline script, every module in the map, every word in the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from fieldwork.capture import words
from fieldwork.capture.templatetags import phone
from fieldwork.common.storage import Smallest, smaller

SCRIPTS = Path(__file__).parents[2] / "fieldwork/static/js/phone"
SIDES = ("left", "right")


@pytest.fixture
def page():
    def render(side: str = "right", language: str = "en", instrument: str = "pad") -> str:
        request = RequestFactory().get("/")
        request.csp_nonce = "n0nce"
        visit = {"title": "Counter", "location": "East", "until": "24 nov, 23.59"}
        form_data = {"tile_side": side, "urls": {"visits": "/phone/"}, "document": {"title": "</script><b>"}}
        form_data["instrument"] = instrument
        with override(language):
            return render_to_string("phone/form.html", {"visit": visit, "form_data": form_data}, request=request)

    return render


def test_every_module_is_in_the_map():
    assert set(phone.MODULES) == {path.stem for path in SCRIPTS.glob("*.js")}
    imported = set().union(*(re.findall(r' from "([^"]+)"', path.read_text()) for path in SCRIPTS.glob("*.js")))
    assert imported <= {*phone.MODULES, "instrument", "comparisons"}


def test_one_inline_script_and_it_carries_the_nonce(page):
    scripts = re.findall(r"<script([^>]*)>", page())
    runs = [one for one in scripts if "application/json" not in one]
    assert [one for one in runs if "src=" not in one] == [' type="importmap" nonce="n0nce"']
    assert len([one for one in runs if "src=" in one]) == 1
    assert not re.search(r"\sstyle=|\son\w+=", page())
    assert "</script><b>" not in page()


def test_the_pad_stands_in_the_page_with_its_twin(page):
    html = page()
    assert len(re.findall(r'data-face="\d-\d"', html)) == 15
    assert len(re.findall(r'type="radio" name="pad-face"', html)) == 15
    assert "<title>Notes</title>" in html
    assert 'aria-roledescription="tap square"' in html


def test_only_the_instrument_of_the_study_stands_in_the_page(page):
    for instrument, other in (("pad", "faces"), ("faces", "pad")):
        html = page(instrument=instrument)
        assert f'id="{instrument}"' in html
        assert f'id="{other}"' not in html
        assert re.search(rf'"instrument": "[^"]*{instrument}[^"/]*\.js"', html)
        assert instrument in closure("app", instrument=instrument)
        assert other not in closure("app", instrument=instrument)


def test_the_matrix_is_one_group_of_32_radio_buttons_with_a_word_for_each(page):
    html = page(instrument="faces")
    assert len(re.findall(r'type="radio" name="face"', html)) == 32
    words = re.findall(r'</svg><span class="sr">([^<]+)</span>', html[html.index('id="faces"') :])[:32]
    assert words[:4] == ["joy, a little", "joy, clear", "joy, strong", "joy, very strong"]
    assert len(set(words)) == 32


@pytest.mark.parametrize("side", SIDES)
def test_pleasant_tiles_keep_their_side(page, side):
    codes = re.findall(r'type="checkbox" value="(\w+)"', page(side))
    assert codes[-2:] == ["neutral", "other"]
    assert codes[SIDES.index(side)] == "surprised_pos"
    assert codes[1 - SIDES.index(side)] == "irritated"


def test_the_list_holds_the_centre_words_of_its_cells():
    with override("en"):
        rows = phone.energy_rows()
    assert [row["faces"][0]["words"] for row in rows] == [
        "very unpleasant, much energy",
        "very unpleasant, average energy",
        "very unpleasant, little energy",
    ]


# Rarely used or first used with a photo, and fetched only then: they do not count for opening an ordinary visit.
ON_DEMAND = {
    "around", "asking", "audio", "camera", "copy", "duration", "key", "leaving", "moment", "na", "position",
    "receipt", "sending",
}  # fmt: skip


def closure(*first: str, instrument: str = "pad") -> set[str]:
    """Modules that these bring along, those imported on demand included unless they are rare."""
    seen: set[str] = set()
    todo = list(first)
    while todo:
        name = todo.pop().replace("instrument", instrument)
        if name in seen:
            continue
        seen.add(name)
        source = (SCRIPTS / f"{name}.js").read_text()
        todo += re.findall(r' from "([^"]+)"', source)
        todo += [one for one in re.findall(r'import\("([^"]+)"\)', source) if one not in ON_DEMAND]
    return seen


# Of the form: all that comes later, or only where a journey or a study asks for it
OF_SOME = {
    "asking",
    "audio",
    "camera",
    "doubts",
    "duration",
    "ending",
    "faces",
    "formulas",
    "further",
    "moment",
    "na",
    "position",
    "receipt",
}
PAGES = [(("app",), words.of_the_form), (("around", "sending", "leaving", "copy"), words.around_the_form)]


@pytest.mark.parametrize("first, words_of", PAGES)
def test_every_word_that_a_script_asks_for_is_there(first, words_of):
    with override("en"):
        shown = words_of()
    modules = closure(*first) | (OF_SOME if first == ("app",) else set())
    source = "\n".join((SCRIPTS / f"{name}.js").read_text() for name in modules)
    asked = set(re.findall(r'\b(?:t|list)\("(\w+)"', source))
    asked |= {f"{key}_{number}" for key in re.findall(r'\btn\("(\w+)"', source) for number in ("one", "many")}
    assert asked - set(shown) == set()
    made_up = re.compile(r"_(one|many|body|question)$|^(status|doubt)_")  # keys that a script puts together
    assert {key for key in shown if f'"{key}"' not in source and not made_up.search(key)} == set()
    json.dumps(shown)


@pytest.mark.parametrize("instrument", ["pad", "faces"])
def test_an_ordinary_visit_loads_little_script(instrument):
    modules = closure("app", instrument=instrument)
    served = [smaller((SCRIPTS / f"{name}.js").read_text()).encode() for name in modules]
    assert sum(len(Smallest.compress_gzip(script)) for script in served) <= 25_000


def test_every_part_of_a_step_has_its_words():
    with override("en"):
        shown = words.of_the_form()
    assert list(shown["bar_parts"]) == ["tap", "named", "grade", "q"]
    assert list(shown["parts"]) == ["tap", "named", "grade"]
    assert list(shown["titles"]) == ["position", "baseline", "overall", "recommend", "check"]
