"""Line art for the cover, drawn from the report's own curve."""

from collections.abc import Sequence
from itertools import pairwise

from .points import Point
from .svg import coordinate, escape
from .words import Words

WIDTH, HEIGHT, MIDDLE = 1000.0, 430.0, 194.0
PAPER, ECHO, FIRST, SECOND = "#431d53", "#a779bb", "#f0b083", "#7fd0cc"


def cover_art(points: Sequence[Point], words: Words, *, paper: str = PAPER) -> str:
    """Both emotions as two smooth lines with echoes around them; purely decorative, print only.

    Missing steps are left out of the art (it makes no claim); with fewer than two steps with figures the
    lines are flat.
    """
    first = [p.implicit.value for p in points if p.implicit]
    second = [p.conscious.value for p in points if p.conscious]
    centre, spread = _frame([*first, *second])
    xs, ys = _places(first, centre, spread)
    marks = [_stroke(xs, ys, ECHO, 1.4, 0.19 - 0.02 * abs(i), shift=19 * i) for i in range(-4, 5)]
    marks.append(_stroke(*_places(second, centre, spread), SECOND, 3))
    marks.append(_stroke(xs, ys, FIRST, 4.5))
    marks += [
        f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="8" fill="{paper}" stroke="{FIRST}" stroke-width="4"/>'
        for x, y in zip(xs, ys, strict=True)
        if len(first) > 1
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" '
        f'height="{HEIGHT:.0f}"><title>{escape(words.art)}</title>{"".join(marks)}</svg>'
    )


def _frame(scores: Sequence[float]) -> tuple[float, float]:
    """The middle of all scores and how far they lie apart, so that both lines share one scale."""
    if not scores:
        return 50.0, 100.0
    return (max(scores) + min(scores)) / 2, max(20.0, max(scores) - min(scores))


def _places(scores: Sequence[float], centre: float, spread: float) -> tuple[list[float], list[float]]:
    """Where the steps stand: over the whole width, the range stretched until it is seen."""
    if len(scores) < 2:
        return [60.0, 940.0], [MIDDLE, MIDDLE]
    gap = 880 / (len(scores) - 1)
    return (
        [60 + gap * i for i in range(len(scores))],
        [MIDDLE + 20 - (score - centre) * 200 / spread for score in scores],
    )


def _stroke(
    xs: Sequence[float],
    ys: Sequence[float],
    color: str,
    width: float,
    opacity: float = 1,
    *,
    shift: float = 0,
) -> str:
    """A smooth line through the places and off both edges of the paper."""
    places = [(-140.0, MIDDLE), *zip(xs, ys, strict=True), (1140.0, MIDDLE - 20)]
    d = f"M{coordinate(places[0][0])} {coordinate(places[0][1] + shift)}"
    for (x0, y0), (x1, y1) in pairwise(places):
        middle = (x0 + x1) / 2
        curve = (middle, y0 + shift, middle, y1 + shift, x1, y1 + shift)
        d += "C" + " ".join(coordinate(value) for value in curve)
    faint = f' stroke-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{width}"{faint}/>'
