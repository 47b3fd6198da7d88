"""Score rows follow the tree of locations when somebody hangs a part of it elsewhere."""

import pytest

from fieldwork.capture.models import PartScore, StepScore
from fieldwork.people import actions
from fieldwork.people.models import Location
from fieldwork.people.states import LocationKind, Role
from tests.capture.phones import handed_in, visit_under_way
from tests.factories import LocationFactory, UserFactory, WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def boss():
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def tree(boss):
    """Two regions; a district with a site in the first, a site right below the first; visits to both and elsewhere."""
    wave = WaveFactory()

    def node(kind, code, parent=None):
        fresh = Location(client=wave.study.client, kind=kind, code=code, name=code)
        return actions.save_location(fresh, parent, by=boss)

    north, south = node(LocationKind.REGION, "north"), node(LocationKind.REGION, "south")
    district = node(LocationKind.DISTRICT, "city", north)
    site, loose = node(LocationKind.SITE, "market", district), node(LocationKind.SITE, "loose", north)
    for place in (site, loose, LocationFactory(client=wave.study.client)):
        handed_in(visit_under_way(wave=wave, location=place))
    return {one.code: one for one in (north, south, district, site, loose)}


def above(place):
    """Region and district that the score rows of a place carry, and of how many tables."""
    found = [set(model.objects.filter(location=place).values_list("region", "district")) for model in SCORES]
    assert found[0] == found[1]
    (one,) = found[0]
    return one


SCORES = (StepScore, PartScore)


def test_rows_follow_a_district_to_another_region(tree, boss, django_capture_on_commit_callbacks):
    north, south, district, site, loose = tree.values()
    assert above(site) == (north.pk, district.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_location(district, south, by=boss)
    assert above(site) == (south.pk, district.pk)
    assert above(loose) == (north.pk, None)
    assert StepScore.objects.filter(region=None).exists()  # the place outside the tree stays there


def test_rows_follow_a_site_to_another_parent_and_to_the_top(tree, boss, django_capture_on_commit_callbacks):
    _north, south, district, site, loose = tree.values()
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_location(site, south, by=boss)
    assert above(site) == (south.pk, None)
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_location(loose, district, by=boss)
        actions.save_location(site, None, by=boss)
    assert above(loose) == (district.region_id, district.pk)
    assert above(site) == (None, None)


def test_a_new_name_leaves_the_score_rows_alone(tree, boss, django_capture_on_commit_callbacks):
    district, site = tree["city"], tree["market"]
    with django_capture_on_commit_callbacks() as told:
        site.name = "Marktplein"
        actions.save_location(site, district, by=boss)
        actions.save_location(Location(client=site.client, kind=site.kind, code="new", name="New"), district, by=boss)
    assert told == []


def test_a_change_in_the_admin_site_is_followed_too(tree, client, django_capture_on_commit_callbacks):
    from django.urls import reverse

    _north, south, _district, _site, loose = tree.values()
    from fieldwork.people.models import User

    client.force_login(User.objects.create_superuser("chef@voorbeeld.nl", name="Chef"))
    data = {
        "client": loose.client_id, "kind": loose.kind, "code": loose.code, "name": loose.name, "region": south.pk,
        "timezone": loose.timezone, "opening_hours": "{}", "is_open": "on",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("admin:people_location_change", args=[loose.pk]), data).status_code == 302
    assert above(loose) == (south.pk, None)
