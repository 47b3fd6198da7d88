"""Two small doors: nothing with a NUL byte comes in, and domain errors become one clear page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fieldwork.common import problems
from fieldwork.common.errors import DomainError


class CleanInput:
    """Refuse NUL bytes in the address or a form: PostgreSQL cannot store them and no person types them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in v for vs in request.GET.lists() for v in (vs[0], *vs[1])):
            return self._refuse(request)
        form = (request.content_type or "") in ("application/x-www-form-urlencoded", "multipart/form-data")
        if request.method == "POST" and form and any("\0" in v for vs in request.POST.lists() for v in vs[1]):
            return self._refuse(request)
        return self.get_response(request)

    @staticmethod
    def _refuse(request: HttpRequest) -> HttpResponse:
        text = _("The text holds a character that cannot be stored. Remove it and send again; nothing was changed.")
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


class DomainErrors:
    """Turn a ``DomainError`` of a page into its status with a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only domain errors; everything else is a fault and stays one."""
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            return problems.response(error, request)
        back = request.headers.get("Referer", "")
        own = back.startswith(f"{request.scheme}://{request.get_host()}/")
        context = {"error": error, "back": back if own else "/", "problems": getattr(error, "problems", [])}
        return render(request, "ui/problem.html", context, status=error.status)
