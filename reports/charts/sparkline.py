"""The whole curve in one glance, with the place of one step marked."""

from collections.abc import Sequence
from typing import Literal

from .points import Point
from .svg import Pen
from .words import Words

WIDTH, HEIGHT = 420.0, 120.0


def describe(points: Sequence[Point], current: int, words: Words) -> str:
    return words.place.format(number=current + 1, total=len(points)) + "."


def sparkline(points: Sequence[Point], current: int, words: Words, *, palette: Literal["print"] | None = None) -> str:
    """First impressions as a faint line, step ``current`` (from 0) as a dot on it.

    A step without figures breaks the line; when that is the current step its dot stands, hollow, on the
    neutral line.
    """
    pen = Pen(in_print=palette == "print")

    def x(index: int) -> float:
        return 14 + (WIDTH - 28) * (index / (len(points) - 1) if len(points) > 1 else 0.5)

    def y(score: float) -> float:
        return 108 - 96 * min(100.0, max(0.0, score)) / 100

    pen.line("zero", 6, y(50), WIDTH - 6, y(50))
    heights = [None if (s := p.implicit or p.conscious) is None else y(s.value) for p in points]
    pen.add('<g stroke-opacity=".45">')
    for index in range(len(points) - 1):
        here, there = heights[index], heights[index + 1]
        if here is not None and there is not None:
            pen.line("implicit", x(index), here, x(index + 1), there)
    pen.add("</g>")
    for index, height in enumerate(heights):
        if index != current and height is not None:
            pen.circle("z0", x(index), height, 5)
    if 0 <= current < len(points):
        at = heights[current]
        pen.circle("dot-i" if at is not None else "dot-i hollow", x(current), y(50) if at is None else at, 9)
    return pen.drawing(WIDTH, HEIGHT, describe(points, current, words))
