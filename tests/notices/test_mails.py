"""Every kind of mail in both languages: text and HTML, one link, weekday, who and why, and nothing of the client."""

import re
from datetime import timedelta
from email import message_from_bytes
from html import unescape

import pytest
from django.utils import timezone

from fieldwork.capture.models import Round
from fieldwork.notices import mails
from fieldwork.notices.contents import content_of
from fieldwork.notices.models import Notice
from fieldwork.notices.states import REMINDERS, NoticeKind
from fieldwork.people.states import CLIENTS, Role
from fieldwork.visits.states import VisitState
from tests.factories import ClientFactory, UserFactory
from tests.notices.ground import SECRET, html_of, published, secret_visit, shopper

pytestmark = pytest.mark.django_db
STATES = {
    NoticeKind.ASSIGNED: VisitState.ASSIGNED, NoticeKind.WITHDRAWN: VisitState.CANCELLED,
    NoticeKind.BRIEFING_READY: VisitState.ASSIGNED, NoticeKind.BRIEFING_CHANGED: VisitState.ASSIGNED,
    NoticeKind.RECEIVED: VisitState.SUBMITTED, NoticeKind.RETURNED: VisitState.RETURNED,
    NoticeKind.APPROVED: VisitState.APPROVED, NoticeKind.EXCLUDED: VisitState.EXCLUDED,
    NoticeKind.SILENT: VisitState.STARTED, NoticeKind.PART_OPENS: VisitState.STARTED,
    NoticeKind.PART_DUE: VisitState.STARTED, NoticeKind.VISIT_DUE: VisitState.BRIEFED,
    NoticeKind.DEADLINE: VisitState.STARTED, NoticeKind.QUESTION_DUE: VisitState.RETURNED,
    NoticeKind.DIGEST: VisitState.EXPIRED, NoticeKind.GIVEN_BACK: VisitState.OPEN,
    NoticeKind.ANSWERED: VisitState.SUBMITTED, NoticeKind.REVIEW_DUE: VisitState.SUBMITTED,
    NoticeKind.FIELD_BEGUN: VisitState.STARTED, NoticeKind.FIELD_DONE: VisitState.SUBMITTED,
}  # fmt: skip
# To whom, when it is not the shopper.
TO = {
    NoticeKind.DIGEST: Role.PLANNER, NoticeKind.GIVEN_BACK: Role.PLANNER, NoticeKind.ANSWERED: Role.REVIEWER,
    NoticeKind.REVIEW_DUE: Role.REVIEWER, NoticeKind.FIELD_BEGUN: Role.CLIENT_MANAGER,
    NoticeKind.FIELD_DONE: Role.CLIENT_MANAGER,
}  # fmt: skip
# Their rooms have tests of their own.
OF_REPORTS = {
    NoticeKind.REPORT_READY, NoticeKind.REPORT_FAILED, NoticeKind.BUNDLE_READY, NoticeKind.TEXT_OFFERED,
    NoticeKind.TEXT_GIVEN_BACK, NoticeKind.TEXT_APPROVED,
}  # fmt: skip
DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def notice_of(kind: NoticeKind, language: str = "nl", **changes) -> Notice:
    """One of this kind that is true now."""
    soon = timezone.now() + timedelta(hours=40)
    visit = secret_visit(
        state=STATES[kind], shopper=shopper(language), return_due_at=soon, review_due_at=soon, **changes
    )
    Round.objects.create(visit=visit, shopper=visit.shopper, final_at=timezone.now(), receipt="7F3K-29QM")
    context = {"round": 1, "questions": 3, "payable": True, "version": published(visit.wave).pk, "episode": 1}
    context |= {"visits": [f"{visit.pk}:1"], "wave": visit.wave_id}
    person, customer = visit.shopper, visit.wave.study.client
    if role := TO.get(kind):
        theirs = {"client": customer} if role in CLIENTS else {"manages": [customer]}
        person = UserFactory(role=role, language=language, name="Sam Vis", **theirs)
    return Notice.objects.create(person=person, kind=kind, visit=visit, context=context, key=f"k{visit.pk}")


def test_every_kind_of_the_field_is_tried_here():
    """Those about reports in ``tests/reports/documents/test_report_mails.py``."""
    assert set(STATES) == set(NoticeKind) - OF_REPORTS


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", STATES)
def test_a_mail_is_whole_in_both_languages_and_names_nothing_of_the_client(kind, language):
    notice = notice_of(kind, language)
    visit = notice.visit
    message = mails.compose(notice)
    text, html = message.body, html_of(message)

    assert message.to == [notice.person.email]
    assert message.subject
    assert "\n" not in message.subject
    assert f'<html lang="{language}">' in html
    for half in (text, html):
        assert SECRET not in half + message.subject
        assert visit.scenario.story not in half
        assert f"{visit.fee_cents / 100:.2f}" not in half
        assert {"nl": "Hallo Sam,", "en": "Hello Sam,"}[language] in half
        assert any(day in half for day in DAYS[language])
        assert {"nl": "namens het bureau", "en": "for the agency"}[language] in half  # who sends it
        assert {"nl": "Vragen of een klacht", "en": "Questions or a complaint"}[language] in half
    assert bool(re.search(r"\b(the|you|your)\b", text, re.IGNORECASE)) == (language == "en")

    stop = re.findall(r"http://127.0.0.1:8000/mails/stop/\S+/", text)
    links = set(re.findall(r"http://\S+", text)) - set(stop)
    assert bool(stop) == (kind in REMINDERS)
    assert len(links - {"http://127.0.0.1:8000/mails/"}) == 1  # one thing to do
    assert links <= {unescape(one) for one in re.findall(r'href="([^"]+)"', html)}


@pytest.mark.parametrize("kind", sorted(set(STATES) - set(TO)))
def test_what_is_true_no_longer_is_not_said(kind):
    notice = notice_of(kind)
    assert content_of(notice) is not None
    notice.visit.shopper = UserFactory()  # given to somebody else
    notice.visit.state = VisitState.ASSIGNED
    notice.visit.save()
    fresh = Notice.objects.get(pk=notice.pk)
    assert (content_of(fresh) is None) == (kind != NoticeKind.WITHDRAWN)


@pytest.mark.parametrize("kind", TO)
def test_the_desk_and_the_client_hear_nothing_of_what_is_over_or_no_longer_theirs(kind):
    notice = notice_of(kind)
    assert content_of(notice) is not None
    notice.visit.state = VisitState.CANCELLED
    notice.visit.save()
    assert content_of(Notice.objects.get(pk=notice.pk)) is None
    other = notice_of(kind)
    stranger = {"client": ClientFactory()} if TO[kind] in CLIENTS else {}
    Notice.objects.filter(pk=other.pk).update(person=UserFactory(role=TO[kind], **stranger))
    assert content_of(Notice.objects.get(pk=other.pk)) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_receipt_of_a_part_says_which_and_what_comes_now(language):
    notice = notice_of(NoticeKind.RECEIVED, language, episodes=3, episode=2, episode_title={"nl": SECRET, "en": SECRET})
    opens = timezone.now() + timedelta(days=2)
    Round.objects.create(
        visit=notice.visit,
        number=2,
        episode=2,
        opened_at=opens,
        due_at=opens + timedelta(days=5),
        shopper=notice.person,
    )
    message = mails.compose(notice)
    one, two = {"nl": ("Deel 1 van 3", "Deel 2 van 3, "), "en": ("Part 1 of 3", "Part 2 of 3, ")}[language]
    assert one in message.subject
    assert two in message.body
    assert any(f"{two}{day}" in message.body for day in DAYS[language])
    assert SECRET not in message.subject + message.body + html_of(message)
    assert "7F3K-29QM" in message.body


def test_a_reminder_carries_the_button_of_mail_programs_and_work_does_not():
    message = mails.compose(notice_of(NoticeKind.SILENT)).message()
    sent = message_from_bytes(message.as_bytes())
    assert re.fullmatch(r"<http://127.0.0.1:8000/mails/stop/[^/]+/>", sent["List-Unsubscribe"].replace("\n ", ""))
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in sent.walk()][1:] == ["text/plain", "text/html"]
    work = mails.compose(notice_of(NoticeKind.ASSIGNED)).message()
    assert work["List-Unsubscribe"] is None
    assert work["Auto-Submitted"] == "auto-generated"


def test_a_name_with_signs_stays_text_in_both_halves():
    notice = notice_of(NoticeKind.APPROVED)
    notice.person.name = "<b>O'Brien</b> & co"
    message = mails.compose(notice)
    assert "Hallo <b>O'Brien</b>," in message.body
    assert "Hallo &lt;b&gt;O&#x27;Brien&lt;/b&gt;," in html_of(message)


def test_the_links_lead_to_where_the_product_lives(settings):
    settings.SITE_URL = "https://veldwerk.example"
    message = mails.compose(notice_of(NoticeKind.APPROVED))
    assert "https://veldwerk.example/phone/visits/" in message.body
    assert "127.0.0.1" not in message.body + html_of(message)
