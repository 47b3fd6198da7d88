"""Every address × every role × somebody else's object: nothing leaks.

The table names, for each URL, what it takes. A URL that is not in the table fails the test, so whoever adds a page
must say here whose it is. Expected of a stranger: 404 (may not know of it), 403 (may know, may not do) or 405.
"""

import json
import uuid
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from fieldwork.capture.models import Media, Round
from fieldwork.journeys.models import FormImport
from fieldwork.people.states import Role
from fieldwork.studies.models import BriefingPicture
from fieldwork.visits.states import VisitState
from reports.documents.models import Bundle, Report, ReportLink
from reports.exports.models import Export
from reports.figures.models import FigureSet
from tests.factories import (
    BriefingVersionFactory,
    ClientFactory,
    JourneyVersionFactory,
    LocationFactory,
    PersonaFactory,
    ScenarioFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Geheimburg"
HIDDEN = {302, 403, 404, 405, 409, 415, 422}  # answers that may be given about a foreign object, see ``assert_hidden``

# Addresses without an object: who may open them (GET).
OPEN = {"home", "healthz", "readyz", "language", "schema", "demo:start", "demo:status"}
OPEN |= {"phone:worker", "phone:manifest", "phone:icon", "phone:offline", "phone:unsent", "phone:enter"}
OPEN |= {"verify:page", "journeys:schema"}
# The key in the address is the permission: see the tests of their pages.
BY_KEY = {"notices:stop", "verify:number", "links:open"}
PLAN = {Role.PLANNER, Role.ADMINISTRATOR}
DESK = PLAN | {Role.REVIEWER}
REVIEW = {Role.REVIEWER, Role.ADMINISTRATOR}
ADMIN = {Role.ADMINISTRATOR}
CLIENT = {Role.CLIENT_VIEWER, Role.CLIENT_MANAGER}
SHOPPER = {Role.SHOPPER}
LISTS: dict[str, set[Role]] = {
    "api:reports": PLAN | CLIENT,
    "api:visit-list": DESK | SHOPPER | CLIENT,
    "api:journey-list": DESK,
    "api:journey-version-list": DESK,
    "phone:visits": SHOPPER,
    "phone:outbox": SHOPPER,
    "phone:tokens": SHOPPER,
    "journeys:list": DESK,
    "journeys:new": PLAN,
    "journeys:import": PLAN,
    "studies:list": PLAN,
    "studies:create": PLAN,
    "visits:today": PLAN,
    "visits:board": DESK,
    "visits:plan": PLAN,
    "visits:many": PLAN,
    "people:list": ADMIN,
    "people:create": ADMIN,
    "people:clients": ADMIN,
    "people:client_create": ADMIN,
    "review:queue": REVIEW,
    "documents:list": PLAN,
    "documents:new": PLAN,
    "documents:bundles": PLAN,
    "documents:bundle_new": PLAN,
    "api:bundles": PLAN,
    "improvement:list": DESK,
    "client:overview": CLIENT,
    "client:compare": CLIENT,
    "client:visits": CLIENT,
    "client:reports": CLIENT,
    "client:order": {Role.CLIENT_MANAGER},
    "exports:list": PLAN | CLIENT,
    "notices:choose": set(Role),
}
# Addresses of one object of the world: the arguments for reverse().
OBJECTS = {
    "api:visit-detail": lambda w: {"uuid": w.visit.uuid},
    "api:visit-confirm": lambda w: {"uuid": w.visit.uuid},
    "api:journey-detail": lambda w: {"pk": w.journey.pk},
    "api:journey-version-detail": lambda w: {"uuid": w.version.uuid},
    "api:cells": lambda w: {"study": w.study.pk},
    "api:ops": lambda w: {"visit": w.visit.uuid, "number": 1},
    "api:media": lambda w: {"visit": w.visit.uuid, "number": 1, "media": w.media.pk},
    "api:final": lambda w: {"visit": w.visit.uuid, "number": 1},
    "files:evidence": lambda w: {"uuid": str(w.media.pk), "size": "copy"},
    "files:memo": lambda w: {"uuid": w.memo.pk},
    "studies:persona_create": lambda w: {"study_pk": w.study.pk},
    "studies:persona_edit": lambda w: {"study_pk": w.study.pk, "pk": w.persona.pk},
    "studies:scenario_create": lambda w: {"study_pk": w.study.pk},
    "studies:scenario_edit": lambda w: {"study_pk": w.study.pk, "pk": w.scenario.pk},
    "studies:wave_create": lambda w: {"study_pk": w.study.pk},
    "studies:wave_edit": lambda w: {"pk": w.wave.pk},
    "studies:briefing": lambda w: {"wave_pk": w.wave.pk},
    "studies:briefing_version": lambda w: {"wave_pk": w.wave.pk, "number": 1},
    "studies:picture_add": lambda w: {"wave_pk": w.wave.pk},
    "studies:picture": lambda w: {"uuid": w.picture.uuid},
    "visits:how_many": lambda w: {"study": w.study.pk},
    "pilots:study": lambda w: {"pk": w.study.pk},
    "visits:undo": lambda w: {"batch": uuid.uuid4()},
    "people:edit": lambda w: {"pk": w.reader.pk},
    "people:switch": lambda w: {"pk": w.reader.pk},
    "people:invite": lambda w: {"pk": w.reader.pk},
    "people:client_edit": lambda w: {"pk": w.client.pk},
    "people:client_look": lambda w: {"pk": w.client.pk},
    "people:logo": lambda w: {"pk": w.client.pk},
    "people:logo_remove": lambda w: {"pk": w.client.pk},
    "people:locations": lambda w: {"pk": w.client.pk},
    "people:location_create": lambda w: {"pk": w.client.pk, "kind": "site"},
    "people:location_edit": lambda w: {"pk": w.location.pk},
    "people:location_close": lambda w: {"pk": w.location.pk},
    "people:location_reopen": lambda w: {"pk": w.location.pk},
}
for name in ("visit", "claim", "release", "decide", "notes", "look_again"):
    OBJECTS[f"review:{name}"] = lambda w: {"pk": w.visit.pk}
for name in ("detail", "cancel", "retry", "download", "withdraw", "put_back"):
    OBJECTS[f"documents:{name}"] = lambda w: {"uuid": w.report.uuid}
for name in ("report", "report_cancel", "report_retry", "download"):
    OBJECTS[f"client:{name}"] = lambda w: {"uuid": w.report.uuid}
for name in ("detail", "target", "new_action", "offer", "take_back", "decide", "carry_over"):
    OBJECTS[f"improvement:{name}"] = lambda w: {"uuid": w.report.figure_set.uuid}
OBJECTS["improvement:passage"] = lambda w: {"uuid": w.report.figure_set.uuid, "kind": "finding", "place": "1"}
OBJECTS["improvement:earlier"] = lambda w: {"uuid": w.report.figure_set.uuid, "place": "2"}
OBJECTS["improvement:approval"] = lambda w: {"uuid": w.report.figure_set.uuid, "number": 1}
for name in ("withdraw_target", "action", "withdraw_action"):
    OBJECTS[f"improvement:{name}"] = lambda w: {"uuid": w.report.figure_set.uuid, "pk": 1}
for name in ("cancel", "retry", "progress", "download"):
    OBJECTS[f"exports:{name}"] = lambda w: {"uuid": w.export.uuid}
OBJECTS["exports:ask"] = OBJECTS["documents:preview"] = lambda w: {}
OBJECTS["mails:of_visit"] = lambda w: {"uuid": w.visit.uuid}
for name in ("bundle", "bundle_cancel", "bundle_retry", "bundle_zip"):
    OBJECTS[f"documents:{name}"] = lambda w: {"uuid": w.bundle.uuid}
OBJECTS["documents:links"] = OBJECTS["client:report_links"] = lambda w: {"uuid": w.report.uuid}
for name in ("documents:link_revoke", "client:report_link_revoke"):
    OBJECTS[name] = lambda w: {"uuid": w.report.uuid, "pk": w.link.pk}
for name in ("documents:figures", "client:report_figures"):
    OBJECTS[name] = lambda w: {"uuid": w.report.uuid, "form": "json"}
OBJECTS["api:bundle"] = lambda w: {"uuid": w.bundle.uuid}
OBJECTS["api:report"] = lambda w: {"uuid": w.report.uuid}
for name in ("client:visit", "client:order_visit", "documents:visit", "documents:preview_visit"):
    OBJECTS[name] = lambda w: {"key": w.visit.public_key}
OBJECTS["client:photo"] = lambda w: {"key": w.visit.public_key, "photo": w.media.pk}
for name in ("visit", "confirm", "decline", "briefing", "read", "form", "start", "done", "state"):
    OBJECTS[f"phone:{name}"] = lambda w: {"uuid": w.visit.uuid}
for name in ("detail", "assign", "unassign", "remind", "no_show", "cancel", "reopen", "shut_out"):
    OBJECTS[f"visits:{name}"] = lambda w: {"uuid": w.visit.uuid}
for name in ("journey", "settings", "change", "undo", "publish", "duplicate", "archive", "restore", "read", "preview"):
    OBJECTS[f"journeys:{name}"] = lambda w: {"pk": w.journey.pk}
for name in ("version", "version_preview"):
    OBJECTS[f"journeys:{name}"] = lambda w: {"pk": w.journey.pk, "number": w.version.number}
OBJECTS["journeys:download"] = lambda w: {"pk": w.journey.pk, "kind": "json"}
OBJECTS["journeys:version_download"] = lambda w: {"pk": w.journey.pk, "number": w.version.number, "kind": "xlsx"}
OBJECTS["journeys:form"] = lambda w: {"pk": w.form.pk}
OBJECTS["journeys:phase"] = lambda w: {"pk": w.journey.pk, "phase": "before"}
for name in ("step", "add_question"):
    OBJECTS[f"journeys:{name}"] = lambda w: {"pk": w.journey.pk, "step": "waiting"}
OBJECTS["journeys:question"] = lambda w: {"pk": w.journey.pk, "step": "waiting", "question": "waited"}
OBJECTS["journeys:answer"] = lambda w: {"pk": w.journey.pk, "step": "waiting", "question": "room", "option": "clean"}
for name in ("detail", "edit", "agreements"):
    OBJECTS[f"studies:{name}"] = lambda w: {"pk": w.study.pk}


def addresses(patterns=None, namespace="") -> set[str]:
    """The name of every address of ours; allauth and the admin site guard themselves."""
    found = set()
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            if pattern.app_name != "admin" and str(pattern.pattern) != "account/":
                found |= addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
    return found


@pytest.fixture
def world():
    """One client's whole chain, every name of it carrying a word that must show up nowhere else."""
    client = ClientFactory(name=f"Gemeente {SECRET}")
    location = LocationFactory(client=client, name=f"Balie {SECRET}")
    version = JourneyVersionFactory(journey__client=client, number=1)
    wave = WaveFactory(study__client=client, study__journey=version.journey, journey_version=version,
                       study__title=f"Onderzoek {SECRET}", title=f"Golf {SECRET}")  # fmt: skip
    scenario = ScenarioFactory(study=wave.study, title=f"Verhaal {SECRET}")
    shopper = UserFactory(name=f"Sam {SECRET}")
    visit = VisitFactory(wave=wave, location=location, scenario=scenario, shopper=shopper, state=VisitState.SUBMITTED)
    briefing = BriefingVersionFactory(briefing__wave=wave)
    picture = BriefingPicture.objects.create(briefing=briefing.briefing, file="x.jpg", alt=SECRET, width=1, height=1)
    media = Media.objects.create(
        id=uuid.uuid4(), round=Round.objects.create(visit=visit), field="waiting/screen", sha256="0" * 64, size=3
    )
    memo = Media.objects.create(
        id=uuid.uuid4(),
        round=media.round,
        field="waiting/@memo",
        sha256="1" * 64,
        size=9,
        kind="audio",
        state="prepared",
    )
    figures = FigureSet.objects.create(
        study=wave.study, figures={"meta": {"title": {"nl": SECRET}}}, inputs_sha256="0" * 64, formula_version="1"
    )
    figures.locations.add(location)
    report = Report.objects.create(figure_set=figures, title=f"Rapport {SECRET}", render_key="0" * 64, pdf="x.pdf")
    export = Export.objects.create(asked_by=UserFactory(role=Role.CLIENT_VIEWER, client=client), format="csv")
    bundle = Bundle.objects.create(study=wave.study, per="site", title=f"Rapporten {SECRET}", language="nl")
    bundle.parts.create(location=location, report=report, is_due=False)
    link = ReportLink.objects.create(report=report, token_sha256="0" * 64, expires_at=timezone.now(), label=SECRET)
    form = FormImport.objects.create(client=client, by=UserFactory(), file_name=SECRET, journey=version.journey)
    return SimpleNamespace(
        bundle=bundle, link=link, form=form,
        export=export,
        report=report, client=client, location=location, version=version, journey=version.journey,
        wave=wave, study=wave.study, scenario=scenario, shopper=shopper, visit=visit, media=media, memo=memo,
        picture=picture,
        persona=PersonaFactory(study=wave.study, name=f"Persona {SECRET}"),
        reader=UserFactory(role=Role.CLIENT_VIEWER, client=client, name=f"Lezer {SECRET}"),
    )  # fmt: skip


def stranger(role: Role):
    """Somebody with this role and a client of their own, who has nothing to do with the world."""
    own = ClientFactory()
    if role in CLIENT:
        return UserFactory(role=role, client=own)
    return UserFactory(role=role, manages=[own] if role in (Role.PLANNER, Role.REVIEWER) else None)


def test_every_address_is_in_the_table():
    assert addresses() == OPEN | BY_KEY | set(LISTS) | set(OBJECTS)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_a_foreign_object_stays_hidden(client, world, name, role):
    if role == Role.ADMINISTRATOR:
        return  # administrators see everything by design
    if role:
        client.force_login(stranger(role))
    address = reverse(name, kwargs=OBJECTS[name](world))
    state_before = (world.visit.state, world.journey.revision, world.wave.briefing.revision)

    for method in ("get", "post", "put", "patch", "delete"):
        sent = {} if method == "get" else {"data": json.dumps({}), "content_type": "application/json"}
        answer = getattr(client, method)(address, **sent)
        assert answer.status_code in {401, *HIDDEN}, f"{method} {address} as {role}: {answer.status_code}"
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET.encode() not in body, f"{method} {address} shows the world to {role}"
        if answer.status_code == 302:
            assert role is None, f"{method} {address} let {role} in: {answer.headers['Location']}"
            assert "/account/login/" in answer.headers["Location"]

    for row in (world.visit, world.journey, world.wave.briefing):
        row.refresh_from_db()
    assert (world.visit.state, world.journey.revision, world.wave.briefing.revision) == state_before


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_opens_for_its_roles_and_shows_nothing_foreign(client, world, name, role):
    if role:
        client.force_login(stranger(role))
    answer = client.get(reverse(name))
    if role is None:
        assert answer.status_code in (302, 401, 403)
    elif role in LISTS[name]:
        assert answer.status_code == 200
    else:
        assert answer.status_code in (403, 404)
    if role != Role.ADMINISTRATOR:
        assert SECRET.encode() not in answer.content


@pytest.mark.parametrize("name", ["visits", "visit", "chosen"])
def test_an_action_over_many_leaves_foreign_visits_alone(client, world, name):
    client.force_login(stranger(Role.PLANNER))
    for chosen in (world.visit.uuid, world.visit.pk):
        answer = client.post(reverse("visits:many"), {name: [chosen], "do": "cancel", "remark": "weg"})
        assert answer.status_code < 500
        assert SECRET.encode() not in answer.content
    world.visit.refresh_from_db()
    assert world.visit.state == VisitState.SUBMITTED
