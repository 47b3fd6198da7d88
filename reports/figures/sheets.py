"""One visit and one location over the waves, as far as somebody may know them: shaped, and frozen."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from fieldwork.capture.models import Media
from fieldwork.common.errors import Invalid
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Study, Wave
from fieldwork.visits.models import Visit

from . import published
from .choices import scope_of
from .cuts import By, Of, Selection, cut
from .facts import counted
from .freezing import Draft, write_once
from .logos import logo_of
from .models import FigureSet
from .queries import journey_figures
from .shape import Figures, Text
from .sheet_shapes import (
    FEWEST_OTHERS,
    SCHEMA,
    LocationFigures,
    LocationVisit,
    LocationWave,
    SheetMeta,
    Standing,
    VisitFigures,
)
from .states import SetKind

MOST_VISITS = 60  # in the list of a location; all of them stay counted


# --- one visit ----------------------------------------------------------------------------------------
def visit_sheet(user: User, public_key: UUID, language: str, *, made_at: datetime | None = None) -> VisitFigures | None:
    """One approved visit in ``language``, JSON-safe; ``None`` when this person may not know of it."""
    with translation.override(language):
        found = published.visit_for(user, public_key)
    if found is None:
        return None
    wave = Wave.objects.select_related("study__client").get(visits__public_key=public_key)
    copies = _copies(found)
    sheet: VisitFigures = {
        "schema": SCHEMA,
        "kind": "visit",
        "language": language,
        "meta": _meta(wave.study, [wave], found["place"], {language: found["journey"]}, 1, made_at),
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
    return sheet


def draft_of_visit(user: User, public_key: UUID) -> Draft:
    """The report of one visit, ready to freeze, in every language: whoever corrects it corrects all of them.

    Raises ``Invalid`` when this person may not know of the visit.
    """
    made_at = timezone.now()
    found = {code: visit_sheet(user, public_key, code, made_at=made_at) for code, _name in settings.LANGUAGES}
    sheets = {code: sheet for code, sheet in found.items() if sheet is not None}
    if len(sheets) < len(found):
        raise Invalid(_("This visit is not approved, or not yours to see. There is nothing to report."))
    metas = [sheet["meta"] for sheet in sheets.values()]
    title = {code: words for meta in metas for code, words in meta["title"].items()}
    told = {code: {name: value for name, value in sheet.items() if name != "meta"} for code, sheet in sheets.items()}
    whole = {"schema": SCHEMA, "kind": "visit", "meta": metas[0] | {"title": title}, "sheets": told}
    visit = Visit.objects.select_related("wave__study").get(public_key=public_key)
    signed = _signed(whole, [_numbers(sheet) for sheet in sheets.values()])
    return _draft(
        SetKind.VISIT, visit.wave.study, [visit.pk], signed, [visit.wave], [visit.pk], visit.location_id,
        _("Only names, colours, the logo or photos changed. The report rests on the same answers."),
    )  # fmt: skip


def _numbers(sheet: VisitFigures) -> list[Any]:
    """What was scored and answered; a photo that came later is no other answer."""
    steps = [{name: value for name, value in step.items() if name != "photos"} for step in sheet["steps"]]
    return [sheet["score"], sheet["checklist"], sheet["grade"], sheet["recommend"], sheet["day"], steps]


def freeze_visit(user: User, public_key: UUID, reason: str = "") -> FigureSet:
    """Write down one approved visit, once; it counts as published from then on. Raises as ``freezing.write_once``."""
    return write_once(draft_of_visit(user, public_key), user, reason)


def _copies(visit: dict[str, Any]) -> dict[str, str]:
    """The names of the report copies of the photos that may be shown."""
    wanted = {photo for step in visit["steps"] for answer in step["answers"] for photo in answer["photos"]}
    rows = Media.objects.filter(pk__in=wanted).exclude(copy="").values_list("pk", "copy") if wanted else ()
    return {str(pk): copy for pk, copy in rows}


def _step(step: dict[str, Any], copies: dict[str, str]) -> Any:
    told = (
        "key",
        "title",
        "phase",
        "channel",
        "occurrence",
        "unanswered",
        "score",
        "checklist",
        "grade",
        "cause",
        "said",
    )
    answers = ("path", "text", "words", "status", "reason", "percent")
    first = step["first_impression"]
    return {
        **{name: step[name] for name in told},
        "first_impression": str(first["words"]) if first else "",
        **({"could_not_say": step["could_not_say"]} if step["could_not_say"] else {}),
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


# --- one location -------------------------------------------------------------------------------------
def location_sheet(
    user: User, study: Study, location: Location, waves: Iterable[Wave], *, made_at: datetime | None = None
) -> LocationFigures | None:
    """One site over the waves, JSON-safe; ``None`` when this person may not know of it, or nothing was approved there.

    "All locations" are those in this person's own part of the tree, with ``FEWEST_OTHERS`` of them beside this one.
    """
    if not Location.objects.visible_to(user).filter(pk=location.pk, client=study.client_id).exists():
        return None
    nodes = scope_of(user)
    in_order = sorted(waves, key=lambda wave: wave.number)
    rows = _over_waves(study, in_order, location, nodes)
    walked = [wave for wave, row in zip(in_order, rows, strict=True) if row["part"]["n"]]
    if not walked:
        return None
    last = walked[-1]
    figures = journey_figures(study, [last], [location], made_at=made_at)
    whole = journey_figures(study, [last], nodes, made_at=made_at, details=False)
    visits = published.VisitList(
        published.selected(user, published.Filters(study=study.pk, location=location.pk)).filter(wave__in=in_order)
    )
    n_visits = visits.count()
    compares = rows[in_order.index(last)]["whole"] is not None
    sheet: LocationFigures = {
        "schema": SCHEMA,
        "kind": "location",
        "meta": _meta(study, in_order, location.name, figures["meta"]["title"], n_visits, made_at),
        "location": location.name,
        "whole_of": [node.name for node in nodes],
        "waves": rows,
        "standing": _standing(whole, location.code),
        "whole_steps": {step["key"]: step["both"] for step in whole["steps"]} if compares else {},
        "figures": figures,
        "visits": [_visit(row) for row in visits[:MOST_VISITS]],
        "n_visits": n_visits,
    }
    own = [[wave["part"] for wave in rows], figures["meta"]["numbers_hash"], sheet["visits"], n_visits]
    return _signed(sheet, own)


def draft_of_location(user: User, study: Study, location: Location, waves: Sequence[Wave]) -> Draft:
    """The report of one location over some waves, ready to freeze.

    Raises ``Invalid`` when nothing was approved there, or this person may not know of it.
    """
    sheet = location_sheet(user, study, location, waves)
    if sheet is None:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    visits = list(counted(waves, [location]).order_by("pk").values_list("pk", flat=True))
    asked = [location.pk, sorted(wave.pk for wave in waves), [node.pk for node in scope_of(user)]]
    return _draft(
        SetKind.LOCATION, study, asked, sheet, list(waves), visits, location.pk,
        _("Only names, colours, the logo or figures of other locations changed. Its own rest on the same answers."),
    )  # fmt: skip


def freeze_location(user: User, study: Study, location: Location, waves: Sequence[Wave], reason: str = "") -> FigureSet:
    """Write down one location over some waves, once; its visits count as published from then on.

    Figures of all locations stand in it without a name, so who may see this location may see the set. Raises as
    ``freezing.write_once``.
    """
    return write_once(draft_of_location(user, study, location, waves), user, reason)


def _over_waves(study: Study, waves: list[Wave], location: Location, nodes: list[Location]) -> list[LocationWave]:
    if not waves:
        return []
    parts, wholes = (
        {cell.key: cell.result for cell in cut(Selection(study, tuple(waves), tuple(where)), By.WAVE, Of.JOURNEY)}
        for where in ([location], nodes)
    )
    others = _others(waves, location, nodes)
    return [
        {
            "title": wave.title,
            "part": parts[str(wave.pk)],
            "whole": wholes.get(str(wave.pk)) if others[wave.pk] >= FEWEST_OTHERS else None,
        }
        for wave in waves
    ]


def _others(waves: list[Wave], location: Location, nodes: list[Location]) -> Counter[int]:
    """How many other locations were visited in each wave."""
    pairs = counted(waves, nodes).exclude(location=location).order_by().values_list("wave", "location").distinct()
    return Counter(wave for wave, _location in pairs)


def _standing(whole: Figures, code: str) -> Standing:
    found = whole["locations"]
    keys = [row["key"] for row in found["rows"]]
    rank = keys.index(code) + 1 if found["ranked"] and code in keys else None
    return {"ranked": found["ranked"], "reliability": found["reliability"], "rank": rank, "of": len(keys)}


def _visit(row: dict[str, Any]) -> LocationVisit:
    return {
        "key": row["key"],
        "day": row["day"].isoformat() if row["day"] else None,
        "daypart": row["daypart_code"],
        "wave": row["wave"],
        "channel": row["channel_code"],
        "score": row["score"],
        "checklist": row["checklist"],
    }


# --- both ---------------------------------------------------------------------------------------------
def _meta(
    study: Study, waves: list[Wave], place: str, title: Text, n_visits: int, made_at: datetime | None
) -> SheetMeta:
    return {
        "client": study.client.name,
        "client_color": study.client.colour or None,
        "client_logo": logo_of(study.client),
        "title": title,
        "study": study.title,
        "waves": [wave.title for wave in waves],
        "previous_wave": None,
        "selection": [place],
        "n_visits": n_visits,
        "n_locations": 1,
        "formula_version": FORMULA_VERSION,
        "made_at": (made_at or timezone.now()).isoformat(),
        "made_by": None,
        "source_hash": "",
        "numbers_hash": "",
        "corrects": None,
    }


def _signed(sheet: Any, numbers: Any) -> Any:
    """The sheet with the fingerprints of its numbers, and of all it prints but the moment it was made."""
    printed = {name: value for name, value in sheet.items() if name not in ("meta", "figures")}
    inner = sheet.get("figures", {}).get("meta", {}).get("source_hash")
    meta = {name: value for name, value in sheet["meta"].items() if name != "made_at"}
    sheet["meta"]["numbers_hash"] = _hash(numbers)
    sheet["meta"]["source_hash"] = _hash([printed, inner, meta])
    return sheet


def _hash(said: Any) -> str:
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _draft(
    kind: SetKind, study: Study, asked: list[Any], sheet: Mapping[str, Any], waves: list[Wave], visits: list[int],
    place: int, same_numbers: Any,
) -> Draft:  # fmt: skip
    return Draft(
        kind=kind,
        study=study,
        selection=_hash([kind, *asked]),
        digest=sheet["meta"]["source_hash"],
        numbers=sheet["meta"]["numbers_hash"],
        waves=waves,
        visits=visits,
        places={place},
        make=lambda: sheet,
        same_numbers=same_numbers,
    )
