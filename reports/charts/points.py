"""What charts are drawn from: spans on a 0-100 scale, and the points of the emotion curve."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .svg import number
from .words import Words

FEW = 3  # below: dots only
INDICATIVE = 10  # below: dashed and hollow


@dataclass(frozen=True)
class Span:
    """A value between 0 and 100 with its 95% margin (both ends or none) over ``n`` visits."""

    value: float
    lo: float | None
    hi: float | None
    n: int

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError("a span needs a finite value")

    @property
    def has_margin(self) -> bool:
        return self.lo is not None and self.hi is not None and self.n >= FEW

    def in_words(self, words: Words, decimals: int = 1) -> str:
        """``56,8 (53,7–59,9)``, without brackets when there is no margin."""
        text = number(self.value, decimals, comma=words.comma)
        if not self.has_margin or self.lo is None or self.hi is None:
            return text
        lo, hi = (number(end, decimals, comma=words.comma) for end in (self.lo, self.hi))
        return f"{text} ({lo}–{hi})"

    def aloud(self, words: Words, decimals: int = 1) -> str:
        """``56,8 met marge van 53,7 tot 59,9``: the same for who hears it, without brackets and dashes."""
        text = number(self.value, decimals, comma=words.comma)
        if not self.has_margin or self.lo is None or self.hi is None:
            return text
        lo, hi = (number(end, decimals, comma=words.comma) for end in (self.lo, self.hi))
        return f"{text} {words.reach} {lo} {words.to} {hi}"


def span_of_valence(result: Mapping[str, Any] | None) -> Span | None:
    """A measured valence (−1 to 1) on the printed scale 0-100; ``None`` when there is no value."""
    if result is None or result["value"] is None:
        return None
    lo, hi = (None if result[end] is None else score(result[end]) for end in ("lo", "hi"))
    return Span(score(result["value"]), lo, hi, result["n"])


def span_of_score(result: Mapping[str, Any] | None) -> Span | None:
    """A measured score that is 0-100 already; ``None`` when there is no value."""
    if result is None or result["value"] is None:
        return None
    return Span(result["value"], result["lo"], result["hi"], result["n"])


def score(valence: float) -> float:
    """Valence −1..1 as printed, 0-100; nine decimals, so that printing rounds what was meant."""
    return round(50 * (1 + valence), 9)


@dataclass(frozen=True)
class Point:
    """One step of the emotion curve. A line without a value there is broken, never guessed."""

    title: str
    n: int
    implicit: Span | None
    conscious: Span | None
    desired: float | None = None
    phase: str = ""
    is_moment: bool = False

    def in_words(self, words: Words) -> str:
        parts = [
            f"{label} {number(span.value, 1, comma=words.comma)}"
            for label, span in ((words.implicit, self.implicit), (words.conscious, self.conscious))
            if span
        ]
        if self.desired is not None:
            parts.append(f"{words.desired} {number(self.desired, 0, comma=words.comma)}")
        if self.is_moment:
            parts.append(words.moment)
        return f"{self.title}: {', '.join([*parts, words.count(self.n) if self.n else words.no_data])}"


def points_of(figures: Mapping[str, Any], language: str) -> list[Point]:
    """The points of frozen figures, titles in ``language`` (falling back to any other)."""
    phases = {phase["key"]: words_in(phase["title"], language) for phase in figures["phases"]}
    moments = {m["step"] for m in figures["moments"] if m["status"] == "established"}
    return [
        Point(
            title=words_in(step["title"], language),
            n=step["n"],
            implicit=span_of_valence(step["implicit"]),
            conscious=span_of_valence(step["conscious"]),
            desired=score(step["desired"]["valence"]) if step["desired"] else None,
            phase=phases.get(step["phase"], ""),
            is_moment=step["key"] in moments,
        )
        for step in figures["steps"]
    ]


def words_in(text: Mapping[str, str], language: str) -> str:
    """A text in ``language``, else in the first language that has it, else nothing."""
    return text.get(language) or next((t for t in text.values() if t), "")


def joins(spans: Sequence[Span | None]) -> Iterable[tuple[int, bool]]:
    """Which neighbours a line may join: ``(index of the left one, dashed)``.

    Nothing is joined over a missing step or to a point of fewer than three visits; a line to a point of
    three to nine is dashed.
    """
    for i, (left, right) in enumerate(pairwise(spans)):
        if left and right and min(left.n, right.n) >= FEW:
            yield i, min(left.n, right.n) < INDICATIVE
