"""What a phone needs beside its pages: the worker, the app's card, the page without network, keys, news, Sending."""

import io
import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from fieldwork.capture import actions, holding, shell, tokens, wording
from fieldwork.capture.fields import MEMO, POSITION, sheet_of
from fieldwork.capture.memory import phone_user
from fieldwork.capture.models import Round
from fieldwork.capture.views import SignedIn, form_data, media_of, own_visit, server_state
from fieldwork.common import problems
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import HANDED_IN, TO_DO, VisitState

MOST_VISITS = 100
LATE = {VisitState.EXPIRED, VisitState.NO_SHOW}  # what arrives after the date is still taken
BESIDE = (MEMO, POSITION)  # both phones' are kept: there is nothing to choose


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: our text with the files of this installation before it."""
    script = f"const SHELL = {json.dumps(shell.settings())};\n{shell.source()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The card of the installed app: a neutral name and picture, nothing about the agency or a client."""
    pictures = [{"src": static("img/notes.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]
    for side in ICON_SIDES:
        pictures.append({"src": reverse("phone:icon", args=[side]), "sizes": f"{side}x{side}", "type": "image/png"})
    card = {
        "id": shell.scope(),
        "name": _("Notes"),
        "short_name": _("Notes"),
        "lang": get_language(),
        "start_url": reverse("phone:visits"),
        "scope": shell.scope(),
        "display": "standalone",
        "background_color": "#f7f5f0",
        "theme_color": "#f7f5f0",
        "icons": pictures,
    }
    return JsonResponse(card, content_type="application/manifest+json")


ICON_SIDES = (180, 192, 512)


@require_safe
@cache_control(public=True, max_age=604_800)
def icon(request: HttpRequest, side: int) -> HttpResponse:
    """The picture of ``img/notes.svg`` as PNG for home screens that take no SVG; ``side`` in pixels."""
    if side not in ICON_SIDES:
        raise Http404
    unit = side / 32
    picture = Image.new("RGB", (side, side), "#f7f5f0")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle([unit * at for at in (4, 2, 28, 30)], radius=5 * unit, fill="#524c5e")
    for top, right in ((11, 22), (16, 22), (21, 17)):
        draw.line([unit * 10, unit * top, unit * right, unit * top], fill="#ffffff", width=max(1, round(2.4 * unit)))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return HttpResponse(out.getvalue(), content_type="image/png")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands where a page was never kept on this phone; the same for everybody."""
    return render(request, "phone/offline.html")


@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    """What answers a button that was pressed without network; the same for everybody."""
    return render(request, "phone/offline.html", {"is_unsent": True})


@require_safe
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Where every log-in passes: the worker of this phone answers it, or here is where one goes on without one."""
    following = request.GET.get("next", "")
    ours = following.startswith("/") and url_has_allowed_host_and_scheme(following, {request.get_host()})
    return redirect(following if ours else "/")


@require_safe
@never_cache
def new_tokens(request: SignedIn) -> JsonResponse:
    """A fresh key for each visit that this shopper may still send for: ``{"user", "tokens": {visit: token}}``.

    Without a session 401 and for other roles 403, as JSON: a redirect would look like that of a hotel's Wi-Fi.
    """
    if not request.user.is_authenticated or not request.user.has_perm("people.use_phone"):
        code = 403 if request.user.is_authenticated else 401
        told = problems.body(code, "no_shopper", _("Log in as the shopper of this phone."))
        return JsonResponse(told, status=code, content_type="application/problem+json")
    mine = Visit.objects.visible_to(request.user).filter(shopper=request.user, state__in=TO_DO | HANDED_IN | LATE)
    newest = mine.order_by("-state_since").only("uuid", "token_epoch")[:MOST_VISITS]
    keys = {str(visit.uuid): tokens.issue(visit, request.user) for visit in newest}
    return JsonResponse({"user": phone_user(request.user), "tokens": keys})


@login_required
@require_safe
@never_cache
def state(request: SignedIn, uuid: UUID) -> JsonResponse:
    """What changed since the page was made: a fresh key, the round, answers of another phone."""
    visit = own_visit(request, uuid)
    round_ = actions.current_round(visit)
    if visit.state in (VisitState.CANCELLED, VisitState.EXCLUDED):
        return JsonResponse({"state": visit.state}, status=410)
    if not (visits.form_is_open(visit) or visit.state in HANDED_IN):
        return JsonResponse({"state": visit.state}, status=409)
    actions.was_seen(round_)
    return JsonResponse(
        {
            "round": round_.number,
            "schema": visit.journey_version.checksum,
            "token": tokens.issue(visit, request.user),
            "handed_in": round_.final_at is not None,
            "server_state": server_state(visit, round_),
            "media": media_of(visit),
        }
    )


@login_required
@require_safe
@never_cache
def outbox(request: SignedIn) -> HttpResponse:
    """Sending: what is on this phone is drawn by its script; from here come the answers that two phones gave."""
    if not request.user.has_perm("people.use_phone"):
        raise PermissionDenied
    data = {"user": phone_user(request.user), "language": get_language(), "conflicts": _conflicts(request.user)}
    return render(request, "phone/outbox.html", {"page_data": data})


def _conflicts(user: Any) -> list[dict[str, Any]]:
    """Fields of open rounds that two phones gave different values and nobody has settled."""
    mine = Visit.objects.visible_to(user).filter(shopper=user, state__in=TO_DO)
    rounds = Round.objects.filter(visit__in=mine, final_at__isnull=True, shopper=user).select_related(
        "visit__journey_version", "visit__location", "visit__scenario"
    )
    found = []
    for round_ in rounds[:MOST_VISITS]:
        sheet = sheet_of(round_.visit.journey_version)
        for path, phones in holding.both_values(round_).items():
            if path.endswith(BESIDE):
                continue
            options = [
                {
                    "device": str(device),
                    "value": held.value,
                    "words": wording.value_in_words(sheet, path, held.value),
                    "at": held.at.isoformat(),
                }
                for device, held in phones.items()
            ]
            found.append(
                {
                    "visit": str(round_.visit.uuid),
                    "round": round_.number,
                    "title": round_.visit.title,
                    "field": path,
                    "question": wording.field_in_words(sheet, path),
                    "options": options,
                    "row": _row(round_, user),
                }
            )
    return found


def _row(round_: Round, user: Any) -> dict[str, Any]:
    """What a phone that never opened this form needs to send its choice."""
    whole = form_data(round_.visit, round_, user)
    return {name: whole[name] for name in ("schema", "language", "token", "urls", "names")}
