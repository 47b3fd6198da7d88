"""Ridge regression as a second opinion on drivers that move together or have few rows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .correlations import Sums
from .dominance import Array
from .resampling import seed_of

Folds = npt.NDArray[np.int64]

FOLDS = 10
# Penalties tried, per row of data: from next to none to one that leaves a tenth of every weight.
PENALTIES = np.logspace(-4, 1, 51)


@dataclass(frozen=True, slots=True)
class Ridge:
    """Standardised weights under the penalty that predicted left-out rows best."""

    penalty: float
    betas: Array


def folds_of(units: int, identity: str) -> Folds:
    """The fold (0 to 9) of each unit: at random, as equal as can be, the same for the same figure."""
    return np.random.default_rng(seed_of(f"{identity}/folds")).permutation(units) % FOLDS


def ridge(sums: Sums, folds: Folds) -> Ridge:
    """Ridge with its penalty from cross-validation: the one with the least squared error outside the fold.

    ``folds`` numbers the fold of each unit of ``sums``, so a location is never on both sides. Predictors
    and outcome are standardised within what the fit sees. ``penalty`` is on the scale of scikit-learn's
    ``alpha`` (the sum of squares over all rows).

    Source: A. E. Hoerl and R. W. Kennard (1970), Technometrics 12, 55-67.
    """
    per_fold = np.array([sums.packed[folds == fold].sum(axis=0) for fold in np.unique(folds)])
    whole = per_fold.sum(axis=0)
    errors = np.zeros(len(PENALTIES))
    for left_out in per_fold:
        rules = _prediction_errors(sums, whole - left_out)
        errors += np.einsum("li,ij,lj->l", rules, sums.square(left_out[None])[0], rules)
    best = float(PENALTIES[np.argmin(errors)])
    return Ridge(best * float(whole[0]), _betas(sums.moments(whole[None]).r[0], np.array([best]))[0])


def _betas(r: Array, penalties: Array) -> Array:
    """Standardised weights for every penalty per row, shape (penalties, p)."""
    spread, axes = np.linalg.eigh(r[:-1, :-1])
    along = axes.T @ r[:-1, -1]
    found: Array = (along / (spread + penalties[:, None])) @ axes.T
    return found


def _prediction_errors(sums: Sums, seen: Array) -> Array:
    """For every penalty the weights of (1, columns) that give outcome minus prediction in a row."""
    moments = sums.moments(seen[None])
    means, sd = (moments.mean[0] - sums.centre) / sums.scale, moments.sd[0] / sums.scale
    slopes = _betas(moments.r[0], PENALTIES) * sd[-1] / np.where(sd[:-1] > 0, sd[:-1], np.inf)
    start = means[-1] - slopes @ means[:-1]
    return np.column_stack([-start, -slopes, np.ones(len(slopes))])
