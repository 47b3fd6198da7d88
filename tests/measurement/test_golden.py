"""The golden scoring rules of the trade, on whole journeys under the options a designer can choose."""

from fractions import Fraction as F

import pytest

from fieldwork.measurement.checklist import aggregate
from fieldwork.measurement.journey import visit_valence
from fieldwork.measurement.visit import score_visit

from .build import choice, journey, step, told, yes_no

NOT_APPLICABLE = {"na": "not there"}
G1_WEIGHTS, G1_SCORES = [0.05, 0.15, 0.2, 0.2, 0.2, 0.15, 0.05], [0.5, 1, 1, 0.33, 1, 1, 1]
G2_WEIGHTS, G2_SCORES = [0.05, 0.15, 0.2, 0.2, 0.2, 0.15], [0.98148, 1, 0.85714, 0.85714, 0.93333, 0.75]


def graded(weights, scores):
    """Steps of one question that was worth this share of its best answer."""
    steps = [
        step(f"s{index}", choice("q", {"given": share, "best": 1}), weight=weight)
        for index, (weight, share) in enumerate(zip(weights, scores, strict=True))
    ]
    return steps, {f"s{index}/q": {"v": "given"} for index in range(len(steps))}


def test_g1_weighted_sections_all_applicable():
    steps, answers = graded(G1_WEIGHTS, G1_SCORES)
    assert score_visit(journey(*steps), answers, {}).total == F("84.1")


def test_g2_a_section_wholly_not_applicable_leaves_and_the_rest_shares_its_weight():
    steps, answers = graded(G2_WEIGHTS, G2_SCORES)
    steps.append(step("privacy", yes_no("a"), yes_no("b"), weight=0.05))
    answers |= {"privacy/a": NOT_APPLICABLE, "privacy/b": NOT_APPLICABLE}
    scored = score_visit(journey(*steps), answers, {})
    assert float(scored.total) / 100 == pytest.approx(0.885366, abs=5e-6)
    assert (scored.sections["privacy"], scored.coverage) == (None, 1)
    counted = score_visit(journey(*steps, na="zero"), answers, {})
    assert float(counted.total) / 100 == pytest.approx(0.885366 * 0.95, abs=5e-6)


def test_g3_two_forms_for_one_unit_are_averaged_unless_the_setting_adds_up_points():
    form = step("s", yes_no("met", weight=90), yes_no("missed", weight=5), yes_no("perhaps", weight=5))
    answers = told(s__met="yes", s__missed="no")
    first = score_visit(journey(form), answers | {"s/perhaps": NOT_APPLICABLE}, {})
    second = score_visit(journey(form), answers | told(s__perhaps="no"), {})
    assert (first.points, first.max_points, second.points, second.max_points) == (90, 95, 90, 100)
    forms = [(visit.total, visit.points, visit.max_points) for visit in (first, second)]
    assert aggregate(forms, "mean_of_visits").value / 100 == pytest.approx(0.923684, abs=5e-7)
    assert aggregate(forms, "ratio_of_sums").value / 100 == pytest.approx(0.923077, abs=5e-7)


def test_g4_points_not_applicable_and_several_choices():
    form = [yes_no("greeted"), yes_no("offered"), choice("extras", dict.fromkeys("abcde", 1), kind="multiple")]
    answers = told(s__greeted="yes", s__extras=["a", "c", "e"]) | {"s/offered": NOT_APPLICABLE}
    left_out = score_visit(journey(step("s", *form)), answers, {})
    assert (left_out.points, left_out.max_points) == (F(8, 5), 2)
    counted = score_visit(journey(step("s", *form), na="zero"), answers, {})
    assert (counted.points, counted.max_points) == (F(8, 5), 3)
    one_by_one = score_visit(journey(step("s", *form), multiple="sum"), answers, {})
    assert (one_by_one.points, one_by_one.max_points) == (4, 6)


def test_g4_an_unanswered_question_counts_only_when_the_form_says_so():
    form = [yes_no("a"), yes_no("b"), yes_no("c"), yes_no("d"), yes_no("e")]
    answers = told(s__a="yes", s__b="yes", s__c="yes", s__d="yes", s__e=None)
    assert score_visit(journey(step("s", *form)), answers, {}).total == 100
    assert score_visit(journey(step("s", *form), missing="zero"), answers, {}).total == 80


def test_g4_a_bonus_adds_what_was_earned_and_stops_at_100():
    def total(answers, **options):
        bonus = choice("extra", {"some": 3, "all": 30}, bonus=True)
        return score_visit(journey(step("s", *(yes_no(key) for key in "abcd"), bonus), **options), answers, {})

    three = told(s__a="yes", s__b="yes", s__c="yes", s__d="no")
    assert total(three).total == 75
    assert total(three | told(s__extra="some")).total == 78
    assert total(three | {"s/extra": NOT_APPLICABLE}).total == 75
    assert total(three | told(s__extra="all")).total == 100
    assert total(three | told(s__extra="all"), allow_over_100=True).total == 105
    assert total(three | told(s__extra="all")).max_points == 4


def test_g4_a_question_can_be_kept_out():
    form = journey(step("s", yes_no("a"), yes_no("b", included=False), yes_no("c", internal=True)))
    assert score_visit(form, told(s__a="yes", s__b="no", s__c="no"), {}).total == 100


def test_g5_possible_is_the_best_of_one_choice_and_the_sum_of_several():
    single = choice("clean", {"poor": 0, "fair": 4, "spotless": 5}, weight=20)
    several = choice("seen", {"sign": 1, "light": 2, "penalty": -1}, kind="multiple", weight=3)
    scored = score_visit(journey(step("s", single)), told(s__clean="fair"), {})
    assert (scored.points, scored.max_points, scored.total) == (16, 20, 80)
    empty = score_visit(journey(step("s", single), missing="zero"), told(s__clean=None), {})
    assert (empty.points, empty.max_points) == (0, 20)
    both = score_visit(journey(step("s", several)), told(s__seen=["light", "penalty"]), {})
    assert (both.points, both.max_points) == (1, 3)


def test_g5_a_hidden_question_leaves_the_total():
    asked = {"all": [{"field": "s/visited", "is": "eq", "value": "no"}]}
    form = journey(step("s", yes_no("visited"), yes_no("why", weight=9, show_if=asked)), missing="zero")
    scored = score_visit(form, told(s__visited="yes"), {})
    assert (scored.total, scored.max_points, scored.coverage) == (100, 1, 1)


def test_g6_the_curve_is_a_weighted_mean_without_what_is_missing_or_weighs_nothing():
    scale = [-2, None, 1, 2, -1]  # from -2 to +2 is twice our valence
    found = visit_valence([None if point is None else point / 2 for point in scale], [100, 100, 50, 0, 100])
    assert 2 * found.v == pytest.approx((-2 * 100 + 1 * 50 - 1 * 100) / 250)
    assert found.coverage == pytest.approx(250 / 350)


@pytest.mark.parametrize("option, total, other", [("excluded", 90, 45), ("lowest", 45, 90)])
def test_g7_a_contact_nobody_answered_is_always_reported_both_ways(option, total, other):
    form = journey(
        step("mail", choice("reply", {"good": 9, "best": 10}), weight=1, may_be_unanswered=True),
        step("phone", choice("reply", {"good": 9, "best": 10}), weight=1, may_be_unanswered=True),
        unanswered_contact=option,
    )
    silent = score_visit(form, told(mail__reply="good") | {"phone/@unanswered": {"v": True}}, {})
    assert (silent.total, silent.total_other_way) == (total, other)
    assert (str(silent.display), str(silent.display_other_way)) == (f"{total}.0", f"{other}.0")
    answered = score_visit(form, told(mail__reply="good", phone__reply="good"), {})
    assert (answered.total, answered.total_other_way) == (90, None)


def test_g7_nobody_answered_anything():
    form = journey(step("mail", yes_no("reply"), may_be_unanswered=True), unanswered_contact="lowest")
    scored = score_visit(form, {"mail/@unanswered": {"v": True}}, {})
    assert (scored.total, scored.total_other_way) == (0, None)
    excluded = score_visit(
        journey(step("mail", yes_no("reply"), may_be_unanswered=True)), {"mail/@unanswered": {"v": True}}, {}
    )
    assert (excluded.total, excluded.reason, excluded.total_other_way) == (None, "no_data", 0)


@pytest.mark.parametrize("mark, verdict", [(70, "fail"), (69.5, "pass"), (None, "pass")])
def test_g8_a_section_under_its_own_mark_fails_the_whole_form(mark, verdict):
    steps, answers = graded([1, 1], [0.6949, 1])
    scored = score_visit(journey(*steps, section_pass_mark=mark, pass_mark=80), answers, {})
    assert (str(scored.display), scored.verdict) == ("84.7", verdict)


def test_g8_the_mark_of_a_section_reads_what_is_printed():
    steps, answers = graded([1, 1], [0.6995, 1])
    assert score_visit(journey(*steps, section_pass_mark=70), answers, {}).verdict == "pass"
