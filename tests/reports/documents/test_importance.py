"""What may be said about the steps that go together with the grade."""

import pytest
from django.utils import translation

from reports.documents import phrases
from reports.documents.importance import importance
from tests.reports.sample_figures import sample


def share(value, lo, hi, n):
    return {"value": value, "lo": lo, "hi": hi, "n": n, "reason": None, "display_class": "full"}


def driver(name, value, n, **parts):
    return {
        "name": name, "share": share(value, value - 0.1, value + 0.1, n), "sign_r": 1, "suppressor": False,
        "p_first": 0.5, "p_top3": 0.97,
    } | parts  # fmt: skip


@pytest.fixture
def figures():
    found = sample()
    steps = [step["key"] for step in found["steps"]]
    found["drivers"] = {
        "status": "indicative", "outcome": "grade", "reason": None, "n": 96, "n_required": 90,
        "r2": 0.52, "r2_adjusted": 0.48, "flags": [],
        "left_out": {steps[-1]: "missing"},
        "drivers": [driver(steps[0], 0.2, 96), driver(steps[2], 0.5, 96), driver(steps[1], 0.3, 96, sign_r=-1)],
    }  # fmt: skip
    return found


def said(figures):
    with translation.override("en"):
        return importance(figures, "en", phrases.chart_words())


def titles(shown):
    return [row["title"] for row in shown["rows"]]


def test_figures_made_without_it_show_nothing(figures):
    del figures["drivers"]
    assert said(figures) is None


def test_an_indicative_figure_keeps_the_order_of_the_journey_and_ranks_nothing(figures):
    shown = said(figures)
    assert titles(shown) == [step["title"]["en"] for step in figures["steps"][:3]]
    assert {row["top"] for row in shown["rows"]} == {""}
    assert "Indicative" in shown["order"]
    assert figures["steps"][-1]["title"]["en"] in shown["left_out"]


def test_from_150_visits_the_longest_bar_comes_first_with_its_chance(figures):
    found = figures["drivers"]
    found |= {"status": "ranking", "n": 240}
    found["drivers"][2]["p_top3"] = 0.4
    shown = said(figures)
    keys = [step["title"]["en"] for step in figures["steps"][:3]]
    assert titles(shown) == [keys[2], keys[1], keys[0]]
    assert [row["top"] for row in shown["rows"]] == [
        "almost certainly in the top 3", "unsure whether it is in the top 3", "almost certainly in the top 3",
    ]  # fmt: skip


def test_the_way_is_told_and_a_suppressor_is_no_lever(figures):
    figures["drivers"]["drivers"][0]["suppressor"] = True
    ways = {row["title"]: row["way"] for row in said(figures)["rows"]}
    first, second, third = (step["title"]["en"] for step in figures["steps"][:3])
    assert ways[first].startswith("not clear")
    assert ways[second].endswith("the lower the overall grade")
    assert ways[third].endswith("the higher the overall grade")


def test_little_explained_is_said(figures):
    figures["drivers"] |= {"r2": 0.12, "r2_adjusted": 0.06, "flags": ["explains_little"]}
    assert "say little about the overall grade (12%)" in said(figures)["explained"]


def test_too_few_visits_say_how_many_are_needed_and_draw_nothing(figures):
    figures["drivers"] = {
        "status": "suppressed", "outcome": "grade", "reason": "too_few", "n": 22, "n_required": 50,
        "r2": None, "r2_adjusted": None,
        "left_out": {}, "drivers": [],
    }  # fmt: skip
    shown = said(figures)
    assert shown == {
        "title": "What goes together with the overall grade", "status": "suppressed", "n": 22, "left_out": "",
        "why": "There are 22 visits with the overall grade and every step. From 50 on we show which steps go together "
        "with it; about 28 more are needed.",
    }  # fmt: skip


def test_without_grades_it_is_about_the_recommendation(figures):
    figures["drivers"]["outcome"] = "recommend"
    shown = said(figures)
    assert shown["title"] == "What goes together with the recommendation"
    assert "the recommendation" in shown["caption"]
    assert "grade" not in " ".join([shown["caption"], shown["explained"], *(row["way"] for row in shown["rows"])])


def test_another_reason_is_not_sold_as_too_few_visits(figures):
    figures["drivers"] |= {"status": "suppressed", "reason": "zero_variance", "n": 300, "drivers": []}
    assert said(figures)["why"].startswith("This cannot be computed")
