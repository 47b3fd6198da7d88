from fractions import Fraction as F

from fieldwork.measurement.versions import bridge


def test_versions_are_compared_on_what_they_share():
    old = {"greet": (F(2), F(1)), "smile": (F(1), F(0)), "flyer": (F(1), F(1))}
    new = {"greet": (F(1), F(1)), "smile": (F(1), None), "app": (F(1), F(0))}
    found = bridge(old, new)
    assert found.common == ["greet", "smile"]
    assert (found.share_v1, found.share_v2, found.trend_break) == (F(3, 4), F(2, 3), True)
    assert (found.score_v1, found.score_v2) == (50, 100)


def test_nothing_in_common_breaks_the_trend():
    found = bridge({"a": (F(1), F(1))}, {"b": (F(1), F(1))})
    assert (found.common, found.score_v1, found.trend_break) == ([], None, True)
    assert bridge({"a": (F(7), F(1)), "b": (F(3), F(1))}, {"a": (F(1), F(1))}).trend_break is False
    almost = {"a": (F(str(0.1 + 0.2 + 0.4 - 1e-15)), F(1)), "b": (F(3, 10), F(1))}
    assert bridge(almost, {"a": (F(1), F(1))}).trend_break is False
