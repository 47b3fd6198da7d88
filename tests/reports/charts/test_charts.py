"""Charts as drawings: what they say, what they never draw, and that nothing can break out of them."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import interval_bar as bar
from reports.charts import share_bar as small
from reports.charts import step_interval as step
from reports.charts.cover_art import cover_art
from reports.charts.distribution import distribution
from reports.charts.emotion_curve import emotion_curve
from reports.charts.points import Point, Span, joins, points_of, span_of_score, span_of_valence
from reports.charts.sparkline import sparkline
from reports.charts.svg import Pen, fold, number, width_of
from tests.reports.sample_figures import all_not_applicable, few, sample

HOSTILE = "</title></svg><script>alert(1)</script>\" onload='x' &amp; \x00\x0b]]> ‮ 🙂" + "w" * 400
SVG = "{http://www.w3.org/2000/svg}"

spans = st.one_of(
    st.none(),
    st.builds(
        Span,
        value=st.floats(0, 100),
        lo=st.one_of(st.none(), st.floats(0, 100)),
        hi=st.one_of(st.none(), st.floats(0, 100)),
        n=st.integers(1, 500),
    ),
)
points = st.lists(
    st.builds(
        Point,
        title=st.text(max_size=60),
        n=st.integers(0, 500),
        implicit=spans,
        conscious=spans,
        desired=st.one_of(st.none(), st.floats(0, 100)),
        phase=st.sampled_from(["", "Kopen", "Gebruiken"]),
        is_moment=st.booleans(),
    ),
    max_size=14,
)


def drawn(svg: str) -> ElementTree.Element:
    """The parsed drawing; fails when it is not well-formed, has scripts, styles, ids or no finite numbers."""
    root = ElementTree.fromstring(svg)
    assert not re.search(r"(?<![a-zé])(nan|inf)(?![a-z])", re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", svg))
    for mark in root.iter():
        assert mark.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "g",
            "path",
            "rect",
            "circle",
            "polygon",
            "text",
        }
        assert not {"id", "style", "onload", "href"} & set(mark.attrib)
    return root


def all_charts(points: list[Point], words, palette) -> list[str]:
    one = points[0] if points else Point("", 0, None, None)
    return [
        emotion_curve(points, words, palette=palette),
        emotion_curve(points, words, palette=palette, width=820, height=232, with_phases=False),
        emotion_curve(points, words, palette=palette, wide=False),
        bar.interval_bar(one.title, one.implicit, words, target=one.desired, before=50, palette=palette),
        step.step_interval(one.implicit, one.conscious, words, desired=one.desired, palette=palette),
        small.share_bar(one.title, one.implicit, words, palette=palette),
        small.score_bar(one.title, one.conscious, words, average=50, scale=(30, 90), palette=palette),
        sparkline(points, len(points) // 2, words, palette=palette),
        cover_art(points, words),
    ]


@settings(max_examples=60)
@given(points=points, palette=st.sampled_from(["print", None]))
def test_every_drawing_is_well_formed_and_stays_inside_its_frame(words, points, palette):
    for svg in all_charts(points, words, palette):
        root = drawn(svg)
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
        for circle in root.iter(f"{SVG}circle"):
            assert -1 <= float(circle.attrib["cx"]) <= width + 1
            assert -1 <= float(circle.attrib["cy"]) <= height + 1
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.attrib["width"]) >= 0
            assert float(rect.attrib["height"]) >= 0


@settings(max_examples=60)
@given(points=points)
def test_a_line_never_bridges_a_missing_step_nor_reaches_fewer_than_three_visits(words, points):
    wanted = [
        dashed for kind in ("implicit", "conscious") for _, dashed in joins([getattr(point, kind) for point in points])
    ]
    roles = [
        mark.attrib.get("class", "")
        for mark in drawn(emotion_curve(points, words)).iter(f"{SVG}path")
        for _piece in range(mark.attrib["d"].count("L"))
    ]
    lines = [role for role in roles if role.split()[:1] in (["implicit"], ["conscious"])]
    assert sorted("thin" in line for line in lines) == sorted(wanted)


@settings(max_examples=60)
@given(kinds=st.lists(spans, max_size=12))
def test_joins_are_between_neighbours_that_both_have_three_visits(kinds):
    for left, dashed in joins(kinds):
        pair = kinds[left], kinds[left + 1]
        assert all(span is not None and span.n >= 3 for span in pair)
        assert dashed == any(span.n < 10 for span in pair)


@settings(max_examples=60)
@given(counts=st.lists(st.integers(0, 10_000), min_size=5, max_size=5))
def test_the_distribution_fills_its_width_in_proportion(words, counts):
    rects = list(drawn(distribution(counts, words)).iter(f"{SVG}rect"))
    if not sum(counts):
        assert [rect.attrib["class"] for rect in rects] == ["track"]
        return
    widths = [float(rect.attrib["width"]) for rect in rects]
    shown = [count for count in counts if count]
    assert sum(widths) + 2 * (len(shown) - 1) == pytest.approx(520, abs=0.1)
    for width, count in zip(widths, shown, strict=True):
        assert width == pytest.approx((520 - 2 * (len(shown) - 1)) * count / sum(counts), abs=0.01)


@pytest.mark.parametrize("palette", ["print", None])
def test_hostile_words_stay_words(words, palette):
    mean = replace(
        words,
        **dict.fromkeys(
            ("curve", "implicit", "conscious", "desired", "target", "previous", "visits", "moment"), HOSTILE
        ),
        classes=(HOSTILE,) * 5,
    )
    nasty = [Point(HOSTILE, 12, Span(40, 30, 50, 12), Span(55, None, None, 2), 70, HOSTILE, True)] * 3
    for svg in [*all_charts(nasty, mean, palette), distribution([1, 2, 3, 4, 5], mean, palette=palette)]:
        drawn(svg)
        assert "<script" not in svg
        assert "\x00" not in svg


def test_lines_of_one_kind_are_one_mark_and_one_stroke_where_they_meet():
    pen = Pen(in_print=True)
    pen.line("grid", 0, 0, 10, 0)
    pen.line("grid", 10, 0, 10, 5)
    pen.line("grid", 20, 0, 20, 5)
    pen.line("zero", 20, 5, 30, 5)
    pen.text("", 0, 0, "50")
    pen.line("zero", 30, 5, 40, 5)
    paths = [mark.attrib["d"] for mark in drawn(pen.drawing(50, 10, "Lines")).iter(f"{SVG}path")]
    assert paths == ["M0 0L10 0L10 5M20 0L20 5", "M20 5L30 5", "M30 5L40 5"]


def test_the_words_beside_the_curve_hold_its_figures(words):
    svg = emotion_curve(points_of(sample(), "nl"), words)
    alt = drawn(svg).attrib["aria-label"]
    assert alt.startswith("Emotiecurve. Informatie zoeken: onbewust 55,0, bewust 58,3, gewenst 70, 120 bezoeken;")
    assert "Wachten: onbewust 25,0, bewust 34,9, gewenst 60, moment van de waarheid, 120 bezoeken" in alt
    assert "Nazorg: onbewust 44,6, bewust 52,5, gewenst 80, 8 bezoeken." in alt


def test_print_says_the_same_in_a_title_and_carries_its_own_colours(words):
    figures = points_of(sample(), "nl")
    screen, paper = emotion_curve(figures, words), emotion_curve(figures, words, palette="print")
    title = drawn(paper).find(f"{SVG}title")
    assert title is not None
    assert title.text == drawn(screen).attrib["aria-label"]
    assert 'class="' not in paper
    assert 'stroke="#8e2f9e"' in paper
    assert 'stroke="#' not in re.sub(r"<svg x=.*?</svg>", "", screen)  # only the faces bring colours of their own


def test_few_visits_are_dots_and_nothing_is_an_empty_frame(words):
    one = emotion_curve(points_of(few(1), "nl"), words)
    assert 'class="implicit' not in one
    assert one.count('class="dot-i hollow"') == 8
    none = emotion_curve(points_of(few(0), "nl"), words)
    assert "dot-i" not in none
    assert "geen gegevens" in none
    assert "dot-i" not in emotion_curve(points_of(all_not_applicable(), "nl"), words)


def test_the_step_with_eight_visits_is_hollow_and_dashed(words):
    svg = emotion_curve(points_of(sample(), "nl"), words)
    pieces = {
        role: sum(mark.attrib["d"].count("L") for mark in drawn(svg).iter(f"{SVG}path") if mark.get("class") == role)
        for role in ("implicit", "implicit thin")
    }
    assert pieces == {"implicit": 6, "implicit thin": 1}
    assert svg.count('"dot-i hollow"') == 1


def test_the_bar_says_score_margin_target_and_before(words):
    svg = bar.interval_bar("Klantreisscore", Span(56.4, 54.5, 58.3, 120), words, target=65, before=54)
    assert drawn(svg).attrib["aria-label"] == (
        "Klantreisscore 56,4 met een marge van 54,5 tot 58,3; doel 65; nulmeting 54,0; 120 bezoeken."
    )
    empty = drawn(bar.interval_bar("Klantreisscore", None, words, target=65))
    assert empty.attrib["aria-label"] == "Klantreisscore: geen gegevens."


def test_both_emotions_are_described_with_margin_and_number(words):
    text = step.describe(Span(55, 51.5, 58.5, 120), Span(50, None, None, 1), words, 70, (56.5, None))
    assert text == (
        "Onbewust 55,0 met een marge van 51,5 tot 58,5, 120 bezoeken; "
        "bewust 50,0, 1 bezoek; gewenst 70; nulmeting: onbewust 56,5."
    )


def test_a_margin_of_fewer_than_three_visits_is_never_drawn(words):
    svg = step.step_interval(Span(55, 10, 90, 2), None, words)
    assert 'class="band' not in svg
    assert "55,0</text>" in svg


def test_valence_is_printed_as_score_and_missing_stays_missing():
    assert span_of_valence({"value": 0.128, "lo": 0.09, "hi": None, "n": 4}) == Span(56.4, 54.5, None, 4)
    assert span_of_valence({"value": None, "lo": None, "hi": None, "n": 0}) is None
    assert span_of_score({"value": 68.9, "lo": 66.1, "hi": 71.7, "n": 9}) == Span(68.9, 66.1, 71.7, 9)
    with pytest.raises(ValueError):
        Span(float("nan"), None, None, 3)


@pytest.mark.parametrize(
    ("value", "decimals", "comma", "printed"),
    [(56.35, 1, True, "56,4"), (-0.04, 1, True, "0,0"), (-2.5, 0, False, "−3"), (80.25, 1, False, "80.3")],
)
def test_numbers_round_half_up_with_a_real_minus(value, decimals, comma, printed):
    assert number(value, decimals, comma=comma) == printed


@given(st.text(max_size=200), st.floats(30, 300))
def test_folded_words_fit_their_column(text, width):
    lines = fold(text, width)
    assert len(lines) <= 2
    assert all(width_of(line, strong=True) <= width + 14 for line in lines)


def test_a_chart_is_made_of_few_marks(words):
    """Each costs something in the file; what a chart costs altogether is measured by the benchmark."""
    marks = [len(list(drawn(svg).iter())) for svg in all_charts(points_of(sample(), "nl"), words, "print")]
    assert max(marks) <= 110
    assert sum(marks) <= 400


def test_a_name_that_would_be_cut_gets_a_third_line(words):
    names = ("Searching for information", "Waiting", "Closing", "Answer", "Asking", "Paying", "Using", "Leaving")
    points = [Point(name, 20, Span(50.0, 40.0, 60.0, 20), None) for name in names]
    curve = emotion_curve(points, words, width=820)
    assert "…" not in curve
    assert all(f">{word}<" in curve for word in ("Searching", "for", "information"))


def test_the_words_of_a_bar_are_more_words_than_figures_also_with_a_year_in_the_name_of_a_wave(words):
    told = bar.describe(
        "Journey score",
        Span(55.3, 48.7, 61.9, 4),
        replace(words, comma=False, previous="Golf voorjaar 2026"),
        None,
        60.4,
    )
    assert sum(letter.isalpha() for letter in told) > len(told) / 2


def test_a_scale_that_does_not_start_at_zero_is_marked_and_told(words):
    high = [Point("Kopen", 20, Span(60, None, None, 20), Span(70, None, None, 20), 65)]
    low = [Point("Kopen", 20, Span(10, None, None, 20), Span(70, None, None, 20), 65)]
    for wide in (True, False):
        broken, whole = (emotion_curve(points, words, wide=wide) for points in (high, low))
        assert ">15</text>" in broken
        assert "De schaal begint bij 15, niet bij 0." in drawn(broken).attrib["aria-label"]
        assert ">15</text>" not in whole
        assert "De schaal begint" not in drawn(whole).attrib["aria-label"]
