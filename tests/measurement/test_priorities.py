import json

import numpy as np
import pytest
from hypothesis import given as example_of
from hypothesis import settings as examples
from hypothesis import strategies as st

from fieldwork.measurement import drivers, priorities
from fieldwork.measurement.priorities import Lever
from fieldwork.measurement.reference import BadInput, compute
from fieldwork.measurement.results import Result, nothing

NAMES = ["welcome", "advice", "queue", "exit"]


def visits(n=300, seed=1, weights=(1.0, 0.6, 0.3, 0.0), overlap=0.0):
    """Four touchpoints around 60 with deviation 10; the outcome rises by ``weights`` per deviation."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)) + overlap * rng.normal(size=(n, 1))
    y = 70 + 5 * (x @ np.array(weights) + rng.normal(size=n))
    return drivers.prepare((60 + 10 * x).tolist(), NAMES, y.tolist())


def levers(**more):
    return {name: Lever(achievable=75, lead_time_weeks=10, **more) for name in NAMES}


def figure(point, lo=None, hi=None):
    return Result(point, lo=lo, hi=hi)


# --- importance against performance ---------------------------------------------------------------
@pytest.mark.parametrize(
    "importance, performance, name",
    [
        (0.4, 60, "concentrate_here"),
        (0.4, 80, "keep_up"),
        (0.1, 60, "low_priority"),
        (0.1, 80, "possible_overkill"),
        (0.25, 70, "keep_up"),
    ],
)
def test_the_four_quadrants(importance, performance, name):
    found = priorities.quadrant(figure(importance), figure(performance), 0.25, 70)
    assert found == priorities.Quadrant(name, False)


@pytest.mark.parametrize(
    "importance, performance, firm",
    [
        ((0.3, 0.4, 0.5), (50, 60, 69), True),
        ((0.2, 0.4, 0.5), (50, 60, 69), False),
        ((0.3, 0.4, 0.5), (50, 60, 71), False),
        ((0.25, 0.4, 0.5), (50, 60, 69), False),
        ((0.3, 0.4, 0.5), (None, 60, None), False),
    ],
)
def test_firm_needs_both_intervals_clear_of_both_lines(importance, performance, firm):
    shapes = [dict(zip(("lo", "point", "hi"), one, strict=True)) for one in (importance, performance)]
    lines = {"cut_importance": 0.25, "cut_performance": 70}
    found = compute("ipa_quadrant", {"importance": shapes[0], "performance": shapes[1], **lines})
    assert found == {"quadrant": "concentrate_here", "firm": firm}


def test_the_picture_draws_its_lines_at_the_fair_share_and_at_target_or_mean():
    found = drivers.analyse(visits(), "ipa")
    performance = {"welcome": figure(50), "advice": figure(90), "queue": figure(70), "exit": nothing("no_data")}
    spots = priorities.importance_performance(found, performance, {"advice": 95.0})
    assert [spot.name for spot in spots] == NAMES
    assert {spot.cut_importance for spot in spots} == {0.25}
    assert [spot.cut_performance for spot in spots] == [70, 95, 70, 70]
    quadrants = [spot.quadrant and spot.quadrant.name for spot in spots]
    assert quadrants == ["concentrate_here", "concentrate_here", "possible_overkill", None]
    assert priorities.importance_performance(found, {})[0].quadrant is None


# --- one point ------------------------------------------------------------------------------------
POINT = {
    "lmg_share": 0.25,
    "r2": 0.48,
    "sd_y": 10,
    "sd_x": 18,
    "sign": 1,
    "reach": 1,
    "current": 60,
    "achievable": 78,
    "outcome_now": 70,
    "outcome_target": 76,
    "success_probability": 0.8,
    "lead_time_weeks": 8,
    "effort_days": 10,
}
ALL = ("slope", "gain", "share_of_gap", "priority_per_week", "per_effort_day", "eligible")


def test_the_worked_example():
    found = compute("priority_point", POINT)
    assert found == {
        "slope": pytest.approx(0.1925, abs=5e-5),
        "gain": pytest.approx(3.46, abs=5e-3),
        "share_of_gap": pytest.approx(0.577, abs=5e-4),
        "priority_per_week": pytest.approx(0.0577, abs=5e-5),
        "per_effort_day": pytest.approx(0.00577, abs=5e-6),
        "eligible": True,
    }


def test_at_the_target_there_is_nothing_to_gain():
    for now in (76, 80):
        found = compute("priority_point", POINT | {"outcome_now": now})
        assert found == dict.fromkeys(ALL) | {"reason": "target_already_met"}


def test_a_touchpoint_that_does_not_vary_has_no_slope():
    assert compute("priority_point", POINT | {"sd_x": 0}) == dict.fromkeys(ALL) | {"reason": "zero_variance"}


@pytest.mark.parametrize(
    "change, gain, eligible",
    [
        ({"current": 78}, 0, False),
        ({"current": 90}, 0, False),
        ({"reach": 0}, 0, False),
        ({"lmg_share": 0}, 0, False),
        ({"sign": -1}, pytest.approx(-3.4641, abs=5e-5), False),
        ({"reach": 0.5}, pytest.approx(1.73205, abs=5e-6), True),
    ],
)
def test_eligible_is_below_the_achievable_level_and_gaining(change, gain, eligible):
    found = compute("priority_point", POINT | change)
    assert (found["gain"], found["eligible"]) == (gain, eligible)


def test_no_more_than_the_whole_gap_is_closed():
    assert compute("priority_point", POINT | {"outcome_target": 71})["share_of_gap"] == 1


def test_what_may_be_left_out():
    bare = {key: value for key, value in POINT.items() if key not in ("effort_days", "success_probability")}
    found = compute("priority_point", bare)
    assert (found["per_effort_day"], found["reason"]) == (None, "no_data")
    assert found["priority_per_week"] == pytest.approx(0.5773503 / 8)


@pytest.mark.parametrize(
    "change, word",
    [
        ({"lead_time_weeks": 0}, "lead_time_weeks must be above 0"),
        ({"effort_days": -1}, "effort_days must be above 0"),
        ({"sign": 0.5}, "sign must be"),
        ({"lmg_share": 1.2}, "lmg_share"),
        ({"r2": -0.1}, "r2"),
        ({"sd_y": -1}, "sd_y"),
        ({"reach": 80}, "reach"),
        ({"success_probability": 2}, "success_probability"),
        ({"current": None}, "current must be a number"),
    ],
)
def test_impossible_points_are_refused(change, word):
    with pytest.raises(BadInput, match=word):
        compute("priority_point", POINT | change)


@pytest.mark.parametrize(
    "change, word",
    [
        ({"importance": {"lo": 0.3, "point": 0.2, "hi": 0.4}}, "importance.lo, point and hi must ascend"),
        ({"importance": {"lo": 0.3, "point": 20, "hi": 0.4}}, "importance.point"),
        ({"performance": 60}, "performance must be an object"),
        ({"performance": {"lo": 1, "hi": 2}}, "missing key performance.point"),
    ],
)
def test_impossible_places_are_refused(change, word):
    whole = {"importance": {"lo": 0.1, "point": 0.2, "hi": 0.4}, "performance": {"lo": 1, "point": 2, "hi": 3}}
    with pytest.raises(BadInput, match=word):
        compute("ipa_quadrant", whole | {"cut_importance": 0.2, "cut_performance": 2} | change)


# --- the order ------------------------------------------------------------------------------------
def test_the_strongest_link_closes_most_of_the_gap_soonest():
    given = visits(seed=5)
    found = priorities.priorities(given, levers(), 70, 80, "study/1")
    assert [one.name for one in found.ranked] == NAMES
    assert [one.eligible for one in found.ranked] == [True, True, True, False]
    first, _, _, last = found.ranked
    assert first.expected.level == 0.8
    assert 0 < first.expected.lo < first.expected.value < first.expected.hi < 0.1
    assert first.expected.value == pytest.approx(first.point.priority_per_week, rel=0.05)
    assert first.point.slope == pytest.approx(0.5, abs=0.06)
    assert (first.p_top3, last.p_top3, last.because) == (1.0, None, "unsure")
    json.dumps([one.expected.as_dict() for one in found.ranked], allow_nan=False)
    assert found == priorities.priorities(given, levers(), 70, 80, "study/1")


def test_sooner_surer_and_wider_reach_come_first():
    given, plain = visits(weights=(1, 1, 1, 1)), levers()
    for better in (
        {"lead_time_weeks": 2.0},
        {"achievable": 100.0},
    ):
        given_levers = plain | {"queue": Lever(**{"achievable": 75.0, "lead_time_weeks": 10.0} | better)}
        assert priorities.priorities(given, given_levers, 70, 95, "x").ranked[0].name == "queue"
    for worse in ({"success_probability": 0.3}, {"reach": 0.3}):
        given_levers = plain | {"queue": Lever(75, 10, **worse)}
        assert priorities.priorities(given, given_levers, 70, 95, "x").ranked[-1].name == "queue"


def test_of_equal_priorities_the_least_effort_comes_first():
    rng = np.random.default_rng(4)
    half = rng.normal(size=(100, 2))
    x = np.vstack([half, half[:, ::-1]])  # the two touchpoints are each other's mirror
    y = np.tile(half.sum(axis=1), 2) + np.tile(rng.normal(size=100), 2)
    given = drivers.prepare((60 + 10 * x).tolist(), ["a", "b"], y.tolist(), [i % 100 for i in range(200)])
    found = priorities.priorities(
        given, {"a": Lever(75, 4, effort_days=9), "b": Lever(75, 4, effort_days=3)}, 0, 5, "x"
    )
    assert [one.name for one in found.ranked] == ["b", "a"]
    one, other = found.ranked
    assert one.expected.value == pytest.approx(other.expected.value, abs=1e-9)
    assert one.point.per_effort_day == pytest.approx(3 * other.point.per_effort_day)


def test_a_touchpoint_at_its_level_or_that_hurts_has_no_place():
    given = visits(weights=(1.0, -0.8, 0.5, 0.6))
    found = priorities.priorities(given, levers() | {"queue": Lever(75, 10, current=75)}, 70, 80, "x")
    assert {one.name: one.because for one in found.ranked} == {
        "welcome": None,
        "exit": None,
        "advice": "no_gain",
        "queue": "at_achievable",
    }
    assert found.ranked[2].expected.value < 0


def test_a_suppressor_is_no_lever():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 200))
    mixed = 0.9 * a + 0.3 * b
    y = a - 0.45 * mixed + 0.4 * rng.normal(size=200)
    given = drivers.prepare(np.column_stack([a, mixed]).tolist(), ["a", "mixed"], y.tolist())
    found = priorities.priorities(given, {"a": Lever(2, 1), "mixed": Lever(2, 1)}, 0, 5, "x")
    assert [(one.name, one.because) for one in found.ranked] == [("a", None), ("mixed", "suppressor")]


def test_only_touchpoints_with_a_lever_are_listed():
    found = priorities.priorities(visits(), {"queue": Lever(75, 10)}, 70, 80, "x")
    assert [one.name for one in found.ranked] == ["queue"]
    assert priorities.priorities(visits(), {}, 70, 80, "x").ranked == []


def test_overlapping_touchpoints_close_less_together_than_their_sum():
    apart = priorities.priorities(visits(2000), levers(), 70, 90, "x")
    total = sum(one.point.share_of_gap for one in apart.ranked if one.eligible)
    assert apart.joint.value == pytest.approx(total, rel=0.03)
    together = priorities.priorities(visits(2000, overlap=1.5), levers(), 70, 90, "x")
    total = sum(one.point.share_of_gap for one in together.ranked if one.eligible)
    assert together.joint.value < 0.9 * total
    assert together.joint.lo < together.joint.value < together.joint.hi
    near = priorities.priorities(visits(2000), levers(), 70, 71, "x")
    assert (near.joint.value, near.joint.hi) == (1.0, 1.0)


@pytest.mark.parametrize(
    "given, now, reason",
    [(visits(30), 70, "too_few"), (visits(), 80, "target_already_met"), (visits(30), 90, "target_already_met")],
)
def test_without_priorities_there_is_a_reason(given, now, reason):
    found = priorities.priorities(given, levers(), now, 80, "x")
    assert (found.ranked, found.reason, found.joint.value, found.joint.reason) == ([], reason, None, reason)


def test_a_lead_time_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        priorities.priorities(visits(), {"queue": Lever(75, 0)}, 70, 80, "x")


def test_the_achievable_level():
    assert priorities.achievable_level(80, [10, 20]) == 80
    assert priorities.achievable_level(None, [10, 20, 30, 40, 50]) == 40
    assert priorities.achievable_level(None, []) is None


@examples(max_examples=30)
@example_of(st.floats(0, 1), st.floats(0, 1), st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 30))
def test_a_point_is_bounded(share, r2, current, achievable, gap):
    point = POINT | {"lmg_share": share, "r2": r2, "current": current, "achievable": achievable}
    found = compute("priority_point", point | {"outcome_now": 0, "outcome_target": gap})
    assert 0 <= found["share_of_gap"] <= 1
    assert found["eligible"] == (found["gain"] > 0)
