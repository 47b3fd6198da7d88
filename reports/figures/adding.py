"""What the database adds up per cell and location for one figure, and the figure that comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from django.db.models import Count, F, Q, Sum

from fieldwork.measurement.checklist import PointSums, ratio_of_sums
from fieldwork.measurement.numbers import nine
from fieldwork.measurement.results import Result
from fieldwork.measurement.weighting import Sums, clustered_mean, clustered_share, icc_of

Totals = tuple[float, ...]
HALF = 5e-10  # thresholds look at nine decimals, and so must a comparison in the database


class Measure(Protocol):
    """One figure over visits that were added up at their locations."""

    @property
    def column(self) -> str:
        """The column of the score rows that is added up."""

    def totals(self) -> dict[str, Any]:
        """What is added up, by name, in the order of ``Totals``."""

    def of_one(self, value: float) -> Totals:
        """The totals of a single visit with this value."""

    def result(self, locations: Iterable[Totals], total_locations: int) -> Result:
        """The figure of a cell, from the totals of its locations and how many locations there are to visit."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean on a scale from ``lo`` to ``hi``.

    What else is counted: ``left_out`` visits without a value, for a flag; visits ``above`` the scale, because a
    bonus that lifted one takes away its upper end (``checklist.aggregate``).
    """

    column: str
    lo: float
    hi: float
    counts: Literal["", "left_out", "above"] = ""

    def totals(self) -> dict[str, Any]:
        value = F(self.column)
        found = {"n": Count(value), "total": Sum(value), "squares": Sum(value * value)}
        if self.counts:
            is_left_out = Q(**{f"{self.column}__isnull": True})
            is_above = Q(**{f"{self.column}__gt": self.hi})
            found[self.counts] = Count("location", filter=is_left_out if self.counts == "left_out" else is_above)
        return found

    def of_one(self, value: float) -> Totals:
        return 1, value, value * value

    def result(self, locations: Iterable[Totals], total_locations: int) -> Result:
        found = list(locations)
        counted = sum(int(one[-1]) for one in found) if self.counts else 0
        hi = None if counted and self.counts == "above" else self.hi
        result = clustered_mean(_sums(found), total_locations, self.lo, hi)
        if not counted or self.counts == "above":
            return result
        return replace(result, flags=(*result.flags, f"left_out:{counted}"))


@dataclass(frozen=True, slots=True)
class Share:
    """The share of visits with a value of ``most`` or below.

    How alike the visits to one location are is told better by the values than by the halves they were cut in.
    """

    column: str
    most: float

    def totals(self) -> dict[str, Any]:
        value = F(self.column)
        below = Count(value, filter=Q(**{f"{self.column}__lte": self.most + HALF}))
        return {"n": Count(value), "total": Sum(value), "squares": Sum(value * value), "x": below}

    def of_one(self, value: float) -> Totals:
        return 1, value, value * value, nine(value) <= self.most

    def result(self, locations: Iterable[Totals], total_locations: int) -> Result:
        found = [one for one in locations if one[0]]
        icc, source = icc_of(_sums(found))
        return clustered_share([(int(x), int(n)) for n, *_more, x in found], icc if source == "project" else None)


@dataclass(frozen=True, slots=True)
class Ratio:
    """All points over all maximum points, 0 to 100, for journeys that add up so (``checklist.aggregate``)."""

    column: str = "score"

    def totals(self) -> dict[str, Any]:
        counts = Q(score__isnull=False, max_points__gt=0)
        points, most = F("points"), F("max_points")
        wanted = (points, most, points * points, points * most, most * most)
        added = {name: Sum(one, filter=counts) for name, one in zip(("p", "m", "pp", "pm", "mm"), wanted, strict=True)}
        return {"n": Count("pk", filter=counts)} | added

    def of_one(self, value: float) -> Totals:
        raise NotImplementedError("a visit has one checklist")

    def result(self, locations: Iterable[Totals], total_locations: int) -> Result:
        return ratio_of_sums([PointSums(int(n), *sums) for n, *sums in locations], total_locations)


def _sums(locations: Iterable[Totals]) -> list[Sums]:
    return [Sums(int(n), total, squares) for n, total, squares, *_more in locations]
