"""Who is told by mail that reports are ready or failed: once, in their language, and with nothing of the client."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.notices import mails
from fieldwork.notices.hush import nobody_is_told
from fieldwork.notices.models import Notice
from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.people.states import Role
from reports.documents import actions, bundles
from reports.documents.child import RenderStopped
from reports.documents.models import Report
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.notices.ground import SECRET, html_of
from tests.notices.test_mails import DAYS
from tests.reports.documents import test_bundles as ground
from tests.reports.documents.test_bundles import work
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
STOPPED = RenderStopped("Rendering took longer than 180 seconds.")


@pytest.fixture
def wave():
    made = WaveFactory(number=1, title=f"Golf {SECRET}", study__client__name=f"Gemeente {SECRET}")
    for name in ("Noord", "West"):
        place = LocationFactory(client=made.study.client, name=f"Balie {name} {SECRET}")
        walked_visit(made, location=place, feelings={})
    return made


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client], name="Sam Vis")


def order(wave, by) -> Report:
    return actions.order(wave.study, [wave], None, "nl", by)


def kinds_sent() -> list[tuple[str, int]]:
    return list(Notice.objects.exclude(sent_at=None).order_by("pk").values_list("kind", "person"))


def test_who_ordered_a_report_is_told_that_it_is_ready_once(wave, planner, renderer, mailoutbox):
    report = order(wave, planner)
    work()
    assert [mail.to for mail in mailoutbox] == [[planner.email]]
    assert reverse("documents:detail", args=[report.uuid]) in mailoutbox[0].body
    assert order(wave, planner) == report  # it is there: nobody is told anew
    work()
    assert len(mailoutbox) == 1


def test_a_client_is_led_to_their_own_page(wave, renderer, mailoutbox):
    manager = UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client)
    report = order(wave, manager)
    work()
    assert reverse("client:report", args=[report.uuid]) in mailoutbox[0].body


def test_the_mail_waits_some_minutes_and_who_has_the_file_by_then_gets_none(wave, planner, renderer, mailoutbox):
    report = order(wave, planner)
    ended = timezone.now()
    Job.objects.filter(kind=actions.KIND).update(not_before=ended)
    jobs.run_all()
    notice = Notice.objects.get()
    assert notice.not_before - ended > timedelta(minutes=2)
    assert mailoutbox == []
    actions.hand_out(Report.objects.get(pk=report.pk), planner)
    work()
    assert mailoutbox == []
    assert Notice.objects.get().dropped == Dropped.OVERTAKEN


def test_a_download_of_somebody_else_keeps_no_mail_back(wave, planner, renderer):
    report = order(wave, planner)
    work_without_mail(report)
    actions.hand_out(Report.objects.get(pk=report.pk), UserFactory(role=Role.ADMINISTRATOR))
    assert mails.compose(Notice.objects.get()) is not None


def work_without_mail(report: Report) -> None:
    jobs.run(jobs.claim())
    assert Report.objects.get(pk=report.pk).pdf


def test_who_ordered_a_report_is_told_that_it_failed_and_again_when_it_fails_again(wave, planner, renderer, mailoutbox):
    renderer.fails = STOPPED
    report = order(wave, planner)
    work()
    assert kinds_sent() == [(NoticeKind.REPORT_FAILED, planner.pk)]
    Job.objects.filter(kind=actions.KIND).update(finished_at=timezone.now() - timedelta(minutes=9))
    Notice.objects.update(key="an earlier one")
    actions.retry(Report.objects.get(pk=report.pk), planner)
    work()
    assert len(mailoutbox) == 2

    renderer.fails = None
    actions.retry(Report.objects.get(pk=report.pk), planner)
    work()
    assert kinds_sent()[2:] == [(NoticeKind.REPORT_READY, planner.pk)]


def test_a_failure_that_was_mended_before_the_mail_left_is_not_told(wave, planner, renderer):
    renderer.fails = STOPPED
    report = order(wave, planner)
    jobs.run(jobs.claim())
    renderer.fails = None
    notice = Notice.objects.get()
    assert mails.compose(notice) is not None
    actions.retry(Report.objects.get(pk=report.pk), planner)
    assert mails.compose(notice) is None


def test_many_reports_are_one_mail_with_counts(wave, planner, renderer, mailoutbox):
    bundle = bundles.order(wave.study, [wave], "site", "nl", planner)
    work()
    assert kinds_sent() == [(NoticeKind.BUNDLE_READY, planner.pk)]
    assert "2 van de 2" in mailoutbox[0].body
    assert bundles.end(bundle.pk) is None
    work()
    assert len(mailoutbox) == 1


def test_a_bundle_that_is_tried_again_tells_again_and_a_cancelled_one_nothing(wave, planner, renderer, mailoutbox):
    renderer.fails = STOPPED
    bundle = bundles.order(wave.study, [wave], "site", "nl", planner)
    work()
    assert "Niet gelukt: 2" in mailoutbox[0].body
    renderer.fails = None
    bundles.retry(bundle, planner)
    work()
    assert len(mailoutbox) == 2
    assert "2 van de 2" in mailoutbox[1].body

    other = bundles.order(wave.study, [wave], "site", "en", planner)
    bundles.cancel(other, planner)
    work()
    assert len(mailoutbox) == 2


def test_who_waits_for_one_of_many_is_told_of_that_one(wave, planner, renderer):
    bundle = bundles.order(wave.study, [wave], "site", "nl", planner)
    ground.ask_for_all(bundle)
    manager = UserFactory(role=Role.CLIENT_MANAGER, client=wave.study.client)
    actions.order(wave.study, [wave], [bundle.parts.first().location], "nl", manager)
    work()
    assert set(kinds_sent()) == {(NoticeKind.REPORT_READY, manager.pk), (NoticeKind.BUNDLE_READY, planner.pk)}


def test_nobody_is_told_of_what_is_played_from_the_past(wave, planner, renderer, mailoutbox):
    with nobody_is_told():
        order(wave, planner)
    work()
    assert Job.objects.filter(kind=actions.KIND, state=JobState.DONE).exists()
    assert mailoutbox == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", [NoticeKind.REPORT_READY, NoticeKind.REPORT_FAILED, NoticeKind.BUNDLE_READY])
@pytest.mark.parametrize("role", [Role.PLANNER, Role.CLIENT_MANAGER])
def test_a_mail_is_whole_in_both_languages_and_names_nothing_of_the_client(wave, renderer, kind, language, role):
    client = wave.study.client
    theirs = {"manages": [client]} if role == Role.PLANNER else {"client": client}
    person = UserFactory(role=role, language=language, name="Sam Vis", **theirs)
    renderer.fails = STOPPED if kind == NoticeKind.REPORT_FAILED else None
    context = {}
    if kind == NoticeKind.BUNDLE_READY:
        planner = UserFactory(role=Role.PLANNER, manages=[client])
        context = {"bundle": bundles.order(wave.study, [wave], "site", "nl", planner).pk}
    else:
        context = {"report": order(wave, person).pk}
    work()
    message = mails.compose(Notice.objects.create(person=person, kind=kind, context=context, key="k"))
    if kind == NoticeKind.BUNDLE_READY and role == Role.CLIENT_MANAGER:
        assert message is None  # they see no such order
        return

    text, html = message.body, html_of(message)
    assert message.subject
    assert f'<html lang="{language}">' in html
    for half in (text, html):
        assert SECRET not in half + message.subject
        assert {"nl": "Hallo Sam,", "en": "Hello Sam,"}[language] in half
        assert any(day in half for day in DAYS[language])
        assert {"nl": "namens het bureau", "en": "for the agency"}[language] in half
    assert bool(re.search(r"\b(the|you|your)\b", text, re.IGNORECASE)) == (language == "en")
    assert len(set(re.findall(r"http://\S+", text)) - {"http://127.0.0.1:8000/mails/"}) == 1


@pytest.mark.parametrize("kind", [NoticeKind.REPORT_READY, NoticeKind.REPORT_FAILED, NoticeKind.BUNDLE_READY])
def test_who_may_not_see_it_any_more_is_told_nothing(wave, planner, renderer, kind):
    renderer.fails = STOPPED if kind == NoticeKind.REPORT_FAILED else None
    report, bundle = order(wave, planner), bundles.order(wave.study, [wave], "site", "nl", planner)
    work()
    context = {"report": report.pk, "bundle": bundle.pk}
    told = lambda person: mails.compose(Notice(person=person, kind=kind, context=context, key="k"))  # noqa: E731
    assert told(planner) is not None
    assert told(UserFactory(role=Role.PLANNER)) is None
    assert told(UserFactory(role=Role.CLIENT_VIEWER)) is None
