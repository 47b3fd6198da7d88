"""The administrator's pages: people and their rights, clients, and the tree of locations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.common.models import AuditEvent, Job
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import LocationKind, Role
from tests.factories import ClientFactory, LocationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def boss(client):
    person = UserFactory(role=Role.ADMINISTRATOR, name="Bea Beheer")
    client.force_login(person)
    return person


@pytest.fixture
def customer():
    return ClientFactory(name="Gemeente Waterrijk")


def addresses(person, customer, place):
    """Every page and what it takes, as (method, address)."""
    gets = [
        reverse("people:list"),
        reverse("people:create"),
        reverse("people:edit", args=[person.pk]),
        reverse("people:clients"),
        reverse("people:client_create"),
        reverse("people:client_edit", args=[customer.pk]),
        reverse("people:locations", args=[customer.pk]),
        *(reverse("people:location_create", args=[customer.pk, kind]) for kind in LocationKind.values),
        reverse("people:location_edit", args=[place.pk]),
    ]
    posts = [
        reverse("people:switch", args=[person.pk]),
        reverse("people:invite", args=[person.pk]),
        reverse("people:location_close", args=[place.pk]),
        reverse("people:location_reopen", args=[place.pk]),
    ]
    return (
        [("get", one) for one in gets]
        + [("post", one) for one in gets[1:] if "list" not in one]
        + [("post", one) for one in posts]
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_comes_in(client, customer, role):
    person, place = UserFactory(), LocationFactory(client=customer)
    client.force_login(UserFactory(role=role))
    for method, address in addresses(person, customer, place):
        assert getattr(client, method)(address).status_code == 403, address
    assert not AuditEvent.objects.exists()


def test_a_visitor_logs_in_first(client, customer):
    for method, address in addresses(UserFactory(), customer, LocationFactory(client=customer)):
        assert getattr(client, method)(address)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_with_one_heading_and_no_inline_style(client, boss, customer, language):
    User.objects.filter(pk=boss.pk).update(language=language)
    person = UserFactory(role=Role.CLIENT_VIEWER, client=customer)
    for method, address in addresses(person, customer, LocationFactory(client=customer)):
        if method == "get":
            page = client.get(address)
            text = page.content.decode()
            assert (page.status_code, text.count("<h1>")) == (200, 1), address
            assert f'<html lang="{language}">' in text
            assert "style=" not in text


@pytest.mark.parametrize("name", ["edit", "client_edit", "locations", "location_edit"])
def test_what_is_not_there_is_a_404(client, boss, name):
    assert client.get(reverse(f"people:{name}", args=[987654])).status_code == 404


def test_a_strange_kind_of_location_is_a_404(client, boss, customer):
    assert client.get(reverse("people:location_create", args=[customer.pk, "planet"])).status_code == 404


# --- people -------------------------------------------------------------------------------------------
def names(http, **query):
    return [person.name for person in http.get(reverse("people:list"), query).context["page"]]


def test_people_are_found_by_words_role_client_and_state(client, boss, customer):
    anna = UserFactory(name="Anna Bos", email="anna@voorbeeld.nl")
    UserFactory(name="Chris Vos", role=Role.PLANNER, manages=[customer, ClientFactory()])
    UserFactory(name="Dirk Mos", role=Role.CLIENT_VIEWER, client=customer, is_active=False)
    everybody = ["Anna Bos", "Bea Beheer", "Chris Vos", "Dirk Mos"]
    assert names(client) == everybody
    assert names(client, q="ANNA@") == ["Anna Bos"]
    assert names(client, q=anna.pseudonym.lower()) == ["Anna Bos"]
    assert names(client, role="planner") == ["Chris Vos"]
    assert names(client, client=str(customer.pk)) == ["Chris Vos", "Dirk Mos"]
    assert names(client, state="off") == ["Dirk Mos"]
    assert names(client, role="king", client="x", state="maybe", page="-3") == everybody
    assert 'class="empty"' in client.get(reverse("people:list"), {"q": "niemand"}).content.decode()


def test_the_list_costs_the_same_for_few_and_many(client, boss, customer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("people:list"))
        return len(queries)

    region = LocationFactory(client=customer)
    UserFactory(role=Role.CLIENT_VIEWER, client=customer, scope=[region])
    UserFactory(role=Role.PLANNER, manages=[customer])
    cost()
    few = cost()
    for number in range(25):
        UserFactory(role=Role.CLIENT_VIEWER, client=ClientFactory(), scope=[region] if number % 2 else None)
        UserFactory(role=Role.PLANNER, manages=[customer])
    assert cost() == few
    assert few <= 8


PERSON = {"name": "Anna Bos", "email": "Anna@Voorbeeld.nl", "language": "nl", "role": "shopper", "city": "Zwolle"}


def test_making_a_shopper_and_inviting_them(client, boss, django_capture_on_commit_callbacks):
    answer = client.post(reverse("people:create"), PERSON)
    person = User.objects.get(email="anna@voorbeeld.nl")
    assert answer["Location"] == reverse("people:edit", args=[person.pk])
    assert (person.profile.city, person.has_usable_password()) == ("Zwolle", False)
    client.post(reverse("people:invite", args=[person.pk]))
    job = Job.objects.get(kind="people.invite")
    assert job.params == {"user": person.pk, "address": "http://testserver" + reverse("account_request_login_code")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "BEKEND@voorbeeld.nl"}, "email"),
        ({"email": "geen adres"}, "email"),
        ({"name": ""}, "name"),
        ({"role": "king"}, "role"),
        ({"role": "client_viewer"}, "client"),
        ({"role": "planner", "managed_clients": ["999999"]}, "managed_clients"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_kept(client, boss, changes, field):
    UserFactory(email="bekend@voorbeeld.nl")
    answer = client.post(reverse("people:create"), PERSON | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    text = answer.content.decode()
    assert 'id="errors"' in text
    assert "Zwolle" in text
    assert User.objects.count() == 2


def test_a_part_of_the_tree_is_chosen_and_a_foreign_part_is_not(client, boss, customer):
    region = LocationFactory(client=customer, kind=LocationKind.REGION)
    LocationFactory(client=customer, region=region)
    foreign = LocationFactory()
    person = UserFactory(role=Role.CLIENT_VIEWER, client=customer)
    address = reverse("people:edit", args=[person.pk])
    data = {"name": person.name, "email": person.email, "language": "nl", "role": person.role, "client": customer.pk}
    assert client.post(address, data | {"scope": [region.pk]}).status_code == 302
    assert list(person.scope.all()) == [region]
    assert f'value="{region.pk}" checked' in client.get(address).content.decode()
    assert client.post(address, data | {"scope": [foreign.pk]}).status_code == 422
    assert list(person.scope.all()) == [region]
    assert foreign.name not in client.get(address).content.decode()

    client.post(address, data | {"client": foreign.client_id, "scope": [region.pk]})
    person = User.objects.get(pk=person.pk)
    assert (person.client_id, person.scope.count()) == (foreign.client_id, 0)


def test_switching_off_and_on(client, boss):
    person = UserFactory()
    client.post(reverse("people:switch", args=[person.pk]), {"to": "off"})
    person.refresh_from_db()
    assert not person.is_active
    assert client.post(reverse("people:invite", args=[person.pk])).status_code == 409
    client.post(reverse("people:switch", args=[person.pk]), {"to": "on"})
    person.refresh_from_db()
    assert person.is_active
    assert client.post(reverse("people:switch", args=[boss.pk]), {"to": "off"}).status_code == 409
    assert [event.verb for event in AuditEvent.objects.order_by("at")] == ["person.switched_off", "person.switched_on"]


def test_nul_bytes_change_nothing(client, boss):
    assert client.post(reverse("people:create"), PERSON | {"name": "An\0na"}).status_code == 400
    assert client.get(reverse("people:list"), {"q": "a\0b"}).status_code == 400
    assert User.objects.count() == 1


# --- clients and locations ----------------------------------------------------------------------------
def test_making_and_changing_a_client(client, boss):
    data = {"name": "Vonk & Draad", "code": "vonk", "colour": "#0b6349", "language": "nl"}
    client.post(reverse("people:client_create"), data)
    made = Client.objects.get(code="vonk")
    client.post(reverse("people:client_edit", args=[made.pk]), data | {"name": "Vonk en Draad"})
    assert Client.objects.get(pk=made.pk).name == "Vonk en Draad"
    assert client.post(reverse("people:client_create"), data | {"code": "Met spatie"}).status_code == 422
    assert client.post(reverse("people:client_create"), data).status_code == 422
    assert [event.verb for event in AuditEvent.objects.order_by("at")] == ["client.created", "client.changed"]


SITE = {
    "name": "Servicepunt Oost",
    "code": "oost",
    "timezone": "Europe/Amsterdam",
    "latitude": "52.1",
    "longitude": "5.2",
}


def test_a_site_with_its_hours_below_a_district(client, boss, customer):
    region = LocationFactory(client=customer, kind=LocationKind.REGION)
    district = LocationFactory(client=customer, kind=LocationKind.DISTRICT, region=region)
    hours = {"mon": "9-17.30", "thu": "09:00–17:30, 19:00–21:00"}
    address = reverse("people:location_create", args=[customer.pk, "site"])
    assert client.post(address, SITE | hours | {"parent": district.pk}).status_code == 302
    place = Location.objects.get(code="oost")
    assert (place.district, place.region, place.client) == (district, region, customer)
    assert place.opening_hours == {"mon": [["09:00", "17:30"]], "thu": [["09:00", "17:30"], ["19:00", "21:00"]]}
    text = client.get(reverse("people:location_edit", args=[place.pk])).content.decode()
    assert "09:00-17:30, 19:00-21:00" in text
    assert client.post(reverse("people:location_edit", args=[place.pk]), SITE).status_code == 302
    place.refresh_from_db()
    assert (place.opening_hours, place.parent) == ({}, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "bezet"}, "code"),
        ({"code": "Met spatie"}, "code"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"latitude": "95"}, "latitude"),
        ({"latitude": ""}, "__all__"),
        ({"mon": "17-9"}, "mon"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_told_and_kept(client, boss, customer, changes, field):
    LocationFactory(client=customer, code="bezet")
    address = reverse("people:location_create", args=[customer.pk, "site"])
    answer = client.post(address, SITE | {"tue": "10-12"} | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="10-12"' in answer.content.decode()
    assert Location.objects.count() == 1


def test_a_parent_of_another_client_cannot_be_chosen(client, boss, customer):
    foreign = LocationFactory(kind=LocationKind.REGION)
    address = reverse("people:location_create", args=[customer.pk, "site"])
    assert client.post(address, SITE | {"parent": foreign.pk}).status_code == 422


def test_the_tree_shows_what_is_in_use_and_what_is_found(client, boss, customer):
    region = LocationFactory(client=customer, kind=LocationKind.REGION, name="Noord")
    LocationFactory(client=customer, region=region, name="Balie")
    LocationFactory(client=customer, name="Dicht", is_open=False)
    LocationFactory(name="Van een ander")
    address = reverse("people:locations", args=[customer.pk])

    def rows(**query):
        return [(depth, node.name) for depth, node in client.get(address, query).context["page"]]

    assert rows() == [(0, "Noord"), (1, "Balie")]
    assert rows(closed="1") == [(0, "Noord"), (1, "Balie"), (0, "Dicht")]
    assert rows(q="bal") == [(0, "Balie")]
    assert 'class="empty"' in client.get(address, {"q": "niets"}).content.decode()


def test_lists_of_clients_and_locations_cost_the_same_for_few_and_many(client, boss, customer):
    region = LocationFactory(client=customer, kind=LocationKind.REGION)
    LocationFactory(client=customer, region=region)
    pages = [reverse("people:clients"), reverse("people:locations", args=[customer.pk])]

    def cost():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    cost()
    few = cost()
    for _number in range(30):
        LocationFactory(client=customer, region=region)
        LocationFactory()
    assert cost() == few


def test_closing_and_reopening(client, boss, customer):
    place = LocationFactory(client=customer)
    client.post(reverse("people:location_close", args=[place.pk]))
    place.refresh_from_db()
    assert not place.is_open
    client.post(reverse("people:location_reopen", args=[place.pk]))
    place.refresh_from_db()
    assert place.is_open


# --- language and first page --------------------------------------------------------------------------
def test_the_chosen_language_stays_with_the_account(client, boss):
    client.post(reverse("language"), {"language": "en", "next": "/desk/people/"})
    boss.refresh_from_db()
    assert boss.language == "en"
    assert '<html lang="en">' in client.get(reverse("people:list")).content.decode()


@pytest.mark.parametrize("where", ["https://ergens.example/", "//ergens.example", "javascript:alert(1)"])
def test_choosing_a_language_never_leads_elsewhere(client, where):
    assert client.post(reverse("language"), {"language": "en", "next": where})["Location"] == "/"


def test_the_admin_site_opens_for_who_may_and_leaves_a_trace(client):
    chief = UserFactory(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(chief)
    place = LocationFactory()
    for model in ("user", "client", "location", "shopperprofile"):
        assert client.get(reverse(f"admin:people_{model}_changelist")).status_code == 200
    data = {"name": "Nieuw", "code": place.client.code, "colour": "#5b2a6e", "language": "nl"}
    client.post(reverse("admin:people_client_change", args=[place.client_id]), data)
    assert AuditEvent.objects.get(verb="client.changed_in_admin").data == {"fields": ["name"]}
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    assert client.get(reverse("admin:people_user_changelist")).status_code in (302, 403)
