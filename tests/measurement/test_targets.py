import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.reference import BadInput, compute
from fieldwork.measurement.results import Result
from fieldwork.measurement.targets import Target, target_status

MEASURE = "target_status_higher_is_better"
score = st.floats(0, 100, allow_nan=False)


@pytest.mark.parametrize(
    "lo, point, hi, status",
    [
        (80.0, 84, 88, "achieved"),
        (79.9, 84, 88, "probably_achieved"),
        (70, 80, 90, "probably_achieved"),
        (70, 79, 80, "not_shown"),
        (70, 75, 79.9, "missed"),
        (None, 84, None, "too_few"),
        (None, None, None, "too_few"),
        (70, None, 90, "too_few"),
    ],
)
def test_a_target_of_eighty_is_judged_by_the_interval(lo, point, hi, status):
    assert target_status(lo, point, hi, 80) == status
    assert compute(MEASURE, {"lo": lo, "point": point, "hi": hi, "target": 80}) == {"status": status}


@pytest.mark.parametrize(
    "lo, point, hi, status",
    [
        (2, 3, 4, "achieved"),
        (3, 4, 5, "probably_achieved"),
        (3, 5, 7, "not_shown"),
        (4.1, 5, 6, "missed"),
        (4, 5, 6, "not_shown"),
    ],
)
def test_waiting_four_minutes_is_a_target_from_the_other_side(lo, point, hi, status):
    assert target_status(lo, point, hi, 4, "lower") == status


def test_the_last_binary_digits_decide_nothing():
    assert target_status(0.6 - 0.2, 0.5, 0.6, 0.4) == "achieved"
    assert target_status(0.1, 0.6 - 0.2, 0.5, 0.4) == "probably_achieved"
    assert target_status(0.1, 0.2, 0.6 - 0.2, 0.4) == "not_shown"
    assert target_status(80.1, 80.1 - 1e-12, 80.1, 80.1) == "achieved"


@pytest.mark.parametrize(
    "inputs, word",
    [
        ({"lo": 5, "point": 6, "hi": 4, "target": 1}, "order"),
        ({"lo": 5, "point": 9, "hi": 8, "target": 1}, "order"),
        ({"lo": "5", "point": 6, "hi": 7, "target": 1}, "lo must be a number"),
        ({"lo": 5, "point": 6, "hi": 7, "target": None}, "target must be a number"),
        ({"point": 6, "hi": 7, "target": 1}, "missing key lo"),
    ],
)
def test_an_impossible_interval_is_refused(inputs, word):
    with pytest.raises(BadInput, match=word):
        compute(MEASURE, inputs)


@given(st.lists(score, min_size=3, max_size=3).map(sorted), score)
def test_lower_is_the_mirror_of_higher(three, target):
    lo, point, hi = three
    assert target_status(lo, point, hi, target) == target_status(-hi, -point, -lo, -target, "lower")


@given(st.lists(score, min_size=3, max_size=3).map(sorted), score, score)
def test_a_harder_target_is_never_reached_better(three, target, more):
    order = ["missed", "not_shown", "probably_achieved", "achieved"]
    easy, hard = (order.index(target_status(*three, goal)) for goal in (target, target + more))
    assert hard <= easy


GOAL = Target("checklist", "all locations", 80, 3, 76, 72, 80, "higher", "2027-06-30", "J. de Vries")


def test_a_target_is_kept_as_it_was_set():
    stored = json.loads(json.dumps(GOAL.as_dict()))
    assert Target(**stored) == GOAL
    with pytest.raises(AttributeError):
        GOAL.target = 70  # type: ignore[misc]


def test_a_target_judges_a_figure():
    assert GOAL.status(mean_t([82, 84, 83, 85, 84], 0, 100)) == "achieved"
    assert GOAL.status(mean_t([82, 84], 0, 100)) == "too_few"
    assert GOAL.status(Result(None, reason="no_data")) == "too_few"


@pytest.mark.parametrize(
    "changed",
    [
        {"minimal_relevant_change": -1},
        {"target": float("nan")},
        {"baseline_lo": None},
        {"baseline_lo": 90},
        {"direction": "sideways"},
        {"direction": "sideways", "baseline_lo": None, "baseline_hi": None},
        {"deadline": "soon"},
    ],
)
def test_an_impossible_target_is_refused(changed):
    with pytest.raises(ValueError):
        Target(**GOAL.as_dict() | changed)
