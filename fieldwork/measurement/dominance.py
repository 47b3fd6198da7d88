"""Splitting explained variance over correlated predictors: LMG (general dominance) and Johnson's weights.

Everything works on a stack of correlation matrices of shape (draws, p + 1, p + 1), the outcome last, so
that a thousand bootstrap draws cost little more than one.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MAX_LMG = 12
MAX_JOHNSON = 40
# What a predictor keeps of its variance when the others are taken out (1/VIF); below this it repeats them.
REPEATS = 1e-9
# Draws worked on together: small enough to stay in the processor's cache at p = 12.
BLOCK = 32


def lmg(r: Array) -> Array:
    """Each predictor's part of R², shape (draws, p): its mean gain in R² over all orders of entry.

    The parts are 0 or more and sum to R². ``r`` holds positive definite correlation matrices, the outcome
    last. Raises ``ValueError`` above 12 predictors: every one more doubles the work.

    Source: Lindeman, Merenda and Gold (1980); D. V. Budescu (1993), Psychological Bulletin 114, 542-551.
    """
    p = r.shape[-1] - 1
    if p > MAX_LMG:
        raise ValueError(f"LMG takes at most {MAX_LMG} predictors, not {p}")
    stacked = np.ascontiguousarray(r.transpose(1, 2, 0))
    blocks = (stacked[:, :, start : start + BLOCK] for start in range(0, len(r), BLOCK))
    return np.concatenate([_gains(_unexplained(block)).T for block in blocks])


def _unexplained(r: Array) -> Array:
    """1 - R² of every subset of predictors, shape (2^p, draws); bit k of the index says k is in.

    One predictor after the other is either left out or swept out of what remains, so each subset costs a
    single step from the subset before it. Only the upper triangle is kept up to date.
    """
    rest = r[:, :, None, :]
    while (size := len(rest)) > 1:
        _, _, subsets, draws = rest.shape
        after = np.empty((size - 1, size - 1, 2, subsets, draws))
        for i in range(1, size):
            without, within = after[i - 1, i - 1 :, 0], after[i - 1, i - 1 :, 1]
            without[...] = rest[i, i:]
            np.multiply(rest[0, i:], rest[0, i] / rest[0, 0], out=within)
            np.subtract(without, within, out=within)
        rest = after.reshape(size - 1, size - 1, 2 * subsets, draws)
    found: Array = rest[0, 0]
    return found


def _gains(unexplained: Array) -> Array:
    """Each predictor's mean gain over all orders, shape (p, draws), from ``_unexplained``.

    The gain of k is a weighted sum over the subsets without it, minus one over those with it. Folding the
    subsets in half, predictor by predictor, gives all those sums in one pass. (A product of matrices would
    do too, but many small ones make the threads of a BLAS wait for each other.)
    """
    alone, both = _subset_weights(len(unexplained).bit_length() - 1)
    whole = (alone * unexplained).sum(axis=0)
    rest, gains = both * unexplained, []
    while (half := len(rest) // 2) > 0:
        gains.append(whole - rest[half:].sum(axis=0))
        rest = rest[:half] + rest[half:]
    return np.maximum(np.array(gains[::-1]), 0.0)


@lru_cache(maxsize=MAX_LMG)
def _subset_weights(p: int) -> tuple[Array, Array]:
    """Per subset S, shape (2^p, 1): |S|!(p-|S|-1)!/p!, and the same plus its value for one member fewer."""
    sizes = ((np.arange(2**p) >> np.arange(p)[:, None]) & 1).sum(axis=0)
    share = np.array([1 / (p * math.comb(p - 1, size)) for size in range(p)] + [0.0])
    return share[sizes][:, None], (share[sizes] + share[sizes - 1])[:, None]


def johnson(r: Array) -> Array:
    """Johnson's relative weights, shape (draws, p): parts of R², 0 or more, that sum to it.

    Through the uncorrelated variables nearest to the predictors; for two predictors the same as ``lmg``,
    for more only close to it. ``r`` as for ``lmg``.

    Source: J. W. Johnson (2000), Multivariate Behavioral Research 35, 1-19; for its limits Thomas, Zumbo,
    Kwan and Schweitzer (2014), Multivariate Behavioral Research 49, 329-338.
    """
    spread, axes = np.linalg.eigh(r[:, :-1, :-1])
    along = np.einsum("dka,dk->da", axes, r[:, :-1, -1])
    # A predictor that all but repeats the others may round to a spread below 0.
    root, back = np.sqrt(np.maximum(spread, REPEATS**2)), axes.transpose(0, 2, 1)
    loadings = (axes * root[:, None, :]) @ back
    effects = (axes @ (along / root)[..., None]) ** 2
    return np.asarray((loadings**2 @ effects)[..., 0], dtype=np.float64)


def betas(r: Array) -> Array:
    """Standardised regression weights, shape (draws, p)."""
    return np.asarray(np.linalg.solve(r[:, :-1, :-1], r[:, :-1, -1:])[..., 0], dtype=np.float64)


def own_variance(r_xx: Array) -> Array:
    """What each predictor keeps when those before it are taken out, shape (draws, p): 1 is all of it.

    A value at 0 means the predictor repeats earlier ones, below 0 that no data can have these correlations;
    what follows such a value means nothing.
    """
    rest = r_xx.transpose(1, 2, 0).copy()
    kept = []
    for k in range(len(rest)):
        pivot = rest[k, k].copy()
        kept.append(pivot)
        usable = np.where(pivot > REPEATS, pivot, 1.0)
        rest -= rest[:, k][:, None] * (rest[k] / usable)[None]
    return np.array(kept).T


def variance_inflation(r_xx: Array) -> Array:
    """VIF of each predictor of one positive definite correlation matrix, 1 or more."""
    found: Array = np.diag(np.linalg.inv(r_xx))
    return found
