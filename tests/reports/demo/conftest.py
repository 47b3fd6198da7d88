from datetime import date, datetime
from functools import cache

import pytest

from reports.demo.people import SHOPPERS
from reports.demo.simulate import SimulatedVisit, simulate
from reports.demo.stories import STORIES
from reports.demo.story import Story, workday

STARTS = {1: date(2026, 3, 2), 2: date(2026, 9, 28)}


@cache
def _visits(key: str, wave: int) -> tuple[SimulatedVisit, ...]:
    story = {one.key: one for one in STORIES}[key]
    made = []
    for number, planned in enumerate(story.plan(wave)):
        day = workday(STARTS[wave], planned.workday)
        starts_at = datetime.fromisoformat(f"{day}T{planned.time}")
        style = SHOPPERS[number % len(SHOPPERS)].style
        made.append(simulate(story, planned, style, starts_at, f"{wave}:{planned.number}"))
    return tuple(made)


@pytest.fixture
def visits():
    """All simulated visits of one wave of a story: ``visits(story, 1)``."""
    return lambda story, wave: _visits(story.key, wave)


@pytest.fixture(params=STORIES, ids=lambda story: story.key)
def story(request) -> Story:
    return request.param
