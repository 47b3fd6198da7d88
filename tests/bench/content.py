"""The report that our renderer and its peers print: twenty pages, twenty-six photos, every chapter there is.

Its figures are those that the tests look at and its photos are as heavy as real ones, so that what it costs can be
compared between machines and years; the demo's own report is measured beside it.
"""

import io
import random
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

SIDE = (1600, 1200)  # what our phone page sends
CAMERA = (4032, 3024)  # what the camera of a phone makes
PHOTOS = (3, 4, 3, 4, 4, 4, 4)  # of each step; what fits on its page
CAPTIONS = ("Nummerscherm uit, stadhuis, 12 november", "Balie Servicepunt Zuid", "Looproute vanaf de ingang",
            "Overzicht van kosten op papier")  # fmt: skip
NUMBER = "R-7F3K-92QX"


class Content(NamedTuple):
    """Arguments of ``render_pdf``, and the photos as they were uploaded, by the same names."""

    order: dict[str, Any]
    uploads: dict[str, bytes]


def content() -> Content:
    """The sample report with what people wrote, its photos prepared as the product does when they come in."""
    from fieldwork.capture.photos import prepare
    from reports.documents.enclosures import enclosures
    from reports.documents.rendering import Options
    from tests.reports.sample_interpretation import interpretation

    figures, written = _figures(), interpretation()
    names = [photo["name"] for step in figures["steps"] for photo in step["photos"]]
    uploads = {name: upload(number) for number, name in enumerate(names)}
    order = {
        "figures": figures,
        "language": "nl",
        "pictures": {name: prepare(body).copy for name, body in uploads.items()},
        "interpretation": written,
        "options": Options(report_number=NUMBER, verify_url=f"https://veldwerk.example/verify/{NUMBER}"),
        "attachments": enclosures(figures, "nl", written),
    }
    return Content(order, uploads)


def _figures() -> Any:
    """The sample without its last step, that eight people walked: it would make one page more."""
    from tests.reports.sample_figures import photo_of, with_priorities

    figures: Any = with_priorities()
    gone = figures["steps"].pop()["key"]
    figures["phases"] = [phase for phase in figures["phases"] if gone not in phase["steps"]]
    figures["pain_points"] = [pain for pain in figures["pain_points"] if pain["step"] != gone]
    figures["drivers"]["drivers"] = [one for one in figures["drivers"]["drivers"] if one["name"] != gone]
    figures["priorities"]["gains"] = [gain for gain in figures["priorities"]["gains"] if gain["step"] != gone]
    for step, many in zip(figures["steps"], PHOTOS, strict=True):
        step["photos"] = [photo_of(step["key"], n, caption) for n, caption in enumerate(CAPTIONS[:many], start=1)]
    return figures


def camera_photos(names: Collection[str]) -> dict[str, bytes]:
    """A photo of a camera under each name; no two are the same file, so that none is read only once."""
    photo = upload(1, CAMERA)
    comments = (f"{number:04}".encode() for number, _name in enumerate(names))
    return {
        name: photo[:2] + b"\xff\xfe\x00\x06" + words + photo[2:] for name, words in zip(names, comments, strict=True)
    }


@cache
def upload(seed: int, side: tuple[int, int] = SIDE) -> bytes:
    """A picture with soft planes and some grain, about as heavy as a real one, with the time and place of a phone."""
    from PIL import Image, ImageFilter

    dice = random.Random(seed)
    small = Image.frombytes("RGB", (80, 60), dice.randbytes(80 * 60 * 3))
    soft = small.resize(side, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4))
    grain = Image.effect_noise(side, 18).convert("RGB")
    taken = Image.Exif()
    taken[0x0110] = "Telefoon"
    taken.get_ifd(0x8769)[36867] = "2026:11:12 09:41:00"
    taken.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 24.0), 3: "E", 4: (5.0, 7.0, 12.0)})
    out = io.BytesIO()
    Image.blend(soft, grain, 0.12).save(out, "JPEG", quality=85, exif=taken)
    return out.getvalue()
