from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.display import display_class, half_up


@pytest.mark.parametrize(
    "value, decimals, printed",
    [
        (80.25, 1, "80.3"),
        (0.25, 1, "0.3"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.25, 1, "-0.3"),
        ("79.95", 1, "80.0"),
        (Fraction(7995, 100), 1, "80.0"),
        (Fraction(215, 3), 1, "71.7"),
        (Fraction(-1, 3), 2, "-0.33"),
        (-0.04, 1, "0.0"),
        (Fraction(-1, 30), 1, "0.0"),
        (7, 1, "7.0"),
    ],
)
def test_a_number_is_printed_half_up(value, decimals, printed):
    assert str(half_up(value, decimals)) == printed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "NaN", None, True])
def test_what_is_no_number_is_not_printed(value):
    with pytest.raises(ValueError):
        half_up(value, 1)


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000))
def test_printing_is_never_more_than_half_a_digit_off(value):
    assert abs(Fraction(half_up(value, 1)) - value) <= Fraction(1, 20)


@pytest.mark.parametrize(
    "kind, shown",
    [
        ("mean", ["suppressed", "counts_only", "counts_only", "indicative", "indicative", "full", "full", "full"]),
        ("proportion", ["suppressed", *["counts_only"] * 4, "full", "full", "full"]),
        ("nps", ["suppressed", *["counts_only"] * 4, "indicative", "indicative", "full"]),
        ("cell", ["suppressed"] * 4 + ["indicative"] * 3 + ["full"]),
    ],
)
def test_small_samples_show_less(kind, shown):
    assert [display_class(n, kind) for n in (0, 1, 2, 3, 9, 10, 29, 30)] == shown


def test_fewer_than_five_customers_are_not_shown():
    assert [display_class(n, "mean", basis="respondents") for n in (4, 5)] == ["suppressed", "indicative"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError):
        display_class(3, "mode")
