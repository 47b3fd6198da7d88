"""Who may know of whom and of what: every role, and a part of the tree."""

import pytest

from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import LocationKind, Role
from tests.factories import ClientFactory, LocationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def tree():
    """Two regions of one client: north holds a district with a site and a site of its own; south one site."""
    customer = ClientFactory(code="klant")
    north = LocationFactory(client=customer, kind=LocationKind.REGION, name="Noord")
    south = LocationFactory(client=customer, kind=LocationKind.REGION, name="Zuid")
    district = LocationFactory(client=customer, kind=LocationKind.DISTRICT, region=north, name="Wijk")
    return {
        "client": customer,
        "north": north,
        "south": south,
        "district": district,
        "deep": LocationFactory(client=customer, region=north, district=district, name="Diep"),
        "near": LocationFactory(client=customer, region=north, name="Dichtbij"),
        "far": LocationFactory(client=customer, region=south, name="Ver"),
        "stranger": LocationFactory(name="Van een ander"),
    }


def names(rows):
    return sorted(rows.values_list("name", flat=True))


ALL = ["Dichtbij", "Diep", "Noord", "Ver", "Wijk", "Zuid"]


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ([], ALL),
        (["north"], ["Dichtbij", "Diep", "Noord", "Wijk"]),
        (["district"], ["Diep", "Wijk"]),
        (["near", "south"], ["Dichtbij", "Ver", "Zuid"]),
    ],
)
@pytest.mark.parametrize("role", [Role.CLIENT_VIEWER, Role.CLIENT_MANAGER])
def test_a_clients_person_sees_their_part_of_the_tree(tree, role, scope, seen):
    person = UserFactory(role=role, client=tree["client"], scope=[tree[name] for name in scope])
    assert names(Location.objects.visible_to(person)) == seen


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REVIEWER])
def test_the_desk_sees_the_clients_it_works_for(tree, role):
    assert names(Location.objects.visible_to(UserFactory(role=role, manages=[tree["client"]]))) == ALL
    assert not Location.objects.visible_to(UserFactory(role=role)).exists()
    assert not Client.objects.visible_to(UserFactory(role=role)).exists()


def test_an_administrator_sees_everything_and_a_shopper_nothing(tree):
    assert Location.objects.visible_to(UserFactory(role=Role.ADMINISTRATOR)).count() == 7
    assert Client.objects.visible_to(UserFactory(role=Role.ADMINISTRATOR)).count() == 2
    assert not Location.objects.visible_to(UserFactory()).exists()
    assert not Client.objects.visible_to(UserFactory()).exists()


def test_who_knows_of_whom(tree):
    shopper, viewer = UserFactory(), UserFactory(role=Role.CLIENT_VIEWER, client=tree["client"])
    foreign = UserFactory(role=Role.CLIENT_MANAGER)
    planner = UserFactory(role=Role.PLANNER, manages=[tree["client"]])
    assert list(User.objects.visible_to(shopper)) == [shopper]
    assert list(User.objects.visible_to(viewer)) == [viewer]
    assert set(User.objects.visible_to(planner)) == {shopper, viewer, planner}
    assert foreign not in User.objects.visible_to(planner)
    assert User.objects.visible_to(UserFactory(role=Role.ADMINISTRATOR)).count() == 5


PERMISSIONS = {
    "people.use_desk": {Role.PLANNER, Role.REVIEWER, Role.ADMINISTRATOR},
    "people.plan": {Role.PLANNER, Role.ADMINISTRATOR},
    "people.review": {Role.REVIEWER, Role.ADMINISTRATOR},
    "people.use_phone": {Role.SHOPPER},
    "people.read_results": {Role.CLIENT_VIEWER, Role.CLIENT_MANAGER},
    "people.administer": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_may(role):
    person = UserFactory(role=role)
    assert {name for name in PERMISSIONS if person.has_perm(name)} == {
        name for name, roles in PERMISSIONS.items() if role in roles
    }


def test_the_tree_reads_from_the_top_with_its_depth(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = tree["client"].locations.all().as_tree()
    assert [(depth, node.name) for depth, node in rows] == [
        (0, "Noord"),
        (1, "Wijk"),
        (2, "Diep"),
        (1, "Dichtbij"),
        (0, "Zuid"),
        (1, "Ver"),
    ]
