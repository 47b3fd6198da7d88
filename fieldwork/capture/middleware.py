"""Pages of the shopper tell which version of the files they were made for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fieldwork.capture import shell


class ShellVersion:
    """Adds ``X-Shell`` below the shopper's address: the worker keeps a page only beside its own files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(shell.scope()):
            response.headers[shell.HEADER] = shell.version()
        return response
