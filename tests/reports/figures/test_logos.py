"""The logo in frozen figures: part of what they say, none of what they are computed from."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import AuditEvent
from fieldwork.common.storage import names_below, store_once
from fieldwork.people import logos
from fieldwork.people.actions import remove_logo, set_logo
from fieldwork.people.models import Client
from fieldwork.people.states import Role
from fieldwork.studies.models import Study
from reports.figures import logos as stored_logos
from reports.figures.actions import freeze
from reports.figures.facts import gather
from reports.figures.logos import logo_bytes
from reports.figures.sheets import freeze_visit, location_sheet, visit_sheet
from tests.factories import UserFactory, WaveFactory
from tests.people.drawn import TEAL, WHITE, logo
from tests.reports.field import walked_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


def study_of(wave) -> Study:
    """As the next request reads it."""
    return Study.objects.select_related("client").get(pk=wave.study_id)


def frozen(wave, planner):
    return freeze(study_of(wave), [wave], None, planner)


def give(wave, planner, *bars) -> str:
    set_logo(wave.study.client, logos.prepare(logo(*bars)), by=planner)
    return Client.objects.get(pk=wave.study.client_id).logo


def test_figures_keep_the_logo_of_their_day(wave, planner):
    walked_visit(wave)
    old = give(wave, planner, TEAL)
    first = frozen(wave, planner)
    assert first.figures["meta"]["client_logo"] == {"name": old, "ground": "white"}
    assert frozen(wave, planner) == first

    new = give(wave, planner, WHITE, WHITE)
    second = frozen(wave, planner)
    assert second.figures["meta"]["client_logo"] == {"name": new, "ground": "colour"}
    assert second.corrects == first
    assert second.correction_reason.startswith("Alleen namen, kleuren, het logo")
    assert second.figures["meta"]["numbers_hash"] == first.figures["meta"]["numbers_hash"]
    assert list(logo_bytes(first.figures["meta"])) == [old]  # what a report names is still there

    remove_logo(wave.study.client, by=planner)
    third = frozen(wave, planner)
    assert third.figures["meta"]["client_logo"] is None
    assert third.corrects == second


def test_sets_of_clients_without_a_logo_keep_the_digest_they_had(wave, planner):
    walked_visit(wave)
    facts = gather(study_of(wave), [wave])
    plain = facts.digest
    facts.__dict__.pop("digest")
    facts.study.client.logo = "logos/ab/cd.png"
    assert facts.digest != plain
    facts.__dict__.pop("digest")
    facts.study.client.logo = ""
    assert facts.digest == plain


def test_sheets_keep_it_as_well(wave, planner):
    visit = walked_visit(wave)
    name = give(wave, planner, TEAL)
    by_itself = visit_sheet(planner, visit.public_key, "nl")
    place = location_sheet(planner, study_of(wave), visit.location, [wave])
    assert by_itself["meta"]["client_logo"] == place["meta"]["client_logo"] == {"name": name, "ground": "white"}


def test_figures_from_before_there_were_logos_and_lost_files_have_no_bytes():
    assert logo_bytes({}) == {}
    assert logo_bytes({"client_logo": None}) == {}
    assert logo_bytes({"client_logo": {"name": "logos/00/none.png", "ground": "white"}}) == {}


# --- what nothing names any more ------------------------------------------------------------------------
def aged(*names: str) -> None:
    """As if they were stored, and taken off their clients, two days ago."""
    then = timezone.now() - timedelta(days=2)
    for name in names:
        os.utime(default_storage.path(name), (then.timestamp(), then.timestamp()))
    AuditEvent.objects.update(at=then)


@pytest.mark.engine
def test_a_logo_goes_when_neither_a_client_nor_figures_name_it(wave, planner):
    walked_visit(wave)
    printed = give(wave, planner, TEAL)
    first = frozen(wave, planner)
    never = give(wave, planner, TEAL, TEAL, TEAL)
    worn = give(wave, planner, WHITE, WHITE)
    aged(printed, never, worn)
    other = store_once(b"another file", "reports", ".pdf")
    assert stored_logos.unused() == [never]
    assert stored_logos.remove_unused() == 1
    assert list(names_below("logos")) == sorted([printed, worn])
    assert list(logo_bytes(first.figures["meta"])) == [printed]
    assert default_storage.exists(other)
    assert stored_logos.remove_unused() == 0


@pytest.mark.engine
def test_sheets_keep_their_logo_too(wave, planner):
    visit = walked_visit(wave)
    printed = give(wave, planner, TEAL)
    freeze_visit(planner, visit.public_key)
    remove_logo(study_of(wave).client, by=planner)
    aged(printed)
    assert stored_logos.unused() == []


def test_one_that_was_stored_or_taken_off_within_a_day_stays(wave, planner):
    name = give(wave, planner, TEAL)
    aged(name)
    remove_logo(study_of(wave).client, by=planner)  # figures under way may name it still
    assert stored_logos.unused() == []
    aged(name)
    again = store_once(default_storage.open(name).read(), "logos", ".png")  # somebody is about to choose it again
    assert again == name
    assert stored_logos.unused() == []
    aged(name)
    assert stored_logos.remove_unused() == 1
    assert stored_logos.remove_unused() == 0


def test_the_daily_job_looks_at_logos(wave, planner):
    name = give(wave, planner, TEAL)
    remove_logo(study_of(wave).client, by=planner)
    aged(name)
    row = jobs.enqueue("documents.keep", {})
    jobs.run_all()
    row.refresh_from_db()
    assert row.result["logos"] == 1
    assert not default_storage.exists(name)


def test_without_any_logo_there_is_nothing_to_look_at():
    assert stored_logos.unused() == []
