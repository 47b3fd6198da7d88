import pytest

from fieldwork.measurement import moments


def test_intensity_is_arousal_times_size_times_importance():
    assert moments.intensity(0.7, -0.6, 0.8) == pytest.approx(0.336)


def test_words_stand_in_for_a_tap_without_confidence():
    assert moments.arousal_of({"a_i": 0.7, "c_i": 0.25, "strength": 0.2}) == 0.7
    assert moments.arousal_of({"a_i": 0.7, "c_i": 0.2, "strength": 0.2}) == 0.2
    assert moments.arousal_of({"a_i": 0.7, "c_i": 0.2}) is None
    assert moments.arousal_of({"v_c": -0.8}) == 0.8
    assert moments.arousal_of({"v_c": -0.2, "mixed": True}) is None


def test_a_step_that_always_weighs_more_is_established():
    visits = [[0.5 + j / 50, 0.1 + j / 100, 0.05, None] for j in range(10)]
    first, second, third, never = moments.moment_tests(visits)
    assert (first.status, first.n, first.reason) == ("established", 10, None)
    assert first.p_bh < 0.001
    assert (second.status, third.status) == ("none", "none")
    assert (never.mean, never.status, never.reason) == (None, "none", "no_data")
    assert moments.moment_tests(visits[:9])[0].status == "candidate"
    assert moments.moment_tests(visits[:2])[0].reason == "too_few"


def test_equal_differences_are_at_most_a_candidate():
    first, _ = moments.moment_tests([[0.6, 0.2]] * 12)
    assert (first.status, first.p_one_sided, first.reason) == ("candidate", None, "zero_variance")


@pytest.mark.parametrize(
    "valences, expected",
    [([0.5] * 8, "delight"), ([-0.5] * 8, "despair"), ([0.5, -0.5] * 6, "polarising"), ([0.05], None)],
)
def test_a_moment_has_a_direction(valences, expected):
    assert moments.direction(valences)[0] == expected


def test_moments_of_a_journey_come_from_its_rows():
    rows = [
        {"visit": j, "step": step, "v": v - j / 100, "a_i": 0.8, "c_i": 1.0}
        for j in range(10)
        for step, v in (("wait", -0.7), ("pay", 0.1))
    ]
    wait, pay, never = moments.moments(["wait", "pay", "call"], rows, {"wait": 1, "pay": 0.5})
    assert (wait.test.status, wait.direction, pay.test.status) == ("established", "despair", "none")
    assert (never.test.n, never.direction) == (0, None)
    assert [m.test.n for m in moments.moments(["wait"], [], {})] == [0]


def test_a_pain_point_says_why():
    found = moments.pain_point([-0.5, -0.4, -0.6, -0.5, -0.3, 0.1], importance=0.5)
    assert (found.is_pain, found.because) == (True, ("negative_mean", "many_very_negative"))
    assert found.severity == pytest.approx(5 / 6 * 0.46 * 0.5)
    low = moments.pain_point([0.5] * 5, 1, scores=[50, 52, 55, 48, 51], target=70)
    assert low.because == ("checklist_below_target",)
    assert moments.pain_point([0.5] * 6, 1).is_pain is False


def test_four_visits_are_told_not_judged():
    found = moments.pain_point([-0.9] * 4, 1)
    assert (found.is_pain, found.negative.value, found.reason) == (None, 1.0, "too_few")
    assert moments.pain_point([], 1).reason == "no_data"


def test_impact_is_more_than_a_fair_share_or_an_established_moment():
    assert moments.has_impact(0.3, 5, "none")
    assert not moments.has_impact(0.2, 5, "candidate")
    assert moments.has_impact(None, 5, "established")
