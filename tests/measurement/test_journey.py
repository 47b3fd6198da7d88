import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import journey
from fieldwork.measurement.intervals import mean_t

from .build import journey as form
from .build import step

WALK = {
    "options": {},
    "phases": [
        {"key": "choose", "lifecycle": "decide", "steps": [step("orient", weight=3), step("pay")]},
        {"key": "help", "lifecycle": "get_help", "steps": [step("call", desired={"valence": 0.6})]},
    ],
}


def rows(**by_step):
    return [{"visit": visit, "step": key, "v": v} for key, values in by_step.items() for visit, v in enumerate(values)]


def test_peak_and_end():
    found = journey.peak_end([0.1, -0.6, None, 0.2, 0.5, None])
    assert (found.mean, found.peak, found.peak_index, found.end, found.end_index) == (
        pytest.approx(0.05),
        -0.6,
        1,
        0.5,
        4,
    )
    assert (found.peak_end, found.trough, found.trough_index) == (pytest.approx(-0.05), -0.6, 1)


def test_the_later_of_two_equal_peaks_counts():
    assert journey.peak_end([0.5, -0.5, 0.1]).peak == -0.5
    assert journey.peak_end([None, None]) is None


def test_a_visit_valence_needs_half_of_the_weight():
    found = journey.visit_valence([0.4, None, -0.1, 0.6], [1, 1, 2, 1])
    assert (found.v, found.score_0_100, found.coverage) == pytest.approx((0.20, 60.0, 0.8))
    assert found.status == "ok"
    assert journey.visit_valence([0.4, None]).status == "provisional"
    assert journey.visit_valence([0.4, None, None]).reason == "low_coverage"
    assert journey.visit_valence([]).reason == "no_data"
    with pytest.raises(ValueError):
        journey.visit_valence([0.4], [1, 1])


def test_the_journey_score_leaves_visits_without_value_out():
    visits = [journey.visit_valence([v, w]) for v, w in ((0.2, 0.4), (0.5, 0.5), (0.4, 0.4), (None, None))]
    found = journey.journey_score(visits)
    assert (found.value, found.n, found.flags) == (pytest.approx(0.4), 3, ("left_out:1",))


def test_one_number_of_both_kinds_only_when_it_was_agreed():
    assert journey.combined_index(0.2, 80, 0.5) == 70
    assert journey.combined_index(0.2, 80, None) is None
    with pytest.raises(ValueError):
        journey.combined_index(0.2, 80, 2)


def test_the_curve_follows_the_journey_and_breaks_at_missing_steps():
    told = [
        {
            "visit": n,
            "step": "call",
            "v": v,
            "v_i": v - 0.2,
            "c_i": 1 if n else 0,
            "v_c": v + 0.1,
            "grade": 7,
            "points": 3,
            "max_points": 4,
        }
        for n, v in enumerate([0.31, 0.18, 0.44, -0.3])
    ]
    orient, pay, call = journey.curve(WALK, told)
    assert (orient.n, orient.style, orient.both.value, orient.both.reason, orient.median) == (
        0,
        "none",
        None,
        "no_data",
        None,
    )
    assert pay.desired_status is None
    assert (call.n, call.implicit.n, call.conscious.n, call.style) == (4, 3, 4, "dashed")
    assert (call.negative.value, call.grade.value, call.score.value) == (0.25, 7, 75)
    assert (call.median, call.desired) == (pytest.approx(0.245), 0.6)


def test_a_step_walked_twice_counts_once_in_the_curve():
    told = [
        {"visit": 1, "step": "call", "v": 0.2},
        {"visit": 1, "step": "call#2", "v": 0.4},
        {"visit": 2, "step": "call", "v": 0.5},
    ]
    call = journey.curve(WALK, told)[2]
    assert (call.n, call.both.value, call.style) == (2, pytest.approx(0.4), "dots")


def test_a_step_stands_against_what_was_desired():
    low = mean_t([0.31, 0.2, 0.42, 0.31, 0.25, 0.37])
    assert journey.desired_status(low, 0.6) == "below_desired"
    assert journey.distance(low, 0.6).value == pytest.approx(-0.29)
    assert journey.desired_status(low, 0.3) == "meets_desired"
    assert journey.desired_status(low, 0.36) == "not_shown"
    assert journey.desired_status(mean_t([0.2]), 0.6) == "not_shown"
    assert journey.distance(mean_t([]), 0.6).reason == "no_data"
    assert journey.desired_status(low, None) is None


def test_phases_are_weighed_within_the_visit():
    told = rows(orient=[0.4, 0.2], pay=[0.0, None], call=[-0.4, -0.2])
    found = journey.phase_scores(WALK, told)
    assert (found["choose"].value, found["help"].value) == pytest.approx((0.25, -0.3))


def test_service_is_compared_with_buying_within_the_visit():
    told = rows(orient=[0.4, 0.2, 0.1], pay=[0.4, 0.2, 0.1], call=[0.1, 0.1, None])
    found = journey.buyer_against_service(WALK, told)
    assert (found.value, found.n, found.basis) == (pytest.approx(-0.2), 2, "pairs")
    assert journey.buyer_against_service(form(step("a")), []).reason == "no_pairs"


valences = st.lists(st.none() | st.floats(-1, 1), min_size=1, max_size=12)


@given(valences)
def test_extremes_hold_the_mean_between_them(values):
    found = journey.peak_end(values)
    if found is not None:
        assert found.trough - 1e-9 <= found.mean <= max(v for v in values if v is not None) + 1e-9
        assert values[found.peak_index] == found.peak
        assert -1 <= found.peak_end <= 1


@given(valences, st.data())
def test_a_visit_valence_does_not_mind_the_order(values, data):
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(values), max_size=len(values)))
    found = journey.visit_valence(values, weights)
    turned = journey.visit_valence(values[::-1], weights[::-1])
    assert (found.status, found.v is None) == (turned.status, turned.v is None)
    assert found.v is None or -1 - 1e-9 <= found.v <= 1 + 1e-9
