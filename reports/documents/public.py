"""The page on which anybody can check a report: a file, its SHA-256 or its number in; a verdict out.

No login, no cookie, no script needed. Nothing is kept of what comes in, so nothing guards the form but its limits.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reports.documents import verification
from reports.documents.intake import HashedFile
from reports.documents.numbers import read_number

SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_TYPED = 200  # characters of a hash or number, with what comes along when it is pasted
NO_NUMBER = gettext_lazy("That is not the number of a report. It looks like R-7F3K-92QX.")


@csrf_exempt  # it changes nothing, for nobody
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask about a file, a SHA-256 or a number; the answer stands on the same page."""
    if request.method != "POST":
        asked = request.GET.get("number", "")[:MOST_TYPED].strip()
        if not asked:
            return _page(request)
        known = read_number(asked)
        if known:
            return redirect("verify:number", known)
        return _page(request, told=NO_NUMBER, typed={"number": asked}, status=422)
    typed = {name: request.POST.get(name, "")[:MOST_TYPED].strip() for name in ("sha256", "number")}
    known = read_number(typed["number"])
    sent: Any = request.FILES.get("file")
    if isinstance(sent, HashedFile) and sent.name:
        return _of_file(request, sent, known, typed)
    if typed["sha256"]:
        sha256 = re.sub(r"\s", "", typed["sha256"]).lower()
        if not SHA256.fullmatch(sha256):
            told = _("That is not a SHA-256. It has 64 characters: digits and the letters a to f.")
            return _page(request, told=told, typed=typed, status=422)
        return _page(request, verification.of_file(sha256, (known,) if known else ()), typed=typed)
    if known:
        return redirect("verify:number", known)
    told = str(NO_NUMBER) if typed["number"] else _("Choose the PDF, or fill in its SHA-256 or its number.")
    return _page(request, told=told, typed=typed, status=422)


def _of_file(request: HttpRequest, sent: HashedFile, number: str | None, typed: dict[str, str]) -> HttpResponse:
    if not sent.size:
        told = _("This file is empty. Choose the PDF itself.")
        return _page(request, told=told, typed=typed, status=422)
    if not sent.is_pdf:
        told = _("This is not a PDF. Our reports are PDF files; choose the one you received.")
        return _page(request, told=told, typed=typed, status=422)
    numbers = tuple(dict.fromkeys([*([number] if number else []), *sent.numbers]))
    return _page(request, verification.of_file(sent.sha256, numbers), typed=typed, sha256=sent.sha256)


@require_safe
def number(request: HttpRequest, typed: str) -> HttpResponse:
    """Where the QR code of a report leads: what is known of its number, and the form to compare the file."""
    known = read_number(typed)
    if known is None:
        return _page(request, told=NO_NUMBER, status=404)
    answer = verification.of_number(known)
    return _page(request, answer, typed={"number": known})


def _page(
    request: HttpRequest, answer: verification.Answer | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    page = render(request, "verify/page.html", {"answer": answer} | context, status=status)
    page.headers["Cache-Control"] = "no-store"
    page.headers["X-Robots-Tag"] = "noindex"
    return page
