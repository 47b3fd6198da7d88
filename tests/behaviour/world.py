"""One client's whole chain with a visit in every state, its people, and the address of every page in it."""

from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from fieldwork.capture.models import Media
from fieldwork.notices import mails
from fieldwork.people.states import LocationKind, Role
from fieldwork.review import actions as review
from fieldwork.studies.models import BriefingPicture
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.documents.models import Bundle, BundlePart, Report, ReportLink
from reports.exports.models import Export
from reports.figures import actions as figures
from reports.improvement import actions as improvement
from reports.improvement import plan
from reports.improvement.models import Action, Target
from tests.capture.phones import handed_in, visit_under_way
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
from tests.reports.field import photo, walked_visit


def whole_world() -> SimpleNamespace:
    """A client with a tree, a journey, a study with a wave, five visits, a report, and one person per role."""
    client = ClientFactory()
    region = LocationFactory(client=client, kind=LocationKind.REGION)
    site = LocationFactory(client=client, region=region)
    version = JourneyVersionFactory(journey__client=client, number=1)
    wave = WaveFactory(study__client=client, study__journey=version.journey, journey_version=version)
    briefing = BriefingVersionFactory(briefing__wave=wave)
    scenario, persona = ScenarioFactory(study=wave.study), PersonaFactory(study=wave.study)
    world = SimpleNamespace(
        client=client, region=region, site=site, version=version, journey=version.journey, wave=wave,
        study=wave.study, scenario=scenario, persona=persona, briefing=briefing.briefing,
        people={
            Role.SHOPPER: UserFactory(),
            Role.PLANNER: UserFactory(role=Role.PLANNER, manages=[client]),
            Role.REVIEWER: UserFactory(role=Role.REVIEWER, manages=[client]),
            Role.CLIENT_VIEWER: UserFactory(role=Role.CLIENT_VIEWER, client=client),
            Role.CLIENT_MANAGER: UserFactory(role=Role.CLIENT_MANAGER, client=client),
            Role.ADMINISTRATOR: UserFactory(role=Role.ADMINISTRATOR),
        },
    )  # fmt: skip
    world.visits = _visits(world)
    world.picture = BriefingPicture.objects.create(
        briefing=briefing.briefing, file="briefings/none.jpg", alt="Ingang", width=10, height=10
    )
    world.media = Media.objects.get(round__visit=world.visits[VisitState.APPROVED])
    frozen = figures.freeze(wave.study, [wave], None, world.people[Role.PLANNER])
    world.report = Report.objects.create(figure_set=frozen, title="Rapport", render_key=uuid4().hex * 2)
    _interpreted(world)
    _shared(world)
    return world


def _shared(world: SimpleNamespace) -> None:
    """Around the report: one order of many, a link for somebody without an account, and an export on its way."""
    planner = world.people[Role.PLANNER]
    world.bundle = Bundle.objects.create(
        study=world.study, per=LocationKind.SITE, title="Rapporten", language="nl", ordered_by=planner
    )
    BundlePart.objects.create(bundle=world.bundle, location=world.site, visits=1, is_due=False, report=world.report)
    world.token = f"a-link-for-somebody-without-an-account-{world.study.pk}"
    world.link = ReportLink.objects.create(
        report=world.report, token_sha256=sha256(world.token.encode()).hexdigest(), made_by=planner,
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    world.export = Export.objects.create(asked_by=planner, format="csv")


def _interpreted(world: SimpleNamespace) -> None:
    """Beside the figures: a text that the administrator approved, with a plan."""
    frozen, planner = world.report.figure_set, world.people[Role.PLANNER]
    words = {"title": {"nl": "Wachten"}, "text": {"nl": "Het duurde lang."}}
    for place in ("1", "2"):
        improvement.write(frozen, "finding", place, words, planner, version=0)
    plan.set_target(frozen, "journey_score", "", 70, planner)
    new = {"title": {"nl": "Meld de wachttijd"}, "measure": {}, "step": "waiting", "owner": "", "due_on": None}
    plan.save_action(frozen, None, new | {"state": "busy"}, planner, version=0)
    row = improvement.written(frozen)
    improvement.offer(row, planner, revision=row.revision)
    improvement.approve(row, world.people[Role.ADMINISTRATOR], revision=row.revision)


def _visits(world: SimpleNamespace) -> dict[str, Visit]:
    same = {
        "wave": world.wave, "location": world.site, "scenario": world.scenario,
        "shopper": world.people[Role.SHOPPER],
    }  # fmt: skip
    started = visit_under_way(**same)
    visits = {
        VisitState.OPEN: VisitFactory(**same | {"state": VisitState.OPEN, "shopper": None}),
        VisitState.ASSIGNED: VisitFactory(**same),
        VisitState.STARTED: started,
        VisitState.IN_REVIEW: handed_in(visit_under_way(**same)).visit,
        VisitState.APPROVED: walked_visit(**same),
        VisitState.NO_SHOW: VisitFactory(**same | {"state": VisitState.NO_SHOW}),
    }
    review.claim(visits[VisitState.IN_REVIEW], world.people[Role.REVIEWER])
    photo(visits[VisitState.APPROVED])
    return visits


def routes(patterns: list | None = None, namespace: str = "") -> dict[str, list[str]]:
    """The name of every address of ours with the names of its arguments; allauth and admin guard themselves."""
    found: dict[str, list[str]] = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin" and str(one.pattern) != "account/":
                found |= routes(one.url_patterns, namespace + (f"{one.namespace}:" if one.namespace else ""))
        elif isinstance(one, URLPattern):
            found[f"{namespace}{one.name}"] = list(one.pattern.regex.groupindex)
    return found


def addresses(world: SimpleNamespace) -> list[tuple[str, str]]:
    """``(name, path)`` of every address; those about a visit once per state. ``KeyError`` for an unknown argument."""
    found = []
    for name, asked in routes().items():
        values = [_arguments(name, asked, world, visit) for visit in world.visits.values()]
        found += [(name, path) for path in dict.fromkeys(reverse(name, kwargs=value) for value in values)]
    return found


def _arguments(name: str, asked: list[str], world: SimpleNamespace, visit: Visit) -> dict[str, Any]:
    room, _colon, page = name.partition(":")
    known: dict[str, Any] = {
        "phase": "before", "step": "waiting", "question": "room", "number": 1, "study_pk": world.study.pk,
        "wave_pk": world.wave.pk, "batch": UUID(int=7), "visit": visit.uuid, "media": world.media.pk,
        "photo": world.media.pk, "key": visit.public_key, "size": "copy", "kind": "site", "format": "json",
        "form": "json", "pk": _pk(room, page, world, visit), "uuid": _uuid(room, page, world, visit),
        "study": world.study.pk, "place": "2", "typed": world.report.number, "side": 192, "option": "fair",
        "token": signing.dumps(world.people[Role.SHOPPER].pk, salt=mails.SALT),
    }  # fmt: skip
    if room == "exports":
        known["uuid"] = world.export.uuid
    if room in ("documents", "client") and page.endswith("link_revoke"):
        known["pk"] = world.link.pk
    if room == "links":
        known["token"] = world.token
    if "bundle" in page:
        known["uuid"] = world.bundle.uuid
    if room == "improvement":
        known |= {"kind": "finding", "uuid": world.report.figure_set.uuid, "pk": _of_the_plan(page)}
    return {argument: known[argument] for argument in asked}


def _of_the_plan(page: str) -> int:
    found = Target if page == "withdraw_target" else Action
    return found.objects.get().pk


def _pk(room: str, page: str, world: SimpleNamespace, visit: Visit) -> int:
    if room == "people":
        if page.startswith("location_") and page != "location_create":
            return world.site.pk
        return world.people[Role.CLIENT_VIEWER].pk if page in ("edit", "switch", "invite") else world.client.pk
    if room == "studies":
        part = {"wave_edit": world.wave, "persona_edit": world.persona, "scenario_edit": world.scenario}
        return part.get(page, world.study).pk
    return visit.pk if room == "review" else world.journey.pk


def _uuid(room: str, page: str, world: SimpleNamespace, visit: Visit) -> str | UUID:
    if room == "files":
        return str(world.media.pk)
    if room in ("documents", "client") or page.startswith("report"):
        return world.report.uuid
    if room == "studies":
        return world.picture.uuid
    return world.version.uuid if page.startswith("journey-version") else visit.uuid
