"""What first: what each step may bring, and when nothing is said about it."""

import json

import pytest

from reports.figures.queries import journey_figures
from tests.factories import WaveFactory
from tests.reports.figures.fast import STEPS
from tests.reports.figures.test_drivers import walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    return WaveFactory(number=1)


def test_too_few_visits_have_a_reason_and_no_order(wave):
    walked(wave, 49)
    found = journey_figures(wave.study, [wave])["priorities"]
    assert found == {"outcome": "grade", "reason": "too_few", "gains": []}


def test_the_step_that_goes_together_with_the_grade_most_comes_first(wave):
    walked(wave, 60)
    figures = journey_figures(wave.study, [wave])
    found = figures["priorities"]

    assert json.loads(json.dumps(found)) == found
    assert found["reason"] is None
    assert {one["step"] for one in found["gains"]} == set(STEPS)
    first = found["gains"][0]
    assert (first["step"], first["because"]) == ("waiting", None)
    assert first["gain"]["lo"] <= first["gain"]["value"] <= first["gain"]["hi"]
    assert first["gain"]["level"] == 0.8
    assert 0 < first["gain"]["value"] < 10 - figures["score"]["grade"]["value"]
    assert first["now"] < first["achievable"]
    assert [one["p_top3"] is None for one in found["gains"]] == [one["because"] is not None for one in found["gains"]]


def test_the_same_numbers_give_the_same_order(wave):
    walked(wave, 60)
    once, again = (journey_figures(wave.study, [wave])["priorities"] for _ in range(2))
    assert once == again
