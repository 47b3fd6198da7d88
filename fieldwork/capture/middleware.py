"""Pages of the shopper tell which version of the files they were made for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from fieldwork.capture import shell
from fieldwork.capture.memory import phone_user
from fieldwork.common import discreet
from fieldwork.people.states import Role

ENTERED = "has_just_logged_in"  # set on a request by ``receivers.mark_the_log_in``


class ShellVersion:
    """Adds ``X-Shell`` and ``X-Owner`` below the shopper's address.

    The worker keeps a page only beside its own files, and forgets everything when another person's page comes in.
    Whoever logs in passes by the worker first, which then forgets what another person left: without that, a slow line
    would show it once more. The cookie keeps the log-in page of this browser as neutral as the rest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        following = response.headers.get("Location", "")
        if hasattr(request, ENTERED) and following.startswith("/"):
            passing = {"as": phone_user(request.user), "next": following}
            response.headers["Location"] = f"{reverse('phone:enter')}?{urlencode(passing)}"
        if request.path.startswith(shell.scope()):
            response.headers[shell.HEADER] = shell.version()
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                response.headers["X-Owner"] = f"{phone_user(user)} {get_language()}"
                if discreet.COOKIE not in request.COOKIES and user.role == Role.SHOPPER:
                    response.set_cookie(
                        discreet.COOKIE, "1", max_age=31_536_000, samesite="Lax", httponly=True,
                        secure=settings.SESSION_COOKIE_SECURE,
                    )  # fmt: skip
        return response
