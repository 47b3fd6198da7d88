"""Photographs for the visits: drawn once, used by several visits that saw the same thing."""

from __future__ import annotations

import hashlib
from zlib import crc32

from reports.demo import photos
from reports.demo.course import Photo

VARIANTS = 3


class Album:
    """A pool of drawn pictures: per scene and detail at most three different ones."""

    def __init__(self) -> None:
        self.drawn: dict[str, bytes] = {}

    def bytes_of(self, photo: Photo) -> bytes:
        """The picture of a photo as JPEG; the same photo always has the same bytes."""
        detail = sorted(photo.detail.items())
        key = f"{photo.scene}:{detail}:{crc32(photo.seed.encode()) % VARIANTS}"
        if key not in self.drawn:
            self.drawn[key] = photos.render(photo.scene, key, **photo.detail)
        return self.drawn[key]


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as the phone announces it."""
    return hashlib.sha256(data).hexdigest()
