"""A chain: the same figures as from sums, whatever names visits and places have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.chains import Chain
from fieldwork.measurement.intervals import mean_t, wilson
from fieldwork.measurement.journey import curve_point, journey_score, phase_scores
from fieldwork.measurement.moments import direction, pain_point
from fieldwork.measurement.weighting import clustered_mean, clustered_share, icc_of, sums

GROUPS = [[0.3, 0.5], [-0.4, -0.1], [0.2, 0.1], [-0.6, -0.3], [0.8, 0.6]]
VALUES = {f"visit {i}{j}": v for i, group in enumerate(GROUPS) for j, v in enumerate(group)}
CHAIN = Chain({visit: visit[-2] for visit in VALUES}, 12)


def test_visits_are_added_up_per_place():
    assert CHAIN.mean(VALUES, -1, 1) == clustered_mean([sums(group) for group in GROUPS], 12, -1, 1)
    assert CHAIN.mean({}, -1, 1).reason == "no_data"


def test_a_share_is_as_alike_as_the_values_it_was_cut_from():
    negative = {visit: v <= -0.2 for visit, v in VALUES.items()}
    counts = [(0, 2), (1, 2), (0, 2), (2, 2), (0, 2)]
    assert CHAIN.share(negative) == clustered_share(counts)
    assert CHAIN.share(negative, VALUES) == clustered_share(counts, icc_of([sums(group) for group in GROUPS])[0])


@given(st.lists(st.floats(-1, 1), max_size=12))
def test_visits_without_a_place_stand_by_themselves(values):
    found, wanted = Chain().mean(dict(enumerate(values)), -1, 1), mean_t(values, -1, 1)
    assert (found.n, found.flags, found.method) == (wanted.n, (), "t")
    assert found.value == (None if wanted.value is None else pytest.approx(wanted.value))
    chosen = [v > 0 for v in values]
    assert Chain().share(dict(enumerate(chosen))) == wilson(sum(chosen), len(chosen))


def test_curve_phases_score_and_pain_points_take_the_places():
    rows = [{"visit": visit, "step": "waiting", "v": v, "v_c": v} for visit, v in VALUES.items()]
    point = curve_point("waiting", rows, 0.6, places=CHAIN)
    wanted = CHAIN.mean(VALUES, -1, 1)
    assert point.both == point.conscious == wanted
    assert (point.distance.method, point.distance.lo) == ("two_stage_t", wanted.lo - 0.6)
    assert point.negative == CHAIN.share({visit: v <= -0.2 for visit, v in VALUES.items()}, VALUES)
    document = {"phases": [{"key": "all", "steps": [{"key": "waiting"}]}]}
    assert phase_scores(document, rows, CHAIN)["all"] == wanted
    assert journey_score(VALUES.values(), [visit[-2] for visit in VALUES], 12) == wanted
    assert journey_score([*VALUES.values(), None], [*(visit[-2] for visit in VALUES), "x"], 12).flags == ("left_out:1",)


def test_what_hurts_at_three_places_only_is_less_sure_than_it_looks():
    shares = {(place, i): -0.9 if place < 3 else 0.3 for place in range(10) for i in range(5)}
    chain = Chain({visit: visit[0] for visit in shares}, 100)
    assert "many_very_negative" not in pain_point(shares, 1, places=chain).because
    assert pain_point(list(shares.values()), 1).because == ("many_very_negative",)
    apart, together = direction(list(shares.values()))[1], direction(shares, places=chain)[1]
    assert together.hi - together.lo > apart.hi - apart.lo
