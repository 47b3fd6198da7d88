"""What an answer must be like beside the others, what is computed, and which moment counts, at the final."""

import pytest
from django.urls import reverse

from fieldwork.capture import actions, rebuilding
from fieldwork.journeys import documents
from fieldwork.review import actions as review
from tests.capture.phones import NAMED, TAP, Phone, visit_under_way
from tests.documents import CHOICES, YES_NO, question, step, text
from tests.factories import JourneyVersionFactory, UserFactory, WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MORE = text("Meer dan bezoekers.", "More than visitors.")
RULE = {"expr": ["lte", ["this"], ["ref", "desk/visitors"]], "message": MORE}
ROOM = [{**CHOICES[0], "show_if": {"expr": ["gt", ["ref", "desk/share"], 0.5]}}, *CHOICES[1:]]
FEELINGS = {
    "@baseline": {"v": TAP}, "desk/@tap": {"v": TAP}, "desk/@named": {"v": NAMED}, "desk/@grade": {"v": 6},
    "@overall": {"v": 7}, "@recommend": {"v": 8},
}  # fmt: skip
GOOD = {"desk/visitors": {"v": 10}, "desk/served": {"v": 6}, "desk/room": {"v": "clean"}, "desk/ready": {"v": "yes"}}


def document():
    """One step whose questions look at each other in every way."""
    late = {"expr": ["gte", ["today"], "2000-01-01"]}
    share = {"expr": ["div", ["ref", "desk/served"], ["ref", "desk/visitors"]]}
    asked = [
        question("visitors", "number", unit={}, decimals=0),
        question("served", "number", unit={}, decimals=0, constraint=RULE),
        question("share", "computed", required=False, formula=share),
        question("room", "single", options=ROOM),
        question("ready", "yes_no", **YES_NO, show_if=late),
    ]
    phases = [{"key": "p", "title": text("Fase", "Phase"), "steps": [step("desk", asked)]}]
    return documents.clean({"schema": 1, "title": text("Reis", "Journey"), "phases": phases})


@pytest.fixture
def phone():
    version = JourneyVersionFactory(document=document())
    wave = WaveFactory(study__journey=version.journey, journey_version=version)
    return Phone(visit_under_way(wave=wave))


def test_what_fits_is_handed_in_with_its_computed_values_and_keeps_its_score(phone):
    phone.fill(FEELINGS | GOOD)
    assert phone.final().status_code == 200
    rows = {row.path: (row.kind, row.status, row.value) for row in phone.visit.answers.all()}
    assert rows["desk/share"] == ("computed", "answered", 0.6)
    assert len(rows) == phone.visit.answers.count() == 5
    phone.visit.refresh_from_db()
    # Asked because of the day it was handed in: scoring it again asks it again.
    assert phone.visit.checklist_points == 2
    [fresh] = rebuilding.compute([phone.visit])
    assert fresh.columns["checklist_points"] == 2


@pytest.mark.parametrize(
    "changes, field, code, message",
    [
        ({"desk/served": {"v": 11}}, "desk/served", "constraint", "Meer dan bezoekers."),
        ({"desk/served": {"v": 4}}, "desk/room", "not_offered",
         "Dit antwoord past niet meer bij je andere antwoorden. Kies opnieuw."),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_other_answers_is_sent_back_by_name(phone, changes, field, code, message):
    phone.fill(FEELINGS | GOOD | changes)
    answer = phone.final()
    assert answer.status_code == 422
    assert answer.json()["questions"] == [{"field": field, "code": code, "message": message}]
    assert not phone.visit.answers.exists()
    phone.fill(GOOD)
    assert phone.final().status_code == 200


def test_a_computed_value_cannot_be_sent(phone):
    answer = phone.put([phone.op("desk/share", {"v": 0.9})])
    assert [one["why"] for one in answer.json()["rejected"]]


def test_the_reviewer_reads_the_computed_value(phone, client):
    phone.fill(FEELINGS | GOOD)
    phone.final()
    reviewer = UserFactory(role="reviewer", manages=[phone.visit.wave.study.client], language="nl")
    phone.visit.refresh_from_db()
    review.claim(phone.visit, reviewer)
    client.force_login(reviewer)
    assert "0,6" in client.get(reverse("review:visit", args=[phone.visit.pk])).content.decode()


def test_the_page_gets_the_module_of_expressions_only_where_it_is_needed(phone, client):
    client.force_login(phone.visit.shopper)
    page = client.get(reverse("phone:form", args=[phone.visit.uuid])).content.decode()
    assert '"conditions": "/static/js/phone/further.js"' in page
    plain = visit_under_way()
    client.force_login(plain.shopper)
    page = client.get(reverse("phone:form", args=[plain.uuid])).content.decode()
    assert '"conditions": "/static/js/phone/conditions.js"' in page
    assert actions.current_round(plain).number == 1
