"""The figures that the simulated visits bring, scored by the product's own measurement book."""

from collections import Counter, defaultdict
from statistics import mean

import pytest

from fieldwork.measurement.comparisons import welch
from fieldwork.measurement.visit import score_visit
from reports.demo.vonk.story import STORY as VONK
from reports.demo.waterrijk.story import STORY as WATERRIJK


@pytest.fixture
def felt(visits):
    """Step scores from 0 to 100 by step, over the visits of a wave."""

    def per_step(story, wave, of=lambda row: row.v):
        found = defaultdict(list)
        for visit in visits(story, wave):
            for row in score_visit(story.document, visit.answers, visit.experiences).steps:
                if of(row) is not None:
                    found[row.step].append(50 * (1 + float(of(row))))
        return found

    return per_step


def test_the_curve_of_waterrijk_dips_at_waiting_and_peaks_after_it(felt):
    for wave in (1, 2):
        curve = {step: mean(values) for step, values in felt(WATERRIJK, wave).items() if step != "aftercare"}
        assert min(curve, key=curve.get) == "waiting"
        assert max(curve, key=curve.get) in {"reception", "answer"}
        assert 18 < curve["waiting"] < 40
        assert 64 < curve["answer"] < 78


def test_the_curve_of_vonk_dips_at_the_return(felt):
    for wave in (1, 2):
        curve = {step: mean(values) for step, values in felt(VONK, wave).items() if step != "refund"}
        assert min(curve, key=curve.get) == "return"
        assert curve["advise"] > max(curve["ask"], curve["enter"], curve["pay"])


@pytest.mark.parametrize(
    "story, better, same",
    [(WATERRIJK, ["contact", "waiting"], ["search", "closing"]), (VONK, ["pay"], ["return", "deliver"])],
    ids=["waterrijk", "vonk"],
)
def test_the_second_wave_is_better_where_something_was_done_and_nowhere_else(story, better, same, felt):
    first, second = felt(story, 1), felt(story, 2)
    for step in better:
        assert welch(second[step], first[step]).p < 0.005
        assert mean(second[step]) > mean(first[step]) + 5
    for step in same:
        assert welch(second[step], first[step]).p > 0.05


def test_words_are_milder_than_the_first_impression_at_the_low_points(felt):
    for story, step in ((WATERRIJK, "waiting"), (VONK, "return")):
        first = felt(story, 2, of=lambda row: row.v_i)
        words = felt(story, 2, of=lambda row: row.v_c)
        assert 4 < mean(words[step]) - mean(first[step]) < 20


def test_checklists_pass_and_fail_and_grades_lie_in_the_usual_range(story, visits):
    for wave in (1, 2):
        scores = [score_visit(story.document, one.answers, one.experiences) for one in visits(story, wave)]
        assert {score.status for score in scores} == {"final"}
        assert 50 < mean(float(score.total) for score in scores) < 80
        assert min(Counter(score.verdict for score in scores).values()) >= 20
        marks = [op.value["v"] for one in visits(story, wave) for op in one.ops if op.field == "@overall"]
        assert 5.8 < mean(marks) < 7.8
        assert len(set(marks)) >= 5


def test_rare_steps_stay_rare(visits):
    for story, step in ((WATERRIJK, "aftercare"), (VONK, "refund")):
        for wave in (1, 2):
            count = sum(f"{step}/@tap" in {op.field for op in one.ops} for one in visits(story, wave))
            assert 3 <= count < 12


def test_those_who_wait_long_feel_worse(visits):
    felt = {"long": [], "short": []}
    for wave in (1, 2):
        for visit in visits(WATERRIJK, wave):
            tap = visit.experiences.get("waiting", {}).get("px")
            days = visit.answers.get("waiting/days", {}).get("v")
            if tap is not None and days is not None:
                felt["long" if days >= 5 else "short"].append(tap)
    assert mean(felt["long"]) + 80 < mean(felt["short"])


def test_places_differ(visits):
    by_place = defaultdict(list)
    for wave in (1, 2):
        for visit in visits(WATERRIJK, wave):
            score = score_visit(WATERRIJK.document, visit.answers, visit.experiences)
            by_place[visit.planned.place].append(50 * (1 + float(score.v)))
    means = [mean(values) for values in by_place.values()]
    assert len(means) == 15
    assert 8 < max(means) - min(means) < 40
