"""Which pages call themselves a note app: whoever looks over a shopper's shoulder reads nothing about the agency."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

COOKIE = "notes"  # kept by a browser in which a shopper was at work
PHONE = "/phone/"
SHOPPER = "shopper"


def is_discreet(request: HttpRequest) -> bool:
    """Whether this page may be seen in a shopper's hand.

    Every page below the shopper's address and every page of a shopper; the pages that everybody shares, such as the
    log-in, when they lead there or when this browser was a shopper's before.
    """
    user = getattr(request, "user", None)
    if request.path_info.startswith(PHONE):
        return True
    if user is not None and user.is_authenticated:
        return (
            getattr(user, "role", "") == SHOPPER
        )  # as written in the row: asking for a right costs every page queries
    return _following(request).startswith(PHONE) or COOKIE in request.COOKIES


def _following(request: HttpRequest) -> str:
    """Where a form leads; one that cannot be read leads nowhere, and the page that says so is drawn all the same."""
    try:
        return request.POST.get("next") or request.GET.get("next") or ""
    except (SuspiciousOperation, BadRequest, MultiPartParserError, OSError):
        return ""


def context(request: HttpRequest) -> dict[str, bool]:
    """For templates: ``discreet``."""
    return {"discreet": is_discreet(request)}
