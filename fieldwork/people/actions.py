"""What happens to people, clients and locations; whoever changes a permission leaves a trace."""

from collections.abc import Iterable
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit, jobs
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.models import Job
from fieldwork.common.storage import store_once
from fieldwork.people import logos
from fieldwork.people.models import Client, Location, ShopperProfile, User
from fieldwork.people.news import location_moved
from fieldwork.people.states import CLIENTS, DESK, LocationKind, Role


def rights(person: User) -> dict:
    """What this person may see and do, in words that stay readable in the audit trail."""
    return {
        "role": person.role,
        "active": person.is_active,
        "client": person.client.code if person.client else None,
        "managed": sorted(person.managed_clients.values_list("code", flat=True)),
        "scope": sorted(person.scope.values_list("code", flat=True)),
    }


@transaction.atomic
def save_person(person: User, *, by: User, managed: Iterable[Client] = (), scope: Iterable[Location] = ()) -> User:
    """Keep a new or changed person with what they may see.

    Only people of a client have a client and a scope; only planners and reviewers work for chosen clients.
    A scope names the highest nodes. Raises ``NotAllowedNow`` for a change of one's own role and ``Invalid``
    for a location of another client.
    """
    before = User.objects.select_related("client").filter(pk=person.pk).first()
    old = rights(before) if before else None
    if before and before.pk == by.pk and before.role != person.role:
        raise NotAllowedNow(_("You cannot change your own role. Ask another administrator."))
    if person.role not in CLIENTS:
        person.client = None
    if person.role != Role.ADMINISTRATOR:
        person.is_staff = person.is_superuser = False
    person.email = person.email.lower()
    if before is None:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as problem:
        raise MovedMeanwhile(_("Somebody just made an account with this address. Nothing was changed.")) from problem
    if before and before.email != person.email:
        EmailAddress.objects.filter(user=person).delete()  # codes and links go to the new address only
    person.managed_clients.set(managed if person.role in DESK - {Role.ADMINISTRATOR} else [])
    person.scope.set(_highest(person, scope) if person.role in CLIENTS else [])
    if person.role == Role.SHOPPER:
        ShopperProfile.objects.get_or_create(user=person)
    new = rights(person)
    if old is None:
        audit.record("person.created", person, by=by, rights=new)
    elif old != new:
        audit.record("person.rights_changed", person, by=by, before=old, after=new)
    else:
        audit.record("person.changed", person, by=by)
    return person


def _highest(person: User, scope: Iterable[Location]) -> list[Location]:
    nodes = list(scope)
    if any(node.client_id != person.client_id for node in nodes):
        raise Invalid(_("A location of another client cannot be chosen. Nothing was changed."))
    chosen = {node.pk for node in nodes}
    return [node for node in nodes if not {node.district_id, node.region_id} & chosen]


@transaction.atomic
def switch(person: User, on: bool, *, by: User) -> None:
    """Switch an account on or off; off ends all sessions of the person for good. Twice changes nothing."""
    if person.pk == by.pk:
        raise NotAllowedNow(_("You cannot switch off your own account. Ask another administrator."))
    if User.objects.filter(pk=person.pk, is_active=not on).update(is_active=on):
        person.is_active = on
        if not on:
            end_sessions(person)
        audit.record("person.switched_on" if on else "person.switched_off", person, by=by)


def end_sessions(person: User) -> None:
    """Log a person out everywhere.

    Sessions name their user only inside, so each living one is opened: hundreds, on a rare occasion.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


@transaction.atomic
def invite(person: User, *, by: User, address: str) -> Job:
    """Mail a person where they can log in with a code; ``address`` is the full address of that page."""
    if not person.is_active:
        raise NotAllowedNow(_("This account is switched off. Switch it on before you invite the person."))
    audit.record("person.invited", person, by=by)
    return jobs.enqueue("people.invite", {"user": person.pk, "address": address}, by=by)


@transaction.atomic
def save_client(client: Client, *, by: User) -> Client:
    """Keep a new or changed client."""
    verb = "client.changed" if client.pk else "client.created"
    client.save()
    audit.record(verb, client, by=by)
    return client


def set_logo(client: Client, logo: logos.Prepared, *, by: User) -> None:
    """Keep a client's logo in the place of the one before; the same one again changes nothing.

    The file of the former one stays as long as figures of reports name it: those print it.
    """
    name = store_once(logo.data, logos.FOLDER, ".png")
    _change_logo(client, name, by, logo=name, logo_ground=logo.ground)


def remove_logo(client: Client, *, by: User) -> None:
    """Print no logo from now on. Twice changes nothing."""
    _change_logo(client, "", by, logo="")


@transaction.atomic
def _change_logo(client: Client, name: str, by: User, **columns: str) -> None:
    if Client.objects.filter(pk=client.pk).exclude(logo=name).update(**columns):
        before = client.logo
        client.refresh_from_db(fields=["logo", "logo_ground"])
        audit.record("client.logo_set" if name else "client.logo_removed", client, by=by, logo=name, before=before)


@transaction.atomic
def save_colour(client: Client, colour: str, *, by: User) -> None:
    """Keep the colour that reports are printed in; the same one again changes nothing."""
    if Client.objects.filter(pk=client.pk).exclude(colour=colour).update(colour=colour):
        before, client.colour = client.colour, colour
        audit.record("client.colour_changed", client, by=by, colour=colour, before=before)


@transaction.atomic
def save_location(location: Location, parent: Location | None, *, by: User) -> Location:
    """Keep a location under ``parent`` (none: at the top), with its ancestors and those below it copied right.

    Raises ``Invalid`` when the parent belongs to another client or cannot have this kind below it.
    """
    allowed = {
        LocationKind.REGION: set(),
        LocationKind.DISTRICT: {LocationKind.REGION},
        LocationKind.SITE: {LocationKind.REGION, LocationKind.DISTRICT},
    }[LocationKind(location.kind)]
    if parent and (parent.client_id != location.client_id or parent.kind not in allowed or parent.pk == location.pk):
        raise Invalid(_("A location hangs below a region or district of the same client."))
    is_district = bool(parent and parent.kind == LocationKind.DISTRICT)
    location.district = parent if is_district else None
    location.region = parent.region if parent and is_district else parent
    verb = "location.changed" if location.pk else "location.created"
    before = Location.objects.filter(pk=location.pk).values_list("region", "district").first()
    location.save()
    if location.kind == LocationKind.DISTRICT:
        Location.objects.filter(district=location).update(region=location.region)
    audit.record(verb, location, by=by, below=parent.code if parent else None)
    if before and before != (location.region_id, location.district_id):
        transaction.on_commit(partial(location_moved.send_robust, Location, location_id=location.pk))
    return location


@transaction.atomic
def close(location: Location, *, by: User) -> None:
    """Take a location out of use; planned visits stay. Raises ``NotAllowedNow`` while something below is in use."""
    below = Location.objects.within([location.pk]).filter(is_open=True).exclude(pk=location.pk)
    if below.exists():
        raise NotAllowedNow(_("There are locations in use below this one. Close those first."))
    if Location.objects.filter(pk=location.pk, is_open=True).update(is_open=False):
        audit.record("location.closed", location, by=by)


@transaction.atomic
def reopen(location: Location, *, by: User) -> None:
    """Take a location and what it hangs below into use again."""
    above = [pk for pk in (location.pk, location.district_id, location.region_id) if pk]
    if Location.objects.filter(pk__in=above, is_open=False).update(is_open=True):
        audit.record("location.reopened", location, by=by)
