"""The bars of what goes together with the grade: what they say, when they are hollow, what they cost."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.importance import Weight, describe, importance
from reports.charts.points import Span
from tests.reports.charts.test_charts import HOSTILE, SVG, drawn

NAME = "Wat samenhangt"
SHARE = st.floats(0, 100)
WEIGHTS = st.lists(
    st.builds(
        Weight,
        title=st.text(max_size=60),
        span=st.none()
        | st.builds(Span, value=SHARE, lo=st.none() | SHARE, hi=st.none() | SHARE, n=st.integers(1, 500)),
    ),
    max_size=12,
)


def weights(*spans: tuple[float, float, float]) -> list[Weight]:
    return [Weight(f"Stap {i}", Span(*span, n=120)) for i, span in enumerate(spans, start=1)]


@settings(max_examples=60)
@given(found=WEIGHTS, wide=st.booleans(), palette=st.sampled_from(["print", None]))
def test_every_drawing_is_well_formed_and_stays_inside_its_frame(words, found, wide, palette):
    root = drawn(importance(NAME, found, words, fair="gelijk deel", wide=wide, palette=palette))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width
        assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= height


def test_the_words_hold_every_figure_of_the_drawing(words):
    found = [*weights((62.4, 48.0, 71.0)), Weight("Stap 2", None), Weight("Stap 3", Span(12.5, None, None, 120))]
    assert describe(NAME, found, words, ("gelijk deel", 100 / 3)) == (
        "Wat samenhangt. Stap 1: 62% (48–71); Stap 2: geen gegevens; Stap 3: 13%; gelijk deel 33%; 120 bezoeken."
    )
    assert describe(NAME, [], words, ("gelijk deel", 0)) == "Wat samenhangt: geen gegevens."


def test_a_bar_is_hollow_when_its_margin_is_wider_than_one_equal_part(words):
    found = weights((50, 40, 60), (30, 10, 70), (20, 5, 38))  # an equal part is 33
    roles = [
        mark.attrib["class"]
        for mark in drawn(importance(NAME, found, words, fair="gelijk deel")).iter(f"{SVG}rect")
    ]  # fmt: skip
    assert roles == ["bar", "outline", "bar"]


def test_bars_share_one_scale_that_starts_at_zero(words):
    found = weights((20, 15, 25), (40, 35, 45))
    bars = [mark.attrib for mark in drawn(importance(NAME, found, words, fair="gelijk deel")).iter(f"{SVG}rect")]
    assert bars[0]["x"] == bars[1]["x"]
    assert float(bars[1]["width"]) == pytest.approx(2 * float(bars[0]["width"]), abs=0.02)


@pytest.mark.parametrize("palette", ["print", None])
def test_hostile_names_stay_words(words, palette):
    drawn(importance(HOSTILE, [Weight(HOSTILE, Span(20, 10, 30, 50))], words, fair=HOSTILE, palette=palette))


def test_twelve_bars_cost_at_most_two_milliseconds(words):
    found = weights(*[(8, 4, 14)] * 12)
    importance(NAME, found, words, fair="gelijk deel")
    start = process_time()
    for _ in range(50):
        importance(NAME, found, words, fair="gelijk deel")
    assert (process_time() - start) / 50 <= 0.002
