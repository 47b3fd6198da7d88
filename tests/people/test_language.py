"""The language of a page: one's own choice, then the browser's, then Dutch; and no cookie for who only reads."""

import pytest
from django.test import Client
from django.urls import reverse

from fieldwork.people.states import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/verify/"


@pytest.mark.parametrize(
    ("asked", "read"),
    [("en-GB,en;q=0.9", "en"), ("de-DE,de;q=0.9,en;q=0.5", "en"), ("nl-BE", "nl"), ("fr", "nl"), ("", "nl"),
     (";q=", "nl")],
)  # fmt: skip
def test_a_visitor_reads_the_language_of_the_browser(client, asked, read):
    for page in (PAGE, reverse("account_login")):
        answer = client.get(page, HTTP_ACCEPT_LANGUAGE=asked)
        assert f'<html lang="{read}">' in answer.content.decode()
        assert "Accept-Language" in answer.headers["Vary"]


def test_a_choice_goes_before_the_browser(client):
    answer = client.post(reverse("language"), {"language": "nl", "next": PAGE}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.url == PAGE
    assert '<html lang="nl">' in client.get(PAGE, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_an_account_goes_before_everything(client):
    client.force_login(UserFactory(role=Role.PLANNER, language="nl"))
    client.cookies["django_language"] = "en"
    answer = client.get(PAGE, HTTP_ACCEPT_LANGUAGE="en")
    assert '<html lang="nl">' in answer.content.decode()
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_a_page_that_only_tells_something_leaves_no_cookie(client):
    for page in (PAGE, f"{PAGE}R-2222-2222/", reverse("links:open", args=["x" * 32]), "/nothing/here/"):
        answer = client.get(page)
        assert not answer.cookies, page
        assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not client.post(PAGE, {"number": "R-2222-2222"}).cookies


def test_a_visitor_needs_no_token_to_choose_and_an_account_does():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("language"), {"language": "en", "next": PAGE}).url == PAGE
    assert strict.cookies["django_language"].value == "en"
    person = UserFactory(role=Role.PLANNER, language="nl")
    strict.force_login(person)
    assert strict.post(reverse("language"), {"language": "en", "next": PAGE}).status_code == 403
    page = strict.get(PAGE)
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"language": "en", "next": PAGE, "csrfmiddlewaretoken": token}
    assert strict.post(reverse("language"), sent).url == PAGE
    person.refresh_from_db()
    assert person.language == "en"
