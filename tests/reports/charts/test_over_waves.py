"""A score over the waves: what it says, and how few visits are drawn."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.over_waves import AtWave, describe, over_waves
from reports.charts.points import Span
from tests.reports.charts.test_charts import HOSTILE, SVG, drawn

SHARE = st.floats(0, 100)
SPAN = st.none() | st.builds(Span, value=SHARE, lo=st.none() | SHARE, hi=st.none() | SHARE, n=st.integers(1, 500))
WAVES = st.lists(st.builds(AtWave, title=st.text(max_size=40), part=SPAN, whole=SPAN), max_size=10)


@settings(max_examples=60)
@given(waves=WAVES)
def test_every_drawing_is_well_formed_and_inside_its_frame(words, waves):
    root = drawn(over_waves("Stadhuis", waves, words, whole="alle locaties", palette="print"))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= width
        assert 0 <= float(circle.attrib["cy"]) <= height


def test_the_words_hold_every_figure(words):
    waves = [AtWave("Voorjaar", None), AtWave("Najaar", Span(56.4, 50.1, 62.7, 20), Span(60.0, 58.0, 62.0, 120))]
    assert describe("Stadhuis", waves, words, "alle locaties") == (
        "Stadhuis. Voorjaar: geen gegevens; "
        "Najaar: 56,4 met een marge van 50,1 tot 62,7, 20 bezoeken, alle locaties 60,0."
    )
    assert describe("Stadhuis", [], words, "alle locaties") == "Stadhuis. geen gegevens."


def test_few_visits_are_hollow_and_dashed_and_one_or_two_join_nothing(words):
    def drawing(*counts: int) -> str:
        waves = [AtWave(f"Golf {n}", Span(50.0, 40.0, 60.0, n)) for n in counts]
        return over_waves("S", waves, words, whole="alle")

    assert 'class="trend"' in drawing(20, 20)
    assert 'class="trend thin"' in drawing(20, 5)
    assert "trend" not in drawing(20, 2)
    assert drawing(5).count('class="outline"') == 1
    assert 'class="outline"' not in drawing(20)


def test_hostile_words_stay_words(words):
    assert "<script" not in over_waves(HOSTILE, [AtWave(HOSTILE, None)], words, whole=HOSTILE, palette="print")
