"""A visit in dated parts is checked as a whole: one dossier, one turn, the time of each part and none between them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fieldwork.capture import actions
from fieldwork.review import attention, dossier
from fieldwork.visits import actions as visits
from fieldwork.visits.states import VisitState
from tests.capture.phones import Phone
from tests.capture.test_episodes import form_of, in_parts

pytestmark = pytest.mark.django_db


def filled(seconds):
    """A visit of three parts, three days apart, each filled in so many seconds."""
    visit = in_parts()
    for number in (1, 2, 3):
        phone = Phone(visit, number)
        begun = timezone.now() - timedelta(days=12 - 3 * number)
        form = list(form_of(number).items())
        pace = seconds / (len(form) - 1)
        phone.put([phone.op(*one, at=begun + timedelta(seconds=n * pace)) for n, one in enumerate(form)])
        assert phone.final().status_code == 200
    visit.refresh_from_db()
    return visit


def titles(visit):
    return [str(point.title) for point in attention.points(dossier.read(visit, {}))]


def test_the_days_between_parts_are_no_time_of_filling_in():
    assert "Heel snel ingevuld" in titles(filled(seconds=5))
    assert "Heel snel ingevuld" not in titles(filled(seconds=300))


def test_all_parts_stand_in_one_dossier_that_came_in_once():
    visit = filled(seconds=60)
    read = dossier.read(visit, {})
    assert [part.number for part in read.parts] == [1, 2, 3]
    assert (len(read.rounds), read.turn) == (3, 1)
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    actions.open_return_round(visit, {"arriving/greeted": "Weet je het zeker?"}, None)
    assert dossier.read(visit, {}).turn == 2
