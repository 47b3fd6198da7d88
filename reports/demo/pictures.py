"""Photographs for the visits: scenes are drawn once, and every visit takes its own shot of one."""

from __future__ import annotations

import hashlib
import io
import random

from PIL import Image, ImageEnhance

from reports.demo import photos
from reports.demo.course import Photo

VARIANTS = 3  # scenes drawn per kind and detail; drawing costs ten times what a shot costs
SLACK = 0.06  # how far a shot may be off the frame of the drawing, as a share of its side


class Album:
    """A pool of drawn scenes. A shot of one is framed and lit a little differently each time.

    Two visits never send the same file: the review room marks exactly that as a doubt.
    """

    def __init__(self) -> None:
        self.drawn: dict[str, Image.Image] = {}

    def bytes_of(self, photo: Photo) -> bytes:
        """The picture of a photo as JPEG; the same photo always has the same bytes."""
        chance = random.Random(f"{photo.uuid}")
        key = f"{photo.scene}:{sorted(photo.detail.items())}:{chance.randrange(VARIANTS)}"
        if key not in self.drawn:
            drawn = photos.render(photo.scene, key, **photo.detail)
            self.drawn[key] = Image.open(io.BytesIO(drawn)).convert("RGB")
        return _shot(self.drawn[key], chance)


def _shot(scene: Image.Image, chance: random.Random) -> bytes:
    width, height = scene.size
    cut = [round(side * SLACK * chance.random()) for side in (width, height, width, height)]
    framed = scene.crop((cut[0], cut[1], width - cut[2], height - cut[3]))
    out = io.BytesIO()
    ImageEnhance.Brightness(framed).enhance(chance.uniform(0.9, 1.08)).save(out, "JPEG", quality=85)
    return out.getvalue()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as the phone announces it."""
    return hashlib.sha256(data).hexdigest()
