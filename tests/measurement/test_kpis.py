import pytest

from fieldwork.measurement import kpis
from fieldwork.measurement.reference import BadInput, compute


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


def test_answers_off_the_scale_are_left_out_and_counted_everywhere():
    found = kpis.csat([5, 4, 1, 9, None, True], 5)
    assert (found.share.n, found.share.flags, found.mean.flags) == (3, ("invalid:2",), ("invalid:2",))
    assert kpis.report_grade([8, 5, 11]).share_8_up.flags == ("invalid:1",)
    assert kpis.effort([5, 6, 8], "v2").easy.flags == ("invalid:1",)


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


@pytest.mark.parametrize("version, mean", [("v1", 0.9), ("v1", 5.1), ("v2", 7.5)])
def test_a_mean_effort_lies_on_its_scale(version, mean):
    with pytest.raises(BadInput, match="must lie between"):
        compute("ces_combine", {"series": [{"version": version, "mean": mean}]})


def test_an_effort_question_may_have_a_scale_of_its_own():
    slider = kpis.EffortScale("custom", 0, 10, high_is_good=False)
    found = kpis.effort([0, 2, 3, 5, 8, 10, 11, None], slider)
    assert (found.mean.n, found.mean.value, found.ease) == (6, pytest.approx(28 / 6), pytest.approx(100 - 280 / 6))
    # Easy is the easy third of the scale, difficult the other: 0, 2 and 3; 8 and 10.
    assert (found.easy.value, found.difficult.value) == (3 / 6, 2 / 6)
    with pytest.raises(ValueError, match="below the highest"):
        kpis.EffortScale("custom", 5, 5, high_is_good=True)


@pytest.mark.parametrize("version, easy, difficult", [("v1", {1, 2}, {4, 5}), ("v2", {5, 6, 7}, {1, 2, 3})])
def test_the_thirds_of_a_scale_are_the_published_ends(version, easy, difficult):
    scale = kpis.EFFORT[version]
    ratings = range(scale.lowest, scale.highest + 1)
    assert {rating for rating in ratings if scale.is_easy(rating)} == easy
    assert {rating for rating in ratings if scale.is_difficult(rating)} == difficult


def test_scales_that_differ_in_anything_are_never_pooled():
    slider = kpis.EffortScale("custom", 0, 10, high_is_good=True)
    turned = kpis.EffortScale("custom", 0, 10, high_is_good=False)
    assert kpis.combine_effort([(slider, 4), (kpis.EffortScale("custom", 0, 10, True), 6)]) == (5, None)
    for other in (turned, kpis.EffortScale("custom", 1, 10, True), "v2"):
        assert kpis.combine_effort([(slider, 4), (other, 6)]) == (None, "different_instruments")


def test_the_calculator_reads_an_effort_scale():
    custom = {"version": "custom", "min": 0, "max": 10, "direction": "high_is_good"}
    found = compute("ces_summary", custom | {"ratings": [10, 10, 0, None]})
    assert found == {
        "n": 3,
        "mean": pytest.approx(20 / 3),
        "ease_0_100": pytest.approx(200 / 3),
        "share_easy": 2 / 3,
        "share_difficult": 1 / 3,
    }
    assert compute("ces_summary", {"version": "v2", "ratings": [None]})["reason"] == "no_data"
    low = custom | {"direction": "low_is_good"}
    series = [custom | {"mean": 4}, low | {"mean": 4}]
    assert compute("ces_combine", {"series": series}) == {"combined": None, "reason": "different_instruments"}
    assert compute("ces_combine", {"series": [custom | {"mean": 4}, custom | {"mean": 5}]}) == {"combined": 4.5}


@pytest.mark.parametrize(
    "scale, word",
    [
        ({"version": "v3"}, "unknown version"),
        ({"version": "custom", "min": 0, "max": 10}, "missing key .*direction"),
        ({"version": "custom", "min": 0, "max": 10, "direction": "up"}, "direction must be"),
        ({"version": "custom", "min": 10, "max": 0, "direction": "high_is_good"}, "below the highest"),
    ],
)
def test_an_effort_scale_is_given_whole(scale, word):
    with pytest.raises(BadInput, match=word):
        compute("ces_summary", scale | {"ratings": [3]})
    with pytest.raises(BadInput, match=word):
        compute("ces_combine", {"series": [scale | {"mean": 3}]})


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


def test_nobody_leaving_has_no_mean_lifetime_and_says_why():
    start = {"customers_start": 100, "lost_from_start": 0, "new": 0, "customers_end": 100}
    found = compute("churn_retention", start)
    assert (found["churn"], found["mean_lifetime_months"], found["status"]) == (0, None, "ok")
    assert found["reason"] == "diverges"


def test_lifetime_value_and_its_interval():
    assert 120 * kpis.lifetime_multiple(0.85, 0.08) == pytest.approx(443.48, abs=0.005)
    assert kpis.lifetime_multiple(1.0, 0.0) is None
    assert kpis.lifetime_value_finite(120, 0.85, 0.08, 400) == pytest.approx(443.48, abs=0.005)
    found = kpis.lifetime_value(120, 0.08, 85, 100)
    assert found.lo < found.value < found.hi
    assert kpis.lifetime_value(120, 0.0, 5, 5).reason == "diverges"


@pytest.mark.parametrize("promoters", range(1, 200, 2))
def test_half_a_point_of_recommendation_is_printed_half_up(promoters):
    up = compute("nps_from_ratings", {"ratings": [10] * promoters + [8] * (200 - promoters)})
    down = compute("nps_from_ratings", {"ratings": [0] * promoters + [8] * (200 - promoters)})
    assert (up["display"], down["display"]) == ((promoters + 1) // 2, -(promoters + 1) // 2)
