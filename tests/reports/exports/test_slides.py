"""Slides: they open, their charts hold the figures of the report, and they can be read without colour or sight."""

import io

import pytest
from django.utils import translation
from PIL import Image
from pptx import Presentation
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from fieldwork.people import logos
from fieldwork.people.colours import contrast_with_white
from reports.charts.points import score
from reports.documents import summary
from reports.exports import said
from reports.exports.scatter import ABOVE, BELOW, LEFT, RIGHT, label_places
from reports.exports.slides import slides_of
from tests.people.drawn import TEAL, WHITE, drawn, encoded
from tests.reports.exports.interpreted import interpretation
from tests.reports.sample_figures import few, no_drivers, sample, with_drivers


def opened(*args):
    return Presentation(io.BytesIO(slides_of(*args)))


def words_on(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def charts(deck):
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def across(series):
    return [float(value.text) for value in series._element.xpath("./c:xVal//c:v")]


@pytest.fixture(scope="module")
def deck():
    return opened(with_drivers(sample()), "nl", interpretation())


def test_every_slide_has_its_title_notes_and_the_width_of_a_screen(deck):
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [
        "Een vraag aan de gemeente", "Samenvatting", "Emotiecurve", "Prioriteiten", "Acties", "Hoe dit is gemeten",
    ]  # fmt: skip
    for slide in deck.slides:
        assert slide.notes_slide.notes_text_frame.text.strip()
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + Inches(0.01)
            assert shape.top + shape.height <= deck.slide_height + Inches(0.01)


def test_a_slide_that_somebody_adds_is_as_wide(deck):
    [title] = [one for one in deck.slide_layouts[5].placeholders if one.placeholder_format.type == 1]
    assert title.left + title.width > Inches(11)


def test_the_curve_is_a_chart_with_the_three_series_of_the_report(deck):
    curve = charts(deck)[0]
    implicit, conscious, desired = curve.plots[0].series
    assert [one.name for one in (implicit, conscious, desired)] == ["onbewust", "bewust", "gewenst"]
    for series, name in ((implicit, "implicit"), (conscious, "conscious")):
        assert list(series.values) == [
            pytest.approx(score(step[name]["value"]), abs=0.05) for step in sample()["steps"]
        ]
    assert list(desired.values) == [pytest.approx(score(step["desired"]["valence"])) for step in sample()["steps"]]
    assert list(curve.plots[0].categories)[2] == "3. Wachten (n = 120)"
    assert len({series.marker.style for series in curve.plots[0].series}) == 3  # told apart without colour


def test_a_line_to_few_visits_is_dashed_and_to_fewer_is_none(deck):
    implicit = charts(deck)[0].plots[0].series[0]
    assert implicit.points[7].format.line.dash_style == MSO_LINE.DASH
    assert implicit.points[1].format.line.dash_style is None
    lone = charts(opened(few(1), "nl"))[0].plots[0].series[0]
    assert lone.points[1].format.line.fill.type == 5  # background: no line


def test_a_step_without_a_figure_breaks_the_line_and_is_never_guessed():
    figures = sample()
    figures["steps"][3]["implicit"] |= {"value": None, "lo": None, "hi": None, "n": 0, "reason": "no_data"}  # type: ignore[typeddict-item]
    values = list(charts(opened(figures, "nl"))[0].plots[0].series[0].values)
    assert values[3] is None
    assert values[4] is not None


def test_charts_and_tables_have_alternative_texts_with_every_n(deck):
    found = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart or shape.has_table
    ]
    assert len(found) == 3
    assert "Wachten: onbewust 25,0 (21,3–28,7), bewust 34,9 (31,7–38,1), gewenst 60" in found[0]
    assert found[0].count("n = ") == 8
    assert "Nazorg" in found[1]


def test_the_summary_says_score_margin_n_and_findings_as_the_report_does(deck):
    text = words_on(deck.slides[1])
    assert "56,4" in text
    assert "95%-marge 54,5–58,3, n = 120 bezoeken." in text
    assert "Wachten doet pijn" in text  # what people concluded
    own = words_on(opened(sample(), "nl").slides[1])  # else what the figures say, word for word
    with translation.override("nl"):
        for finding in summary.findings(sample(), "nl"):
            assert finding["title"] in own
            assert finding["text"] in own


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_of_uncertainty_are_those_of_the_report(language):
    figures = sample()
    with translation.override(language):
        told = [" ".join(filter(None, pair)) for pair in summary._hero_sentences(figures)]
        assert said.score_sentences(figures) == told


def test_priorities_are_a_chart_of_share_against_score_with_their_caveat(deck):
    figures = with_drivers(sample())
    scatter, fair, mean = charts(deck)[1].plots[0].series
    shares = {one["name"]: 100 * one["share"]["value"] for one in figures["drivers"]["drivers"]}
    assert across(scatter) == [pytest.approx(score(step["both"]["value"]), abs=0.05) for step in figures["steps"]]
    assert list(scatter.values) == [pytest.approx(shares[step["key"]], abs=0.05) for step in figures["steps"]]
    assert list(fair.values) == [pytest.approx(100 / len(shares), abs=0.05)] * 2
    assert across(mean) == [pytest.approx(sum(across(scatter)) / len(shares), abs=0.1)] * 2
    assert "geen bewijs van oorzaak" in words_on(deck.slides[3])
    assert scatter.points[2].data_label.text_frame.text == "Wachten"
    assert "Indicatief" in words_on(opened(with_drivers(sample(), 120), "nl").slides[3])


def test_without_priorities_the_slide_says_why():
    deck = opened(sample() | {"drivers": no_drivers(46, 80)}, "en")
    text = words_on(deck.slides[3])
    assert "too few complete visits" in text
    assert "n = 46; 80 are needed." in text
    assert "Waiting: 30.4 (27.0–33.7), n = 120." in text
    assert len(charts(deck)) == 1


def test_actions_stand_in_a_table_with_owner_and_state(deck):
    [table] = [shape.table for shape in deck.slides[4].shapes if shape.has_table]
    cells = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert cells[1] == ["Ontvangstbericht binnen een uur", "Wachten", "postverdeling", "1 maart 2027", "bezig"]
    assert cells[2][4] == "iets verbeterd"
    nothing_planned = slides_of(sample(), "nl", interpretation() | {"actions": []})
    assert "nog geen acties" in words_on(Presentation(io.BytesIO(nothing_planned)).slides[4])
    assert all("Acties" not in words_on(slide) for slide in opened(sample(), "nl").slides)  # there may be a plan


def test_every_word_has_a_language(deck):
    runs = [run for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]  # fmt: skip
    assert {run._r.rPr.get("lang") for run in runs} == {"nl-NL"}
    assert deck.core_properties.language == "nl-NL"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_visits_still_make_slides_without_margins(n):
    deck = opened(few(n), "nl")
    text = words_on(deck.slides[1])
    assert "95%-marge" not in text
    assert "te weinig bezoeken voor bevindingen" in text


def test_hostile_titles_neither_break_nor_link():
    figures = sample()
    figures["steps"][0]["title"] = {"nl": '=HYPERLINK("http://x")\x00\x0b<a>\ud800'}
    figures["meta"]["client"] = "\x01http://example.org\r\nregel"
    data = slides_of(figures, "nl")
    assert next(iter(charts(Presentation(io.BytesIO(data)))[0].plots[0].categories)).startswith("1. =HYPERLINK")
    assert not any(
        rel.is_external for slide in Presentation(io.BytesIO(data)).slides for rel in slide.part.rels.values()
    )


def test_no_hidden_formula_in_the_sheet_behind_a_chart():
    from tests.reports.exports.reading import dangers

    figures = sample()
    figures["steps"][0]["title"], figures["steps"][1]["title"] = {"nl": "=1+1"}, {"nl": "http://example.org"}
    deck = Presentation(io.BytesIO(slides_of(figures, "nl")))
    [chart] = charts(deck)
    assert dangers(chart.part.chart_workbook.xlsx_part.blob) == (0, 0)


# --- logo ---------------------------------------------------------------------------------------------
def titled(*bars, client="Gemeente Waterrijk"):
    """The first slide of a client with this logo, and the pictures on it."""
    made = logos.prepare(encoded(drawn(*bars, size=(2400, 200))))
    figures = sample()
    figures["meta"] |= {
        "client": client, "client_logo": {"name": "x.png", "ground": str(made.ground)}, "client_color": "#003366",
    }  # fmt: skip
    slide = Presentation(io.BytesIO(slides_of(figures, "nl", None, made.data))).slides[0]
    return slide, [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]


def test_the_cover_has_the_client_s_colour_and_its_logo_whole_above_the_words():
    slide, [picture] = titled(TEAL, TEAL)
    assert str(slide.background.fill.fore_color.rgb) == "003366"
    assert picture._element.xpath(".//p:cNvPr")[0].get("descr") == "Logo van Gemeente Waterrijk"
    assert picture.top + picture.height < slide.shapes.title.top
    shape = Image.open(io.BytesIO(picture.image.blob))
    assert picture.width / picture.height == pytest.approx(shape.width / shape.height, rel=0.01)
    assert picture.left + picture.width <= Inches(13.333)
    [plate] = [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE]
    assert str(plate.fill.fore_color.rgb) == "FFFFFF"
    assert plate.left < picture.left
    assert plate.left + plate.width > picture.left + picture.width
    assert slide.shapes.index(plate) < slide.shapes.index(picture)


def test_a_white_logo_stands_on_the_client_s_colour_itself():
    slide, [_picture] = titled(WHITE, WHITE)
    assert not [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE]


def test_without_a_logo_no_slide_has_a_picture(deck):
    assert not [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]


# --- looks --------------------------------------------------------------------------------------------
def test_the_cover_is_white_on_dark_also_for_a_client_whose_colour_is_pale():
    figures = sample()
    figures["meta"]["client_color"] = "#ffee88"
    cover = opened(figures, "nl").slides[0]
    assert contrast_with_white(f"#{cover.background.fill.fore_color.rgb}".lower()) >= 7
    runs = [
        run for shape in cover.shapes if shape.has_text_frame for one in shape.text_frame.paragraphs for run in one.runs
    ]
    assert {str(run.font.color.rgb) for run in runs} == {"FFFFFF"}


def test_what_somebody_adds_has_the_client_s_colour(deck):
    [theme] = [
        one.target_part.blob for one in deck.slide_masters[0].part.rels.values() if one.reltype.endswith("/theme")
    ]
    accent = deck.slides[4].shapes
    [table] = [shape.table for shape in accent if shape.has_table]
    assert f'<a:accent1><a:srgbClr val="{table.cell(0, 0).fill.fore_color.rgb}"/>'.encode() in theme


def test_every_slide_but_the_cover_says_what_it_is_about_and_its_number(deck):
    for number, slide in enumerate(deck.slides, start=1):
        fields = [field for shape in slide.shapes for field in shape._element.xpath(".//a:fld[@type='slidenum']/a:t")]
        assert [field.text for field in fields] == ([str(number)] if number > 1 else [])
        assert ("Gemeente Waterrijk · " in words_on(slide)) == (number > 1)


def test_decoration_is_not_read_aloud_and_everything_else_has_words(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            facts = shape._element.xpath(".//p:cNvPr")[0]
            is_decoration = bool(facts.xpath(".//*[local-name()='decorative'][@val='1']"))
            has_words = bool(facts.get("descr") or (shape.has_text_frame and shape.text_frame._txBody.xpath(".//a:t")))
            assert is_decoration != has_words, shape.name


def test_names_in_a_chart_hide_neither_marks_nor_each_other():
    names, places = ["Wachten", "Ontvangst", "Afronden"], [(300.0, 100.0), (305.0, 104.0), (395.0, 100.0)]
    first, second, third = label_places(names, places, (400.0, 200.0))
    assert first == LEFT  # on its right the second mark would be under the name
    assert second in (RIGHT, BELOW)
    assert third in (ABOVE, BELOW, LEFT)  # there is no room beyond the edge
    assert label_places(["Wachten"], [(200.0, 100.0)], (400.0, 200.0), [(0, 99, 400, 101)]) == [ABOVE]
