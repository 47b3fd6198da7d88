"""People, clients and locations change through actions, and permissions leave a trace."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.people import actions, hours
from fieldwork.people.models import Location, ShopperProfile, User
from fieldwork.people.states import LocationKind, Role
from tests.factories import PASSWORD, ClientFactory, LocationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def boss():
    return UserFactory(role=Role.ADMINISTRATOR)


def test_a_new_shopper_gets_a_profile_and_no_password(boss):
    person = actions.save_person(User(email="Nieuw@Voorbeeld.nl", name="Nieuw"), by=boss)
    assert (person.email, person.has_usable_password()) == ("nieuw@voorbeeld.nl", False)
    assert ShopperProfile.objects.filter(user=person).exists()
    event = AuditEvent.objects.get(subject=f"people.user:{person.pk}")
    assert (event.verb, event.actor, event.data["rights"]["role"]) == ("person.created", boss, "shopper")


def test_a_change_of_rights_is_told_with_before_and_after(boss):
    mine, other = ClientFactory(code="een"), ClientFactory(code="twee")
    person = UserFactory(role=Role.PLANNER, manages=[mine])
    actions.save_person(person, by=boss, managed=[mine, other])
    event = AuditEvent.objects.get(verb="person.rights_changed")
    assert event.data["before"]["managed"] == ["een"]
    assert event.data["after"]["managed"] == ["een", "twee"]
    person.name = "Andere Naam"
    actions.save_person(person, by=boss, managed=[mine, other])
    assert AuditEvent.objects.latest("at").verb == "person.changed"


def test_leaving_a_role_takes_its_rights_away(boss):
    customer = ClientFactory()
    person = UserFactory(role=Role.CLIENT_MANAGER, client=customer, scope=[LocationFactory(client=customer)])
    person.role, person.is_staff, person.is_superuser = Role.REVIEWER, True, True
    actions.save_person(person, by=boss, managed=[customer], scope=[])
    person = User.objects.get(pk=person.pk)
    assert (person.client, person.is_staff, person.is_superuser) == (None, False, False)
    assert not person.scope.exists()
    assert list(person.managed_clients.all()) == [customer]


def test_a_scope_holds_the_highest_nodes_of_the_own_client_only(boss):
    customer = ClientFactory()
    region = LocationFactory(client=customer, kind=LocationKind.REGION)
    site = LocationFactory(client=customer, region=region)
    person = UserFactory(role=Role.CLIENT_VIEWER, client=customer)
    actions.save_person(person, by=boss, scope=[region, site])
    assert list(person.scope.all()) == [region]
    with pytest.raises(Invalid):
        actions.save_person(person, by=boss, scope=[LocationFactory()])
    assert list(person.scope.all()) == [region]


def test_nobody_locks_themselves_out(boss):
    with pytest.raises(NotAllowedNow):
        actions.switch(boss, False, by=boss)
    boss.role = Role.PLANNER
    with pytest.raises(NotAllowedNow):
        actions.save_person(boss, by=boss)
    boss.refresh_from_db()
    assert (boss.role, boss.is_active) == (Role.ADMINISTRATOR, True)


def test_switching_off_twice_is_one_event(boss):
    person = UserFactory()
    for _time in range(2):
        actions.switch(person, False, by=boss)
    assert AuditEvent.objects.filter(verb="person.switched_off").count() == 1


def test_a_session_does_not_come_back_with_its_account(boss):
    person, other = UserFactory(), UserFactory()
    theirs, another = Client(), Client()
    theirs.force_login(person)
    another.force_login(other)
    actions.switch(person, False, by=boss)
    actions.switch(person, True, by=boss)
    assert "/account/login/" in theirs.get("/").headers["Location"]
    assert "/account/login/" not in another.get("/").headers["Location"]


def test_a_new_address_makes_the_old_one_worthless(boss):
    person = UserFactory(email="oud@voorbeeld.nl", password=PASSWORD)
    EmailAddress.objects.create(user=person, email="oud@voorbeeld.nl", primary=True, verified=True)
    person.email = "nieuw@voorbeeld.nl"
    actions.save_person(person, by=boss)
    Client().post("/account/login/code/", {"email": "oud@voorbeeld.nl"})
    assert mail.outbox == []
    Client().post("/account/login/code/", {"email": "nieuw@voorbeeld.nl"})
    assert [letter.to for letter in mail.outbox] == [["nieuw@voorbeeld.nl"]]


def test_an_invitation_is_a_job_and_speaks_the_persons_language(boss, django_capture_on_commit_callbacks):
    person = UserFactory(email="amy@example.com", language="en", name="Amy")
    with django_capture_on_commit_callbacks():
        actions.invite(person, by=boss, address="https://veldwerk.example/account/login/code/")
    jobs.run_all()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["amy@example.com"], "Your account for Veldwerk")
    assert "Hello Amy," in letter.body
    assert "https://veldwerk.example/account/login/code/" in letter.body


def test_who_is_switched_off_is_not_invited(boss):
    person = UserFactory(is_active=False)
    with pytest.raises(NotAllowedNow):
        actions.invite(person, by=boss, address="https://veldwerk.example/")


def test_a_site_copies_the_region_of_its_district(boss):
    customer = ClientFactory()
    north = LocationFactory(client=customer, kind=LocationKind.REGION)
    south = LocationFactory(client=customer, kind=LocationKind.REGION)
    district = actions.save_location(Location(client=customer, kind="district", code="wijk", name="W"), north, by=boss)
    site = actions.save_location(Location(client=customer, kind="site", code="punt", name="P"), district, by=boss)
    assert (site.district, site.region) == (district, north)
    actions.save_location(district, south, by=boss)
    site.refresh_from_db()
    assert (site.district, site.region) == (district, south)


@pytest.mark.parametrize(("kind", "above"), [("region", "region"), ("district", "district"), ("site", "site")])
def test_a_tree_grows_in_one_direction(boss, kind, above):
    customer = ClientFactory()
    parent = LocationFactory(client=customer, kind=above)
    with pytest.raises(Invalid):
        actions.save_location(Location(client=customer, kind=kind, code="nieuw", name="N"), parent, by=boss)


def test_a_parent_of_another_client_is_refused_by_action_and_model(boss):
    region = LocationFactory(kind=LocationKind.REGION)
    mine = LocationFactory()
    with pytest.raises(Invalid):
        actions.save_location(mine, region, by=boss)
    mine.region = region
    with pytest.raises(ValidationError):
        mine.full_clean()


@pytest.mark.parametrize(
    "changes",
    [
        {"timezone": "Europe/Nergens"},
        {"latitude": 52.1, "longitude": None},
        {"latitude": 91.0},
        {"opening_hours": {"mon": [["17:00", "09:00"]]}},
        {"opening_hours": {"maandag": []}},
        {"opening_hours": ["mon"]},
    ],
)
def test_time_and_place_are_real(changes):
    place = LocationFactory()
    for name, value in changes.items():
        setattr(place, name, value)
    with pytest.raises(ValidationError):
        place.full_clean()


def test_a_region_closes_after_what_is_below(boss):
    region = LocationFactory(kind=LocationKind.REGION)
    site = LocationFactory(client=region.client, region=region)
    with pytest.raises(NotAllowedNow):
        actions.close(region, by=boss)
    actions.close(site, by=boss)
    actions.close(region, by=boss)
    actions.reopen(site, by=boss)
    region.refresh_from_db()
    assert region.is_open
    assert AuditEvent.objects.filter(verb="location.closed").count() == 2


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("09:00-17:30", [["09:00", "17:30"]]),
        ("19:00–21:00, 9-12.30", [["09:00", "12:30"], ["19:00", "21:00"]]),
        ("0:00-24:00", [["00:00", "24:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert hours.parse(text) == spans
    assert hours.parse(hours.words(spans)) == spans


@pytest.mark.parametrize(
    "text", ["open", "9", "17:00-09:00", "09:00-25:00", "09:70-10:00", "9-12, 11-13", "24:00-24:30"]
)
def test_hours_that_cannot_be(text):
    with pytest.raises(ValidationError):
        hours.parse(text)
