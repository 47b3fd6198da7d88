"""Targets: what was agreed before anybody acted, and whether it was reached."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, get_args

from .numbers import is_number, nine
from .results import Result

Direction = Literal["higher", "lower"]
TargetStatus = Literal["achieved", "probably_achieved", "not_shown", "missed", "too_few"]


def target_status(
    lo: float | None, point: float | None, hi: float | None, target: float, direction: Direction = "higher"
) -> TargetStatus:
    """Whether a figure with interval ``lo`` to ``hi`` reached ``target``, all four in one unit.

    ``achieved``: the whole interval is on the good side. ``probably_achieved``: the figure is, not all of
    its interval. ``missed``: the whole interval falls short. ``not_shown``: none of these, which is not
    "missed". ``too_few``: there is no interval. ``direction`` names the good side. Compared at 9 decimals.
    Raises ``ValueError`` when the bounds are swapped or the figure lies outside them.
    """
    if lo is None or point is None or hi is None:
        return "too_few"
    if not nine(lo) <= nine(point) <= nine(hi):
        raise ValueError("lo, point and hi must stand in this order")
    if mirrored(direction):
        lo, point, hi, target = -hi, -point, -lo, -target
    if nine(lo) >= nine(target):
        return "achieved"
    if nine(point) >= nine(target):
        return "probably_achieved"
    return "missed" if nine(hi) < nine(target) else "not_shown"


def by_its_date(status: str, deadline: str | None, on: str) -> str:
    """``status`` as it is told on the ISO day or moment ``on``: what falls short before its date is ``not_yet`` there.

    On the day of the deadline itself there is still time. Without a deadline nothing is waited for.
    """
    return "not_yet" if status == "missed" and deadline and on[:10] <= deadline[:10] else status


def mirrored(direction: Direction) -> bool:
    """Whether lower is better. Raises ``ValueError`` on an unknown direction."""
    if direction not in get_args(Direction):
        raise ValueError(f"unknown direction {direction!r}")
    return direction == "lower"


@dataclass(frozen=True, slots=True)
class Target:
    """A target, frozen when it is set; ``Target(**stored)`` reads ``as_dict()`` back.

    ``metric`` and ``scope`` name the figure and what it is taken over. ``baseline`` is the figure when the
    target was set, with its interval (all ``None`` when nothing had been measured; no bounds when there
    were too few visits). ``minimal_relevant_change`` is the least change that matters, of 0 or more.
    Baseline, target and change are in the unit of the metric. ``deadline`` is a date as 2026-12-31;
    ``owner`` is who answers for it. Raises ``ValueError`` on an impossible one.
    """

    metric: str
    scope: str
    target: float
    minimal_relevant_change: float
    baseline: float | None = None
    baseline_lo: float | None = None
    baseline_hi: float | None = None
    direction: Direction = "higher"
    deadline: str | None = None
    owner: str = ""

    def __post_init__(self) -> None:
        if not is_number(self.target) or not is_number(self.minimal_relevant_change):
            raise ValueError("target and minimal relevant change must be numbers")
        if self.minimal_relevant_change < 0:
            raise ValueError("the minimal relevant change is 0 or more")
        if (self.baseline_lo is None) != (self.baseline_hi is None):
            raise ValueError("a baseline interval has two bounds")
        if self.deadline is not None:
            date.fromisoformat(self.deadline)
        # Also tells swapped bounds and an unknown direction.
        target_status(self.baseline_lo, self.baseline, self.baseline_hi, self.target, self.direction)
        mirrored(self.direction)

    def status(self, now: Result) -> TargetStatus:
        """Whether the figure of today, in the unit of the target, reached it."""
        return target_status(now.lo, now.value, now.hi, self.target, self.direction)

    def as_dict(self) -> dict[str, Any]:
        """The target for JSON."""
        return asdict(self)
