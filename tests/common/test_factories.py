"""The factories that every other test stands on."""

import pytest

from fieldwork.people.states import Role
from fieldwork.visits.states import VisitState
from tests.factories import UserFactory, VisitFactory


@pytest.mark.django_db
def test_a_visit_hangs_together():
    visit = VisitFactory(briefed=True)
    assert visit.location.client == visit.wave.study.client == visit.scenario.study.client
    assert visit.journey_version.journey == visit.wave.study.journey
    assert visit.briefing_receipts.count() == 1
    assert visit.shopper.profile.tile_side in ("left", "right")
    assert VisitFactory(state=VisitState.OPEN).shopper is None


@pytest.mark.django_db
def test_people_have_what_their_role_needs():
    assert UserFactory(role=Role.CLIENT_VIEWER).client is not None
    assert UserFactory(role=Role.PLANNER).client is None
