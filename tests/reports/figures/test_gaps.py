"""The gap between words and first impression, without what instrument and shopper always add to it."""

import json

import pytest

from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.numbers import mean
from fieldwork.studies.states import Family
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, StudyFactory, UserFactory, WaveFactory
from tests.reports.figures.fast import visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


def gaps(wave, shopper, values, places=None):
    places = places or LocationFactory.create_batch(len(values), client=wave.study.client)
    rows = [
        {"location": place, "waiting": {"v": 0.0, "gap": gap}, "shopper": shopper}
        for place, gap in zip(places, values, strict=True)
    ]
    return visits(wave, rows)


def waiting(wave):
    return journey_figures(wave.study, [wave])["steps"][1]


def test_a_shopper_who_always_talks_milder_is_corrected_and_shrunk(wave):
    mild, plain = UserFactory(), UserFactory()
    gaps(wave, mild, [0.5, 0.7])
    gaps(wave, plain, [0.0, 0.2])
    panel = mean([0.5, 0.7, 0.0, 0.2])
    offsets = {mild: 2 / 22 * (0.6 - panel), plain: 2 / 22 * (0.1 - panel)}
    found = waiting(wave)
    wanted = mean_t([0.5 - offsets[mild], 0.7 - offsets[mild], 0.0 - offsets[plain], 0.2 - offsets[plain]])
    assert (found["gap"]["value"], found["gap"]["lo"]) == pytest.approx((wanted.value, wanted.lo))
    assert found["gap_raw"]["value"] == pytest.approx(panel)


def test_the_instrument_counts_from_a_hundred_pairs_of_the_family_on(wave):
    shopper = UserFactory()
    elsewhere = WaveFactory(study=StudyFactory(), number=1)
    audit = WaveFactory(study=StudyFactory(family=Family.AUDIT), number=1)
    gaps(elsewhere, shopper, [0.3] * 98)
    gaps(audit, shopper, [-1.0] * 50)  # another family: another questionnaire
    gaps(wave, shopper, [0.3])
    figures = journey_figures(wave.study, [wave])
    assert figures["meta"]["gap_panel"] == {"n_pairs": 99, "instrument_offset": 0}
    assert figures["steps"][1]["gap"]["value"] == pytest.approx(0.3)

    gaps(wave, shopper, [0.3])
    figures = journey_figures(wave.study, [wave])
    assert figures["meta"]["gap_panel"] == {"n_pairs": 100, "instrument_offset": pytest.approx(0.3)}
    assert figures["steps"][1]["gap"]["value"] == pytest.approx(0)


def test_a_gap_that_is_only_the_instruments_is_no_gap_of_the_step(wave):
    shopper = UserFactory()
    values = [0.28, 0.32, 0.3, 0.31, 0.29] * 20
    gaps(WaveFactory(study=StudyFactory(), number=1), shopper, values)
    gaps(wave, shopper, values[:12])
    assert waiting(wave)["gap_class"] == "consistent"
    study = wave.study
    study.thresholds = {"min_panel_pairs": 10_000}
    study.save()
    assert journey_figures(study, [wave])["steps"][1]["gap_class"] == "says_better_than_feels"


def test_what_is_approved_later_leaves_earlier_figures_as_they_are(wave):
    shopper = UserFactory()
    here = gaps(wave, shopper, [0.1, 0.2, 0.3])[0].location
    before = journey_figures(wave.study, [wave])
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    made = gaps(later, shopper, [0.9], [here])
    Visit.objects.filter(pk=made[0].pk).update(approved_at="2099-01-01T00:00Z")
    gaps(WaveFactory(study=StudyFactory(), number=1), shopper, [0.9])[0].delete()
    waiting_for_review = gaps(WaveFactory(study=StudyFactory(), number=1), shopper, [0.9])
    waiting_for_review[0].step_scores.update(status=VisitState.IN_REVIEW)
    after = journey_figures(wave.study, [wave])
    assert after["meta"]["source_hash"] == before["meta"]["source_hash"]
    assert after | {"meta": 0} == before | {"meta": 0}


def test_nothing_of_the_panel_points_to_a_shopper(wave):
    shopper = UserFactory(pk=987654321)
    gaps(wave, shopper, [0.1, 0.2, 0.3])
    assert "987654321" not in json.dumps(journey_figures(wave.study, [wave]))


def test_one_or_two_visits_do_not_betray_the_habit_of_their_shopper(wave):
    shopper = UserFactory()
    gaps(wave, shopper, [0.1, 0.2])
    found = journey_figures(wave.study, [wave])["steps"][1]
    assert (found["gap_raw"]["value"], found["gap_raw"]["reason"], found["gap_raw"]["n"]) == (None, "below_min_cell", 2)
    assert found["gap"]["value"] is not None
    gaps(wave, shopper, [0.3])
    assert journey_figures(wave.study, [wave])["steps"][1]["gap_raw"]["value"] == pytest.approx(0.2)
