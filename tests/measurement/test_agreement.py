import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fieldwork.measurement import agreement, resampling
from fieldwork.measurement.reference import BadInput, compute

RATERS = [[1, 2, 3, 3, 2, None], [1, 2, 3, 2, 2, 1], [None, 2, 3, 3, 1, 1]]


def test_kappa_with_its_interval():
    found = agreement.cohen_kappa([[40, 4], [3, 13]])
    assert (found.po, found.kappa, found.se, found.lo, found.hi, found.ac1) == pytest.approx(
        (0.8833, 0.7075, 0.1028, 0.506, 0.909, 0.806), abs=0.0005
    )
    assert found.pabak == pytest.approx(2 * found.po - 1)


def test_a_list_that_is_nearly_all_yes_keeps_its_ac1():
    found = agreement.cohen_kappa([[94, 3], [3, 0]])
    assert (found.po, found.kappa) == pytest.approx((0.94, -0.031), abs=0.001)
    assert found.ac1 > 0.9


@pytest.mark.parametrize(
    "table, reason", [([[5]], "zero_variance"), ([[5, 0], [0, 0]], "zero_variance"), ([[0, 0], [0, 0]], "no_pairs")]
)
def test_no_variation_has_no_kappa(table, reason):
    assert (agreement.cohen_kappa(table).kappa, agreement.cohen_kappa(table).reason) == (None, reason)
    assert agreement.weighted_kappa(table, 2) == (None, reason)


@pytest.mark.parametrize("n, reason", [(1, "single_observation"), (2, "too_few")])
def test_one_or_two_units_have_no_agreement(n, reason):
    assert agreement.cohen_kappa([[1, n - 1], [0, 0]]).reason == reason
    assert agreement.weighted_kappa([[0, n], [0, 0]], 2) == (None, reason)
    assert agreement.krippendorff_alpha([[1] * n, [2] * n]) == (None, reason)


def test_a_table_that_is_not_square_is_refused():
    with pytest.raises(ValueError):
        agreement.cohen_kappa([[1, 2]])


def test_ordered_categories_forgive_near_misses():
    table = [[10, 2, 0], [1, 8, 2], [0, 1, 6]]
    plain, linear, quadratic = (agreement.weighted_kappa(table, power)[0] for power in (0, 1, 2))
    assert plain == pytest.approx(agreement.cohen_kappa(table).kappa)
    assert plain < linear < quadratic < 1


def test_many_raters_with_gaps():
    alphas = [agreement.krippendorff_alpha(RATERS, level)[0] for level in ("nominal", "ordinal")]
    assert alphas == pytest.approx([0.6471, 0.8125], abs=5e-5)
    assert agreement.percent_agreement(RATERS) == pytest.approx(10 / 14)
    assert agreement.krippendorff_alpha([[1, None], [None, 2]]) == (None, "no_pairs")
    assert agreement.krippendorff_alpha([[1, 1, 1], [1, 1, 1]]) == (None, "zero_variance")
    with pytest.raises(ValueError, match="ratio"):
        agreement.krippendorff_alpha([[-1, 1, 2], [1, 1, 2]], "ratio")
    assert agreement.percent_agreement([[1], [None]]) is None


@pytest.mark.parametrize("measure", ["cohen_kappa", "quadratic_weighted_kappa"])
def test_half_an_item_is_no_count(measure):
    with pytest.raises(BadInput, match="whole counts"):
        compute(measure, {"table": [[1.5, 1], [1, 1]]})


def test_many_coders_of_many_units_are_read_in_time():
    few = {"coders_by_units": [[(unit * coder) % 5 for unit in range(4000)] for coder in range(40)]}
    began = time.process_time()
    assert compute("krippendorff_alpha", few)["nominal"] is not None
    with pytest.raises(BadInput, match="pairs of different codes"):
        compute("krippendorff_alpha", {"coders_by_units": [[(u * c) % 997 for u in range(4000)] for c in range(100)]})
    assert time.process_time() - began < 8


codes = st.lists(st.lists(st.none() | st.integers(1, 4), min_size=6, max_size=6), min_size=2, max_size=4)


@given(codes, st.sampled_from(agreement.LEVELS))
def test_alpha_is_at_most_1_and_needs_a_reason_to_be_missing(coders, level):
    value, reason = agreement.krippendorff_alpha(coders, level)
    assert (value is None) == (reason is not None)
    assert value is None or value <= 1


@settings(max_examples=10)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=8))
@example([0.0, 1.2e-143])  # whose squares are 0
def test_the_bootstrap_of_a_mean_repeats_itself(values):
    first, again = (resampling.bca_mean(values, resamples=500) for _ in range(2))
    assert first == again
    assert first.lo is None or first.lo <= first.hi


def test_agreement_has_a_bootstrap_interval_from_twenty_units_on():
    truth = [1, 1, 2, 3, 2, 1, 3, 3, 2, 1] * 3
    other = [2 if unit % 7 == 0 else code for unit, code in enumerate(truth)]
    coders = [truth, other, [None, *truth[1:]]]
    found = agreement.alpha_interval(coders, "ordinal", identity="review", resamples=300)
    assert found.lo < agreement.krippendorff_alpha(coders, "ordinal")[0] < found.hi <= 1
    assert found == agreement.alpha_interval(coders, "ordinal", identity="review", resamples=300)
    assert agreement.alpha_interval([coder[:19] for coder in coders], identity="review").reason == "too_few"
    table = [[14, 2, 0], [1, 10, 2], [0, 3, 9]]
    quadratic = agreement.table_interval(
        table, lambda drawn: agreement.weighted_kappa(drawn, 2)[0], identity="review", resamples=300
    )
    assert quadratic.lo < agreement.weighted_kappa(table, 2)[0] < quadratic.hi <= 1
    ac1 = agreement.table_interval(
        table, lambda drawn: agreement.cohen_kappa(drawn).ac1, identity="review", resamples=300
    )
    assert ac1.lo < agreement.cohen_kappa(table).ac1 < ac1.hi


def test_the_bootstrap_starts_at_twenty_units():
    share = lambda units: sum(units) / len(units)  # noqa: E731
    assert resampling.bca([0, 1] * 9, share, identity="x").reason == "too_few"
    assert resampling.bca([1] * 20, share, identity="x", resamples=50).reason == "zero_variance"
    found = resampling.bca([0, 1] * 10, share, identity="wave 3, step pay", resamples=400)
    assert found.lo < 0.5 < found.hi
    assert resampling.bca_mean([4.0]).reason == "single_observation"
