"""The page on which the report of one visit is ordered, at the desk and by the client."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fieldwork.people.signed_in import SignedIn
from reports.documents import actions, sheet_orders
from reports.documents.forms import VisitForm
from reports.documents.models import Report
from reports.documents.versions import standing_of
from reports.documents.views import DESK, URLS, as_preview, enter, page_of, row_of
from reports.figures import published
from reports.figures.freezing import ReasonNeeded
from reports.figures.sheets import draft_of_visit
from reports.figures.states import SetKind


def _seen(request: SignedIn, room: str, key: UUID) -> dict[str, Any]:
    """The visit as a client may know it. Raises ``Http404`` when this person may not know of it."""
    enter(request, room)
    if not request.user.has_perm("documents.order"):
        raise PermissionDenied
    found = published.visit_for(request.user, key)
    if found is None:
        raise Http404
    return found


@login_required
def visit(request: SignedIn, room: str, key: UUID) -> HttpResponse:
    """One approved visit, the reports there are of it, and the order of another."""
    found = _seen(request, room, key)
    form = VisitForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            report = sheet_orders.order_visit(
                key, form.cleaned_data["language"], request.user, form.cleaned_data["reason"]
            )
        except ReasonNeeded as problem:  # no error page: the same form goes on with one more field
            form.ask_reason(problem)
        else:
            if report.pdf:
                messages.success(request, _("This report was made before. Nothing has changed since, so here it is."))
            return redirect(URLS[room]["detail"], report.uuid)
    mine = Report.objects.visible_to(request.user).with_facts()
    earlier = list(mine.filter(figure_set__kind=SetKind.VISIT, figure_set__visits__public_key=key))
    standing = standing_of(earlier, request.user)
    rows = [row_of(report, standing[report.pk]) for report in earlier]
    context = {"visit": found, "form": form, "rows": rows}
    return page_of(request, room, "visit", context, status=422 if form.errors else 200)


@require_safe
@login_required
def preview(request: SignedIn, key: UUID) -> HttpResponse:
    """The report of one visit as an order of now would print it; nothing is stored."""
    _seen(request, DESK, key)
    form = VisitForm(request.GET)
    language = form.cleaned_data["language"] if form.is_valid() else request.user.language
    return as_preview(actions.look(draft_of_visit(request.user, key).make(), language))
