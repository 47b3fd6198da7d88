"""Who may see which mails went out, and how reminders are stopped."""

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from fieldwork.notices import actions, mails
from fieldwork.notices.models import Notice
from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.people.states import Role
from fieldwork.visits import actions as visits
from fieldwork.visits.states import VisitState
from tests.factories import UserFactory
from tests.notices.ground import SECRET, let_wait_pass, secret_visit, shopper, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return secret_visit(state=VisitState.STARTED, shopper=shopper())


def page_of(visit) -> str:
    return reverse("mails:of_visit", args=[visit.uuid])


# --- the desk -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER])
def test_the_desk_sees_what_was_told_when_and_why_not(client, visit, role):
    client.force_login(UserFactory(role=role, language="en", manages=[visit.wave.study.client]))
    assert "No mails yet" in client.get(page_of(visit)).content.decode()
    actions.tell(visit.shopper, NoticeKind.SILENT, {}, key="a", visit=visit)
    work()
    actions.tell(visit.shopper, NoticeKind.APPROVED, {}, key="b", visit=visit)
    work()
    visits.assign(secret_visit(state=VisitState.OPEN, shopper=None), visit.shopper, None)
    page = client.get(page_of(visit)).content.decode()
    assert "Reminded that answers may still be on the phone" in page
    assert "no longer true when it was to leave" in page
    assert visit.shopper.email not in page
    detail = client.get(reverse("visits:detail", args=[visit.uuid])).content.decode()
    assert page_of(visit) in detail


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_page_asks_the_database_equally_often(client, visit, how_many, django_assert_num_queries):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[visit.wave.study.client]))
    for number in range(how_many):
        actions.tell(visit.shopper, NoticeKind.SILENT, {}, key=f"k{number}", visit=visit)
    with django_assert_num_queries(5):  # who is asking (2), the visit, its batches, the notices
        assert client.get(page_of(visit)).status_code == 200


@pytest.mark.parametrize(
    "role, status",
    [(Role.PLANNER, 404), (Role.REVIEWER, 404), (Role.SHOPPER, 403), (Role.CLIENT_MANAGER, 403), (None, 302)],
)
def test_a_stranger_cannot_tell_that_there_is_anything(client, visit, role, status):
    actions.tell(visit.shopper, NoticeKind.SILENT, {}, key="a", visit=visit)
    if role:
        client.force_login(UserFactory(role=role))
    answer = client.get(page_of(visit))
    assert answer.status_code == status
    assert SECRET not in answer.content.decode()


def test_the_admin_site_only_shows(client, visit):
    actions.tell(visit.shopper, NoticeKind.SILENT, {}, key="a", visit=visit)
    boss = UserFactory(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(boss)
    notice = Notice.objects.get()
    assert client.get("/admin/notices/notice/").status_code == 200
    assert client.get("/admin/notices/notice/add/").status_code == 403
    client.post(f"/admin/notices/notice/{notice.pk}/change/", {"dropped": Dropped.LATE})
    assert client.post(f"/admin/notices/notice/{notice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Notice.objects.get().dropped == ""


# --- everybody's choice -------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_everybody_chooses_for_themselves(client, role):
    person, other = UserFactory(role=role, language="en"), shopper()
    client.force_login(person)
    page = client.get(reverse("notices:choose")).content.decode()
    assert 'name="reminders"' in page
    assert " checked>" in page
    client.post(reverse("notices:choose"), {})
    assert (actions.wants_reminders(person), actions.wants_reminders(other)) == (False, True)
    assert " checked>" not in client.get(reverse("notices:choose")).content.decode()
    client.post(reverse("notices:choose"), {"reminders": "on"})
    assert actions.wants_reminders(person)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.SHOPPER, "phone:visits"), (Role.PLANNER, "visits:board"), (Role.REVIEWER, "review:queue"),
        (Role.CLIENT_MANAGER, "client:overview"),
    ],
)  # fmt: skip
def test_everybody_finds_the_choice_from_their_own_pages(client, role, page):
    client.force_login(UserFactory(role=role))
    assert f'href="{reverse("notices:choose")}"' in client.get(reverse(page)).content.decode()


def test_the_page_needs_a_login(client):
    assert client.get(reverse("notices:choose")).status_code == 302


# --- stopping without a login -------------------------------------------------------------------------
def test_the_link_of_a_mail_stops_reminders_after_a_click_and_without_login(visit):
    actions.tell(visit.shopper, NoticeKind.SILENT, {}, key="a", visit=visit)
    let_wait_pass()
    (message,) = work()
    address = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")

    client = Client(enforce_csrf_checks=True)
    page = client.get(address).content.decode()
    assert "<form" in page
    assert '<html lang="nl">' in page
    assert visit.shopper.email not in page
    assert visit.shopper.name not in page
    assert actions.wants_reminders(visit.shopper)  # opening changes nothing: filters open links too

    answer = client.post(address, {"List-Unsubscribe": "One-Click"})  # as a mail program does, without a cookie
    assert answer.status_code == 200
    assert not actions.wants_reminders(visit.shopper)
    assert '<form method="post">' not in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    assert actions.wants_reminders(shopper())


def test_the_page_speaks_the_language_of_the_mail_unless_the_visitor_chose_one(client):
    address = mails.stop_path(shopper("en"))
    assert "Stop reminders" in client.get(address).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert "Herinneringen uitzetten" in client.get(address).content.decode()


def test_a_key_that_is_not_ours_opens_nothing(client, visit):
    forged = [
        "x", "1:2:3", mails.stop_path(visit.shopper).split("/")[-2] + "x", signing.dumps(visit.shopper.pk),
        signing.dumps(visit.shopper.pk, salt="capture.token"), signing.dumps({"a": 1}, salt=mails.SALT),
        signing.dumps(987654321, salt=mails.SALT), signing.dumps("abc", salt=mails.SALT),
    ]  # fmt: skip
    for token in forged:
        for method in (client.get, client.post):
            assert method(reverse("notices:stop", args=[token])).status_code == 404
    assert actions.wants_reminders(visit.shopper)
