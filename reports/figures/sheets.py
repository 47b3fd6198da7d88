"""Freezes one visit and one location over the waves, as far as somebody may know them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from fieldwork.capture.models import Media
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Study, Wave

from . import published
from .choices import scope_of
from .cuts import By, Of, Selection, cut
from .logos import logo_of
from .queries import journey_figures
from .shape import Figures
from .sheet_shapes import SCHEMA, LocationFigures, LocationVisit, LocationWave, SheetMeta, Standing, VisitFigures

MOST_VISITS = 60  # in the list of a location; all of them stay counted


def visit_sheet(user: User, public_key: UUID, language: str, *, made_at: datetime | None = None) -> VisitFigures | None:
    """One approved visit in ``language``, JSON-safe; ``None`` when this person may not know of it."""
    with translation.override(language):
        found = published.visit_for(user, public_key)
    if found is None:
        return None
    study = Study.objects.select_related("client").get(waves__visits__public_key=public_key)
    copies = _copies(found)
    return {
        "schema": SCHEMA,
        "language": language,
        "meta": _meta(study, made_at),
        "key": found["key"],
        "journey": found["journey"],
        "wave": found["wave"],
        "place": found["place"],
        "channel": found["channel"],
        "scenario": found["scenario"],
        "day": found["day"].isoformat() if found["day"] else None,
        "daypart": found["daypart"],
        "score": found["score"],
        "checklist": found["checklist"],
        "grade": found["grade"],
        "recommend": found["recommend"],
        "steps": [_step(step, copies) for step in found["steps"]],
    }


def _meta(study: Study, made_at: datetime | None) -> SheetMeta:
    return {
        "client": study.client.name,
        "client_color": study.client.colour or None,
        "client_logo": logo_of(study.client),
        "study": study.title,
        "made_at": (made_at or timezone.now()).isoformat(),
    }


def _copies(visit: dict[str, Any]) -> dict[str, str]:
    """The names of the report copies of the photos that may be shown."""
    wanted = {photo for step in visit["steps"] for answer in step["answers"] for photo in answer["photos"]}
    rows = Media.objects.filter(pk__in=wanted).exclude(copy="").values_list("pk", "copy") if wanted else ()
    return {str(pk): copy for pk, copy in rows}


def _step(step: dict[str, Any], copies: dict[str, str]) -> Any:
    told = ("title", "phase", "channel", "occurrence", "unanswered", "score", "checklist", "grade", "cause", "said")
    answers = ("text", "words", "status", "reason", "percent")
    first = step["first_impression"]
    return {
        **{name: step[name] for name in told},
        "first_impression": str(first["words"]) if first else "",
        "named": [{"word": one["word"], "intensity": one["intensity"]} for one in step["named"]],
        "answers": [{name: answer[name] for name in answers} for answer in step["answers"]],
        "photos": [
            photo
            for answer in step["answers"]
            for photo in (
                *({"name": copies.get(pk), "caption": answer["text"], "missing": None} for pk in answer["photos"]),
                *({"name": None, "caption": answer["text"], "missing": "not_ready"},) * answer["waiting"],
            )
        ],
    }


def location_sheet(
    user: User, study: Study, location: Location, waves: Iterable[Wave], *, made_at: datetime | None = None
) -> LocationFigures | None:
    """One site over the waves, JSON-safe; ``None`` when this person may not know of it, or nothing was approved there.

    "All locations" are those in this person's own part of the tree.
    """
    if not Location.objects.visible_to(user).filter(pk=location.pk, client=study.client_id).exists():
        return None
    nodes = scope_of(user)
    in_order = sorted(waves, key=lambda wave: wave.number)
    rows = _over_waves(study, in_order, location, nodes)
    walked = [wave for wave, row in zip(in_order, rows, strict=True) if row["part"]["n"]]
    if not walked:
        return None
    figures = journey_figures(study, [walked[-1]], [location], made_at=made_at)
    whole = journey_figures(study, [walked[-1]], nodes, made_at=made_at, details=False)
    visits = published.visits_for(user, published.Filters(study=study.pk, location=location.pk))
    return {
        "schema": SCHEMA,
        "meta": _meta(study, made_at),
        "location": location.name,
        "waves": rows,
        "standing": _standing(whole, location.code),
        "whole_steps": {step["key"]: step["both"] for step in whole["steps"]},
        "figures": figures,
        "visits": [_visit(row) for row in visits[:MOST_VISITS]],
        "n_visits": visits.count(),
    }


def _over_waves(study: Study, waves: list[Wave], location: Location, nodes: list[Location]) -> list[LocationWave]:
    if not waves:
        return []
    parts, wholes = (
        {cell.key: cell.result for cell in cut(Selection(study, tuple(waves), tuple(where)), By.WAVE, Of.JOURNEY)}
        for where in ([location], nodes)
    )
    return [{"title": wave.title, "part": parts[str(wave.pk)], "whole": wholes.get(str(wave.pk))} for wave in waves]


def _standing(whole: Figures, code: str) -> Standing:
    found = whole["locations"]
    keys = [row["key"] for row in found["rows"]]
    rank = keys.index(code) + 1 if found["ranked"] and code in keys else None
    return {"ranked": found["ranked"], "reliability": found["reliability"], "rank": rank, "of": len(keys)}


def _visit(row: dict[str, Any]) -> LocationVisit:
    return {
        "key": row["key"],
        "day": row["day"].isoformat() if row["day"] else None,
        "daypart": row["daypart"],
        "wave": row["wave"],
        "channel": row["channel"],
        "score": row["score"],
        "checklist": row["checklist"],
    }
