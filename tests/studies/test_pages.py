"""Pages of studies: who may open them, what they refuse, what they cost."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.common.errors import Invalid
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from fieldwork.studies import actions
from fieldwork.studies.models import Scenario, Study, Wave
from tests.factories import (
    BriefingVersionFactory,
    ClientFactory,
    JourneyFactory,
    JourneyVersionFactory,
    PersonaFactory,
    ScenarioFactory,
    StudyFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    wave = WaveFactory()
    BriefingVersionFactory(briefing__wave=wave)
    return wave


def addresses(wave):
    study = wave.study
    persona, scenario = PersonaFactory(study=study), ScenarioFactory(study=study)
    return {
        "read": [
            reverse("studies:briefing", args=[wave.pk]),
            reverse("studies:briefing_version", args=[wave.pk, 1]),
        ],
        "edit": [
            reverse("studies:detail", args=[study.pk]),
            reverse("studies:edit", args=[study.pk]),
            reverse("studies:persona_create", args=[study.pk]),
            reverse("studies:persona_edit", args=[study.pk, persona.pk]),
            reverse("studies:scenario_create", args=[study.pk]),
            reverse("studies:scenario_edit", args=[study.pk, scenario.pk]),
            reverse("studies:wave_create", args=[study.pk]),
            reverse("studies:wave_edit", args=[wave.pk]),
        ],
    }


@pytest.mark.parametrize(
    ("role", "briefing", "own", "foreign"),
    [
        (Role.PLANNER, 200, 200, 404),
        (Role.ADMINISTRATOR, 200, 200, 200),
        (Role.REVIEWER, 200, 403, 404),
        (Role.SHOPPER, 403, 403, 403),
        (Role.CLIENT_VIEWER, 403, 403, 403),
        (Role.CLIENT_MANAGER, 403, 403, 403),
    ],
)
def test_who_may_open_what(client, wave, role, briefing, own, foreign):
    theirs = WaveFactory()
    BriefingVersionFactory(briefing__wave=theirs)
    who = UserFactory(role=role, client=wave.study.client if "client" in role else None)
    if role in {Role.PLANNER, Role.REVIEWER}:
        who.managed_clients.add(wave.study.client)
    client.force_login(who)
    for address in addresses(wave)["read"]:
        assert client.get(address).status_code == briefing, address
    for address in addresses(wave)["edit"]:
        assert client.get(address).status_code == own, address
    for address in addresses(theirs)["read"]:
        assert client.get(address).status_code == foreign, address
    for address in addresses(theirs)["edit"]:
        assert client.get(address).status_code == (foreign if own == 200 else 403), address


def test_a_part_of_another_study_is_not_found(client, wave):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    other = ScenarioFactory(study=StudyFactory(client=wave.study.client))
    client.force_login(planner)
    assert client.get(reverse("studies:scenario_edit", args=[wave.study_id, other.pk])).status_code == 404


def test_a_planner_begins_a_study_and_sets_up_its_wave(client):
    customer = ClientFactory()
    journey = JourneyFactory(client=customer)
    version = JourneyVersionFactory(journey=journey)
    client.force_login(UserFactory(role=Role.PLANNER, manages=[customer]))
    typed = {"title": "Dienstverlening", "journey": journey.pk, "family": "customer", "goals": "a\nb", "target": "72.5"}
    client.post(reverse("studies:create"), typed)
    study = Study.objects.get()
    assert (study.client, str(study.target)) == (customer, "72.5")

    client.post(
        reverse("studies:scenario_create", args=[study.pk]),
        {"title": "paspoort", "story": "Je wilt…", "channel": "phone", "minutes": "20"},
    )
    assert Scenario.objects.values_list("study", "channel").get() == (study.pk, "phone")

    today = timezone.localdate()
    days = {name: today + timedelta(days=n) for n, name in enumerate(["visit_from", "due", "submit_by", "report_by"])}
    client.post(
        reverse("studies:wave_create", args=[study.pk]),
        {"title": "Najaar", "journey_version": version.pk, "fee": "18.55", **days},
    )
    wave = Wave.objects.get()
    assert (wave.number, wave.fee_cents, wave.journey_version) == (1, 1855, version)
    assert wave.briefing.current is None


def test_dates_out_of_order_are_each_named_and_what_was_typed_stays(client, wave):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en"))
    typed = {
        "title": "Mijn eigen titel",
        "journey_version": wave.journey_version_id,
        "visit_from": "2026-11-20",
        "due": "2026-11-10",
        "submit_by": "2026-11-05",
        "report_by": "2026-11-01",
        "fee": "20",
    }
    answer = client.post(reverse("studies:wave_create", args=[wave.study_id]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="error"') == 3
    assert "Mijn eigen titel" in page
    assert 'value="2026-11-10"' in page
    assert Wave.objects.count() == 1
    with pytest.raises(Invalid) as refused:
        actions.check_dates(*(timezone.localdate() - timedelta(days=n) for n in range(4)))
    assert [problem["field"] for problem in refused.value.problems] == ["due", "submit_by", "report_by"]


@pytest.mark.parametrize(("fee", "cents"), [("18,55", 1855), ("18.55", 1855), ("20", 2000)])
def test_amounts_are_taken_with_a_comma_and_with_a_point(client, wave, fee, cents):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="nl"))
    days = {name: getattr(wave, name) for name in ("visit_from", "due", "submit_by", "report_by")}
    version = wave.journey_version_id
    typed = {"title": "Najaar", "journey_version": version, "fee": fee, **days}
    assert client.post(reverse("studies:wave_create", args=[wave.study_id]), typed).status_code == 302
    made = Wave.objects.exclude(pk=wave.pk).get()
    assert made.fee_cents == cents
    plan = client.get(reverse("visits:plan"), {"wave": made.pk}).content.decode()
    assert f'value="{cents / 100:.2f}"'.replace(".", ",") in plan


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_outside_this_century_is_refused(client, wave, day):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en"))
    days = dict.fromkeys(("visit_from", "due", "submit_by", "report_by"), day)
    typed = {"title": "Ooit", "journey_version": wave.journey_version_id, "fee": "20", **days}
    answer = client.post(reverse("studies:wave_create", args=[wave.study_id]), typed)
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.content.decode()


def test_only_published_versions_of_the_own_journey_can_be_chosen(client, wave):
    foreign = JourneyVersionFactory()
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    page = client.get(reverse("studies:wave_create", args=[wave.study_id])).content.decode()
    assert f'value="{wave.journey_version_id}"' in page
    assert f'value="{foreign.pk}"' not in page
    with pytest.raises(Invalid):
        actions.create_wave(
            wave.study, None, journey_version=foreign, title="x", visit_from=wave.visit_from, due=wave.due,
            submit_by=wave.submit_by, report_by=wave.report_by,
        )  # fmt: skip


def test_the_list_costs_the_same_for_one_and_many_and_can_be_searched(client):
    customer = ClientFactory(name="Gemeente Waterrijk")
    client.force_login(UserFactory(role=Role.PLANNER, manages=[customer]))
    counts = []
    for _more in (1, 30):
        for study in StudyFactory.create_batch(_more, client=customer):
            WaveFactory(study=study)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            page = client.get(reverse("studies:list")).content.decode()
        counts.append(len(spent))
    assert page.count('class="lead"') == 31
    assert counts[0] == counts[1] <= 4
    StudyFactory(title="Iets anders")  # of a stranger
    found = client.get(reverse("studies:list"), {"q": "anders"}).content.decode()
    assert "Iets anders" not in found


def test_a_study_page_costs_the_same_for_one_and_many_waves(client, wave):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    counts = []
    for more in (0, 12):
        for new in WaveFactory.create_batch(more, study=wave.study, journey_version=wave.journey_version):
            BriefingVersionFactory(briefing__wave=new)
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("studies:detail", args=[wave.study_id]))
        counts.append(len(spent))
    assert counts[0] == counts[1]


def change(client, study, **typed):
    whole = {"title": study.title, "journey": study.journey_id, "family": study.family} | typed
    return client.post(reverse("studies:edit", args=[study.pk]), whole)


def test_sound_is_off_until_somebody_writes_down_the_ground(client, wave):
    study = wave.study
    client.force_login(UserFactory(role=Role.PLANNER, manages=[study.client], language="en"))
    refused = change(client, study, allows_audio="on", audio_ground="  ")
    assert refused.status_code == 422
    assert "on which ground sound may be recorded" in refused.content.decode()
    study.refresh_from_db()
    assert (study.allows_audio, study.asks_position) == (False, False)

    assert change(client, study, allows_audio="on", audio_ground="Works council, 3 March").status_code == 302
    study.refresh_from_db()
    assert (study.allows_audio, study.audio_ground, study.asks_position) == (True, "Works council, 3 March", False)
    told = AuditEvent.objects.get(verb="study.allowed")
    assert told.data["audio_ground"] == "Works council, 3 March"
    assert "Works council, 3 March" in client.get(reverse("studies:detail", args=[study.pk])).content.decode()

    change(client, study, allows_audio="on", audio_ground="Works council, 3 March")
    assert AuditEvent.objects.filter(verb="study.allowed").count() == 1  # nothing changed, nothing told


def test_a_study_begins_with_what_it_may_ask_for(client):
    journey = JourneyFactory()
    client.force_login(UserFactory(role=Role.PLANNER, manages=[journey.client]))
    typed = {"title": "Balies", "journey": journey.pk, "family": "customer", "asks_position": "on"}
    assert client.post(reverse("studies:create"), typed).status_code == 302
    assert Study.objects.values_list("asks_position", "allows_audio").get() == (True, False)


def test_no_road_leads_to_sound_without_a_ground(wave):
    with pytest.raises(Invalid):
        actions.allow(wave.study, None, allows_audio=True, audio_ground=" ", asks_position=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Study.objects.update(allows_audio=True)


def test_the_way_to_give_the_first_impression_is_chosen_and_stays_once_a_visit_has_begun(client, wave):
    study = wave.study
    client.force_login(UserFactory(role=Role.PLANNER, manages=[study.client]))
    page = client.get(reverse("studies:edit", args=[study.pk])).content.decode()
    assert 'name="instrument"' in page
    assert change(client, study).status_code == 302
    study.refresh_from_db()
    assert study.instrument == "pad"  # left out is left as it is
    assert change(client, study, instrument="faces").status_code == 302
    assert change(client, study, instrument="smell").status_code == 422
    visit = VisitFactory(wave=wave)
    assert change(client, study, instrument="pad").status_code == 302
    assert change(client, study, instrument="faces").status_code == 302

    visit.started_at = timezone.now()
    visit.save()
    page = client.get(reverse("studies:edit", args=[study.pk])).content.decode()
    assert re.search(r'<select name="instrument"[^>]* disabled', page)
    change(client, study, instrument="pad")
    study.refresh_from_db()
    assert study.instrument == "faces"
    study.instrument = "pad"
    with pytest.raises(ValidationError):
        study.clean()


def test_a_new_study_can_ask_for_faces(client, wave):
    study = wave.study
    client.force_login(UserFactory(role=Role.PLANNER, manages=[study.client]))
    given = {"title": "Gezichten", "journey": study.journey_id, "family": "customer", "instrument": "faces"}
    assert client.post(reverse("studies:create"), given).status_code == 302
    assert Study.objects.get(title="Gezichten").instrument == "faces"
