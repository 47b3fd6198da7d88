"""How a figure is printed: rounding, and how much of a small sample may be shown."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from .numbers import is_number

MIN_SURVEY_CELL = 5
MIN_INTERVAL = 3
MIN_PLAIN = 10
MIN_FULL = 30

KINDS = frozenset({"mean", "score", "proportion", "share", "nps", "cell"})


def half_up(value: Fraction | Decimal | float | int | str, decimals: int = 1) -> Decimal:
    """``value`` as printed: half-up on its decimal digits, away from zero for negatives.

    A float is read as the decimals it prints, so 80.25 gives 80.3 (``round`` says 80.2). Minus zero
    is printed as zero. Raises ``ValueError`` when it is no finite number.
    """
    if isinstance(value, Fraction):
        return _half_up_exactly(value, decimals)
    if isinstance(value, str):
        number = Decimal(value)
    elif isinstance(value, Decimal):
        number = value
    elif is_number(value):
        number = Decimal(repr(float(value)) if isinstance(value, float) else value)
    else:
        raise ValueError(f"a number is needed, not {value!r}")
    if not number.is_finite():
        raise ValueError(f"a finite number is needed, not {value!r}")
    with localcontext() as context:
        context.prec = 60
        rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _half_up_exactly(value: Fraction, decimals: int) -> Decimal:
    # A third has no last decimal: round the fraction itself, in whole numbers.
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def display_class(n: int, kind: str, *, basis: str = "visits") -> str:
    """How much of a figure over ``n`` visits or answers may be shown.

    ``kind`` is ``mean`` (or ``score``), ``proportion`` (or ``share``), ``nps``, or ``cell`` (a cell of
    the intention by effort table). ``full``: value and interval. ``indicative``: value and interval,
    labelled so. ``counts_only``: the one or two values themselves, or "x of n". ``suppressed``: nothing,
    or for customers' answers (``basis="respondents"``) fewer than five. Raises ``ValueError`` on an
    unknown kind or a negative ``n``.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of figure {kind!r}")
    if n < 0:
        raise ValueError("n cannot be negative")
    if n == 0 or (n < MIN_SURVEY_CELL and (basis == "respondents" or kind == "cell")):
        return "suppressed"
    if kind == "cell":
        return "indicative" if n < MIN_FULL else "full"
    if kind == "nps":
        return "counts_only" if n < MIN_PLAIN else "indicative" if n < MIN_FULL else "full"
    if kind in {"proportion", "share"}:
        return "counts_only" if n < MIN_PLAIN else "full"
    return "counts_only" if n < MIN_INTERVAL else "indicative" if n < MIN_PLAIN else "full"
