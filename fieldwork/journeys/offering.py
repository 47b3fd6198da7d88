"""The page of one answer of a question: when it is offered. Rules and words are those of a question's own condition."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fieldwork.common.errors import MovedMeanwhile
from fieldwork.journeys import designer, editing, outline
from fieldwork.journeys.forms import Guarded
from fieldwork.journeys.models import Journey
from fieldwork.journeys.question_forms import ConditionForm
from fieldwork.journeys.views import SignedIn, designs, visible


@login_required
@designs
def answer(request: SignedIn, pk: int, step: str, question: str, option: str) -> HttpResponse:
    """When one answer is offered; the rest of it stands on the page of its question."""
    journey, path = visible(request, pk), f"{step}/{question}"
    offered = _found(journey, path, option)
    if request.method != "POST":
        return _page(request, journey, path, offered)
    if offered is None:  # somebody removed it: there is nothing left that could be offered
        raise MovedMeanwhile
    form, condition = Guarded(request.POST), _condition(journey, path, offered, request)
    if not all([form.is_valid(), condition.is_valid()]):
        return _page(request, journey, path, offered, status=422, form=form, condition=condition)
    document = editing.update_option(journey.draft, path, option, {"show_if": condition.condition()})
    if designer.saved(journey, document, form.cleaned_data["revision"], request):
        messages.success(request, _("Answer saved."))
        return redirect(f"{reverse('journeys:question', args=[pk, step, question])}#options")
    offered = _found(journey, path, option)
    form = Guarded(designer.with_revision(request.POST, journey.revision))
    return _page(request, journey, path, offered, status=409, form=form, condition=condition, is_conflict=True)


def _found(journey: Journey, path: str, option: str) -> dict[str, Any] | None:
    """The answer of the draft; ``None`` when it, its question or its step is not there."""
    try:
        listed = editing.find_question(journey.draft, path).get("options") or ()
    except KeyError:
        return None
    return next((one for one in listed if one["key"] == option), None)


def _condition(journey: Journey, path: str, offered: dict[str, Any], request: HttpRequest) -> ConditionForm:
    earlier = outline.earlier_questions(journey.draft, path)
    names = outline.field_names(journey.draft, earlier)
    return ConditionForm(offered.get("show_if"), earlier, names, request.POST or None)


def _page(
    request: SignedIn, journey: Journey, path: str, offered: dict[str, Any] | None, *, status: int = 200, **own: Any
) -> HttpResponse:
    if offered is None:
        raise Http404
    step, question = (
        editing.find_step(journey.draft, path.partition("/")[0]),
        editing.find_question(journey.draft, path),
    )
    own = {
        "form": Guarded(initial={"revision": journey.revision}),
        "condition": own.pop("condition", None) or _condition(journey, path, offered, request),
        **own,
    }
    return designer.page(
        request, journey, "answer", status=status, step=step, question=question, option=offered,
        condition_words=outline.condition_words(offered.get("show_if"), journey.draft),
        answer_lists=outline.answer_lists(outline.earlier_questions(journey.draft, path)), **own,
    )  # fmt: skip
