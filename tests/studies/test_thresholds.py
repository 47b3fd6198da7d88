"""Thresholds of one study: agreed before fieldwork, within bounds, fixed by the first visit that was handed in."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.measurement.settings import DEFAULTS, Settings
from fieldwork.people.states import Role
from fieldwork.studies.actions import agree_thresholds
from fieldwork.studies.models import Study
from fieldwork.studies.states import COUNTED_THRESHOLDS, THRESHOLDS
from tests.factories import StudyFactory, UserFactory, VisitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def planner():
    return UserFactory(role=Role.PLANNER)


def test_a_study_counts_as_the_product_unless_it_agreed_otherwise(planner):
    study = StudyFactory()
    assert study.measurement() == DEFAULTS

    agree_thresholds(study, {"relevant_change": 5, "pain_visits": 8.0}, planner)
    assert Study.objects.get().measurement() == Settings(relevant_change=5, pain_visits=8)
    assert AuditEvent.objects.get(verb="study.thresholds").actor == planner


@pytest.mark.parametrize(
    "wrong",
    [
        {"too_fast_ms": 200},  # decides about a single visit
        {"nonsense": 1},
        {"relevant_change": 0},
        {"relevant_change": "5"},
        {"relevant_change": float("nan")},
        {"gap_visits": 7.5},
        {"pain_share": True},
    ],
)
def test_what_is_no_threshold_is_refused(planner, wrong):
    study = StudyFactory()
    with pytest.raises(Invalid):
        agree_thresholds(study, wrong, planner)
    assert Study.objects.get().thresholds == {}
    study.thresholds = wrong
    with pytest.raises(ValidationError):
        study.clean()


def test_they_are_fixed_once_a_visit_was_handed_in(planner):
    study = StudyFactory()
    agree_thresholds(study, {"relevant_change": 5}, planner)
    visit = VisitFactory(wave__study=study)
    agree_thresholds(study, {"relevant_change": 4}, planner)  # planned is not handed in

    visit.submitted_at = timezone.now()
    visit.save()
    agree_thresholds(study, {"relevant_change": 4}, planner)  # nothing changes
    with pytest.raises(NotAllowedNow):
        agree_thresholds(study, {"relevant_change": 5}, planner)
    study.thresholds = {}
    with pytest.raises(ValidationError):
        study.clean()
    assert Study.objects.get().thresholds == {"relevant_change": 4}


def test_every_threshold_is_one_of_the_product_and_its_default_lies_within_its_bounds():
    known = DEFAULTS.as_dict()
    assert all(least <= known[name] <= most for name, (least, most) in THRESHOLDS.items())
    assert THRESHOLDS.keys() >= COUNTED_THRESHOLDS
