"""How visits were spread over five classes of experience; told apart in grey too, with the counts inside."""

from collections.abc import Sequence
from typing import Literal

from .svg import Pen, width_of
from .words import Words

TONES = ("n3", "n1", "z0", "p1", "p3")
WIDTH, GAP = 520.0, 2.0


def describe(counts: Sequence[int], words: Words) -> str:
    """``Visits from very unpleasant to very pleasant: very unpleasant 3, unpleasant 17, …``"""
    total = sum(counts)
    if not total:
        return f"{words.distribution}: {words.no_data}."
    named = ", ".join(f"{name} {count}" for name, count in zip(words.classes, counts, strict=True))
    return f"{words.distribution}: {named}. {words.count(total)}."


def distribution(counts: Sequence[int], words: Words, *, palette: Literal["print"] | None = None) -> str:
    """The bar as SVG; ``counts`` are visits per class, five of them, never negative (else ``ValueError``)."""
    if len(counts) != len(TONES) or min(counts) < 0:
        raise ValueError("five counts are needed, none below zero")
    pen = Pen(in_print=palette == "print")
    total = sum(counts)
    if not total:
        pen.rect("track", 0, 0, WIDTH, 24, 3)
        pen.text("", 0, 42, words.no_data)
        return pen.drawing(WIDTH, 48, describe(counts, words))
    shown = [i for i, count in enumerate(counts) if count]
    room, x = WIDTH - GAP * (len(shown) - 1), 0.0
    label_from = 0.0
    for i in shown:
        width = room * counts[i] / total
        middle = x + width / 2
        pen.rect(TONES[i], x, 0, width, 24)
        if width >= 8 + width_of(str(counts[i]), strong=True):
            pen.text(f"on-{TONES[i]}", middle, 17, str(counts[i]), anchor="middle")
        half = width_of(words.classes[i]) / 2
        start = min(WIDTH - 2 * half, max(0.0, middle - half))
        if start >= label_from and half < width + 14:
            pen.text("", start + half, 42, words.classes[i], anchor="middle")
            label_from = start + 2 * half + 8
        x += width + GAP
    return pen.drawing(WIDTH, 48, describe(counts, words))
