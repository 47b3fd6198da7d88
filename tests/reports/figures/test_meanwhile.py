"""A visit that is approved while figures are being read is left for the next time: no half of it counts."""

import pytest

from fieldwork.capture.models import StepScore
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.figures import facts
from reports.figures.queries import journey_figures
from tests.factories import WaveFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.parametrize("table", ["StepScore", "Answer", "StepExperience"])
def test_a_visit_approved_while_figures_are_read_is_left_out(monkeypatch, table):
    wave = WaveFactory(number=1)
    walked_visit(wave)
    expected = journey_figures(wave.study, [wave])
    late = walked_visit(wave, state=VisitState.IN_REVIEW)
    rows_of = facts.rows_of

    def meanwhile(model, *more):
        if model.__name__ == table:
            Visit.objects.filter(pk=late.pk).update(state=VisitState.APPROVED)
            StepScore.objects.filter(visit=late).update(status=VisitState.APPROVED)
        return rows_of(model, *more)

    monkeypatch.setattr(facts, "rows_of", meanwhile)
    found = journey_figures(wave.study, [wave])
    assert found["score"] == expected["score"]
    assert [step["emotions"] for step in found["steps"]] == [step["emotions"] for step in expected["steps"]]
