"""Upload, look, confirm, design: only for who designs, nothing made before it is wanted, and files to take along."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fieldwork.journeys import actions, documents
from fieldwork.journeys.models import FormImport, Journey
from fieldwork.journeys.xlsform import reading
from fieldwork.journeys.xlsform.limits import MOST_BYTES
from tests.documents import small
from tests.factories import ClientFactory, JourneyFactory, UserFactory
from tests.journeys.xlsform.test_import import BAD, GOOD

pytestmark = pytest.mark.django_db
UPLOAD = reverse("journeys:import")


@pytest.fixture
def brand():
    return ClientFactory(code="nova")


@pytest.fixture
def planner(client, brand):
    user = UserFactory(role="planner", manages=[brand], language="en")
    client.force_login(user)
    return user


def send(client, brand, content=GOOD, name="form.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(UPLOAD, {"client": brand.pk, "file": file, "language": "en"})


def test_a_file_is_looked_at_before_it_becomes_a_journey(client, brand, planner):
    answer = send(client, brand)
    form = FormImport.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("journeys:form", args=[form.pk]))
    page = client.get(answer.url).content.decode()
    for words in ("1 step", "1 question", "Films are not taken on a visit.", "1 step without a desired emotion"):
        assert words in page
    assert not Journey.objects.exists()

    answer = client.post(reverse("journeys:form", args=[form.pk]), follow=True)
    journey = Journey.objects.get()
    assert answer.redirect_chain == [(reverse("journeys:journey", args=[journey.pk]), 302)]
    designer = answer.content.decode()
    assert "The desired emotion is not set." in designer
    assert '<details class="more-list" data-remember="no_desired_emotion" open>' in designer
    assert "form.xlsx, and what not" in designer
    assert client.post(reverse("journeys:form", args=[form.pk])).status_code == 302
    assert Journey.objects.count() == 1


def test_a_refused_file_shows_its_list_and_cannot_be_confirmed(client, brand, planner):
    address = send(client, brand, BAD).url
    page = client.get(address).content.decode()
    assert "This file cannot become a journey." in page
    assert "There is no type “riddle” in XLSForm." in page
    assert "Make the journey" not in page
    assert f'href="{UPLOAD}">Another file' in page
    assert client.post(address).status_code == 422
    assert not Journey.objects.exists()


@pytest.mark.parametrize(
    "name, content",
    [("x.xlsx", b"nonsense"), ("<script>.xlsx", GOOD[:400]), ("a" * 90 + ".xls", GOOD), ("x.json", b'{"schema": 9}')],
)
def test_whatever_is_sent_is_answered_with_a_page(client, brand, planner, name, content):
    answer = send(client, brand, content, name)
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "<script>.xlsx" not in page.content.decode()


def test_nothing_and_too_much_are_refused_in_the_form(client, brand, planner):
    assert client.post(UPLOAD, {"client": brand.pk, "language": "en"}).status_code == 422
    assert send(client, brand, b"x" * (MOST_BYTES + 1)).status_code == 422
    assert send(client, ClientFactory()).status_code == 422
    assert not FormImport.objects.exists()


@pytest.mark.parametrize(
    "role, status", [("planner", 200), ("reviewer", 403), ("shopper", 403), ("client_viewer", 403)]
)
def test_who_may_import(client, brand, role, status):
    own = {"client": brand} if "client" in role else {}
    client.force_login(UserFactory(role=role, **own))
    assert client.get(UPLOAD).status_code == status


def test_a_stranger_cannot_tell_that_the_form_was_read(client, brand, planner):
    address = send(client, brand).url
    client.force_login(UserFactory(role="planner", manages=[brand]))
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    client.force_login(UserFactory(role="planner", manages=[ClientFactory()]))
    assert client.get(address).status_code == 404
    assert not Journey.objects.exists()


def test_a_journey_is_taken_along_as_a_workbook_and_as_json(client, brand, planner):
    document = documents.clean(small())
    journey = JourneyFactory(client=brand, draft=document)
    version = actions.publish(journey, planner)
    for name, more in (("download", []), ("version_download", [version.number])):
        book = client.get(reverse(f"journeys:{name}", args=[journey.pk, *more, "xlsx"]))
        assert reading.read(book.content, "form.xlsx").document == document
        plain = client.get(reverse(f"journeys:{name}", args=[journey.pk, *more, "json"]))
        assert json.load(io.BytesIO(plain.content)) == document
        assert 'filename="a-question-at-the-counter' in plain.headers["Content-Disposition"]
    assert client.get(reverse("journeys:download", args=[journey.pk, "pdf"])).status_code == 404
    client.force_login(UserFactory(role="planner", manages=[ClientFactory()]))
    assert client.get(reverse("journeys:download", args=[journey.pk, "json"])).status_code == 404


def test_the_schema_of_a_journey_is_published(client):
    published = client.get(reverse("journeys:schema")).json()
    assert published["title"] == "JourneyDocument"
    assert {"schema", "title", "options", "phases"} == set(published["properties"])
    assert "ComputedQuestion" in published["$defs"]


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_findings(
    client, brand, planner, how_many, django_assert_max_num_queries
):
    finding = {"level": "left_out", "sheet": "survey", "row": 2, "construct": "video", "why": "No."}
    form = FormImport.objects.create(client=brand, by=planner, file_name="f", findings=[finding] * how_many)
    with django_assert_max_num_queries(6):
        client.get(reverse("journeys:form", args=[form.pk]))
