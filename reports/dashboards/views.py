"""The client's pages. Nothing here knows the rooms of the field: all comes from ``reports.figures``."""

import io
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fieldwork.common.storage import read
from fieldwork.people.signed_in import SignedIn
from reports.dashboards.overview import overview as printed
from reports.figures import actions as figures
from reports.figures import choices, published

PER_PAGE = 25


def _enter(request: SignedIn) -> None:
    if not request.user.has_perm("dashboards.read"):
        raise PermissionDenied


def _one_of(rows: list[Any], wanted: str) -> Any:
    """The row with this number; a number that is not there is a page that does not exist."""
    found = next((row for row in rows if str(row.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def overview(request: SignedIn) -> HttpResponse:
    """Where one journey stands in one wave: score, curve, steps, pain points, words."""
    _enter(request)
    studies = choices.options(request.user)
    wanted, wave = request.GET.get("study", ""), request.GET.get("wave", "")
    study = _one_of(studies, wanted) if wanted else max(studies, key=lambda one: one.approved > 0, default=None)
    if study is None:
        return render(request, "client/overview.html", {"studies": [], "study": None})
    chosen = _one_of(study.waves, wave) if wave else study.newest()
    context: dict[str, Any] = {
        "studies": studies,
        "study": study,
        "wave": chosen,
        "places": choices.scope_of(request.user),
        "may_order": request.user.has_perm("documents.order"),
    }
    if chosen is not None and chosen.approved:
        found = figures.live(study.study, [chosen.wave], context["places"])
        context |= printed(found, choices.over_waves(study.study, context["places"])) | {"meta": found["meta"]}
    return render(request, "client/overview.html", context)


@require_safe
@login_required
def visits(request: SignedIn) -> HttpResponse:
    """The approved visits in the reader's part of the tree."""
    _enter(request)
    asked = published.Filters.read(request.GET)
    found: Any = published.visits_for(request.user, asked)
    page: Any = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "studies": choices.options(request.user),
        "places": choices.sites_with_visits(request.user),
        "channels": published.channels_for(request.user),
    }
    return render(request, "client/visits.html", context)


@require_safe
@login_required
def visit(request: SignedIn, key: UUID) -> HttpResponse:
    """One approved visit, step by step, without any road to who walked it."""
    _enter(request)
    found = published.visit_for(request.user, key)
    if found is None:
        raise Http404
    return render(request, "client/visit.html", {"visit": found})


@require_safe
@login_required
def photo(request: SignedIn, key: UUID, photo: UUID) -> HttpResponse:
    """The report copy of one photo of a visit; never the original."""
    _enter(request)
    name = published.photo_for(request.user, key, photo)
    if name is None:
        raise Http404
    try:
        picture = read(name)
    except OSError:
        raise Http404 from None
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    answer = FileResponse(io.BytesIO(picture), content_type=kind)
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer  # type: ignore[return-value]
