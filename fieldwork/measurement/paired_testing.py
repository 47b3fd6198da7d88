"""Paired testing: two matched testers per site, one difference between them, the site is the pair."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .comparisons import MIN_SIDE, two_sided_normal
from .distributions import fair_coin_below
from .intervals import wilson_bounds
from .numbers import clip, median, nine
from .planning import ALPHA, POWER, quantiles
from .results import Result, nothing

# Up to here the signed-rank distribution is counted out; beyond it the normal curve is as good.
EXACT_RANKS = 100


@dataclass(frozen=True, slots=True)
class Pairs:
    """Counts of pairs: ``a`` both testers treated well, ``b`` only the majority tester, ``c`` only the
    minority tester, ``d`` neither. Raises ``ValueError`` on a negative count.
    """

    a: int
    b: int
    c: int
    d: int

    def __post_init__(self) -> None:
        if min(self.a, self.b, self.c, self.d) < 0:
            raise ValueError("a number of pairs cannot be negative")

    @property
    def n(self) -> int:
        """All pairs."""
        return self.a + self.b + self.c + self.d


@dataclass(frozen=True, slots=True)
class McNemar:
    """Unequal treatment in pairs: shares of all pairs (``net`` -1 to 1) and the p-values of ``net``.

    ``net`` is the headline and a lower bound of unequal treatment; the gross shares also hold pairs that
    differ by chance. Of the p-values ``midp`` is published, ``exact`` and ``p_chi2`` are stored beside it.
    """

    n: int
    net: float | None = None
    gross_against: float | None = None
    gross_for: float | None = None
    exact: float | None = None
    midp: float | None = None
    chi2: float | None = None
    p_chi2: float | None = None
    reason: str | None = None


def mcnemar(pairs: Pairs) -> McNemar:
    """Test whether one tester was treated better than the other.

    No pairs: ``no_pairs``. One or two pairs: the gross shares only, ``too_few``. No pair in which the
    testers were treated differently: no difference, every p is 1, and no chi-square
    (``no_discordant_pairs``). The chi-square has no continuity correction.

    Source: M. W. Fagerland, S. Lydersen and P. Laake (2013), BMC Medical Research Methodology 13:91.
    """
    n, b, c = pairs.n, pairs.b, pairs.c
    if n == 0:
        return McNemar(0, reason="no_pairs")
    if n < MIN_SIDE:
        return McNemar(n, gross_against=b / n, gross_for=c / n, reason="too_few")
    if b + c == 0:
        return McNemar(n, 0.0, 0.0, 0.0, 1.0, 1.0, None, 1.0, "no_discordant_pairs")
    exact, midp = _coin(b, c)
    chi2 = (b - c) ** 2 / (b + c)
    return McNemar(n, (b - c) / n, b / n, c / n, exact, midp, chi2, two_sided_normal(math.sqrt(chi2)))


def _coin(b: int, c: int) -> tuple[float, float]:
    # Exact and mid-p of b against c under a fair coin; 2[F(k) - f(k)/2] is F(k) + F(k - 1).
    k, thrown = min(b, c), b + c
    upto, before = fair_coin_below(k, thrown), fair_coin_below(k - 1, thrown)
    midp = 1 - (upto - before) / 2 if b == c else upto + before
    return min(1.0, 2 * upto), midp


def net_interval(pairs: Pairs) -> Result:
    """Net unequal treatment (b - c)/n with Newcombe's interval for paired shares (his method 10).

    Basis is pairs. No pairs: ``no_pairs``; one or two: ``too_few``.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 2635-2650.
    """
    n = pairs.n
    if n < MIN_SIDE:
        return nothing("too_few" if n else "no_pairs", method="newcombe_paired", basis="pairs", n=n)
    first, second = pairs.a + pairs.b, pairs.a + pairs.c
    (l1, u1), (l2, u2) = wilson_bounds(first, n), wilson_bounds(second, n)
    p1, p2 = first / n, second / n
    net, phi = (pairs.b - pairs.c) / n, _phi(pairs)
    below = _distance(p1 - l1, u2 - p2, phi)
    above = _distance(u1 - p1, p2 - l2, phi)
    return Result(
        net,
        n=n,
        n_eff=float(n),
        lo=clip(net - below, -1, 1),
        hi=clip(net + above, -1, 1),
        method="newcombe_paired",
        basis="pairs",
    )


def _distance(one: float, other: float, phi: float) -> float:
    # At phi = 1 and equal distances the last binary digit may fall below 0.
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))


def _phi(pairs: Pairs) -> float:
    # Correlation of the two testers' outcomes, drawn towards 0 by Newcombe's continuity correction.
    a, b, c, d, n = pairs.a, pairs.b, pairs.c, pairs.d, pairs.n
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if margins == 0:
        return 0.0
    cross = a * d - b * c
    corrected = cross if cross < 0 else max(0.0, cross - n / 2)
    return corrected / math.sqrt(margins)


def discordant_share(p1: float, p2: float, phi: float) -> float:
    """Share of pairs expected to differ, from the two testers' shares (0 to 1) and their correlation.

    Raises ``ValueError`` when two such testers cannot correlate that much.
    """
    spread = math.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    share = p1 * (1 - p2) + p2 * (1 - p1) - 2 * phi * spread
    most = min(p1 + p2, 2 - p1 - p2)
    if not nine(abs(p1 - p2)) <= nine(share) <= nine(most):
        raise ValueError("shares p1 and p2 cannot have a correlation phi this far from 0")
    return share


def pairs_needed(discordant: float, net: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """Pairs (before rounding up) that show a net share ``net`` when a share ``discordant`` differs.

    Two-sided test at ``alpha``. Raises ``ValueError`` unless net is not 0, its square is below the
    discordant share, it does not exceed that share, and the share is at most 1.

    Source: R. J. Connor (1987), Biometrics 43, 207-211.
    """
    if net == 0 or not (net * net < discordant <= 1) or nine(abs(net)) > nine(discordant):
        raise ValueError("net must not be 0 nor exceed the discordant share, whose most is 1 (and above net squared)")
    z_alpha, z_beta = quantiles(alpha, power)
    reach = z_alpha * math.sqrt(discordant) + z_beta * math.sqrt(discordant - net * net)
    return (reach / net) ** 2


@dataclass(frozen=True, slots=True)
class Graded:
    """Outcomes on a scale, majority minus minority tester: how often and how far they differ."""

    n: int
    higher: int = 0
    lower: int = 0
    ties: int = 0
    median: float | None = None
    p_sign: float | None = None
    p_wilcoxon: float | None = None
    reason: str | None = None


def graded(differences: Sequence[float]) -> Graded:
    """Sign test (mid-p) and Wilcoxon's signed-rank test of differences within pairs, two-sided.

    Ties are left out of both tests. No pairs: ``no_pairs``; one or two: no test, ``too_few``; only
    ties: every p is 1, ``no_discordant_pairs``.
    """
    n = len(differences)
    if n == 0:
        return Graded(0, reason="no_pairs")
    values = [nine(value) for value in differences]
    higher, lower = sum(value > 0 for value in values), sum(value < 0 for value in values)
    ties = n - higher - lower
    if n < MIN_SIDE:
        return Graded(n, higher, lower, ties, reason="too_few")
    if ties == n:
        return Graded(n, 0, 0, n, 0.0, 1.0, 1.0, "no_discordant_pairs")
    moved = [value for value in values if value]
    return Graded(n, higher, lower, ties, median(values), _coin(higher, lower)[1], _signed_rank_p(moved))


def _signed_rank_p(moved: Sequence[float]) -> float:
    # Twice the midranks are whole numbers, so tied differences can be counted out exactly too.
    sizes = sorted(abs(value) for value in moved)
    first = {size: index for index, size in reversed(list(enumerate(sizes, start=1)))}
    last = {size: index for index, size in enumerate(sizes, start=1)}
    ranks = [first[abs(value)] + last[abs(value)] for value in moved]
    positive = sum(rank for rank, value in zip(ranks, moved, strict=True) if value > 0)
    whole = sum(ranks)
    fewest = min(positive, whole - positive)
    if len(ranks) > EXACT_RANKS:
        return two_sided_normal((whole / 2 - fewest) / math.sqrt(sum(rank * rank for rank in ranks) / 4))
    ways = [1] + [0] * fewest
    for rank in ranks:
        for total in range(fewest, rank - 1, -1):
            ways[total] += ways[total - rank]
    return min(1.0, 2 * sum(ways) / 2 ** len(ranks))
