"""What a shopper may give beside the answers: where they are, and spoken notes. Plain values; nothing here counts."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fieldwork.journeys.kinds import BadValue
from fieldwork.measurement.numbers import is_number

MOST_MEMOS = 3  # of one step
DECIMALS = 5  # of a degree: about a metre
FARTHEST_M = 20_040_000  # half way round the earth; no phone is less sure than that
# The shopper said no; the phone or its browser said no; yes, but the phone did not know in time, or not at all.
SKIPS = ("declined", "denied", "timeout", "unavailable")
SAID_YES = ("timeout", "unavailable")
WITHDRAWN = {"withdrawn": True}  # what stands where a position stood that was taken back


def memo(value: Any) -> dict[str, Any] | None:
    """``{"v": [media ids]}``, at most three; ``None`` when none is left. Raises ``BadValue`` and ``ValueError``."""
    ids = None if value is None else value["v"]
    if not ids:
        return None
    if not isinstance(ids, list) or len(set(ids)) != len(ids):
        raise ValueError
    if len(ids) > MOST_MEMOS:
        raise BadValue("too_many", _("At most 3 spoken notes belong to one step. Remove one."))
    return {"v": [str(UUID(one)) for one in ids]}


def position(value: Any) -> dict[str, Any] | None:
    """``{"v": {"lat", "lon", "accuracy_m"}}`` in degrees and metres, ``{"skipped": one of SKIPS}``, or ``WITHDRAWN``.

    Raises ``ValueError`` (or what a value of another shape raises) for anything else.
    """
    if value is None:
        return None
    if value.get("v") is not None:
        place = value["v"]
        return {"v": _place(place["lat"], place["lon"], place["accuracy_m"])}
    if value.get("withdrawn") is True:
        return dict(WITHDRAWN)
    if value["skipped"] not in SKIPS:
        raise ValueError
    return {"skipped": value["skipped"]}


def _place(lat: Any, lon: Any, accuracy: Any) -> dict[str, float]:
    if not (is_number(lat) and is_number(lon) and is_number(accuracy)):
        raise ValueError
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= accuracy <= FARTHEST_M):
        raise ValueError
    return {"lat": round(float(lat), DECIMALS), "lon": round(float(lon), DECIMALS), "accuracy_m": round(accuracy)}


def place_in(text: str) -> dict[str, float] | None:
    """The place in a header, ``lat,lon,accuracy``; ``None`` when there is none to read. Never raises."""
    try:
        lat, lon, accuracy = (float(part) for part in text.split(","))
        return _place(lat, lon, accuracy)
    except ValueError:
        return None


def consents(value: Any) -> bool:
    """Whether this choice lets photos carry their place: said yes, also when the phone did not know it then."""
    return bool(value) and ("v" in value or value.get("skipped") in SAID_YES)
