"""The result object: no figure of the product travels as a bare number."""

import math
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

FORMULA_VERSION = "1"

REASONS = frozenset(
    {
        "no_data",
        "all_na",
        "too_few",
        "single_observation",
        "zero_variance",
        "below_min_cell",
        "no_pairs",
        "no_discordant_pairs",
        "no_between_variance",
        "different_instruments",
        "does_not_reconcile",
        "diverges",
        "target_already_met",
        "not_matured",
        "low_coverage",
    }
)
BASES = frozenset({"visits", "respondents", "locations", "pairs"})
DISPLAY_CLASSES = frozenset({"full", "indicative", "counts_only", "suppressed"})


@dataclass(frozen=True)
class Result:
    """One figure with what is needed to print it honestly.

    ``value`` is unrounded; ``None`` always comes with a ``reason``. ``n`` counts what ``basis`` names,
    ``n_eff`` is ``n`` after weights and clusters. ``lo`` and ``hi`` are the interval at ``level``, both
    ``None`` when there is none; then ``reason`` says why. ``sd`` is the sample standard deviation where
    the figure is a mean. Raises ``ValueError`` on a number that is not finite, a value of ``None``
    without reason, or an unknown word.
    """

    value: float | None
    n: int = 0
    n_eff: float | None = None
    lo: float | None = None
    hi: float | None = None
    level: float = 0.95
    method: str = ""
    basis: str = "visits"
    display_class: str = "full"
    reason: str | None = None
    flags: tuple[str, ...] = ()
    formula_version: str = FORMULA_VERSION
    sd: float | None = None

    def __post_init__(self) -> None:
        for name in ("value", "n_eff", "lo", "hi", "sd"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{name} is not a finite number")
        if self.value is None and self.reason is None:
            raise ValueError("a result without value needs a reason")
        if self.reason is not None and self.reason not in REASONS:
            raise ValueError(f"unknown reason {self.reason!r}")
        if self.basis not in BASES or self.display_class not in DISPLAY_CLASSES:
            raise ValueError(f"unknown basis or display class: {self.basis!r}, {self.display_class!r}")

    @property
    def interval(self) -> tuple[float, float] | None:
        """The two bounds, or ``None`` when no interval may be shown."""
        return None if self.lo is None or self.hi is None else (self.lo, self.hi)

    def as_dict(self) -> dict[str, Any]:
        """The result for JSON: plain numbers, lists and ``None``, never NaN."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


def plain(value: Any) -> Any:
    """``value`` with fractions as floats, tuples and sets as lists and dataclasses as dicts."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def nothing(reason: str, *, method: str = "", basis: str = "visits", n: int = 0) -> Result:
    """The result when there is nothing to print: suppressed, with the reason."""
    return Result(None, n=n, method=method, basis=basis, display_class="suppressed", reason=reason)
