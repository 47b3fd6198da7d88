"""A score on the whole 0-100 scale with its margin, its target and where it stood before."""

from typing import Literal

from .points import Span
from .svg import Pen, number, width_of
from .words import Words


def describe(name: str, span: Span | None, words: Words, target: float | None, before: float | None) -> str:
    """``Journey score 56.4 with a margin from 54.5 to 58.3; target 65; previous wave 54.0; 120 visits.``"""
    if span is None:
        return f"{name}: {words.no_data}."
    comma = words.comma
    parts = [f"{name} {number(span.value, 1, comma=comma)}"]
    if span.has_margin and span.lo is not None and span.hi is not None:
        lo, hi = number(span.lo, 1, comma=comma), number(span.hi, 1, comma=comma)
        parts[0] += f" {words.reach} {lo} {words.to} {hi}"
    if target is not None:
        parts.append(f"{words.target} {number(target, 0, comma=comma)}")
    if before is not None:
        parts.append(f"{words.previous} {number(before, 1, comma=comma)}")
    return "; ".join([*parts, words.count(span.n)]) + "."


def interval_bar(
    name: str,
    span: Span | None,
    words: Words,
    *,
    target: float | None = None,
    before: float | None = None,
    palette: Literal["print"] | None = None,
    width: int = 470,
) -> str:
    """The bar as SVG; ``target`` and ``before`` are scores 0-100. Without a value only the scale is drawn."""
    pen = Pen(in_print=palette == "print")
    left, right = 10.0, width - 10.0

    def x(score: float) -> float:
        return left + (right - left) * min(100.0, max(0.0, score)) / 100

    pen.rect("track", left, 30, right - left, 6, 3)
    pen.text("", left, 54, "0")
    pen.text("", right, 54, "100", anchor="end")
    if span is None:
        pen.text("", width / 2, 54, words.no_data, anchor="middle")
    else:
        if span.has_margin and span.lo is not None and span.hi is not None:
            pen.add('<g fill-opacity=".4">')
            pen.rect("bar", x(span.lo), 23, max(2.0, x(span.hi) - x(span.lo)), 20, 4)
            pen.add("</g>")
        pen.line("whisker", x(span.value), 17, x(span.value), 49)
    if target is not None:
        label = f"{words.target} {number(target, 0, comma=words.comma)}"
        pen.line("target", x(target), 12, x(target), 52)
        fits = x(target) + 6 + width_of(label) <= width
        pen.text("", x(target) + (5 if fits else -5), 14, label, anchor="start" if fits else "end")
    if before is not None:
        label = f"{words.previous} {number(before, 1, comma=words.comma)}"
        half = width_of(label) / 2
        pen.line("grid", x(before), 44, x(before), 60)
        pen.line("whisker", x(before), 46, x(before), 60)
        pen.text("", min(width - half, max(half, x(before))), 75, label, anchor="middle")
    return pen.drawing(width, 84, describe(name, span, words, target, before))
