"""What the shopper gave beside the answers, as the reviewer reads it: spoken notes, and how far away they were.

Information only: no score and no verdict follows from it, and no coordinate is ever shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fieldwork.capture import scoring
from fieldwork.capture.fields import MEMO, POSITION
from fieldwork.capture.folding import fold_rounds
from fieldwork.capture.models import Media, Round
from fieldwork.capture.states import MediaState
from fieldwork.people.models import Location
from fieldwork.visits.candidates import kilometres
from fieldwork.visits.models import Visit

OURS = rf"(^|/)({MEMO}|{POSITION})$"
NEAR_METRES = 10  # below it nobody is anywhere else


@dataclass(frozen=True)
class Note:
    """One spoken note of a step; ``problem`` says why it cannot be heard."""

    media: Media
    number: int
    problem: str = ""

    @property
    def seconds(self) -> int | None:
        """How long it is, as the phone said."""
        return None if self.media.duration_ms is None else round(self.media.duration_ms / 1000)


def read(visit: Visit, rounds: Sequence[Round]) -> dict[str, Any]:
    """What those fields hold after the rounds that count, in one query: ``{field: value}``."""
    changes = scoring.changes_of(visit, field__regex=OURS)
    counted = [one for one in rounds if one.final_at or one is rounds[-1]]
    held = fold_rounds((changes.get(one.pk, []), one.device) for one in counted)
    return {field: one.value for field, one in held.items() if one.value is not None}


def notes(held: Mapping[str, Any], step: str, media: Iterable[Media]) -> list[Note]:
    """The spoken notes of a step (``step`` or ``step#2``), in the order they were made."""
    here = {str(one.pk): one for one in media}
    wanted = (held.get(f"{step}/{MEMO}") or {}).get("v") or []
    return [
        Note(here[ident], number, _problem(here.get(ident))) for number, ident in enumerate(wanted, 1) if ident in here
    ]


def _problem(media: Media | None) -> str:
    if media is None or media.state == MediaState.COMING:
        return _("This note is still coming in.")
    return str(media.get_problem_display()) if media.state == MediaState.REFUSED else ""


def at_the_start(visit: Visit, held: Mapping[str, Any]) -> str:
    """Where the shopper was at the start, in a sentence; nothing when the study did not ask.

    All the ways of not sharing read the same: the choice is free, and nobody is asked why.
    """
    if POSITION not in held:
        return ""
    place = held[POSITION].get("v")
    if not place:
        return _("No position was shared; that is a free choice")
    where = away(visit.location, place["lat"], place["lon"], place["accuracy_m"])
    return _("At the start %(where)s") % {"where": where} if where else _("Position shared; the location has none")


def metres(location: Location, latitude: float | None, longitude: float | None) -> float | None:
    """Great-circle distance to the location in metres, when both places are known."""
    if None in (location.latitude, location.longitude, latitude, longitude):
        return None
    return 1000 * kilometres((location.latitude, location.longitude), (latitude, longitude))  # type: ignore[arg-type]


def away(location: Location, latitude: float | None, longitude: float | None, accuracy: float | None = None) -> str:
    """``about 300 m from the location, accurate to 40 m``; nothing when a place is not known."""
    distance = metres(location, latitude, longitude)
    if distance is None:
        return ""
    is_here = distance <= max(accuracy or 0, NEAR_METRES)
    where = (
        _("at the location") if is_here else _("about %(distance)s from the location") % {"distance": _far(distance)}
    )
    return (
        where
        if accuracy is None
        else _("%(where)s, accurate to %(radius)s") % {"where": where, "radius": _far(accuracy)}
    )


def _far(distance: float) -> str:
    """Metres as one says them: 40 m, 300 m, 3.2 km, 48 km."""
    step = 10 if distance < 200 else 50
    whole = max(step, step * round(distance / step))
    if whole < 1000:
        return _("%(n)d m") % {"n": whole}
    kilometre = distance / 1000
    return _("%(n)s km") % {"n": number_format(kilometre, decimal_pos=1 if kilometre < 10 else 0, use_l10n=True)}
