"""The page where a client's planners choose its colour and its logo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fieldwork.common.models import AuditEvent
from fieldwork.common.storage import read
from fieldwork.people import logos
from fieldwork.people.actions import set_logo
from fieldwork.people.models import Client
from fieldwork.people.states import Role
from tests.factories import ClientFactory, UserFactory
from tests.people.drawn import PALE, TEAL, WHITE, drawn, encoded, logo

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def customer():
    return ClientFactory(name="Gemeente Waterrijk", colour="#003366")


@pytest.fixture
def planner(client, customer):
    person = UserFactory(role=Role.PLANNER, manages=[customer], language="en")
    client.force_login(person)
    return person


def page_of(customer) -> str:
    return reverse("people:client_look", args=[customer.pk])


def send(http, customer, data: bytes | None, colour: str = "#003366", name: str = "logo.png"):
    """What the form sends; a file called PNG, whatever it holds."""
    file = {"logo": SimpleUploadedFile(name, data, "image/png")} if data is not None else {}
    return http.post(page_of(customer), {"colour": colour} | file)


def fresh(customer) -> Client:
    return Client.objects.get(pk=customer.pk)


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("at", "pk").values_list("verb", flat=True))


def test_a_planner_uploads_sees_replaces_and_removes_a_logo(client, planner, customer):
    assert send(client, customer, logo(TEAL)).status_code == 302
    first = fresh(customer)
    assert read(first.logo) == logos.prepare(logo(TEAL)).data
    answer = client.get(reverse("people:logo", args=[customer.pk]))
    assert (answer.content, answer["Content-Type"]) == (read(first.logo), "image/png")
    assert 'alt="Logo of Gemeente Waterrijk"' in client.get(page_of(customer)).content.decode()

    send(client, customer, encoded(drawn(TEAL, ground=WHITE, mode="RGB"), "WEBP"))
    assert fresh(customer).logo not in ("", first.logo)
    assert read(first.logo)  # a report may name it

    remove = reverse("people:logo_remove", args=[customer.pk])
    assert client.post(remove).status_code == 302
    assert client.post(remove).status_code == 302  # twice changes nothing
    assert fresh(customer).logo == ""
    assert client.get(reverse("people:logo", args=[customer.pk])).status_code == 404
    assert "printed alone" in client.get(page_of(customer)).content.decode()
    assert verbs() == ["client.logo_set", "client.logo_set", "client.logo_removed"]
    last = AuditEvent.objects.get(verb="client.logo_removed")
    assert (last.actor, last.subject, bool(last.data["before"])) == (planner, f"people.client:{customer.pk}", True)


def test_the_same_logo_and_the_same_colour_again_change_nothing(client, planner, customer):
    send(client, customer, logo(TEAL), "#112233")
    send(client, customer, logo(TEAL), "#112233")
    assert verbs() == ["client.colour_changed", "client.logo_set"]
    assert fresh(customer).colour == "#112233"


def test_a_colour_alone_leaves_the_logo(client, planner, customer):
    send(client, customer, logo(TEAL))
    send(client, customer, None, "#0b6e6e")
    found = fresh(customer)
    assert (bool(found.logo), found.colour) == (True, "#0b6e6e")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("data", "dutch", "english"),
    [
        (b"<svg/>", "SVG", "SVG"),
        (b"", "leeg", "empty"),
        (b"\0" * (2 * 1024 * 1024 + 1), "2 MB", "2 MB"),
        (logo(TEAL)[:400], "beschadigd", "damaged"),
        (encoded(drawn()), "niets te zien", "nothing to see"),
    ],
    ids=["svg", "empty", "large", "damaged", "blank"],
)
def test_what_cannot_be_printed_is_refused_in_words_and_keeps_what_was_typed(
    client, customer, language, data, dutch, english
):
    client.force_login(UserFactory(role=Role.PLANNER, manages=[customer], language=language))
    answer = send(client, customer, data, "#aa0011")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert (dutch if language == "nl" else english) in text
    assert 'value="#aa0011"' in text
    assert 'href="#id_logo"' in text
    assert (fresh(customer).logo, fresh(customer).colour) == ("", "#003366")
    assert not AuditEvent.objects.exists()


def test_a_colour_that_is_none_is_refused_and_nothing_is_kept(client, planner, customer):
    assert send(client, customer, logo(TEAL), "red;}</style>").status_code == 422
    assert (fresh(customer).logo, fresh(customer).colour) == ("", "#003366")


def test_a_white_logo_is_shown_on_a_colour_and_one_of_which_part_is_lost_is_doubted(client, planner, customer):
    send(client, customer, logo(WHITE, WHITE))
    text = client.get(page_of(customer)).content.decode()
    assert "it is printed on a colour" in text
    assert "hardly shows" not in text
    send(client, customer, logo(PALE, (0, 0, 60, 255)))
    text = client.get(page_of(customer)).content.decode()
    assert "hardly shows on paper" in text
    assert "it is printed on a colour" not in text


@pytest.mark.parametrize(
    ("colour", "told"), [("#003366", None), ("#e30613", "do not read well enough"), ("#ffee00", "too light to read")]
)
def test_the_page_says_where_the_colour_is_used(client, planner, customer, colour, told):
    Client.objects.filter(pk=customer.pk).update(colour=colour)
    text = client.get(page_of(customer)).content.decode()
    assert [word for word in ("do not read well enough", "too light to read") if word in text] == [told][: bool(told)]
    assert f'fill="{colour if told is None else "#431d53"}"' in text
    assert "style=" not in text


def everything(http, customer):
    """The answers of every address, and that of sending a logo."""
    here = [page_of(customer), reverse("people:logo", args=[customer.pk])]
    yield from (http.get(address) for address in here)
    yield send(http, customer, logo(WHITE, WHITE))
    yield http.post(reverse("people:logo_remove", args=[customer.pk]))


@pytest.mark.parametrize(
    ("role", "is_mine", "status"),
    [
        (Role.PLANNER, False, 404), (Role.REVIEWER, False, 404), (Role.SHOPPER, False, 404),
        (Role.CLIENT_MANAGER, False, 404), (Role.REVIEWER, True, 403), (Role.CLIENT_MANAGER, True, 403),
    ],
)  # fmt: skip
def test_who_plans_for_another_client_sees_nothing_and_who_does_not_plan_changes_nothing(
    client, customer, role, is_mine, status
):
    set_logo(customer, logos.prepare(logo(TEAL)), by=UserFactory(role=Role.ADMINISTRATOR))
    before = fresh(customer).logo
    belongs = {"client": customer} if role == Role.CLIENT_MANAGER else {"manages": [customer]}
    client.force_login(UserFactory(role=role, **(belongs if is_mine else {})))
    for answer in everything(client, customer):
        assert answer.status_code == status
        assert b"Waterrijk" not in answer.content or is_mine
    assert fresh(customer).logo == before
    assert verbs() == ["client.logo_set"]


def test_a_visitor_logs_in_first(client, customer):
    for answer in everything(client, customer):
        assert answer["Location"].startswith(reverse("account_login"))


def test_administrators_come_from_the_page_of_the_client_and_planners_from_their_study(client, customer):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    assert page_of(customer) in client.get(reverse("people:client_edit", args=[customer.pk])).content.decode()
    assert client.get(page_of(customer)).status_code == 200


def test_changing_the_client_leaves_its_logo(client, customer):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    send(client, customer, logo(TEAL))
    data = {"name": "Gemeente Waterland", "code": customer.code, "colour": "#003366", "language": "nl"}
    client.post(reverse("people:client_edit", args=[customer.pk]), data)
    assert (fresh(customer).name, bool(fresh(customer).logo)) == ("Gemeente Waterland", True)
