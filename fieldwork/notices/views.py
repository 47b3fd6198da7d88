"""Which mails went out about a visit, and everybody's choice of the mails they can do without."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from fieldwork.notices import actions, mails
from fieldwork.notices.models import Notice
from fieldwork.people.middleware import COOKIE
from fieldwork.people.signed_in import SignedIn
from fieldwork.visits.models import Visit


@login_required
@require_safe
def of_visit(request: SignedIn, uuid: UUID) -> HttpResponse:
    """What was told about a visit, newest first: to whom, about what, and whether it left."""
    if not request.user.has_perm("visits.read_board"):
        raise PermissionDenied
    visits = Visit.objects.visible_to(request.user).select_related("location", "scenario", "wave")
    visit = get_object_or_404(visits, uuid=uuid)
    notices = Notice.objects.about(visit).select_related("person").order_by("-created_at", "-pk")
    return render(request, "desk/notices/of_visit.html", {"visit": visit, "notices": notices})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedIn) -> HttpResponse:
    """Whether the person who is logged in wants reminders."""
    if request.method == "POST":
        actions.choose(request.user, request.POST.get("reminders") == "on")
        messages.success(request, _("Saved."))
        return redirect("notices:choose")
    return render(request, "account/mails.html", {"wants_reminders": actions.wants_reminders(request.user)})


@csrf_exempt  # the key in the address is the permission; a mail program that posts here has no cookie of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop reminders without logging in. Opening the page changes nothing: mail filters open links too."""
    person = mails.whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.choose(person, False)
    # A visitor who chose no language reads the one of the mail.
    with translation.override(get_language() if COOKIE in request.COOKIES else person.language):
        return render(request, "account/mails_stop.html", {"is_stopped": not actions.wants_reminders(person)})
