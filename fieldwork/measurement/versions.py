"""Two versions of a questionnaire: what can still be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .numbers import nine
from .settings import DEFAULTS, Settings

Scored = Mapping[str, tuple[Fraction, Fraction | None]]


@dataclass(frozen=True, slots=True)
class Bridge:
    """Both versions on their common items with the newer weights; scores 0 to 100, shares 0 to 1."""

    common: list[str]
    share_v1: Fraction | None
    share_v2: Fraction | None
    score_v1: Fraction | None
    score_v2: Fraction | None
    trend_break: bool


def bridge(items_v1: Scored, items_v2: Scored, settings: Settings = DEFAULTS) -> Bridge:
    """Compare two versions over the items with the same stable key.

    Items are ``{key: (weight, share of the points 0 to 1)}``; ``None`` as share was not answered and
    leaves that version's score. A trend breaks when the common items hold less than 0.7 of the weight
    of either version: then do not draw one line through both.
    """
    common = [key for key in items_v2 if key in items_v1]
    share_v1, share_v2 = _share(items_v1, common), _share(items_v2, common)
    weights = {key: items_v2[key][0] for key in common}
    shares = [share if share is not None else Fraction(0) for share in (share_v1, share_v2)]
    return Bridge(
        common,
        share_v1,
        share_v2,
        _score(items_v1, weights),
        _score(items_v2, weights),
        trend_break=nine(min(shares)) < settings.trend_break,
    )


def _share(items: Scored, common: list[str]) -> Fraction | None:
    whole = sum((weight for weight, _ in items.values()), Fraction(0))
    return sum((items[key][0] for key in common), Fraction(0)) / whole if whole else None


def _score(items: Scored, weights: Mapping[str, Fraction]) -> Fraction | None:
    points = maximum = Fraction(0)
    for key, weight in weights.items():
        share = items[key][1]
        if share is not None:
            points += weight * share
            maximum += weight
    return 100 * points / maximum if maximum else None
