"""A shopper's pages of visits. The form itself belongs to capture."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.common.texts import pick
from fieldwork.visits import actions, cards
from fieldwork.visits.forms import AgreeForm, DeclineForm
from fieldwork.visits.models import BriefingReceipt
from fieldwork.visits.states import ReturnReason

UNPROCESSABLE = 422


def _require_shopper(request: HttpRequest) -> None:
    if not request.user.has_perm("people.use_phone"):
        raise PermissionDenied


def _card(request: HttpRequest, uuid: UUID, permission: str = "") -> cards.Card:
    """The visit of this shopper: 403 for any other role, 404 for anybody else's visit."""
    _require_shopper(request)
    card = cards.card_of(uuid, request.user)
    if card is None:
        raise Http404
    if permission and not request.user.has_perm(permission, card.visit):
        raise PermissionDenied
    return card


@login_required
def visits(request: HttpRequest) -> HttpResponse:
    """What do I do now: the next visit first, then questions, later, handed in."""
    _require_shopper(request)
    now_visit, groups = cards.for_shopper(request.user)
    return render(request, "phone/visits.html", {"now_visit": now_visit, "groups": groups})


@login_required
def visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One visit: where, when, for how much, how far it is, what now."""
    return _visit_page(request, _card(request, uuid))


def _visit_page(request: HttpRequest, card: cards.Card, form: DeclineForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "visit": card,
        "action": card.action,
        "next": card.next,
        "timeline": card.timeline,
        "can_confirm": card.can_confirm,
        "can_decline": card.can_decline,
        "can_start": card.can_start,
        "reasons": ReturnReason.choices,
        "chosen_reason": form["reason"].value() if form else "",
        "note": form["note"].value() if form else "",
        "form_errors": [error for errors in form.errors.values() for error in errors] if form else [],
    }
    return render(request, "phone/visit.html", context, status=UNPROCESSABLE if form else 200)


@login_required
@require_POST
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """I will go."""
    card = _card(request, uuid, "visits.confirm")
    actions.confirm(card.visit, request.user)
    messages.success(request, _("Confirmed. We count on you."))
    return redirect("phone:visit", uuid)


@login_required
@require_POST
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """I cannot go, with the reason; afterwards the visit is no longer theirs."""
    card = _card(request, uuid, "visits.decline")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _visit_page(request, card, form)
    actions.decline(card.visit, request.user, form.cleaned_data["reason"], form.cleaned_data["note"])
    messages.success(request, _("Thank you for telling us. The visit goes to somebody else."))
    return redirect("phone:visits")


@login_required
def briefing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The current briefing of a visit; what changed since the version this shopper read stands first."""
    return _briefing_page(request, _card(request, uuid))


def _briefing_page(request: HttpRequest, card: cards.Card, errors: list[str] | None = None) -> HttpResponse:
    version = actions.current_briefing(card.visit)
    if version is None:
        messages.info(request, _("The briefing is not published yet. You can read it here when it is ready."))
        return redirect("phone:visit", card.id)
    receipts = BriefingReceipt.objects.filter(visit=card.visit, shopper=request.user)
    read_at = dict(receipts.values_list("version__number", "read_at"))
    had_older = any(number < version.number for number in read_at)
    context = {
        "visit": card,
        "scenario": card.visit.scenario,
        "persona": card.visit.persona,
        "is_read": card.is_read,
        "read_at": read_at.get(version.number),
        "had_older": had_older,
        "errors": errors or [],
        "briefing": {
            "html": mark_safe(pick(version.html)),
            "version": version.number,
            "published_at": version.published_at,
            "changes": pick(version.changes) if had_older else "",
        },
    }
    return render(request, "phone/briefing.html", context, status=UNPROCESSABLE if errors else 200)


@login_required
@require_POST
def read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """I read this version of the briefing and keep to it."""
    card = _card(request, uuid, "visits.fill")
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _briefing_page(request, card, [error for errors in form.errors.values() for error in errors])
    actions.read_briefing(card.visit, request.user, number=form.cleaned_data["version"])
    messages.success(request, _("Noted. You can start the visit when it is time."))
    return redirect("phone:visit", uuid)
