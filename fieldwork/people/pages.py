"""The administrator's pages: people and their rights, clients, and the trees of locations."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.people import actions
from fieldwork.people.forms import ClientForm, LocationForm, PersonForm, ScopeForm
from fieldwork.people.models import Client, Location, ShopperProfile, User
from fieldwork.people.signed_in import SignedIn
from fieldwork.people.states import LocationKind, Role

ZONES = ["Europe/Amsterdam", "Europe/Brussels", "Europe/Berlin", "Europe/London", "Europe/Paris", "America/Curacao"]


def administrator_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Log in first; then 403 for whoever may not keep people, clients and locations."""

    @login_required
    @wraps(view)
    def guarded(request: SignedIn, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("people.administer"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@administrator_only
def people(request: SignedIn) -> HttpResponse:
    """Everybody, by name; search, role, client and state stand in the address."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "role", "client", "state")}
    rows = User.objects.visible_to(request.user).select_related("client").prefetch_related("managed_clients", "scope")
    if asked["q"]:
        word = asked["q"]
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(pseudonym__iexact=word))
    if asked["role"] in Role.values:
        rows = rows.filter(role=asked["role"])
    if asked["client"].isdecimal():
        number = int(asked["client"][:9])
        rows = rows.filter(Q(client=number) | Q(managed_clients=number)).distinct()
    if asked["state"] in ("on", "off"):
        rows = rows.filter(is_active=asked["state"] == "on")
    context = {
        "page": Paginator(rows.order_by("name", "pk"), 50).get_page(request.GET.get("page")),
        "asked": asked,
        "is_filtered": any(asked.values()),
        "roles": Role.choices,
        "clients": Client.objects.visible_to(request.user),
    }
    return render(request, "desk/people/list.html", context)


@administrator_only
def create_person(request: SignedIn) -> HttpResponse:
    """Make an account; the part of the tree is chosen on the next page, when the client is known."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.save_person(
            form.save(commit=False), by=request.user, managed=form.cleaned_data["managed_clients"]
        )
        _keep_city(person, form)
        messages.success(request, _("The account was made. Now send the invitation."))
        return redirect("people:edit", pk=person.pk)
    return render(request, "desk/people/person.html", {"form": form}, status=422 if form.errors else 200)


@administrator_only
def edit_person(request: SignedIn, pk: int) -> HttpResponse:
    """One person with what they may see; a change of client empties the part of the tree."""
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("client"), pk=pk)
    was = person.client
    form = PersonForm(request.POST or None, instance=person)
    scope = ScopeForm(request.POST or None, client=was) if was else None
    if request.method == "POST" and form.is_valid() and (scope is None or scope.is_valid()):
        same_client = scope and form.cleaned_data["client"] == was
        chosen = scope.cleaned_data["scope"] if scope and same_client else []
        actions.save_person(
            form.save(commit=False), by=request.user, managed=form.cleaned_data["managed_clients"], scope=chosen
        )
        _keep_city(person, form)
        messages.success(request, _("Saved."))
        return redirect("people:edit", pk=person.pk)
    failed = bool(form.errors or (scope and scope.errors))
    marked = request.POST.getlist("scope") if failed else [str(pk) for pk in person.scope.values_list("pk", flat=True)]
    context = {
        "form": form,
        "person": User.objects.select_related("client").get(pk=pk),
        "tree": was.locations.as_tree() if was and was.pk else [],
        "scope": scope,
        "marked": set(marked),
    }
    return render(request, "desk/people/person.html", context, status=422 if failed else 200)


def _keep_city(person: User, form: PersonForm) -> None:
    if person.role == Role.SHOPPER:
        ShopperProfile.objects.filter(user=person).update(city=form.cleaned_data["city"])


@administrator_only
@require_POST
def switch_person(request: SignedIn, pk: int) -> HttpResponse:
    """Switch an account on or off."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    on = request.POST.get("to") == "on"
    actions.switch(person, on, by=request.user)
    messages.success(request, _("The account is on.") if on else _("The account is off. Nothing was removed."))
    return redirect("people:edit", pk=pk)


@administrator_only
@require_POST
def invite(request: SignedIn, pk: int) -> HttpResponse:
    """Send the mail that says where to log in."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    actions.invite(person, by=request.user, address=request.build_absolute_uri(reverse("account_request_login_code")))
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": person.email})
    return redirect("people:edit", pk=pk)


@administrator_only
def clients(request: SignedIn) -> HttpResponse:
    """Every client with how many people and locations it has."""
    word = request.GET.get("q", "").strip()
    rows = Client.objects.visible_to(request.user).annotate(
        readers=Count("people", distinct=True),
        sites=Count("locations", filter=Q(locations__kind=LocationKind.SITE), distinct=True),
    )
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
    page = Paginator(rows.order_by("name", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "desk/people/clients.html", {"page": page, "q": word})


@administrator_only
def create_client(request: SignedIn) -> HttpResponse:
    """Make a client."""
    return _client_page(request, Client())


@administrator_only
def edit_client(request: SignedIn, pk: int) -> HttpResponse:
    """Change a client."""
    return _client_page(request, get_object_or_404(Client.objects.visible_to(request.user), pk=pk))


def _client_page(request: SignedIn, client: Client) -> HttpResponse:
    form = ClientForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        actions.save_client(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("people:locations", pk=client.pk)
    known = Client.objects.filter(pk=client.pk).first()
    context = {"form": form, "customer": known}
    return render(request, "desk/people/client.html", context, status=422 if form.errors else 200)


@administrator_only
def locations(request: SignedIn, pk: int) -> HttpResponse:
    """The tree of one client; a search shows what it finds with where it hangs."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    word, closed = request.GET.get("q", "").strip(), request.GET.get("closed") == "1"
    nodes = client.locations.all()
    if not closed:
        nodes = nodes.filter(is_open=True)
    if word:
        nodes = nodes.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(address__icontains=word))
    page = Paginator(nodes.as_tree(), 100).get_page(request.GET.get("page"))
    counts = client.locations.aggregate(
        open=Count("pk", filter=Q(is_open=True)), closed=Count("pk", filter=Q(is_open=False))
    )
    context = {"customer": client, "page": page, "q": word, "closed": closed, "counts": counts}
    return render(request, "desk/people/locations.html", context)


@administrator_only
def create_location(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """Add a region, a district or a site to a client's tree."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    if kind not in LocationKind.values:
        raise Http404
    return _location_page(request, Location(client=client, kind=kind))


@administrator_only
def edit_location(request: SignedIn, pk: int) -> HttpResponse:
    """Change one node of a tree."""
    found = Location.objects.visible_to(request.user).select_related("client", "region", "district")
    return _location_page(request, get_object_or_404(found, pk=pk))


def _location_page(request: SignedIn, location: Location) -> HttpResponse:
    form = LocationForm(request.POST or None, instance=location)
    if request.method == "POST" and form.is_valid():
        actions.save_location(form.save(commit=False), form.cleaned_data.get("parent"), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("people:locations", pk=location.client_id)
    known = Location.objects.filter(pk=location.pk).first()
    context = {
        "form": form,
        "location": location,
        "known": known,
        "customer": location.client,
        "zones": ZONES,
    }
    return render(request, "desk/people/location.html", context, status=422 if form.errors else 200)


@administrator_only
@require_POST
def close_location(request: SignedIn, pk: int) -> HttpResponse:
    """Take a location out of use."""
    location = get_object_or_404(Location.objects.visible_to(request.user), pk=pk)
    actions.close(location, by=request.user)
    messages.success(request, _("%(name)s is closed. You can take it into use again.") % {"name": location.name})
    return redirect("people:location_edit", pk=pk)


@administrator_only
@require_POST
def reopen_location(request: SignedIn, pk: int) -> HttpResponse:
    """Take a location into use again."""
    location = get_object_or_404(Location.objects.visible_to(request.user), pk=pk)
    actions.reopen(location, by=request.user)
    messages.success(request, _("%(name)s is in use again.") % {"name": location.name})
    return redirect("people:location_edit", pk=pk)
