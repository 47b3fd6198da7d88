"""The client's pages. Nothing here knows the rooms of the field: all comes from ``reports.figures``."""

import io
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fieldwork.common.storage import read
from fieldwork.people.signed_in import SignedIn
from reports.dashboards.compare import Asked, choosing, drawn_rows, rows_of
from reports.dashboards.compare import read as asked_in
from reports.dashboards.downloads import cells_csv, cells_json, cells_workbook
from reports.dashboards.overview import drawn
from reports.dashboards.overview import overview as printed
from reports.documents import phrases
from reports.exports.actions import figures_taken
from reports.exports.views import attachment, figures_answer
from reports.figures import actions as figures
from reports.figures import choices, published
from reports.improvement.content import dated

PER_PAGE = 25
CELL_FILES = {"xlsx": cells_workbook, "csv": cells_csv, "json": cells_json}
CELL_FORMATS = [("xlsx", _("Excel (XLSX)")), ("csv", "CSV"), ("json", "JSON")]
FIGURE_FORMATS = [("xlsx", _("Excel (XLSX)")), ("pptx", _("Slides (PowerPoint)")), ("json", "JSON")]
UNPROCESSABLE = 422


def _enter(request: SignedIn) -> None:
    if not request.user.has_perm("dashboards.read"):
        raise PermissionDenied


def _one_of(rows: list[Any], wanted: str) -> Any:
    """The row with this number; a number that is not there is a page that does not exist."""
    found = next((row for row in rows if str(row.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _study(studies: list[choices.StudyChoice], wanted: str) -> choices.StudyChoice | None:
    """The study that was asked for, else the first one with something to show."""
    return _one_of(studies, wanted) if wanted else max(studies, key=lambda one: one.approved > 0, default=None)


@require_safe
@login_required
def overview(request: SignedIn) -> HttpResponse:
    """Where one journey stands in one wave: score, curve, steps, pain points, words."""
    _enter(request)
    studies = choices.options(request.user)
    wave = request.GET.get("wave", "")
    study = _study(studies, request.GET.get("study", ""))
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
        found = dated(figures.live(study.study, [chosen.wave], context["places"]), study.study)
        if (form := request.GET.get("format", "")) in dict(FIGURE_FORMATS):
            figures_taken(study.study, f".{form}", request.user)
            return figures_answer(found, f".{form}", (get_language() or "nl")[:2])
        context |= printed(found, choices.over_waves(study, context["places"])) | {
            "meta": found["meta"],
            "file_formats": FIGURE_FORMATS,
        }
    return render(request, "client/overview.html", context)


@require_safe
@login_required
def compare(request: SignedIn) -> HttpResponse:
    """One figure by one thing over chosen visits, with its margins; the same cells as a file."""
    _enter(request)
    studies = choices.options(request.user)
    study = _study(studies, request.GET.get("study", ""))
    context: dict[str, Any] = {"studies": studies, "study": study, "wave": study and study.newest()}
    if study is None or not study.approved:
        return render(request, "client/compare.html", context)
    asked = asked_in(request.user, request.GET, study)
    context |= choosing(request.user, asked)
    if not asked.is_possible:
        return render(request, "client/compare.html", context, status=UNPROCESSABLE)
    rows = rows_of(asked, asked.cells())
    if (form := request.GET.get("format", "")) in CELL_FILES:
        figures_taken(study.study, f".{form}", request.user)
        return _download(asked, rows, form)
    bars, scale = drawn_rows(asked, rows, phrases.chart_words())
    context |= {
        "rows": [(row, drawn(bar)) for row, bar in zip(rows, bars, strict=True)],
        "scale": scale,
        "file_formats": CELL_FORMATS,
        "all_indicative": len(rows) > 1 and all(row.is_indicative for row in rows),
    }
    return render(request, "client/compare.html", context)


def _download(asked: Asked, rows: list[Any], form: str) -> HttpResponse:
    name = f"{slugify(asked.study.title) or 'cells'}-{asked.of}-{asked.by}.{form}"
    return attachment(CELL_FILES[form](asked.title, rows), name)


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
    context = {"visit": found, "may_order": request.user.has_perm("documents.order")}
    return render(request, "client/visit.html", context)


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
