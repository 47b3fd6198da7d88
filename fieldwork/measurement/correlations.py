"""Means and correlations of many bootstrap draws at once, from the sums of each unit that is drawn.

A unit is a visit, or a location with all its visits. A draw only decides how often each unit counts, so its
sums are one product of matrices; the visits themselves are never copied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .dominance import REPEATS, Array, own_variance

# Counts of units held at once: 8 MB of them.
AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class Moments:
    """Weighted means, standard deviations (by n) and correlations, one row per draw, the outcome last."""

    mean: Array
    sd: Array
    r: Array

    def only(self, kept: npt.NDArray[np.bool_]) -> "Moments":
        """The draws marked."""
        return Moments(self.mean[kept], self.sd[kept], self.r[kept])


@dataclass(frozen=True, slots=True)
class Sums:
    """Weighted sums of products of (1, columns) per unit, with the columns centred and scaled first.

    ``packed`` has one row per unit and one column per pair of the upper triangle; ``centre`` and ``scale``
    lead back to the scale of the data.
    """

    packed: Array
    centre: Array
    scale: Array

    def square(self, packed: Array) -> Array:
        """Rows of packed sums as symmetric matrices, shape (rows, 1 + columns, 1 + columns)."""
        size = len(self.centre) + 1
        upper, right = np.triu_indices(size)
        full = np.empty((len(packed), size, size))
        full[:, upper, right] = packed
        full[:, right, upper] = packed
        return full

    def moments(self, packed: Array) -> Moments:
        """Means, standard deviations and correlations of rows of sums; 0 deviation gives r of 0."""
        full = self.square(packed)
        full /= full[:, :1, :1]
        means = full[:, 0, 1:]
        covariances = full[:, 1:, 1:] - means[:, :, None] * means[:, None, :]
        variances = np.einsum("dkk->dk", covariances)
        sd = np.sqrt(np.where(variances > REPEATS, variances, 0.0))
        usable = np.where(sd > 0, sd, 1.0)
        r = covariances / usable[:, :, None] / usable[:, None, :]
        np.einsum("dkk->dk", r)[...] = 1.0
        return Moments(self.centre + self.scale * means, self.scale * sd, r)


def sums_of(columns: Array, weights: Array | None = None, units: Sequence[int] | None = None) -> Sums:
    """Sums per unit of ``columns`` (rows by columns, none of them constant), the outcome last.

    ``units`` numbers the unit of each row, from 0 on; without it every row is a unit of its own.
    """
    weight = np.ones(len(columns)) if weights is None else weights
    centre = np.average(columns, axis=0, weights=weight)
    scale = np.sqrt(np.average((columns - centre) ** 2, axis=0, weights=weight))
    z = np.column_stack([np.ones(len(columns)), (columns - centre) / scale])
    upper, right = np.triu_indices(z.shape[1])
    packed = z[:, upper] * z[:, right] * weight[:, None]
    if units is not None:
        order = np.argsort(units, kind="stable")
        starts = np.flatnonzero(np.diff(np.asarray(units)[order], prepend=-1))
        packed = np.add.reduceat(packed[order], starts, axis=0)
    return Sums(packed, centre, scale)


def drawn(sums: Sums, rng: np.random.Generator, draws: int) -> tuple[Moments, int]:
    """Moments of bootstrap draws of the units, and how many draws were left out.

    Left out is a draw in which a column does not vary or repeats the others: it has no shares.
    """
    moments = sums.moments(np.concatenate([counts @ sums.packed for counts in _counts(len(sums.packed), rng, draws)]))
    kept = own_variance(moments.r[:, :-1, :-1])
    usable: npt.NDArray[np.bool_] = np.all(np.hstack([moments.sd > 0, kept > REPEATS]), axis=1)
    return moments.only(usable), int(draws - usable.sum())


def _counts(units: int, rng: np.random.Generator, draws: int) -> Iterator[Array]:
    """How often each unit is drawn, some draws at a time, shape (draws, units)."""
    step = max(1, AT_ONCE // units)
    for start in range(0, draws, step):
        these = min(step, draws - start)
        chosen = rng.integers(0, units, size=(these, units)) + units * np.arange(these)[:, None]
        yield np.bincount(chosen.ravel(), minlength=these * units).reshape(these, units).astype(float)
