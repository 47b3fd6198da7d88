"""The door before the verification page: nothing large is read, and nothing that is read is kept.

The middleware stands before whoever reads forms, so that a file that comes in is hashed as it passes, piece by
piece, and never written down. A file is never opened as a PDF here: a hash has no bomb in it.
"""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reports.documents.numbers import LETTERS

PATH = "/verify/"
LARGEST = 50 * 2**20  # bytes of a file; our largest reports are far below
AROUND = 64 * 2**10  # what a form adds to its file
MOST_PER_MINUTE = 30  # questions from one address; a person needs two or three
# In the metadata of the file, and in its signature, where a dash is written as its octal code.
CARRIED = re.compile(rf"R(?:-|\\055)([{LETTERS}]{{4}})(?:-|\\055)([{LETTERS}]{{4}})".encode())
LONGEST_CARRIED = 17
MOST_CARRIED = 5  # numbers looked up for one file


class HashedFile(UploadedFile):
    """What is left of a file that passed: its SHA-256, its size, how it began and the numbers it carries."""

    def __init__(self, name: str, size: int, sha256: str, is_pdf: bool, numbers: tuple[str, ...]) -> None:
        super().__init__(file=None, name=name, content_type="application/octet-stream", size=size)
        self.sha256, self.is_pdf, self.numbers = sha256, is_pdf, numbers

    def close(self) -> None:
        """Nothing is open: what passed was not kept."""


class HashingHandler(FileUploadHandler):
    """Hashes a file while it comes in, and looks for the numbers of reports in its plain parts."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest, self.size, self.tail = hashlib.sha256(), 0, b""
        self.begins_as_pdf = False
        self.numbers: dict[tuple[bytes, bytes], None] = {}

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not start:
            self.begins_as_pdf = raw_data.startswith(b"%PDF-")
        self.size += len(raw_data)
        if self.size > LARGEST:
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)
        seen = self.tail + raw_data
        if len(self.numbers) < MOST_CARRIED:
            self.numbers |= dict.fromkeys(CARRIED.findall(seen))
        self.tail = seen[1 - LONGEST_CARRIED :]

    def file_complete(self, file_size: int) -> HashedFile:
        numbers = tuple(f"R-{one.decode()}-{two.decode()}" for one, two in list(self.numbers)[:MOST_CARRIED])
        return HashedFile(self.file_name or "", self.size, self.digest.hexdigest(), self.begins_as_pdf, numbers)

    def upload_interrupted(self) -> None:
        """Nothing was kept, so there is nothing to throw away."""


class Intake:
    """Counts who asks, refuses what is too large before reading it, and has the rest hashed as it comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return self.get_response(request)
        if _asked(request) > MOST_PER_MINUTE:
            told = _("Too many questions from your address. Wait a minute and try again.")
            return self._refused(request, told, 429)
        if request.method == "POST":
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + AROUND:
                told = _("This file is too large to be one of our reports. Files up to 50 MB can be checked.")
                return self._refused(request, told, 413)
            request.upload_handlers = [HashingHandler(request)]
        return self.get_response(request)

    def _refused(self, request: HttpRequest, told: str, status: int) -> HttpResponse:
        answer = render(request, "verify/page.html", {"told": told}, status=status)
        if status == 429:
            answer.headers["Retry-After"] = "60"
        return answer


def _asked(request: HttpRequest) -> int:
    """How often this address asked in this minute, this time included."""
    key = f"verify:{get_adapter().get_client_ip(request)}:{int(time.time()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return int(cache.incr(key))
    except ValueError:  # it went just now; then it is the first one
        return 1
