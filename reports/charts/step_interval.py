"""Both emotions of one step with their margins, the wish, and where they stood before."""

from typing import Literal

from .points import INDICATIVE, Span
from .svg import Pen, number, width_of
from .words import Words


def describe(
    implicit: Span | None,
    conscious: Span | None,
    words: Words,
    desired: float | None,
    before: tuple[float | None, float | None],
) -> str:
    """Both emotions with margin, the wish and the wave before, in words."""
    parts = []
    for name, span in ((words.implicit, implicit), (words.conscious, conscious)):
        figure = f"{span.aloud(words)}, {words.count(span.n)}" if span else words.no_data
        parts.append(f"{name} {figure}")
    if desired is not None:
        parts.append(f"{words.desired} {number(desired, 0, comma=words.comma)}")
    earlier = [
        f"{name} {number(value, 1, comma=words.comma)}"
        for name, value in zip((words.implicit, words.conscious), before, strict=True)
        if value is not None
    ]
    if earlier:
        parts.append(f"{words.previous}: {', '.join(earlier)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def step_interval(
    implicit: Span | None,
    conscious: Span | None,
    words: Words,
    *,
    desired: float | None = None,
    before: tuple[float | None, float | None] = (None, None),
    palette: Literal["print"] | None = None,
) -> str:
    """The two rows as SVG. All scores 0-100; ``before`` = implicit and conscious of the wave before."""
    pen = Pen(in_print=palette == "print")
    left, right = 122.0, 506.0

    def x(score: float) -> float:
        return left + (right - left) * min(100.0, max(0.0, score)) / 100

    for score in (0, 25, 75, 100, 50):
        pen.line("zero" if score == 50 else "grid", x(score), 8, x(score), 104)
    for score in (0, 25, 50, 75, 100):
        pen.text("", x(score), 122, str(score), anchor="middle")
    rows = (("i", words.implicit, implicit, before[0], 32), ("c", words.conscious, conscious, before[1], 74))
    for kind, name, span, earlier, y in rows:
        pen.text(f"t-{kind}", 0, y - 1, name[:1].upper() + name[1:])
        pen.text("", 0, y + 14, span.in_words(words) if span else words.no_data)
        if earlier is not None:
            pen.line("whisker", x(earlier), y - 11, x(earlier), y + 11)
        if span is None:
            continue
        if span.has_margin and span.lo is not None and span.hi is not None:
            roles = "band c" if kind == "c" else "band"
            pen.rect(roles, x(span.lo), y - 9, max(2.0, x(span.hi) - x(span.lo)), 18, 5)
        hollow = " hollow" if span.n < INDICATIVE else ""
        if kind == "i":
            pen.circle(f"dot-i{hollow}", x(span.value), y, 6.5)
        else:
            pen.rect(f"dot-c{hollow}", x(span.value) - 6, y - 6, 12, 12)
    if desired is not None:
        label = f"{words.desired} {number(desired, 0, comma=words.comma)}"
        pen.line("target", x(desired), 8, x(desired), 104)
        fits = x(desired) + 6 + width_of(label) <= 520
        pen.text("", x(desired) + (5 if fits else -5), 17, label, anchor="start" if fits else "end")
    return pen.drawing(520, 128, describe(implicit, conscious, words, desired, before))
