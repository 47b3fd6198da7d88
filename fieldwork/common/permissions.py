"""What a page may ask the browser for: nothing, unless its view says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Permissions-Policy"
GUARDED = ("camera", "geolocation", "microphone")  # a photo comes from a file field, which asks no camera


def policy(**allowed: bool) -> str:
    """The header with each guarded thing either for our own page or for nobody."""
    return ", ".join(f"{name}=({'self' if allowed.get(name) else ''})" for name in GUARDED)


class Permissions:
    """Every answer carries a policy; a view that needs more has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault(HEADER, policy())
        return answer
