"""Pages for questionnaires in files: upload, look at what comes over, confirm; and journeys as files to take along."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fieldwork.common.texts import pick
from fieldwork.journeys import actions, checks, deciding, documents
from fieldwork.journeys.forms import ImportForm
from fieldwork.journeys.models import FormImport, JourneyVersion
from fieldwork.journeys.views import SignedIn, designs, sees, visible
from fieldwork.journeys.xlsform import writing
from fieldwork.journeys.xlsform.results import LEVELS
from fieldwork.people.models import Client

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@designs
def upload(request: SignedIn) -> HttpResponse:
    """Choose a file; it is read, and nothing is imported yet."""
    clients = Client.objects.visible_to(request.user)
    initial: dict[str, Any] = {"language": (get_language() or settings.LANGUAGE_CODE)[:2]}
    only = list(clients[:2])
    if len(only) == 1:
        initial["client"] = only[0]
    form = ImportForm(request.POST or None, request.FILES or None, clients=clients, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        read = actions.read_form(
            given["client"], given["file"].read(), given["file"].name, request.user, given["language"]
        )
        return redirect("journeys:form", read.pk)
    return render(request, "desk/journeys/import.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@designs
def form(request: SignedIn, pk: int) -> HttpResponse:
    """What a file comes to and what not; confirming makes the journey."""
    mine = FormImport.objects.visible_to(request.user).select_related("client", "journey")
    found = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        journey = actions.import_form(found, request.user)
        told = _("The journey is there as a draft. “Ready to publish?” tells what is still to decide.")
        messages.success(request, told)
        return redirect("journeys:journey", journey.pk)
    document = found.document or {}
    context = {
        "form": found,
        "title": pick(document.get("title")) or found.file_name,
        "steps": documents.steps_of(document),
        "question_count": sum(len(step["questions"]) for step in documents.steps_of(document)),
        "levels": [
            {"code": code, "name": name, "findings": [one for one in found.findings if one["level"] == code]}
            for code, name in LEVELS.items()
        ],
        "to_decide": deciding.groups(checks.problems(document)) if found.document else [],
    }
    return render(request, "desk/journeys/form.html", context)


@login_required
@sees
@require_safe
def download(request: SignedIn, pk: int, kind: str, number: int | None = None) -> HttpResponse:
    """A journey's draft, or one of its versions, as an XLSForm workbook or as JSON."""
    journey = visible(request, pk)
    document, name = journey.draft, slugify(pick(journey.title)) or "journey"
    if number is not None:
        document = get_object_or_404(JourneyVersion, journey=journey, number=number).document
        name = f"{name}-{number}"
    document = documents.clean(document)
    if kind == "xlsx":
        answer = HttpResponse(writing.workbook(document), content_type=XLSX)
    elif kind == "json":
        answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        raise Http404
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of a journey, for who writes one with another program; it says nothing of anybody."""
    return JsonResponse(documents.schema())
