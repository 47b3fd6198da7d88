"""Screens of the desk and the client that no walk comes past: axe, and no scrolling sideways, small and large.

With ``PICTURES=folder`` each leaves pictures there.
"""

import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from fieldwork.journeys.episodes import episodes_of
from fieldwork.people import logos
from fieldwork.people.actions import set_logo
from fieldwork.people.states import Role
from fieldwork.visits import episodes
from fieldwork.visits.states import VisitState
from reports.documents import actions as documents
from reports.documents import bundles, links
from reports.improvement import actions, plan
from reports.improvement.states import Kind
from tests.capture.browser import HERE, launch, serve
from tests.factories import (
    ClientFactory,
    JourneyVersionFactory,
    LocationFactory,
    StudyFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)
from tests.people.drawn import WHITE, logo
from tests.reports.field import STEPS, felt, walked_visit
from tests.reports.improvement.writing import NEW, approved, frozen, write
from tests.walks import looks
from tests.walks.ground import in_parts

pytestmark = pytest.mark.django_db
SIZES = ((1280, 900), (390, 844))
OPEN_ALL = "() => document.querySelectorAll('main details').forEach((one) => (one.open = true))"


@pytest.fixture(scope="module")
def chromium():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()


def a_visit_in_parts():
    """Under way, with a second part that may come in after the report date, on a phone that may be lost."""
    document = in_parts()
    today = timezone.localdate()
    wave = WaveFactory(journey_version=JourneyVersionFactory(document=document), due=today, submit_by=today)
    type(wave).objects.filter(pk=wave.pk).update(report_by=wave.submit_by)
    columns = episodes.columns(episodes_of(document))
    visit = VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True, **columns)
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client]), reverse("visits:detail", args=[visit.uuid])


def an_overview_with_faces():
    """The client's overview of a study whose first impressions were chosen from the matrix."""
    wave = WaveFactory(number=1)
    type(wave.study).objects.filter(pk=wave.study_id).update(instrument="faces")
    for face in ("fear", "anger", "joy", "joy"):
        walked_visit(wave, feelings=dict.fromkeys(STEPS, felt(None, py=None, instrument="faces", face=face, q=2)))
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client), reverse("client:overview")


def many_reports():
    """Two places with visits and two without, and who plans for them."""
    wave = WaveFactory(number=1, title="Najaar 2026")
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    names = ("Servicepunt Oost", "Klantcontactcentrum Zuid-Kennemerland en omstreken")
    for name in names:
        walked_visit(wave, location=LocationFactory(client=wave.study.client, name=name), feelings={})
    LocationFactory(client=wave.study.client, name="Stadhuis")
    return wave, planner


def an_order_of_many_to_look_at_first():
    """What an order of many reports would make."""
    wave, planner = many_reports()
    chosen = f"study={wave.study.pk}&waves={wave.pk}&per=site&language=nl&look=1"
    return planner, f"{reverse('documents:bundle_new')}?{chosen}"


def an_order_of_many_under_way():
    """One part is ready, one failed, and the rest still waits."""
    wave, planner = many_reports()
    places = [LocationFactory(client=wave.study.client, name=f"Balie {name}") for name in ("Noord", "West")]
    for place in places:
        walked_visit(wave, location=place, feelings={})
    bundle = bundles.order(wave.study, [wave], "site", "nl", planner)
    for part, state in zip(bundle.parts.all(), ("done", "failed", "running"), strict=False):
        report = documents.order(wave.study, [wave], [part.location], "nl", planner)
        type(report.job).objects.filter(pk=report.job_id).update(state=state, error="stopped: too long")
        type(report).objects.filter(pk=report.pk, job__state="done").update(pdf="x.pdf", pages=24, pdf_bytes=1_400_000)
        bundle.parts.filter(pk=part.pk).update(is_due=False, report=report, is_ours=True)
    return planner, reverse("documents:bundle", args=[bundle.uuid])


def orders_of_many():
    """The list of such orders."""
    planner, _ = an_order_of_many_under_way()
    return planner, reverse("documents:bundles")


def an_interpretation():
    """Figures with a text that was approved and changed since, offered anew: as its second person sees it."""
    study = StudyFactory()
    writer = UserFactory(role=Role.PLANNER, manages=[study.client])
    world = SimpleNamespace(set=frozen(study), anna=writer, ruth=UserFactory(role=Role.REVIEWER))
    plan.set_target(world.set, "step_score", "waiting", 45, writer, owner="KCC")
    plan.save_action(world.set, None, NEW, writer, version=0)
    row = approved(world)
    write(world, Kind.COMMENTARY, "summary")
    write(world, Kind.DISMISSED, "waiting")
    row.refresh_from_db()
    actions.offer(row, writer, revision=row.revision)
    second = UserFactory(role=Role.REVIEWER, manages=[study.client])
    return second, reverse("improvement:detail", args=[world.set.uuid])


def an_interpretation_to_write():
    """The same page for a planner who has everything to do."""
    study = StudyFactory()
    frozen(study)
    person = UserFactory(role=Role.PLANNER, manages=[study.client])
    return person, reverse("improvement:detail", args=[study.figure_sets.get().uuid])


def a_conclusion():
    """The form of one conclusion beside its figures."""
    person, address = an_interpretation_to_write()
    return person, f"{address}write/conclusion/waiting/"


def shared_report(**columns):
    """A report that is ready, its planner, and the secret of a link to it."""
    wave, planner = many_reports()
    report = documents.order(wave.study, [wave], None, "nl", planner)
    ready = {"pdf": "x.pdf", "pages": 24, "pdf_bytes": 1_400_000, "ready_at": timezone.now()}
    type(report).objects.filter(pk=report.pk).update(**ready)
    report = type(report).objects.get(pk=report.pk)
    _link, secret = links.make(report, planner, 14, "Raadsgriffie, voor de vergadering van december")
    links.revoke(links.make(report, planner, 2)[0], planner)
    type(report).objects.filter(pk=report.pk).update(**columns)
    return report, planner, secret


def the_links_of_a_report():
    """One that works and one that was revoked."""
    report, planner, _ = shared_report()
    return planner, reverse("documents:links", args=[report.uuid])


def what_a_link_opens():
    """The page of somebody without an account."""
    _report, planner, secret = shared_report()
    return planner, reverse("links:open", args=[secret])


def what_a_link_to_a_withdrawn_report_opens():
    """As above, and nothing to download."""
    _report, planner, secret = shared_report(withdrawn_at=timezone.now(), withdrawal_reason="Verkeerde bezoeken.")
    return planner, reverse("links:open", args=[secret])


def a_report_whose_file_is_not_kept():
    """Everything is still there but the file."""
    report, planner, _ = shared_report(pdf="", removed_at=timezone.now())
    type(report.job).objects.filter(pk=report.job_id).update(state="done")
    return planner, reverse("documents:detail", args=[report.uuid])


def the_look_of_a_client():
    """A white logo and a colour that is too light for the cover."""
    client = ClientFactory(name="Gemeente Waterrijk", colour="#e30613")
    planner = UserFactory(role=Role.PLANNER, manages=[client])
    set_logo(client, logos.prepare(logo(WHITE, WHITE)), by=planner)
    return planner, reverse("people:client_look", args=[client.pk])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("made", "shows"),
    [(a_visit_in_parts, ".notice[data-tone=warn]"), (an_overview_with_faces, "#h-faces"),
     (an_order_of_many_to_look_at_first, "#makes"), (an_order_of_many_under_way, ".notice[data-tone=warn]"),
     (orders_of_many, "table progress"), (the_links_of_a_report, "table form"),
     (what_a_link_opens, "main .btn.primary"), (what_a_link_to_a_withdrawn_report_opens, ".notice[data-tone=bad]"),
     (a_report_whose_file_is_not_kept, "main .notice"),
     (an_interpretation, "#decide"), (an_interpretation_to_write, ".lacks"),
     (a_conclusion, "#seen"), (the_look_of_a_client, "#printed")],
)  # fmt: skip
def test_the_screen_looks_right(chromium, made, shows, language):
    person, address = made()
    type(person).objects.filter(pk=person.pk).update(language=language)
    http = Client()
    http.force_login(person)
    html = http.get(address).content.decode()
    found = []
    for width, height in SIZES:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        serve(context, {"page": re.sub(r'nonce="[^"]*"', "", html)})
        page = context.new_page()
        page.goto(f"{HERE}/page")
        page.evaluate(OPEN_ALL)
        assert page.locator(shows).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for scheme in looks.SCHEMES:
            found += [f"{width} {scheme}: {one}" for one in looks.violations(page, scheme)]
            if folder := os.environ.get("PICTURES"):
                name = f"desk-{made.__name__}-{language}-{width}-{scheme}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)
        context.close()
    assert found == []


def test_a_scheme_changes_colours_and_nothing_else():
    """No rule, page or script asks for the scheme: colours do, with ``light-dark()``, and the bar of the browser."""
    root = Path(__file__).resolve().parents[2]
    files = [file for folder in ("fieldwork", "reports", "templates") for file in (root / folder).rglob("*.*")]
    texts = [file.read_text() for file in files if file.suffix in (".css", ".html", ".js")]
    lines = [line for text in texts for line in text.splitlines()]
    assert any("light-dark(" in line for line in lines)
    assert [line for line in lines if "prefers-color-scheme" in line and 'name="theme-color"' not in line] == []
