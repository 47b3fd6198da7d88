"""Figures for people who present them: a PowerPoint file with charts that can still be changed.

A title on every slide, alternative texts, notes with every n. Series differ by shape and dash, never by colour
alone, so that a grey copy reads as well. Words of uncertainty are those of the report.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, override, pgettext
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from reports.charts.cover_art import FIRST, SECOND
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
from reports.charts.svg import CONSCIOUS, IMPLICIT, LINE_STRONG
from reports.figures.findings import findings
from reports.figures.shape import Figures
from reports.figures.words import OUTCOME_OF, PAIN_REASONS, day, locations, margin, num, sentence, visits
from reports.improvement.shape import Interpretation

from . import said, words
from .deck import GRID, GROUND, HIGH, LEFT, QUIET, TOP, WIDE, Deck, colour_of, describe
from .scatter import Spot, scatter
from .texts import for_sheet

# Shape and dash tell them apart as well, so that a grey copy can be read.
SERIES = (
    (IMPLICIT, XL_MARKER_STYLE.CIRCLE),
    (CONSCIOUS, XL_MARKER_STYLE.SQUARE),
    (LINE_STRONG, XL_MARKER_STYLE.DIAMOND),
)
MOST_ROWS = 9  # of a table on a slide


def slides_of(
    figures: Figures, language: str, interpretation: Interpretation | None = None, logo: bytes | None = None
) -> bytes:
    """The summary, the curve, the priorities, the actions and the method as PPTX in ``language``.

    ``logo`` is the file that the figures name as the client's.
    """
    with override(language):
        deck = Deck(figures, language)
        _cover(deck, figures, logo)
        _summary(deck, figures, interpretation)
        _curve(deck, figures)
        _priorities(deck, figures)
        if interpretation is not None or figures.get("actions"):  # else nobody told of a plan, and there may be one
            _actions(deck, figures, interpretation)
        _method(deck, figures)
        return deck.bytes()


# --- the slides ---------------------------------------------------------------------------------------
def _cover(deck: Deck, figures: Figures, logo: bytes | None) -> None:
    meta = figures["meta"]
    sample = _sample(figures)
    title = words_in(meta["title"], deck.language) or meta["study"]
    frozen = gettext("Figures fixed on %(day)s") % {"day": day(meta["made_at"])}
    waves = ", ".join(meta["waves"])
    lines = [meta["client"], f"{waves}: {sample}" if waves else sample, "; ".join(meta["selection"]), frozen]
    if meta["study"] != title:
        lines.insert(1, meta["study"])
    slide = deck.cover(title, [line for line in lines if line], [sample])
    if logo and meta["client_logo"]:
        name = gettext("Logo of %(client)s") % {"client": meta["client"]}
        deck.logo(slide, meta["client_logo"]["ground"], logo, name)
    points = points_of(figures, deck.language)
    both = [[span.value for p in points if (span := getattr(p, name))] for name in ("conscious", "implicit")]
    low = min((value for values in both for value in values), default=0.0)
    spread = max([20.0, *(value - low for values in both for value in values)])
    for values, colour in zip(both, (SECOND, FIRST), strict=True):
        deck.line_art(slide, [(value - low) / spread for value in values], colour)


def _sample(figures: Figures) -> str:
    meta = figures["meta"]
    return f"{visits(meta['n_visits'])}, {locations(meta['n_locations'])}"


def _summary(deck: Deck, figures: Figures, interpretation: Interpretation | None) -> None:
    """The score with its interval and n, and three findings: of people when they wrote them, else of the figures."""
    found = figures["score"]
    span = span_of_valence(found["valence"])
    told = said.score_sentences(figures, interpretation["targets"] if interpretation else ())
    if interpretation and interpretation["findings"]:
        pairs = [
            (words_in(one["title"], deck.language), words_in(one["text"], deck.language))
            for one in interpretation["findings"][:3]
        ]
    else:
        pairs = [(one["title"], one["text"]) for one in findings(figures, deck.language)]
    others = [
        f"{gettext('Checklist (0–100)')}: {said.with_margin(span_of_score(found['checklist']), found['checklist'])}",
        f"{gettext('Overall grade (1–10)')}: {said.with_margin(span_of_score(found['grade']), found['grade'])}",
    ]
    slide = deck.slide(gettext("Summary"), [*told, *others])
    deck.panel(slide, (LEFT, TOP, Inches(4.4), HIGH), GROUND)
    big = num(span.value) if span else words.reason(found["valence"]["reason"] or "no_data")
    inner = LEFT + Inches(0.15)
    left = deck.text(slide, [gettext("Journey score (0–100)")], (inner, Inches(1.65), Inches(4.1), Inches(0.5)), 18)
    left.paragraphs[0].runs[0].font.color.rgb = QUIET
    score_ = deck.text(slide, [big], (inner, Inches(2.05), Inches(4.1), Inches(1.2)), 66 if span else 28)
    score_.paragraphs[0].runs[0].font.color.rgb = deck.accent
    deck.text(slide, [*told, *others], (inner, Inches(3.45), Inches(4.1), Inches(3.3)), 15)
    box = (Inches(5.35), TOP, Inches(7.35), HIGH)
    if not pairs:
        deck.text(slide, [gettext("There are too few visits for findings.")], box)
        return
    frame = deck.text(slide, [line for pair in pairs for line in pair], box, 18)
    for number, paragraph in enumerate(frame.paragraphs[::2]):
        paragraph.runs[0].font.bold, paragraph.runs[0].font.size = True, Pt(20)
        paragraph.space_before = Pt(18 if number else 0)


def _curve(deck: Deck, figures: Figures) -> None:
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
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, LEFT, Inches(1.35), WIDE, Inches(5.15), data)
    describe(frame, f"{gettext('Emotion curve')}. {' '.join(told)}")
    _draw(frame.chart, lines)
    note = gettext("Dashed: fewer than 10 visits. No line: fewer than 3 visits. Margins stand in the notes.")
    deck.text(slide, [note], (LEFT, Inches(6.55), WIDE, Inches(0.4)), 12)


def _draw(chart: Any, lines: Sequence[Sequence[Span | None]]) -> None:
    """Shapes and dashes: a line to a point of three to nine visits is dashed, to fewer there is none."""
    chart.has_legend, chart.legend.position, chart.legend.include_in_layout = True, XL_LEGEND_POSITION.TOP, False
    chart.font.size = Pt(12)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    axis.major_gridlines.format.line.color.rgb = GRID
    for series, (colour, shape) in zip(chart.plots[0].series, SERIES, strict=True):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour_of(colour), Pt(2.5)
        _mark(series, colour, shape)
    chart.plots[0].series[2].format.line.dash_style = MSO_LINE.ROUND_DOT
    for series, spans, (colour, shape) in zip(chart.plots[0].series, lines, SERIES, strict=False):
        for place in range(1, len(spans)):
            left, right = spans[place - 1], spans[place]
            n = min(left.n, right.n) if left and right else 0
            if n >= INDICATIVE:
                continue
            point = series.points[place]
            _mark(point, colour, shape)  # what has a line of its own has its own mark as well
            if n < FEW:
                point.format.line.fill.background()
            else:
                point.format.line.color.rgb, point.format.line.width = colour_of(colour), Pt(2.5)
                point.format.line.dash_style = MSO_LINE.DASH


def _mark(of: Any, colour: str, shape: Any) -> None:
    """The mark of a series or of one point."""
    of.marker.style, of.marker.size = shape, 9
    of.marker.format.fill.solid()
    of.marker.format.fill.fore_color.rgb = colour_of(colour)
    of.marker.format.line.color.rgb = colour_of(colour)


def _in_words(point: Point, names: Sequence[str], step: Any) -> str:
    parts = [
        f"{name} {num(span.value)}{f' ({ends})' if (ends := margin(span)) else ''}"
        for name, span in ((names[0], point.implicit), (names[1], point.conscious))
        if span
    ]
    if point.desired is not None:
        parts.append(f"{names[2]} {num(point.desired, 0)}")
    if point.is_moment:
        parts.append(gettext("moment of truth"))
    return f"{step['number']}. {point.title}: {', '.join([*parts, f'n = {point.n}'])}."


def _priorities(deck: Deck, figures: Figures) -> None:
    """Steps by score and by what goes together with the grade; the reason and the scores when that cannot be said."""
    of = figures["drivers"]
    outcome = str(OUTCOME_OF[of["outcome"]])
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
    spots = [Spot(title, score(both["value"] or 0), 100 * (share["value"] or 0)) for title, share, both in rows]
    names = (
        pgettext("axis", "step score"),
        gettext("share of what goes together with %(outcome)s, per cent") % {"outcome": outcome},
        gettext("Steps"),
        gettext("equal part for every step"),
        gettext("mean of all step scores"),
    )
    frame = scatter(slide, (LEFT, Inches(1.35), WIDE, Inches(5.0)), spots, 100 / len(of["drivers"]), names, deck.accent)
    describe(frame, f"{gettext('Priorities')}. {' '.join(told)}")
    deck.text(slide, [caption], (LEFT, Inches(6.35), WIDE, Inches(0.6)), 12)


def _weight(title: str, share: Any, both: Any) -> str:
    lo, hi = (None if share[end] is None else 100 * share[end] for end in ("lo", "hi"))
    span = Span(100 * share["value"], lo, hi, share["n"])
    ends = margin(span, 0)
    percent = f"{num(span.value, 0)}%{f' ({ends}%)' if ends else ''}"
    return f"{title}: {percent}; {gettext('step score')} {said.with_margin(span_of_valence(both), both)}."


def _no_priorities(deck: Deck, figures: Figures, outcome: str) -> None:
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
        reasons = " ".join(sentence(PAIN_REASONS[code]) for code in one["because"])
        lines.append(
            f"• {words_in(step['title'], deck.language)}: "
            f"{said.with_margin(span_of_valence(step['both']), step['both'])}. {reasons}"
        )
    deck.text(slide, lines, (LEFT, TOP, WIDE, HIGH), 20)


def _actions(deck: Deck, figures: Figures, interpretation: Interpretation | None) -> None:
    """The improvement plan as it stood on the day of freezing."""
    planned: list[Any] = list(interpretation["actions"] if interpretation else figures.get("actions", []))
    titles = {step["key"]: words_in(step["title"], deck.language) for step in figures["steps"]}
    head = [gettext("Action"), gettext("Step"), gettext("Owner"), gettext("Due on"), gettext("State")]
    rows = [
        [
            _said(one["title"], deck.language),
            titles.get(one["step"] or "", ""),
            one["owner"],
            day(one["due_on"]),
            str(words.OUTCOMES.get(one["outcome"] or "", words.ACTIONS.get(one["state"], one["state"]))),
        ]
        for one in planned
    ]
    notes = [f"{row[0]}: {_said(one['measure'], deck.language)}" for row, one in zip(rows, planned, strict=True)]
    if len(rows) > MOST_ROWS:
        notes.append(gettext("The slide shows %(shown)d of %(n)d actions.") % {"shown": MOST_ROWS, "n": len(rows)})
    slide = deck.slide(gettext("Actions"), [*notes, _sample(figures)])
    if rows:
        deck.table(slide, gettext("Actions"), [head, *rows[:MOST_ROWS]], (0.34, 0.18, 0.16, 0.18, 0.14))
    else:
        deck.text(slide, [gettext("There are no actions yet.")], (LEFT, TOP, WIDE, HIGH))


def _said(text: Any, language: str) -> str:
    return text if isinstance(text, str) else words_in(text, language)


def _method(deck: Deck, figures: Figures) -> None:
    told = said.method(figures)
    slide = deck.slide(gettext("How this was measured"), [_sample(figures), *told])
    deck.text(slide, [_sample(figures) + ".", *told], (LEFT, TOP, Inches(9.5), HIGH), 18)
