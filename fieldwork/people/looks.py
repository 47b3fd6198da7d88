"""The look of a client's reports: its planners and administrators choose colour and logo, and see how they print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.common import storage
from fieldwork.people import actions, colours
from fieldwork.people.forms import LookForm
from fieldwork.people.models import Client
from fieldwork.people.signed_in import SignedIn
from fieldwork.people.states import LogoGround


def _client(request: SignedIn, pk: int) -> Client:
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("people.change_look"):
        raise PermissionDenied
    return client


@login_required
def look(request: SignedIn, pk: int) -> HttpResponse:
    """Colour and logo of a client, and how both are printed."""
    client = _client(request, pk)
    form = LookForm(request.POST or None, request.FILES or None, initial={"colour": client.colour})
    if request.method == "POST" and form.is_valid():
        actions.save_colour(client, form.cleaned_data["colour"], by=request.user)
        if made := form.cleaned_data["logo"]:
            actions.set_logo(client, made, by=request.user)
        messages.success(request, _("Saved. Reports that are ordered from now on look like this."))
        if made and made.hardly_shows:
            text = _("Part of this logo hardly shows on paper. Look below, and use another version if you have one.")
            messages.warning(request, text)
        return redirect("people:client_look", pk=pk)
    paper = colours.readable_paper(client.colour)
    context = {
        "customer": client,
        "form": form,
        "paper": paper,
        "is_own_paper": paper == client.colour.lower(),
        "accent": colours.readable_accent(client.colour),
        "needs_colour": client.logo_ground == LogoGround.COLOUR,
        "version": client.logo[-12:-4],  # of its hash: another logo is another address
    }
    return render(request, "desk/people/look.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def logo(request: SignedIn, pk: int) -> HttpResponse:
    """The logo as it is printed."""
    client = _client(request, pk)
    if not client.logo:
        raise Http404
    try:
        data = storage.read(client.logo)
    except FileNotFoundError as lost:
        raise Http404 from lost
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="image/png", headers=headers)


@require_POST
@login_required
def remove_logo(request: SignedIn, pk: int) -> HttpResponse:
    """Print no logo from now on."""
    client = _client(request, pk)
    actions.remove_logo(client, by=request.user)
    messages.success(request, _("The logo is removed. Reports that are made already keep it."))
    return redirect("people:client_look", pk=pk)
