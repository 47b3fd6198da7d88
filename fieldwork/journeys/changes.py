"""One-click changes of a draft: add, move, copy, remove, and undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.journeys import actions, editing
from fieldwork.journeys.designer import Document, place_of
from fieldwork.journeys.views import SignedIn, designs, visible

Change = Callable[[Document, str], tuple[Document, str]]


def _add_step(document: Document, phase: str) -> tuple[Document, str]:
    title = {"nl": "Nieuwe stap", "en": "New step"}
    return editing.add_step(document, phase, title, {"nl": "Hoe voelde deze stap?", "en": "How did this step feel?"})


def _add_phase(document: Document, _target: str) -> tuple[Document, str]:
    document, _key = editing.add_phase(document, {"nl": "Nieuwe fase", "en": "New phase"})
    return document, ""


def _stay(edit: Callable[..., Document], **how: Any) -> Change:
    """Make the change and stay at the step it is in."""
    return lambda document, target: (edit(document, target, **how), target.partition("/")[0])


def _home(edit: Callable[..., Document], **how: Any) -> Change:
    """Make the change and go to the front of the editor."""
    return lambda document, target: (edit(document, target, **how), "")


CHANGES: dict[str, Change] = {
    "add_phase": _add_phase,
    "add_step": _add_step,
    "phase_up": _home(editing.move_phase, up=True),
    "phase_down": _home(editing.move_phase, up=False),
    "step_up": _stay(editing.move_step, up=True),
    "step_down": _stay(editing.move_step, up=False),
    "question_up": _stay(editing.move_question, up=True),
    "question_down": _stay(editing.move_question, up=False),
    "duplicate_step": editing.duplicate_step,
    "duplicate_question": editing.duplicate_question,
    "remove_phase": _home(editing.remove_phase),
    "remove_step": _home(editing.remove_step),
    "remove_question": _stay(editing.remove_question),
}


def _edit(request: SignedIn, name: str) -> Change:
    """The change with this name, or 404."""
    if name == "move_to":
        there = request.POST.get("step", "")
        return lambda document, path: editing.move_question_to(document, path, there)
    if name not in CHANGES:
        raise Http404
    return CHANGES[name]


@login_required
@designs
@require_POST
def change(request: SignedIn, pk: int) -> HttpResponse:
    """One change by one button: add, move, duplicate or remove; a removal can be undone."""
    journey = visible(request, pk)
    name, target = request.POST.get("change", ""), request.POST.get("target", "")
    revision = _revision(request)
    edit = _edit(request, name)
    if journey.revision != revision:
        raise MovedMeanwhile
    try:
        document, path = edit(journey.draft, target)
    except KeyError:
        raise Http404 from None
    actions.save_draft(journey, document, revision, request.user)
    if name.startswith("remove_"):
        context = {"journey": journey, "to": revision, "words": _("Removed.")}
        messages.success(request, render_to_string("desk/journeys/_undo.html", context, request))
    back = place_of(pk, path)
    return redirect(f"{back}#questions" if name in ("question_up", "question_down") else back)


@login_required
@designs
@require_POST
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Put an earlier draft back."""
    journey = visible(request, pk)
    before = journey.revision
    actions.take_back(journey, _revision(request, "to"), _revision(request), request.user)
    context = {"journey": journey, "to": before, "words": _("The earlier draft is back.")}
    messages.success(request, render_to_string("desk/journeys/_undo.html", context, request))
    return redirect("journeys:journey", pk)


def _revision(request: SignedIn, name: str = "revision") -> int:
    typed = request.POST.get(name, "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise Invalid
    return int(typed)
