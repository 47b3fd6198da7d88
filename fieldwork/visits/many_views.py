"""Pages that do many visits at once: plan, assign, cancel. Each shows what it will do before it does it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fieldwork.common.errors import NotAllowedNow
from fieldwork.journeys.episodes import episodes_of
from fieldwork.people.models import User
from fieldwork.studies.models import Wave
from fieldwork.studies.views import SignedIn
from fieldwork.visits import actions, episodes, planning
from fieldwork.visits.forms import AssignForm, PlanForm, RemarkForm
from fieldwork.visits.models import Visit
from fieldwork.visits.states import FREE, MOVES, VisitState
from fieldwork.visits.views import UNPROCESSABLE, back, next_page, require, undo_message

MOST = 200


# --- plan ---------------------------------------------------------------------------------------------
@login_required
def plan(request: SignedIn) -> HttpResponse:
    """Plan visits for many places: choose, look at the count, confirm."""
    require(request, "visits.plan")
    waves = Wave.objects.visible_to(request.user).filter(is_open=True).select_related("study__client")
    asked = request.POST.get("wave") or request.GET.get("wave", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return render(request, "desk/visits/plan_wave.html", {"waves": waves.order_by("due")})
    wave = get_object_or_404(waves, pk=int(asked))
    form = PlanForm(request.POST or None, wave=wave, user=request.user)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "confirm":
            return _planned(request, wave, form)
        if request.POST.get("do") == "preview":
            return render(request, "desk/visits/plan_preview.html", _preview(wave, form))
    context = {"wave": wave, "form": form, "tree": _tree(form), "chosen": form.chosen}
    return render(request, "desk/visits/plan.html", context, status=UNPROCESSABLE if form.errors else 200)


def _tree(form: PlanForm) -> list[dict[str, Any]]:
    """Regions with their districts with their places; what has no parent stands on its own."""
    nodes: dict[int | None, dict[str, Any]] = {None: {"node": None, "children": []}}
    rows = list(form.places.order_by("name"))
    for row in rows:
        nodes[row.pk] = {"node": row, "children": [], "ticked": str(row.pk) in form.chosen}
    for row in rows:
        parent = row.district_id or row.region_id
        home = nodes.get(parent if parent != row.pk else None) or nodes[None]
        home["children"].append(nodes[row.pk])
    return nodes[None]["children"]


def _preview(wave: Wave, form: PlanForm) -> dict[str, Any]:
    sites, each = form.cleaned_data["sites"], form.cleaned_data["per_location"]
    same = Q(scenario=form.cleaned_data["scenario"], wave=wave) & ~Q(state=VisitState.CANCELLED)
    known = Visit.objects.filter(same, location__in=sites).aggregate(n=Count("location", distinct=True))["n"]
    count = len(sites) * each
    parts = episodes_of(wave.journey_version.document)
    return {
        "wave": wave, "form": form, "sites": sites, "count": count, "each": each, "known": known,
        "cost_cents": count * form.fee_cents, "fields": [field for field in form if field.name != "nodes"],
        "nodes": form.ticked, "data": form.cleaned_data, "batch": uuid4(),
        "late_parts": episodes.late_ones(wave, parts, form.cleaned_data["submit_on"]),
    }  # fmt: skip


def _batch(request: SignedIn) -> UUID:
    """The mark that the page of the preview gave this plan: posted twice, it is still one plan."""
    try:
        return UUID(request.POST.get("batch", ""))
    except ValueError:
        return uuid4()


def _planned(request: SignedIn, wave: Wave, form: PlanForm) -> HttpResponse:
    data, batch = form.cleaned_data, _batch(request)
    visits = planning.plan(
        wave, data["sites"], data["scenario"], request.user, persona=data["persona"],
        per_location=data["per_location"], opens_at=data["opens_on"], due_at=data["due_on"],
        submit_by=data["submit_on"], fee_cents=form.fee_cents, remark=data["remark"], batch=batch,
    )  # fmt: skip
    text = ngettext("%(n)d visit is planned.", "%(n)d visits are planned.", len(visits)) % {"n": len(visits)}
    undo_message(request, text, batch)
    return redirect(reverse("visits:board") + f"?wave={wave.pk}")


# --- many at once -------------------------------------------------------------------------------------
def _picked(request: SignedIn) -> list[Visit]:
    """The ticked visits, as they were seen. Each box says ``uuid:mark``; a stranger's visit counts as absent."""
    seen: dict[UUID, str] = {}
    for word in request.POST.getlist("visit")[:MOST]:
        uuid, _colon, mark = word.partition(":")
        try:
            seen[UUID(uuid)] = mark
        except ValueError:
            continue
    visits = list(Visit.objects.visible_to(request.user).for_board().filter(uuid__in=seen))
    for visit in visits:
        actions.check_mark(visit, seen[visit.uuid], request.user)
    return visits


@login_required
def many(request: SignedIn) -> HttpResponse:
    """Show what would happen to the ticked visits, then do it: give them to one shopper, or call them off."""
    do = request.POST.get("do", "")
    require(request, "visits.cancel" if do == "cancel" else "visits.assign")
    visits = _picked(request)
    if request.method == "POST" and not visits:
        messages.warning(request, _("Tick at least one visit first."))
        return back(request)
    able = [visit for visit in visits if _is_able(visit, do)]
    confirmed = request.POST.get("step") == "confirm"
    form: AssignForm | RemarkForm
    form = (RemarkForm if do == "cancel" else AssignForm)(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        return _done(request, do, able, form)
    context = {
        "do": do,
        "visits": able,
        "others": [visit for visit in visits if visit not in able],
        "form": form,
        "cost_cents": sum(visit.fee_cents for visit in able),
        "next": next_page(request) or reverse("visits:board"),
    }
    return render(request, "desk/visits/many.html", context, status=UNPROCESSABLE if form.errors else 200)


def _is_able(visit: Visit, do: str) -> bool:
    if do == "cancel":
        return VisitState.CANCELLED in MOVES[VisitState(visit.state)]
    return visit.state in FREE


def _done(request: SignedIn, do: str, visits: list[Visit], form: Any) -> HttpResponse:
    """All of them or none: when one was moved meanwhile, nothing is changed."""
    if not visits:
        raise NotAllowedNow()
    count = {"n": len(visits)}
    if do == "cancel":
        with transaction.atomic():
            for visit in visits:
                actions.cancel(visit, request.user, form.cleaned_data["remark"])
        messages.success(
            request, ngettext("%(n)d visit is called off.", "%(n)d visits are called off.", len(visits)) % count
        )
        return back(request)
    shopper: User = form.cleaned_data["shopper"]
    batch = uuid4()
    with transaction.atomic():
        for visit in visits:
            actions.assign(visit, shopper, request.user, batch=batch)
    text = ngettext("%(n)d visit is assigned to %(name)s.", "%(n)d visits are assigned to %(name)s.", len(visits))
    undo_message(request, text % (count | {"name": shopper.name}), batch)
    return back(request)


@login_required
@require_POST
def undo(request: SignedIn, batch: UUID) -> HttpResponse:
    """Take back what was done in one go, for ten minutes."""
    require(request, "visits.plan")
    done, left = planning.undo(batch, request.user)
    text = ngettext("Undone: %(n)d visit.", "Undone: %(n)d visits.", done) % {"n": done}
    if left:
        text += " " + ngettext(
            "%(n)d visit had moved on and stays as it is.", "%(n)d visits had moved on and stay as they are.", left
        ) % {"n": left}  # fmt: skip
    messages.success(request, text)
    return back(request)
