import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import weighting
from fieldwork.measurement.distributions import t_quantile
from fieldwork.measurement.intervals import mean_t, wilson, wilson_bounds
from fieldwork.measurement.kpis import nps_of_counts
from fieldwork.measurement.weighting import Sums, clustered_mean, clustered_nps, clustered_share, icc_of, sums

FIVE = [[80, 84], [70, 66], [92, 90], [75, 71], [60, 66]]
UNEQUAL = [[80, 84, 70], [70, 66], [92, 90, 88, 97], [75, 71], [60, 66], [55]]


def cells(lists):
    return [sums(values) for values in lists]


@given(st.lists(st.integers(0, 1000).map(lambda tenth: tenth / 10), min_size=1, max_size=40))
def test_sums_give_the_same_mean_and_interval_as_the_values(values):
    one, other = weighting.mean_of_sums(sums(values), 0, 100), mean_t(values, 0, 100)
    for name in ("value", "lo", "hi", "sd"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)
    assert (one.n, one.reason, one.method, one.display_class) == (
        other.n,
        other.reason,
        other.method,
        other.display_class,
    )


def test_no_visits_have_no_mean():
    assert weighting.mean_of_sums(Sums(0, 0, 0)).reason == "no_data"
    assert clustered_mean([]).reason == "no_data"
    assert clustered_share([]).reason == "no_data"
    assert clustered_nps([]).result.reason == "no_data"


@pytest.mark.parametrize("known, counted", [(12, 12), (5, 5), (None, 5), (3, 5)])
def test_with_equal_visits_the_interval_is_that_of_the_chain_mean(known, counted):
    found, book = clustered_mean(cells(FIVE), known), weighting.chain_mean(FIVE, counted)
    half = t_quantile(4) * book.se
    assert (found.value, found.lo, found.hi) == pytest.approx((book.mean, book.mean - half, book.mean + half))
    assert (found.method, found.n, found.flags) == ("two_stage_t", 10, ())


def test_unequal_visits_keep_the_mean_of_visits():
    found = clustered_mean(cells(UNEQUAL), 24)
    visits = [visit for location in UNEQUAL for visit in location]
    assert found.value == pytest.approx(sum(visits) / len(visits))
    assert found.lo < found.value < found.hi
    means = [sum(one) / len(one) for one in UNEQUAL]
    spread = [sum((x - m) ** 2 for x in one) for one, m in zip(UNEQUAL, means, strict=True)]
    pooled = sum(spread) / (14 - 6)
    own = [s / (len(one) - 1) if len(one) > 1 else pooled for s, one in zip(spread, UNEQUAL, strict=True)]
    between = 6 / 5 * sum((len(one) / 14 * (m - found.value)) ** 2 for one, m in zip(UNEQUAL, means, strict=True))
    within = sum(len(one) / 14**2 * s for one, s in zip(UNEQUAL, own, strict=True))
    half = t_quantile(5) * math.sqrt(0.75 * between + 0.25 * within)
    assert (found.lo, found.hi) == pytest.approx((found.value - half, found.value + half))


def test_four_locations_are_not_clustered_and_say_so():
    found = clustered_mean(cells(FIVE[:4]), 12, 0, 100)
    plain = mean_t([visit for location in FIVE[:4] for visit in location], 0, 100)
    assert (found.lo, found.hi) == pytest.approx((plain.lo, plain.hi))
    assert found.flags == ("not_clustered",)


@pytest.mark.parametrize("lists", [[[80, 70, 60, 90]], [[80], [70], [60], [90]]])
def test_visits_that_share_no_location_with_others_carry_no_flag(lists):
    assert clustered_mean(cells(lists)).flags == ()


@pytest.mark.parametrize("lists", [[[80, 80]] * 5, [[80, 80], [70, 70], [60, 60], [50, 50], [40, 40]]])
def test_without_spread_there_is_no_interval(lists):
    found = clustered_mean(cells(lists))
    assert (found.lo, found.hi, found.reason) == (None, None, "zero_variance")
    assert clustered_mean(cells([[80.1, 80.1], *[[80.1] * 3] * 5]), 40).reason == "zero_variance"


def test_an_interval_stays_on_the_scale():
    found = clustered_mean(cells([[100, 40], [100, 99], [100, 98], [100, 97], [100, 100]]), 50, 0, 100)
    assert found.hi == 100


def test_the_icc_comes_from_the_project_or_from_the_convention():
    icc, source = icc_of(cells(FIVE))
    assert (round(icc, 3), source) == (0.932, "project")
    assert icc_of(cells(FIVE[:4])) == (0.15, "convention")
    assert icc_of(cells([[80, 80]] * 5)) == (0.15, "convention")
    assert icc_of(cells([[80, 60]] * 5)) == (0, "project")


def test_a_share_of_visits_in_fives_counts_as_the_book_says():
    found = clustered_share([(4, 5)] * 20, icc=0.15)
    assert found.n_eff == pytest.approx(62.5)
    assert found.interval == wilson(80, 100, n_eff=62.5).interval
    assert (found.value, found.n, found.flags) == (0.8, 100, ())


def test_an_assumed_icc_is_flagged():
    assert clustered_share([(3, 4), (2, 4)]).flags == ("icc_convention",)
    assert clustered_share([(3, 4)]).interval == wilson(3, 4).interval
    assert clustered_share([(1, 1), (0, 1)]).flags == ()
    with pytest.raises(ValueError, match="between"):
        clustered_share([(5, 4)])


def test_a_recommendation_widens_with_the_clusters():
    found = clustered_nps([(2, 1, 1), (3, 3, 3)], icc=0.2)
    plain = nps_of_counts(5, 4, 4, basis="visits")
    assert found.result.value == plain.result.value
    assert found.result.lo < plain.result.lo < plain.result.hi < found.result.hi
    assert found.result.n_eff == pytest.approx(13 / (1 + ((16 + 81) / 13 - 1) * 0.2))


def test_an_icc_found_in_the_same_visits_costs_degrees_of_freedom():
    counts = [(9, 10), (3, 10), (10, 10), (2, 10), (7, 10)]
    icc, source = icc_of([Sums(n, x, x) for x, n in counts])
    assert (icc > 0, source) == (True, "project")
    found, given_beforehand = clustered_share(counts), clustered_share(counts, icc=icc)
    assert found.n_eff == given_beforehand.n_eff == pytest.approx(50 / (1 + 9 * icc))
    assert found.lo < given_beforehand.lo < given_beforehand.hi < found.hi
    assert found.interval == pytest.approx(wilson_bounds(31 / 50 * found.n_eff, found.n_eff, t_quantile(4)))


def test_one_value_that_weighs_anything_has_no_standard_error():
    assert weighting.weighted_mean([60, 70, 80], [1, 0, 0]).se is None
    assert weighting.weighted_mean([60, 70, 80], [1, 1, 0]).se > 0


def test_weights_are_capped_at_five_times_the_median():
    assert weighting.capped([1, 1, 1, 9]) == ([1, 1, 1, 5], 5)
    assert weighting.capped([0, 0, 0, 1, 2]) == ([0, 0, 0, 1, 2], 7.5)
    with pytest.raises(ValueError, match="above 0"):
        weighting.capped([0, 0])
