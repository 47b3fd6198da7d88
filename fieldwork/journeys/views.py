"""Pages about journeys as a whole: the list, new ones, versions, publishing, trying on a phone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.common.texts import pick
from fieldwork.emotions.faces import face_grid
from fieldwork.journeys import actions, checks, comparing, documents, outline
from fieldwork.journeys.forms import NewJourneyForm, PublishForm
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import Client, User

sees = permission_required("journeys.see", raise_exception=True)
designs = permission_required("journeys.design", raise_exception=True)


class SignedIn(HttpRequest):
    """A request behind ``login_required``: somebody is asking."""

    user: User


def visible(request: SignedIn, pk: int) -> Journey:
    """The journey with its client, or 404 when this person cannot know of it."""
    journeys = Journey.objects.visible_to(request.user).select_related("client", "updated_by")
    return get_object_or_404(journeys, pk=pk)


@login_required
@sees
@require_safe
def list_journeys(request: SignedIn) -> HttpResponse:
    """All journeys one may see: searched by name, filtered by client, the archive behind a link."""
    words, code = request.GET.get("q", "").strip()[:120], request.GET.get("client", "")
    away = "archived" in request.GET
    journeys = Journey.objects.visible_to(request.user).filter(is_archived=away)
    if words:
        named = Q(title__nl__icontains=words) | Q(title__en__icontains=words)
        journeys = journeys.filter(named | Q(client__name__icontains=words))
    if code:
        journeys = journeys.filter(client__code=code)
    newest = journeys.select_related("client", "updated_by").annotate(newest=Max("versions__number"))
    page = Paginator(newest.order_by("-updated_at", "-pk"), 25).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = [{"journey": journey, "steps": documents.steps_of(journey.draft)} for journey in page]
    for row in rows:
        row["question_count"] = sum(len(step["questions"]) for step in row["steps"])
    clients = list(Client.objects.visible_to(request.user))
    context = {"page": page, "rows": rows, "clients": clients, "words": words, "chosen": code, "away": away}
    return render(request, "desk/journeys/list.html", context)


@login_required
@designs
def new(request: SignedIn) -> HttpResponse:
    """Start a journey: client and name."""
    clients = Client.objects.visible_to(request.user)
    form = NewJourneyForm(request.POST or None, clients=clients, initial={"client": _only(clients)})
    if request.method == "POST" and form.is_valid():
        client, title = form.cleaned_data["client"], form.title()
        journey = actions.create(client, title, request.user, actions.empty_document(title))
        messages.success(request, _("The journey is there. Add its first step."))
        return redirect("journeys:journey", journey.pk)
    return render(request, "desk/journeys/new.html", {"form": form}, status=422 if form.errors else 200)


def _only(clients: Any) -> Client | None:
    found = list(clients[:2])
    return found[0] if len(found) == 1 else None


@login_required
@designs
def duplicate(request: SignedIn, pk: int) -> HttpResponse:
    """Copy a journey, to the same client or another one."""
    journey = visible(request, pk)
    clients = Client.objects.visible_to(request.user)
    initial: dict[str, Any] = {"client": journey.client_id}
    initial |= {f"title__{code}": f"{words} (2)" if words else "" for code, words in journey.title.items()}
    form = NewJourneyForm(request.POST or None, clients=clients, initial=initial)
    if request.method == "POST" and form.is_valid():
        twin = actions.duplicate(journey, request.user, form.cleaned_data["client"], form.title())
        messages.success(request, _("This is the copy. The versions stayed with the first one."))
        return redirect("journeys:journey", twin.pk)
    context = {"form": form, "journey": journey}
    return render(request, "desk/journeys/duplicate.html", context, status=422 if form.errors else 200)


@login_required
@designs
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Freeze the draft that the publisher saw."""
    journey = visible(request, pk)
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not published: %(why)s") % {"why": " ".join(_errors(form))})
        return redirect("journeys:journey", pk)
    version = actions.publish(journey, request.user, form.cleaned_data["note"], form.cleaned_data["revision"])
    messages.success(request, _("Version %(number)s is published and never changes.") % {"number": version.number})
    return redirect("journeys:version", pk, version.number)


def _errors(form: PublishForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


@login_required
@designs
@require_POST
def archive(request: SignedIn, pk: int) -> HttpResponse:
    """Put a journey away."""
    journey = visible(request, pk)
    actions.archive(journey, request.user)
    words = {"name": pick(journey.title)}
    messages.success(request, _("“%(name)s” was put away. You find it under “Put away”.") % words)
    return redirect("journeys:list")


@login_required
@designs
@require_POST
def restore(request: SignedIn, pk: int) -> HttpResponse:
    """Bring a journey back."""
    journey = visible(request, pk)
    actions.restore(journey, request.user)
    messages.success(request, _("“%(name)s” is back.") % {"name": pick(journey.title)})
    return redirect("journeys:journey", pk)


@login_required
@sees
@require_safe
def version(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """A published version, to read."""
    journey = visible(request, pk)
    found = get_object_or_404(JourneyVersion.objects.select_related("published_by"), journey=journey, number=number)
    older = JourneyVersion.objects.filter(journey=journey, number__lt=number).order_by("-number").first()
    change = comparing.compare(older.document, found.document) if older else None
    context = {"version": found, "older": older, "change": change, **_reading(journey, found.document)}
    return render(request, "desk/journeys/read.html", context)


@login_required
@sees
@require_safe
def read(request: SignedIn, pk: int) -> HttpResponse:
    """The draft, to read: for people who do not design."""
    journey = visible(request, pk)
    return render(request, "desk/journeys/read.html", _reading(journey, journey.draft))


def _reading(journey: Journey, document: dict[str, Any]) -> dict[str, Any]:
    versions = JourneyVersion.objects.filter(journey=journey).defer("document").select_related("published_by")
    return {
        "journey": journey,
        "document": document,
        "phases": outline.tree(document, []),
        "screens": outline.screens(document),
        "versions": versions,
        "minutes": checks.minutes(document),
    }


@login_required
@sees
@require_safe
def preview(request: SignedIn, pk: int, number: int | None = None) -> HttpResponse:
    """A step as the phone shows it, from the draft or from a published version."""
    journey = visible(request, pk)
    document = journey.draft
    if number is not None:
        document = get_object_or_404(JourneyVersion, journey=journey, number=number).document
    steps = documents.steps_of(document)
    key = request.GET.get("step") or (steps[0]["key"] if steps else "")
    if steps and key not in {step["key"] for step in steps}:
        raise Http404
    shown = outline.screens(document, key)
    place = next((count for count, step in enumerate(steps) if step["key"] == key), 0)
    context = {
        "journey": journey,
        "number": number,
        "steps": steps,
        "screen": shown[0] if shown else None,
        "before": steps[place - 1] if place else None,
        "after": steps[place + 1] if place + 1 < len(steps) else None,
        "cells": face_grid(),
        "words": outline.words_screen(),
        "five": range(1, 6),
        "ten": range(1, 11),
        "eleven": range(11),
    }
    return render(request, "desk/journeys/preview.html", context)
