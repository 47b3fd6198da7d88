"""A small private file as an answer, whole or the part that a player asks for (RFC 9110, one range)."""

import re

from django.http import HttpResponse

ASKED = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def answer(data: bytes, content_type: str, asked: str = "") -> HttpResponse:
    """Answer with ``data``, or with the part in ``asked`` (the ``Range`` header): 206, and 416 when it lies outside.

    A range that cannot be read is as none: 200 with everything. Never kept by a browser or a proxy.
    """
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Accept-Ranges": "bytes"}
    found = ASKED.fullmatch(asked.strip())
    if not found or not (found[1] or found[2]):
        return HttpResponse(data, content_type=content_type, headers=headers)
    size = len(data)
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    else:  # the last so many bytes
        first, last = max(0, size - int(found[2])), size - 1
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(data[first : last + 1], status=206, content_type=content_type, headers=headers)
