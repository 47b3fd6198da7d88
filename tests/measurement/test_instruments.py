import pytest

from fieldwork.measurement.instruments import IMPLICIT, common, face_shares, tap_of


def test_every_instrument_reads_its_own_fields():
    assert tap_of({"px": 250, "py": 900}) == tap_of({"instrument": "pad", "px": 250, "py": 900}) == (-0.5, 0.9)
    assert tap_of({"instrument": "faces", "face": "anger", "q": 3}) == pytest.approx((-0.675, 0.765))
    assert set(IMPLICIT) == {"pad", "faces"}


def test_the_name_decides_when_both_are_there():
    both = {"px": 1000, "py": 0, "face": "anger", "q": 4}
    assert tap_of(both | {"instrument": "faces"}) == pytest.approx((-0.9, 0.9))
    assert tap_of(both | {"instrument": "pad"}) == (1, 0)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"px": None, "py": 3},
        {"px": 1200, "py": 3},
        {"px": "a", "py": 3},
        {"face": "anger", "q": 9},
        {"face": "", "q": 1},
        {"instrument": "faces", "px": 1, "py": 2},
        {"instrument": ["pad"], "px": {}, "py": 2},
    ],
)
def test_what_cannot_be_read_was_not_given(parts):
    assert tap_of(parts) is None


def test_two_instruments_are_never_pooled():
    assert common([]) is None
    assert common(["pad", "pad"]) == "pad"
    with pytest.raises(ValueError, match="different_instruments"):
        common(["pad", "faces"])


def test_the_eight_shares_have_their_intervals():
    shares = face_shares(["joy"] * 18 + ["anger"] * 6)
    assert list(shares) == ["joy", "trust", "anticipation", "surprise", "fear", "sadness", "disgust", "anger"]
    assert (shares["joy"].value, shares["joy"].lo, shares["joy"].hi) == pytest.approx((0.75, 0.551006, 0.880006))
    assert (shares["fear"].value, shares["fear"].lo) == (0, 0)
    assert shares["fear"].hi > 0
    assert sum(one.value for one in shares.values()) == pytest.approx(1)
    assert {one.reason for one in face_shares([]).values()} == {"no_data"}
    with pytest.raises(ValueError, match="envy"):
        face_shares(["joy", "envy"])
