"""What goes together with the overall grade, live and in frozen sets."""

import random

import pytest

from fieldwork.measurement import drivers as book
from fieldwork.measurement.drivers import analyse, prepare
from fieldwork.people.states import Role
from reports.figures.actions import freeze, live
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.figures.fast import STEPS, visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


@pytest.fixture(autouse=True)
def empty_cache():
    from django.core.cache import cache

    cache.clear()


def walked(wave, n, *, seed=1, **columns):
    """Visits in which waiting counts most for the grade, and arriving for nothing; returns their rows."""
    drawn = random.Random(seed)
    places = LocationFactory.create_batch(12, client=wave.study.client)
    rows = []
    for i in range(n):
        felt = {step: drawn.uniform(-0.8, 0.8) for step in STEPS}
        grade = 5.5 + 3.5 * felt["waiting"] + 1.2 * felt["helped"] + drawn.gauss(0, 0.8)
        rows.append({"location": places[i % 12], "overall_grade": max(1, min(10, round(grade))), **felt} | columns)
    visits(wave, rows)
    return rows


def test_fewer_than_fifty_visits_tell_nothing(wave):
    walked(wave, 49)
    figures = journey_figures(wave.study, [wave])
    found = figures["drivers"]
    assert (found["status"], found["reason"], found["n"], found["n_required"]) == ("suppressed", "too_few", 49, 50)
    assert [step["importance"] for step in figures["steps"]] == [None] * 3


def test_the_figures_are_those_of_the_scoring_book(wave, monkeypatch):
    rows = walked(wave, 60)
    names = []
    monkeypatch.setattr(
        book, "analyse", lambda given, identity, **more: names.append(identity) or analyse(given, identity, **more)
    )
    figures = journey_figures(wave.study, [wave])
    found = figures["drivers"]
    given = prepare(
        [[50 * (1 + row[step]) for step in STEPS] for row in rows], STEPS, [row["overall_grade"] for row in rows],
        [i % 12 for i in range(60)],
    )  # fmt: skip
    wanted = analyse(given, names[0])
    assert len(names) == 1

    assert (found["status"], found["outcome"], found["n"], found["n_required"]) == ("indicative", "grade", 60, 50)
    assert [one["share"]["value"] for one in found["drivers"]] == pytest.approx(
        [one.share.value for one in wanted.drivers]
    )
    assert [one["share"]["lo"] for one in found["drivers"]] == pytest.approx([one.share.lo for one in wanted.drivers])
    assert [one["p_first"] for one in found["drivers"]] == [one.p_first for one in wanted.drivers]
    assert (found["r2"], found["method"]) == (pytest.approx(wanted.r2), "lmg")
    assert [step["importance"] for step in figures["steps"]] == [one["share"] for one in found["drivers"]]


def test_a_step_that_is_often_missing_or_always_the_same_is_left_out_and_named(wave):
    drawn = random.Random(3)
    place = LocationFactory(client=wave.study.client)
    rows = [
        {"location": place, "arriving": drawn.uniform(-1, 1), "helped": 0.5, "overall_grade": drawn.randint(4, 9)}
        | ({"waiting": drawn.uniform(-1, 1)} if i % 4 else {})
        for i in range(60)
    ]
    visits(wave, rows)
    found = journey_figures(wave.study, [wave])["drivers"]
    assert found["left_out"] == {"waiting": "low_coverage", "helped": "zero_variance"}
    assert [one["name"] for one in found["drivers"]] == ["arriving"]


def test_without_grades_the_recommendation_is_the_outcome(wave):
    walked(wave, 60, overall_grade=None)
    found = journey_figures(wave.study, [wave])["drivers"]
    assert (found["outcome"], found["status"], found["reason"]) == ("recommend", "suppressed", "no_data")
    drawn = random.Random(6)
    for visit in wave.visits.all():
        visit.recommend = drawn.randint(0, 10)
        visit.save(update_fields=["recommend"])
    found = journey_figures(wave.study, [wave])["drivers"]
    assert (found["outcome"], found["status"], found["n"]) == ("recommend", "indicative", 60)


# --- what they are used for ---------------------------------------------------------------------------
def test_from_a_ranking_on_importance_is_what_was_found_not_what_was_said(wave):
    walked(wave, 160, seed=5)
    figures = journey_figures(wave.study, [wave])
    assert figures["drivers"]["status"] == "ranking"
    shares = {one["name"]: one["share"]["value"] for one in figures["drivers"]["drivers"]}
    assert max(shares, key=shares.get) == "waiting"
    severity = {one["step"]: one["severity"] for one in figures["pain_points"]}
    steps = {step["key"]: step for step in figures["steps"]}

    def size(key):
        negative = [v for v in wave_valences(wave, key) if v <= -0.2]
        return len(negative) / 160 * sum(map(abs, negative)) / len(negative)

    assert severity["waiting"] == pytest.approx(size("waiting"))
    assert severity["arriving"] == pytest.approx(size("arriving") * shares["arriving"] / shares["waiting"])
    impact = {one["step"]: one["because"] for one in figures["impact_moments"]}
    assert "importance" in impact["waiting"]
    assert "importance" not in impact.get("arriving", [])
    assert steps["waiting"]["importance"]["lo"] > 1 / 3


def wave_valences(wave, key):
    return [row.v for visit in wave.visits.all() for row in visit.step_scores.filter(step=key)]


def test_below_that_the_weight_of_the_step_counts(wave):
    walked(wave, 60)
    figures = journey_figures(wave.study, [wave])
    assert figures["drivers"]["status"] == "indicative"
    assert all("importance" not in one["because"] for one in figures["impact_moments"])


# --- the same again -----------------------------------------------------------------------------------
def test_the_same_numbers_have_the_same_shares_live_and_frozen(wave, planner):
    walked(wave, 60)
    shown = live(wave.study, [wave])["drivers"]
    frozen = freeze(wave.study, [wave], None, planner)
    assert frozen.figures["drivers"] == shown
    assert frozen.figures["drivers"]["status"] == "indicative"
