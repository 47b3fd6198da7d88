"""Small bars for table rows: a share with its margin, and a score beside the average of all."""

from collections.abc import Callable
from typing import Literal

from .points import Span
from .svg import Pen, number
from .words import Words


def describe(name: str, span: Span | None, words: Words, average: float | None = None) -> str:
    """``Town hall: 68.6 with a margin from 61.9 to 75.3, 10 visits, average 56.4.``"""
    if span is None:
        return f"{name}: {words.no_data}."
    text = f"{name}: {span.aloud(words)}, {words.count(span.n)}"
    if average is not None:
        text += f", {words.average} {number(average, 1, comma=words.comma)}"
    return f"{text}."


def share_bar(
    name: str, span: Span | None, words: Words, *, palette: Literal["print"] | None = None, width: int = 120
) -> str:
    """A percentage (0-100) as a bar from zero with its margin on top."""
    pen = Pen(in_print=palette == "print")
    left, right = 4.0, width - 4.0

    def x(percent: float) -> float:
        return left + (right - left) * min(100.0, max(0.0, percent)) / 100

    pen.rect("track", left, 5, right - left, 4, 2)
    if span:
        pen.rect("bar", left, 5, x(span.value) - left, 4, 2)
        _margin(pen, span, x, 3, 8)
        pen.circle("trend-dot", x(span.value), 7, 4)
    return pen.drawing(width, 14, describe(name, span, words))


def score_bar(
    name: str,
    span: Span | None,
    words: Words,
    *,
    average: float | None = None,
    scale: tuple[float, float] = (0, 100),
    palette: Literal["print"] | None = None,
    width: int = 230,
) -> str:
    """A score on part of the scale as a dot with its margin, and a line at the average.

    A drawing that stands in a narrow column is itself narrower, so that its dot stays as large.
    """
    pen = Pen(in_print=palette == "print")
    low, high = scale

    def x(score: float) -> float:
        return 6 + (width - 12) * (min(high, max(low, score)) - low) / (high - low)

    pen.line("grid", 6, 10, width - 6, 10)
    if average is not None:
        pen.line("zero", x(average), 1, x(average), 19)
    if span:
        _margin(pen, span, x, 6, 8)
        pen.circle("trend-dot", x(span.value), 10, 5)
    return pen.drawing(width, 20, describe(name, span, words, average))


def _margin(pen: Pen, span: Span, x: Callable[[float], float], top: float, height: float) -> None:
    if span.has_margin and span.lo is not None and span.hi is not None:
        pen.add('<g fill-opacity=".35">')
        pen.rect("bar", x(span.lo), top, max(2.0, x(span.hi) - x(span.lo)), height, 4)
        pen.add("</g>")
