"""Whether the mean or peak and end goes together better with the grade."""

import numpy as np
import pytest

from fieldwork.measurement.memory import correlation, remembered

RNG = np.random.default_rng(20)


def visits(n, weight_mean, weight_end, rng=RNG):
    mean, end = rng.normal(0, 0.3, n), rng.normal(0, 0.3, n)
    grade = 6 + 5 * (weight_mean * mean + weight_end * end) + rng.normal(0, 1, n)
    return list(zip(mean.tolist(), end.tolist(), grade.tolist(), strict=True))


def test_the_stronger_of_two_is_named_only_when_it_is_shown():
    assert remembered(visits(200, 1, 0.1)).better == "mean"
    assert remembered(visits(200, 0.1, 1)).better == "peak_end"
    found = remembered(visits(200, 0.5, 0.5))
    assert (found.better, found.p > 0.05) == ("not_demonstrable", True)


@pytest.mark.parametrize(("n", "reason"), [(0, "no_data"), (49, "too_few")])
def test_under_fifty_visits_nothing_is_said(n, reason):
    found = remembered(visits(n, 1, 0))
    assert (found.better, found.r_mean, found.reason) == (None, None, reason)


def test_a_constant_grade_or_line_says_nothing():
    assert remembered([(m, e, 7.0) for m, e, _g in visits(60, 1, 0)]).reason == "zero_variance"
    assert remembered([(0.2, e, g) for _m, e, g in visits(60, 1, 0)]).reason == "zero_variance"


def test_two_lines_that_are_the_same_cannot_be_told_apart():
    found = remembered([(m, m, g) for m, _e, g in visits(60, 1, 0)])
    assert (found.better, found.p) == ("not_demonstrable", 1.0)


def test_correlation_is_that_of_numpy():
    rows = visits(30, 1, 0.5)
    x, _e, y = (list(column) for column in zip(*rows, strict=True))
    assert correlation(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert correlation([1, 2], [1, 2]) is correlation([1, 1, 1], [1, 2, 3]) is None


def test_equal_companions_are_told_apart_in_one_of_twenty():
    """Under no difference the p-value is uniform: 5 % of draws fall below 0.05 (fixed seed, 2,000 draws)."""
    rng = np.random.default_rng(5)
    found = [remembered(visits(60, 0.4, 0.4, rng)).p for _ in range(2000)]
    assert np.mean([p < 0.05 for p in found]) == pytest.approx(0.05, abs=0.015)
