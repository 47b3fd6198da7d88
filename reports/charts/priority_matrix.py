"""Importance against performance: where a step weighs much and scores low, it comes first.

Both margins are drawn as a cross; a spot whose margins do not clear both lines is hollow. Association only.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .points import Span
from .svg import Pen, fold, number, width_of
from .words import Words

WIDTH, HEIGHT = 720.0, 368.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 706.0, 30.0, 320.0
NAMED = 12  # spots; more than that are told apart by number alone
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """One step: ``importance`` in per cent of what all steps explain, ``performance`` a score of 0 to 100."""

    number: int
    title: str
    importance: Span
    performance: Span
    is_firm: bool
    quadrant: str  # in words
    line: float | None = None  # its own target, where it has one


@dataclass(frozen=True)
class Names:
    """The words of this chart only."""

    across: str  # "step score"
    upwards: str  # "goes together with the overall grade"
    fair: str  # "equal part"
    corners: tuple[str, str, str, str]  # top left, top right, bottom left, bottom right


def describe(name: str, spots: Sequence[Spot], names: Names, words: Words, cuts: tuple[float, float]) -> str:
    """``What first. Waiting: 24% (12–38), step score 30.4 with a margin from 27.0 to 33.7, …``"""
    if not spots:
        return f"{name}: {words.no_data}."
    told = [
        f"{spot.title}: {_percent(spot.importance, words)}, {names.across} {spot.performance.aloud(words)}, "
        f"{spot.quadrant}"
        for spot in spots
    ]
    fair, average = (number(cut, places, comma=words.comma) for cut, places in zip(cuts, (0, 1), strict=True))
    return f"{name}. {'; '.join(told)}. {names.fair} {fair}%; {words.average} {average}."


def priority_matrix(
    name: str,
    spots: Sequence[Spot],
    names: Names,
    words: Words,
    *,
    cuts: tuple[float, float],
    palette: Literal["print"] | None = None,
) -> str:
    """The picture as SVG. ``cuts``: the importance of an equal part in per cent, and the mean of all scores.

    Up to twelve spots carry their names, each where it hides no other; more carry their numbers.
    """
    pen = Pen(in_print=palette == "print")
    x, y, low, high, top = _scales(spots, cuts)
    fair, average = cuts
    pen.rect("phase", LEFT, TOP, x(average) - LEFT, y(fair) - TOP)
    for score in range(low, high + 1, 10 if high - low <= 50 else 20):
        pen.line("grid", x(score), TOP, x(score), BOTTOM)
        pen.text("", x(score), BOTTOM + 17, str(score), anchor="middle")
    for share in range(0, top + 1, 10 if top <= 50 else 20):
        pen.line("zero" if share == 0 else "grid", LEFT, y(share), RIGHT, y(share))
        pen.text("", LEFT - 8, y(share) + 4, f"{share}%", anchor="end")
    pen.line("target", x(average), TOP, x(average), BOTTOM)
    pen.line("target", LEFT, y(fair), RIGHT, y(fair))
    pen.text("", RIGHT, BOTTOM + 36, f"{names.across} →", anchor="end")
    pen.text("", 0, 14, f"↑ {names.upwards}")
    _corners(pen, names.corners)
    for spot in spots:
        _cross(pen, spot, x, y)
    taken = [box for spot in spots for box in _drawn(spot, x, y)]
    for spot in spots:
        _label(pen, spot, x(spot.performance.value), y(spot.importance.value), taken, named=len(spots) <= NAMED)
    return pen.drawing(WIDTH, HEIGHT, describe(name, spots, names, words, cuts))


def _scales(
    spots: Sequence[Spot], cuts: tuple[float, float]
) -> tuple[Callable[[float], float], Callable[[float], float], int, int, int]:
    """How scores run to the right and shares upwards, and the ends of both."""
    scores = [end for spot in spots for end in _ends(spot.performance)] + [cuts[1]]
    shares = [end for spot in spots for end in _ends(spot.importance)] + [cuts[0]]
    low = max(0, 10 * math.floor(min(scores) / 10))
    high = min(100, max(low + 20, 10 * math.ceil(max(scores) / 10)))
    low = min(low, high - 20)
    top = min(100, max(20, 10 * math.ceil(max(shares) / 10)))

    def x(score: float) -> float:
        return LEFT + (RIGHT - LEFT) * (min(high, max(low, score)) - low) / (high - low)

    def y(share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(top, max(0.0, share)) / top

    return x, y, low, high, top


def _ends(span: Span) -> list[float]:
    return [end for end in (span.value, span.lo, span.hi) if end is not None]


def _percent(span: Span, words: Words) -> str:
    value, *ends = ("" if end is None else number(end, 0, comma=words.comma) for end in (span.value, span.lo, span.hi))
    return f"{value}% ({ends[0]}–{ends[1]})" if all(ends) else f"{value}%"


def _corners(pen: Pen, corners: tuple[str, str, str, str]) -> None:
    for i, corner in enumerate(corners):
        right = i % 2 == 1
        place = RIGHT - 8 if right else LEFT + 8
        pen.text("t-d", place, TOP + 16 if i < 2 else BOTTOM - 9, corner, anchor="end" if right else "start")


def _cross(pen: Pen, spot: Spot, x: Callable[[float], float], y: Callable[[float], float]) -> None:
    across, up = x(spot.performance.value), y(spot.importance.value)
    if spot.performance.lo is not None and spot.performance.hi is not None:
        pen.line("error", x(spot.performance.lo), up, x(spot.performance.hi), up)
    if spot.importance.lo is not None and spot.importance.hi is not None:
        pen.line("error", across, y(spot.importance.lo), across, y(spot.importance.hi))
    if spot.line is not None:
        pen.line("whisker", x(spot.line), up - 9, x(spot.line), up + 9)
    pen.circle("bar" if spot.is_firm else "outline", across, up, 7)


def _drawn(spot: Spot, x: Callable[[float], float], y: Callable[[float], float]) -> list[Box]:
    """Where a spot and its cross stand: no name goes there."""
    across, up = x(spot.performance.value), y(spot.importance.value)
    boxes = [(across - 9, up - 9, across + 9, up + 9)]
    if spot.performance.lo is not None and spot.performance.hi is not None:
        boxes.append((x(spot.performance.lo), up - 1, x(spot.performance.hi), up + 1))
    if spot.importance.lo is not None and spot.importance.hi is not None:
        boxes.append((across - 1, y(spot.importance.hi), across + 1, y(spot.importance.lo)))
    return boxes


def _label(pen: Pen, spot: Spot, x: float, y: float, taken: list[Box], *, named: bool) -> None:
    """The name beside its spot: right, left, above, below, or its number where no place is free."""
    words = next(iter(fold(spot.title, 190, 1)), "") if named else ""  # nothing of a name that is all spaces
    words = words or str(spot.number)
    for text in (words, str(spot.number)):
        for place in _places(x, y, width_of(text, strong=True)):
            if (
                place[0] >= LEFT
                and place[2] <= RIGHT
                and place[1] >= TOP
                and place[3] <= BOTTOM
                and _free(place, taken)
            ):
                taken.append(place)
                pen.text("strong", place[0], place[3] - 4, text)
                return
    pen.text("strong", x + 11, y - 9, str(spot.number))


def _places(x: float, y: float, width: float) -> list[Box]:
    return [
        (x + 8, y - 19, x + 8 + width, y - 3),
        (x - 8 - width, y - 19, x - 8, y - 3),
        (x + 8, y + 3, x + 8 + width, y + 19),
        (x - 8 - width, y + 3, x - 8, y + 19),
        (x + 8, y - 35, x + 8 + width, y - 19),
        (x - 8 - width, y - 35, x - 8, y - 19),
        (x + 8, y + 19, x + 8 + width, y + 35),
        (x - 8 - width, y + 19, x - 8, y + 35),
        (x - width / 2, y - 28, x + width / 2, y - 12),
        (x - width / 2, y + 12, x + width / 2, y + 28),
    ]


def _free(box: Box, taken: Sequence[Box]) -> bool:
    return not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
