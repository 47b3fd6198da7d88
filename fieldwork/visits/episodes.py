"""Dated parts of a visit in the words of lists and pages: which one is next, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.common.texts import pick
from fieldwork.journeys.episodes import Episode, episodes_of
from fieldwork.visits import clocks
from fieldwork.visits.models import Visit
from fieldwork.visits.states import HANDED_IN, EventKind, VisitState


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
