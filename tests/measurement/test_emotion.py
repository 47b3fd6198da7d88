import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import emotion
from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.reference import compute
from fieldwork.measurement.settings import Settings


def test_a_tap_is_a_valence_and_an_arousal():
    assert emotion.pad_to_valence_arousal(250, 900) == (-0.5, 0.9)


@pytest.mark.parametrize("px, py", [(-1, 0), (0, 1001), (float("nan"), 5), (None, 5)])
def test_a_tap_outside_the_pad_is_refused(px, py):
    with pytest.raises(ValueError):
        emotion.pad_to_valence_arousal(px, py)


def test_keyboard_cells_store_their_centre():
    assert [emotion.cell_centre(i, 9) for i in (0, 4, 8)] == [56, 500, 944]
    assert [emotion.cell_centre(i, 3) for i in range(3)] == [167, 500, 833]


def test_faces_have_their_own_valence_and_arousal():
    assert emotion.face_to_valence_arousal("anger", 3) == pytest.approx((-0.675, 0.765))
    with pytest.raises(ValueError):
        emotion.face_to_valence_arousal("anger", 5)


def test_hesitation_is_judged_within_the_shopper():
    found = emotion.hesitation([900, 1400, 1100, 2600, 1000, 1250, 980, 1150])
    assert (found.median_ln, found.mad_ln) == pytest.approx((7.0253, 0.12764), abs=1e-4)
    assert found.z == pytest.approx([-1.18, 1.16, -0.12, 4.43, -0.62, 0.56, -0.73, 0.12], abs=0.005)
    assert [emotion.pace_flag(z) for z in found.z].count("hesitant") == 1


def test_few_or_equal_latencies_say_so():
    assert emotion.hesitation([900] * 7).reason == "too_few"
    assert emotion.hesitation([900] * 8).z == [0.0] * 8


@pytest.mark.parametrize("too_fast, timed, usable", [(1, 10, True), (2, 10, False), (3, 4, True), (0, 0, True)])
def test_the_visit_gate_keeps_exactly_one_in_ten(too_fast, timed, usable):
    latencies = [200] * too_fast + [900] * (timed - too_fast) + [None] * 3
    share, kept = emotion.visit_gate(latencies)
    assert (share, kept) == (too_fast / timed if timed else None, usable)


@pytest.mark.parametrize(
    "latency, expected",
    [
        (299, 0),
        (300, 1),
        (3000, 1),
        (4000, 0.821),
        (6000, 0.568),
        (8000, 0.389),
        (10000, 0.25),
        (10001, 0),
        (None, 0.5),
    ],
)
def test_confidence_follows_the_latency(latency, expected):
    assert emotion.confidence(latency) == pytest.approx(expected, abs=0.0005)


def test_confidence_falls_with_revisions_delay_and_interruption():
    assert emotion.confidence(1000, revisions=1) == 0.5
    assert emotion.confidence(1000, delay_min=20) == pytest.approx(0.660, abs=0.0005)
    assert emotion.confidence(1000, delay_min=2) == 1
    assert emotion.confidence(1000, delay_min=500) == 0.1
    assert emotion.confidence(1000, interrupted=True) == 0


def named(*pairs):
    return [{"emotion": name, "intensity": intensity} for name, intensity in pairs]


@pytest.mark.parametrize(
    "words, v_c, mixed",
    [
        (named(("irritated", 4)), -0.8, False),
        (named(("reassured", 3), ("disappointed", 5)), -0.2, True),
        (named(("neutral", None)), 0, False),
        (named(("neutral", None), ("angry", 5)), -0.5, False),
        ([{"emotion": "other", "intensity": 5, "sign": -1, "text": "weggewuifd"}], -1, False),
        ([], None, False),
    ],
)
def test_words_have_a_valence_by_their_sign(words, v_c, mixed):
    found = emotion.conscious_valence(words)
    assert (found.v_c, found.mixed) == (v_c if v_c is None else pytest.approx(v_c), mixed)


@pytest.mark.parametrize(
    "words",
    [
        named(("furious", 4)),
        named(("angry", 6)),
        named(("angry", None)),
        named(("other", 3)),
    ],
)
def test_words_that_cannot_be_are_refused(words):
    with pytest.raises(ValueError):
        emotion.conscious_valence(words)


def test_first_impression_and_words_together():
    assert emotion.step_valence(0.6, 0.5, -0.3) == pytest.approx(0.0)
    assert emotion.step_valence(0.6, 0, -0.3) == -0.3
    assert emotion.step_valence(0.6, 0, None) is None
    assert emotion.step_valence(0.6, 0.1, None) == 0.6
    assert emotion.step_valence(None, None, None) is None
    assert emotion.say_feel_gap(0.6, 0.5, -0.3) == pytest.approx(-0.9)
    assert emotion.say_feel_gap(0.6, 0.24, -0.3) is None


def test_a_gap_is_classed_on_nine_decimals():
    assert emotion.gap_class(0.6 - 0.2) == "says_better_than_feels"
    assert emotion.gap_class(0.2 - 0.6) == "feels_better_than_says"
    assert emotion.gap_class(0.39) == "consistent"
    assert emotion.gap_class(None) is None


def test_a_gap_over_visits_needs_ten_of_them_and_size():
    assert emotion.is_gap(mean_t([-0.5, -0.4] * 5))
    assert not emotion.is_gap(mean_t([-0.5, -0.4] * 4))
    assert not emotion.is_gap(mean_t([-0.1, -0.05] * 5))
    assert not emotion.is_gap(mean_t([]))


def test_the_shopper_and_the_instrument_are_taken_off_the_gap():
    weight, offset = emotion.shopper_offset(40, 0.30, 0.06)
    instrument = emotion.instrument_offset(0.06, 100)
    assert (weight, offset) == pytest.approx((2 / 3, 0.16))
    assert emotion.corrected_gap(0.40, offset, instrument) == pytest.approx(0.18)
    assert emotion.shopper_offset(0, None, 0.06) == (0, 0)
    assert emotion.instrument_offset(0.06, 99) == 0


def test_the_mood_at_the_door_is_corrected_for():
    assert emotion.baseline_adjust(0.3, -0.2, 0.2, 0.25) == pytest.approx(0.40)
    assert emotion.baseline_adjust(0.9, -1, 1, 1) == 1
    visits = [(x / 100, 0.25 * x / 100) for x in range(-50, 50)]
    assert emotion.baseline_slope(visits) == pytest.approx(0.25)
    assert emotion.baseline_slope(visits[1:]) == 0
    assert emotion.baseline_slope([(0.1, 0.2)] * 100) == 0


def test_flat_lining_needs_five_taps_that_hardly_differ():
    assert emotion.is_flat([0.1, 0.11, 0.1, 0.1, 0.12])
    assert not emotion.is_flat([0.1] * 4)
    assert not emotion.is_flat([0.1, 0.5, 0.1, 0.1, 0.12])


def test_the_thresholds_come_from_the_settings():
    strict = Settings(too_fast_ms=500, gap_class=0.6)
    assert emotion.confidence(400, settings=strict) == 0
    assert emotion.gap_class(0.5, strict) == "consistent"
    assert Settings(**strict.as_dict()) == strict


@given(st.none() | st.floats(0, 60000), st.integers(0, 20), st.floats(0, 10000), st.booleans())
def test_confidence_lies_between_0_and_1(latency, revisions, delay, interrupted):
    assert 0 <= emotion.confidence(latency, revisions, delay, interrupted) <= 1


@given(st.none() | st.floats(-1, 1), st.none() | st.floats(0, 1), st.none() | st.floats(-1, 1))
def test_a_step_valence_lies_between_its_parts(v_i, c_i, v_c):
    v = emotion.step_valence(v_i, c_i, v_c)
    if v is not None:
        assert min(x for x in (v_i, v_c) if x is not None) - 1e-9 <= v
        assert v <= max(x for x in (v_i, v_c) if x is not None) + 1e-9


def test_a_gap_that_cannot_be_taken_says_why():
    given = {"v_i": 0.5, "c_i": 0.1, "v_c": 0.2, "shopper_offset": 0, "instrument_offset": 0}
    assert compute("step_experience", given)["reason"] == "no_pairs"
    assert compute("step_experience", given | {"v_i": None, "v_c": None})["reason"] == "no_data"
    assert "reason" not in compute("step_experience", given | {"c_i": 0.25})
