"""Importance against performance: what it says, when it is sure, and that no name hides another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.points import Span
from reports.charts.priority_matrix import NAMED, Names, Spot, describe, priority_matrix
from tests.reports.charts.test_charts import HOSTILE, SVG, drawn

NAMES = Names("stapscore", "hangt samen met het eindcijfer", "gelijk deel", ("Eerst", "Vast", "Laag", "Genoeg"))
SHARE = st.floats(0, 100)
SPAN = st.builds(Span, value=SHARE, lo=st.none() | SHARE, hi=st.none() | SHARE, n=st.integers(1, 500))
SPOTS = st.lists(
    st.builds(
        Spot, number=st.integers(1, 60), title=st.text(max_size=60), importance=SPAN, performance=SPAN,
        is_firm=st.booleans(), quadrant=st.just("eerst"), line=st.none() | SHARE,
    ),
    max_size=20,
)  # fmt: skip


def spot(number: int, x: float = 50.0, y: float = 20.0, **parts) -> Spot:
    given = {"is_firm": True, "quadrant": "eerst aanpakken"} | parts
    return Spot(number, f"Stap {number}", Span(y, y - 5, y + 5, 120), Span(x, x - 3, x + 3, 120), **given)


@settings(max_examples=60)
@given(spots=SPOTS, fair=SHARE, average=SHARE)
def test_every_drawing_is_well_formed_and_its_marks_stay_inside(words, spots, fair, average):
    root = drawn(priority_matrix("Wat eerst", spots, NAMES, words, cuts=(fair, average), palette="print"))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= width
        assert 0 <= float(circle.attrib["cy"]) <= height


def test_the_words_hold_every_figure_and_both_lines(words):
    text = describe("Wat eerst", [spot(1), spot(2, 70, 8)], NAMES, words, (12.5, 56.4))
    assert text == (
        "Wat eerst. Stap 1: 20% (15–25), stapscore 50,0 met een marge van 47,0 tot 53,0, "
        "eerst aanpakken; "
        "Stap 2: 8% (3–13), stapscore 70,0 met een marge van 67,0 tot 73,0, eerst aanpakken. "
        "gelijk deel 13%; gemiddelde 56,4."
    )
    assert describe("Wat eerst", [], NAMES, words, (0, 0)) == "Wat eerst: geen gegevens."


def test_what_is_unsure_is_hollow(words):
    def outlines(**parts) -> int:
        return priority_matrix("W", [spot(1, **parts)], NAMES, words, cuts=(12, 50)).count('class="outline"')

    assert outlines(is_firm=False) == 1
    assert outlines(is_firm=True) == 0


def test_spots_on_one_place_share_no_words_and_lose_none(words):
    texts = [t.text for t in drawn(crowd(words, 5)).iter(f"{SVG}text") if t.attrib.get("class") == "strong"]
    assert len(texts) == 5
    boxes = {(t.attrib["x"], t.attrib["y"]) for t in drawn(crowd(words, 5)).iter(f"{SVG}text")}
    assert len(boxes) == len(list(drawn(crowd(words, 5)).iter(f"{SVG}text")))


def crowd(words, n: int) -> str:
    return priority_matrix("W", [spot(i) for i in range(1, n + 1)], NAMES, words, cuts=(12, 50))


def test_more_spots_than_names_fit_carry_their_numbers(words):
    assert "Stap 1" in crowd(words, 2).split("</text>", 1)[1]
    drawing = crowd(words, NAMED + 1)
    inside = drawing[drawing.index(">") :]
    assert "Stap" not in inside
    assert f">{NAMED + 1}</text>" in inside


def test_hostile_words_stay_words(words):
    given = spot(1)
    hostile = Spot(1, HOSTILE, given.importance, given.performance, is_firm=True, quadrant=HOSTILE)
    assert "<script" not in priority_matrix(HOSTILE, [hostile], NAMES, words, cuts=(12, 50), palette="print")
