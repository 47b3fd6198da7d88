"""The four fields of importance against performance. Apart from what computes the importance: a page needs no numpy."""

from dataclasses import dataclass

from .numbers import nine
from .results import Result


@dataclass(frozen=True, slots=True)
class Quadrant:
    """``concentrate_here``, ``keep_up``, ``low_priority`` or ``possible_overkill``; drawn hollow unless firm."""

    name: str
    firm: bool


def quadrant(importance: Result, performance: Result, cut_importance: float, cut_performance: float) -> Quadrant | None:
    """Where a touchpoint lies; ``None`` when either value is missing.

    Importance is a share (0 to 1), performance a score (0 to 100), each with its cut line; on the line counts
    as high: a target that is reached is reached. ``firm`` when both intervals lie wholly on their side.

    Source: J. A. Martilla and J. C. James (1977), Journal of Marketing 41, 77-79.
    """
    if importance.value is None or performance.value is None:
        return None
    important = nine(importance.value) >= nine(cut_importance)
    performing = nine(performance.value) >= nine(cut_performance)
    names = {
        (True, False): "concentrate_here",
        (True, True): "keep_up",
        (False, False): "low_priority",
        (False, True): "possible_overkill",
    }
    firm = _clears(importance, cut_importance) and _clears(performance, cut_performance)
    return Quadrant(names[important, performing], firm)


def _clears(figure: Result, cut: float) -> bool:
    if figure.interval is None:
        return False
    lo, hi = figure.interval
    return nine(lo) > nine(cut) or nine(hi) < nine(cut)
