"""Frozen figures: written once, never changed, and every visit in them published."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fieldwork.common.errors import Invalid
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits import actions as visit_actions
from fieldwork.visits.models import VisitEvent
from fieldwork.visits.states import VisitState
from reports.figures import actions
from reports.figures.actions import freeze, live, live_key
from reports.figures.freezing import write_once
from reports.figures.models import FigureSet
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


def test_freezing_publishes_its_visits_and_is_written_down(wave, planner):
    visits = [walked_visit(wave) for _ in range(2)]
    waiting = walked_visit(wave, state=VisitState.IN_REVIEW)
    frozen = freeze(wave.study, [wave], None, planner)

    assert set(frozen.visits.all()) == set(visits)
    assert {visit.pk: visit.state for visit in frozen.visits.all()} == {visit.pk: "published" for visit in visits}
    assert set(frozen.locations.all()) == {visit.location for visit in visits}
    assert frozen.visits.first().events.last().by == planner
    waiting.refresh_from_db()
    assert waiting.state == VisitState.IN_REVIEW
    assert AuditEvent.objects.filter(verb="figures.frozen").count() == 1


def test_publishing_costs_the_same_for_two_visits_and_for_five(wave, planner):
    def cost(others):
        later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=others)
        for _ in range(others):
            walked_visit(later)
        draft = actions._drafted(wave.study, [later], None)
        made = draft.make()
        with CaptureQueriesContext(connection) as asked:
            write_once(replace(draft, make=lambda: made), planner)
        assert later.visits.filter(state=VisitState.PUBLISHED).count() == others
        assert VisitEvent.objects.filter(visit__wave=later, went_to="published", by=planner).count() == others
        return len(asked)

    walked_visit(wave)
    assert cost(2) == cost(5)


def test_the_same_visits_give_the_same_set(wave, planner):
    walked_visit(wave)
    first = freeze(wave.study, [wave], None, planner)
    assert freeze(wave.study, [wave], None, planner) == first
    walked_visit(wave)
    assert freeze(wave.study, [wave], None, planner, reason="A visit came in late.") != first
    assert FigureSet.objects.count() == 2


def test_a_set_never_changes(wave, planner):
    visit = walked_visit(wave)
    frozen = freeze(wave.study, [wave], None, planner)
    before = FigureSet.objects.get(pk=frozen.pk).figures
    visit.answers.update(value=None)
    visit.step_scores.update(v=-1)

    assert FigureSet.objects.get(pk=frozen.pk).figures == before
    with pytest.raises(ValueError, match="never changes"):
        frozen.save()
    with pytest.raises(ValueError, match="never changes"):
        FigureSet.objects.filter(pk=frozen.pk).update(figures={})
    with pytest.raises(ValueError, match="never removed"):
        frozen.delete()
    with pytest.raises(ValueError, match="never removed"):
        FigureSet.objects.filter(pk=frozen.pk).delete()


def test_nothing_approved_is_nothing_to_freeze(wave, planner):
    walked_visit(wave, state=VisitState.SUBMITTED)
    with pytest.raises(Invalid):
        freeze(wave.study, [wave], None, planner)
    assert not FigureSet.objects.exists()


def test_a_visit_taken_back_meanwhile_stops_the_freezing(wave, planner, monkeypatch):
    from fieldwork.common.errors import MovedMeanwhile

    visit = walked_visit(wave)
    figures_of = actions.figures_of

    def meanwhile(*facts):
        made = figures_of(*facts)
        with transaction.atomic():
            visit_actions.move(visit, VisitState.IN_REVIEW, by=planner)
        return made

    monkeypatch.setattr(actions, "figures_of", meanwhile)
    with pytest.raises(MovedMeanwhile):
        freeze(wave.study, [wave], None, planner)
    assert not FigureSet.objects.exists()


def test_a_set_is_seen_by_who_may_see_every_place_in_it(wave, planner):
    client = wave.study.client
    north = LocationFactory(client=client, kind=LocationKind.REGION)
    here = LocationFactory(client=client, region=north)
    walked_visit(wave, location=here)
    frozen = freeze(wave.study, [wave], [north], planner)
    seen = lambda **fields: frozen in FigureSet.objects.visible_to(UserFactory(**fields))  # noqa: E731

    assert seen(role=Role.CLIENT_VIEWER, client=client, scope=[north])
    assert seen(role=Role.CLIENT_VIEWER, client=client, scope=[here])
    assert not seen(role=Role.CLIENT_VIEWER, client=client, scope=[LocationFactory(client=client)])
    assert not seen(role=Role.CLIENT_VIEWER)
    assert not seen(role=Role.SHOPPER)
    assert seen(role=Role.PLANNER, manages=[client])
    assert not seen(role=Role.PLANNER)


def test_live_figures_are_kept_until_a_visit_changes(wave, planner):
    visit = walked_visit(wave)
    first = live(wave.study, [wave])
    assert live(wave.study, [wave]) == first

    key = live_key(wave.study, [wave], [])
    walked_visit(wave)
    assert live_key(wave.study, [wave], []) != key
    assert live(wave.study, [wave])["meta"]["n_visits"] == 2
    visit_actions.move(visit, VisitState.IN_REVIEW, by=planner)
    assert live(wave.study, [wave])["meta"]["n_visits"] == 1


def test_live_figures_are_made_again_when_the_tree_changes(wave, planner):
    walked_visit(wave)
    client = wave.study.client
    north = LocationFactory(client=client, kind=LocationKind.REGION)
    site = LocationFactory(client=client)
    keys = {live_key(wave.study, [wave], [])}
    site.region = north
    site.save()
    keys.add(live_key(wave.study, [wave], []))
    site.is_open = False
    site.save()
    keys.add(live_key(wave.study, [wave], []))
    assert len(keys) == 3
