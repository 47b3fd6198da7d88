"""The desk's pages of visits: what needs somebody now, the board, one visit with everything that happened."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.people.models import User
from fieldwork.studies.views import SignedIn
from fieldwork.visits import actions, attention, candidates, clocks, episodes, phones, planning, progress
from fieldwork.visits.board import Board
from fieldwork.visits.forms import AssignForm, RemarkForm, ReopenForm
from fieldwork.visits.models import BriefingReceipt, Visit, VisitEvent
from fieldwork.visits.states import BEFORE, COUNTED, FREE, LOOKS, EventKind, VisitState

UNPROCESSABLE = 422


def require(request: SignedIn, permission: str) -> None:
    """Raise ``PermissionDenied`` when the person may not do this at all."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def visit_for(request: SignedIn, uuid: UUID, permission: str) -> Visit:
    """The visit, when the person may do this and may know of it."""
    require(request, permission)
    visits = Visit.objects.visible_to(request.user).for_board().defer("journey_version__document")
    return get_object_or_404(visits, uuid=uuid)


def undo_message(request: SignedIn, text: str, batch: UUID) -> None:
    """Say what was done, with a button that takes it back for ten minutes."""
    context = {"text": text, "batch": batch, "minutes": int(planning.UNDO_FOR.total_seconds() // 60)}
    messages.success(request, render_to_string("desk/visits/_undo.html", context, request))


def back(request: SignedIn, visit: Visit | None = None) -> HttpResponse:
    """To the page that the form names, else to the visit or the board."""
    fallback = reverse("visits:detail", args=[visit.uuid]) if visit else reverse("visits:board")
    return redirect(next_page(request) or fallback)


def next_page(request: SignedIn) -> str:
    """The page of ours that the form names; nothing when it names none, or something else."""
    named = request.POST.get("next", "")
    # A path from the root: ``redirect`` would look up any other word as the name of a page.
    ours = named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    return named if ours else ""


@login_required
def today(request: SignedIn) -> HttpResponse:
    """Exceptions first, then how far each open wave is."""
    require(request, "visits.plan")
    found = attention.groups(request.user)
    waves = progress.waves(request.user)
    context = {
        "groups": found,
        "total": sum(group.total for group in found),
        "now": timezone.localtime(),
        "waves": waves,
        "budget": progress.budget(waves),
    }
    return render(request, "desk/visits/today.html", context)


@login_required
def board(request: SignedIn) -> HttpResponse:
    """Every visit under the filters of the address; a chosen one beside its candidates."""
    require(request, "visits.read_board")
    may_plan = request.user.has_perm("visits.plan")
    context = {"board": Board(request.user, request.GET), "may_plan": may_plan}
    if chosen := _chosen(request):
        context |= {"chosen": chosen, "chosen_window": _window(chosen), "looks": _badge(chosen)}
        if may_plan and chosen.state in FREE:
            search = request.GET.get("shopper", "").strip()[:80]
            found, total = candidates.for_visit(chosen, search)
            context |= {"candidates": found, "candidate_total": total, "shopper_search": search}
    return render(request, "desk/visits/board.html", context)


def _chosen(request: SignedIn) -> Visit | None:
    try:
        uuid = UUID(request.GET.get("visit", ""))
    except ValueError:
        return None
    return Visit.objects.visible_to(request.user).for_board().filter(uuid=uuid).first()


def _window(visit: Visit) -> str:
    return clocks.window(visit.part_opens_at, visit.part_due_at, visit.location.timezone)


def _earliest(visit: Visit) -> date:
    """The first day on which the visit can be done from now on, at its location."""
    zone = ZoneInfo(visit.location.timezone)
    return max(timezone.localdate(timezone=zone), timezone.localdate(visit.opens_at, zone))


def _badge(visit: Visit) -> dict[str, str]:
    tone, icon = LOOKS[visit.state]
    return {"tone": tone, "icon": icon, "text": visit.get_state_display()}


@login_required
def detail(request: SignedIn, uuid: UUID) -> HttpResponse:
    """One visit: facts, everything that happened, who read which briefing, and what can be done now."""
    return _detail(request, visit_for(request, uuid, "visits.read_board"))


def _kind_name(event: VisitEvent) -> str:
    if event.kind == EventKind.PART:
        return _("part %(episode)s of %(episodes)s handed in") % event.data
    return str(dict(EventKind.choices).get(event.kind, event.kind))


def _detail(request: SignedIn, visit: Visit, **forms: Any) -> HttpResponse:
    events = list(visit.events.select_related("by"))
    given = {event.data.get("shopper") for event in events} - {None}
    names = dict(User.objects.filter(pk__in=given).values_list("pk", "name")) if given else {}
    for event in events:
        event.shopper_name = names.get(event.data.get("shopper"), "")  # type: ignore[attr-defined]
        event.kind_name = _kind_name(event)  # type: ignore[attr-defined]
        event.state_name = dict(VisitState.choices).get(event.went_to, "")  # type: ignore[attr-defined]
    receipts = BriefingReceipt.objects.filter(visit=visit).select_related("version", "shopper")
    state = visit.state
    may_plan = request.user.has_perm("visits.plan")
    context = {
        "visit": visit,
        "window": _window(visit),
        "part": episodes.name_of(visit),
        "late_parts": episodes.late_ones_of(visit),
        "looks": _badge(visit),
        "version_number": visit.journey_version.number,
        "events": events,
        "receipts": receipts.defer("version__html", "version__markdown").order_by("-read_at"),
        "briefing": actions.current_briefing(visit),
        "may_plan": may_plan,
        "is_counted": state in COUNTED,
        "can_assign": may_plan and state in FREE,
        "can_unassign": may_plan and state in BEFORE | {VisitState.OFFERED, VisitState.STARTED},
        "can_remind": may_plan and state in BEFORE | {VisitState.STARTED, VisitState.RETURNED},
        "can_no_show": may_plan and state in BEFORE,
        "can_reopen": may_plan and state in {VisitState.EXPIRED, VisitState.NO_SHOW},
        "can_cancel": may_plan and VisitState.CANCELLED in actions.MOVES[VisitState(state)],
        "can_shut_out": may_plan and visit.shopper_id is not None,
        "cancel_form": RemarkForm(prefix="cancel"),
        "reopen_form": ReopenForm(earliest=_earliest(visit), initial={"due_on": _earliest(visit)}),
        **forms,
    }
    status = UNPROCESSABLE if any(form.errors for form in forms.values()) else 200
    return render(request, "desk/visits/detail.html", context, status=status)


def _seen(request: SignedIn, uuid: UUID, permission: str) -> Visit:
    """The visit, when it still is as the person saw it."""
    visit = visit_for(request, uuid, permission)
    actions.check_mark(visit, request.POST.get("seen", ""), request.user)
    return visit


@login_required
@require_POST
def assign(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Give a free visit to a shopper."""
    visit = _seen(request, uuid, "visits.assign")
    form = AssignForm(request.POST)
    if not form.is_valid():
        for error in form.errors["shopper"]:
            messages.error(request, str(error))
        return back(request, visit)
    batch = uuid4()
    actions.assign(visit, form.cleaned_data["shopper"], request.user, batch=batch)
    text = _("Assigned: %(visit)s to %(name)s.") % {"visit": visit.title, "name": form.cleaned_data["shopper"].name}
    undo_message(request, text, batch)
    return back(request, visit)


@login_required
@require_POST
def unassign(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Take a visit back from its shopper."""
    visit = _seen(request, uuid, "visits.assign")
    name = visit.shopper.name if visit.shopper else ""
    actions.unassign(visit, request.user, request.POST.get("remark", ""))
    messages.success(
        request, _("%(visit)s is free again; %(name)s no longer has it.") % {"visit": visit.title, "name": name}
    )
    return back(request, visit)


@login_required
@require_POST
def remind(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Note that the shopper was asked for an answer."""
    visit = visit_for(request, uuid, "visits.assign")
    actions.remind(visit, request.user)
    name = visit.shopper.name if visit.shopper else ""
    messages.success(request, _("Noted: you reminded %(name)s of %(visit)s.") % {"name": name, "visit": visit.title})
    return back(request, visit)


@login_required
@require_POST
def no_show(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The shopper did not go."""
    visit = _seen(request, uuid, "visits.assign")
    actions.mark_no_show(visit, request.user, request.POST.get("remark", ""))
    messages.success(request, _("Noted that %(visit)s was not carried out.") % {"visit": visit.title})
    return back(request, visit)


@login_required
@require_POST
def cancel(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Call a visit off, with the reason."""
    visit = _seen(request, uuid, "visits.cancel")
    form = RemarkForm(request.POST, prefix="cancel")
    if not form.is_valid():
        return _detail(request, visit, cancel_form=form)
    actions.cancel(visit, request.user, form.cleaned_data["remark"])
    messages.success(request, _("Called off: %(visit)s.") % {"visit": visit.title})
    return back(request, visit)


@login_required
@require_POST
def reopen(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Make a missed visit free again, with a new last day."""
    visit = _seen(request, uuid, "visits.assign")
    form = ReopenForm(request.POST, earliest=_earliest(visit))
    if not form.is_valid():
        return _detail(request, visit, reopen_form=form)
    due = clocks.moment(form.cleaned_data["due_on"], visit.location, end=True)
    actions.reopen(visit, request.user, due_at=due)
    messages.success(
        request,
        _("%(visit)s is free again. It can be done: %(days)s.") % {"visit": visit.title, "days": _window(visit)},
    )
    return back(request, visit)


@login_required
@require_POST
def shut_out(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The shopper's phone is lost: nobody sends or reads with it any more."""
    visit = _seen(request, uuid, "visits.assign")
    phones.shut_out(visit, request.user)
    text = _(
        "The phone of %(name)s is shut out. Work that was not sent stays on it until %(name)s logs in there again."
    )
    messages.success(request, text % {"name": visit.shopper})
    return back(request, visit)
