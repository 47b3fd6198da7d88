"""The emotion curve: both emotions and the wish per step; wide for paper and desk, narrow for a phone.

Fewer than three visits are dots, three to nine are hollow with a dashed line, and a step without figures
breaks the line (measurement 2.2).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from fieldwork.emotions.faces import face_svg

from .points import FEW, INDICATIVE, Point, Span, joins
from .svg import Pen, fold
from .words import Words

LINE_HEIGHT, GUTTER = 14, 92
NARROWEST = 48.0  # of a column with a name under it


def describe(points: Sequence[Point], words: Words) -> str:
    """The figures of the curve as one sentence per step, and where its scale starts when that is not zero."""
    floor = _floor(points)
    scale = f" {words.broken.format(floor=int(floor))}" if floor else ""
    return f"{words.curve}. {'; '.join(point.in_words(words) for point in points)}.{scale}"


def emotion_curve(
    points: Sequence[Point],
    words: Words,
    *,
    wide: bool = True,
    palette: Literal["print"] | None = None,
    width: int = 1180,
    height: int = 330,
    with_phases: bool = True,
) -> str:
    """The curve as SVG. ``width`` and ``height`` in drawing units count for the wide drawing only.

    ``palette="print"`` puts the colours in the marks. Steps stand in the given order; an empty list gives an
    empty frame.
    """
    pen = Pen(in_print=palette == "print")
    if wide:
        _Wide(points, words, pen, width, height, with_phases).draw()
        return pen.drawing(width, height, describe(points, words))
    total = 24 + max(1, len(points)) * ROW
    _narrow(points, words, pen, total)
    return pen.drawing(NARROW, total, describe(points, words))


class _Wide:
    """The wide drawing: time to the right, pleasant upwards."""

    def __init__(self, points: Sequence[Point], words: Words, pen: Pen, width: int, height: int, phases: bool) -> None:
        self.points, self.words, self.pen = points, words, pen
        self.phases = phases and any(p.phase for p in points)
        # The same gutter on both sides, so that a table below can stand under the columns.
        self.left, self.right = float(GUTTER), float(width - GUTTER)
        self.column = (self.right - self.left) / max(1, len(points))
        # Where names find no place a step has its number, and its visits are told in words only.
        self.numbered = self.column < NARROWEST
        self.titles = (
            _titles(points, self.column - 4) if not self.numbered else [[str(i + 1)] for i in range(len(points))]
        )
        label_lines = max((len(t) for t in self.titles), default=1)
        self.top = 34.0 if self.phases else 14.0
        self.bottom = height - 14 - LINE_HEIGHT * (label_lines + 1)
        self.floor = _floor(points)

    def x(self, index: int) -> float:
        return self.left + self.column * (index + 0.5)

    def y(self, score: float) -> float:
        share = (min(100.0, max(self.floor, score)) - self.floor) / (100 - self.floor)
        return self.bottom - share * (self.bottom - self.top)

    def draw(self) -> None:
        self._frame()
        self._desired()
        self._bands()
        _line(self.pen, [p.conscious for p in self.points], "c", self.x, self.y)
        _line(self.pen, [p.implicit for p in self.points], "i", self.x, self.y)
        for index in range(len(self.points)):
            self._labels(index)
        self._ends()

    def _frame(self) -> None:
        pen, start = self.pen, 0
        for index, point in enumerate(self.points):
            last = index == len(self.points) - 1
            if self.phases and (last or self.points[index + 1].phase != point.phase):
                x = self.left + self.column * start
                width = self.column * (index + 1 - start) - 4
                pen.rect("phase", x, 0, width, self.bottom + 6, 6)
                name = fold(point.phase, width - 16, 1)
                pen.text("strong", x + 10, 19, name[0] if name else "")
                start = index + 1
        scores = [score for score in (100, 75, 25, 0, 50) if score >= self.floor]
        for score in scores:
            role = "zero" if score == 50 else "grid"
            pen.line(role, self.left - 2, self.y(score), self.right + 2, self.y(score))
        for score in sorted(scores, reverse=True):
            pen.text("", self.left - 34, self.y(score) + 4, str(score), anchor="end")
        if self.floor:  # the axis is broken: its lowest score and two strokes across it say so
            pen.text("", self.left - 34, self.bottom + 4, str(int(self.floor)), anchor="end")
            pen.path(
                "zero",
                f"M{self.left - 2:.1f} {self.y(25):.1f}V{self.bottom:.1f}{_strokes(self.left - 2, self.bottom - 7)}",
            )
        for level, at in ((1, 87.5), (0, 50.0), (-1, max(12.5, self.floor + 4))):
            # Own colours, also on screen: the style sheet stretches a face to its box.
            svg = face_svg(level, 1, css=False, size=22)
            pen.add(svg.replace("<svg ", f'<svg x="{self.left - 28}" y="{self.y(at) - 11:.1f}" ', 1))

    def _desired(self) -> None:
        """The wish as a dotted line; steps without a wish leave a gap."""
        pieces, pen_down = [], False
        for index, point in enumerate(self.points):
            if point.desired is not None:
                pieces.append(f"{'L' if pen_down else 'M'}{self.x(index):.1f} {self.y(point.desired):.1f}")
                if not pen_down:  # a lone wish still shows, as one dot
                    pieces.append("h.1")
            pen_down = point.desired is not None
        if pieces:
            self.pen.path("desired", "".join(pieces))

    def _bands(self) -> None:
        for index, point in enumerate(self.points):
            for roles, span, shift in (("band", point.implicit, -11), ("band c", point.conscious, 1)):
                if span and span.has_margin and span.lo is not None and span.hi is not None:
                    high, low = self.y(span.hi), self.y(span.lo)
                    self.pen.rect(roles, self.x(index) + shift, high, 10, low - high, 4)

    def _labels(self, index: int) -> None:
        point, x = self.points[index], self.x(index)
        y = self.bottom + 22
        for line in self.titles[index]:
            self.pen.text("strong", x, y, line, anchor="middle")
            y += LINE_HEIGHT
        if not self.numbered:
            self.pen.text("", x, y, f"n = {point.n}", anchor="middle")
        if not point.is_moment:
            return
        ys = [self.y(s.value) for s in (point.implicit, point.conscious) if s]
        if not ys:
            return
        below = max(ys) > self.y(50)
        ends = [self.y(s.lo if below else s.hi) for s in (point.implicit, point.conscious)
                if s and s.lo is not None and s.hi is not None]  # fmt: skip
        edge = max([*ys, *ends]) + 14 if below else min([*ys, *ends]) - 14
        self.pen.star(x, min(edge, self.bottom - 2) if below else max(edge, self.top - 4), 8)

    def _ends(self) -> None:
        """The name of each line at its last point, pushed apart where they would touch."""
        named: list[tuple[float, float, str, str]] = []
        for roles, label, values in (
            ("t-d", self.words.desired, [p.desired for p in self.points]),
            ("t-c", self.words.conscious, _values(p.conscious for p in self.points)),
            ("t-i", self.words.implicit, _values(p.implicit for p in self.points)),
        ):
            at = [(i, v) for i, v in enumerate(values) if v is not None]
            if at:
                named.append((self.y(at[-1][1]) + 4, self.x(at[-1][0]) + 16, roles, label))
        free = 0.0
        for y, x, roles, label in sorted(named):
            free = max(y, free)
            self.pen.text(roles, x, free, label)
            free += LINE_HEIGHT


def _strokes(x: float, y: float, *, upright: bool = False) -> str:
    """Two short strokes across an axis: here a part of the scale was left out."""
    return "".join(
        f"M{x + gap - 2:.1f} {y - 4:.1f}l4 8" if upright else f"M{x - 4:.1f} {y + gap + 2:.1f}l8 -4" for gap in (-2, 2)
    )


ROW, NARROW = 52, 328


def _titles(points: Sequence[Point], width: float) -> list[list[str]]:
    """The names below the columns: on two lines, on three when one of them would be cut."""
    folded = [fold(p.title, width) for p in points]
    is_cut = any(line.endswith("…") for lines in folded for line in lines)
    return [fold(p.title, width, 3) for p in points] if is_cut else folded


def _narrow(points: Sequence[Point], words: Words, pen: Pen, total: float) -> None:
    """The narrow drawing: time downwards, pleasant to the right."""
    left, right, floor = 143.0, 314.0, _floor(points)

    def across(score: float) -> float:
        return left + (min(100.0, max(floor, score)) - floor) / (100 - floor) * (right - left)

    def down(index: int) -> float:
        return 52.0 + ROW * index

    for score in (0, 25, 50, 75, 100):
        if score >= floor:
            pen.line("zero" if score == 50 else "grid", across(score), 20, across(score), total - 4)
            pen.text("", across(score), 13, str(score), anchor="middle")
    if floor:
        pen.text("", left, 13, str(int(floor)), anchor="middle")
        pen.path("zero", f"M{left:.1f} 20H{across(25):.1f}{_strokes(left + 7, 20, upright=True)}")
    wishes = [
        f"{'M' if i == 0 or points[i - 1].desired is None else 'L'}{across(p.desired):.1f} {down(i):.1f}h.1"
        for i, p in enumerate(points)
        if p.desired is not None
    ]
    if wishes:
        pen.path("desired", "".join(wishes))
    _line(pen, [p.conscious for p in points], "c", across, down, swap=True)
    _line(pen, [p.implicit for p in points], "i", across, down, swap=True)
    for index, point in enumerate(points):
        indent = 16 if point.is_moment else 0
        if indent:
            pen.star(6, down(index) - 2, 7)
        title = fold(point.title, 124 - indent, 2)
        y = down(index) + 2 - (LINE_HEIGHT if len(title) > 1 else 0)
        for line in title:
            pen.text("strong", indent, y, line)
            y += LINE_HEIGHT
        pen.text("", indent, y + 1, f"n = {point.n}" if point.n else words.no_data)


def _line(
    pen: Pen,
    spans: Sequence[Span | None],
    kind: Literal["i", "c"],
    first: Callable[..., float],
    second: Callable[..., float],
    *,
    swap: bool = False,
) -> None:
    """One emotion: its pieces of line, then its markers (circle or square, hollow below ten)."""

    def place(index: int, span: Span) -> tuple[float, float]:
        return (first(span.value), second(index)) if swap else (first(index), second(span.value))

    role = "implicit" if kind == "i" else "conscious"
    for index, dashed in joins(spans):
        left, right = spans[index], spans[index + 1]
        if left and right:
            pen.line(f"{role} thin" if dashed else role, *place(index, left), *place(index + 1, right))
    for index, span in enumerate(spans):
        if span:
            x, y = place(index, span)
            hollow = " hollow" if span.n < INDICATIVE else ""
            size = 5.5 if span.n >= FEW else 4.5
            if kind == "i":
                pen.circle(f"dot-i{hollow}", x, y, size)
            else:
                pen.rect(f"dot-c{hollow}", x - size + 1, y - size + 1, 2 * size - 2, 2 * size - 2)


def _values(spans: Iterable[Span | None]) -> list[float | None]:
    return [span.value if span else None for span in spans]


def _floor(points: Sequence[Point]) -> float:
    """Where the scale starts: at zero when anything comes near it, else at 15, so that lines spread."""
    spans = [s for p in points for s in (p.implicit, p.conscious) if s]
    lowest = min([s.value if s.lo is None else s.lo for s in spans], default=0.0)
    wishes = [p.desired for p in points if p.desired is not None]
    return 0.0 if min([lowest, *wishes]) < 20 else 15.0
