import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.intervals import mean_t, one_sided_p, wilson, wilson_bounds
from fieldwork.measurement.multiplicity import adjusted, rejected
from fieldwork.measurement.results import Result, nothing


@pytest.mark.parametrize("x, n, lo, hi", [(18, 24, 0.551, 0.880), (2, 3, 0.208, 0.939), (51, 68, 0.636, 0.838)])
def test_a_share_has_its_wilson_interval(x, n, lo, hi):
    found = wilson(x, n)
    assert (found.value, found.n) == (x / n, n)
    assert found.interval == pytest.approx((lo, hi), abs=0.0005)


def test_a_share_of_nothing_is_no_number():
    assert wilson(0, 0) == nothing("no_data", method="wilson")


def test_one_answer_keeps_its_interval_and_shows_a_count():
    found = wilson(1, 1)
    assert (found.value, found.hi, found.display_class, found.reason) == (1.0, 1.0, "counts_only", "single_observation")
    assert 0 < found.lo < 1


def test_clusters_widen_a_share():
    assert wilson(80, 100, n_eff=62.5).lo < wilson(80, 100).lo


@pytest.mark.parametrize("x, n", [(-1, 3), (4, 3), (1, 0)])
def test_a_part_larger_than_its_whole_is_refused(x, n):
    with pytest.raises(ValueError):
        wilson(x, n)


def test_a_mean_has_its_t_interval():
    found = mean_t([68, 75, 81, 77, 90, 84])
    assert (found.value, found.sd) == pytest.approx((79.1667, 7.6267), abs=1e-4)
    assert found.interval == pytest.approx((71.16, 87.17), abs=0.005)
    assert found.display_class == "indicative"


@pytest.mark.parametrize(
    "values, value, reason",
    [
        ([], None, "no_data"),
        ([None], None, "no_data"),
        ([7], 7, "single_observation"),
        ([7, 9], 8, "too_few"),
        ([0.1, 0.1, 0.1], 0.1, "zero_variance"),
    ],
)
def test_a_mean_without_interval_says_why(values, value, reason):
    found = mean_t(values)
    assert (found.value, found.reason, found.interval) == (value, reason, None)


def test_a_mean_stays_on_its_scale_and_counts_what_cannot_be():
    found = mean_t([99, 60, 100, 250, float("nan"), None], lo=0, hi=100)
    assert (found.n, found.hi, found.flags) == (3, 100, ("invalid:2",))


scores = st.lists(st.floats(0, 100), min_size=3, max_size=30)


@given(scores, st.randoms(use_true_random=False))
def test_a_mean_lies_in_its_interval_whatever_the_order(values, random):
    found = mean_t(values, lo=0, hi=100)
    shuffled = random.sample(values, len(values))
    assert mean_t(shuffled, lo=0, hi=100).value == pytest.approx(found.value)
    if found.interval:
        assert 0 <= found.lo <= found.value <= found.hi <= 100


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(counts):
    x, n = counts
    lo, hi = wilson_bounds(x, n)
    assert 0 <= lo <= x / n <= hi <= 1
    assert lo < hi


def test_benjamini_hochberg_adjusts_and_leaves_undefined_tests_out():
    assert adjusted([0.003, 0.02, None, 0.04, 0.3]) == pytest.approx([0.012, 0.04, None, 0.16 / 3, 0.3])
    assert rejected([0.003, 0.02, None, 0.04, 0.3]) == [True, True, False, False, False]
    assert adjusted([]) == []


def test_no_difference_at_all_has_no_p():
    assert one_sided_p([0.2, 0.2, 0.2]) is None
    assert one_sided_p([0.2, 0.3]) is None
    assert one_sided_p([0.1, 0.2, 0.3]) == pytest.approx(0.0371, abs=1e-4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": float("nan")},
        {"value": 1.0, "lo": float("inf")},
        {"value": None},
        {"value": 1.0, "reason": "bad_luck"},
        {"value": 1.0, "basis": "guesses"},
    ],
)
def test_a_result_refuses_what_cannot_be_printed(wrong):
    with pytest.raises(ValueError):
        Result(**wrong)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True) | st.none(), max_size=6))
def test_a_result_is_always_json(values):
    assert json.loads(json.dumps(mean_t(values, lo=-1, hi=1).as_dict(), allow_nan=False))["method"] == "t"
