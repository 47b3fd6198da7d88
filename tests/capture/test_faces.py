"""A study that asks for faces takes faces only, stores what a tap stands for, and is scored as any other."""

import pytest
from django.urls import reverse

from fieldwork.capture.models import Op, StepScore
from fieldwork.studies.models import Study
from tests.capture.phones import FACE, TAP, Phone, faces, visit_under_way
from tests.capture.test_rebuilding import rebuilt
from tests.factories import WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def phone():
    return Phone(visit_under_way(wave=WaveFactory(study__instrument="faces")))


def codes(answer):
    return [one["code"] for one in answer.json()["rejected"]]


def test_the_form_says_which_instrument_the_study_uses(client, phone):
    client.force_login(phone.visit.shopper)
    page = client.get(reverse("phone:form", args=[phone.visit.uuid]))
    assert page.context["form_data"]["instrument"] == "faces"
    assert 'id="faces"' in page.content.decode()
    other = visit_under_way()
    client.force_login(other.shopper)
    page = client.get(reverse("phone:form", args=[other.uuid]))
    assert page.context["form_data"]["instrument"] == "pad"
    assert 'id="faces"' not in page.content.decode()


def test_a_tap_of_the_other_instrument_is_refused_with_its_reason(phone):
    assert codes(phone.put([phone.op("waiting/@tap", {"v": TAP})])) == ["instrument"]
    on_the_pad = Phone(visit_under_way())
    assert codes(on_the_pad.put([on_the_pad.op("@baseline", {"v": FACE})])) == ["instrument"]
    assert not Op.objects.exists()


@pytest.mark.parametrize("wrong", [{"face": "envy"}, {"q": 5}, {"q": True}, {"face": None}])
def test_a_face_that_is_not_there_is_refused(phone, wrong):
    assert codes(phone.put([phone.op("waiting/@tap", {"v": FACE | wrong})])) == ["face"]


def test_a_face_is_kept_with_the_valence_and_energy_it_stands_for(phone):
    untimed = FACE | {"face": "surprise", "q": 4, "input_kind": "keyboard"}
    phone.fill(faces(helped=untimed) | {"arriving/@tap": {"skipped": "cannot_say"}})
    assert phone.final().status_code == 200
    rows = {row.step: row for row in phone.visit.experiences.all()}
    waiting = rows["waiting"]
    assert (waiting.instrument, waiting.face, waiting.q, waiting.px, waiting.py) == ("faces", "anger", 3, None, None)
    assert (waiting.valence_i, waiting.arousal_i) == pytest.approx((-0.675, 0.765))
    assert (waiting.t_first_touch, rows["helped"].t_first_touch) == (1900, None)
    assert (rows["@baseline"].face, rows["@baseline"].valence_i) == ("joy", 0.25)
    assert (rows["arriving"].instrument, rows["arriving"].face, rows["arriving"].q) == ("faces", "", None)
    assert rows["arriving"].valence_i is None
    scores = {row.step: row for row in StepScore.objects.all()}
    assert (scores["waiting"].v_i, scores["waiting"].c_i) == (pytest.approx(-0.675), 1)
    assert (scores["helped"].v_i, scores["helped"].c_i) == (0, 0.5)
    assert scores["arriving"].v_i is None


def test_scores_from_faces_are_found_again_from_what_is_stored(phone):
    phone.fill(faces())
    assert phone.final().status_code == 200
    assert [done.differing for done in rebuilt(check=True)] == [{}]
    Study.objects.update(instrument="pad")  # past every rule: the rows say themselves how they were given
    assert [done.differing for done in rebuilt(check=True)] == [{}]
