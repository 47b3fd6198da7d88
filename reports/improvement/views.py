"""The page "Interpretation" at the desk: figures on one side, what people conclude on the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.common.errors import DomainError, MovedMeanwhile
from fieldwork.people.signed_in import SignedIn
from reports.figures.models import FigureSet
from reports.improvement import actions, reading
from reports.improvement.content import content_of, levels_of, passages_of, targets_of
from reports.improvement.differences import differences
from reports.improvement.forms import DecisionForm, PassageForm
from reports.improvement.measured import pains_of
from reports.improvement.models import Action, Approval, Interpretation, Passage
from reports.improvement.reach import (
    CONFLICT,
    MOST_WORDS,
    UNPROCESSABLE,
    address_of,
    beside,
    reads,
    set_of,
    sets_of,
    writes,
)
from reports.improvement.readiness import lacks, name_of
from reports.improvement.states import LOOKS, MOST_FINDINGS, Kind, Section, State

PER_PAGE = 25
NOT_BEGUN = "none"


def _written(figure_set: FigureSet) -> Interpretation | None:
    return getattr(figure_set, "interpretation", None)


@require_safe
@login_required
@reads
def sets(request: SignedIn) -> HttpResponse:
    """Every selection that has figures, newest first, with where its text stands; replaced ones are left out."""
    found = sets_of(request).current().annotate(meta=F("figures__meta")).defer("figures")
    asked = {"q": request.GET.get("q", "").strip()[:MOST_WORDS], "state": request.GET.get("state", "")}
    for word in asked["q"].split():
        found = found.filter(Q(study__title__icontains=word) | Q(study__client__name__icontains=word))
    if asked["state"] == NOT_BEGUN:
        found = found.filter(interpretation__isnull=True)
    elif asked["state"] in State.values:
        found = found.filter(interpretation__state=asked["state"])
    page = Paginator(found.order_by("-made_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"set": one, "meta": one.meta, "badge": _badge(_written(one))} for one in page.object_list]
    context = {
        "page": page, "rows": rows, "asked": asked, "is_filtered": any(asked.values()),
        "states": [(NOT_BEGUN, _("not begun")), *State.choices],
    }  # fmt: skip
    return render(request, "desk/improvement/list.html", context)


def _badge(row: Interpretation | None) -> dict[str, str]:
    if row is None:
        return {"tone": "", "icon": "ring", "text": _("not begun")}
    tone, icon = LOOKS[row.state]
    return {"tone": tone, "icon": icon, "text": str(State(row.state).label)}


# --- one interpretation -------------------------------------------------------------------------------
@require_safe
@login_required
@reads
def detail(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The whole text beside the figures, what is missing, and what this person can do now."""
    return _detail(request, set_of(request, uuid))


def _detail(
    request: SignedIn, figure_set: FigureSet, decision: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    row = _written(figure_set)
    figures, passages = figure_set.figures, passages_of(row)
    content = content_of(figure_set, passages)
    approvals = list(row.approvals.select_related("approved_by")[:1]) if row else []
    newer = FigureSet.objects.filter(corrects=figure_set).only("uuid").first()
    is_open = newer is None and (row is None or row.state != State.OFFERED)
    is_offered = newer is None and row is not None and row.state == State.OFFERED
    may_write = request.user.has_perm("improvement.write")
    context = {
        "set": figure_set, "meta": figures["meta"], "row": row, "badge": _badge(row),
        "may_write": may_write and is_open,
        "may_take_back": may_write and is_offered,
        "may_approve": is_offered and request.user.has_perm("improvement.approve", row),
        "wrote_it": is_offered and not request.user.has_perm("improvement.approve", row),
        "newer": newer,
        "old": None if row or newer else actions.before(figure_set),
        "approval": approvals[0] if approvals else None,
        "changed": differences(figures, approvals[0].content, content) if approvals else None,
        "lacks": lacks(figure_set, passages) if is_open else [],
        "decision": decision or DecisionForm(initial={"revision": row.revision if row else 0}, auto_id="decision_%s"),
        **_printed(figure_set, passages, content),
    }  # fmt: skip
    return render(request, "desk/improvement/detail.html", context, status=status)


def _printed(figure_set: FigureSet, passages: list[Passage], content: Any) -> dict[str, Any]:
    """The text in the order in which it is printed, beside its figures."""
    figures = figure_set.figures
    held = {(one.kind, one.place): one for one in passages}
    places = [str(number + 1) for number in range(MOST_FINDINGS)]
    held_targets = targets_of(figure_set)
    steps = reading.steps_of(figures, levels_of(held_targets))
    return {
        "head": reading.head_of(figures, content["targets"]),
        "findings": [(place, held.get((Kind.FINDING, place))) for place in places],
        "steps": [
            {
                "figures": step,
                "conclusion": held.get((Kind.CONCLUSION, step["key"])),
                "dismissed": held.get((Kind.DISMISSED, step["key"])),
            }
            for step in steps
        ],
        "suggestions": reading.suggestions_of(figures, steps),
        "sections": [(value, label, held.get((Kind.COMMENTARY, value))) for value, label in Section.choices],
        "targets": [
            (target, reading.target_row(figures, shown))
            for target, shown in zip(held_targets, content["targets"], strict=True)
        ],
        "actions": [
            (action, reading.action_row(figures, shown))
            for action, shown in zip(Action.objects.of(figure_set), content["actions"], strict=True)
        ],
    }


# --- a passage ----------------------------------------------------------------------------------------
@login_required
@writes
def passage(request: SignedIn, uuid: UUID, kind: str, place: str) -> HttpResponse:
    """One passage beside the figures it is about; two who write at once see both texts, and nothing is lost."""
    figure_set = set_of(request, uuid)
    if place not in _places(figure_set, kind):
        raise Http404
    held = Passage.objects.filter(interpretation__figure_set=figure_set, kind=kind, place=place)
    now = held.select_related("author").first()
    if request.method != "POST":
        form = PassageForm(kind, figure_set.figures, initial=PassageForm.of(now))
        return _passage_page(request, figure_set, kind, place, form)
    form = PassageForm(kind, figure_set.figures, request.POST)
    if not form.is_valid():
        return _passage_page(request, figure_set, kind, place, form, status=UNPROCESSABLE)
    try:
        kept = actions.write(figure_set, kind, place, by=request.user, **form.written())
    except MovedMeanwhile:
        other = held.select_related("author").first()
        typed = request.POST.copy()
        typed["version"] = str(other.version if other else 0)
        form = PassageForm(kind, figure_set.figures, typed)
        return _passage_page(request, figure_set, kind, place, form, other=other, is_conflict=True, status=CONFLICT)
    except DomainError as problem:  # offered or replaced meanwhile: what was typed stays on the page
        form.add_error(None, str(problem))
        return _passage_page(request, figure_set, kind, place, form, status=problem.status)
    name = name_of(figure_set.figures, kind, place)
    if kept is None:
        messages.info(request, _("Nothing was written, so nothing was saved."))
    elif kept.is_empty:
        messages.success(request, _("“%(name)s” was emptied.") % {"name": name})
    else:
        messages.success(request, _("“%(name)s” is saved.") % {"name": name})
    return redirect(f"{address_of(figure_set)}#{kind}-{place}")


def _places(figure_set: FigureSet, kind: str) -> set[str]:
    """Where a passage of this kind can stand; none for a kind that does not exist."""
    steps = {step["key"] for step in figure_set.figures["steps"]}
    return {
        Kind.FINDING.value: {str(number + 1) for number in range(MOST_FINDINGS)},
        Kind.CONCLUSION.value: steps,
        Kind.COMMENTARY.value: set(Section.values),
        Kind.DISMISSED.value: set(pains_of(figure_set.figures)),
    }.get(kind, set())


def _passage_page(
    request: SignedIn,
    figure_set: FigureSet,
    kind: str,
    place: str,
    form: PassageForm,
    *,
    other: Passage | None = None,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    known = beside(figure_set)
    rows = known["steps"]
    context = known | {
        "set": figure_set, "kind": Kind(kind), "place": place, "form": form,
        "name": name_of(figure_set.figures, kind, place), "other": other, "is_conflict": is_conflict,
        "step": next((row for row in rows if row["key"] == place), None),
        "steps": rows if kind in (Kind.FINDING, Kind.COMMENTARY) else [],
    }  # fmt: skip
    return render(request, "desk/improvement/passage.html", context, status=status)


@require_POST
@login_required
@writes
def earlier(request: SignedIn, uuid: UUID, place: str) -> HttpResponse:
    """A finding changes places with the one before it."""
    figure_set = set_of(request, uuid)
    actions.swap(figure_set, place, request.user)
    messages.success(request, _("The order of the findings is saved."))
    return redirect(f"{address_of(figure_set)}#findings")


# --- the second person --------------------------------------------------------------------------------
def _begun(figure_set: FigureSet) -> Interpretation:
    row = _written(figure_set)
    if row is None:
        raise Http404
    return row


@require_POST
@login_required
@writes
def offer(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Ask for approval of what was on the page."""
    figure_set = set_of(request, uuid)
    actions.offer(_begun(figure_set), request.user, revision=_revision(request))
    messages.success(request, _("Offered for approval. Somebody who did not write in it can approve it now."))
    return redirect("improvement:detail", uuid)


@require_POST
@login_required
@writes
def take_back(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Back to a draft, by who wrote it."""
    figure_set = set_of(request, uuid)
    actions.take_back(_begun(figure_set), request.user)
    messages.success(request, _("It is a draft again. You can write on."))
    return redirect("improvement:detail", uuid)


@require_POST
@login_required
@reads
def decide(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The answer of the second person, about the revision they read."""
    figure_set = set_of(request, uuid)
    row = _begun(figure_set)
    if row.state == State.OFFERED and not request.user.has_perm("improvement.approve", row):
        raise PermissionDenied
    form = DecisionForm(request.POST, auto_id="decision_%s")
    if not form.is_valid():
        return _detail(request, figure_set, form, UNPROCESSABLE)
    revision, remark = form.cleaned_data["revision"], form.cleaned_data["remark"]
    if form.cleaned_data["answer"] == "approve":
        actions.approve(row, request.user, revision=revision)
        messages.success(request, _("Approved. Reports that are ordered from now on print this text."))
    else:
        actions.give_back(row, request.user, remark, revision=revision)
        messages.success(request, _("Given back with your remark."))
    return redirect("improvement:detail", uuid)


@require_POST
@login_required
@writes
def carry_over(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Begin beside newer figures with what was written beside the old ones."""
    figure_set = set_of(request, uuid)
    actions.carry_over(figure_set, request.user)
    messages.success(request, _("Everything was carried over as a draft. Check it against the newer figures."))
    return redirect("improvement:detail", uuid)


def _revision(request: SignedIn) -> int:
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


@require_safe
@login_required
@reads
def approval(request: SignedIn, uuid: UUID, number: int) -> HttpResponse:
    """A version that was approved, as it is printed."""
    figure_set = set_of(request, uuid)
    known = Approval.objects.filter(interpretation__figure_set=figure_set).select_related("approved_by")
    found = get_object_or_404(known, number=number)
    figures, content = figure_set.figures, found.content
    context = {
        "set": figure_set, "meta": figures["meta"], "approval": found, "content": content,
        "conclusions": [(name_of(figures, Kind.CONCLUSION, one["step"]), one) for one in content["conclusions"]],
        "dismissed": [(name_of(figures, Kind.DISMISSED, one["step"]), one) for one in content["dismissed"]],
        "commentary": [(Section(one["section"]).label, one) for one in content["commentary"]],
        "targets": [reading.target_row(figures, one) for one in content["targets"]],
        "actions": [reading.action_row(figures, one) for one in content["actions"]],
    }  # fmt: skip
    return render(request, "desk/improvement/approval.html", context)
