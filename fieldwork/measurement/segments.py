"""Segments: the same figures per device, channel, persona or location, and what the mix does to a total."""

from collections.abc import Mapping
from dataclasses import dataclass

from .numbers import nine


def mix_adjusted(means: Mapping[str, float | None], shares: Mapping[str, float]) -> float | None:
    """Total of segment means at fixed reference shares; shares are scaled to the segments with a mean.

    ``None`` when no segment with a share has a mean. Raises ``ValueError`` on a negative share.
    """
    if any(share < 0 for share in shares.values()):
        raise ValueError("a share cannot be negative")
    known = [(mean, shares[key]) for key, mean in means.items() if mean is not None and key in shares]
    weight = sum(share for _, share in known)
    return sum(mean * share for mean, share in known) / weight if weight else None


@dataclass(frozen=True, slots=True)
class MixChange:
    """A change between two periods as counted, and with the mix of segments held still."""

    raw: float | None
    adjusted: float | None
    flags: tuple[str, ...]


def change(
    before: Mapping[str, tuple[float, int]],
    after: Mapping[str, tuple[float, int]],
    shares: Mapping[str, float],
) -> MixChange:
    """Change of the total from ``before`` to ``after``, each ``{segment: (mean, n)}``.

    The adjusted change uses the segments both periods have, at the reference ``shares``. When the two
    point in opposite directions the flag ``mix_effect`` tells to show both.
    """
    raw_before, raw_after = _pooled(before), _pooled(after)
    both = [key for key in before if key in after and before[key][1] and after[key][1]]
    adjusted_before = mix_adjusted({key: before[key][0] for key in both}, shares)
    adjusted_after = mix_adjusted({key: after[key][0] for key in both}, shares)
    raw = None if raw_before is None or raw_after is None else raw_after - raw_before
    adjusted = None
    if adjusted_before is not None and adjusted_after is not None:
        adjusted = adjusted_after - adjusted_before
    turned = raw is not None and adjusted is not None and nine(raw) * nine(adjusted) < 0
    return MixChange(raw, adjusted, ("mix_effect",) if turned else ())


def _pooled(cells: Mapping[str, tuple[float, int]]) -> float | None:
    n = sum(count for _, count in cells.values())
    return sum(mean * count for mean, count in cells.values()) / n if n else None
