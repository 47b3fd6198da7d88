"""The probability distributions used: scipy's, imported only when one is asked for, and the normal ones of Python."""

from functools import lru_cache
from statistics import NormalDist
from types import ModuleType


@lru_cache(maxsize=1)
def _special() -> ModuleType:
    # scipy.special has what we need; scipy.stats would cost about a second more at first use.
    from scipy import special  # type: ignore[import-untyped,unused-ignore]

    return special  # type: ignore[no-any-return,unused-ignore]


@lru_cache(maxsize=4096)
def t_quantile(df: float, probability: float = 0.975) -> float:
    """Quantile of Student's t with ``df`` degrees of freedom."""
    return float(_special().stdtrit(df, probability))


def t_upper_tail(t: float, df: float) -> float:
    """Chance of a t value of at least ``t`` with ``df`` degrees of freedom."""
    return float(_special().stdtr(df, -t))


def normal_quantile(probability: float) -> float:
    """Quantile of the standard normal distribution, for a probability between 0 and 1.

    Not scipy's, which differs in the sixteenth digit: who prints the plan of a report needs no other of these, and
    would carry 37 MB for it. Raises ``ValueError`` at 0 and 1.
    """
    return NormalDist().inv_cdf(probability)


def normal_below(z: float) -> float:
    """Chance of a standard normal value of at most ``z``."""
    return float(_special().ndtr(z))


def chi2_upper_tail(chi2: float, df: float) -> float:
    """Chance of a chi-square value of at least ``chi2`` with ``df`` degrees of freedom."""
    return float(_special().chdtrc(df, chi2))


def fair_coin_below(k: int, n: int) -> float:
    """Chance of at most ``k`` heads in ``n`` fair throws."""
    if k < 0:
        return 0.0
    return 1.0 if k >= n else float(_special().betainc(n - k, k + 1, 0.5))


def noncentral_t_below(t: float, df: float, shift: float) -> float:
    """Chance of at most ``t`` under Student's t with ``df`` degrees of freedom and noncentrality ``shift``."""
    return float(_special().nctdtr(df, shift, t))
