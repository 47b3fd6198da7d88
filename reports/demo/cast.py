"""Clients with their trees and everybody with an account: what must be there before a study can begin."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from fieldwork.people import actions, logos
from fieldwork.people.models import Client, Location, ShopperProfile, User
from fieldwork.people.states import LocationKind, Role
from reports.demo.logos import logo_of
from reports.demo.people import COLLEAGUES, PASSWORD, SHOPPERS, Colleague
from reports.demo.story import Hours, Place, Story

ROLES = {"pm": Role.PLANNER, "qc": Role.REVIEWER, "admin": Role.ADMINISTRATOR}
CLIENT_ROLES = {"manager": Role.CLIENT_MANAGER, "viewer": Role.CLIENT_VIEWER}
COLOURS = {"waterrijk": "#0b5f5f", "vonk": "#9a3412"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@transaction.atomic
def administrator() -> User:
    """The first account, made as an installation makes it; later calls find it."""
    colleague = next(one for one in COLLEAGUES if one.role == "admin")
    found = User.objects.filter(email=colleague.email).first()
    return found or User.objects.create_superuser(colleague.email, None, name=colleague.name, language="nl")


@transaction.atomic
def client_of(story: Story, by: User) -> Client:
    """The client of a story with its logo and its tree of places; made once."""
    found = Client.objects.filter(code=story.key).first()
    if found:
        return found
    client = Client(code=story.key, name=story.client, colour=COLOURS.get(story.key, "#5b2a6e"))
    actions.save_client(client, by=by)
    if drawn := logo_of(story.key):
        actions.set_logo(client, logos.prepare(drawn), by=by)
    nodes: dict[str, Location] = {}
    for place in story.places:
        if place.kind != "root":
            nodes[place.code] = _location(client, place, nodes.get(place.parent or ""), by)
    return client


def _location(client: Client, place: Place, parent: Location | None, by: User) -> Location:
    town = " ".join(part for part in (place.postcode, place.city) if part)
    node = Location(
        client=client, kind=LocationKind(place.kind), code=place.code.lower(), name=place.name,
        address=", ".join(part for part in (place.address, town) if part),
        latitude=place.lat, longitude=place.lon, opening_hours=_hours(place.hours),
    )  # fmt: skip
    return actions.save_location(node, parent, by=by)


def _hours(hours: Hours) -> dict[str, list[list[str]]]:
    return {DAYS[day - 1]: [list(span)] for day, span in hours.items()}


def places_of(client: Client) -> dict[str, Location]:
    """The client's nodes by the code that the story uses."""
    return {node.code.upper(): node for node in client.locations.all()}


@transaction.atomic
def people(stories: tuple[Story, ...], clients: list[Client], by: User, now: datetime) -> None:
    """Everybody at the agency and at the clients, with the password of the demo; who is there is kept."""
    known = set(User.objects.values_list("email", flat=True))
    made = [_colleague(one, clients, by) for one in COLLEAGUES if one.email not in known]
    for one in SHOPPERS:
        if one.email not in known:
            person = User(email=one.email, name=one.name, role=Role.SHOPPER, language=one.language)
            person.date_joined = now - timedelta(days=30 * one.months)
            made.append(actions.save_person(person, by=by))
            ShopperProfile.objects.filter(user=person).update(
                birth_date=date(one.birth_year, 1 + one.months % 12, 1 + one.max_km % 28), city=one.city,
                latitude=one.position[0], longitude=one.position[1], tile_side=one.style.tile_side,
                languages=["nl", "en"] if one.language == "en" or one.months % 3 == 0 else ["nl"],
            )  # fmt: skip
    for story, client in zip(stories, clients, strict=True):
        nodes = places_of(client)
        for reader in story.users:
            if reader.email not in known:
                person = User(email=reader.email, name=reader.name, role=CLIENT_ROLES[reader.role], client=client)
                scope = [nodes[reader.scope]] if reader.scope else []
                made.append(actions.save_person(person, by=by, scope=scope))
    _let_in([*made, by])


def _colleague(one: Colleague, clients: list[Client], by: User) -> User:
    return actions.save_person(User(email=one.email, name=one.name, role=ROLES[one.role]), by=by, managed=clients)


def _let_in(made: list[User]) -> None:
    """One password for everybody, hashed once: fifty slow hashes would cost half a minute."""
    User.objects.filter(pk__in=[person.pk for person in made]).update(password=make_password(PASSWORD))
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made],
        ignore_conflicts=True,
    )
