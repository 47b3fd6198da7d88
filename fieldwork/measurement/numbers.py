"""Numbers as this package uses them: exact where a client recomputes, finite everywhere."""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

# norm.ppf(0.975), written out so that a pass rate needs no scipy.
Z95 = 1.959963984540054


def is_number(value: object) -> bool:
    """Whether ``value`` is a finite number; a boolean is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for any scale here
        return False


def exact(value: object) -> Fraction:
    """``value`` as a fraction, reading a float as the decimals it prints (0.1 is one tenth).

    Raises ``ValueError`` when it is no finite number.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, float) and math.isfinite(value):
        return Fraction(repr(value))
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    raise ValueError(f"a number is needed, not {value!r}")


def nine(value: float | Fraction) -> float:
    """``value`` as thresholds see it: rounded to 9 decimals, so that 0.6 - 0.2 reaches 0.4."""
    return round(float(value), 9)


def clip(value: float, lo: float | None, hi: float | None) -> float:
    """``value`` kept between ``lo`` and ``hi``; a bound of ``None`` does not bind."""
    if lo is not None and value < lo:
        return lo
    if hi is not None and value > hi:
        return hi
    return value


def ceiling(value: float) -> int:
    """The next whole number, forgiving the last binary digits (16.000000000000004 is 16)."""
    return math.ceil(nine(value))


def mean(values: Iterable[float]) -> float:
    """Plain mean of at least one number."""
    numbers = [float(value) for value in values]
    return math.fsum(numbers) / len(numbers)


def sample_sd(values: Iterable[float]) -> float:
    """Sample standard deviation (n - 1); exactly 0 when all values are equal. Needs two values."""
    numbers = [float(value) for value in values]
    if min(numbers) == max(numbers):
        return 0.0
    centre = math.fsum(numbers) / len(numbers)
    return math.sqrt(math.fsum((number - centre) ** 2 for number in numbers) / (len(numbers) - 1))


def median(values: Iterable[float]) -> float:
    """Middle value; the mean of the two middle ones when there is an even number."""
    numbers = sorted(float(value) for value in values)
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def quantile(values: Iterable[float], share: float) -> float:
    """Value below which ``share`` (0 to 1) of the values lie, straight between the two nearest; needs one value."""
    numbers = sorted(float(value) for value in values)
    at = share * (len(numbers) - 1)
    below = math.floor(at)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (at - below) * (numbers[above] - numbers[below])
