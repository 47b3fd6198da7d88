"""What an instrument keeps, refuses and drops."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.emotions import instruments
from fieldwork.emotions.instruments import Refused
from fieldwork.emotions.words import EMOTIONS

TAP = {
    "px": 250, "py": 900, "t_shown": 1000, "t_first_touch": 1900, "t_final": 2100, "first_px": 260,
    "first_py": 880, "revisions": 1, "input_kind": "touch", "interrupted": False, "long_task": False,
    "instrument": "pad", "delay_min": 0,
}  # fmt: skip
WORDS = {
    "named": [{"emotion": "irritated", "intensity": 4}],
    "cause_tag": "process",
    "cause_text": "The screen was off.",
    "tile_side": "right",
}


def check(code, inside, language="en"):
    return instruments.get(code).check({"v": inside}, language)["v"]


def refused(code, inside):
    with pytest.raises(Refused) as caught:
        check(code, inside)
    assert isinstance(caught.value, ValueError)
    assert caught.value.args == (caught.value.code, caught.value.message)
    assert caught.value.message
    return caught.value.code


def test_a_tap_is_kept_as_it_is():
    assert check("pad", TAP) == TAP


PLACES = {"px", "py", "first_px", "first_py"}
FACE = {key: value for key, value in TAP.items() if key not in PLACES} | {
    "face": "anger",
    "q": 3,
    "instrument": "faces",
}


def test_a_face_is_kept_without_a_place():
    assert check("faces", FACE | {"px": 1, "first_px": 2}) == FACE
    assert check("faces", FACE | {"input_kind": "assistive"})["t_first_touch"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"face": "joyful"}, {"face": None}, {"face": ["joy"]}, {"q": 0}, {"q": 5}, {"q": 2.5}, {"q": True}, {"q": "2"}],
)
def test_a_face_that_is_not_there_is_refused(wrong):
    assert refused("faces", FACE | wrong) == "face"


def test_a_study_takes_taps_of_its_own_instrument_only():
    assert refused("faces", TAP) == refused("pad", FACE) == "instrument"
    assert instruments.for_field("waiting/@tap") is instruments.get("pad")
    for field in ("waiting/@tap", "@baseline"):
        assert instruments.for_field(field, "faces") is instruments.get("faces")
    assert instruments.for_field("waiting/@grade", "faces") is instruments.get("grade")


@pytest.mark.parametrize("code", ["pad", "faces", "named", "grade", "recommend"])
def test_every_part_can_be_left_unsaid_or_cleared(code):
    assert instruments.get(code).check({"skipped": "cannot_say"}, "nl") == {"skipped": "cannot_say"}
    assert instruments.get(code).check(None, "nl") is None
    for wrong in ({"skipped": "lazy"}, {}, [], "v", 7, {"na": "no"}):
        with pytest.raises(Refused):
            instruments.get(code).check(wrong, "nl")


@pytest.mark.parametrize("key", ["px", "py", "first_px", "first_py"])
@pytest.mark.parametrize("value", [-1, 1001, 250.5, "250", True, None])
def test_a_tap_outside_the_square_is_refused(key, value):
    assert refused("pad", TAP | {key: value}) == "outside"


@pytest.mark.parametrize("key", ["t_shown", "t_first_touch", "t_final"])
@pytest.mark.parametrize("value", [-1, 1.5, "now", True, None, 10**15])
def test_a_time_is_a_whole_number_of_milliseconds(key, value):
    assert refused("pad", TAP | {key: value}) == "time"


@pytest.mark.parametrize("kind", ["keyboard", "assistive"])
def test_keyboard_and_list_have_no_latency(kind):
    kept = check("pad", TAP | {"input_kind": kind, "first_px": None, "first_py": None})
    assert kept["t_first_touch"] is None
    assert (kept["px"], kept["py"]) == (250, 900)


@pytest.mark.parametrize(
    "key, value, code",
    [
        ("input_kind", "gaze", "input_kind"),
        ("instrument", "faces", "instrument"),
        ("revisions", -1, "revisions"),
        ("interrupted", 1, "flag"),
        ("long_task", "yes", "flag"),
        ("delay_min", -0.1, "delay"),
        ("delay_min", float("nan"), "delay"),
        ("delay_min", float("inf"), "delay"),
    ],
)
def test_the_rest_of_a_tap_is_checked_too(key, value, code):
    assert refused("pad", TAP | {key: value}) == code


def test_delay_is_none_given_zero_stored():
    assert check("pad", {key: value for key, value in TAP.items() if key != "delay_min"})["delay_min"] == 0


def test_words_are_kept_as_they_are():
    assert check("named", WORDS) == WORDS


def test_neutral_has_no_strength():
    chosen = [{"emotion": "neutral", "intensity": 3}, {"emotion": "happy", "intensity": 2}]
    assert check("named", WORDS | {"named": chosen})["named"] == [
        {"emotion": "neutral", "intensity": None},
        {"emotion": "happy", "intensity": 2},
    ]


def test_another_word_needs_its_text_and_its_sign():
    own = {"emotion": "other", "intensity": 3, "sign": -1, "text": " cold\x00 "}
    assert check("named", WORDS | {"named": [own]})["named"] == [own | {"text": "cold"}]
    assert refused("named", WORDS | {"named": [own | {"text": " "}]}) == "word"
    assert refused("named", WORDS | {"named": [own | {"text": "x" * 81}]}) == "too_long"
    for sign in (0, 2, None, True, "1"):
        assert refused("named", WORDS | {"named": [own | {"sign": sign}]}) == "sign"


def test_sign_and_text_are_dropped_from_words_of_the_list():
    chosen = {"emotion": "happy", "intensity": 5, "sign": -1, "text": "no"}
    assert check("named", WORDS | {"named": [chosen]})["named"] == [{"emotion": "happy", "intensity": 5}]


@pytest.mark.parametrize(
    "change, code",
    [
        ({"named": []}, "none_chosen"),
        ({"named": "irritated"}, "shape"),
        ({"named": [{"emotion": code, "intensity": 1} for code in ("happy", "angry", "tense")]}, "too_many"),
        ({"named": [{"emotion": "happy", "intensity": 1}, {"emotion": "happy", "intensity": 2}]}, "twice"),
        ({"named": [{"emotion": "joyful", "intensity": 1}]}, "unknown"),
        ({"named": [{"emotion": ["happy"], "intensity": 1}]}, "unknown"),
        ({"named": [{"emotion": "happy"}]}, "strength"),
        ({"named": [{"emotion": "happy", "intensity": 6}]}, "strength"),
        ({"cause_tag": "weather"}, "cause"),
        ({"cause_tag": ["people"]}, "cause"),
        ({"cause_text": 3}, "text"),
        ({"cause_text": "x" * 2001}, "too_long"),
        ({"tile_side": "top"}, "tile_side"),
    ],
)
def test_words_that_cannot_be_stored(change, code):
    assert refused("named", WORDS | change) == code


@pytest.mark.parametrize("code, low", [("grade", 1), ("recommend", 0)])
def test_grades(code, low):
    assert [check(code, grade) for grade in range(low, 11)] == list(range(low, 11))
    for wrong in (low - 1, 11, 7.0, "7", True, None, [7]):
        assert refused(code, wrong) == "range"


def test_the_field_tells_the_instrument():
    fields = [
        "a/@tap",
        "@baseline",
        "a#2/@named",
        "a/@grade",
        "@overall",
        "@recommend",
        "a/b",
        "a/@unanswered",
    ]
    found = [instruments.for_field(field) for field in fields]
    assert [one.code if one else None for one in found] == [
        "pad", "pad", "named", "grade", "grade", "recommend", None, None,
    ]  # fmt: skip


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
almost_a_tap = st.dictionaries(st.sampled_from([*TAP, "path", "pressure"]), anything).map(lambda d: TAP | d)
almost_words = st.dictionaries(st.sampled_from([*WORDS, "typed"]), anything).map(lambda d: WORDS | d)
almost_one = st.fixed_dictionaries(
    {"emotion": st.sampled_from([*EMOTIONS, "joyful"])},
    optional={"intensity": anything, "sign": anything, "text": anything, "face": anything},
)
named_lists = st.lists(almost_one, max_size=3).map(lambda named: WORDS | {"named": named})


@pytest.mark.parametrize("code", ["pad", "faces", "named", "grade", "recommend"])
@given(value=anything | st.one_of(anything, almost_a_tap, almost_words, named_lists).map(lambda v: {"v": v}))
def test_any_value_is_cleaned_once_and_for_all_or_refused(code, value):
    check = instruments.get(code).check
    try:
        cleaned = check(value, "en")
    except Refused:
        return
    assert check(cleaned, "en") == cleaned
    json.dumps(cleaned, allow_nan=False).encode()


@given(px=st.integers(0, 1000), py=st.integers(0, 1000))
def test_every_place_of_the_square_is_kept_unchanged(px, py):
    kept = check("pad", TAP | {"px": px, "py": py})
    assert (kept["px"], kept["py"]) == (px, py)
