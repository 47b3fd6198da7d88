"""A wave of one client, who works for it and reads for it, and a renderer that costs nothing."""

import pytest

from fieldwork.people.states import Role
from reports.documents import actions
from tests.factories import UserFactory, WaveFactory
from tests.reports.documents.stand_in import StandIn


@pytest.fixture
def wave():
    return WaveFactory(number=1, title="Najaar 2026")


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


@pytest.fixture
def manager(wave):
    return UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client)


@pytest.fixture
def viewer(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)


@pytest.fixture
def renderer(monkeypatch):
    one = StandIn()
    monkeypatch.setattr(actions, "_child", lambda: one)
    return one
