"""In a shopper's hand every page is that of a note app, also the ones that everybody shares, and speaks no "u"."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fieldwork.common.errors import DomainError, Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.people.states import Role
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOG_IN = "/account/login/"
FORMAL = re.compile(r"\b[Uu]w?\b")


def text(answer):
    return re.sub(r"<(script|style).*?</\1>|<[^>]+>|urn:veldwerk", " ", answer.content.decode(), flags=re.S)


def assert_discreet(answer):
    assert "Veldwerk" not in text(answer)
    assert not FORMAL.search(text(answer))


@pytest.fixture
def shopper():
    return UserFactory(role=Role.SHOPPER, password=PASSWORD)


def test_the_log_in_that_leads_to_the_phone(client):
    answer = client.get("/phone/visits/")
    assert_discreet(client.get(answer["Location"]))
    wrong = client.post(LOG_IN, {"login": "a@b.nl", "password": "x", "next": "/phone/visits/"})
    assert_discreet(wrong)
    assert "Notities" in text(wrong)


def test_the_front_door_of_everybody_else_has_the_name_on_it(client):
    assert "Veldwerk" in text(client.get(LOG_IN))


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_a_browser_of_a_shopper_stays_discreet_after_logging_out(client, shopper, name):
    client.force_login(shopper)
    client.get("/phone/visits/")
    client.post(reverse("account_logout"))
    assert_discreet(client.get(reverse(name)))


@pytest.mark.parametrize("address", [f"/phone/visits/{UUID(int=0)}/", "/phone/nothing/", "/desk/visits/", "/nothing/"])
def test_what_a_shopper_may_not_see(client, shopper, address):
    client.force_login(shopper)
    answer = client.get(address)
    assert answer.status_code in (403, 404)
    assert_discreet(answer)
    assert "Notities" in text(answer)


def test_a_problem(client, shopper):
    client.force_login(shopper)
    answer = client.post("/phone/visits/", {"text": "\0"})
    assert answer.status_code == 400
    assert_discreet(answer)


def test_who_was_first_is_told_without_you():
    with override("nl"):
        for error in (DomainError, MovedMeanwhile, NotAllowedNow, Invalid):
            assert not FORMAL.search(str(error.message))


def test_a_form_that_cannot_be_read_still_gets_its_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = client.post(LOG_IN, {"login": "a@b.nl" * 10, "password": "x"})
    assert (answer.status_code, "Veldwerk" in text(answer)) == (413, True)


def test_a_fault_and_what_cannot_be_read_name_nobody(settings):
    for name in ("400", "500"):
        page = (settings.BASE_DIR / f"templates/{name}.html").read_text()
        assert "Veldwerk" not in page
        assert not FORMAL.search(page)


def test_a_planner_s_pages_keep_their_name():
    planner = UserFactory(role=Role.PLANNER)
    client = Client()
    client.force_login(planner)
    assert "Veldwerk" in text(client.get("/nothing/"))
