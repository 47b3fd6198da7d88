"""What a report holds beside its figures: the text somebody approved, and the chapters somebody chose."""

import io
import json
from types import SimpleNamespace

import pypdf
import pytest
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.people.states import Role
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from reports.documents import actions, composing, verification, versions, withdrawal
from reports.documents.chapters import ALWAYS, CHAPTERS
from reports.documents.models import Report
from reports.documents.states import Verdict
from reports.figures.models import FigureSet
from reports.improvement import actions as improvement
from tests.factories import UserFactory, WaveFactory
from tests.reports.field import walked_visit
from tests.reports.improvement.writing import offered

pytestmark = pytest.mark.django_db
WORDS = "Wachten is de laagste stap"


@pytest.fixture
def wave():
    wave = WaveFactory(number=1, title="Najaar 2026")
    walked_visit(wave)
    return wave


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en")


def desk(wave, planner, report):
    """The figures of a report and who may write and approve beside them."""
    return SimpleNamespace(set=report.figure_set, anna=planner,
                           ruth=UserFactory(role=Role.REVIEWER, manages=[wave.study.client], name="Ruth"))  # fmt: skip


def order(wave, planner, **more):
    return actions.order(wave.study, [wave], None, "nl", planner, **more)


def words_of(report):
    jobs.run_all()
    report.refresh_from_db()
    _name, pdf = actions.hand_out(report, report.ordered_by)
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_approved_words_make_another_report_of_the_same_figures_and_are_frozen_in_it(wave, planner):
    bare = order(wave, planner)
    assert (bare.content, order(wave, planner)) == ({}, bare)
    world = desk(wave, planner, bare)
    offered(world)
    assert order(wave, planner) == bare, "what nobody approved is not printed"

    row = improvement.written(world.set)
    improvement.approve(row, world.ruth, revision=row.revision)
    told = order(wave, planner)
    assert told != bare
    assert told.figure_set == bare.figure_set
    assert order(wave, planner) == told
    printed = "".join(page.extract_text() for page in words_of(told).pages)
    assert WORDS in printed
    assert "Ruth" in printed
    assert WORDS not in "".join(page.extract_text() for page in words_of(bare).pages)


def test_chosen_chapters_are_another_report_and_the_rest_is_left_out(wave, planner):
    short = order(wave, planner, chapters=["steps"])
    assert short.content == {"chapters": ["cover", "summary", "steps", "method"]}
    assert order(wave, planner, chapters=["method", "steps"]) == short
    assert order(wave, planner, chapters=list(CHAPTERS)) == order(wave, planner)
    printed = words_of(short)
    outline = [one.title for one in printed.outline if not isinstance(one, list)]
    assert "Hoe u dit rapport leest" not in outline
    assert "locations" not in json.loads(printed.attachments["cijfers.json"][0])["tables"]
    assert "Samenvatting" in outline


def test_a_chapter_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no chapter"):
        composing.in_order(["secrets"])


def query(wave, **more):
    return {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl"} | more


def test_a_planner_chooses_looks_and_orders(client, wave, planner):
    client.force_login(planner)
    page = client.get(reverse("documents:new"), query(wave, chapters=["steps"], look=1)).content.decode()
    assert "Preview" in page
    assert "nobody could write beside them" in page
    answer = client.post(reverse("documents:new"), query(wave, chapters=["steps", "plan"]))
    report = Report.objects.get()
    assert answer.url == reverse("documents:detail", args=[report.uuid])
    assert report.content["chapters"] == [key for key in CHAPTERS if key in {*ALWAYS, "steps", "plan"}]
    page = client.get(answer.url).content.decode()
    assert "A page per step, Improvement plan" in page
    assert "none: the figures alone" in page

    offered(desk(wave, planner, report))
    page = client.get(reverse("documents:new"), query(wave, look=1)).content.decode()
    assert "No text was approved beside these figures" in page
    assert "Preview with the draft text" in page


def test_a_preview_shows_what_would_be_printed_and_stores_nothing(client, wave, planner):
    client.force_login(planner)
    answer = client.get(reverse("documents:preview"), query(wave, chapters=["steps"]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Voorbeeld, niet voor gebruik" in page
    assert "Hoe u dit rapport leest" not in page
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not FigureSet.objects.exists()
    assert set(Visit.objects.values_list("state", flat=True)) == {VisitState.APPROVED}

    report = order(wave, planner)
    offered(desk(wave, planner, report))
    assert WORDS not in client.get(reverse("documents:preview"), query(wave)).content.decode()
    assert WORDS in client.get(reverse("documents:preview"), query(wave, text="draft")).content.decode()


@pytest.mark.parametrize("changes", [{"waves": []}, {"chapters": ["secrets"]}, {"language": "xx"}])
def test_a_preview_of_what_cannot_be_ordered_leads_back_to_the_form(client, wave, planner, changes):
    client.force_login(planner)
    answer = client.get(reverse("documents:preview"), query(wave, **changes))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("documents:new"))


@pytest.mark.parametrize("role", [Role.SHOPPER, Role.REVIEWER, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER])
def test_nobody_else_gets_a_preview(client, wave, role):
    more = {"client": wave.study.client} if role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER) else {}
    client.force_login(UserFactory(role=role, **more))
    assert client.get(reverse("documents:preview"), query(wave)).status_code == 403


def test_a_planner_of_another_client_cannot_tell_that_the_study_exists(client, wave):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[WaveFactory().study.client]))
    assert client.get(reverse("documents:preview"), query(wave)).status_code == 404


def test_a_client_is_asked_for_no_chapters(client, wave):
    client.force_login(UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client))
    page = client.get(reverse("client:order"), query(wave, look=1)).content.decode()
    assert 'name="chapters"' not in page
    client.post(reverse("client:order"), query(wave, chapters=["steps"]))
    assert Report.objects.get().content == {}


def test_a_newer_approved_text_replaces_the_report_without_it(client, wave, planner):
    bare, part = order(wave, planner), order(wave, planner, chapters=["steps"])
    words_of(bare)
    world = desk(wave, planner, bare)
    row = offered(world)
    improvement.approve(row, world.ruth, revision=row.revision)
    told = order(wave, planner)
    assert versions.standing_of([bare])[bare.pk].is_newest, "nobody can use the newer one yet"
    text = "".join(page.extract_text() for page in words_of(told).pages)

    found = versions.standing_of(Report.objects.with_facts(), planner)
    assert {pk: one.newer for pk, one in found.items()} == {bare.pk: told, part.pk: told, told.pk: None}
    assert {pk: one.is_replaced for pk, one in found.items()} == {bare.pk: True, part.pk: True, told.pk: False}
    bare.refresh_from_db()
    answer = verification.of_file(bare.pdf_sha256)
    assert (answer.verdict, answer.newer_number) == (Verdict.SUPERSEDED, told.number)
    assert verification.of_number(told.number).verdict == Verdict.AUTHENTIC
    assert f"Het vervangt rapport {bare.number}" in " ".join(text.split())
    client.force_login(planner)
    assert (
        "A newer text was approved beside the same figures." in client.get(reverse("documents:list")).content.decode()
    )

    withdrawal.withdraw(told, planner, "Het advies klopte niet.", is_public=False)
    assert versions.standing_of([bare])[bare.pk].is_newest
    assert verification.of_file(bare.pdf_sha256).verdict == Verdict.AUTHENTIC


def test_another_choice_of_chapters_replaces_nothing(wave, planner):
    whole, part = order(wave, planner), order(wave, planner, chapters=["steps"])
    for report in (whole, part):
        words_of(report)
    assert all(one.is_newest for one in versions.standing_of(Report.objects.all()).values())


def test_the_key_of_the_form_never_stands_in_an_address(client, wave, planner):
    client.force_login(planner)
    page = client.get(reverse("documents:new"), {"study": wave.study.pk}).content.decode()
    assert 'formmethod="get"' not in page
    chosen = {
        "study": wave.study.pk,
        "waves": [wave.pk],
        "place": "",
        "language": "nl",
        "csrfmiddlewaretoken": "k" * 64,
    }
    looked = client.post(reverse("documents:preview"), chosen)
    assert "Voorbeeld" in looked.content.decode()
    sent_back = client.post(reverse("documents:preview"), chosen | {"waves": []})
    assert sent_back.url.startswith(reverse("documents:new"))
    assert "k" * 64 not in sent_back.url


def test_an_excerpt_with_a_newer_text_takes_the_place_of_nothing(wave, planner):
    bare = order(wave, planner)
    words_of(bare)
    world = desk(wave, planner, bare)
    row = offered(world)
    improvement.approve(row, world.ruth, revision=row.revision)
    excerpt = order(wave, planner, chapters=["steps"])
    words_of(excerpt)
    assert versions.standing_of([bare])[bare.pk].is_newest
    assert verification.of_number(bare.number).verdict == Verdict.AUTHENTIC
    whole = order(wave, planner)
    words_of(whole)
    assert versions.standing_of([bare], planner)[bare.pk].newer == whole
    assert verification.of_number(bare.number).newer_number == whole.number
