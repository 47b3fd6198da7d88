"""Figures for people who present them: a PowerPoint file with charts that can still be changed.

16:9, a title on every slide, alternative texts, notes with every n. Series differ by shape and dash, never by colour
alone, so that a grey copy reads as well. Words of uncertainty are those of the report.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext, override, pgettext
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Inches, Pt

from reports.charts.points import (
    FEW,
    INDICATIVE,
    Point,
    Span,
    points_of,
    score,
    span_of_score,
    span_of_valence,
    words_in,
)
from reports.figures.shape import Figures
from reports.improvement.shape import Interpretation

from . import said, words
from .logos import add_logo
from .texts import for_sheet

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, WIDE, HIGH = Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.4)
INK, QUIET = RGBColor(0x1E, 0x1A, 0x22), RGBColor(0x59, 0x59, 0x59)
# Dark, middle and light enough to stay apart in grey.
SERIES = (
    (RGBColor(0x43, 0x1D, 0x53), XL_MARKER_STYLE.CIRCLE),
    (RGBColor(0xB3, 0x5C, 0x00), XL_MARKER_STYLE.SQUARE),
    (RGBColor(0x6B, 0x72, 0x80), XL_MARKER_STYLE.DIAMOND),
)
TITLE_ONLY = 5
MOST_ROWS = 9  # of a table on a slide
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}


def slides_of(
    figures: Figures, language: str, interpretation: Interpretation | None = None, logo: bytes | None = None
) -> bytes:
    """The summary, the curve, the priorities, the actions and the method as PPTX in ``language``.

    ``logo`` is the file that the figures name as the client's.
    """
    with override(language):
        deck = _Deck(figures, language)
        _first(deck, figures, logo)
        _summary(deck, figures, interpretation)
        _curve(deck, figures)
        _priorities(deck, figures)
        _actions(deck, figures, interpretation)
        _method(deck, figures)
        return deck.bytes()


class _Deck:
    """A presentation with our own measures: 16:9, and every title in the placeholder that a screen reader reads."""

    def __init__(self, figures: Figures, language: str) -> None:
        self.language = language
        self.deck = Presentation()
        self._widen()
        meta = figures["meta"]
        facts = self.deck.core_properties
        facts.title, facts.author = for_sheet(words_in(meta["title"], language))[:250], "Veldwerk"
        facts.language = LANGUAGES.get(language, language)
        facts.created = facts.modified = datetime.fromisoformat(meta["made_at"]).replace(tzinfo=None)
        facts.last_modified_by = "Veldwerk"

    def _widen(self) -> None:
        """Make the library's own 4:3 layouts 16:9, so that a slide somebody adds fits as well."""
        ratio = WIDTH / self.deck.slide_width
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT
        master = self.deck.slide_masters[0]
        for shape in [*master.placeholders, *(one for layout in master.slide_layouts for one in layout.shapes)]:
            left, width = shape.left, shape.width
            if shape._element.xpath(".//p:spPr/a:xfrm") and left is not None and width is not None:
                shape.left, shape.width = Emu(int(left * ratio)), Emu(int(width * ratio))

    def slide(self, title: str, notes: Sequence[str]) -> Any:
        """A slide with a title and notes."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = LEFT, Inches(0.4), WIDE, Inches(0.95)
        self.write(head.text_frame, [title], 30, bold=True)
        slide.notes_slide.notes_text_frame.text = for_sheet("\n".join(notes))
        self._speak(slide.notes_slide.notes_text_frame)
        return slide

    def text(self, slide: Any, lines: Sequence[str], box: tuple[Any, Any, Any, Any], size: int = 18) -> Any:
        """Paragraphs in a box; returns its frame."""
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        self.write(frame, lines, size)
        return frame

    def write(self, frame: Any, lines: Sequence[str], size: int, *, bold: bool = False) -> None:
        """Replace what a frame says."""
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = for_sheet(line).replace("\n", " ")
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, INK
            paragraph.space_after = Pt(6)
        self._speak(frame)

    def _speak(self, frame: Any) -> None:
        """Tell the language of every run, so that it is read aloud and spelled in it."""
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", LANGUAGES.get(self.language, self.language))

    def table(self, slide: Any, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with a header row; ``widths`` are parts of the whole."""
        shape = slide.shapes.add_table(len(rows), len(rows[0]), LEFT, TOP, WIDE, Inches(0.45 * len(rows)))
        describe(shape, name)
        for place, part in enumerate(widths):
            shape.table.columns[place].width = Emu(int(WIDE * part))
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                frame = shape.table.cell(row, place).text_frame
                self.write(frame, [cell], 14, bold=row == 0)
                if row == 0:
                    frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
                    fill = shape.table.cell(row, place).fill
                    fill.solid()
                    fill.fore_color.rgb = SERIES[0][0]

    def bytes(self) -> bytes:
        """The finished file."""
        file = io.BytesIO()
        self.deck.save(file)
        return file.getvalue()


def describe(shape: Any, text: str) -> None:
    """Give a chart, table or picture its alternative text."""
    facts = shape._element.xpath(".//p:cNvPr")[0]
    facts.set("descr", for_sheet(text))


# --- the slides ---------------------------------------------------------------------------------------
def _first(deck: _Deck, figures: Figures, logo: bytes | None) -> None:
    meta = figures["meta"]
    sample = _sample(figures)
    slide = deck.slide(words_in(meta["title"], deck.language) or meta["study"], [sample])
    lines = [meta["client"], meta["study"], ", ".join(meta["waves"]), sample, "; ".join(meta["selection"])]
    frozen = gettext("Figures fixed on %(day)s") % {"day": said.day(meta["made_at"])}
    wide = Emu(WIDE)
    if logo:
        shape = add_logo(slide, meta, logo, LEFT + WIDE, TOP)
        describe(shape, gettext("Logo of %(client)s") % {"client": meta["client"]})
        wide = Emu(shape.left - LEFT - Inches(0.3))
    deck.text(slide, [line for line in [*lines, frozen] if line], (LEFT, TOP, wide, HIGH), 22)


def _sample(figures: Figures) -> str:
    meta = figures["meta"]
    places = ngettext("%(n)d location", "%(n)d locations", meta["n_locations"]) % {"n": meta["n_locations"]}
    return f"{said.visits(meta['n_visits'])}, {places}"


def _summary(deck: _Deck, figures: Figures, interpretation: Interpretation | None) -> None:
    """The score with its interval and n, and three findings: of people when they wrote them, else of the figures."""
    found = figures["score"]
    span = span_of_valence(found["valence"])
    told = said.score_sentences(figures)
    if interpretation and interpretation["findings"]:
        pairs = [
            (words_in(one["title"], deck.language), words_in(one["text"], deck.language))
            for one in interpretation["findings"][:3]
        ]
    else:
        pairs = said.findings(figures, deck.language)
    others = [
        f"{gettext('Checklist (0–100)')}: {said.with_margin(span_of_score(found['checklist']), found['checklist'])}",
        f"{gettext('Overall grade (1–10)')}: {said.with_margin(span_of_score(found['grade']), found['grade'])}",
    ]
    slide = deck.slide(gettext("Summary"), [*told, *others])
    big = said.num(span.value) if span else words.reason(found["valence"]["reason"] or "no_data")
    left = deck.text(slide, [gettext("Journey score (0–100)")], (LEFT, TOP, Inches(4.2), Inches(0.5)), 18)
    left.paragraphs[0].runs[0].font.color.rgb = QUIET
    deck.text(slide, [big], (LEFT, Inches(1.9), Inches(4.2), Inches(1.2)), 60 if span else 28)
    deck.text(slide, [*told, *others], (LEFT, Inches(3.2), Inches(4.2), Inches(3.8)), 15)
    box = (Inches(5.2), TOP, Inches(7.5), HIGH)
    if not pairs:
        deck.text(slide, [gettext("There are too few visits for findings.")], box)
        return
    frame = deck.text(slide, [line for pair in pairs for line in pair], box, 18)
    for paragraph in frame.paragraphs[::2]:
        paragraph.runs[0].font.bold = True
        paragraph.space_before = Pt(12)


def _curve(deck: _Deck, figures: Figures) -> None:
    """The emotion curve as a chart of its own: unconscious, conscious and desired, 0 to 100."""
    points = points_of(figures, deck.language)
    names = (pgettext("emotion", "unconscious"), pgettext("emotion", "conscious"), pgettext("emotion", "desired"))
    told = [_in_words(point, names, step) for point, step in zip(points, figures["steps"], strict=True)]
    slide = deck.slide(gettext("Emotion curve"), [gettext("Score 0–100 with the 95% margin, step by step:"), *told])
    if not points:
        deck.text(slide, [gettext("no data")], (LEFT, TOP, WIDE, HIGH))
        return
    data = CategoryChartData(number_format="0.0")
    # The number in front also keeps a title from being a formula or a link in the sheet behind the chart.
    data.categories = [
        for_sheet(f"{step['number']}. {point.title} (n = {point.n})")
        for point, step in zip(points, figures["steps"], strict=True)
    ]
    lines: list[list[Span | None]] = [[p.implicit for p in points], [p.conscious for p in points]]
    for name, spans in zip(names, lines, strict=False):
        data.add_series(name, [None if span is None else round(span.value, 1) for span in spans])
    data.add_series(names[2], [point.desired for point in points])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, LEFT, Inches(1.35), WIDE, Inches(5.3), data)
    describe(frame, f"{gettext('Emotion curve')}. {' '.join(told)}")
    _draw(frame.chart, lines)
    note = gettext("Dashed: fewer than 10 visits. No line: fewer than 3 visits. Margins stand in the notes.")
    deck.text(slide, [note], (LEFT, Inches(6.75), WIDE, Inches(0.5)), 12)


def _draw(chart: Any, lines: Sequence[Sequence[Span | None]]) -> None:
    """Shapes and dashes: a line to a point of three to nine visits is dashed, to fewer there is none."""
    chart.has_legend, chart.legend.position, chart.legend.include_in_layout = True, XL_LEGEND_POSITION.TOP, False
    chart.font.size = Pt(12)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
    axis.major_gridlines.format.line.color.rgb = RGBColor(0xD9, 0xD9, 0xD9)
    for series, (colour, marker) in zip(chart.plots[0].series, SERIES, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
        series.marker.style, series.marker.size = marker, 9
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        series.marker.format.line.color.rgb = colour
    chart.plots[0].series[2].format.line.dash_style = MSO_LINE.ROUND_DOT
    for series, spans in zip(chart.plots[0].series, lines, strict=False):
        for place in range(1, len(spans)):
            left, right = spans[place - 1], spans[place]
            n = min(left.n, right.n) if left and right else 0
            if n < FEW:
                series.points[place].format.line.fill.background()
            elif n < INDICATIVE:
                series.points[place].format.line.dash_style = MSO_LINE.DASH


def _in_words(point: Point, names: Sequence[str], step: Any) -> str:
    parts = [
        f"{name} {said.num(span.value)}{f' ({ends})' if (ends := said.margin(span)) else ''}"
        for name, span in ((names[0], point.implicit), (names[1], point.conscious))
        if span
    ]
    if point.desired is not None:
        parts.append(f"{names[2]} {said.num(point.desired, 0)}")
    if point.is_moment:
        parts.append(gettext("moment of truth"))
    return f"{step['number']}. {point.title}: {', '.join([*parts, f'n = {point.n}'])}."


def _priorities(deck: _Deck, figures: Figures) -> None:
    """Steps by score and by what goes together with the grade; the reason and the scores when that cannot be said."""
    of = figures["drivers"]
    outcome = str(words.OUTCOME_OF[of["outcome"]])
    steps = {step["key"]: step for step in figures["steps"]}
    rows = [
        (words_in(steps[one["name"]]["title"], deck.language), one["share"], steps[one["name"]]["both"])
        for one in of["drivers"]
        if one["name"] in steps and of["status"] != "suppressed"
    ]
    rows = [row for row in rows if row[1]["value"] is not None and row[2]["value"] is not None]
    if not rows:
        _no_priorities(deck, figures, outcome)
        return
    caption = gettext(
        "Goes together with %(outcome)s; this is no proof of cause. Other explanations, such as how busy it was or "
        "which place it was, are not ruled out."
    ) % {"outcome": outcome}
    if of["status"] == "indicative":
        caption = f"{gettext('Indicative')}. {caption}"
    told = [_weight(*row) for row in rows]
    slide = deck.slide(gettext("Priorities"), [caption, f"n = {of['n']}", *told])
    data = XyChartData(number_format="0.0")
    series = data.add_series(gettext("Steps"))
    for _title, share, both in rows:
        series.add_data_point(round(100 * (share["value"] or 0), 1), round(score(both["value"] or 0), 1))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, LEFT, Inches(1.35), WIDE, Inches(5.0), data)
    describe(frame, f"{gettext('Priorities')}. {' '.join(told)}")
    across = gettext("share of what goes together with %(outcome)s, per cent") % {"outcome": outcome}
    _scatter(frame.chart, [row[0] for row in rows], across, gettext("step score (0–100)"))
    deck.text(slide, [caption], (LEFT, Inches(6.45), WIDE, Inches(0.8)), 12)


def _weight(title: str, share: Any, both: Any) -> str:
    lo, hi = (None if share[end] is None else 100 * share[end] for end in ("lo", "hi"))
    span = Span(100 * share["value"], lo, hi, share["n"])
    ends = said.margin(span, 0)
    percent = f"{said.num(span.value, 0)}%{f' ({ends}%)' if ends else ''}"
    return f"{title}: {percent}; {gettext('step score')} {said.with_margin(span_of_valence(both), both)}."


def _scatter(chart: Any, titles: Sequence[str], across: str, up: str) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(12)
    for axis, name in ((chart.category_axis, across), (chart.value_axis, up)):
        axis.has_title = True
        axis.axis_title.text_frame.text = name
        axis.minimum_scale = 0
    chart.value_axis.maximum_scale = 100
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xD9, 0xD9, 0xD9)
    series = chart.plots[0].series[0]
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = SERIES[0][0]
    for place, title in enumerate(titles):
        label = series.points[place].data_label
        label.has_text_frame = True
        label.text_frame.text = for_sheet(title)
        label.position = XL_LABEL_POSITION.RIGHT


def _no_priorities(deck: _Deck, figures: Figures, outcome: str) -> None:
    of = figures["drivers"]
    why = gettext("There are too few complete visits to say which steps go together with the grade.")
    needed = gettext("n = %(n)d; %(needed)d are needed.") % {"n": of["n"], "needed": of["n_required"] or 0}
    if of["n"] >= (of["n_required"] or 0):
        needed = f"n = {of['n']}"
        why = gettext(
            "This cannot be computed for these visits: a step or %(outcome)s is the same in every visit, or steps are "
            "missing too often."
        ) % {"outcome": outcome}
    slide = deck.slide(gettext("Priorities"), [why, needed])
    titles = {step["key"]: step for step in figures["steps"]}
    pains = [one for one in figures["pain_points"] if one["status"] == "pain_point" and one["step"] in titles]
    lines = [why, needed]
    if pains:
        lines.append(gettext("Pain points, demonstrated by themselves:"))
    for one in pains[:5]:
        step = titles[one["step"]]
        reasons = " ".join(str(words.PAIN_REASONS.get(code, code)) for code in one["because"])
        lines.append(
            f"• {words_in(step['title'], deck.language)}: "
            f"{said.with_margin(span_of_valence(step['both']), step['both'])}. {reasons}"
        )
    deck.text(slide, lines, (LEFT, TOP, WIDE, HIGH), 20)


def _actions(deck: _Deck, figures: Figures, interpretation: Interpretation | None) -> None:
    """The improvement plan as it stood on the day of freezing."""
    planned: list[Any] = list(interpretation["actions"] if interpretation else figures.get("actions", []))
    titles = {step["key"]: words_in(step["title"], deck.language) for step in figures["steps"]}
    head = [gettext("Action"), gettext("Step"), gettext("Owner"), gettext("Ready on"), gettext("State")]
    rows = [
        [
            _said(one["title"], deck.language),
            titles.get(one["step"] or "", ""),
            one["owner"],
            said.day(one["due_on"]),
            str(words.OUTCOMES.get(one["outcome"] or "", words.ACTIONS.get(one["state"], one["state"]))),
        ]
        for one in planned
    ]
    notes = [f"{row[0]}: {_said(one['measure'], deck.language)}" for row, one in zip(rows, planned, strict=True)]
    if len(rows) > MOST_ROWS:
        notes.append(gettext("The slide shows %(shown)d of %(n)d actions.") % {"shown": MOST_ROWS, "n": len(rows)})
    slide = deck.slide(gettext("Actions"), [*notes, _sample(figures)])
    if rows:
        deck.table(slide, gettext("Actions"), [head, *rows[:MOST_ROWS]], (0.36, 0.2, 0.16, 0.14, 0.14))
    else:
        deck.text(slide, [gettext("There are no actions yet.")], (LEFT, TOP, WIDE, HIGH))


def _said(text: Any, language: str) -> str:
    return text if isinstance(text, str) else words_in(text, language)


def _method(deck: _Deck, figures: Figures) -> None:
    told = said.method(figures)
    slide = deck.slide(gettext("How this was measured"), [_sample(figures), *told])
    deck.text(slide, [_sample(figures) + ".", *told], (LEFT, TOP, WIDE, HIGH), 18)
