"""Small doors: what cannot be stored or read stays out, domain errors become one clear page, pages travel light."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fieldwork.common import problems
from fieldwork.common.errors import DomainError

NUL = _("The text holds a character that cannot be stored. Remove it and send again; nothing was changed.")
TOO_MUCH = _("This is more text than fits. Nothing was changed. Go back, make it shorter and send again.")
UNREADABLE = _("What came in could not be read. Nothing was changed. Go back, reload the page and send again.")
STALE = _(
    "This page was open for too long, or somebody logged in or out in another window. Nothing was changed. "
    "Go back, reload the page and send again."
)


class SmallPages(GZipMiddleware):
    """Compress pages on their way out: the phone's form is 50 kB, and a fifth of that over a bad line.

    Pages only: an answer to a script keeps the bytes that its Content-Digest names. Against secrets guessed from the
    length (BREACH) Django masks its token anew in every page, and pads every page by a random number of bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The same response, compressed when it is a page and the browser takes it."""
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class CleanInput:
    """Refuse what no form of ours can send: NUL bytes, more than fits, a body that cannot be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            # PostgreSQL cannot store NUL, and no person types it.
            if "\0" in request.path or _holds_nul(request.GET):
                return _refused(request, NUL)
            form = (request.content_type or "") in ("application/x-www-form-urlencoded", "multipart/form-data")
            if request.method == "POST" and form and _holds_nul(request.POST):
                return _refused(request, NUL)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return _refused(request, TOO_MUCH, 413)
        except (BadRequest, MultiPartParserError):
            return _refused(request, UNREADABLE)
        return self.get_response(request)


def _holds_nul(sent: QueryDict) -> bool:
    return any("\0" in word for name, words in sent.lists() for word in (name, *words))


def _refused(request: HttpRequest, message: str | Promise, status: int = 400) -> HttpResponse:
    error = DomainError(message)
    error.code, error.status = "refused", status
    return _told(request, error)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is missing or old, in words that help."""
    return _refused(request, STALE, 403)


def _told(request: HttpRequest, error: DomainError) -> HttpResponse:
    """One clear page, or problem+json for programs."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        return problems.response(error, request)
    back = request.headers.get("Referer", "")
    own = back.startswith(f"{request.scheme}://{request.get_host()}/")
    context = {"error": error, "back": back if own else "/", "problems": getattr(error, "problems", [])}
    return render(request, "ui/problem.html", context, status=error.status)


class DomainErrors:
    """Turn a ``DomainError`` of a page into its status with a page that says what to do.

    Also an address that only takes forms and is opened by hand, or by choosing a language on the page that
    such a form gave back: Django's own answer to that is an empty page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or request.method != "GET" or request.path.startswith("/api/") or answer.content:
            return answer
        page = render(request, "404.html", status=405)
        page.headers["Allow"] = answer.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only domain errors; everything else is a fault and stays one."""
        if not isinstance(error, DomainError):
            return None
        return _told(request, error)
