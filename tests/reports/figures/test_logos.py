"""The logo in frozen figures: part of what they say, none of what they are computed from."""

import pytest

from fieldwork.people import logos
from fieldwork.people.actions import remove_logo, set_logo
from fieldwork.people.models import Client
from fieldwork.people.states import Role
from fieldwork.studies.models import Study
from reports.figures.actions import freeze
from reports.figures.facts import gather
from reports.figures.logos import logo_bytes
from reports.figures.sheets import location_sheet, visit_sheet
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
