"""The plan at the desk: targets are set once, actions go on changing until they are measured again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.common.errors import DomainError, MovedMeanwhile
from fieldwork.people.signed_in import SignedIn
from reports.figures.models import FigureSet
from reports.improvement import plan
from reports.improvement.forms import ActionForm, TargetForm
from reports.improvement.models import Action, Target
from reports.improvement.reach import (
    CONFLICT,
    MOST_WORDS,
    UNPROCESSABLE,
    address_of,
    beside,
    set_of,
    writes,
)


@login_required
@writes
def target(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Set a target: its baseline is what these figures say."""
    figure_set = set_of(request, uuid)
    form = TargetForm(figure_set.figures, request.POST or None, initial=_asked(request, "step"))
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        metric, step, value = (cleaned.pop(name) for name in ("metric", "step", "value"))
        try:
            plan.set_target(figure_set, metric, step, value, request.user, **cleaned)
        except DomainError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The target is set. It never changes; withdraw it to set another one."))
            return redirect(f"{address_of(figure_set)}#targets")
    context = {"set": figure_set, "form": form} | beside(figure_set)
    return render(request, "desk/improvement/target.html", context, status=UNPROCESSABLE if form.errors else 200)


def _asked(request: SignedIn, name: str) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:MOST_WORDS]}


@require_POST
@login_required
@writes
def withdraw_target(request: SignedIn, uuid: UUID, pk: int) -> HttpResponse:
    """End a target."""
    figure_set = set_of(request, uuid)
    plan.withdraw_target(figure_set, get_object_or_404(Target.objects.of(figure_set), pk=pk), request.user)
    messages.success(request, _("The target was withdrawn. What was approved with it stays as it was."))
    return redirect(f"{address_of(figure_set)}#targets")


@login_required
@writes
def action(request: SignedIn, uuid: UUID, pk: int | None = None) -> HttpResponse:
    """A new action of the plan, or one that changes."""
    figure_set = set_of(request, uuid)
    held = get_object_or_404(Action.objects.of(figure_set), pk=pk) if pk else None
    if request.method != "POST":
        initial = ActionForm.of(held, _asked(request, "step")["step"])
        return _action_page(request, figure_set, held, ActionForm(figure_set.figures, initial=initial))
    form = ActionForm(figure_set.figures, request.POST)
    if not form.is_valid():
        return _action_page(request, figure_set, held, form, status=UNPROCESSABLE)
    version = form.cleaned_data["version"]
    try:
        plan.save_action(figure_set, held, form.values(), request.user, version=version)
    except plan.NotRemeasured as problem:
        form.add_error("state", str(problem))
        return _action_page(request, figure_set, held, form, status=UNPROCESSABLE)
    except MovedMeanwhile:
        held = get_object_or_404(Action.objects.of(figure_set).select_related("author"), pk=pk)
        typed = request.POST.copy()
        typed["version"] = str(held.version)
        return _action_page(request, figure_set, held, ActionForm(figure_set.figures, typed), is_conflict=True)
    except DomainError as problem:
        form.add_error(None, str(problem))
        return _action_page(request, figure_set, held, form, status=problem.status)
    messages.success(request, _("The action is saved in the plan."))
    return redirect(f"{address_of(figure_set)}#actions")


def _action_page(
    request: SignedIn,
    figure_set: FigureSet,
    held: Action | None,
    form: ActionForm,
    *,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"set": figure_set, "form": form, "held": held, "is_conflict": is_conflict} | beside(figure_set)
    return render(request, "desk/improvement/action.html", context, status=CONFLICT if is_conflict else status)


@require_POST
@login_required
@writes
def withdraw_action(request: SignedIn, uuid: UUID, pk: int) -> HttpResponse:
    """Take an action out of the plan."""
    figure_set = set_of(request, uuid)
    plan.withdraw_action(figure_set, get_object_or_404(Action.objects.of(figure_set), pk=pk), request.user)
    messages.success(request, _("The action was taken out of the plan."))
    return redirect(f"{address_of(figure_set)}#actions")
