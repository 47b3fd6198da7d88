"""The parts of one visit: the journey, its phases, and the dimensions of its checklist."""

import pytest

from fieldwork.measurement.journey import phase_scores
from fieldwork.measurement.visit import score_visit
from tests import documents
from tests.documents import CHOICES, YES_NO, question

TAP = {"py": 500, "t_shown": 0, "t_first_touch": 1000, "input_kind": "touch"}


def journey(**options):
    """Two phases: one step, and two steps of which the last weighs three times as much."""
    document = documents.small()
    document["options"] |= options
    document["phases"][1]["steps"][1]["weight"] = 3
    document["phases"][1]["steps"][1]["questions"] = [
        question("solved", "yes_no", **YES_NO, dimension="efficiency"),
        question("tidy", "single", options=CHOICES),
    ]
    return document


ANSWERS = {
    "arriving/greeted": {"v": "yes"},
    "waiting/waited": {"v": "no"},
    "waiting/room": {"v": "fair"},
    "helped/solved": {"v": "yes"},
    "helped/tidy": {"v": "clean"},
}


def felt(px, *, grade=None, **more):
    return {"px": px, "grade": grade, "named": [{"emotion": "happy", "intensity": 5}]} | TAP | more


def parts(experiences, answers=ANSWERS, **options):
    scored = score_visit(journey(**options), answers, experiences)
    return scored, {(one.kind, one.key): one for one in scored.parts}


def test_a_phase_is_the_weighted_mean_of_its_steps():
    scored, found = parts({"arriving": felt(750), "waiting": felt(0, grade=4), "helped": felt(1000, grade=8)})
    during = found["phase", "during"]
    assert during.v_i == pytest.approx((1 * -1 + 3 * 1) / 4)
    assert during.v_c == 1
    assert during.gap == pytest.approx((1 * 2 + 3 * 0) / 4)
    assert during.grade == pytest.approx((4 + 3 * 8) / 4)
    waiting, helped = scored.steps[1:]
    assert during.score == pytest.approx((float(waiting.score) + 3 * float(helped.score)) / 4)
    assert during.points == pytest.approx(float(waiting.points + helped.points))
    rows = [{"visit": 1, "step": row.step, "v": row.v} for row in scored.steps]
    assert during.v == pytest.approx(phase_scores(journey(), rows)["during"].value)
    assert [key for key in found if key[0] == "phase"] == [("phase", "before"), ("phase", "during")]


def test_each_figure_of_a_phase_is_taken_over_the_steps_that_have_it():
    _scored, found = parts({"waiting": felt(0, grade=4), "helped": felt(1000, interrupted=True, named=[])})
    during = found["phase", "during"]
    assert (during.v_i, during.v_c, during.grade) == (-1, 1, 4)  # an interrupted tap has no confidence
    assert found["phase", "before"].v is None


def test_a_step_walked_twice_counts_twice_in_its_phase():
    twice = {"waiting": felt(0), "waiting#2": felt(1000), "helped": felt(1000)}
    _scored, found = parts(twice, ANSWERS | {"waiting#2/waited": {"v": "no"}})
    assert found["phase", "during"].v_i == pytest.approx((-1 + 1 + 3) / 5)


def test_the_journey_has_the_total_and_the_valence_of_the_visit():
    scored, found = parts({step: felt(750) for step in ("arriving", "waiting", "helped")})
    whole = found["journey", ""]
    assert (whole.v, whole.score) == (scored.v, float(scored.total))
    assert (whole.points, whole.max_points) == pytest.approx((float(scored.points), float(scored.max_points)))
    assert whole.v_i == 0.5


def test_a_journey_that_was_hardly_felt_has_no_valence_but_keeps_what_was_given():
    scored, found = parts({"arriving": felt(750)})
    assert scored.v is None
    assert (found["journey", ""].v, found["journey", ""].v_i) == (None, 0.5)


def test_a_dimension_has_a_checklist_only():
    scored, found = parts({"helped": felt(750)})
    one = found["dimension", "efficiency"]
    assert (one.points, one.max_points, one.score) == (1, 1, 100)
    assert (one.v, one.v_i, one.gap, one.grade) == (None, None, None, None)
    assert {key: part.score for (kind, key), part in found.items() if kind == "dimension"} == {
        key: float(score) for key, score in scored.dimensions.items()
    }


def test_parts_without_any_weight_or_answer_have_no_value():
    document = journey()
    document["phases"][0]["steps"][0]["weight"] = 0
    scored = score_visit(document, {}, {"arriving": felt(750)})
    found = {(one.kind, one.key): one for one in scored.parts}
    assert (found["phase", "before"].v, found["phase", "before"].score) == (None, None)
    assert found["dimension", "quality"].score is None
    assert scored.as_dict()["parts"][0]["kind"] == "journey"
