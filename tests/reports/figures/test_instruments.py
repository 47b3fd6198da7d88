"""Pad and face matrix have scales of their own: no panel holds both, and no difference is told between them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fieldwork.measurement.pilot import PilotStep, pilot
from fieldwork.studies import actions as studies
from reports.documents import method, phrases
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, StudyFactory, UserFactory, WaveFactory
from tests.reports.field import felt, walked_visit
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


# --- which faces --------------------------------------------------------------------------------------
def walked(wave, *faces, **parts):
    return [
        walked_visit(wave, feelings={"waiting": felt(None, py=None, instrument="faces", face=one, q=2, **parts)})
        for one in faces
    ]


def test_the_faces_of_a_step_are_counted_with_their_margin(faces):
    walked(faces, "fear", "fear", "joy", "fear")
    before, waiting, _helped = journey_figures(faces.study, [faces])["steps"]
    assert before["faces"] == {"n": 0, "shares": []}
    assert waiting["faces"]["n"] == 4
    assert [(one["face"], one["n"], one["share"]["value"]) for one in waiting["faces"]["shares"]] == [
        ("fear", 3, 0.75), ("joy", 1, 0.25),
    ]  # fmt: skip
    assert all(one["share"]["lo"] < one["share"]["value"] < one["share"]["hi"] for one in waiting["faces"]["shares"])


def test_two_visits_tell_no_faces_and_a_tap_that_does_not_count_is_none(faces):
    walked(faces, "fear", "joy")
    assert journey_figures(faces.study, [faces])["steps"][1]["faces"] == {"n": 2, "shares": []}
    visit = walked(faces, "joy")[0]
    visit.step_scores.filter(step="waiting").update(c_i=0)
    assert journey_figures(faces.study, [faces])["steps"][1]["faces"] == {"n": 2, "shares": []}


def test_a_tap_on_the_pad_is_never_counted_among_faces(faces, pads):
    walked(faces, "fear", "joy", "joy")
    walked_visit(faces, feelings={"waiting": felt(800)})
    assert journey_figures(faces.study, [faces])["steps"][1]["faces"]["n"] == 3
    walked(pads, "fear", "joy", "joy")
    found = journey_figures(pads.study, [pads])
    assert not any("faces" in step for step in found["steps"])


# --- the pilot ----------------------------------------------------------------------------------------
def tried(n=240, **parts):
    step = {"seconds": 14.5, "v_i": 0.4, "c_i": 1.0, "v_c": 0.6} | parts
    return pilot(PilotStep(at % 30, **step) for at in range(n)).as_dict()


def note(figures, language="en"):
    with translation.override(language):
        return " ".join(method.method(figures))


def test_a_report_says_that_there_was_no_pilot(pads):
    measured(pads, [0.1, 0.2, 0.3])
    figures = journey_figures(pads.study, [pads])
    assert figures["meta"]["pilot"] is None
    assert note(figures).endswith("The emotion instrument has not been tested in a pilot yet.")


def test_a_pilot_that_was_kept_stands_in_the_figures_and_in_the_method_note(pads):
    measured(pads, [0.1, 0.2, 0.3])
    before = journey_figures(pads.study, [pads])["meta"]
    planner = UserFactory(pk=987654321)
    studies.keep_pilot(pads.study, tried(), planner)
    figures = journey_figures(pads.study, [pads])
    kept = figures["meta"]["pilot"]
    assert (kept["instrument"], kept["n_shoppers"], kept["n_pairs"]) == ("pad", 30, 240)
    assert "by" not in kept
    assert figures["meta"]["numbers_hash"] == before["numbers_hash"]
    assert figures["meta"]["source_hash"] != before["source_hash"]
    said = note(figures)
    assert "Pilot of the first impression (tap square, " in said
    assert "30 shoppers, 240 steps. Half of the steps took at most 14.5 s, nine out of ten at most 14.5 s." in said
    assert "on the same side in 100% of 240 steps" in said
    assert said.endswith("was not measured. That meets the bounds for duration and agreement.")
    assert "De helft van de stappen duurde hoogstens 14,5 s" in note(figures, "nl")


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (tried(seconds=40), "That does not meet every bound for duration and agreement."),
        (tried(v_i=-0.4), "That does not meet every bound for duration and agreement."),
        (tried(100), "That is too few to judge the instrument."),
        (tried(seconds=None), "That is too few to judge the instrument."),
    ],
)
def test_the_note_says_what_was_not_reached(pads, found, verdict):
    measured(pads, [0.1, 0.2, 0.3])
    studies.keep_pilot(pads.study, found, UserFactory())
    assert note(journey_figures(pads.study, [pads])).endswith(verdict)
