"""A figure set recomputed by somebody with the stored rows and the calculator alone."""

import random

import pytest

from fieldwork.measurement.reference import compute
from fieldwork.people.states import Role
from reports.figures.actions import freeze
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.figures.fast import STEPS, visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
PLACES = 6


@pytest.fixture
def world():
    """Two waves of 60 visits at the same six of nine places, walked by three shoppers, and the frozen second one."""
    drawn = random.Random(11)
    wave = WaveFactory(number=1)
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    places = LocationFactory.create_batch(PLACES + 3, client=wave.study.client)[:PLACES]
    shoppers = UserFactory.create_batch(3)
    for one, shift in ((wave, 0.0), (later, 0.1)):
        rows = []
        for i in range(60):
            felt = {step: round(drawn.uniform(-0.7, 0.7) + shift + 0.05 * (i % PLACES), 2) for step in STEPS}
            parts = {step: {"v": v, "gap": round(drawn.gauss(0.1 * (i % 3), 0.2), 2)} for step, v in felt.items()}
            grade = max(1, min(10, round(5.5 + 3 * felt["waiting"] + felt["helped"] + drawn.gauss(0, 0.7))))
            rows.append({"location": places[i % PLACES], "shopper": shoppers[i % 3], "overall_grade": grade, **parts})
        visits(one, rows)
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    return wave, later, freeze(wave.study, [later], None, planner).figures


def by_place(wave):
    found = {}
    for place, valence in wave.visits.order_by("pk").values_list("location", "valence"):
        found.setdefault(place, []).append(valence)
    return list(found.values())


def test_the_score_is_a_chain_mean_in_two_stages(world):
    _wave, later, figures = world
    found = figures["score"]["valence"]
    wanted = compute("chain_mean_two_stage", {"locations": by_place(later), "total_locations": 9})
    assert found["value"] == pytest.approx(wanted["mean"])
    t = 2.5705818366147395  # 0.975 quantile of t on 5 degrees of freedom, from a table
    assert (found["lo"], found["hi"]) == pytest.approx(
        (wanted["mean"] - t * wanted["se"], wanted["mean"] + t * wanted["se"])
    )


def test_the_change_is_paired_by_location(world):
    wave, later, figures = world
    means = [[sum(group) / len(group) for group in by_place(one)] for one in (wave, later)]
    wanted = compute("paired_by_location_t", {"wave1_location_means": means[0], "wave2_location_means": means[1]})
    found = figures["score"]["change"]["difference"]
    assert [found[name] for name in ("value", "lo", "hi")] == pytest.approx(
        [wanted[name] for name in ("diff", "lo", "hi")]
    )


def test_gaps_are_corrected_for_shopper_and_instrument(world):
    wave, later, figures = world
    panel = [
        (row.visit.shopper_id, row.gap)
        for one in (wave, later)
        for visit in one.visits.all()
        for row in visit.step_scores.select_related("visit")
    ]
    mean = sum(gap for _s, gap in panel) / len(panel)
    corrected = []
    for visit in later.visits.all():
        own = [gap for shopper, gap in panel if shopper == visit.shopper_id]
        raw = visit.step_scores.get(step="waiting").gap
        given = {"n_pairs": len(own), "mean_gap": sum(own) / len(own), "panel_mean_gap": mean}
        found = compute("shopper_offset", given | {"panel_pairs": len(panel), "raw_gap": raw})
        corrected.append(found["corrected_gap"])
    step = next(step for step in figures["steps"] if step["key"] == "waiting")
    assert figures["meta"]["gap_panel"]["n_pairs"] == len(panel) == 360
    assert step["gap"]["value"] == pytest.approx(sum(corrected) / 60)
    assert step["gap"]["value"] != pytest.approx(step["gap_raw"]["value"])


def test_importance_is_that_of_the_rows(world):
    _wave, later, figures = world
    rows = list(later.visits.order_by("pk"))
    scores = [
        {step: 50 * (1 + visit.step_scores.get(step=step).v) for step in STEPS} | {"y": visit.overall_grade}
        for visit in rows
    ]
    wanted = compute("lmg_shapley", {"rows": scores, "y": "y", "x": list(STEPS)})
    found = figures["drivers"]
    assert (found["status"], found["n_required"]) == tuple(compute("driver_analysis_gate", {"n": 60, "p": 3}).values())
    assert [one["share"]["value"] for one in found["drivers"]] == pytest.approx(wanted["share"])
    assert found["r2"] == pytest.approx(wanted["r2"])


def test_words_are_corrected_for_all_steps_of_the_page(world):
    wave, later, figures = world
    raw = []
    for step in STEPS:
        groups = []
        for one in (wave, later):
            held = {}
            for visit in one.visits.order_by("pk"):
                held.setdefault(visit.location_id, []).append(visit.step_scores.get(step=step).v)
            groups.append([sum(group) / len(group) for group in held.values()])
        given = {"wave1_location_means": groups[0], "wave2_location_means": groups[1]}
        raw.append(compute("paired_by_location_t", given)["p"])
    kept = compute("benjamini_hochberg", {"p": raw, "q": 0.05})["rejected"]
    words = [step["change"]["word"] for step in figures["steps"]]
    assert [word in ("higher", "lower", "small_difference") for word in words] == kept
