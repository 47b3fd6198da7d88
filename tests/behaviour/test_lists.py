"""Every list, board and first page asks the database as often for fifty rows as for one."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.documents.models import Report
from reports.figures.models import FigureSet
from tests.behaviour.world import routes, whole_world
from tests.capture.phones import handed_in, visit_under_way
from tests.factories import (
    ClientFactory,
    JourneyVersionFactory,
    LocationFactory,
    PersonaFactory,
    ScenarioFactory,
    StudyFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)
from tests.reports.field import walked_visit

# How often the database is asked is up to our code; that every list opens on the other engine, test_rubbish sees.
pytestmark = [pytest.mark.django_db, pytest.mark.engine_soak]
WITH_ROWS = {
    "visits:today", "visits:board", "review:queue", "journeys:list", "studies:list", "people:list", "people:clients",
    "documents:list", "improvement:list", "client:visits", "client:reports", "phone:visits", "api:visit-list",
    "api:journey-list", "api:journey-version-list", "api:reports",
}  # fmt: skip


def grow(world: SimpleNamespace, by: int) -> None:
    """More of everything that a list shows, for the same people."""
    planner, shopper = world.people[Role.PLANNER], world.people[Role.SHOPPER]
    for number in range(by):
        other = ClientFactory()
        planner.managed_clients.add(other)
        version = JourneyVersionFactory(journey__client=world.client)
        study = StudyFactory(client=world.client, journey=version.journey)
        wave = WaveFactory(study=study, journey_version=version)
        PersonaFactory(study=world.study)
        where = {"location": LocationFactory(client=world.client, region=world.region)}
        LocationFactory(client=world.client, kind=LocationKind.REGION)
        for role in (Role.SHOPPER, Role.REVIEWER):
            UserFactory(role=role, manages=[world.client] if role == Role.REVIEWER else None)
        UserFactory(role=Role.CLIENT_VIEWER, client=world.client, scope=[world.site])
        same = where | {"scenario": ScenarioFactory(study=study), "wave": wave}
        for state in (VisitState.OPEN, VisitState.NO_SHOW, VisitState.ASSIGNED, VisitState.BRIEFED):
            VisitFactory(**same, state=state, shopper=None if state == VisitState.OPEN else shopper)
        handed_in(visit_under_way(**same, shopper=shopper))
        walked_visit(world.wave, **where, scenario=world.scenario)
        _report(world, wave, number)


def _report(world: SimpleNamespace, wave, number: int) -> None:
    frozen = world.report.figure_set
    fresh = FigureSet.objects.create(
        study=world.study, selection=f"{number:064d}", figures=frozen.figures, inputs_sha256=f"{number:064d}",
        formula_version="1",
    )  # fmt: skip
    fresh.locations.set([world.site])
    Report.objects.create(figure_set=fresh, title=f"Rapport {number}", render_key=uuid4().hex * 2)


def costs(world: SimpleNamespace) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """How many queries each list takes for everybody who may open it, the second time they do; how long it is."""
    extra = [reverse("people:locations", args=[world.client.pk]), reverse("studies:detail", args=[world.study.pk]),
             reverse("visits:plan") + f"?wave={world.wave.pk}"]  # fmt: skip
    lists = [reverse(name) for name, arguments in routes().items() if not arguments] + extra
    found, lengths = {}, {}
    for role, person in world.people.items():
        http = Client()
        http.force_login(person)
        for path in lists:
            if http.get(path).status_code == 200:
                with CaptureQueriesContext(connection) as asked:
                    answer = http.get(path)
                found[str(role), path] = len(asked)
                lengths[path] = max(len(answer.content), lengths.get(path, 0))
    return found, lengths


def test_fifty_rows_cost_what_one_costs():
    world = whole_world()
    one, short = costs(world)
    grow(world, 49)
    many, long = costs(world)
    assert many == one
    assert [name for name in WITH_ROWS if long[reverse(name)] < short[reverse(name)] + 2000] == []
