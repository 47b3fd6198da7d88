"""Acceptance of the instrument in a pilot: its bounds at their very edge, and nothing said of too little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.numbers import quantile
from fieldwork.measurement.pilot import PilotStep, pilot

ENOUGH = 200


def steps(n=ENOUGH, shoppers=30, seconds=15.0, v_i=0.5, c_i=1.0, v_c=0.6):
    return [PilotStep(at % shoppers, seconds, v_i, c_i, v_c) for at in range(n)]


def test_a_quick_instrument_that_says_what_the_words_say_is_accepted():
    found = pilot(steps())
    assert (found.n_shoppers, found.n_pairs) == (30, 200)
    assert (found.median.value, found.p90.value, found.agreement.value) == (15, 15, 1)
    assert found.met() == {"median": True, "p90": True, "agreement": True, "retest": None}
    assert (found.retest.value, found.retest.reason, found.retest.n) == (None, "no_data", 0)


@pytest.mark.parametrize(("n", "shoppers"), [(199, 30), (400, 29), (0, 1), (1, 1)])
def test_of_too_little_nothing_is_said(n, shoppers):
    found = pilot(steps(n, shoppers))
    assert set(found.met().values()) == {None}


@pytest.mark.parametrize(
    ("change", "met"),
    [
        ({"seconds": 20}, {"median": True, "p90": True}),
        ({"seconds": 20.001}, {"median": False, "p90": True}),
        ({"seconds": 35}, {"median": False, "p90": True}),
        ({"seconds": 35.001}, {"median": False, "p90": False}),
        ({"seconds": None}, {"median": None, "p90": None, "agreement": True}),
        ({"v_i": -0.5}, {"agreement": False, "median": True}),
        ({"v_i": 0.0}, {"agreement": False}),  # a tap without a side agrees with neither
        ({"v_i": 0.5, "v_c": -0.6}, {"agreement": False}),
        ({"v_i": -0.5, "v_c": -0.6}, {"agreement": True}),
        ({"v_c": 0.39}, {"agreement": None}),  # no words that take a side
        ({"v_c": 0.6 - 0.2}, {"agreement": True}),  # 0.4 in decimals
        ({"v_i": None}, {"median": None, "agreement": None}),
        ({"c_i": 0}, {"median": None, "agreement": None}),  # no first impression at all
    ],
)
def test_every_bound(change, met):
    found = pilot(steps(**change)).met()
    assert {name: found[name] for name in met} == met


def test_agreement_is_reached_at_85_in_a_hundred():
    right, wrong = steps(170), steps(30, v_i=-0.5)
    assert pilot(right + wrong).met()["agreement"] is True
    assert pilot(right[1:] + wrong + steps(1, v_i=-0.5)).met()["agreement"] is False
    found = pilot(right + wrong).agreement
    assert (found.value, found.n, found.basis, found.flags) == (0.85, 200, "pairs", ("not_clustered",))
    assert found.lo < 0.85 < found.hi


def test_few_timed_steps_say_nothing_of_the_duration():
    found = pilot(steps(199) + steps(50, seconds=None))
    assert (found.median.n, found.n_pairs) == (199, 249)
    assert found.met() == {"median": None, "p90": None, "agreement": True, "retest": None}


def test_the_same_clip_a_week_later():
    rng = np.random.default_rng(3)
    first = rng.uniform(-1, 1, 10)
    again = np.clip(first + rng.normal(0, 0.2, 10), -1, 1)
    found = pilot([], list(zip(first.tolist(), again.tolist(), strict=True)))
    assert found.retest.value == pytest.approx(np.corrcoef(first, again)[0, 1])
    assert found.retest.lo < found.retest.value < found.retest.hi
    assert found.met()["retest"] is True
    assert pilot([], [(v, -v) for v in first]).met()["retest"] is False
    assert pilot([], [(0.2, 0.3)] * 12).retest.reason == "zero_variance"
    assert pilot([], [(0.2, 0.3)] * 9).retest.reason == "too_few"
    assert pilot([], [(v, v) for v in first]).retest.value == pytest.approx(1)


def test_a_pilot_travels_as_json():
    found = pilot(steps()).as_dict()
    assert set(found) == {"n_shoppers", "n_pairs", "median", "p90", "agreement", "retest", "met"}
    assert (found["median"]["value"], found["retest"]["reason"]) == (15, "no_data")


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=40), st.sampled_from([0, 0.1, 0.5, 0.9, 1]))
def test_a_quantile_is_that_of_numpy(values, share):
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), abs=1e-9)
