"""Did the action work: the change, the change against others, and what would have come back by itself."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal

import numpy as np

from .comparisons import Difference, welch
from .consistency import reliability
from .distributions import t_upper_tail
from .numbers import mean, median, nine
from .resampling import RESAMPLES, seed_of
from .results import Result, nothing
from .settings import DEFAULTS, Settings
from .targets import Direction, mirrored

EffectStatus = Literal["improved_relevant", "improved", "worsened", "no_relevant_change", "inconclusive"]

# What to ask when an action made no difference; the words belong to the pages.
NO_EFFECT_QUESTIONS = ("was_it_carried_out", "did_the_others_move_too", "was_the_start_an_outlier")

UNEVEN = 3

Waves = Sequence[float | None]


def effect_status(
    lo: float | None, hi: float | None, minimal_relevant_change: float, direction: Direction = "higher"
) -> EffectStatus:
    """What the interval ``lo`` to ``hi`` of a change says, after minus before, compared at 9 decimals.

    The first that holds: ``improved_relevant`` (all of it at least the minimal relevant change),
    ``improved`` (above 0), ``worsened`` (below 0), ``no_relevant_change`` (within the minimal relevant
    change to either side: it is known to have made no difference that matters), ``inconclusive`` (it is
    not known yet; also when there is no interval). ``direction`` says which way is better. Raises
    ``ValueError`` on swapped bounds or a negative minimal relevant change.
    """
    delta = nine(minimal_relevant_change)
    if delta < 0:
        raise ValueError("the minimal relevant change is 0 or more")
    lower_is_better = mirrored(direction)
    if lo is None or hi is None:
        return "inconclusive"
    lo, hi = nine(lo), nine(hi)
    if lo > hi:
        raise ValueError("the lower bound lies above the upper one")
    if lower_is_better:
        lo, hi = -hi, -lo
    # With a minimal relevant change of 0 an interval that touches 0 is no improvement.
    if lo >= delta and lo > 0:
        return "improved_relevant"
    if lo > 0:
        return "improved"
    if hi < 0:
        return "worsened"
    return "no_relevant_change" if -delta < lo and hi < delta else "inconclusive"


# --- difference in differences ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Did:
    """Mean change of the locations that acted minus that of the others.

    ``change`` counts locations: suppressed under three in a group, ``indicative`` under five, else
    ``full``. ``permutation`` says how ``p_permutation`` came about: ``exact`` over all arrangements, or
    ``monte_carlo``.
    """

    change: Result
    n_treated: int
    n_control: int
    se: float | None = None
    df: float | None = None
    p_welch: float | None = None
    p_permutation: float | None = None
    permutation: Literal["exact", "monte_carlo"] | None = None

    @property
    def may_claim(self) -> bool:
        """Whether there are enough locations to call it the effect of the action."""
        return self.change.display_class == "full"


def difference_in_differences(
    treated: Sequence[float],
    control: Sequence[float],
    *,
    identity: str = "difference_in_differences",
    settings: Settings = DEFAULTS,
) -> Did:
    """Difference of two mean changes with Welch's interval at 95 % and a permutation p.

    ``treated`` and ``control`` hold one change per location, after minus before, in the unit of the figure:
    the location is what is compared, never the visit. Under three in a group: ``too_few`` (``no_data`` when
    one is empty). Both groups constant: ``zero_variance`` (a p of 0 would be false).
    ``identity`` seeds the drawing of arrangements where there are too many to go through.

    The interval holds in 95 to 97 of 100 cases when the groups are about as large, but in 92 to 94 when
    three or four locations stand against three times as many or more: flag ``uneven_groups``.

    Source: B. L. Welch (1947), Biometrika 34, 28-35.
    """
    n1, n2 = len(treated), len(control)
    found = welch(_settled(treated), _settled(control))
    if found.diff is None or found.p is None:
        unknown = nothing(found.reason or "too_few", method="welch", basis="locations", n=n1 + n2)
        return Did(unknown, n1, n2)
    enough = min(n1, n2) >= settings.did_claim_locations
    uneven = not enough and max(n1, n2) >= UNEVEN * min(n1, n2)
    change = Result(
        found.diff,
        n=n1 + n2,
        lo=found.lo,
        hi=found.hi,
        method="welch",
        basis="locations",
        display_class="full" if enough else "indicative",
        flags=("uneven_groups",) if uneven else (),
    )
    p, how = permutation_p(treated, control, identity=identity)
    return Did(change, n1, n2, found.se, found.df, found.p, p, how)


def _settled(changes: Sequence[float]) -> Sequence[float]:
    # 85.3 - 80.3 and 75.1 - 70.1 are the same change; the last binary digits are no variance.
    return [changes[0]] * len(changes) if changes and nine(min(changes)) == nine(max(changes)) else changes


def did_from_group_changes(
    change_treated: float, se_treated: float, change_control: float, se_control: float
) -> Difference:
    """The same from two published changes with their standard errors; no interval, as the df are unknown.

    Raises ``ValueError`` on a negative standard error.
    """
    if se_treated < 0 or se_control < 0:
        raise ValueError("a standard error is 0 or more")
    return Difference(float(change_treated) - float(change_control), se=math.hypot(se_treated, se_control))


MAX_HALF = 2**20
MAX_DEALT = 10**8


def permutation_p(
    a: Sequence[float], b: Sequence[float], *, identity: str = ""
) -> tuple[float, Literal["exact", "monte_carlo"]]:
    """Two-sided p of the difference of two means over other ways to deal the values out, and how it was found.

    Twice the smaller tail, at most 1, as scipy's ``permutation_test`` has it. Exact for 20 values on either
    side, and more when one side is small; beyond that over 9999 arrangements (fewer of very long lists)
    drawn with a seed from ``identity``, the own one counted in. The order of the values does not matter.
    Raises ``ValueError`` when a side is empty.

    Source: R. A. Fisher (1935), The Design of Experiments, section 21; for the drawn p B. Phipson and G. K.
    Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, 39.
    """
    if not len(a) or not len(b):
        raise ValueError("both sides need at least one value")
    # The difference of means rises with the sum of one side, so the sum of the smaller side is enough.
    own, other = sorted((a, b), key=lambda side: (len(side), math.fsum(side)))
    centre, size, n = median([*own, *other]), len(own), len(own) + len(other)
    dealt = np.asarray(sorted(float(value) - centre for value in (*own, *other)))
    total = math.fsum(float(value) - centre for value in own)
    slack = 1e-9 * float(np.abs(dealt).max())
    if _few_choices(n - n // 2, size):
        above, below = _tails(dealt[: n // 2], dealt[n // 2 :], size, total, slack)
        return min(1.0, 2 * min(above, below) / math.comb(n, size)), "exact"
    rng, draws = np.random.default_rng(seed_of(identity)), max(999, min(RESAMPLES, MAX_DEALT // n))
    sums = np.asarray([rng.permutation(dealt)[:size].sum() for _ in range(draws)])
    tail = min(int((sums >= total - slack).sum()), int((sums <= total + slack).sum()))
    return min(1.0, 2 * (tail + 1) / (draws + 1)), "monte_carlo"


def _few_choices(values: int, most: int) -> bool:
    # Added up one by one: of thousands of values the sum itself would be a number of thousands of digits.
    sums = accumulate(math.comb(values, chosen) for chosen in range(most + 1))
    return all(ways <= MAX_HALF for ways in sums)


def _tails(left: Any, right: Any, size: int, total: float, slack: float) -> tuple[int, int]:
    # Meet in the middle: every arrangement is a choice from the left half and one from the right.
    above = below = 0
    lefts, rights = _sums_by_count(left, size), _sums_by_count(right, size)
    for chosen, sums in enumerate(lefts):
        if size - chosen >= len(rights):
            continue
        ordered, rest = np.sort(sums), rights[size - chosen]
        above += len(ordered) * len(rest) - int(np.searchsorted(ordered, total - slack - rest, "left").sum())
        below += int(np.searchsorted(ordered, total + slack - rest, "right").sum())
    return above, below


def _sums_by_count(values: Any, most: int) -> list[Any]:
    # Place k holds the sum of every choice of k values.
    sums = [np.zeros(1)]
    for value in values:
        taken = [before + value for before in sums]
        kept = [*sums, np.zeros(0)]
        sums = [kept[0], *(np.concatenate(pair) for pair in zip(kept[1:], taken, strict=True))][: most + 1]
    return sums


@dataclass(frozen=True, slots=True)
class Trend:
    """How both groups moved between two waves before the action; ``did`` should be around 0."""

    before: int
    after: int
    treated: float | None
    control: float | None
    did: Did


def earlier_trends(treated: Sequence[Waves], control: Sequence[Waves], *, settings: Settings = DEFAULTS) -> list[Trend]:
    """The steps from each earlier wave to the next, to see whether both groups moved alike before.

    One row per location with its figure in every wave before the action, oldest first, ``None`` where it
    was not visited. Fewer than two earlier waves: nothing to show. Parallel lines before do not prove that
    they would have stayed so. Raises ``ValueError`` on rows of different length.
    """
    lengths = {len(row) for row in (*treated, *control)}
    if len(lengths) > 1:
        raise ValueError("every location needs the same waves")
    trends = []
    for after in range(1, lengths.pop() if lengths else 0):
        changes = [_changes(rows, after - 1, after) for rows in (treated, control)]
        moved = [mean(group) if group else None for group in changes]
        did = difference_in_differences(*changes, identity=f"earlier:{after}", settings=settings)
        trends.append(Trend(after - 1, after, moved[0], moved[1], did))
    return trends


def _changes(rows: Sequence[Waves], before: int, after: int) -> list[float]:
    ends = [(row[before], row[after]) for row in rows]
    return [last - first for first, last in ends if first is not None and last is not None]


@dataclass(frozen=True, slots=True)
class Staggered:
    """A difference in differences where locations started one after the other, and who was left out."""

    did: Did
    already_started: int
    not_measured: int


def staggered(
    waves: Mapping[str, Waves],
    started: Mapping[str, int | None],
    before: int,
    after: int,
    *,
    identity: str = "staggered",
    settings: Settings = DEFAULTS,
) -> Staggered:
    """Who started between two waves, against who had not started yet.

    ``waves`` holds the figure of every location per wave, ``started`` the first wave after its start
    (``None`` or absent: never). Locations that had started by ``before`` are left out: they are still
    moving because of the action and are no measure of what happens without it. Those without a figure in
    both waves are left out too; both are counted. Raises ``ValueError`` on waves that are not there.
    """
    if not 0 <= before < after or any(len(row) <= after for row in waves.values()):
        raise ValueError("before and after must be waves of every location, before the earlier one")
    acted: list[Waves] = []
    waiting: list[Waves] = []
    for location, row in waves.items():
        start = started.get(location)
        if start is None or start > after:
            waiting.append(row)
        elif start > before:
            acted.append(row)
    already = len(waves) - len(acted) - len(waiting)
    treated, control = _changes(acted, before, after), _changes(waiting, before, after)
    did = difference_in_differences(treated, control, identity=identity, settings=settings)
    return Staggered(did, already, len(acted) + len(waiting) - len(treated) - len(control))


# --- regression to the mean ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Retest:
    """What a location picked for its score is expected to score next, with nothing done."""

    reliability: float | None
    expected_retest: float | None
    expected_bounce: float | None
    reason: str | None = None


def expected_retest(location_mean: float, grand_mean: float, icc: float | None, n_before: int) -> Retest:
    """The score to expect of a picked location over a new wave, and the bounce that is: retest minus now.

    Means in one unit; ``icc`` between locations; ``n_before`` visits made the location's mean. An ICC not
    above 0 gives nothing (``no_between_variance``). Raises ``ValueError`` on an ICC above 1 or no visits.

    Source: F. Galton (1886), J. Anthropological Institute 15, 246-263; reliability by Spearman-Brown.
    """
    if n_before < 1 or (icc is not None and icc > 1):
        raise ValueError("at least one visit and an ICC of at most 1 are needed")
    known = reliability(icc, n_before)
    if known is None:
        return Retest(None, None, None, "no_between_variance")
    distance = float(location_mean) - float(grand_mean)
    return Retest(known, grand_mean + known * distance, (1 - known) * -distance)


def beyond_bounce(change: Difference, bounce: float) -> Difference:
    """A change of picked locations without the bounce that was to be expected; the p is that of the rest.

    ``bounce`` is the mean expected bounce of the locations picked, in the unit of the change. Improvement is
    claimed from this one, or against others picked by the same rule.
    """
    if change.diff is None:
        return change
    diff = change.diff - bounce
    lo, hi = (None if bound is None else bound - bounce for bound in (change.lo, change.hi))
    if not change.se or change.df is None:
        return replace(change, diff=diff, lo=lo, hi=hi, p=None, statistic=None)
    t = diff / change.se
    return replace(change, diff=diff, lo=lo, hi=hi, statistic=t, p=2 * t_upper_tail(abs(t), change.df))
