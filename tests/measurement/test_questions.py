from fractions import Fraction as F

import pytest

from fieldwork.measurement.questions import points_of

from .build import choice, grade, yes_no

SCALE = {"kind": "scale", "anchors": [{"points": 0}, {"points": 2}, {"points": None}, {"points": 4}]}
WAIT = {
    "kind": "duration",
    "bands": [{"upto": 120, "points": 2}, {"upto": 300.5, "points": 1}, {"upto": None, "points": 0}],
}
SEVERAL = choice("q", {"a": 2, "b": 3, "c": -1, "d": None}, kind="multiple")


@pytest.mark.parametrize(
    "question, value, expected",
    [
        (yes_no("q"), "yes", (1, 1)),
        (yes_no("q"), "no", (0, 1)),
        (yes_no("q", points=None), "yes", None),
        (choice("q", {"a": 3, "b": 1}), "b", (1, 3)),
        (choice("q", {"a": 3, "b": None}), "b", None),
        (choice("q", {"a": None}), "a", None),
        (choice("q", {"a": 0}), "a", None),
        (choice("q", {"a": 0.1, "b": -2}), "b", (0, F(1, 10))),
        (SEVERAL, ["a"], (2, 5)),
        (SEVERAL, ["a", "b", "c"], (4, 5)),
        (SEVERAL, ["c"], (0, 5)),
        (SCALE, 2, (2, 4)),
        (SCALE, 3, None),
        (SCALE, 5, None),
        (grade("q"), 1, (0, 1)),
        (grade("q"), 10, (1, 1)),
        (grade("q"), 7, (F(2, 3), 1)),
        (grade("q", scored=False), 7, None),
        (WAIT, 120, (2, 2)),
        (WAIT, 300.5, (1, 2)),
        (WAIT, 900, (0, 2)),
        (WAIT, "900", None),
        ({"kind": "nps"}, 9, None),
        ({"kind": "note"}, None, None),
        ({"kind": "short_text"}, "ok", None),
        ({"kind": "number", "bands": []}, 3, None),
        (yes_no("q"), "maybe", None),
        (SEVERAL, "a", None),
        (SEVERAL, ["z"], None),
        (grade("q"), 11, None),
    ],
)
def test_an_answer_has_points_or_leaves_the_score(question, value, expected):
    assert points_of(question, {"v": value}) == expected


def test_missing_and_not_applicable_may_count_as_nothing():
    assert points_of(yes_no("q"), None) is None
    assert points_of(yes_no("q"), None, {"missing": "zero"}) == (0, 1)
    assert points_of(yes_no("q"), {"skipped": "cannot_say"}, {"missing": "zero"}) == (0, 1)
    assert points_of(yes_no("q"), {"na": "closed"}) is None
    assert points_of(yes_no("q"), {"na": "closed"}, {"na": "zero"}) == (0, 1)
