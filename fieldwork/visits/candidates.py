"""Who could do a free visit: active shoppers with the facts a planner weighs, nearest first."""

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fieldwork.people.models import User
from fieldwork.visits.models import Visit
from fieldwork.visits.states import TO_DO, VisitState

EARTH_KM = 6371.0
SHOWN = 8
LOOKED_AT = 2000


@dataclass(frozen=True)
class Candidate:
    """One shopper beside one visit; no feelings, no scores."""

    pk: int
    name: str
    city: str
    languages: tuple[str, ...]
    km: float | None
    open_work: int
    in_wave: int
    here_open: int
    last_here: datetime | None


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude) in degrees; haversine, mean earth radius 6371 km."""
    (lat_a, lon_a), (lat_b, lon_b) = [(radians(p[0]), radians(p[1])) for p in (a, b)]
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _count(visits: QuerySet[Visit]) -> Coalesce:
    counted = visits.order_by().values("shopper").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def for_visit(visit: Visit, search: str = "", shown: int = SHOWN) -> tuple[list[Candidate], int]:
    """The first ``shown`` shoppers for a visit and how many match in all; one query.

    Order: nearest first when both places are known, then least work at hand, then name.
    """
    theirs = Visit.objects.filter(shopper=OuterRef("pk"))
    over = [VisitState.CANCELLED, VisitState.EXPIRED, VisitState.NO_SHOW]
    here = theirs.filter(location=visit.location_id).exclude(pk=visit.pk)
    last = here.exclude(submitted_at=None).order_by("-submitted_at").values("submitted_at")
    shoppers = User.objects.shoppers().annotate(
        open_work=_count(theirs.filter(state__in=TO_DO)),
        in_wave=_count(theirs.filter(wave=visit.wave_id).exclude(state__in=over)),
        here_open=_count(here.filter(state__in=TO_DO)),
        last_here=Subquery(last[:1]),
    )
    for word in search.split()[:5]:
        shoppers = shoppers.filter(Q(name__icontains=word) | Q(profile__city__icontains=word))
    names = ("pk", "name", "open_work", "in_wave", "here_open", "last_here")
    rows: Any = shoppers.values(
        *names, city=F("profile__city"), lat=F("profile__latitude"), lon=F("profile__longitude"),
        tongues=F("profile__languages"),
    )[:LOOKED_AT]  # fmt: skip
    place = (visit.location.latitude, visit.location.longitude)
    found = [_candidate(row, place) for row in rows]
    found.sort(key=lambda one: (one.km is None, one.km or 0, one.open_work, one.name))
    return found[:shown], len(found)


def _candidate(row: dict, place: tuple[float | None, float | None]) -> Candidate:
    known = None not in (*place, row["lat"], row["lon"])
    return Candidate(
        pk=row["pk"],
        name=row["name"],
        city=row["city"] or "",
        languages=tuple(row["tongues"] or ()),
        km=kilometres(place, (row["lat"], row["lon"])) if known else None,  # type: ignore[arg-type]
        open_work=row["open_work"],
        in_wave=row["in_wave"],
        here_open=row["here_open"],
        last_here=row["last_here"],
    )
