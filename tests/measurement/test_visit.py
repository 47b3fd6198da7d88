import json
import subprocess
import sys
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.visit import score_visit

from .build import choice, journey, step, tap, told, yes_no

SHOP = journey(
    step("welcome", yes_no("greeted", weight=2), yes_no("smiled"), weight=40),
    step(
        "advice",
        choice("quality", {"good": 4, "fair": 3, "poor": 0}),
        yes_no("offer", dimension="efficiency"),
        weight=60,
    ),
    pass_mark=70,
)
SHOPPED = told(welcome__greeted="yes", welcome__smiled="no", advice__quality="fair", advice__offer={"na": "busy"})


def test_a_visit_is_scored_by_steps():
    scored = score_visit(SHOP, SHOPPED, {})
    assert (scored.total, str(scored.display), scored.verdict) == (F(215, 3), "71.7", "pass")
    assert (scored.coverage, scored.status, scored.reason) == (1, "final", None)
    assert scored.sections == {"welcome": F(200, 3), "advice": F(75)}
    assert [(row.points, row.max_points, row.score) for row in scored.steps] == [(2, 3, F(200, 3)), (F(3, 4), 1, 75)]
    assert scored.dimensions == {"quality": F(200, 3), "efficiency": None}
    assert (scored.points, scored.max_points) == (F(11, 4), 4)


def test_internal_and_left_out_questions_never_count():
    form = journey(step("s", yes_no("a"), yes_no("b", internal=True, critical="fail"), yes_no("c", included=False)))
    scored = score_visit(form, told(s__a="yes", s__b="no", s__c="no"), {})
    assert (scored.total, scored.coverage, scored.triggered) == (100, 1, [])


def test_g5_a_hidden_question_leaves_the_total_and_the_coverage():
    shown = {"all": [{"field": "s/a", "is": "eq", "value": "no"}]}
    form = journey(step("s", yes_no("a"), yes_no("why", show_if=shown, weight=9)))
    scored = score_visit(form, told(s__a="yes", s__why="no"), {})
    assert (scored.total, scored.coverage, scored.conditions_hidden) == (100, 1, {"s/why"})


def test_named_sections_weigh_on_their_own():
    form = journey(
        step(
            "s",
            yes_no("a", section="front"),
            yes_no("b", section="back"),
            weight=3,
            sections=[{"key": "front", "weight": None}, {"key": "back", "weight": 1}],
        )
    )
    scored = score_visit(form, told(s__a="yes", s__b="no"), {})
    assert scored.sections == {"s/front": 100, "s/back": 0}
    assert (scored.total, scored.steps[0].score) == (75, 50)


def test_several_choices_share_a_question_or_count_one_by_one():
    questions = [choice("extras", dict.fromkeys("abcde", 1), kind="multiple"), yes_no("greeted")]
    answers = told(s__extras=["a", "b", "c"], s__greeted="yes")
    assert score_visit(journey(step("s", *questions)), answers, {}).total == 80
    summed = score_visit(journey(step("s", *questions), multiple="sum"), answers, {})
    assert (summed.points, summed.max_points) == (4, 6)


def test_missing_answers_lower_coverage_or_count_as_nothing():
    questions = [yes_no(key) for key in "abcde"]
    answers = told(s__a="yes", s__b="yes", s__c="yes", s__d=None, s__e={"skipped": "forgot"})
    left_out = score_visit(journey(step("s", *questions)), answers, {})
    assert (left_out.total, left_out.coverage, left_out.status) == (100, F(3, 5), "provisional")
    assert score_visit(journey(step("s", *questions), missing="zero"), answers, {}).total == 60


def test_too_little_answered_shows_no_total_and_says_why():
    scored = score_visit(journey(step("s", yes_no("a"), yes_no("b"), yes_no("c")), pass_mark=80), told(s__a="yes"), {})
    assert (scored.total, scored.display, scored.verdict) == (None, None, None)
    assert (scored.status, scored.reason) == ("suppressed", "low_coverage")


def test_an_answer_the_question_cannot_have_counts_as_missing():
    scored = score_visit(journey(step("s", yes_no("a"), yes_no("b"))), told(s__a="yes", s__b="perhaps"), {})
    assert (scored.total, scored.coverage, scored.invalid) == (100, F(1, 2), ["s/b"])


def test_bonus_is_earned_on_top():
    form = journey(step("s", *(yes_no(key) for key in "abcd"), yes_no("extra", bonus=True, points={"yes": 5})))
    answers = told(s__a="yes", s__b="yes", s__c="yes", s__d="no")
    assert score_visit(form, answers | told(s__extra="yes"), {}).total == 80
    assert score_visit(form, answers | told(s__extra={"na": "none"}), {}).total == 75
    assert score_visit(form, answers, {}).coverage == 1


def test_a_zeroed_section_is_zero_in_its_step_too():
    form = journey(step("s", yes_no("safe", critical="zero_section"), yes_no("b")), step("t", yes_no("c")))
    scored = score_visit(form, told(s__safe="no", s__b="yes", t__c="yes"), {})
    assert (scored.before_critical, scored.total, scored.triggered) == (75, 50, ["s/safe"])
    assert (scored.steps[0].score, scored.steps[0].flags) == (0, ["zeroed_section"])


@pytest.mark.parametrize("option, total, other", [("excluded", 100, 50), ("lowest", 50, 100)])
def test_g7_a_contact_nobody_answered_is_printed_both_ways(option, total, other):
    form = journey(
        step("call", yes_no("through", critical="fail"), may_be_unanswered=True),
        step("desk", yes_no("served")),
        unanswered_contact=option,
        pass_mark=75,
    )
    for answers, felt in (({"call/@unanswered": {"v": True}}, {}), ({}, {"call": {"unanswered": True}})):
        scored = score_visit(form, answers | told(desk__served="yes"), felt)
        assert (scored.total, scored.total_other_way) == (total, other)
        assert scored.verdict == ("pass" if total == 100 else "fail")
        assert (scored.coverage, scored.triggered, scored.steps[0].unanswered) == (1, [], True)
    assert score_visit(form, told(call__through="yes", desk__served="yes"), {}).total_other_way is None


def test_g6_the_journey_valence_is_a_weighted_mean_without_what_is_missing():
    form = journey(*(step(key, weight=weight) for key, weight in zip("abcd", (1, 1, 2, 1), strict=True)))
    felt = {key: tap(px=px) for key, px in (("a", 700), ("c", 450), ("d", 800))}
    scored = score_visit(form, {}, felt)
    assert scored.v == pytest.approx(0.20)
    assert (scored.v_coverage, scored.v_status) == (0.8, "ok")
    assert scored.total is None
    assert scored.peak_end == pytest.approx(0.6)


def test_a_step_shows_impression_and_words_side_by_side():
    felt = {
        "welcome": tap(
            px=800,
            py=900,
            latency=6000,
            revisions=1,
            grade=6,
            named=[{"emotion": "irritated", "intensity": 3}, {"emotion": "valued", "intensity": 3}],
        )
    }
    row = score_visit(SHOP, SHOPPED, felt).steps[0]
    assert (row.v_i, row.a_i, row.v_c, row.mixed, row.grade, row.flags) == (0.6, 0.9, 0.0, True, 6, ["mixed"])
    assert row.c_i == pytest.approx(0.284, abs=0.001)
    assert row.v == pytest.approx(row.c_i * 0.6 / (row.c_i + 1))
    assert row.gap == pytest.approx(-0.6)


def test_taps_carry_their_flags():
    felt = {"welcome": tap(latency=200, interrupted=True), "advice": tap(latency=20000, delay_min=61)}
    rows = score_visit(SHOP, {}, felt).steps
    assert [row.flags for row in rows] == [["anticipated", "interrupted"], ["slow", "recalled"]]
    assert [row.c_i for row in rows] == [0, 0]
    unusual = score_visit(SHOP, {}, {"welcome": tap(latency=2600)}, pace=(7.0253, 0.12764))
    assert unusual.steps[0].flags == ["hesitant"]


def test_a_hurried_visit_has_no_usable_first_impressions():
    form = journey(*(step(key) for key in "abcdef"))
    felt = {key: tap(latency=200 if key == "a" else 900) for key in "abcdef"}
    scored = score_visit(form, {}, felt)
    assert (scored.implicit_usable, scored.share_too_fast) == (False, pytest.approx(1 / 6))
    assert {row.c_i for row in scored.steps} == {0.0}
    assert (scored.v, scored.flags) == (None, ["implicit_not_usable", "flat_lining"])


def test_a_face_is_a_tap_of_the_second_instrument():
    row = score_visit(SHOP, {}, {"welcome": {"face": "anger", "q": 3}}).steps[0]
    assert (row.v_i, row.a_i, row.c_i) == pytest.approx((-0.675, 0.765, 0.5))


def test_parts_that_cannot_be_read_are_not_given():
    felt = {
        "welcome": {"px": 1200, "py": 3, "named": [{"emotion": "hangry", "intensity": 2}], "grade": 11},
        "advice": None,
        "elsewhere": tap(),
    }
    row = score_visit(SHOP, {}, felt).steps[0]
    assert (row.v_i, row.v_c, row.v, row.grade) == (None, None, None, None)


def test_a_step_walked_twice_has_two_rows():
    answers = SHOPPED | {"welcome#2/greeted": {"v": "no"}, "welcome#2/smiled": {"v": "no"}}
    scored = score_visit(SHOP, answers, {"advice#2": tap()})
    assert [row.path for row in scored.steps] == ["welcome", "welcome#2", "advice", "advice#2"]
    assert scored.sections["welcome#2"] == 0


def test_a_document_without_questions_has_no_score():
    assert score_visit(journey(), {}, {}).reason == "no_data"


stored = (
    st.none()
    | st.sampled_from([{"na": "closed"}, {"skipped": "no"}])
    | st.builds(
        lambda v: {"v": v},
        st.none()
        | st.booleans()
        | st.integers(-2, 12)
        | st.floats()
        | st.sampled_from(["yes", "no", "good", "x"])
        | st.lists(st.sampled_from(["good", "x"])),
    )
)
parts = st.dictionaries(
    st.sampled_from(
        [
            "px",
            "py",
            "t_shown",
            "t_first_touch",
            "revisions",
            "delay_min",
            "grade",
            "interrupted",
            "unanswered",
            "input_kind",
            "named",
            "face",
            "q",
        ]
    ),
    st.none()
    | st.integers(-5, 2000)
    | st.floats()
    | st.sampled_from(["joy", "keyboard"])
    | st.booleans()
    | st.lists(
        st.fixed_dictionaries(
            {"emotion": st.sampled_from(["happy", "other", "nope"]), "intensity": st.none() | st.integers(0, 6)}
        ),
        max_size=2,
    ),
)
paths = st.sampled_from(["welcome/greeted", "welcome/smiled", "advice/quality", "advice/offer", "advice#3/offer"])


@given(st.dictionaries(paths, stored), st.dictionaries(st.sampled_from(["welcome", "advice#2"]), st.none() | parts))
def test_whatever_was_stored_a_visit_scores_to_json(answers, felt):
    scored = score_visit(SHOP, answers, felt)
    assert scored.total is None or 0 <= scored.total <= 100
    assert scored.v is None or -1 <= scored.v <= 1
    json.dumps(scored.as_dict(), allow_nan=False)


def test_scoring_a_visit_loads_neither_scipy_nor_django():
    code = """
import sys
from fieldwork.measurement.visit import score_visit
score_visit({"phases": [{"steps": [{"key": "s", "questions": []}]}]}, {}, {"s": {"px": 1, "py": 2}})
print([name for name in ("scipy", "django", "numpy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
