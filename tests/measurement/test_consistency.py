import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import consistency, segments


def test_consistency_of_four_visits():
    found = consistency.consistency([88, 92, 75, 81])
    assert (found.mean, found.sd, found.sd_max, found.index) == pytest.approx((84, 7.528, 42.33, 0.822), abs=0.005)
    assert consistency.consistency([100, 100, 100]).index == 1
    assert consistency.consistency([80, 90]).reason == "too_few"
    with pytest.raises(ValueError):
        consistency.consistency([101, 90, 80])


@given(st.lists(st.floats(0, 100), min_size=3, max_size=20))
def test_consistency_lies_between_0_and_1(scores):
    assert -1e-6 <= consistency.consistency(scores).index <= 1


def test_between_locations():
    found = consistency.icc1([[82, 78, 85], [64, 70, 61], [90, 93, 88], [75, 71, 80]])
    assert (found.msb, found.msw, found.icc1) == pytest.approx((341.64, 15.0, 0.879), abs=0.005)
    assert consistency.icc1([[1], [2], [3]]).reason == "too_few"
    assert consistency.icc1([[5, 5], [5, 5], [5, 5]]).reason == "zero_variance"
    assert consistency.icc1([[], []]).reason == "no_data"


@pytest.mark.parametrize(
    "icc, expected",
    [
        (0.1, [0.10, 0.18, 0.25, 0.31, 0.47, 0.69]),
        (0.2, [0.20, 0.33, 0.43, 0.50, 0.67, 0.83]),
        (0.35, [0.35, 0.52, 0.62, 0.68, 0.81, 0.92]),
        (0.5, [0.50, 0.67, 0.75, 0.80, 0.89, 0.95]),
    ],
)
def test_reliability_grows_with_visits(icc, expected):
    assert [consistency.reliability(icc, n) for n in (1, 2, 3, 4, 8, 20)] == pytest.approx(expected, abs=0.0055)


def test_visits_needed_forgive_binary_digits():
    assert consistency.visits_needed(0.2, 0.8) == 16
    assert consistency.visits_needed(0.2, 0.7) == 10
    assert consistency.visits_needed(0, 0.7) is None


def test_locations_are_ranked_only_when_reliable():
    assert consistency.may_rank(0.7, 10)
    assert consistency.may_rank(0.8 - 0.1, 10)  # 0.7000000000000001 or 0.7: the same to the reader
    assert not consistency.may_rank(0.69, 50)
    assert not consistency.may_rank(0.9, 9)
    assert not consistency.may_rank(None, 50)


def test_a_mix_can_turn_a_change_round():
    before = {"phone": (60.0, 80), "desk": (80.0, 20)}
    after = {"phone": (58.0, 20), "desk": (78.0, 80)}
    found = segments.change(before, after, {"phone": 0.5, "desk": 0.5})
    assert (found.raw, found.adjusted, found.flags) == (pytest.approx(10), pytest.approx(-2), ("mix_effect",))
    assert segments.change({}, after, {}).raw is None
    assert segments.mix_adjusted({"a": None}, {"a": 1}) is None
