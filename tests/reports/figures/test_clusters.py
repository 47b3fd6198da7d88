"""Figures over a chain of locations: intervals that know which visits share one, and say when they do not."""

import math

import pytest

from fieldwork.measurement.intervals import mean_t, wilson
from fieldwork.measurement.numbers import mean, sample_sd
from fieldwork.measurement.weighting import clustered_mean, clustered_share, icc_of, sums
from fieldwork.people.states import LocationKind
from reports.figures.choices import StudyChoice, WaveChoice, over_waves
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, WaveFactory
from tests.reports.figures.fast import visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
GROUPS = [[0.3, 0.5], [-0.4, -0.1], [0.2, 0.1], [-0.6, -0.3], [0.8, 0.6]]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def places(wave):
    return LocationFactory.create_batch(5, client=wave.study.client)


def rows_of(places, groups=GROUPS, **columns):
    return [
        {"location": place, "waiting": v, "checklist_score": 50 + 50 * v, "peak_end": v, "overall_grade": 7} | columns
        for place, group in zip(places, groups, strict=True)
        for v in group
    ]


def close(found, wanted):
    ends = ("value", "lo", "hi", "n_eff")
    return [found[name] for name in ends] == pytest.approx([getattr(wanted, name) for name in ends])


def test_a_chain_is_measured_in_two_stages(wave, places):
    visits(wave, rows_of(places))
    figures = journey_figures(wave.study, [wave])
    found, step = figures["score"]["valence"], figures["steps"][1]
    wanted = clustered_mean([sums(group) for group in GROUPS], 5, -1, 1)

    # Every place in use was visited: only the noise of the visits is left (measurement 4.10, recomputed by hand).
    half = 2.7764451051977987 * math.sqrt(sum(sample_sd(group) ** 2 / 2 for group in GROUPS) / 25)
    assert (found["lo"], found["hi"]) == pytest.approx((found["value"] - half, found["value"] + half))
    assert (found["method"], found["flags"], figures["meta"]["n_sites"]) == ("two_stage_t", [], 5)
    for one in (found, figures["score"]["peak_end"], step["both"]):
        assert close(one, wanted)
    assert figures["score"]["checklist"]["method"] == step["both"]["method"] == "two_stage_t"
    assert figures["score"]["grade"]["reason"] == "zero_variance"
    [phase] = [one for one in figures["phases"] if "waiting" in one["steps"]]
    assert close(phase["valence"], wanted)
    assert close(figures["channels"][0]["valence"], wanted)


def test_more_places_in_use_make_it_a_sample_of_them(wave, places):
    visits(wave, rows_of(places))
    closed = journey_figures(wave.study, [wave])["score"]["valence"]
    LocationFactory.create_batch(7, client=wave.study.client)
    LocationFactory(client=wave.study.client, is_open=False)
    LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    LocationFactory()
    figures = journey_figures(wave.study, [wave])
    found = figures["score"]["valence"]

    assert figures["meta"]["n_sites"] == 12
    assert close(found, clustered_mean([sums(group) for group in GROUPS], 12, -1, 1))
    assert found["hi"] - found["lo"] > 2 * (closed["hi"] - closed["lo"])


def test_a_share_counts_alike_visits_for_less(wave, places):
    visits(wave, rows_of(places))
    found = journey_figures(wave.study, [wave])["steps"][1]["negative"]
    icc, source = icc_of([sums(group) for group in GROUPS])
    assert source == "project"
    assert close(found, clustered_share([(0, 2), (1, 2), (0, 2), (2, 2), (0, 2)], icc))
    assert found["n_eff"] < found["n"] == 10
    assert found["hi"] - found["lo"] > wilson(3, 10).hi - wilson(3, 10).lo


def test_too_few_places_say_that_they_do_not_know(wave, places):
    visits(wave, rows_of(places[:4], GROUPS[:4]))
    figures = journey_figures(wave.study, [wave])
    found = figures["score"]["valence"]
    assert (found["method"], found["flags"]) == ("t", ["not_clustered"])
    assert close(found, mean_t([v for group in GROUPS[:4] for v in group], -1, 1))
    assert figures["steps"][1]["both"]["flags"] == ["not_clustered"]


def test_a_place_by_itself_has_a_plain_interval(wave, places):
    visits(wave, rows_of(places, [[*group, mean(group)] for group in GROUPS]))
    rows = journey_figures(wave.study, [wave])["locations"]["rows"]
    for row, group in zip(sorted(rows, key=lambda row: row["key"]), GROUPS, strict=True):
        wanted = mean_t([*group, mean(group)], -1, 1)
        assert close(row["valence"], wanted)
        assert (row["valence"]["method"], row["valence"]["flags"]) == ("t", [])


def test_the_score_of_a_wave_is_the_same_beside_the_other_waves(wave, places):
    visits(wave, rows_of(places))
    visits(wave, [{"location": places[0]}])
    later = WaveFactory(study=wave.study, number=2)
    visits(later, [{"location": places[1]}])
    chosen = StudyChoice(wave.study, [WaveChoice(later, approved=1), WaveChoice(wave, approved=11)])
    chosen.waves.append(WaveChoice(WaveFactory(study=wave.study, number=3)))
    for nodes in ([], places[:2]):
        found = over_waves(chosen, nodes)
        assert [(one.title, one.number) for one in found] == [(wave.title, 1), (later.title, 2)]
        for one, its in zip(found, (wave, later), strict=True):
            assert as_told(one.valence) == as_told(journey_figures(wave.study, [its], nodes)["score"]["valence"])
    assert found[1].valence["flags"] == ["left_out:1"]


def as_told(result):
    """A result whose numbers may differ by their rounding."""
    return {name: round(value, 9) if isinstance(value, float) else value for name, value in result.items()}
