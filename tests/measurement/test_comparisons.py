import pytest

from fieldwork.measurement import comparisons, weighting


def test_two_shares_differ_with_an_interval():
    found = comparisons.newcombe(18, 24, 11, 25)
    assert (found.diff, found.lo, found.hi) == pytest.approx((0.310, 0.035, 0.527), abs=0.0005)
    test = comparisons.pooled_z(18, 24, 11, 25)
    assert (test.statistic, test.p) == pytest.approx((2.207, 0.027), abs=0.0005)
    assert comparisons.pooled_z(0, 5, 0, 5).p == 1
    assert comparisons.newcombe(0, 0, 1, 2).reason == "no_data"


def test_fisher_adds_up_the_unlikelier_tables():
    assert comparisons.fisher_exact([[8, 2], [1, 5]]) == pytest.approx(0.034965, abs=1e-6)
    assert comparisons.fisher_exact([[3, 0], [0, 3]]) == pytest.approx(0.1)
    assert comparisons.fisher_exact([[20000, 30000], [30000, 20000]]) == 0
    assert comparisons.fisher_exact([[0, 0], [2, 3]]) == 1


@pytest.mark.parametrize("n, reason", [(0, "no_data"), (1, "too_few"), (2, "too_few")])
def test_two_answers_on_a_side_make_no_difference(n, reason):
    assert comparisons.newcombe(0, n, 3, 9).reason == comparisons.pooled_z(3, 9, n, n).reason == reason
    assert comparisons.nps_difference((n, 0, 0), (3, 3, 3)).reason == reason
    assert comparisons.welch([1, 2, 3], list(range(n))).reason == reason
    with pytest.raises(ValueError, match="between"):
        comparisons.newcombe(4, 2, 3, 9)


def test_two_means_differ_by_welch():
    found = comparisons.welch([78, 85, 90, 70, 88, 92, 81], [70, 75, 82, 68, 79, 73])
    assert (found.diff, found.lo, found.hi, found.df, found.p) == pytest.approx(
        (8.93, 0.90, 16.96, 10.6, 0.032), abs=0.05
    )
    assert comparisons.welch([5, 5, 5], [4, 4, 4]) == comparisons.Difference(None, reason="zero_variance")
    assert comparisons.welch([0.1 + 0.2, 0.3, 0.3], [0.7, 0.1 + 0.6, 0.7]).reason == "zero_variance"
    assert comparisons.welch([5, 6], [4, 4, 5]).reason == "too_few"


def test_the_same_locations_are_paired():
    found = comparisons.paired([70, 72, 80, 65, 77], [75, 74, 88, 66, 80])
    assert (found.diff, found.df) == (pytest.approx(3.8), 4)
    assert found.lo < 3.8 < found.hi
    assert comparisons.paired([1, 2, 3], [2, 3, 4]).reason == "zero_variance"
    assert comparisons.paired([1, 2], [2, 4]).diff is None
    assert comparisons.paired([70] * 5, [75] * 5) == comparisons.Difference(None, reason="zero_variance")


def test_recommendation_scores_differ_on_adjusted_counts():
    found = comparisons.nps_difference((50, 30, 20), (66, 22, 12))
    assert (found.diff, found.diff_adj, found.lo, found.hi, found.p) == pytest.approx(
        (24, 23.3, 3.0, 43.6, 0.025), abs=0.05
    )
    assert comparisons.nps_difference((0, 0, 0), (1, 1, 1)).reason == "no_data"


def test_weights_cost_observations():
    found = weighting.weighted_mean([60, 70, 80, 90], [1, 1, 2, 3])
    assert (found.n_eff, found.deff) == pytest.approx((3.27, 4 / 3.2667), abs=0.005)
    assert weighting.capped([1, 1, 1, 20]) == ([1, 1, 1, 5], 5)
    assert weighting.design_effect(5) == pytest.approx(1.6)
    with pytest.raises(ValueError):
        weighting.weighted_mean([1], [0])


@pytest.mark.parametrize("total, var", [(12, 33.83), (3, 1.0)])
def test_visiting_every_location_leaves_the_noise_of_visits(total, var):
    assert weighting.chain_mean([[80, 84], [70, 66], [92, 90]], total).var == pytest.approx(var, abs=0.005)


def test_one_location_is_no_chain():
    assert weighting.chain_mean([[80, 84]], 5).reason == "too_few"
    with pytest.raises(ValueError):
        weighting.chain_mean([[1, 2], [3, 4]], 1)
    assert weighting.se_closed_list(15, 30, 60) == pytest.approx((2.739, 1.936), abs=0.001)
