"""Photos, prepared once when they come in: what format it really is, two clean copies, time and place as fields.

JPEG quality 80 without EXIF: a PDF takes such bytes as they are, where every photo with EXIF would be
decoded and encoded again at each rendering.
"""

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from PIL import Image, ImageOps

from fieldwork.capture.refusals import PhotoRefused
from fieldwork.capture.states import PhotoProblem

FOLDER = "originals"
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
MASTER_SIDE, COPY_SIDE, QUALITY = 2048, 600, 80
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "HEIF": ".heic"}
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TAKEN, TAKEN_ZONE = 36867, 36881


@dataclass(frozen=True, slots=True)
class Prepared:
    """What becomes of one photo: ``master`` (side ≤ 2048 px), ``copy`` (≤ 600 px), both JPEG bytes without EXIF.

    ``width`` and ``height`` are the master's. ``taken_at``, ``latitude`` and ``longitude`` come from the
    file when it had them.
    """

    format: str
    master: bytes
    copy: bytes
    width: int
    height: int
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def check_length(length: int) -> None:
    """Raises ``PhotoRefused`` for no bytes and for too many."""
    if length == 0:
        raise PhotoRefused(PhotoProblem.EMPTY)
    if length > MOST_BYTES:
        raise PhotoRefused(PhotoProblem.TOO_LARGE)


def sniff(data: bytes) -> str:
    """The real format by the first bytes, whatever the name says: JPEG, PNG, WEBP or HEIF.

    Raises ``PhotoRefused`` for no bytes, too many bytes and everything that is not such a picture.
    """
    check_length(len(data))
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "HEIF"
    raise PhotoRefused(PhotoProblem.NOT_A_PHOTO)


def prepare(data: bytes) -> Prepared:
    """Make the two copies of a photo and read its time and place. Raises ``PhotoRefused``.

    The number of pixels is read from the header and refused above 60 million before anything is decoded.
    """
    kind = sniff(data)
    try:
        picture = _open(data, kind)
        if picture.width * picture.height > MOST_PIXELS:
            raise PhotoRefused(PhotoProblem.TOO_MANY_PIXELS)
        picture.draft("RGB", (MASTER_SIDE, MASTER_SIDE))  # JPEG decodes straight to about this size
        taken_at, latitude, longitude = _facts(picture)
        master = _upright(picture)
        master.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small = master.copy()
        small.thumbnail((COPY_SIDE, COPY_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return Prepared(kind, _jpeg(master), _jpeg(small), master.width, master.height, taken_at, latitude, longitude)
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoRefused(PhotoProblem.TOO_MANY_PIXELS) from None
    except Exception:  # decoders raise whatever they like; all of it means that nobody can look at this
        raise PhotoRefused(PhotoProblem.UNREADABLE) from None


def _open(data: bytes, kind: str) -> Image.Image:
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    return Image.open(io.BytesIO(data), formats=[kind])


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it was held, in RGB, on white where it was transparent."""
    ImageOps.exif_transpose(picture, in_place=True)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.info.clear()  # no EXIF, no comment, no profile that came along
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _facts(picture: Image.Image) -> tuple[datetime | None, float | None, float | None]:
    """Moment and place out of EXIF; whatever cannot be read is simply not known."""
    exif: Any = {}
    with suppress(Exception):  # a broken EXIF block must not cost the photo
        exif = picture.getexif()
    if not exif:
        return None, None, None
    taken_at = latitude = longitude = None
    with suppress(Exception):
        taken_at = _moment(exif.get_ifd(EXIF_IFD))
    with suppress(Exception):
        gps = exif.get_ifd(GPS_IFD)
        latitude, longitude = _degrees(gps[2], gps[1], "S", 90), _degrees(gps[4], gps[3], "W", 180)
    return (taken_at, latitude, longitude) if None not in (latitude, longitude) else (taken_at, None, None)


def _moment(exif: Any) -> datetime | None:
    if TAKEN not in exif:
        return None
    moment = datetime.strptime(str(exif[TAKEN])[:19], "%Y:%m:%d %H:%M:%S")
    zone = str(exif.get(TAKEN_ZONE, ""))
    if zone:
        return datetime.fromisoformat(f"{moment.isoformat()}{zone}").astimezone(UTC)
    return timezone.make_aware(moment)


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return None
    return round(-value if str(side).strip("\0 ").upper() == negative else value, 6)
