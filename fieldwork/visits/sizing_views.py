"""The planning helper: cost beside precision, before a wave is planned."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fieldwork.people.signed_in import SignedIn
from fieldwork.studies.models import Study
from fieldwork.visits.sizing import SizingForm, answer, known_of

UNPROCESSABLE = 422


@require_safe
@login_required
def how_many(request: SignedIn, study: int) -> HttpResponse:
    """How many visits a question of this study needs, and what a number of visits can answer."""
    if not request.user.has_perm("visits.plan"):
        raise PermissionDenied
    found = get_object_or_404(Study.objects.visible_to(request.user).select_related("client"), pk=study)
    known = known_of(found)
    form = SizingForm(request.GET or None, known=known, settings=found.measurement())
    context = {"study": found, "form": form, "known": known}
    if form.is_valid() or (not form.is_bound and known.locations):
        context |= answer(form, found)
    return render(request, "desk/visits/how_many.html", context, status=UNPROCESSABLE if form.errors else 200)
