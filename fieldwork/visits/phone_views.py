"""A shopper's pages of visits. The form itself belongs to capture."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fieldwork.common.texts import pick
from fieldwork.studies.views import SignedIn
from fieldwork.visits import actions, cards, episodes
from fieldwork.visits.forms import AgreeForm, DeclineForm
from fieldwork.visits.models import BriefingReceipt

UNPROCESSABLE = 422


def _require_shopper(request: SignedIn) -> None:
    if not request.user.has_perm("people.use_phone"):
        raise PermissionDenied


def _card(request: SignedIn, uuid: UUID, permission: str = "") -> cards.Card:
    """The visit of this shopper: 403 for any other role, 404 for anybody else's visit."""
    _require_shopper(request)
    card = cards.card_of(uuid, request.user)
    if card is None:
        raise Http404
    if permission and not request.user.has_perm(permission, card.visit):
        raise PermissionDenied
    return card


@login_required
@never_cache
def visits(request: SignedIn) -> HttpResponse:
    """What do I do now: the next visit first, then questions, later, handed in."""
    _require_shopper(request)
    now_visit, groups = cards.for_shopper(request.user)
    return render(request, "phone/visits.html", {"now_visit": now_visit, "groups": groups})


@login_required
@never_cache
def visit(request: SignedIn, uuid: UUID) -> HttpResponse:
    """One visit: where, when, for how much, how far it is, what now."""
    card = _card(request, uuid)
    context = {
        "card": card,
        "visit": card.visit,
        "scenario": card.visit.scenario,
        "persona": card.visit.persona,
        "timeline": card.timeline,
        "parts": episodes.parts_of(card.visit),
        "can_confirm": card.can_confirm,
        "can_decline": card.can_decline,
        "can_start": card.can_start,
    }
    return render(request, "phone/visit.html", context)


@login_required
@require_POST
def confirm(request: SignedIn, uuid: UUID) -> HttpResponse:
    """I will go."""
    card = _card(request, uuid, "visits.confirm")
    actions.confirm(card.visit, request.user)
    messages.success(request, _("Confirmed. We count on you."))
    return redirect("phone:visit", uuid)


@login_required
@never_cache
def decline(request: SignedIn, uuid: UUID) -> HttpResponse:
    """I cannot go, with the reason; afterwards the visit is no longer theirs."""
    card = _card(request, uuid, "visits.decline")
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline(card.visit, request.user, form.cleaned_data["reason"], form.cleaned_data["remark"])
        messages.success(request, _("Thank you for telling us. The visit goes to somebody else."))
        return redirect("phone:visits")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "phone/decline.html", {"card": card, "visit": card.visit, "form": form}, status=status)


@login_required
@never_cache
def briefing(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The current briefing of a visit; what changed since the version this shopper read stands first."""
    return _briefing_page(request, _card(request, uuid))


def _briefing_page(request: SignedIn, card: cards.Card, status: int = 200) -> HttpResponse:
    version = actions.current_briefing(card.visit)
    receipts = BriefingReceipt.objects.filter(visit=card.visit, shopper=request.user)
    had_older = version is not None and receipts.filter(version__number__lt=version.number).exists()
    context = {
        "card": card,
        "visit": card.visit,
        "scenario": card.visit.scenario,
        "persona": card.visit.persona,
        "is_read": card.is_read,
        "briefing": version
        and {
            "html": mark_safe(pick(version.html)),
            "version": version.number,
            "published_at": version.published_at,
            "changes": pick(version.changes) if had_older else "",
        },
    }
    return render(request, "phone/briefing.html", context, status=status)


@login_required
@require_POST
def read(request: SignedIn, uuid: UUID) -> HttpResponse:
    """I read this version of the briefing and keep to it."""
    card = _card(request, uuid, "visits.fill")
    form = AgreeForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return _briefing_page(request, card, UNPROCESSABLE)
    actions.read_briefing(card.visit, request.user, number=form.cleaned_data["version"])
    messages.success(request, _("Noted. You can start the visit when it is time."))
    return redirect("phone:visit", uuid)
