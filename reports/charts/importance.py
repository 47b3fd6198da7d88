"""How much each step goes together with the overall grade: one bar per step, with its margin."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .points import Span
from .svg import Pen, fold, number, width_of
from .words import Words


@dataclass(frozen=True)
class Weight:
    """One step: its part of what all steps together explain, in per cent (0-100)."""

    title: str
    span: Span | None

    def is_unsure(self, fair: float) -> bool:
        """Whether the margin is wider than one equal part: such a bar could as well be another one's."""
        span = self.span
        return span is not None and (span.lo is None or span.hi is None or span.hi - span.lo > fair)

    def in_words(self, words: Words) -> str:
        """``24% (12–38)``."""
        if self.span is None:
            return words.no_data
        value, *ends = (
            "" if end is None else number(end, 0, comma=words.comma)
            for end in (self.span.value, self.span.lo, self.span.hi)
        )
        return f"{value}% ({ends[0]}–{ends[1]})" if all(ends) else f"{value}%"


def describe(name: str, weights: Sequence[Weight], words: Words, fair: tuple[str, float]) -> str:
    """``What goes together with the grade. Waiting: 24% (12–38); … equal part 17%; 130 visits.``"""
    if not weights:
        return f"{name}: {words.no_data}."
    told = [f"{weight.title}: {weight.in_words(words)}" for weight in weights]
    n = max((weight.span.n for weight in weights if weight.span), default=0)
    return f"{name}. {'; '.join([*told, _fair_label(fair, words), words.count(n)])}."


def importance(
    name: str,
    weights: Sequence[Weight],
    words: Words,
    *,
    fair: str,
    wide: bool = True,
    palette: Literal["print"] | None = None,
) -> str:
    """The bars as SVG, in the order given, on one scale from zero.

    ``fair`` names the dashed line at one equal part (100 / number of steps). A bar whose margin is wider than that
    part is drawn hollow. Narrow, the names stand above the bars instead of before them.
    """
    pen = Pen(in_print=palette == "print")
    part = 100 / len(weights) if weights else 0.0
    ends = [end for weight in weights if weight.span for end in (weight.span.value, weight.span.hi) if end is not None]
    top = min(100, max(20, 10 * math.ceil(max([part, *ends]) / 10)))
    width, left, right, row = (720.0, 220.0, 590.0, 38.0) if wide else (300.0, 6.0, 294.0, 52.0)
    bottom = 26 + row * len(weights)

    def x(percent: float) -> float:
        return left + (right - left) * min(top, max(0.0, percent)) / top

    rows = [26 + row * (i + 0.5) + (0 if wide else 10) for i in range(len(weights))]
    # Narrow, the lines keep to the bars, so that they never cross a name.
    spans = [(22.0, bottom)] if wide else [(y - 10, y + 10) for y in rows]
    for percent in range(0, top + 1, 10 if top <= 50 else 25):
        for start, end in spans:
            pen.line("zero" if percent == 0 else "grid", x(percent), start, x(percent), end)
        pen.text("", x(percent), bottom + 16, f"{percent}%", anchor=_anchor(percent, top, wide=wide))
    for weight, y in zip(weights, rows, strict=True):
        _name(pen, weight.title, weight.in_words(words), y, width=left if wide else width, after=right, wide=wide)
        if weight.span:
            _bar(pen, weight.span, x, y, unsure=weight.is_unsure(part))
    if weights:
        label = _fair_label((fair, part), words)
        for start, end in [(18.0, 22.0), *spans]:
            pen.line("target", x(part), start, x(part), end)
        pen.text("", min(x(part), width - width_of(label)), 12, label)
    return pen.drawing(width, bottom + 22, describe(name, weights, words, (fair, part)))


def _name(pen: Pen, title: str, value: str, y: float, *, width: float, after: float, wide: bool) -> None:
    """The name and the figure of a bar: before and after it, or on a line above."""
    if not wide:
        pen.text("strong", 0, y - 14, "".join(fold(title, width - width_of(value) - 12, 1)))
        pen.text("", width, y - 14, value, anchor="end")
        return
    lines = fold(title, width - 16, 2)
    for i, line in enumerate(lines):
        pen.text("strong", 0, y + 4 + 15 * (i - (len(lines) - 1) / 2), line)
    pen.text("", after + 12, y + 4, value)


def _bar(pen: Pen, span: Span, x: Callable[[float], float], y: float, *, unsure: bool) -> None:
    pen.rect("outline" if unsure else "bar", x(0), y - 6, max(1.0, x(span.value) - x(0)), 12, 2)
    if span.lo is not None and span.hi is not None:
        pen.line("whisker", x(span.lo), y, x(span.hi), y)
        for end in (span.lo, span.hi):
            pen.line("whisker", x(end), y - 4, x(end), y + 4)


def _fair_label(fair: tuple[str, float], words: Words) -> str:
    return f"{fair[0]} {number(fair[1], 0, comma=words.comma)}%"


def _anchor(percent: int, top: int, *, wide: bool) -> str:
    if wide or 0 < percent < top:
        return "middle"
    return "end" if percent else "start"
