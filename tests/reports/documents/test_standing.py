"""Which report takes the place of which: desk, client, programs, links and the public page say the same."""

import re

import pytest
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.common.errors import NotAllowedNow
from fieldwork.people.states import Role
from reports.documents import actions, links, verification, versions, withdrawal
from reports.documents.child import RenderStopped
from reports.documents.models import Report
from reports.documents.states import Verdict
from tests.factories import UserFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "Bij één bezoek stond het verkeerde cijfer."
REPLACED, WAITS = "Replaced by a newer version.", "Newer figures were fixed on"


@pytest.fixture(autouse=True)
def renders(renderer):
    return renderer


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en")


def ordered(wave, by, why="", language="nl", **how):
    return actions.order(wave.study, [wave], None, language, by, why, **how)


def made(*args, **how):
    report = ordered(*args, **how)
    jobs.run_all()
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def old(wave, planner):
    walked_visit(wave, feelings={})
    return made(wave, planner)


def change(wave, grade):
    wave.visits.update(overall_grade=grade)


def everywhere(client, wave, planner, report) -> set[bool]:
    """Whether each place says that this report is replaced; of one answer there is one."""
    viewer = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, language="en")
    told = [verification.of_number(report.number).verdict, verification.of_file(report.pdf_sha256).verdict]
    said = {one == Verdict.SUPERSEDED for one in told}
    _link, token = links.make(report, planner, 1)
    client.logout()
    client.cookies["django_language"] = "en"
    said.add("newer version" in client.get(reverse("links:open", args=[token])).content.decode())
    for person, names in (
        (planner, ("documents:list", "documents:detail")),
        (viewer, ("client:reports", "client:report")),
    ):
        client.force_login(person)
        rows = client.get(reverse(names[0])).context["rows"]
        said |= {row["standing"].is_replaced for row in rows if row["report"] == report}
        page = client.get(reverse(names[1], args=[report.uuid])).content.decode()
        said.add(REPLACED in page)
        assert (WAITS in page) != (REPLACED in page)
        told = client.get(reverse("api:report", args=[report.uuid])).json()
        said |= {told["is_replaced"], told["replaced_by"] != "", told["newer_figures_at"] is None}
    return said


def nothing(_wave, _planner, _renders):
    """Nobody ordered a report of the newer figures, or it still waits."""


def fails(_wave, _planner, renders):
    renders.fails = RenderStopped("Rendering took longer than 180 seconds.")
    jobs.run_all()


def withdrawn(_wave, planner, _renders):
    jobs.run_all()
    withdrawal.withdraw(Report.objects.get(figure_set__corrects__isnull=False), planner, "Toch niet.", is_public=False)


@pytest.mark.parametrize("meanwhile", [nothing, fails, withdrawn])
def test_newer_figures_replace_nothing_while_no_report_of_them_is_in_use(
    client, wave, planner, old, renders, meanwhile
):
    change(wave, 3)
    new = ordered(wave, planner, WHY)
    meanwhile(wave, planner, renders)
    assert everywhere(client, wave, planner, old) == {False}
    found = versions.standing_of([old], planner)[old.pk]
    assert (found.coming, found.reason, found.waits_since) == (new, WHY, new.figure_set.made_at)
    page = client.get(reverse("client:report", args=[old.uuid])).content.decode()
    assert reverse("client:report", args=[new.uuid]) in page
    assert versions.standing_of([new])[new.pk].is_newest


def test_they_do_as_soon_as_there_is_one(client, wave, planner, old):
    change(wave, 3)
    new = made(wave, planner, WHY)
    assert everywhere(client, wave, planner, old) == {True}
    told = client.get(reverse("api:report", args=[old.uuid])).json()
    assert told["replaced_by"] == new.number == verification.of_number(old.number).newer_number


def test_a_row_that_is_replaced_does_not_look_like_one_to_use(client, wave, planner, old):
    change(wave, 3)
    new = made(wave, planner, WHY)
    gone = made(wave, planner, language="en")
    withdrawal.withdraw(gone, planner, "Toch niet.", is_public=False)
    client.force_login(planner)
    rows = {row["report"]: (row["tone"], row["word"]) for row in client.get(reverse("documents:list")).context["rows"]}
    assert rows == {old: ("warn", "replaced"), new: ("ok", "ready"), gone: ("bad", "withdrawn")}
    assert client.get(reverse("documents:detail", args=[old.uuid])).context["word"] == "replaced"


def test_put_back_it_replaces_again(client, wave, planner, old):
    change(wave, 3)
    new = made(wave, planner, WHY)
    withdrawal.withdraw(new, planner, "Toch niet.", is_public=False)
    withdrawal.put_back(Report.objects.get(pk=new.pk), planner, "Toch wel.")
    assert everywhere(client, wave, planner, old) == {True}


def test_of_three_versions_the_last_in_use_replaces_both_and_a_gap_does_not_matter(wave, planner, old):
    change(wave, 3)
    second = ordered(wave, planner, WHY)
    actions.cancel(second, planner)
    change(wave, 4)
    third = made(wave, planner, WHY)
    found = versions.standing_of([old, second, third], planner)
    assert [found[one.pk].newer for one in (old, second, third)] == [third, third, None]
    assert versions.replaced_by(third) == old, "nobody ever had the second"


def test_newer_figures_in_another_language_go_before_older_ones_in_this(wave, planner, old):
    change(wave, 3)
    second = made(wave, planner, WHY)
    english = made(wave, planner, language="en")
    assert versions.standing_of([old])[old.pk].newer == second
    change(wave, 4)
    third = made(wave, planner, WHY, language="en")
    found = versions.standing_of([old, second, english])
    assert [found[one.pk].newer for one in (old, second, english)] == [third] * 3
    assert versions.replaced_by(third) == english


def test_an_excerpt_takes_the_place_of_what_it_holds_and_of_nothing_more(wave, planner, old):
    part, other = (made(wave, planner, chapters=[one]) for one in ("steps", "plan"))
    change(wave, 3)
    excerpt = made(wave, planner, WHY, chapters=["steps"])
    found = versions.standing_of([old, part, other])
    assert [found[one.pk].newer for one in (old, part, other)] == [None, excerpt, None]
    assert verification.of_number(old.number).verdict == Verdict.AUTHENTIC
    assert verification.of_number(part.number).verdict == Verdict.SUPERSEDED
    assert versions.replaced_by(excerpt) == part
    whole = made(wave, planner)
    found = versions.standing_of([old, part, other])
    assert [found[one.pk].newer for one in (old, part, other)] == [whole] * 3


def test_another_selection_has_a_line_of_its_own(wave, planner, old):
    here = actions.order(wave.study, [wave], [wave.visits.get().location], "nl", planner)
    jobs.run_all()
    change(wave, 3)
    made(wave, planner, WHY)
    found = versions.standing_of([old, here])
    assert (found[old.pk].is_replaced, found[here.pk].is_newest) == (True, True)


def test_a_withdrawn_report_says_that_first_and_is_not_shared(client, wave, planner, old):
    change(wave, 3)
    new = made(wave, planner, WHY)
    withdrawal.withdraw(old, planner, "Verkeerd cijfer.", is_public=False)
    gone = Report.objects.get(pk=old.pk)
    assert verification.of_number(gone.number).verdict == Verdict.WITHDRAWN
    assert versions.standing_of([gone])[gone.pk].newer == new
    with pytest.raises(NotAllowedNow):
        links.make(gone, planner, 1)


def test_where_they_stand_costs_the_same_for_one_and_five(wave, planner, old, django_assert_num_queries):
    for grade in (1, 2, 3, 4):
        change(wave, grade)
        made(wave, planner, WHY)
    for reports in ([old], list(Report.objects.all())):
        with django_assert_num_queries(3):
            versions.standing_of(reports, planner)
    with django_assert_num_queries(0):
        assert versions.standing_of([], planner) == {}


def test_a_long_reason_is_whole_on_the_page_and_begins_in_the_list(client, wave, planner, old):
    change(wave, 3)
    made(wave, planner, "M" * 300)
    client.force_login(planner)
    listed = client.get(reverse("documents:list")).content.decode()
    page = client.get(reverse("documents:detail", args=[old.uuid])).content.decode()
    assert (max(map(len, re.findall("M+", listed))), "M" * 300 in page) == (139, True)
