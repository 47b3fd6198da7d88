"""The pilot of a study: what its visits say of the instrument, who may keep it, and that reports say it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.capture.models import StepExperience, StepScore
from fieldwork.capture.pilots import pilot_of
from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from fieldwork.studies import actions as studies
from fieldwork.visits.states import VisitState
from tests.capture.phones import STEPS, Phone, visit_under_way, whole_form
from tests.factories import UserFactory, VisitFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    return WaveFactory()


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


def timed_visit(wave, tap=2000, named=9000, grade=3000):
    """A visit that was handed in by a phone that tells how long every part took."""
    phone = Phone(visit_under_way(wave=wave))
    took = {"@tap": tap, "@named": named, "@grade": grade}
    ops = [phone.op(field, value) for field, value in whole_form().items()]
    phone.put([op | {"shown_ms": took.get(op["field"].rpartition("/")[2])} for op in ops])
    assert phone.final().status_code == 200
    return phone.visit


def address(study):
    return reverse("pilots:study", args=[study.pk])


def test_the_figures_are_those_of_the_steps_of_every_visit_handed_in(wave):
    timed_visit(wave)
    timed_visit(wave, tap=4000)
    timed_visit(WaveFactory())  # of another study
    excluded = timed_visit(wave, tap=900_000)
    type(excluded).objects.filter(pk=excluded.pk).update(state=VisitState.EXCLUDED)
    found = pilot_of(wave.study)
    assert (found.median.value, found.median.n) == (15, 2 * len(STEPS))
    assert found.p90.value == 16
    assert (found.n_shoppers, found.n_pairs) == (2, 6)
    assert (found.agreement.value, found.agreement.n) == (1, 6)  # unpleasant on the pad and in words
    assert set(found.met().values()) == {None}


def test_a_part_that_was_not_timed_leaves_its_step_out(wave):
    timed_visit(wave, named=None)
    found = pilot_of(wave.study)
    assert (found.median.value, found.median.reason, found.n_pairs) == (None, "no_data", 3)


def test_it_costs_two_queries_for_one_visit_and_for_three(wave, django_assert_num_queries):
    for _n in range(3):
        timed_visit(wave)
        with django_assert_num_queries(2):
            pilot_of(wave.study)


def test_the_page_shows_the_figures_and_keeps_them(client, wave, planner):
    client.force_login(planner)
    empty = client.get(address(wave.study)).content.decode()
    assert "Nog niets gemeten" in empty
    assert "<form method" not in empty.partition("<main")[2]
    timed_visit(wave)
    page = client.get(address(wave.study)).content.decode()
    for words in ("Duur per stap", "14,0 s", "hoogstens 20 s", "te weinig om te zeggen", "niet gemeten", "0,70"):
        assert words in page
    assert client.post(address(wave.study)).status_code == 302
    wave.study.refresh_from_db()
    kept = wave.study.pilot
    assert (kept["by"], kept["instrument"], kept["n_pairs"]) == (planner.pk, "pad", 3)
    assert timezone.now() - wave.study.pilot_at < timedelta(hours=1)
    assert AuditEvent.objects.get(verb="study.pilot").actor == planner
    detail = client.get(reverse("studies:detail", args=[wave.study.pk])).content.decode()
    assert "middelste stap 14,0 s" in detail


def test_nothing_measured_is_nothing_kept(client, wave, planner):
    client.force_login(planner)
    assert client.post(address(wave.study)).status_code == 409
    with pytest.raises(NotAllowedNow):
        studies.keep_pilot(wave.study, pilot_of(wave.study).as_dict(), planner)
    wave.study.refresh_from_db()
    assert wave.study.pilot == {}


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.REVIEWER, 403), (Role.SHOPPER, 403), (Role.CLIENT_MANAGER, 403), (Role.PLANNER, 404)],
)
def test_nobody_else_sees_or_keeps_it(client, wave, role, code):
    timed_visit(wave)
    client.force_login(UserFactory(role=role, client=wave.study.client if "client" in role else None))
    assert client.get(address(wave.study)).status_code == code
    assert client.post(address(wave.study)).status_code == code
    wave.study.refresh_from_db()
    assert wave.study.pilot == {}


def test_enough_steps_of_enough_shoppers_are_judged(client, wave, planner):
    rows = []
    for _n in range(30):
        visit = VisitFactory(wave=wave, state=VisitState.APPROVED, submitted_at=timezone.now())
        for at in range(7):
            rows.append((visit, f"step_{at}"))
    StepExperience.objects.bulk_create(
        StepExperience(visit=visit, step=step, tap_ms=3000, named_ms=14_000, grade_ms=2500) for visit, step in rows
    )
    copied = {"wave": wave, "channel": "counter", "status": VisitState.APPROVED, "v_i": 0.4, "c_i": 1}
    StepScore.objects.bulk_create(
        StepScore(visit=visit, step=step, location=visit.location, v_c=0.8 if number % 10 else -0.8, **copied)
        for number, (visit, step) in enumerate(rows)
    )
    assert pilot_of(wave.study).met() == {"median": True, "p90": True, "agreement": True, "retest": None}
    client.force_login(planner)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address(wave.study)).content.decode()
    assert page.count("gehaald") >= 3
    assert "90%" in page
    assert len(asked) < 12
