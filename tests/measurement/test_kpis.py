import pytest

from fieldwork.measurement import kpis


def test_a_recommendation_score_has_an_adjusted_interval():
    found = kpis.nps([10] * 14 + [8] * 9 + [3] * 7 + [None, 11, 7.5])
    assert (found.promoters, found.passives, found.detractors, found.invalid, found.missing) == (14, 9, 7, 2, 1)
    assert (found.result.value, found.se, *found.result.interval) == pytest.approx((23.3, 14.7, -6.0, 48.4), abs=0.05)


def test_few_recommendations_have_no_interval():
    assert kpis.nps([10, 3]).result.reason == "too_few"
    assert kpis.nps([]).result.reason == "no_data"
    assert kpis.nps([9] * 5).result.lo < 100


def test_satisfaction_is_the_top_of_the_scale():
    found = kpis.csat([5] * 33 + [2] * 9, 5)
    assert (found.top2, found.share.value) == (33, pytest.approx(0.786, abs=0.0005))
    assert found.share.interval == pytest.approx((0.64, 0.88), abs=0.005)
    with pytest.raises(ValueError):
        kpis.csat([3], 4)


def test_a_report_mark_counts_high_and_failing_marks():
    found = kpis.report_grade([8, 5, 9, 7.5])
    assert (found.mean.value, found.share_8_up.value, found.share_below_5_5.value) == (7.375, 0.5, 0.25)


def test_effort_runs_both_ways_and_is_never_pooled():
    assert kpis.effort([5, 6, 5.5], "v2").ease == pytest.approx(75)
    assert kpis.effort([2, 2, 2], "v1").ease == 75
    assert kpis.effort([1, 4, 5], "v1").difficult.value == pytest.approx(2 / 3)
    assert kpis.combine_effort([("v1", 2), ("v2", 5)]) == (None, "different_instruments")
    assert kpis.combine_effort([("v2", 5), ("v2", 6)]) == (5.5, None)
    with pytest.raises(ValueError):
        kpis.effort([1], "v3")


def test_first_time_fix_waits_for_the_window():
    case = {"resolved_first_contact": True, "repeat_within_window": False, "matured": True}
    cases = [case] * 51 + [case | {"repeat_within_window": True}] * 17 + [case | {"matured": False}] * 4
    found = kpis.first_time_fix(cases)
    assert (found.share.value, found.share.n, found.not_matured) == (0.75, 68, 4)
    assert found.share.interval == pytest.approx((0.64, 0.84), abs=0.005)
    assert kpis.first_time_fix(cases[-4:]).share.reason == "not_matured"


def test_churn_reconciles_or_has_no_figure():
    found = kpis.churn(300, 24, 10, 286)
    assert (found.churn.value, *found.churn.interval, found.annualised_if_monthly) == pytest.approx(
        (0.08, 0.054, 0.116, 0.632), abs=0.0005
    )
    assert kpis.churn(300, 24, 10, 290).status == "does_not_reconcile"
    assert kpis.churn(0, 0, 5, 5).churn.reason == "no_data"
    with pytest.raises(ValueError):
        kpis.churn(3, 4, 1, 0)


def test_lifetime_value_and_its_interval():
    assert 120 * kpis.lifetime_multiple(0.85, 0.08) == pytest.approx(443.48, abs=0.005)
    assert kpis.lifetime_multiple(1.0, 0.0) is None
    assert kpis.lifetime_value_finite(120, 0.85, 0.08, 400) == pytest.approx(443.48, abs=0.005)
    found = kpis.lifetime_value(120, 0.08, 85, 100)
    assert found.lo < found.value < found.hi
    assert kpis.lifetime_value(120, 0.0, 5, 5).reason == "diverges"
