"""Pages of links: for who shares a report, and for whoever opens one without an account.

The public page tells neither title nor client: mail programs and chats open links to draw a preview of them. Opening
it changes nothing either; only its button hands out the file and counts.
"""

import io
import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.notices.mails import address
from fieldwork.people.middleware import COOKIE
from fieldwork.people.signed_in import SignedIn
from reports.documents import links
from reports.documents import views as reports
from reports.documents.models import MOST_DOWNLOADS, Report, ReportLink
from reports.documents.states import LINK_LOOKS, LinkState
from reports.documents.versions import standing_of

URLS = {
    reports.DESK: {"links": "documents:links", "revoke": "documents:link_revoke"},
    reports.CLIENT: {"links": "client:report_links", "revoke": "client:report_link_revoke"},
}
MOST_SHOWN = 100
MOST_PER_MINUTE = 30  # openings from one address
# A page with a secret in its address is kept nowhere, found by nobody and told to no other site.
QUIET = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class LinkForm(forms.Form):
    """For how long, and what for."""

    days = forms.IntegerField(
        label=gettext_lazy("For how many days?"), min_value=1, max_value=links.MOST_DAYS, initial=links.USUAL_DAYS,
        widget=forms.NumberInput(attrs={"class": "input short"}),
    )  # fmt: skip
    label = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("Only stands in this list, so that you know which link is which."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


def _report(request: SignedIn, room: str, uuid: UUID) -> Report:
    if not request.user.has_perm(reports.MAY_ENTER[room]):
        raise PermissionDenied
    report = get_object_or_404(Report.objects.visible_to(request.user).with_facts(), uuid=uuid)
    if not request.user.has_perm("documents.share"):
        raise PermissionDenied
    return report


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_report(request: SignedIn, room: str, uuid: UUID) -> HttpResponse:
    """The links of one report, and a form for a new one. Its address is shown once, in the answer to the form."""
    report = _report(request, room, uuid)
    form = LinkForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        _link, token = links.make(report, request.user, form.cleaned_data["days"], form.cleaned_data["label"])
        made, form = address(reverse("links:open", args=[token])), LinkForm()
    rows = [_row(link) for link in report.links.select_related("made_by")[:MOST_SHOWN]]
    context = {
        "report": report, "may_share": report.is_shareable, "form": form,
        "standing": standing_of([report], request.user)[report.pk], "made": made, "rows": rows, "most": MOST_DOWNLOADS,
        "urls": reports.URLS[room] | URLS[room], "room": room,
    }  # fmt: skip
    answer = render(request, f"{room}/reports/links.html", context, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _row(link: ReportLink) -> dict[str, Any]:
    state = link.state
    tone, icon = LINK_LOOKS[state]
    left = (timezone.localdate(link.expires_at) - timezone.localdate()).days
    is_live = state in (LinkState.LIVE, LinkState.SILENT)  # it can be revoked
    return {"link": link, "state": state, "tone": tone, "icon": icon, "is_live": is_live, "days_left": left}


@login_required
@require_POST
def revoke(request: SignedIn, room: str, uuid: UUID, pk: int) -> HttpResponse:
    """Let one link open nothing any more."""
    report = _report(request, room, uuid)
    links.revoke(get_object_or_404(ReportLink.objects.visible_to(request.user), report=report, pk=pk), request.user)
    messages.success(request, _("The link is revoked. It opens nothing any more."))
    return redirect(URLS[room]["links"], uuid)


@csrf_exempt  # the secret in the address is the permission; there is no cookie to abuse
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a link opens: a page with a button, and behind the button the file."""
    answer = _opened(request, token)
    for name, value in QUIET.items():
        answer.headers[name] = value
    return answer


def _opened(request: HttpRequest, token: str) -> HttpResponseBase:
    if _openings(request) > MOST_PER_MINUTE:
        busy = render(request, "links/busy.html", status=429)
        busy.headers["Retry-After"] = "60"
        return busy
    link = links.find(token)
    if link is None:
        return render(request, "links/gone.html", status=404)
    if request.method == "POST" and link.report.is_shareable:
        name, pdf = links.hand_out(link)
        return FileResponse(io.BytesIO(pdf), as_attachment=True, filename=name, content_type="application/pdf")
    # A visitor who chose no language reads the one of the report.
    with translation.override(get_language() if COOKIE in request.COOKIES else link.report.language):
        is_replaced = standing_of([link.report])[link.report_id].is_replaced
        return render(request, "links/open.html", {"link": link, "report": link.report, "is_replaced": is_replaced})


def _openings(request: HttpRequest) -> int:
    """How often this address opened links in this minute, this time included."""
    key = f"links:{get_adapter().get_client_ip(request)}:{int(time.time()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return int(cache.incr(key))
    except ValueError:  # it went just now; then it is the first one
        return 1
