"""Differences with the wave before, and the word each of them has earned (measurement 4.8 and 4.9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldwork.measurement.comparisons import Difference, fisher_exact, newcombe, paired, pooled_z, welch
from fieldwork.measurement.display import display_class
from fieldwork.measurement.intervals import mean_t, wilson
from fieldwork.measurement.multiplicity import Q, adjusted
from fieldwork.measurement.numbers import mean, nine
from fieldwork.measurement.results import Result, nothing

from .shape import Change, ChangeWord

LEAST_PAIRS = 5  # locations; below it visits are compared as if they were independent
LEAST_VISITS = 3  # on either side
SMALL_COUNT = 5  # an expected count below this needs the exact test
RELEVANT = 3.0  # points of 0-100; a demonstrable change below it is called small


@dataclass(frozen=True)
class Compared:
    """A difference that has not been given its word yet: that needs its whole family."""

    previous: Result
    difference: Result
    p: float | None
    relevant: float


def means(
    now: Mapping[int, float],
    before: Mapping[int, float],
    places: Mapping[int, int],
    *,
    scale: tuple[float | None, float | None],
    relevant: float,
) -> Compared:
    """Compare two means; ``now`` and ``before`` hold one value per visit, ``places`` the location of every visit.

    The same locations in both waves, five or more, are paired (equal weights); else Welch. ``relevant`` is
    the smallest change that matters, in the unit of the values. Under three visits on a side: no comparison.
    """
    previous = mean_t(before.values(), *scale)
    if min(len(now), len(before)) < LEAST_VISITS:
        return Compared(previous, nothing("too_few", method="welch", n=len(now)), None, relevant)
    per_place, earlier = _by_place(now, places), _by_place(before, places)
    if per_place.keys() == earlier.keys() and len(per_place) >= LEAST_PAIRS:
        order = sorted(per_place)
        found = paired([mean(earlier[place]) for place in order], [mean(per_place[place]) for place in order])
        result = _result(found, len(order), "paired", "locations", display_class(len(now), "mean"))
    else:
        found = welch(list(now.values()), list(before.values()))
        result = _result(found, len(now), "welch", "visits", display_class(min(len(now), len(before)), "mean"))
    return Compared(previous, result, found.p, relevant)


def shares(x: int, n: int, x_before: int, n_before: int, *, relevant: float = RELEVANT / 100) -> Compared:
    """Compare two shares of visits: interval by Newcombe, p by pooled z or, for small counts, Fisher."""
    previous = wilson(x_before, n_before)
    if min(n, n_before) < LEAST_VISITS:
        return Compared(previous, nothing("too_few", method="newcombe", n=n), None, relevant)
    found = newcombe(x, n, x_before, n_before)
    expected = (x + x_before) / (n + n_before)
    if min(n, n_before) * min(expected, 1 - expected) < SMALL_COUNT:
        p: float | None = fisher_exact([[x, n - x], [x_before, n_before - x_before]])
    else:
        p = pooled_z(x, n, x_before, n_before).p
    shown = display_class(min(n, n_before), "proportion")
    return Compared(previous, _result(found, n, "newcombe", "visits", shown), p, relevant)


def _by_place(values: Mapping[int, float], places: Mapping[int, int]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for visit, value in values.items():
        found.setdefault(places[visit], []).append(value)
    return found


def _result(found: Difference, n: int, method: str, basis: str, shown: str) -> Result:
    if found.diff is None:
        return nothing(found.reason or "no_data", method=method, basis=basis, n=n)
    return Result(
        found.diff, n=n, n_eff=float(n), lo=found.lo, hi=found.hi, method=method, basis=basis,
        display_class=shown, reason=found.reason,
    )  # fmt: skip


def changes(family: Sequence[Compared | None]) -> list[Change | None]:
    """The words of one family of comparisons (one metric type on one page), corrected for their number."""
    corrected = adjusted([one.p if one else None for one in family])
    return [_change(one, p) if one else None for one, p in zip(family, corrected, strict=True)]


def change(one: Compared | None) -> Change | None:
    """The word of a comparison that stands alone."""
    return changes([one])[0]


def _change(one: Compared, p: float | None) -> Change:
    return {
        "previous": one.previous.as_dict(),  # type: ignore[typeddict-item]
        "difference": one.difference.as_dict(),  # type: ignore[typeddict-item]
        "word": word(one.difference, p, one.relevant),
        "more_visits": None,
    }


def word(difference: Result, p: float | None, relevant: float) -> ChangeWord:
    """What a difference may be called. ``p`` is corrected for its family, ``relevant`` in its own unit."""
    if difference.value is None:
        return "suppressed"
    if p is None or nine(p) >= Q:
        inside = difference.lo is not None and difference.hi is not None
        inside = inside and -relevant < (difference.lo or 0) and (difference.hi or 0) < relevant
        return "no_relevant_difference" if inside else "not_demonstrable"
    if nine(abs(difference.value)) < nine(relevant):
        return "small_difference"
    return "higher" if difference.value > 0 else "lower"


def values_of(pairs: Iterable[tuple[int, float | None]]) -> dict[int, float]:
    """One value per visit; visits without are left out."""
    return {visit: float(value) for visit, value in pairs if value is not None}
