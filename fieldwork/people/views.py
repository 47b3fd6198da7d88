"""The front door: everybody lands on the page of their work."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from fieldwork.people.middleware import COOKIE
from fieldwork.people.signed_in import SignedIn
from fieldwork.people.states import CLIENTS, Role

FIRST_PAGE = {Role.SHOPPER: "phone:visits", Role.REVIEWER: "review:queue"}


@login_required
def home(request: SignedIn) -> HttpResponse:
    """Send a person to the first page of their role."""
    role = Role(request.user.role)
    return redirect("client:overview" if role in CLIENTS else FIRST_PAGE.get(role, "visits:today"))


@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language: with the account, or in a cookie for a visitor.

    A visitor's form carries no token, so that no public page leaves a cookie with somebody who only reads it. The
    worst a stranger's page can do is show them ours in the other language; an account stays guarded.
    """
    return csrf_protect(_keep_language)(request) if request.user.is_authenticated else _keep_language(request)


def _keep_language(request: HttpRequest) -> HttpResponse:
    code = "en" if request.POST.get("language") == "en" else "nl"
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    if request.user.is_authenticated and request.user.language != code:
        request.user.language = code
        request.user.save(update_fields=["language"])
    answer = HttpResponseRedirect(back)
    answer.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax")
    return answer
