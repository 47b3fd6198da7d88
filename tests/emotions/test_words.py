"""The words of a feeling."""

from django.utils.translation import override

from fieldwork.emotions.words import CAUSES, EMOTIONS, PAIRS, describe, place, tiles


def test_pleasant_and_unpleasant_words_are_in_balance():
    assert len(EMOTIONS) == 16
    assert [sum(one.sign == sign for one in EMOTIONS.values()) for sign in (1, -1, 0)] == [7, 7, 2]
    assert all(bad.sign == -1 and good.sign == 1 for bad, good in PAIRS)
    assert all(bad.activation == good.activation for bad, good in PAIRS)


def test_a_face_looks_like_its_word():
    for one in EMOTIONS.values():
        if one.face:
            level, row = one.face
            assert level * one.sign > 0 or one.sign == level == 0
            assert row in (0, 1, 2)


def test_causes():
    assert list(CAUSES) == ["people", "process", "place", "product", "price", "digital", "other"]


def test_sides_of_the_tiles():
    assert all(left.sign == 1 for left, right in tiles("left"))
    assert all(right.sign == 1 for left, right in tiles("right"))


def test_a_place_in_words():
    assert [place(px, 0)[0] for px in (0, 199, 200, 500, 600, 800, 1000)] == [-2, -2, -1, 0, 1, 2, 2]
    assert [place(0, py)[1] for py in (0, 333, 334, 666, 667, 1000)] == [0, 0, 1, 1, 2, 2]
    with override("en"):
        assert describe(250, 900) == "unpleasant, much energy"
        assert describe(500, 500) == "neutral, average energy"
