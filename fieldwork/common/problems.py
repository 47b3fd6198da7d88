"""One shape for every error of the API: problem+json (RFC 9457)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from fieldwork.common.errors import DomainError, Invalid


def body(status_code: int, code: str, detail: str, **extra: object) -> dict:
    """The JSON body of one problem; ``extra`` are further members, such as ``questions``."""
    return {"type": f"urn:veldwerk:{code}", "title": code, "status": status_code, "detail": detail, **extra}


def handle(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler: domain errors with their own status, everything else as DRF sees it."""
    if isinstance(error, DomainError):
        extra: dict = dict(error.details)
        if isinstance(error, Invalid):
            extra["problems"] = error.problems
        said = body(error.status, error.code, str(error.message), **extra)
        return Response(said, status=error.status, content_type="application/problem+json")
    answer = exception_handler(error, context)
    if answer is None:
        return None
    code = {Http404: "not_found", PermissionDenied: "permission_denied"}.get(type(error))
    code = code or getattr(error, "default_code", "error")
    if isinstance(error, exceptions.ValidationError):
        answer.data = body(answer.status_code, "invalid", _("Some fields cannot be accepted."), fields=answer.data)
    else:
        detail = answer.data.get("detail", "") if isinstance(answer.data, dict) else answer.data
        answer.data = body(answer.status_code, str(code), str(detail))
    answer.content_type = "application/problem+json"
    return answer


def response(error: DomainError, request: HttpRequest) -> JsonResponse:
    """The same answer for plain Django views."""
    extra: dict = dict(error.details)
    if isinstance(error, Invalid):
        extra["problems"] = error.problems
    return JsonResponse(
        body(error.status, error.code, str(error.message), **extra),
        status=error.status or status.HTTP_409_CONFLICT,
        content_type="application/problem+json",
    )
