"""Pages of the desk for many reports at once: what an order would make, how far it is, and what comes of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fieldwork.people.signed_in import SignedIn
from reports.documents import bundles as actions
from reports.documents import packing
from reports.documents.bundle_forms import BundleForm
from reports.documents.models import Bundle
from reports.documents.naming import zip_name
from reports.documents.states import PART_LOOKS, PartState, ReportState, look_of
from reports.documents.versions import Standing, standing_of
from reports.documents.views import DESK, PER_PAGE, URLS, chosen
from reports.figures import choices
from reports.figures.freezing import MOST_REASON
from reports.figures.states import SetKind

PARTS_PER_PAGE = 50


def _enter(request: SignedIn) -> None:
    if not request.user.has_perm("documents.compose"):
        raise PermissionDenied


def _bundle(request: SignedIn, uuid: UUID) -> Bundle:
    _enter(request)
    found = Bundle.objects.visible_to(request.user).select_related("study__client", "ordered_by", "job")
    return get_object_or_404(found, uuid=uuid)


def _page(request: SignedIn, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"desk/bundles/{name}.html", {"urls": URLS[DESK], **context}, status=status)


@require_safe
@login_required
def bundles(request: SignedIn) -> HttpResponse:
    """Every order of many reports, newest first, with how far it is."""
    _enter(request)
    found = Bundle.objects.visible_to(request.user).select_related("study__client", "ordered_by")
    words = request.GET.get("q", "").strip()[:80]
    for word in words.split():
        found = found.filter(title__icontains=word)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = actions.counts_of(page.object_list)
    rows = [{"bundle": bundle, "counts": counts[bundle.pk]} for bundle in page.object_list]
    return _page(request, "list", {"page": page, "rows": rows, "words": words})


@login_required
def new(request: SignedIn) -> HttpResponse:
    """Choose study, waves and kind of place; see what that would make; order it."""
    _enter(request)
    studies = choices.options(request.user)
    choice = chosen(studies, request.POST.get("study") or request.GET.get("study", ""))
    context: dict[str, Any] = {"studies": studies, "choice": choice}
    if choice is None:
        return _page(request, "new", context)
    given = request.POST if request.method == "POST" else request.GET if "waves" in request.GET else None
    form = BundleForm(request.user, choice, given)
    context["form"] = form
    if form.is_bound and form.is_valid():
        waves, per = form.selection()
        context["spread"] = spread = choices.spread(choice.study, waves, per)
        orders = request.method == "POST" and "look" not in request.POST
        if orders and len(spread.filled) == form.cleaned_data["seen"]:
            said = form.cleaned_data
            kind = said["kind"] or SetKind.JOURNEY
            bundle = actions.order(choice.study, waves, per, said["language"], request.user, said["reason"], kind)
            return redirect("documents:bundle", bundle.uuid)
        # Nobody orders hundreds of reports without having seen how many.
        context["looks_again"] = orders
    return _page(request, "new", context, status=422 if form.errors else 200)


@require_safe
@login_required
def detail(request: SignedIn, uuid: UUID) -> HttpResponse:
    """One order: how far it is, and what became of every part."""
    bundle = _bundle(request, uuid)
    counts = actions.counts_of([bundle])[bundle.pk]
    parts: Any = bundle.parts.with_stand().select_related("location", "report__job").defer("report__content")
    asked = request.GET.get("state", "")
    if asked in PartState.values:
        parts = parts.filter(stand=asked)
    page = Paginator(parts, PARTS_PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of([part.report for part in page.object_list if part.report], request.user)
    rows = [_row(part, standing.get(part.report_id, Standing())) for part in page.object_list]
    tally = [
        {"state": PartState(value), "text": f"{label}: {n}", "tone": PART_LOOKS[value][0], "icon": PART_LOOKS[value][1]}
        for value, label in PartState.choices
        if (n := getattr(counts, value))
    ]
    context = {"bundle": bundle, "counts": counts, "tally": tally, "page": page, "rows": rows, "asked": asked}
    context |= {"lacks_reason": actions.lacks_reason(bundle), "most": MOST_REASON, "packed": packing.packed(bundle)}
    return _page(request, "detail", context)


def _row(part: Any, standing: Standing) -> dict[str, Any]:
    """A part with its state in word, tone and shape; of its report also what became of it since it was made."""
    own = part.report.state if part.report and not part.is_due else None
    state = own if own in (ReportState.WITHDRAWN, ReportState.REMOVED) else PartState(part.stand)
    tone, icon, word = look_of(state, is_replaced=standing.is_replaced)
    return {"part": part, "state": state, "tone": tone, "icon": icon, "word": word, "standing": standing}


@require_POST
@login_required
def cancel(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Stop what is not over yet."""
    bundle = _bundle(request, uuid)
    actions.cancel(bundle, request.user)
    messages.success(
        request, _("The order was cancelled. What was ready stays, and what somebody else waits for goes on.")
    )
    return redirect("documents:bundle", uuid)


@require_POST
@login_required
def retry(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Take up again what failed or was cancelled."""
    bundle = _bundle(request, uuid)
    n = actions.retry(bundle, request.user, request.POST.get("reason", "")[:MOST_REASON])
    told = ngettext("%(n)d report is tried again.", "%(n)d reports are tried again.", n) % {"n": n}
    messages.success(request, told)
    return redirect("documents:bundle", uuid)


@require_safe
@login_required
def download(request: SignedIn, uuid: UUID) -> StreamingHttpResponse:
    """All reports that are ready, as one ZIP that is made while it leaves; kept in no cache."""
    bundle = _bundle(request, uuid)
    answer = StreamingHttpResponse(packing.hand_out(bundle, request.user), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{zip_name(bundle)}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
