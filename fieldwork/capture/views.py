"""The shopper's pages around the form, and the photos and spoken notes for who may see or hear them."""

from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldwork.capture import actions, holding, rounds, shell, tokens, wording
from fieldwork.capture.fields import MEMO, POSITION, UNANSWERED, beside_of, sheet_of
from fieldwork.capture.folding import Held
from fieldwork.capture.memory import phone_user
from fieldwork.capture.models import Media, Round
from fieldwork.capture.states import ARRIVED, WAITING, MediaKind, MediaState, RoundKind
from fieldwork.common import permissions, ranges, storage
from fieldwork.journeys import documents
from fieldwork.people.models import User
from fieldwork.visits import actions as visits
from fieldwork.visits import episodes
from fieldwork.visits.models import Visit
from fieldwork.visits.states import HANDED_IN, UNDER_REVIEW, VisitState

# The phone puts a photo's id in the place of this one.
ANY = UUID(int=0)


class SignedIn(HttpRequest):
    """What ``login_required`` lets through."""

    user: User


def own_visit(request: SignedIn, uuid: UUID) -> Visit:
    """The visit, when this shopper may fill it; 404 when they may not know of it, 403 for the desk."""
    mine = Visit.objects.visible_to(request.user).select_related(
        "location", "scenario", "journey_version", "shopper", "wave__study"
    )
    visit = get_object_or_404(mine, uuid=uuid)
    if not request.user.has_perm("visits.fill", visit):
        raise PermissionDenied
    return visit


@login_required
@require_safe
@never_cache
def form(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The form of a visit, with a fresh token; or why it is shut."""
    visit = own_visit(request, uuid)
    if visit.state in HANDED_IN - {VisitState.RETURNED}:
        return redirect("phone:done", uuid)
    if not visits.form_is_open(visit):
        return render(request, "phone/closed.html", _closed(visit), status=410 if _is_over(visit) else 409)
    round_ = actions.current_round(visit)
    if "X-Keep" not in request.headers:
        actions.was_seen(round_)
    data = form_data(visit, round_, request.user)
    context = {
        "visit": _visit(visit, round_),
        "words": _words(visit, round_),
        "form_data": data,
        "begins": _begins(data) and "X-Keep" not in request.headers,
    }
    answer = render(request, "phone/form.html", context)
    answer.headers["Permissions-Policy"] = permissions.policy(
        microphone=data["allows"]["audio"], geolocation=data["allows"]["position"]
    )
    return answer


def _begins(data: dict[str, Any]) -> bool:
    """Whether this form opens on the feeling before the first step: its question may stand there before any script."""
    first = data["episode"]["first"] if data["episode"] else data["asked"] is None
    return first and not data["allows"]["position"] and "@baseline" not in data["server_state"]


def _is_over(visit: Visit) -> bool:
    return visit.state in (VisitState.CANCELLED, VisitState.EXCLUDED)


def _closed(visit: Visit) -> dict[str, Any]:
    return {"visit": visit, "reason": "withdrawn" if _is_over(visit) else "briefing"}


def _visit(visit: Visit, round_: Round) -> dict[str, Any]:
    submit_by = timezone.localtime(round_.due_at or visit.submit_by, ZoneInfo(visit.location.timezone))
    return {
        "id": str(visit.uuid),
        "title": visit.scenario.title,
        "location": visit.location.name,
        "address": visit.location.address,
        "number": round_.number,
        "kind": round_.kind,
        "until": date_format(submit_by, "DAY_TIME_FORMAT"),
    }


def form_data(visit: Visit, round_: Round, user: User) -> dict[str, Any]:
    """Everything the phone needs to fill this round without a network, as JSON.

    ``server_state`` holds what the server has: of this round, and the answers of rounds before it (``seq`` 0),
    which conditions read. ``episode`` is there for a visit in dated parts; see ``_episode``. ``earlier`` tells in
    words what the shopper answered to the questions that came back.
    """
    version = visit.journey_version
    is_return = round_.kind == RoundKind.RETURN
    before = _before(visit, round_)
    return {
        "visit": str(visit.uuid),
        "round": round_.number,
        "round_kind": round_.kind,
        "schema": version.checksum,
        "token": tokens.issue(visit, user),
        "user": phone_user(user),
        "names": {"title": " · ".join(filter(None, (visit.title, _part_of(visit, round_))))},
        "language": (get_language() or user.language)[:2],
        "tile_side": _tile_side(user),
        "instrument": visit.wave.study.instrument,
        "document": documents.for_phone(version.document),
        "formulas": documents.needs_formulas(version.document),
        "ahead": shell.ahead(version.document),
        "asked": list(round_.asked) if is_return else None,
        "episode": None if is_return else _episode(visit, round_),
        "remarks": round_.asked if is_return else {},
        "earlier": _earlier(visit, round_, before) if is_return else {},
        "allows": _allows(visit, round_),
        "server_state": _state(round_, before),
        "media": media_of(visit),
        "urls": _urls(visit, round_),
    }


def _allows(visit: Visit, round_: Round) -> dict[str, bool]:
    """What may be given beside the answers; a return round is about its questions alone.

    The position is asked at the start of the visit. Where a later part is done, at home mostly, is nobody's business.
    """
    taken = frozenset() if rounds.is_return(round_) else beside_of(visit.wave.study)
    return {"audio": MEMO in taken, "position": POSITION in taken and round_.episode == 1}


def _episode(visit: Visit, round_: Round) -> dict[str, Any] | None:
    """What the phone shows of a visit in dated parts: only these steps. ``None`` for a visit of one part.

    ``first`` has the tap before step 1, ``last`` the grade of the whole visit.
    """
    sheet = sheet_of(visit.journey_version)
    if len(sheet.episodes) == 1:
        return None
    scope = sheet.part(round_.episode)
    return {"steps": sheet.episodes[round_.episode - 1].steps, "first": scope.has_start, "last": scope.has_end}


def _words(visit: Visit, round_: Round) -> dict[str, str]:
    """What the form of a part says instead of the words about a whole visit (see ``capture.words``)."""
    number, of = round_.episode, len(sheet_of(visit.journey_version).episodes)
    if of == 1 or rounds.is_return(round_):
        return {}
    words, name = {"n": number, "of": of}, _part_of(visit, round_)
    here = {
        "step_of": f"{episodes.name(number, of)} · {{part}}",  # the bar above tells the step
        "visit_in_steps_one": name,
        "visit_in_steps_many": name,
        "hand_in": _("Hand in part %(n)s of %(of)s") % words,
    }
    if received := _received(visit, round_):
        here["received_title"] = received
    return here


def _received(visit: Visit, round_: Round) -> str:
    """The heading of the receipt of a part; empty when the whole visit is in with it."""
    number, of = round_.episode, len(sheet_of(visit.journey_version).episodes)
    if rounds.is_return(round_) or number == of:
        return ""
    return _("We have received part %(n)s of %(of)s") % {"n": number, "of": of}


def _tile_side(user: User) -> str:
    profile = getattr(user, "profile", None)
    return profile.tile_side if profile else "right"


def server_state(visit: Visit, round_: Round) -> dict[str, dict[str, Any]]:
    """What the fields hold by what arrived: ``{field: {"value", "seq"}}``."""
    return _state(round_, _before(visit, round_))


def _before(visit: Visit, round_: Round) -> dict[str, Held]:
    return holding.fold_visit(visit, before=round_.number) if round_.number > 1 else {}


def _earlier(visit: Visit, round_: Round, before: dict[str, Held]) -> dict[str, str]:
    sheet = sheet_of(visit.journey_version)
    given = {path: held.value for path in round_.asked if (held := before.get(path)) and held.value}
    return {path: wording.value_in_words(sheet, path, value) for path, value in given.items()}


def _state(round_: Round, before: dict[str, Held]) -> dict[str, dict[str, Any]]:
    state = {
        field: {"value": held.value, "seq": 0}
        for field, held in before.items()
        if "@" not in field or field.endswith(UNANSWERED)
    }
    for field, held in holding.fold_round(round_).items():
        state[field] = {"value": held.value, "seq": held.seq}
    return state


def media_of(visit: Visit) -> dict[str, dict[str, Any]]:
    """What became of the photos that are here: another phone of the shopper shows it too."""
    rows = Media.objects.filter(round__visit=visit).exclude(state=MediaState.COMING)
    return {
        str(one.pk): {"refused": one.get_problem_display()} if one.state == MediaState.REFUSED else {"sent": 1}
        for one in rows
    }


def _urls(visit: Visit, round_: Round) -> dict[str, Any]:
    here = {"visit": visit.uuid, "number": round_.number}
    return {
        "ops": reverse("api:ops", kwargs=here),
        "media": reverse("api:media", kwargs={**here, "media": ANY}),
        "final": reverse("api:final", kwargs=here),
        "state": reverse("phone:state", args=[visit.uuid]),
        "form": reverse("phone:form", args=[visit.uuid]),
        "visits": reverse("phone:visits"),
        "keep": [
            reverse("phone:visits"),
            reverse("phone:visit", args=[visit.uuid]),
            reverse("phone:briefing", args=[visit.uuid]),
            reverse("phone:outbox"),
        ],
        "done": reverse("phone:done", args=[visit.uuid]),
    }


@login_required
@require_POST
def start(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The shopper begins; then the form."""
    visit = own_visit(request, uuid)
    if visit.state not in (VisitState.STARTED, VisitState.RETURNED):
        visits.start(visit, by=request.user)
    return redirect("phone:form", uuid)


@login_required
@require_safe
@never_cache
def done(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The receipt of what was handed in last (or of one part, ``?part=2``), and how its photos are doing."""
    visit = own_visit(request, uuid)
    handed_in = visit.rounds.counting().filter(final_at__isnull=False).order_by("-number")
    part = request.GET.get("part", "")
    if part.isascii() and part.isdigit() and len(part) < 3:
        handed_in = handed_in.filter(kind=RoundKind.EPISODE, episode=int(part))
    round_ = handed_in.first()
    if round_ is None:
        return redirect("phone:form", uuid)
    # Photos that were removed again or taken anew are no longer part of the work.
    named = visit.answers.filter(round_number=round_.number).values_list("photos", flat=True)
    states = list(Media.objects.filter(pk__in=chain.from_iterable(named)).values_list("state", flat=True))
    context = {
        "visit": visit,
        "round": round_,
        "receipt": round_.receipt,
        "received": _received(visit, round_),
        # Of an older receipt nothing is said: what came after it is done as well.
        "next": rounds.told_next(round_) if visit.round_number == round_.number + 1 else "",
        "review": rounds.told_review(visit) if visit.state in UNDER_REVIEW else "",
        "photos": {
            "all": len(states),
            "here": sum(state in ARRIVED for state in states),
            "waiting": sum(state in WAITING for state in states),
            "refused": states.count(MediaState.REFUSED),
        },
    }
    return render(request, "phone/done.html", context)


def _part_of(visit: Visit, round_: Round) -> str:
    parts = sheet_of(visit.journey_version).episodes
    if rounds.is_return(round_):
        return ""
    return episodes.name(round_.episode, len(parts), parts[round_.episode - 1].title)


@login_required
@require_safe
def evidence(request: SignedIn, uuid: UUID, size: str) -> FileResponse:
    """One prepared photo (``master`` or ``copy``) for who may see its visit; the original has no road."""
    photos = Media.objects.visible_to(request.user).filter(kind=MediaKind.PHOTO, state=MediaState.PREPARED)
    media = get_object_or_404(photos, pk=uuid)
    try:
        file = default_storage.open(media.master if size == "master" else media.copy, "rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type="image/jpeg", filename=f"{media.pk}-{size}.jpg")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_safe
def memo(request: SignedIn, uuid: UUID) -> HttpResponse:
    """One spoken note for who may see its visit, whole or in parts, as players ask; clients have no road to it."""
    memos = Media.objects.visible_to(request.user).filter(kind=MediaKind.AUDIO, state=MediaState.PREPARED)
    media = get_object_or_404(memos, pk=uuid)
    try:
        data = storage.read(media.original)
    except FileNotFoundError:
        raise Http404 from None
    return ranges.answer(data, media.content_type, request.headers.get("Range", ""))
