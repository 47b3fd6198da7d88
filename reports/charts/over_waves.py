"""A score over the waves, oldest first, with its margins, and beside it the same score of the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .points import FEW, INDICATIVE, Span, joins
from .svg import Pen, fold, number
from .words import Words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720.0, 230.0, 40.0, 706.0, 14.0, 176.0


@dataclass(frozen=True)
class AtWave:
    """One wave: the score of the part and that of the whole, 0 to 100; ``None`` where there is none."""

    title: str
    part: Span | None
    whole: Span | None = None


def describe(name: str, waves: Sequence[AtWave], words: Words, whole: str) -> str:
    """``Town hall. Spring: 54.0 (50.1–57.9), 20 visits, all locations 56.4; Autumn: no data.``"""
    return f"{name}. {'; '.join(_told(wave, words, whole) for wave in waves) or words.no_data}."


def _told(wave: AtWave, words: Words, whole: str) -> str:
    part = f"{wave.part.aloud(words)}, {words.count(wave.part.n)}" if wave.part else words.no_data
    beside = f", {whole} {number(wave.whole.value, 1, comma=words.comma)}" if wave.whole else ""
    return f"{wave.title}: {part}{beside}"


def over_waves(
    name: str, waves: Sequence[AtWave], words: Words, *, whole: str, palette: Literal["print"] | None = None
) -> str:
    """The waves as SVG; under three visits a dot only, under ten hollow and dashed. ``whole`` names the soft marks."""
    pen = Pen(in_print=palette == "print")
    column = (RIGHT - LEFT) / max(1, len(waves))

    def x(index: int) -> float:
        return LEFT + column * (index + 0.5)

    def y(score: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(100.0, max(0.0, score)) / 100

    for score in (0, 25, 50, 75, 100):
        pen.line("zero" if score == 50 else "grid", LEFT, y(score), RIGHT, y(score))
        pen.text("", LEFT - 8, y(score) + 4, str(score), anchor="end")
    for left, dashed in joins([wave.part for wave in waves]):
        here, there = waves[left].part, waves[left + 1].part
        if here and there:
            pen.line("trend thin" if dashed else "trend", x(left), y(here.value), x(left + 1), y(there.value))
    for index, wave in enumerate(waves):
        if wave.whole:
            pen.line("whisker", x(index) - 14, y(wave.whole.value), x(index) + 14, y(wave.whole.value))
        _marker(pen, wave.part, x(index), y, words)
        lines = [*fold(wave.title, column - 8, 2), f"n = {wave.part.n if wave.part else 0}"]
        for row, line in enumerate(lines):
            pen.text("strong" if row < len(lines) - 1 else "", x(index), BOTTOM + 20 + 15 * row, line, anchor="middle")
    return pen.drawing(WIDTH, HEIGHT, describe(name, waves, words, whole))


def _marker(pen: Pen, span: Span | None, x: float, y: Callable[[float], float], words: Words) -> None:
    if span is None:
        return
    if span.has_margin and span.lo is not None and span.hi is not None:
        pen.add('<g fill-opacity=".3">')
        pen.rect("bar", x - 6, y(span.hi), 12, max(2.0, y(span.lo) - y(span.hi)), 5)
        pen.add("</g>")
    pen.circle("outline" if FEW <= span.n < INDICATIVE else "bar", x, y(span.value), 6 if span.n >= FEW else 4.5)
    pen.text("strong", x + 20, y(span.value) - 9, number(span.value, 1, comma=words.comma))
