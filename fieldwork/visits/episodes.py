"""Dated parts of a visit in the words of lists and pages: which one is next, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.common.texts import pick
from fieldwork.journeys.episodes import Episode, episodes_of
from fieldwork.studies.models import Wave
from fieldwork.visits import clocks
from fieldwork.visits.models import Visit
from fieldwork.visits.states import BEFORE, FREE, HANDED_IN, EventKind, VisitState


def columns(
    parts: Sequence[Episode], number: int = 1, opens_at: datetime | None = None, due_at: datetime | None = None
) -> dict[str, Any]:
    """The columns of a visit whose part ``number`` comes next; the dates are those of a later part."""
    title = dict(parts[number - 1].title) if len(parts) > 1 else {}
    return {
        "episode": number, "episodes": len(parts), "episode_title": title,
        "episode_opens_at": opens_at, "episode_due_at": due_at,
    }  # fmt: skip


def name(number: int, of: int, title: Mapping[str, str] | None = None) -> str:
    """What a part is called: "Part 2 of 4: Delivery"; empty for a visit of one part."""
    if of < 2:
        return ""
    words = {"n": number, "of": of, "title": pick(title)}
    return _("Part %(n)s of %(of)s: %(title)s") % words if words["title"] else _("Part %(n)s of %(of)s") % words


def name_of(visit: Visit) -> str:
    """The part of a visit that is to be done."""
    return name(visit.episode, visit.episodes, visit.episode_title)


def is_waiting(visit: Visit) -> bool:
    """The next part has a day to come; opening it earlier is allowed all the same."""
    opens_at = visit.episode_opens_at
    return visit.state == VisitState.STARTED and opens_at is not None and opens_at > timezone.now()


@dataclass(frozen=True, slots=True)
class Part:
    """One part as a shopper reads it: ``state`` is done (handed in ``at``), passed (did not apply), now or later."""

    number: int
    title: str
    state: str
    at: datetime | None = None
    when: str = ""


def parts_of(visit: Visit) -> list[Part]:
    """Every part with its dates, so far as they are known; empty for a visit of one part. Two queries."""
    if visit.episodes < 2:
        return []
    events = visit.events.filter(kind=EventKind.PART, by=visit.shopper_id)
    handed_in = {event.data["episode"]: event.at for event in events}
    found = []
    for part in episodes_of(visit.journey_version.document):
        number, title = part.number, pick(part.title)
        if number < visit.episode or visit.state in HANDED_IN:
            at = handed_in.get(number)
            found.append(Part(number, title, "done" if at else "passed", at))
        elif number == visit.episode:
            window = clocks.window(visit.part_opens_at, visit.part_due_at, visit.location.timezone)
            found.append(Part(number, title, "now", when=window))
        else:
            days = {"opens": part.opens_after_days, "due": part.due_after_days}
            found.append(Part(number, title, "later", when=_("%(opens)s to %(due)s days after the part before") % days))
    return found


# --- parts that come in after their wave --------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Late:
    """A part (its name) that may come in as late as ``day``, after the report date of its wave."""

    part: str
    day: date
    report_by: date


def late_ones(wave: Wave, parts: Sequence[Episode], hand_in: date, number: int = 1) -> list[Late]:
    """The later parts that may come in after the report date, when each is handed in on its last day.

    ``hand_in`` is the last day of part ``number``. Part 1 has the days that a planner chose: only what follows
    from them is looked at. The wave's last day to hand in is that of part 1 too, so it says nothing of later ones.
    """
    found, day = [], hand_in
    for part in parts[number - 1 :]:
        day += timedelta(days=part.due_after_days if part.number > number else 0)
        if part.number > 1 and day > wave.report_by:
            found.append(Late(name(part.number, len(parts), part.title), day, wave.report_by))
    return found


def late_ones_of(visit: Visit) -> list[Late]:
    """As ``late_ones``, for what is still to be done of one visit. One query; none for a visit of one part."""
    if visit.episodes < 2 or visit.state not in {*FREE, *BEFORE, VisitState.STARTED}:
        return []
    day = timezone.localdate(visit.hand_in_by, ZoneInfo(visit.location.timezone))
    return late_ones(visit.wave, episodes_of(visit.journey_version.document), day, visit.episode)
