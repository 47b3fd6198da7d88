from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import checklist
from fieldwork.measurement.checklist import (
    Item,
    Options,
    Section,
    aggregate,
    point_sums,
    ratio_of_sums,
    read_critical,
    score,
)
from fieldwork.measurement.distributions import t_quantile
from fieldwork.measurement.weighting import clustered_mean, sums


def item(key, points, maximum=1, weight=1, critical="none", threshold=None):
    state = "na" if points == "na" else "missing" if points is None else "answered"
    return Item(
        key,
        state,
        F(points) if state == "answered" else None,
        F(maximum),
        F(weight),
        read_critical(critical),
        None if threshold is None else F(threshold),
    )


def section(key, *items, weight=1):
    return Section(key, F(weight), items)


def one(*items, weight=1):
    return [section("all", *items, weight=weight)]


def test_sections_weigh_in_the_total():
    scored = score(
        [
            section("a", item("greet", 1, weight=2), item("smile", 0), weight=40),
            section("b", item("advice", 3, 4), item("offer", "na"), weight=60),
        ],
        Options(),
    )
    assert scored.section_scores == {"a": F(200, 3), "b": F(75)}
    assert (scored.total, str(scored.display)) == (F(215, 3), "71.7")


def test_g1_weighted_sections_all_applicable():
    weights, scores = ["05", "15", "20", "20", "20", "15", "05"], ["0.5", "1", "1", "0.33", "1", "1", "1"]
    sections = [section(str(i), item("q", s), weight=w) for i, (w, s) in enumerate(zip(weights, scores, strict=True))]
    assert score(sections, Options()).total == F("84.1")


def test_g2_a_section_wholly_not_applicable_leaves_the_total():
    weights = ["0.05", "0.15", "0.2", "0.2", "0.2", "0.15"]
    scores = ["0.98148", "1", "0.85714", "0.85714", "0.93333", "0.75"]
    sections = [section(str(i), item("q", s), weight=w) for i, (w, s) in enumerate(zip(weights, scores, strict=True))]
    scored = score([*sections, section("privacy", item("q", "na"), weight="0.05")], Options())
    assert float(scored.total) == pytest.approx(88.5366, abs=0.0005)
    assert scored.section_scores["privacy"] is None


def test_g3_visits_are_averaged_unless_the_journey_adds_up_points():
    visits = [(F(9000, 95), F(90), F(95)), (F(90), F(90), F(100))]
    assert aggregate(visits, "mean_of_visits").value == pytest.approx(92.3684, abs=1e-4)
    assert aggregate(visits, "ratio_of_sums").value == pytest.approx(92.3077, abs=1e-4)
    assert aggregate([(None, F(0), F(0))], "ratio_of_sums").reason == "no_data"
    assert aggregate(visits, "ratio_of_sums").reason == "too_few"
    with pytest.raises(ValueError):
        aggregate(visits, "median")


FULL_HOUSE = [(F(99), F(99), F(100)), (F(60), F(60), F(100)), (F(100), F(100), F(100))]


@pytest.mark.parametrize("how", ["mean_of_visits", "ratio_of_sums"])
def test_a_total_over_visits_stays_on_its_scale(how):
    found = aggregate(FULL_HOUSE, how)
    assert (found.value, found.hi, found.reason) == (pytest.approx(259 / 3), 100, None)


def test_only_a_bonus_takes_an_interval_above_100():
    assert aggregate([*FULL_HOUSE, (F(104), F(100), F(100))], "mean_of_visits").hi > 100


def test_points_added_up_have_the_interval_of_a_ratio():
    points, maxima = [90, 70, 45, 80], [95, 100, 50, 120]
    found = aggregate([(F(100 * p, m), F(p), F(m)) for p, m in zip(points, maxima, strict=True)], "ratio_of_sums")
    ratio = sum(points) / sum(maxima)
    left = sum((p - ratio * m) ** 2 for p, m in zip(points, maxima, strict=True))
    half = t_quantile(3) * 100 * (4 / 3 * left) ** 0.5 / sum(maxima)
    assert (found.value, found.lo, found.hi) == pytest.approx((100 * ratio, 100 * ratio - half, 100))
    assert found.n_eff == found.n == 4


def test_g4_not_applicable_leaves_or_counts_nothing():
    items = [item("a", 1), item("b", 0), item("c", "na")]
    assert score(one(*items), Options()).total == 50
    assert score(one(*items), Options(na="zero")).total == F(100, 3)
    assert score(one(item("several", 3, 5)), Options()).total == 60


def test_g4_bonus_adds_to_the_total_and_stops_at_100():
    assert checklist.with_bonus(F(90), F(5)) == 95
    assert checklist.with_bonus(F(98), F(5)) == 100
    assert checklist.with_bonus(F(98), F(5), allow_over_100=True) == 103
    assert score(one(item("a", 1), item("b", 0)), Options(), bonus=F(5)).total == 55


def test_g5_points_of_their_maximum_times_weight():
    scored = score(one(item("cleanliness", 4, 5, weight=20)), Options())
    assert (scored.sums["all"].points, scored.sums["all"].maximum) == (16, 20)
    unanswered = score(one(item("cleanliness", None, 5, weight=20)), Options(missing="zero"))
    assert (unanswered.sums["all"].points, unanswered.sums["all"].maximum) == (0, 20)


def test_g8_a_section_under_its_mark_fails_the_form():
    sections = [section("safety", item("a", "0.6949")), section("rest", item("b", 1))]
    scored = score(sections, Options(section_pass_mark=F(70), pass_mark=F(80)))
    assert (str(scored.display), scored.verdict) == ("84.7", "fail")
    assert score(sections, Options(section_pass_mark=F("69.5"), pass_mark=F(80))).verdict == "pass"


def eighty(critical, points=0, threshold=None):
    return one(item("safe", points, critical=critical, threshold=threshold), *(item(f"q{i}", 1) for i in range(4)))


def test_a_cap_holds_the_total_down_and_shows_what_it_was():
    scored = score(eighty("cap:50"), Options(pass_mark=F(40)))
    assert (scored.before_critical, scored.total, scored.verdict, scored.triggered) == (80, 50, "fail", ["safe"])


@pytest.mark.parametrize("critical, total", [("fail", 80), ("zero_total", 0), ("zero_section", 0), ("none", 80)])
def test_every_critical_effect(critical, total):
    scored = score(eighty(critical), Options())
    assert (scored.before_critical, scored.total) == (80, total)
    assert scored.verdict == (None if critical == "none" else "fail")


@pytest.mark.parametrize("points", ["na", None, 1])
def test_a_critical_item_not_asked_or_met_does_nothing(points):
    scored = score(eighty("zero_total", points), Options(pass_mark=F(80)))
    assert (scored.total, scored.verdict, scored.triggered) == (100, "pass", [])


def test_a_threshold_lets_a_critical_item_pass():
    assert score(eighty("fail", "0.6", threshold="0.6"), Options()).triggered == []
    assert score(eighty("fail", "0.59", threshold="0.6"), Options()).triggered == ["safe"]


def test_only_the_section_of_the_item_is_set_to_zero():
    sections = [section("a", item("safe", 0, critical="zero_section"), item("b", 1)), section("b", item("c", 1))]
    scored = score(sections, Options(), bonus=F(5))
    assert (scored.before_critical, scored.total) == (80, 55)
    assert scored.section_scores == {"a": 0, "b": 100}


@pytest.mark.parametrize("effect", ["cap", "fail:3", "explode", "cap:x", "cap:-5", "cap:1e999999999", "cap:1/3"])
def test_an_unknown_effect_is_refused(effect):
    with pytest.raises(ValueError):
        read_critical(effect)


def test_the_verdict_reads_what_the_client_reads():
    scored = score(one(item("a", "0.7995")), Options(pass_mark=F(80)))
    assert (str(scored.display), scored.verdict) == ("80.0", "pass")
    assert score(one(item("a", "0.7994")), Options(pass_mark=F(80))).verdict == "fail"


@pytest.mark.parametrize(
    "answered, status, reason",
    [
        (10, "final", None),
        (8, "final", None),
        (7, "provisional", None),
        (5, "provisional", None),
        (4, "suppressed", "low_coverage"),
        (0, "suppressed", "no_data"),
    ],
)
def test_coverage_decides_what_may_be_shown(answered, status, reason):
    items = [item(str(i), 1 if i < answered else None) for i in range(10)]
    scored = score([*one(*items), section("other", item("x", "na"))], Options())
    assert (scored.coverage, scored.status, scored.reason) == (F(answered, 10), status, reason)


def test_thresholds_forgive_the_last_binary_digits():
    # 0.6 - 0.2 is 0.39999999999999997: nobody means less than 0.4 by it.
    met = item("met", str(0.6 - 0.2), critical="fail", threshold="0.4")
    assert score(one(met), Options()).triggered == []
    answered, missing = item("a", 1, weight=str(0.6 - 0.2)), item("b", None, weight="0.1")
    assert score(one(answered, missing), Options()).status == "final"


def test_all_not_applicable_is_no_score():
    scored = score(one(item("a", "na"), item("b", "na")), Options())
    assert (scored.total, scored.coverage, scored.status, scored.reason) == (None, None, "suppressed", "all_na")


answers = st.sampled_from(["na", None, 0, "0.25", "0.5", 1])
items = st.lists(st.tuples(answers, st.integers(0, 5)), min_size=1, max_size=8)
forms = st.lists(st.tuples(items, st.integers(0, 50)), min_size=1, max_size=4)


def built(form):
    return [
        section(str(i), *(item(f"{i}.{j}", p, weight=w) for j, (p, w) in enumerate(parts)), weight=weight)
        for i, (parts, weight) in enumerate(form)
    ]


@given(forms, st.randoms(use_true_random=False))
def test_a_score_is_bounded_and_blind_to_order(form, random):
    sections = built(form)
    scored = score(sections, Options())
    assert scored.total is None or 0 <= scored.total <= 100
    assert scored.coverage is None or 0 <= scored.coverage <= 1
    shuffled = [
        Section(s.key, s.weight, random.sample(list(s.items), len(s.items)))
        for s in random.sample(sections, len(sections))
    ]
    again = score(shuffled, Options())
    assert (again.total, again.coverage) == (scored.total, scored.coverage)


@given(forms, st.integers(0, 9))
def test_one_more_not_applicable_leaves_the_score_alone(form, weight):
    sections = built(form)
    extra = [Section(s.key, s.weight, [*s.items, item("extra", "na", weight=weight)]) for s in sections]
    assert score(extra, Options()).total == score(sections, Options()).total
    assert score(extra, Options()).coverage == score(sections, Options()).coverage


def test_a_ratio_over_locations_is_the_mean_when_every_visit_could_earn_the_same():
    places = [[4, 9], [7, 7], [2, 8], [10, 6], [5, 5], [9, 3, 8]]
    ratio = ratio_of_sums([point_sums((p, 10) for p in visits) for visits in places], 12)
    mean = clustered_mean([sums(10 * p for p in visits) for visits in places], 12, 0, 100)
    assert (ratio.method, mean.method, ratio.n) == ("ratio_of_sums", "two_stage_t", 13)
    for name in ("value", "lo", "hi", "n_eff", "sd"):
        assert getattr(ratio, name) == pytest.approx(getattr(mean, name))


def test_a_ratio_counts_a_visit_by_what_it_could_earn():
    places = [point_sums([(8, 10), (30, 50)]), point_sums([(20, 20), (5, 25)]), *[point_sums([(9, 10), (2, 10)])] * 3]
    found = ratio_of_sums(places)
    assert found.value == pytest.approx(100 * (63 + 33) / (105 + 60))
    assert found.lo < found.value < found.hi
    assert ratio_of_sums([]).reason == ratio_of_sums([point_sums([])]).reason == "no_data"
