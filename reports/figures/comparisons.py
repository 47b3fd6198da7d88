"""Differences with the wave before, and the word each of them has earned (measurement 4.8 and 4.9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from fieldwork.measurement.chains import Chain
from fieldwork.measurement.comparisons import Difference, fisher_exact, newcombe, paired, pooled_z, welch
from fieldwork.measurement.display import display_class, half_up
from fieldwork.measurement.multiplicity import Q, adjusted
from fieldwork.measurement.numbers import mean, nine
from fieldwork.measurement.planning import more_visits
from fieldwork.measurement.results import Result, nothing

from .shape import Change, ChangeWord

LEAST_PLACES = 5  # below it visits are compared as if they were independent
SHARED = 0.8  # of the visits of both waves: from here on the places they share are compared in pairs
LEAST_VISITS = 3  # on either side
SMALL_COUNT = 5  # an expected count below this needs the exact test


@dataclass(frozen=True)
class Compared:
    """A difference that has not been given its word yet: that needs its whole family.

    ``se`` is the standard error of the difference, ``n`` the visits now and before.
    """

    previous: Result
    difference: Result
    p: float | None
    relevant: float
    se: float | None = None
    n: tuple[int, int] = (0, 0)


def means(
    now: Mapping[int, float],
    before: Mapping[int, float],
    chain: Chain,
    *,
    scale: tuple[float | None, float | None],
    relevant: float,
) -> Compared:
    """Compare two means; ``now`` and ``before`` hold one value per visit, ``chain`` the location of every visit.

    - Five or more locations in both waves that hold 80 % of the visits of either wave: paired by location,
      equal weights, over those locations.
    - Else, when visits share locations and there are five of them on both sides: Welch between the means of
      the locations.
    - Else Welch between visits, flagged ``not_clustered`` when some share a location.

    Simulated (8 to 30 locations, 2 to 4 visits each, equal or not, ICC 0.15 and 0.4, 0 to 100 % shared): pairs cover
    93-96 % whatever is shared, locations 94-100 %, visits 93-96 % where all is shared and 80-95 % below 80 %; pairs
    are about as wide as locations at 80 %, narrower above it. ``relevant`` is the smallest change that matters,
    in the unit of the values. Under three visits on a side: no comparison.
    """
    previous = chain.mean(before, *scale)
    sizes = (len(now), len(before))
    if min(sizes) < LEAST_VISITS:
        return Compared(previous, nothing("too_few", method="welch", n=len(now)), None, relevant)
    per_place, earlier = _by_place(now, chain), _by_place(before, chain)
    both = [place for place in per_place if place in earlier]
    shared = [sum(len(side[place]) for place in both) / n for side, n in zip((per_place, earlier), sizes, strict=True)]
    shown = display_class(min(sizes), "mean")
    clustered = len(per_place) + len(earlier) < sum(sizes)
    if len(both) >= LEAST_PLACES and nine(min(shared)) >= SHARED:
        found = paired([mean(earlier[place]) for place in both], [mean(per_place[place]) for place in both])
        result = _result(found, len(both), "paired", "locations", shown)
    elif clustered and min(len(per_place), len(earlier)) >= LEAST_PLACES:
        found = welch([mean(group) for group in per_place.values()], [mean(group) for group in earlier.values()])
        result = _result(found, len(per_place), "welch_locations", "locations", shown)
    else:
        found = welch(list(now.values()), list(before.values()))
        result = _result(found, len(now), "welch", "visits", shown)
        result = flagged(result, "not_clustered") if clustered else result
    return Compared(previous, result, found.p, relevant, found.se, sizes)


def apart(now: Mapping[int, float], before: Mapping[int, float], reason: str) -> Compared:
    """Two means that may not stand in one line: neither the one before nor a difference is told, the reason is."""
    sizes = (len(now), len(before))
    return Compared(nothing(reason, n=sizes[1]), nothing(reason, method="welch", n=sizes[0]), None, 0.0, n=sizes)


def shares(now: Mapping[int, bool], before: Mapping[int, bool], chain: Chain, *, relevant: float) -> Compared:
    """Compare two shares of visits: interval by Newcombe, p by pooled z or, for small counts, Fisher.

    Visits count as their effective number (``clustered_share``): those to one location repeat each other.
    """
    shown, previous = chain.share(now), chain.share(before)
    (x, n), (x_before, n_before) = (_effective(result) for result in (shown, previous))
    sizes = (len(now), len(before))
    if min(sizes) < LEAST_VISITS:
        return Compared(previous, nothing("too_few", method="newcombe", n=len(now)), None, relevant)
    found = newcombe(x, n, x_before, n_before)
    test = pooled_z(x, n, x_before, n_before)
    expected = (x + x_before) / (n + n_before)
    if min(n, n_before) * min(expected, 1 - expected) < SMALL_COUNT:
        counts = [[int(half_up(part, 0)) for part in row] for row in ((x, n - x), (x_before, n_before - x_before))]
        test = replace(test, p=fisher_exact(counts))
    result = _result(found, len(now), "newcombe", "visits", display_class(min(sizes), "proportion"))
    return Compared(previous, replace(result, n_eff=n), test.p, relevant, test.se, sizes)


def _effective(share: Result) -> tuple[float, float]:
    n = share.n_eff or 0.0
    return (share.value or 0.0) * n, n


def flagged(result: Result, *flags: str) -> Result:
    """The result with further flags."""
    return replace(result, flags=(*result.flags, *flags))


def _by_place(values: Mapping[int, float], chain: Chain) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for visit in sorted(values):
        found.setdefault(chain.place_of[visit], []).append(values[visit])
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
    said = word(one.difference, p, one.relevant)
    return {
        "previous": one.previous.as_dict(),  # type: ignore[typeddict-item]
        "difference": one.difference.as_dict(),  # type: ignore[typeddict-item]
        "word": said,
        "more_visits": _more_visits(one) if said == "not_demonstrable" else None,
    }


def _more_visits(one: Compared) -> int | None:
    """About how many more visits the newest wave needs until a change that matters can be seen (measurement 10.3).

    The spread is the one that gives this very standard error, so what pairing gained and what clusters cost is in
    it. ``None`` when no number is enough, or when it should have been seen already.
    """
    now, before = one.n
    if not one.se or one.relevant <= 0 or not min(now, before):
        return None
    return more_visits(one.se / sqrt(1 / now + 1 / before), now, before, one.relevant) or None


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
