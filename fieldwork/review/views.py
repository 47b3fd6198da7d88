"""The reviewer's pages: the queue, and one visit with its answers beside its evidence."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fieldwork.capture.models import Answer
from fieldwork.capture.states import AnswerStatus
from fieldwork.common.errors import MovedMeanwhile, NotAllowedNow
from fieldwork.people.signed_in import SignedIn
from fieldwork.review import actions, attention, dossier, lists, timeline
from fieldwork.review.forms import VerdictForm
from fieldwork.review.models import Review
from fieldwork.review.states import DECIDED, READABLE, Choice
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState


@login_required
@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """What waits for a reviewer, soonest first; filters stand in the address."""
    if not request.user.has_perm("people.review"):
        raise PermissionDenied
    name = request.GET.get("show", "all")
    name = name if name in lists.FILTERS else "all"
    q, clock = request.GET.get("q", "").strip()[:100], request.GET.get("clock", "")
    found = lists.for_rows(lists.queue(request.user, name, q, clock))
    counts = lists.counts(request.user)
    context = {
        "page": Paginator(found, 30).get_page(request.GET.get("page")),
        "show": name,
        "q": q,
        "clock": clock if clock in lists.CLOCKS else "",
        "clocks": lists.CLOCKS.items(),
        "chips": [(key, label, counts.get(key)) for key, label in lists.FILTERS.items()],
        "counts": counts,
        "is_filtered": bool(q or clock or name != "all"),
    }
    return render(request, "desk/review/queue.html", context)


def _visit(request: SignedIn, pk: int) -> Visit:
    """The visit, when this person may know of it (404) and judge it (403), and something was handed in (409)."""
    found = Visit.objects.visible_to(request.user).select_related(
        "location", "scenario", "persona", "wave__study__client", "shopper", "journey_version", "claimed_by"
    )
    visit = get_object_or_404(found, pk=pk)
    if not request.user.has_perm("visits.review", visit):
        raise PermissionDenied
    if visit.state not in READABLE:
        raise NotAllowedNow(_("This visit was not handed in yet. There is nothing to review."))
    return visit


@login_required
@require_safe
def visit(request: SignedIn, pk: int) -> HttpResponse:
    """One visit: what to look at first, every step, the verdict. Read-only unless it is yours."""
    return _page(request, _visit(request, pk))


def _page(request: SignedIn, visit: Visit, form: VerdictForm | None = None) -> HttpResponse:
    review = actions.open_review(visit) if visit.state == VisitState.IN_REVIEW else None
    is_mine = bool(review and review.reviewer_id == request.user.pk)
    notes = form.notes() if form else (review.notes if review and is_mine else {})
    read = dossier.read(visit, notes)
    backs = sum(line.back for line in read.lines())
    place, of, following = lists.place_and_next(request.user, visit)
    choice = notes.get("choice") or (Choice.RETURN if backs else Choice.APPROVE)
    context = {
        "visit": visit,
        "read": read,
        "points": attention.points(read),
        "events": timeline.events(visit, request.user),
        "review": review,
        "is_mine": is_mine,
        "may_free": bool(review and not is_mine and actions.may_free(review, request.user)),
        "is_decided": visit.state in DECIDED,
        "last": visit.reviews.exclude(decided_at=None).select_related("reviewer").first(),
        "clock": visit.return_due_at if visit.state == VisitState.RETURNED else visit.review_due_at,
        "backs": backs,
        "choice": choice,
        "choices": _choices(backs),
        "reason": notes.get("remark", ""),
        "form": form,
        "place": place,
        "of": of,
        "following": following,
        "return_hours": actions.RETURN_HOURS,
    }
    return render(request, "desk/review/visit.html", context, status=422 if form else 200)


def _choices(backs: int) -> list[dict[str, object]]:
    """The four verdicts with what they do and what the button says."""
    back = ngettext("Send %(n)d question back", "Send %(n)d questions back", backs) % {"n": backs}
    return [
        {
            "value": Choice.APPROVE,
            "label": Choice.APPROVE.label,
            "hint": _("Visible to the client at once"),
            "button": _("Approve this visit"),
        },
        {
            "value": Choice.RETURN,
            "label": Choice.RETURN.label,
            "hint": _("Only the marked questions open, for %(h)d hours") % {"h": actions.RETURN_HOURS},
            "button": back if backs else _("Send questions back"),
        },
        {
            "value": Choice.EXCLUDE_PAID,
            "label": Choice.EXCLUDE_PAID.label,
            "hint": _("Leaves the figures; a reason is needed"),
            "button": _("Exclude and pay"),
        },
        {
            "value": Choice.EXCLUDE,
            "label": Choice.EXCLUDE.label,
            "hint": _("Leaves the figures; a reason is needed"),
            "button": _("Exclude without pay"),
        },
    ]


def _mine(request: SignedIn, visit: Visit) -> Review:
    review = actions.open_review(visit)
    if review is None or review.reviewer_id != request.user.pk:
        raise MovedMeanwhile(_("You do not have this visit in review any more. Reload the page to see who has it."))
    return review


def _form(request: SignedIn, visit: Visit) -> VerdictForm:
    asked = Answer.objects.filter(visit=visit).exclude(status=AnswerStatus.NOT_ASKED)
    return VerdictForm(request.POST, asked.values_list("path", flat=True))


@login_required
@require_POST
def claim(request: SignedIn, pk: int) -> HttpResponse:
    """Take a visit for review."""
    actions.claim(_visit(request, pk), request.user)
    return redirect("review:visit", pk)


@login_required
@require_POST
def release(request: SignedIn, pk: int) -> HttpResponse:
    """Put a visit back in the queue, with what was typed kept; an administrator also somebody else's."""
    visit = _visit(request, pk)
    going_on = actions.open_review(visit)
    if going_on and going_on.reviewer_id != request.user.pk and actions.may_free(going_on, request.user):
        actions.free(going_on, request.user)
        messages.success(request, _("The visit is back in the queue."))
        return redirect("review:visit", pk)
    review = _mine(request, visit)
    if "reason" in request.POST:
        actions.save_notes(review, _form(request, visit).notes(), request.user)
    actions.release(review, request.user)
    messages.success(request, _("The visit is back in the queue. Your notes are kept."))
    return redirect("review:queue")


@login_required
@require_POST
def notes(request: SignedIn, pk: int) -> JsonResponse:
    """Keep what is typed; called by the page while somebody types."""
    visit = _visit(request, pk)
    actions.save_notes(_mine(request, visit), _form(request, visit).notes(), request.user)
    return JsonResponse({"saved": date_format(timezone.localtime(), "TIME_FORMAT")})


@login_required
@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """Keep what was typed, and carry out the verdict when it is whole."""
    visit = _visit(request, pk)
    review = _mine(request, visit)
    form = _form(request, visit)
    actions.save_notes(review, form.notes(), request.user)
    if "keep" in request.POST:
        messages.success(request, _("Your notes are kept."))
        return redirect("review:visit", pk)
    if not form.is_valid():
        return _page(request, visit, form)
    choice = Choice(form.cleaned_data["choice"])
    actions.decide(review, choice, form.requests(), form.cleaned_data["reason"], request.user)
    told = {
        Choice.APPROVE: _("Approved: %(title)s."),
        Choice.RETURN: _("Sent back: %(title)s."),
        Choice.EXCLUDE_PAID: _("Excluded: %(title)s."),
        Choice.EXCLUDE: _("Excluded: %(title)s."),
    }[choice]
    messages.success(request, told % {"title": visit.title})
    following = lists.place_and_next(request.user, visit)[2]
    return redirect("review:visit", following) if following else redirect("review:queue")


@login_required
@require_POST
def look_again(request: SignedIn, pk: int) -> HttpResponse:
    """Take a second look at a decided visit."""
    actions.look_again(_visit(request, pk), request.user, request.POST.get("reason", ""))
    return redirect("review:visit", pk)
