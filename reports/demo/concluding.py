"""The shapes in which a story tells what people concluded: claims that are only written where the figures bear them.

Numbers are never written by hand: ``{waiting}`` in a text stands for the step score with its margin and n,
``{waiting_change}`` for its change since the wave before, ``{score}`` for the journey score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.demo.story import Text
from reports.figures.shape import Figures

ENOUGH = 10  # visits of a step that may be called the lowest

Bears = Callable[[Figures], bool]


@dataclass(frozen=True)
class Claim:
    """One finding; ``bears`` says whether the figures at hand bear it."""

    bears: Bears
    step: str
    title: Text
    text: Text


@dataclass(frozen=True)
class Move:
    """One action of the plan: due so many days after today, and where it stands when each wave was interpreted."""

    step: str
    title: Text
    measure: Text
    owner: str
    days: int
    states: tuple[str, str]


@dataclass(frozen=True)
class Conclusions:
    """What the agency says about one client: findings by wave, the steps it advises about, the plan, commentary.

    ``aims``: steps with a target so many points above where they stood in the first wave.
    """

    claims: dict[int, tuple[Claim, ...]]
    steps: tuple[str, ...]
    moves: tuple[Move, ...]
    aims: dict[str, int]
    summary: Text


def lowest(step: str) -> Bears:
    """The step has the lowest score of all with enough visits, and the rule calls it a pain point."""

    def bears(figures: Figures) -> bool:
        known = {one["key"]: one["both"]["value"] for one in figures["steps"] if one["n"] >= ENOUGH}
        scores = {key: value for key, value in known.items() if value is not None}
        pains = {pain["step"] for pain in figures["pain_points"] if pain["status"] == "pain_point"}
        return step in pains and step in scores and min(scores, key=lambda key: scores[key]) == step

    return bears


def is_high(step: str) -> Bears:
    """The step is an established moment of truth on the pleasant side."""
    return lambda figures: any(
        one["step"] == step and one["status"] == "established" and one["direction"] == "delight"
        for one in figures["moments"]
    )


def went_up(step: str) -> Bears:
    """The step is demonstrably and relevantly higher than in the wave before."""
    return lambda figures: any(
        one["key"] == step and one["change"] is not None and one["change"]["word"] == "higher"
        for one in figures["steps"]
    )


def is_below_wish(step: str) -> Bears:
    """The step is demonstrably below what the organisation wants people to feel."""
    return lambda figures: any(
        one["key"] == step and one["desired"] is not None and one["desired"]["status"] == "below_desired"
        for one in figures["steps"]
    )
