"""Pages of exports, the same for the desk and for clients: what somebody asked for, and figures as files."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.people.signed_in import SignedIn
from fieldwork.people.states import CLIENTS
from reports.charts.points import words_in
from reports.exports import actions
from reports.exports.figure_files import json_of, workbook_of
from reports.exports.models import Export
from reports.exports.slides import slides_of
from reports.exports.states import KEPT_FOR, LOOKS, MEDIA_TYPES, Format
from reports.figures import choices, published
from reports.figures.logos import logo_bytes
from reports.figures.shape import Figures

PER_PAGE = 25


def _enter(request: SignedIn) -> None:
    if not request.user.has_perm("exports.make"):
        raise PermissionDenied


def _language() -> str:
    return (get_language() or "nl")[:2]


@require_safe
@login_required
def exports(request: SignedIn) -> HttpResponse:
    """Ask for the visits under the filters of the address, and everything asked for before."""
    _enter(request)
    asked = published.Filters.read(request.GET)
    page: Any = Paginator(Export.objects.visible_to(request.user).select_related("job"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [{"export": one, "state": one.state, "looks": LOOKS[one.state]} for one in page.object_list]
    context: dict[str, Any] = {
        "base": "client/base.html" if request.user.role in CLIENTS else "desk/base.html",
        "asked": asked,
        "hidden": [(name, request.GET[name]) for name in actions.NAMES if request.GET.get(name)],
        "n_visits": published.visits_for(request.user, asked).count(),
        "studies": choices.options(request.user),
        "places": choices.sites_with_visits(request.user),
        "channels": published.channels_for(request.user),
        "formats": Format.choices,
        "page": page,
        "rows": rows,
        "waiting": [row["export"] for row in rows if row["export"].is_on_its_way],
        "days": KEPT_FOR.days,
    }
    return render(request, "exports/list.html", context)


@require_POST
@login_required
def ask(request: SignedIn) -> HttpResponse:
    """Ask for one file."""
    _enter(request)
    export = actions.ask(request.user, request.POST, request.POST.get("format", ""), _language())
    messages.success(request, _("The export is being made. It appears below when it is ready."))
    return redirect(f"{reverse('exports:list')}?{urlencode(export.filters)}")


def _export(request: SignedIn, uuid: UUID) -> Export:
    _enter(request)
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("job"), uuid=uuid)


@require_POST
@login_required
def cancel(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Stop an export that is on its way."""
    actions.cancel(_export(request, uuid), request.user)
    messages.success(request, _("The export was cancelled. You can ask for it again at any time."))
    return redirect("exports:list")


@require_POST
@login_required
def retry(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Make a failed or cancelled export after all."""
    actions.retry(_export(request, uuid), request.user)
    messages.success(request, _("The export is being made again."))
    return redirect("exports:list")


@require_safe
@login_required
def progress(request: SignedIn, uuid: UUID) -> HttpResponse:
    """How far an export is, for the page that waits for it."""
    export = _export(request, uuid)
    told = {"state": export.state, "percent": export.percent, "phase": "", "is_over": not export.is_on_its_way}
    return JsonResponse(told)


@require_safe
@login_required
def download(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The file, streamed; kept in no cache but the reader's own disk."""
    export = _export(request, uuid)
    file = actions.hand_out(export, request.user)
    return _private(
        FileResponse(file, as_attachment=True, filename=export.file_name, content_type=Format(export.format).media_type)
    )


# --- figures as they stand -----------------------------------------------------------------------------
def figures_answer(found: Figures, suffix: str, language: str) -> HttpResponse:
    """Figures, without a word about them, as the file with this ending: ``.pptx``, ``.xlsx`` or ``.json``."""
    if suffix == ".pptx":
        logo = next(iter(logo_bytes(found["meta"]).values()), None)
        data = slides_of(found, language, logo=logo)
    elif suffix == ".xlsx":
        data = workbook_of(found, language)
    else:
        data = json_of(found)
    name = slugify(f"{words_in(found['meta']['title'], language)} {' '.join(found['meta']['waves'])}")[:80].strip("-")
    return attachment(data, f"{name or 'figures'}{suffix}")


def attachment(data: bytes, name: str) -> HttpResponse:
    """Bytes as a file to keep; ``name`` in plain letters, its ending says what it is."""
    answer = HttpResponse(data, content_type=MEDIA_TYPES[f".{name.rpartition('.')[2]}"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(answer)


def _private(answer: Any) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
