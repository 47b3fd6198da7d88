"""The language of a person: their own choice, then the browser's, then Dutch."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE = settings.LANGUAGE_COOKIE_NAME


class Language:
    """Activate the language of whoever is asking. A visitor's choice is kept in a cookie, once they make one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        code = person.language if person.is_authenticated else translation.get_language_from_request(request)
        with translation.override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if not person.is_authenticated:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
