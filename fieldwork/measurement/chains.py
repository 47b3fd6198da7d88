"""Visits at the locations of a chain: the figures of many visits with intervals that know where they were made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .checklist import point_sums, ratio_of_sums
from .results import Result
from .weighting import Sums, clustered_mean, clustered_share, icc_of, sums


@dataclass(frozen=True, slots=True)
class Chain:
    """The location of every visit, and how many locations there are to visit (``None``: those visited).

    Hand it to a function over visits to have its intervals count visits to one location as what they are:
    somewhat alike. A visit without a location stands by itself.
    """

    place_of: Mapping[Any, Any] = field(default_factory=dict)
    total: int | None = None

    def by_place(self, values: Mapping[Any, float]) -> list[Sums]:
        """The values of visits, added up per location."""
        found: dict[Any, list[float]] = {}
        for visit, value in values.items():
            found.setdefault(self.place_of.get(visit, ("visit", visit)), []).append(value)
        return [sums(group) for group in found.values()]

    def mean(self, values: Mapping[Any, float], lo: float | None = None, hi: float | None = None) -> Result:
        """Mean over visits, one value per visit, on the scale from ``lo`` to ``hi`` (``clustered_mean``)."""
        return clustered_mean(self.by_place(values), self.total, lo, hi)

    def ratio(self, points: Mapping[Any, tuple[float, float]]) -> Result:
        """All points over all maximum points, both per visit, 0 to 100 (``ratio_of_sums``)."""
        found: dict[Any, list[tuple[float, float]]] = {}
        for visit, pair in points.items():
            found.setdefault(self.place_of.get(visit, ("visit", visit)), []).append(pair)
        return ratio_of_sums([point_sums(pairs) for pairs in found.values()], self.total)

    def share(self, chosen: Mapping[Any, bool], alike: Mapping[Any, float] | None = None) -> Result:
        """Share of visits that chose something (``clustered_share``).

        ``alike`` holds the value per visit that was cut in two to choose: it tells better than the halves how
        alike the visits to one location are, and never makes them less so.
        """
        icc, source = icc_of(self.by_place(alike)) if alike else (None, "")
        counts: dict[Any, list[bool]] = {}
        for visit, is_chosen in chosen.items():
            counts.setdefault(self.place_of.get(visit, ("visit", visit)), []).append(is_chosen)
        pairs = [(sum(group), len(group)) for group in counts.values()]
        return clustered_share(pairs, icc if source == "project" else None)
