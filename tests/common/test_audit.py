"""The audit trail: sealed in order, and a changed or missing row shows."""

import pytest
from django.db import transaction

from fieldwork.common import audit, tasks
from fieldwork.common.models import AuditEvent
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def sealed():
    """Five events, sealed by two sweeps."""
    person = UserFactory()
    for number in range(3):
        audit.record("visit.approved", f"visits.visit:{number}", by=person, score=7.5)
    tasks.sweep()
    audit.record("report.downloaded", person, by=None)
    audit.record("report.downloaded", person, by=person, name="Überblick €")
    assert audit.seal() == 2
    return AuditEvent.objects.order_by("number")


def test_sealed_events_are_numbered_without_gaps_and_the_chain_holds(sealed):
    assert list(sealed.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert audit.first_broken() is None
    assert audit.seal() == 0


@pytest.mark.parametrize(
    "change", [{"verb": "visit.excluded"}, {"data": {"score": 9}}, {"actor": None}, {"subject": "x"}]
)
def test_a_changed_event_shows(sealed, change):
    AuditEvent.objects.filter(number=2).update(**change)
    assert audit.first_broken() == 2


def test_a_removed_event_shows(sealed):
    AuditEvent.objects.filter(number=3).delete()
    assert audit.first_broken() == 3


def test_swapped_events_show(sealed):
    AuditEvent.objects.filter(number=1).update(number=99)
    assert audit.first_broken() == 1


def test_an_event_belongs_to_its_transaction():
    with transaction.atomic():
        audit.record("visit.approved", "visits.visit:1", by=None)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()
