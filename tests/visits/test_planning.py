"""Plan many visits, and take back what was done in one go."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits import actions, planning
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import VisitState
from tests.factories import (
    LocationFactory,
    PersonaFactory,
    ScenarioFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

pytestmark = pytest.mark.engine


@pytest.fixture
def wave(db):
    return WaveFactory()


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


@pytest.fixture
def scenario(wave):
    return ScenarioFactory(study=wave.study, channel="phone")


def sites(wave, count, **changes):
    return LocationFactory.create_batch(count, client=wave.study.client, **changes)


def test_three_places_times_two_are_six_open_visits_with_one_event_each(wave, planner, scenario):
    persona = PersonaFactory(study=wave.study)
    visits = planning.plan(wave, sites(wave, 3), scenario, planner, persona=persona, per_location=2)

    stored = Visit.objects.filter(wave=wave)
    assert stored.count() == len(visits) == 6
    facts = stored.values_list("state", "channel", "fee_cents", "persona", "journey_version", "shopper").distinct()
    assert list(facts) == [("open", "phone", 1850, persona.pk, wave.journey_version_id, None)]
    assert list(VisitEvent.objects.order_by().values_list("came_from", "went_to", "by").distinct()) == [
        ("", "open", planner.pk)
    ]
    assert VisitEvent.objects.count() == 6
    assert VisitEvent.objects.order_by().values("batch").distinct().count() == 1


def test_days_are_days_at_the_place(wave, planner, scenario):
    (visit,) = planning.plan(wave, sites(wave, 1, timezone="Atlantic/Azores"), scenario, planner)
    azores = ZoneInfo("Atlantic/Azores")
    assert visit.opens_at == datetime.combine(wave.visit_from, datetime.min.time(), tzinfo=azores)
    assert visit.due_at.astimezone(azores).strftime("%F %H:%M") == f"{wave.due} 23:59"
    assert visit.submit_by.astimezone(azores).date() == wave.submit_by


@pytest.mark.parametrize(
    "changes",
    [
        {"locations": "nothing"},
        {"locations": "another client"},
        {"locations": "a region"},
        {"scenario": "another study"},
        {"persona": "another study"},
        {"per_location": 0},
        {"per_location": 51},
        {"due_at": "before"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_made(wave, planner, scenario, changes):
    given = {"locations": sites(wave, 1), "scenario": scenario, "by": planner}
    given |= {
        "nothing": {"locations": []},
        "another client": {"locations": [LocationFactory()]},
        "a region": {"locations": sites(wave, 1, kind=LocationKind.REGION)},
        "another study": {"scenario": ScenarioFactory()} if "scenario" in changes else {"persona": PersonaFactory()},
        "before": {"due_at": wave.visit_from - timedelta(days=1)},
    }.get(next(iter(changes.values())), changes)
    with pytest.raises(Invalid):
        planning.plan(wave, **given)
    assert not Visit.objects.exists()


def test_a_thousand_at_once_is_the_limit(wave, planner, scenario):
    with pytest.raises(Invalid):
        planning.plan(wave, sites(wave, 21), scenario, planner, per_location=48)
    assert not Visit.objects.exists()


def test_planning_costs_the_same_for_one_and_many(wave, planner, scenario, django_assert_num_queries):
    for places in (sites(wave, 1), sites(wave, 20)):
        with django_assert_num_queries(4):  # savepoint, visits, events, release
            planning.plan(wave, places, scenario, planner)


def test_undo_cancels_only_what_is_still_open(wave, planner, scenario):
    batch = uuid4()
    visits = planning.plan(wave, sites(wave, 3), scenario, planner, batch=batch)
    actions.assign(visits[0], UserFactory(), planner)

    assert planning.undo(batch, planner) == (2, 1)

    states = [Visit.objects.get(pk=visit.pk).state for visit in visits]
    assert states == [VisitState.ASSIGNED, VisitState.CANCELLED, VisitState.CANCELLED]


def test_undo_of_an_assignment_frees_what_nobody_confirmed(wave, planner, scenario):
    one, two = planning.plan(wave, sites(wave, 2), scenario, planner)
    batch, shopper = uuid4(), UserFactory()
    for visit in (one, two):
        actions.assign(visit, shopper, planner, batch=batch)
    actions.confirm(two, shopper)

    assert planning.undo(batch, planner) == (1, 1)
    assert Visit.objects.get(pk=one.pk).shopper is None
    assert Visit.objects.get(pk=two.pk).shopper == shopper


def test_undo_leaves_alone_what_was_given_to_somebody_else_meanwhile(wave, planner):
    visit, batch = VisitFactory(wave=wave, state=VisitState.OPEN, shopper=None), uuid4()
    actions.assign(visit, UserFactory(), planner, batch=batch)
    actions.unassign(visit, planner)
    second = UserFactory()
    actions.assign(visit, second, planner, batch=uuid4())
    assert planning.undo(batch, planner) == (0, 1)
    visit.refresh_from_db()
    assert (visit.state, visit.shopper) == (VisitState.ASSIGNED, second)


def test_undo_is_over_after_ten_minutes_and_never_for_strangers(wave, planner, scenario):
    batch = uuid4()
    planning.plan(wave, sites(wave, 1), scenario, planner, batch=batch)
    with pytest.raises(NotAllowedNow):
        planning.undo(batch, UserFactory(role=Role.PLANNER))
    VisitEvent.objects.update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(NotAllowedNow):
        planning.undo(batch, planner)
    assert Visit.objects.get().state == VisitState.OPEN
