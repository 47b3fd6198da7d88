"""One municipality with frozen figures, and the people who write about them and approve."""

from types import SimpleNamespace

import pytest

from fieldwork.people.states import Role
from tests.factories import StudyFactory, UserFactory
from tests.reports.improvement.writing import frozen


@pytest.fixture
def world(db):
    """Figures, two planners, a reviewer and an administrator."""
    study = StudyFactory()
    people = {name: UserFactory(role=role, manages=[study.client], name=name.title(), language="en")
              for name, role in (("anna", Role.PLANNER), ("bram", Role.PLANNER), ("ruth", Role.REVIEWER))}  # fmt: skip
    boss = UserFactory(role=Role.ADMINISTRATOR, name="Boss", language="en")
    return SimpleNamespace(study=study, set=frozen(study), **people, boss=boss)
