"""Pad and face matrix have scales of their own: no panel holds both, and no difference is told between them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.documents import phrases
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, StudyFactory, WaveFactory
from tests.reports.figures.fast import visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def pads():
    return WaveFactory(number=1)


@pytest.fixture
def faces(pads):
    study = StudyFactory(client=pads.study.client, journey=pads.study.journey, instrument="faces")
    return WaveFactory(study=study, journey_version=pads.journey_version, number=1)


def measured(wave, values, gap=0.3):
    places = LocationFactory.create_batch(len(values), client=wave.study.client)
    rows = [
        {
            "location": place,
            "waiting": {"v": v, "v_i": v, "c_i": 1, "v_c": v, "gap": gap, "grade": 6},
            "checklist_score": 70 + at,
            "overall_grade": 7,
            "channel": ("counter", "phone")[at % 2],
        }
        for at, (place, v) in enumerate(zip(places, values, strict=True))
    ]
    return visits(wave, rows)


def test_the_panel_of_faces_holds_no_pads(pads, faces):
    measured(pads, [0.1, 0.2, 0.3], gap=0.9)
    measured(faces, [0.1, 0.2])
    assert journey_figures(pads.study, [pads])["meta"]["gap_panel"]["n_pairs"] == 3
    assert journey_figures(faces.study, [faces])["meta"]["gap_panel"]["n_pairs"] == 2


def test_a_difference_between_two_instruments_is_not_told_but_why(pads, faces):
    measured(pads, [0.1, 0.2, 0.3, 0.1])
    measured(faces, [-0.5, -0.4, -0.6, -0.5])
    found = journey_figures(faces.study, [faces], previous=pads)
    waiting = found["steps"][1]
    for change in (found["score"]["change"], waiting["change"], found["channels"][0]["change"]):
        assert (change["word"], change["more_visits"]) == ("suppressed", None)
        assert (change["difference"]["value"], change["difference"]["reason"]) == (None, "different_instruments")
        assert (change["previous"]["value"], change["previous"]["reason"]) == (None, "different_instruments")
    assert waiting["previous_implicit"] is None
    assert waiting["previous_conscious"]["value"] == pytest.approx(0.175)  # the words are the same words
    assert found["score"]["mix"] is None
    assert found["score"]["checklist_change"]["difference"]["value"] == pytest.approx(0)
    assert phrases.difference(found["score"]["change"], 50) == (
        "", "de eerste indruk is op een andere manier gevraagd en wordt dus niet vergeleken"
    )  # fmt: skip


def test_two_studies_with_one_instrument_are_compared(pads):
    other = WaveFactory(
        study=StudyFactory(client=pads.study.client, journey=pads.study.journey),
        journey_version=pads.journey_version, number=1,
    )  # fmt: skip
    measured(pads, [0.1, 0.2, 0.3, 0.1])
    measured(other, [-0.5, -0.4, -0.6, -0.5])
    found = journey_figures(other.study, [other], previous=pads)
    assert found["score"]["change"]["word"] == "lower"
    assert found["steps"][1]["previous_implicit"]["value"] == pytest.approx(0.175)


def test_an_earlier_wave_of_the_study_costs_no_further_question(pads):
    later = WaveFactory(study=pads.study, journey_version=pads.journey_version, number=2)
    measured(pads, [0.1, 0.2, 0.3])
    measured(later, [0.3, 0.4, 0.5])
    with CaptureQueriesContext(connection) as asked:
        journey_figures(later.study, [later])
    assert not any("instrument" in one["sql"] and 'FROM "studies_study" WHERE' in one["sql"] for one in asked)
