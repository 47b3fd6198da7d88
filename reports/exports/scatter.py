"""Importance against performance on a slide: a chart of PowerPoint's own, whose names do not hide each other."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from pptx.chart.data import XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from reports.charts.widths import drawn_width

from .deck import GRID, QUIET, Box
from .texts import for_sheet

RIGHT, LEFT, ABOVE, BELOW = (
    XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.LEFT, XL_LABEL_POSITION.ABOVE, XL_LABEL_POSITION.BELOW,
)  # fmt: skip
SIZE, MARK = 12, 10  # of letters and marks, in points
AXES = 70  # what titles and numbers of the axes take of the chart, in points


class Spot(NamedTuple):
    """A step: its name, its score from 0 to 100, and its share in per cent."""

    title: str
    across: float
    up: float


def scatter(
    slide: Any, box: Box, spots: Sequence[Spot], fair: float, names: tuple[str, str, str, str, str], colour: RGBColor
) -> Any:
    """The chart as a shape of ``slide``; scores run to the right and shares upwards, as in the report.

    ``fair``: an equal part for every step, in per cent. ``names``: of both axes, of the steps, and of the two dashed
    lines (the equal part, the mean of all scores).
    """
    low, high = _ends([spot.across for spot in spots], 100)
    bottom, top = 0, _ends([spot.up for spot in spots] + [fair], 100)[1]
    mean = sum(spot.across for spot in spots) / len(spots)
    data = XyChartData(number_format="0.0")
    for name, places in (
        (names[2], [spot[1:] for spot in spots]),
        (names[3], [(low, fair), (high, fair)]),
        (names[4], [(mean, bottom), (mean, top)]),
    ):
        series = data.add_series(name)
        for across, up in places:
            series.add_data_point(round(across, 1), round(up, 1))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box, data)
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(SIZE)
    for axis, name, ends in ((chart.category_axis, names[0], (low, high)), (chart.value_axis, names[1], (bottom, top))):
        axis.has_title = True
        axis.axis_title.text_frame.text = name
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
        axis.minimum_scale, axis.maximum_scale = ends
        axis.major_unit = 10 if ends[1] - ends[0] <= 50 else 20
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = GRID
    _draw(chart.plots[0].series, colour)
    width, height = (edge / Pt(1) - AXES for edge in box[2:])

    def place(across: float, up: float) -> tuple[float, float]:
        return width * (across - low) / (high - low), height * (1 - (up - bottom) / (top - bottom))

    x, y = place(mean, fair)
    lines = [(x - 1, 0, x + 1, height), (0, y - 1, width, y + 1)]
    sides = label_places(
        [spot.title for spot in spots], [place(spot.across, spot.up) for spot in spots], (width, height), lines
    )
    _name(chart.plots[0].series[0], spots, sides)
    return frame


def _ends(values: Sequence[float], most: int) -> tuple[int, int]:
    """Whole tens around all values, at least twenty apart, with room beyond the outer ones."""
    low = max(0, 10 * math.floor((min(values) - 3) / 10))
    high = min(most, max(low + 20, 10 * math.ceil((max(values) + 3) / 10)))
    return min(low, high - 20), high


def _draw(series: Any, colour: RGBColor) -> None:
    steps, *lines = series
    steps.format.line.fill.background()
    steps.marker.style, steps.marker.size = XL_MARKER_STYLE.CIRCLE, MARK
    steps.marker.format.fill.solid()
    steps.marker.format.fill.fore_color.rgb = steps.marker.format.line.color.rgb = colour
    for line in lines:
        line.smooth = False
        line.marker.style = XL_MARKER_STYLE.NONE
        line.format.line.color.rgb, line.format.line.width = QUIET, Pt(1)
        line.format.line.dash_style = MSO_LINE.DASH


def _name(series: Any, spots: Sequence[Spot], places: Sequence[Any]) -> None:
    for number, (spot, place) in enumerate(zip(spots, places, strict=True)):
        label = series.points[number].data_label
        label.has_text_frame = True
        label.text_frame.text = for_sheet(spot.title)
        label.position = place


def label_places(
    titles: Sequence[str],
    places: Sequence[tuple[float, float]],
    size: tuple[float, float],
    lines: Sequence[tuple[float, float, float, float]] = (),
) -> list[Any]:
    """For every name the first side of its mark where it hides no mark, line or earlier name; right where all do.

    ``places``, ``size`` and ``lines`` (as boxes) in points, from the upper left corner.
    """
    half = MARK / 2 + 1
    taken = [*lines, *((x - half, y - half, x + half, y + half) for x, y in places)]
    found = []
    for title, (x, y) in zip(titles, places, strict=True):
        wide, high = drawn_width(title, SIZE) + 6, SIZE + 4
        boxes = {
            RIGHT: (x + half, y - high / 2, x + half + wide, y + high / 2),
            LEFT: (x - half - wide, y - high / 2, x - half, y + high / 2),
            ABOVE: (x - wide / 2, y - half - high, x + wide / 2, y - half),
            BELOW: (x - wide / 2, y + half, x + wide / 2, y + half + high),
        }
        inside = {side: box for side, box in boxes.items() if box[0] >= 0 and box[2] <= size[0] and box[1] >= 0}
        free = [side for side, box in inside.items() if not any(_meet(box, other) for other in taken)]
        found.append(next(iter(free or inside or boxes)))
        taken.append(boxes[found[-1]])
    return found


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
