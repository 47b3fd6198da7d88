"""The short reports of one visit and of one location: what they say and what they keep back."""

import copy
import re

import pytest

from reports.documents.rendering import NotRendered
from reports.documents.sheets import compose_location, compose_visit
from tests.reports.documents.layout import sample_sheet
from tests.reports.documents.reading import opened, words
from tests.reports.documents.test_chapters import HOSTILE
from tests.reports.sample_figures import drawn_photo, few
from tests.reports.sample_sheets import KEY, location, visit


def test_a_visit_takes_three_pages_and_a_location_four():
    assert len(opened(sample_sheet("visit")[0]).pages) == 3
    assert len(opened(sample_sheet("location")[0]).pages) == 4


def test_a_visit_is_told_step_by_step_under_its_public_key():
    text = words(sample_sheet("visit")[0])
    for told in (KEY.format(1), "61,4", "12 november 2026, middag", "Stadhuis", "een beetje prettig, weinig energie",
                 "gerustgesteld 3", "n.v.t. (niet gekocht)", "Dit contact is nooit beantwoord", "geen oordeel",
                 "De foto kon niet worden gelezen", "nog niet klaar"):  # fmt: skip
        assert told in text


def test_what_the_shopper_could_not_say_is_told():
    sheet = visit()
    sheet["steps"] = sheet["steps"][:1]
    sheet["steps"][0] |= {"first_impression": "", "named": [], "grade": None}
    assert "kon het niet zeggen" not in compose_visit(copy.deepcopy(sheet), pictures={}).html
    for parts in (["tap"], ["named"], ["tap", "named", "grade"]):
        sheet["steps"][0]["could_not_say"] = parts
        assert compose_visit(copy.deepcopy(sheet), pictures={}).html.count("kon het niet zeggen") == len(parts)


def test_a_visit_has_no_margin():
    html = compose_visit(visit(), pictures={"p1": drawn_photo(1)}).html
    assert re.search(r"\d[.,]\d–\d", html) is None
    assert "95%" not in html


def test_a_visit_without_any_step_says_so():
    empty = visit() | {"steps": [], "score": None, "checklist": None, "grade": None, "recommend": None, "day": None}
    html = compose_visit(empty, pictures={}).html
    assert "In dit bezoek is geen stap doorlopen." in html
    assert 'id="steps"' not in html
    assert "None" not in html


def test_a_location_stands_beside_all_and_has_no_place_without_reliability():
    html = compose_location(location(), language="en", pictures={}).html
    assert "There is no rank among the 5 locations" in html
    assert "Rank 2 of 5" not in html
    ranked = compose_location(location(ranked=True), language="en", pictures={}).html
    assert "Rank 2 of 5 locations" in ranked
    assert "reliability 0.82" in ranked


def test_a_location_alone_has_no_others():
    alone = location()
    alone["standing"]["of"] = 1
    assert "Among the others" not in compose_location(alone, language="en", pictures={}).html


def test_a_location_lists_its_visits_and_tells_how_many_more_there_are():
    text = words(sample_sheet("location")[0])
    assert KEY.format(0) in text
    assert KEY.format(19) in text
    assert "8 older visits are not in this list" in text
    assert "Questions with the fewest points" in text


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_location_with_hardly_a_visit_prints_without_margins(n):
    scarce = location() | {"figures": few(n), "visits": [], "n_visits": 0}
    for wave in scarce["waves"]:
        wave["part"] = few(n)["score"]["valence"]
        wave["whole"] = None
    html = compose_location(scarce, language="en", pictures={}).html
    assert re.search(r"\d\.\d–\d", re.sub(r"<table>.*?</table>", "", html, flags=re.S)) is None
    assert "nan" not in html.lower().replace("finan", "")


def test_another_schema_is_refused():
    with pytest.raises(NotRendered):
        compose_visit(visit() | {"schema": 2}, pictures={})
    with pytest.raises(NotRendered):
        compose_location(location() | {"schema": 2}, language="nl", pictures={})


def test_hostile_words_stay_words():
    def spoilt(value):
        if isinstance(value, dict):
            return {name: value[name] if name in KEPT else spoilt(value[name]) for name in value}
        if isinstance(value, list):
            return [spoilt(one) for one in value]
        return HOSTILE + "w" * 10_000 if isinstance(value, str) else value

    found = compose_visit(spoilt(copy.deepcopy(visit())), pictures={}).html
    assert "<script" not in found
    assert "w" * 81 not in found
    place = location() | {"location": HOSTILE, "visits": spoilt(location()["visits"])}
    found = compose_location(place, language="nl", pictures={}).html
    assert "<script" not in found


KEPT = {"language", "made_at", "day", "status", "missing", "name", "client_color"}
