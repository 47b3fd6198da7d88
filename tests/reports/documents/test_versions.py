"""A corrected report: ordered with a reason, named in lists and pages, told in its own method note."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from fieldwork.common import jobs
from fieldwork.people.states import LocationKind, Role
from reports.documents import actions
from reports.documents.method import method
from reports.documents.models import Report
from reports.documents.rendering import render_html
from reports.figures.freezing import ReasonNeeded
from tests.factories import LocationFactory, UserFactory
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit
from tests.reports.sample_figures import sample

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "Bij één bezoek stond het verkeerde cijfer."


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="nl")


@pytest.fixture(autouse=True)
def renderer(monkeypatch):
    one = StandIn()
    monkeypatch.setattr(actions, "_child", lambda: one)


def corrected(wave, planner, nodes=None, **visit):
    """An old report and the one that replaces it, both made."""
    walked_visit(wave, **visit)
    old = actions.order(wave.study, [wave], nodes, "nl", planner)
    wave.visits.update(overall_grade=3)
    new = actions.order(wave.study, [wave], nodes, "nl", planner, WHY)
    jobs.run_all()
    return Report.objects.get(pk=old.pk), Report.objects.get(pk=new.pk)


def test_the_form_asks_for_a_reason_only_when_one_is_needed(client, wave, planner):
    walked_visit(wave)
    client.force_login(planner)
    address = reverse("documents:new")
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl"}
    assert 'name="reason"' not in client.get(address, chosen).content.decode()
    assert client.post(address, chosen).status_code == 302

    wave.visits.update(overall_grade=3)
    refused = client.post(address, chosen)
    page = refused.content.decode()
    assert (refused.status_code, 'name="reason"' in page) == (422, True)
    assert 'href="#id_reason"' in page  # the summary of errors leads to the field
    assert Report.objects.count() == 1

    answer = client.post(address, chosen | {"reason": WHY})
    new = Report.objects.get(figure_set__corrects__isnull=False)
    assert answer.url == reverse("documents:detail", args=[new.uuid])
    assert new.figure_set.correction_reason == WHY


def test_a_reason_that_is_too_long_is_kept_and_refused(client, wave, planner):
    walked_visit(wave)
    actions.order(wave.study, [wave], None, "nl", planner)
    wave.visits.update(overall_grade=3)
    client.force_login(planner)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl", "reason": "x" * 501}
    refused = client.post(reverse("documents:new"), chosen)
    assert (refused.status_code, "x" * 501 in refused.content.decode()) == (422, True)
    assert Report.objects.count() == 1


def test_an_order_in_code_needs_one_too_and_another_language_does_not(wave, planner):
    old, new = corrected(wave, planner)
    english = actions.order(wave.study, [wave], None, "en", planner)
    assert english.figure_set == new.figure_set != old.figure_set
    wave.visits.update(overall_grade=4)
    with pytest.raises(ReasonNeeded):
        actions.order(wave.study, [wave], None, "en", planner)


@pytest.mark.parametrize("room", ["desk", "client"])
def test_lists_and_pages_say_what_was_replaced_with_a_link(client, wave, planner, room):
    old, new = corrected(wave, planner)
    reader = planner if room == "desk" else UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    names = ("documents:list", "documents:detail") if room == "desk" else ("client:reports", "client:report")
    client.force_login(reader)
    link = reverse(names[1], args=[new.uuid])
    rows = {row["report"].pk: row["standing"].newer for row in client.get(reverse(names[0])).context["rows"]}
    assert rows == {old.pk: new, new.pk: None}
    page = client.get(reverse(names[1], args=[old.uuid])).content.decode()
    assert (link in page, WHY in page) == (True, True)
    fresh = client.get(link).content.decode()
    assert (f"2: {WHY}" in fresh, reverse(names[1], args=[old.uuid]) in fresh) == (True, False)
    assert client.get(reverse("documents:download", args=[old.uuid])).status_code == (200 if room == "desk" else 403)


def test_the_list_gives_the_reason_at_both_and_the_new_page_the_moment_it_replaces(client, wave, planner):
    old, new = corrected(wave, planner)
    client.force_login(planner)
    assert client.get(reverse("documents:list")).content.decode().count(WHY) == 2
    page = client.get(reverse("documents:detail", args=[new.uuid]))
    assert page.context["replaced_at"].replace(microsecond=0) == old.figure_set.made_at.replace(microsecond=0)
    assert client.get(reverse("documents:detail", args=[old.uuid])).context["replaced_at"] is None


def test_who_comes_second_hears_that_another_reason_was_taken(client, wave, planner):
    corrected(wave, planner)
    client.force_login(planner)
    chosen = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "en"}
    for reason, told in ((f" {WHY} ", 0), ("Een andere reden.", 1)):
        page = client.post(reverse("documents:new"), chosen | {"reason": reason}, follow=True)
        assert (
            sum("reason was not used" in str(one) or "reden niet" in str(one) for one in page.context["messages"])
            == told
        )


def test_programs_hear_which_report_was_replaced(client, wave, planner):
    old, new = corrected(wave, planner)
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client))
    found = {row["uuid"]: row["is_replaced"] for row in client.get(reverse("api:reports")).json()["results"]}
    assert found == {str(old.uuid): True, str(new.uuid): False}
    assert client.get(reverse("api:report", args=[old.uuid])).json()["is_replaced"] is True


def test_a_reason_of_one_long_word_does_not_push_the_page_aside(client, wave, planner):
    walked_visit(wave)
    old = actions.order(wave.study, [wave], None, "nl", planner)
    wave.visits.update(overall_grade=3)
    new = actions.order(wave.study, [wave], None, "nl", planner, "M" * 300)
    client.force_login(planner)
    for name, args in (("list", []), ("detail", [old.uuid]), ("detail", [new.uuid])):
        page = client.get(reverse(f"documents:{name}", args=args)).content.decode()
        breaking = re.findall(r'class="[^"]*\bwrap">\s*(?:<strong>[^<]*</strong>)?[^<]*M{139,}', page)
        assert len(breaking) == len(re.findall("M{139,}", page)) > 0


def test_who_may_not_see_the_newer_one_gets_no_link_and_no_reason(client, wave, planner):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    here = LocationFactory(client=wave.study.client, region=region)
    walked_visit(wave, location=here)
    old = actions.order(wave.study, [wave], None, "nl", planner)
    walked_visit(wave, location=LocationFactory(client=wave.study.client))
    new = actions.order(wave.study, [wave], None, "nl", planner, WHY)
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[region], language="en"))
    for told in ("Newer figures", "Replaced by a newer version."):
        for name, args in (("client:report", [old.uuid]), ("client:reports", [])):
            page = client.get(reverse(name, args=args)).content.decode()
            assert (str(new.uuid) in page, WHY in page, told in page) == (False, False, True)
        jobs.run_all()
    assert client.get(reverse("client:report", args=[new.uuid])).status_code == 404
    assert str(new.uuid) not in client.get(reverse("client:reports")).content.decode()


def test_the_new_report_says_what_it_replaces_and_the_old_one_stays(wave, planner):
    old, new = corrected(wave, planner)
    page = render_html(new.figure_set.figures, "nl")
    assert WHY in page
    assert WHY not in render_html(old.figure_set.figures, "nl")
    assert [", versie 2</p>" in one for one in (page, render_html(old.figure_set.figures, "nl"))] == [True, False]
    assert old.pdf
    assert old.pdf_sha256


# --- the method note ------------------------------------------------------------------------------------
def note(**changes):
    figures = sample()
    figures["score"].update(changes)
    with translation.override("en"):
        return " ".join(method(figures))


def test_the_note_tells_whether_margins_know_of_clusters():
    score = sample()["score"]["valence"]
    knows = note(valence=score | {"method": "two_stage_t"})
    assert "take that into account (5 of 5 locations visited)" in knows
    assert "do not take that into account" not in knows
    assert "do not take that into account" in note(valence=score | {"flags": ["not_clustered"]})
    assert "resemble" not in note()


def test_the_note_tells_how_gaps_questionnaires_and_totals_were_made():
    change = sample()["score"]["change"]
    bridged = change | {"difference": change["difference"] | {"flags": ["bridged"]}}
    assert "without what shopper and instrument always add to it (known from 640 steps)" in note()
    assert "compared over the questions both ask" in note(checklist_change=bridged)
    assert "compared over the questions both ask" not in note()
    assert "all points of all visits together make it 69.4" in note()
    assert "The mean of the steps goes together better" in note()
