"""Many comparisons on one page: Benjamini-Hochberg."""

from collections.abc import Sequence

from .numbers import nine

Q = 0.05


def adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini-Hochberg adjusted p-values; ``None`` is an undefined test and no part of the family.

    Raises ``ValueError`` on a p-value outside 0 to 1.

    Source: Y. Benjamini and Y. Hochberg (1995), J. Royal Statistical Society B 57, 289-300.
    """
    family = [(p, index) for index, p in enumerate(p_values) if p is not None]
    if any(not 0 <= p <= 1 for p, _ in family):
        raise ValueError("p-values lie between 0 and 1")
    result: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    for rank, (p, index) in reversed(list(enumerate(sorted(family), start=1))):
        smallest = min(smallest, p * (len(family) / rank))  # in this order never below p
        result[index] = smallest
    return result


def rejected(p_values: Sequence[float | None], q: float = Q) -> list[bool]:
    """Which tests stand at a false discovery rate of ``q``."""
    return [p is not None and nine(p) <= q for p in adjusted(p_values)]
